"""What an import read in a special way, repaired, or left out by a rule, as issues."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from analytics.messages import Message, SchemaName, message
from data.quality.inquiry import Inquiry, Issue, money_table
from data.sources import Source

__all__ = ["left_out", "left_out_lines", "read_specially"]

#: Codes of rows that count nowhere.
_LEFT_OUT = ("pool", "empty_id", "ends_before_start")
#: Codes of rows that count, though as what they need not be.
_REINTERPRETED = ("month_only",)

#: What was done, by code; ``column`` and the number of rows are known.
DONE: dict[str, Message] = {
    "word_for_nothing": message("words for nothing in {column} are read as empty"),
    "word_for_no": message("words for nothing in {column} are read as no"),
    "dash_is_zero": message("a lone dash in {column} is read as 0"),
    "day_for_none": message("days in {column} that stand for none are read as empty"),
    "open_end": message("days in {column} that never come are read as an open end"),
    "before_hired_on": message("days in {column} before the person was hired are read as empty"),
    "ends_before_start": message("intervals that end before they start ({column}) are left out"),
    "pool": message("rows that name nobody in {column} are left out"),
    "empty_id": message("rows without {column} are left out"),
    "decimal_id": message("ids in {column} are joined without their .0"),
    "plain_id": message(
        "ids in {column} are joined that differ by invisible signs or the width of letters only"
    ),
    "salesforce_id": message("ids of 15 and 18 characters in {column} are joined"),
    "text_marker": message("marks of a spreadsheet around {column} are taken off"),
    "space_around": message("spaces around {column} are taken off, also invisible ones"),
    "id_for_name": message("the id stands in for an empty {column}"),
    "word_in_name": message("words for nothing in {column} are kept as a name"),
    "decimal_sign_decided": message("the decimal sign of {column} is decided by other values"),
    "mixed_decimal_signs": message(
        "{column} has decimal points and decimal commas; each number is read by its own sign"
    ),
    "date_order": message("the order of day and month in {column} is decided by other values"),
    "excel_serial": message("numbers of days in {column} are read as days"),
    "epoch": message("seconds since 1970 in {column} are read as times"),
    "month_only": message("months without a day in {column} are read as one day of the month"),
    "period": message("months, quarters and years in {column} are read as their first or last day"),
    "two_digit_year": message("years of two digits in {column} are completed"),
    "currency_sign": message("currency signs in {column} are taken off the numbers"),
    "currency_by_sign": message("the currency is read from the sign in {column}"),
    "percent": message("per cent in {column} are read as shares"),
    "unit": message("units such as thousand in {column} are multiplied out"),
    "known_word": message("other words in {column} are read as the known ones"),
    # What readers of files make good.
    "encoding_of_others": message("the encoding is taken to be that of the other files"),
    "title_rows": message("rows of titles above the header were skipped"),
    "short_row": message("rows end early: their last fields were read as empty"),
    "empty_surplus": message("rows have empty fields beyond the header, which were cut off"),
    "total_row": message("rows with totals of the rows above were left out"),
    "hidden_sheet": message("a hidden sheet was read, since no visible one holds this table"),
    "hidden_sheet_left": message("a hidden sheet was left out, since a visible one fits as well"),
    "cell_error": message("errors of the workbook in {column} are read as empty"),
    "deleted_row": message("rows that the file marks as deleted were left out"),
    "footer_row": message("lines below the last row were left out"),
}
_ELSE = message("values in {column} are read in a special way")


def read_specially(ask: Inquiry) -> Iterator[Issue]:
    """One issue for each table, column and code that the import wrote down."""
    rows = _readings(ask.connection, ask.source)
    if rows is None:
        return
    c = rows.c
    keys = (c.table_name, c.column_name, c.code)
    statement = sa.select(
        *keys,
        sa.func.sum(c.rows),
        sa.func.min(c.example),
        sa.func.sum(c.amount),
        sa.func.count(sa.distinct(c.currency)),
    ).group_by(*keys)
    each = ask.connection.execute(statement.order_by(*keys)).all()
    for table, column, code, count, example, amount, currencies in each:
        done = DONE.get(code, _ELSE)
        said = message(
            "{count} row: {done}.",
            "{count} rows: {done}.",
            count=int(count),
            done=Message(done.template, {"column": SchemaName(column=column)}),
        )
        money = None if amount is None or currencies > 1 else float(amount)
        share = _share(ask, table, int(count), money, code)
        yield Issue(table, code, said, int(count), example, money, share)


def left_out(ask: Inquiry, table: str) -> list[tuple[str, int, float]]:
    """currency, rows, money of what the import left out of a table by a rule."""
    rows = _readings(ask.connection, ask.source)
    if rows is None:
        return []
    currency = ask.currency_of(rows)
    statement = (
        sa.select(currency, sa.func.sum(rows.c.rows), sa.func.sum(rows.c.amount))
        .where(rows.c.table_name == table, rows.c.code.in_(_LEFT_OUT))
        .group_by(currency)
    )
    return [
        (name, int(count), abs(float(amount or 0.0)))
        for name, count, amount in ask.connection.execute(statement)
    ]


def left_out_lines(
    connection: sa.Connection, source: Source, table: str, company_currency: Any
) -> sa.Select[Any] | None:
    """code, currency, rows, money of what the import left out of a table by a rule."""
    rows = _readings(connection, source)
    if rows is None:
        return None
    c = rows.c
    currency = sa.func.coalesce(c.currency, company_currency, type_=sa.String())
    money = sa.func.coalesce(sa.func.sum(c.amount), 0.0)
    return (
        sa.select(c.code, currency, sa.func.sum(c.rows), money, sa.cast(sa.null(), sa.Double))
        .where(c.table_name == table, c.code.in_(_LEFT_OUT))
        .group_by(c.code, currency)
        .order_by(c.code, currency)
    )


def _readings(connection: sa.Connection, source: Source) -> sa.Subquery | None:
    if not source.checked or not sa.inspect(connection).has_table("linchpin_readings"):
        return None
    names = ("table_name", "column_name", "code", "rows", "example", "amount", "currency")
    stored = sa.table("linchpin_readings", *(sa.column(name) for name in names))
    c = stored.c
    currency = sa.func.nullif(c.currency, "", type_=sa.String()).label("currency")
    return sa.select(*(currency if each is c.currency else each for each in c)).subquery()


def _share(ask: Inquiry, table: str, count: int, money: float | None, code: str) -> float:
    """The part of a table that was left out or read as what it need not be, of the money where
    there is any."""
    out = code in _LEFT_OUT
    if not (out or code in _REINTERPRETED) or not ask.rests_on(table):
        return 0.0
    if table == money_table(ask.source) and money:
        rows = ask.source.bookings()
        used = ask.connection.scalar(sa.select(sa.func.sum(sa.func.abs(rows.c.amount)))) or 0.0
        return _part(abs(money), float(used), out=out)
    rows_used = sa.select(sa.func.count()).select_from(ask.source.rows(table))
    return _part(count, ask.connection.scalar(rows_used) or 0, out=out)


def _part(some: float, used: float, *, out: bool) -> float:
    """Of all, where what was left out is not among what is used."""
    whole = used + some if out else used
    return some / whole if whole else 0.0
