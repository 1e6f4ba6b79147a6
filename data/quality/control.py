"""The control total: from what the source adds up to, to what the assessment uses."""

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.extract import Extract
from analytics.messages import Message, message
from analytics.policy import Policy
from data.extract.as_of import basis_of
from data.extract.basis import ExtractBasis
from data.extract.money import factors
from data.frames import COUNT, NUMBER, TEXT, conform, fetch
from data.quality.inquiry import booking_word, counts, money_table
from data.quality.readings import left_out_lines
from data.schema import TABLES
from data.sources import AnySource, Source, in_place
from data.sources.checks import faulty_rows

__all__ = ["control_total"]

#: Why a booking does not count, by line, in the order in which it is asked; "used" is the rest.
_LINES: dict[str, Message] = {
    "source": message("Bookings in the source"),
    "faulty": message("less rows left out as faulty"),
    "pool": message("less rows of a customer that stands for nobody"),
    "empty_id": message("less rows without a customer"),
    "unknown_status": message("less rows whose stage or status is no known word"),
    "not_booked": message("less bookings that are cancelled or drafts"),
    "incomplete": message("less won deals without an amount or a closing day"),
    "unknown_customer": message("less rows whose customer is not in the table of customers"),
    "future_date": message("less rows after the day of the import"),
    "after_as_of": message("less rows after the as-of date"),
    "before_window": message("less rows before the last twelve months"),
    "currency_without_rate": message("less rows in a currency without an exchange rate"),
    "used": message("used in the assessment"),
}
_KINDS = {
    "line": TEXT,
    "currency": TEXT,
    "rows": COUNT,
    "amount": NUMBER,
    "reporting_amount": NUMBER,
}


def control_total(source: AnySource, policy: Policy, extract: Extract) -> pd.DataFrame:
    """Follow the money: line, currency, rows, amount, reporting_amount, message.

    For every currency the line ``source`` (all bookings whose money can be read, faulty ones
    included) and the reasons why some do not count (with a minus sign) add up to the line
    ``used``. Only ``used`` lines have a ``reporting_amount`` (in the reporting currency); the
    last line, ``total``, is their sum and equals the revenue of all customers.
    """
    counted = _counted(source, policy, extract.as_of, extract.currency)
    return _told(counted, extract.currency)


@in_place
def _counted(source: Source, policy: Policy, as_of: date, currency: str) -> pd.DataFrame:
    """line, currency, rows, amount, reporting_amount, faulty rows first."""
    with source.reading() as connection:
        basis, _ = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        counted = fetch(connection, _reasons(basis), _KINDS)
        faulty = fetch(connection, _faulty(basis), _KINDS)
        table, company = money_table(source), basis.company_currency
        lines = left_out_lines(connection, source, table, company)
        parts = [faulty] if lines is None else [faulty, fetch(connection, lines, _KINDS)]
    return pd.concat([*parts, counted], ignore_index=True)


def _reasons(basis: ExtractBasis) -> sa.Select[Any]:
    """line, currency, rows, amount, amount in the reporting currency."""
    rows = _all_bookings(basis)
    customers = basis.source.rows("customers")
    listed = rows.c.customer_id.in_(sa.select(customers.c.customer_id))
    factor = factors(basis, sa.select(rows.c.currency, rows.c.day).where(rows.c.day.is_not(None)))
    joined = rows.outerjoin(
        factor, sa.and_(factor.c.currency == rows.c.currency, factor.c.day == rows.c.day)
    )
    import_day = sa.literal(basis.source.import_day, sa.Date)
    reason = sa.case(
        (rows.c.word.not_in(_words(basis)), "unknown_status"),
        (sa.not_(rows.c.sold), "not_booked"),
        (sa.or_(rows.c.amount.is_(None), rows.c.day.is_(None)), "incomplete"),
        (sa.not_(listed), "unknown_customer"),
        (rows.c.day > import_day, "future_date"),
        (sa.not_(basis.seen(rows.c.day)), "after_as_of"),
        (sa.not_(basis.in_window(rows.c.day)), "before_window"),
        (factor.c.factor.is_(None), "currency_without_rate"),
        else_="used",
    )
    money = sa.func.coalesce(rows.c.amount, 0.0)
    each = (
        sa.select(reason.label("line"), rows.c.currency, money.label("amount"))
        .add_columns((rows.c.amount * factor.c.factor).label("converted"))
        .select_from(joined)
        .subquery()
    )
    sums = (
        sa.func.sum(each.c.amount),
        sa.func.sum(sa.case((each.c.line == "used", each.c.converted))),
    )
    return (
        sa.select(each.c.line, each.c.currency, sa.func.count(), *sums)
        .group_by(each.c.line, each.c.currency)
        .order_by(each.c.line, each.c.currency)
    )


