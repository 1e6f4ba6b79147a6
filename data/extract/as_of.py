"""As of when, and in which currency."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from analytics.errors import InputError
from analytics.messages import NO_CURRENCY, Message, message
from analytics.policy import Policy
from data.extract.basis import ExtractBasis
from data.sources import Source

__all__ = ["CHOSEN", "basis_before", "basis_of", "default_as_of", "plain_basis"]

#: Records of earlier days, such as the 1900-01-01 that stands for none, do not say of when the data
#: is.
_FIRST_DAY = date(1970, 1, 1)

#: Why another day than the newest is assessed.
CHOSEN = message("chosen by the reader")

_REASONS: dict[str, Callable[[], Message]] = {
    "activity": lambda: message("newest contact record"),
    "booking": lambda: message("newest booking"),
    "closing": lambda: message("newest closed deal"),
}


@dataclass(frozen=True, slots=True)
class _Span:
    """First and last day of the records of each kind; empty for kinds without any."""

    first: dict[str, date]
    last: dict[str, date]


def default_as_of(source: Source, policy: Policy) -> tuple[date, Message]:
    """The day of the newest contact, booking, or won or lost deal, and why that day.

    Never after the import day; the import day itself where nothing is dated. Rows that count
    nowhere (unknown customers, system reps) do not move it.
    """
    return _newest(source, _span(source, policy))


def _newest(source: Source, span: _Span) -> tuple[date, Message]:
    if not span.last:
        return source.import_day, message("day of the import, since no record has a date")
    kind = max(span.last, key=lambda each: (span.last[each], -list(_REASONS).index(each)))
    return span.last[kind], _REASONS[kind]()


@lru_cache(maxsize=8)
def _span(source: Source, policy: Policy) -> _Span:
    """Asked once for an opened source: it reads every dated row."""
    plain = plain_basis(source, policy, source.import_day)
    with source.reading() as connection:
        ranges = connection.execute(_dated(plain)).all()
    days = {kind: (_day(low), _day(high)) for kind, low, high in ranges if low is not None}
    known = {kind: each for kind, each in days.items() if each[1] >= _FIRST_DAY}
    return _Span(
        {kind: max(low, _FIRST_DAY) for kind, (low, _) in known.items()},
        {kind: high for kind, (_, high) in known.items()},
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _dated(basis: ExtractBasis) -> sa.CompoundSelect[Any]:
    """kind, first and last day of the contacts, bookings and closings that are seen."""
    contacts = basis.source.rows("activities")
    deals = basis.source.rows("deals")
    bookings = basis.source.bookings()
    closed = deals.c.stage.in_(("won", "lost"))
    return sa.union_all(
        # A booking or deal of a system rep still counts, a contact by one does not.
        _range(basis, "activity", contacts, contacts.c.happened_on).where(
            contacts.c.rep_id.not_in(basis.system_reps)
        ),
        _range(basis, "booking", bookings, bookings.c.booked_on),
        _range(basis, "closing", deals, deals.c.closed_on).where(closed),
    )


def _range(basis: ExtractBasis, kind: str, rows: sa.FromClause, day: Any) -> sa.Select[Any]:
    customer_ids = sa.select(basis.source.rows("customers").c.customer_id)
    days = [sa.type_coerce(each(day), sa.Date) for each in (sa.func.min, sa.func.max)]
    range_: sa.Select[Any] = sa.select(sa.literal(kind)).add_columns(*days)
    return range_.select_from(rows).where(basis.seen(day), rows.c.customer_id.in_(customer_ids))


def plain_basis(source: Source, policy: Policy, as_of: date) -> ExtractBasis:
    """A basis before the currency is known."""
    return ExtractBasis(
        source=source,
        policy=policy,
        as_of=as_of,
        current=True,
        currency=NO_CURRENCY,
        company_currency=NO_CURRENCY,
        currencies=frozenset(),
    )


def basis_of(
    connection: sa.Connection,
    source: Source,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
) -> tuple[ExtractBasis, Message]:
    """The basis of an extract and the reason of its as-of date.

    Raises
    ------
    InputError
        If bookings are in several currencies and nothing says in which to report, or if there
        is no exchange rate for the currency asked for.
    """
    span = _span(source, policy)
    newest, reason = _newest(source, span)
    day = as_of or newest
    named = _named(source, policy, day)
    rated = _rated(connection, source)
    company = policy.company.currency or _company_currency(named, rated, currency)
    reporting = (currency or "").strip().upper() or _reporting(policy, named, company)
    present = frozenset(name or company for name in named)
    if reporting != company and reporting not in rated and present - {reporting}:
        raise InputError(
            message(
                "There is no exchange rate for {currency}; add it to exchange_rates or report in "
                "{company}",
                currency=reporting,
                company=company,
            )
        )
    basis = ExtractBasis(
        source=source,
        policy=policy,
        as_of=day,
        current=day >= newest,
        currency=reporting,
        company_currency=company,
        currencies=present,
        data_from=min(span.first.values(), default=None),
    )
    return basis, CHOSEN if as_of and as_of != newest else reason


@lru_cache(maxsize=8)
def _named(source: Source, policy: Policy, day: date) -> frozenset[str | None]:
    """The currencies that bookings name by then; None stands for bookings that name none."""
    basis = plain_basis(source, policy, day)
    rows = basis.of_customers(source.bookings())
    statement = sa.select(rows.c.currency).where(basis.seen(rows.c.booked_on)).distinct()
    with source.reading() as connection:
        return frozenset(connection.scalars(statement))


def basis_before(basis: ExtractBasis, days: int) -> ExtractBasis:
    """The basis of the same source as of ``days`` days before, in the same currency."""
    day = basis.as_of - timedelta(days=days)
    newest, _ = _newest(basis.source, _span(basis.source, basis.policy))
    return replace(basis, as_of=day, current=day >= newest)


def _rated(connection: sa.Connection, source: Source) -> set[str]:
    """The currencies that exchange_rates knows."""
    rows = source.rows("exchange_rates")
    return set(connection.scalars(sa.select(rows.c.currency).where(rows.c.rate > 0).distinct()))


def _company_currency(named: frozenset[str | None], rated: set[str], wanted: str | None) -> str:
    """The company's currency where the policy is silent.

    The only one that bookings name; else the only one of them without exchange rates, since
    rates are stated in it; else the one asked for; NO_CURRENCY where nothing names any.
    """
    names = {name for name in named if name}
    for candidates in (names, names - rated):
        if len(candidates) == 1:
            return next(iter(candidates))
    return (wanted or "").strip().upper() or NO_CURRENCY


def _reporting(policy: Policy, named: frozenset[str | None], company: str) -> str:
    if policy.company.currency:
        return policy.company.currency
    names = sorted(name for name in named if name)
    if len(names) > 1:
        raise InputError(
            message(
                "Bookings are in several currencies ({currencies}); set company.currency in the "
                "policy or choose the currency to report in",
                currencies=", ".join(names),
            )
        )
    return names[0] if names else company
