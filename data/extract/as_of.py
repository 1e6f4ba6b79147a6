"""As of when, and in which currency."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from analytics.errors import InputError
from analytics.messages import NO_CURRENCY, BySurface, Message, SchemaName, message
from analytics.policy import Policy
from data.extract.basis import ExtractBasis
from data.extract.record_days import KindDays
from data.sources import Source

__all__ = [
    "CHOSEN",
    "RecordDays",
    "SeveralCurrencies",
    "basis_before",
    "basis_of",
    "dated_records",
    "default_as_of",
    "plain_basis",
    "record_days",
]

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


_CHOOSE = BySurface(
    page=message("choose on the page Data in which to report"),
    terminal=message("set company.currency in the policy or choose the currency to report in"),
)


class SeveralCurrencies(InputError):
    """Bookings are in several currencies, and nothing says in which to report."""

    @property
    def currencies(self) -> tuple[str, ...]:
        """Their codes, in order."""
        return tuple(str(self.message.values["currencies"]).split(", "))


@dataclass(frozen=True, slots=True, eq=False)
class RecordDays:
    """The days with records of each kind (activity, booking, closing) up to the import day."""

    kinds: Mapping[str, KindDays]

    @property
    def first(self) -> date | None:
        """The oldest day of any kind; None without records."""
        return min((kind.days[0] for kind in self.kinds.values()), default=None)

    def newest(self) -> tuple[str, date] | None:
        """The kind and day of the newest record that is no outlier; None without records."""
        last = {kind: days.last() for kind, days in self.kinds.items()}
        order = list(_REASONS)
        return max(last.items(), key=lambda each: (each[1], -order.index(each[0])), default=None)

    def beyond(self, as_of: date) -> list[str]:
        """The kinds that hold outliers after ``as_of``, where that is the default day."""
        newest = self.newest()
        if newest is None or newest[1] != as_of:
            return []
        return [kind for kind, days in self.kinds.items() if days.days[-1] > as_of]


def default_as_of(source: Source, policy: Policy) -> tuple[date, Message]:
    """The day of the newest contact, booking, or won or lost deal, and why that day.

    Never after the import day, and never an outlier: per kind of record, what lies behind a gap of
    more than 60 days and three times the longest of the 24 months before it does not count where
    it is less than 1 % of the rows (:mod:`data.extract.record_days`). The import day itself where
    nothing is dated. Rows that count nowhere (unknown customers, system reps) do not move it.
    """
    newest = record_days(source, policy).newest()
    if newest is None:
        return source.import_day, message("day of the import, since no record has a date")
    kind, day = newest
    return day, _REASONS[kind]()


@lru_cache(maxsize=8)
def record_days(source: Source, policy: Policy) -> RecordDays:
    """Asked once for an opened source: it reads every dated row, and gives one row a day."""
    plain = plain_basis(source, policy, source.import_day)
    counted: dict[str, dict[date, int]] = {}
    with source.reading() as connection:
        for kind, on, rows in connection.execute(_dated(plain)):
            if (day := _day(on)) >= _FIRST_DAY:
                counted.setdefault(kind, {})[day] = int(rows)
    return RecordDays({kind: KindDays.of(days) for kind, days in counted.items()})


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _dated(basis: ExtractBasis) -> sa.CompoundSelect[Any]:
    """kind, day, rows of the contacts, bookings and closings that are seen."""
    return sa.union_all(
        *(_counted(basis, kind, rows, day) for kind, rows, day in dated_records(basis))
    )


def dated_records(basis: ExtractBasis) -> Iterator[tuple[str, sa.FromClause, Any]]:
    """Each kind of record: its rows, and the column that dates them."""
    contacts, deals = basis.source.rows("activities"), basis.source.rows("deals")
    # A booking or deal of a system rep still counts, a contact by one does not.
    real = sa.select(*contacts.c).where(contacts.c.rep_id.not_in(basis.system_reps)).subquery()
    closed = sa.select(*deals.c).where(deals.c.stage.in_(("won", "lost"))).subquery()
    bookings = basis.source.bookings()
    yield "activity", real, real.c.happened_on
    yield "booking", bookings, bookings.c.booked_on
    yield "closing", closed, closed.c.closed_on


def _counted(basis: ExtractBasis, kind: str, rows: sa.FromClause, day: Any) -> sa.Select[Any]:
    customer_ids = sa.select(basis.source.rows("customers").c.customer_id)
    counted: sa.Select[Any] = sa.select(sa.literal(kind)).add_columns(
        sa.type_coerce(day, sa.Date), sa.func.count()
    )
    return (
        counted.select_from(rows)
        .where(basis.seen(day), rows.c.customer_id.in_(customer_ids))
        .group_by(day)
    )


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
    SeveralCurrencies
        If bookings are in several currencies and nothing says in which to report.
    InputError
        If there is no exchange rate for the currency asked for.
    """
    newest, reason = default_as_of(source, policy)
    day = as_of or newest
    named = _named(source, policy, day)
    rated = _rated(connection, source)
    company = policy.company.currency or _company_currency(named, rated, currency)
    reporting = (currency or "").strip().upper() or _reporting(policy, named, company)
    present = frozenset(name or company for name in named)
    if reporting != company and reporting not in rated and present - {reporting}:
        raise InputError(
            message(
                "There is no exchange rate for {currency}; add it to {table} or report in "
                "{company}",
                table=SchemaName("exchange_rates"),
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
        data_from=record_days(source, policy).first,
        newest=newest,
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
    newest, _ = default_as_of(basis.source, basis.policy)
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
        raise SeveralCurrencies(
            message(
                "Bookings are in several currencies ({currencies}); {choose}",
                currencies=", ".join(names),
                choose=_CHOOSE,
            )
        )
    return names[0] if names else company