def _all_bookings(basis: ExtractBasis) -> sa.Subquery:
    """Every booking, or won deal that stands in for it, also those that will not count.

    Deals that are open or lost were never bookings; an unknown stage may have been one.
    """
    by_deals = basis.source.sells_by_deals
    rows = basis.source.rows(money_table(basis.source))
    words = _words(basis)
    word = sa.func.coalesce(rows.c[booking_word(basis.source)], words[0], type_=sa.String())
    sold = counts(basis.source, rows)
    currency = sa.func.coalesce(rows.c.currency, basis.company_currency, type_=sa.String())
    day = rows.c.closed_on if by_deals else rows.c.booked_on
    chosen = sa.select(
        rows.c.customer_id, rows.c.amount, currency.label("currency"), day.label("day")
    ).add_columns(word.label("word"), sold.label("sold"))
    if by_deals:
        chosen = chosen.where(sa.or_(sold, word.not_in(words)))
    return chosen.subquery()


def _words(basis: ExtractBasis) -> tuple[str, ...]:
    """The known words for the stage or status of a booking, the one for none first."""
    table = money_table(basis.source)
    return TABLES[table].columns[booking_word(basis.source)].choices


def _faulty(basis: ExtractBasis) -> sa.Select[Any]:
    """The same for rows that were left out as faulty, their money where it can be read."""
    rows = faulty_rows(basis.source, money_table(basis.source))
    currency = sa.func.coalesce(rows.c.currency, basis.company_currency, type_=sa.String())
    each = sa.select(rows.c.amount, rows.c.rows, currency.label("currency")).subquery()
    amount = sa.func.coalesce(sa.func.sum(each.c.amount), 0.0)
    nothing = sa.cast(sa.null(), sa.Double)
    return (
        sa.select(sa.literal("faulty"), each.c.currency, sa.func.sum(each.c.rows), amount, nothing)
        .group_by(each.c.currency)
        .order_by(each.c.currency)
    )


def _told(parts: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Put the lines of each currency in their order and add the total."""
    lines = _lines(parts)
    used = lines[lines["line"] == "used"]
    amount = float(used["reporting_amount"].sum())
    last = ("total", currency, int(used["rows"].sum()), amount, amount)
    columns = {
        name: [*lines[name].tolist(), value] for name, value in zip(_KINDS, last, strict=True)
    }
    frame = conform(columns, _KINDS)
    said = _LINES | {"total": message("Revenue of the last twelve months in the assessment")}
    return frame.assign(message=[said[line] for line in frame["line"]])


def _lines(parts: pd.DataFrame) -> pd.DataFrame:
    """Start, signed reasons and what is used, for every currency that any row names."""
    start = parts.groupby("currency", as_index=False)[["rows", "amount"]].sum()
    used = parts["line"] == "used"
    signed = parts.copy()
    signed.loc[~used, ["rows", "amount"]] *= -1
    unused = start.loc[~start["currency"].isin(parts.loc[used, "currency"]), ["currency"]]
    none = unused.assign(line="used", rows=0, amount=0.0, reporting_amount=0.0)
    filled = [part for part in (start.assign(line="source"), signed, none) if len(part)]
    if not filled:
        return parts
    lines = pd.concat(filled, ignore_index=True)
    positions = {line: position for position, line in enumerate(_LINES)}
    return lines.assign(position=lines["line"].map(positions)).sort_values(["currency", "position"])
