"""Companies written down row by row, and the extract that data would make of them.

The aggregation is plain Python over the rows, after the column descriptions of
``analytics.extract``; tests that need an independent answer start from the same rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pandas as pd

from analytics.extract import Extract
from analytics.messages import message
from analytics.policy import KIND_WEIGHTS

DAY = date(2026, 6, 30)
HALF_LIFE = 90.0


def ago(days: int) -> date:
    """The day so many days before the as-of date of the companies."""
    return DAY - timedelta(days=days)


@dataclass(frozen=True)
class Rep:
    rep_id: str
    function: str = "sales"
    hired_on: date | None = None
    left_on: date | None = None
    known: bool = True
    team: str | None = None
    notice_on: date | None = None


@dataclass(frozen=True)
class Customer:
    customer_id: str
    owner_id: str | None = None


@dataclass(frozen=True)
class Touch:
    customer_id: str
    rep_id: str
    day: date
    kind: str = "call"
    contact_id: str | None = None


@dataclass(frozen=True)
class Booking:
    customer_id: str
    day: date
    amount: float
    rep_id: str | None = None
    revenue_id: str | None = None


@dataclass(frozen=True)
class Assignment:
    customer_id: str
    rep_id: str
    role: str = "owner"
    start_on: date | None = None
    end_on: date | None = None

    def holds(self, day: date) -> bool:
        return (self.start_on or date.min) <= day <= (self.end_on or date.max)


@dataclass(frozen=True)
class Company:
    customers: list[Customer]
    reps: list[Rep]
    touches: list[Touch] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    open_accounts: list[str] | None = None
    as_of: date = DAY
    current: bool = True

    @property
    def window_start(self) -> date:
        return self.as_of - timedelta(days=364)

    def decay(self, day: date) -> float:
        return 2.0 ** (-(self.as_of - day).days / HALF_LIFE)

    def recent(self, day: date) -> bool:
        return self.window_start <= day <= self.as_of

    def seen_touches(self) -> list[Touch]:
        return [t for t in self.touches if t.day <= self.as_of]

    def seen_bookings(self) -> list[Booking]:
        return [b for b in self.bookings if b.day <= self.as_of]

    def extract(self) -> Extract:
        """The aggregates of the company's rows."""
        tables = {"customers": self.customers, "reps": self.reps, "activities": self.touches}
        tables |= {"revenue": self.bookings, "assignments": self.assignments}
        tables |= {"access": self.open_accounts is not None}
        empty = pd.DataFrame()
        return Extract(
            as_of=self.as_of,
            as_of_reason=message("chosen by the reader"),
            currency="CNY",
            current=self.current,
            data_from=None,
            tables=frozenset(name for name, rows in tables.items() if rows),
            customers=_customers(self),
            reps=_reps(self),
            activity_edges=_activity_edges(self),
            booking_edges=_booking_edges(self),
            ownership=_ownership(self),
            credits=_credits(self),
            rep_months=empty,
            quotas=empty,
            compensation=empty,
            rep_history=empty,
            leaver_access=frame(
                [(rep_id, "own") for rep_id in self.open_accounts or []],
                {"rep_id": "str", "scope": "str"},
            ),
        )


def frame(rows: Iterable[tuple], dtypes: dict[str, str]) -> pd.DataFrame:
    """A frame of the contract's types, also where there is no row."""
    return pd.DataFrame(list(rows), columns=list(dtypes)).astype(dtypes)


DAYS = "datetime64[s]"


def _customers(company: Company) -> pd.DataFrame:
    bookings, touches = defaultdict(list), defaultdict(list)
    for b in company.seen_bookings():
        bookings[b.customer_id].append(b)
    for t in company.seen_touches():
        touches[t.customer_id].append(t)
    return frame(
        (
            _customer_row(company, c, bookings[c.customer_id], touches[c.customer_id])
            for c in company.customers
        ),
        {
            "customer_id": "str",
            "name": "str",
            "owner_id": "str",
            "revenue_12m": "float64",
            "bookings_12m": "int64",
            "revenue_span": "float64",
            "open_deals": "float64",
            "deals_won_24m": "int64",
            "deals_closed_24m": "int64",
            "first_booking_on": DAYS,
            "last_positive_on": DAYS,
            "median_gap_days": "float64",
            "contacts_known": "Int64",
        },
    )


def _customer_row(
    company: Company, customer: Customer, bookings: list[Booking], touches: list[Touch]
) -> tuple:
    days = sorted({b.day for b in bookings})
    positive = sorted({b.day for b in bookings if b.amount > 0})
    gaps = [(b - a).days for a, b in pairwise(positive)]
    recent = [b for b in bookings if company.recent(b.day)]
    contacts = {t.contact_id for t in touches if t.contact_id and company.recent(t.day)}
    named = any(t.contact_id for t in company.touches)
    return (
        customer.customer_id,
        customer.customer_id.title(),
        customer.owner_id if company.current else None,
        sum(b.amount for b in recent),
        len(recent),
        sum(b.amount for b in recent),
        0.0,
        0,
        0,
        days[0] if days else None,
        max(positive, default=None),
        median(gaps) if gaps else None,
        len(contacts) if named else None,
    )


def _reps(company: Company) -> pd.DataFrame:
    rows = (
        (
            r.rep_id,
            r.rep_id.title(),
            r.function,
            r.hired_on,
            _past(r.left_on, company),
            r.known,
            r.team,
            _past(r.notice_on, company),
        )
        for r in company.reps
    )
    dtypes = {"rep_id": "str", "name": "str", "function": "str", "hired_on": DAYS}
    dtypes |= {"left_on": DAYS, "known": "bool", "team": "str", "notice_on": DAYS}
    return frame(rows, dtypes)


def _past(day: date | None, company: Company) -> date | None:
    return day if day and day <= company.as_of else None


def _system(company: Company) -> set[str]:
    return {r.rep_id for r in company.reps if r.function == "system"}


def _activity_edges(company: Company) -> pd.DataFrame:
    best: dict[tuple[str, str, date], float] = defaultdict(float)
    rows: dict[tuple[str, str], list[date]] = defaultdict(list)
    for t in company.seen_touches():
        if t.rep_id not in _system(company):
            key = (t.customer_id, t.rep_id)
            best[*key, t.day] = max(best[*key, t.day], KIND_WEIGHTS[t.kind])
            rows[key].append(t.day)
    edges = []
    for key, days in sorted(rows.items()):
        contact_days = {day: w for (*pair, day), w in best.items() if tuple(pair) == key}
        strength = sum(w * company.decay(day) for day, w in contact_days.items())
        recent_days = sum(company.recent(day) for day in contact_days)
        recent = sum(company.recent(day) for day in days)
        counts = (len(contact_days), recent_days, len(days), recent)
        edges.append((*key, strength, *counts, min(days), max(days)))
    counts_of = ("contact_days", "contact_days_12m", "activities", "activities_12m")
    dtypes = {"customer_id": "str", "rep_id": "str", "strength": "float64"}
    dtypes |= dict.fromkeys(counts_of, "int64") | {"first_on": DAYS, "last_on": DAYS}
    return frame(edges, dtypes)


def _booking_edges(company: Company) -> pd.DataFrame:
    rows: dict[tuple[str, str], list[Booking]] = defaultdict(list)
    for b in company.seen_bookings():
        if b.rep_id and b.rep_id not in _system(company):
            rows[b.customer_id, b.rep_id].append(b)
    edges = []
    for key, bookings in sorted(rows.items()):
        latest: dict[object, date] = {}
        for b in bookings:
            order = b.revenue_id or id(b)
            latest[order] = max(latest.get(order, b.day), b.day)
        days = [b.day for b in bookings]
        strength = sum(company.decay(day) for day in latest.values())
        edges.append((*key, strength, sum(map(company.recent, days)), min(days), max(days)))
    dtypes = {"customer_id": "str", "rep_id": "str", "strength": "float64"}
    return frame(edges, dtypes | {"bookings_12m": "int64", "first_on": DAYS, "last_on": DAYS})


def _ownership(company: Company) -> pd.DataFrame:
    rows = {
        (a.customer_id, a.rep_id, "assignment")
        for a in company.assignments
        if a.role in ("owner", "second") and a.holds(company.as_of)
    }
    if company.current:
        rows |= {(c.customer_id, c.owner_id, "owner_id") for c in company.customers if c.owner_id}
    kept = sorted(row for row in rows if row[1] not in _system(company))
    return frame(kept, {"customer_id": "str", "rep_id": "str", "basis": "str"})


def credited_rep(company: Company, booking: Booking) -> str | None:
    """Whom a booking is credited to; None: unassigned."""
    if booking.rep_id:
        return booking.rep_id
    owners = [
        a
        for a in company.assignments
        if (a.customer_id, a.role) == (booking.customer_id, "owner") and a.holds(booking.day)
    ]
    if owners:
        newest = max(a.start_on or date.min for a in owners)
        return min(a.rep_id for a in owners if (a.start_on or date.min) == newest)
    owner = next(c.owner_id for c in company.customers if c.customer_id == booking.customer_id)
    return owner if company.current else None


def _credits(company: Company) -> pd.DataFrame:
    credit: dict[tuple[str, str | None], float] = defaultdict(float)
    for b in company.seen_bookings():
        if company.recent(b.day):
            credit[b.customer_id, credited_rep(company, b)] += b.amount
    rows = sorted(((*key, amount) for key, amount in credit.items()), key=str)
    return frame(rows, {"customer_id": "str", "rep_id": "str", "credit": "float64"})


def cast() -> Company:
    """Three reps at work and five customers that can be counted by hand, with decoys.

    alpha is ann's alone (500), beta is ann's and bob's alike (300), gamma ann's with eve from
    service (100), delta was lou's, who left 30 days ago (100), epsilon is bob's on file only (0).
    lou has left, the robot only sends mails.
    """
    return Company(
        customers=[Customer(name) for name in ("alpha", "beta", "gamma", "delta", "epsilon")],
        reps=[
            Rep("ann"),
            Rep("bob"),
            Rep("eve", function="service"),
            Rep("lou", left_on=ago(30)),
            Rep("robot", function="system"),
        ],
        touches=[
            Touch("alpha", "ann", ago(0), "visit", "a1"),
            Touch("alpha", "ann", ago(0), "email", "a2"),
            Touch("alpha", "robot", ago(0), "email"),
            Touch("beta", "ann", ago(0), "visit", "b1"),
            Touch("beta", "bob", ago(0), "visit", "b1"),
            Touch("gamma", "ann", ago(0), "call"),
            Touch("gamma", "eve", ago(0), "service"),
            Touch("delta", "lou", ago(90), "visit"),
            Touch("alpha", "bob", ago(-1), "visit"),
        ],
        bookings=[
            Booking("alpha", ago(0), 500.0, "ann"),
            Booking("beta", ago(10), 300.0, "bob"),
            Booking("gamma", ago(20), 100.0),
            Booking("delta", ago(364), 100.0, "lou"),
            Booking("gamma", ago(365), 900.0),
            Booking("beta", ago(-1), 900.0, "bob"),
        ],
        assignments=[
            Assignment("epsilon", "bob"),
            Assignment("alpha", "bob", role="support"),
            Assignment("gamma", "bob", role="owner", end_on=ago(21)),
        ],
    )


def tied(ties: Iterable[tuple[str, str]], amounts: dict[str, float] | None = None) -> Company:
    """Everybody tied visited the customer today; the customers bought for the amounts, else 1."""
    ties = list(ties)
    customers = sorted({customer for customer, _ in ties})
    return Company(
        customers=[Customer(name) for name in customers],
        reps=[Rep(name) for name in sorted({rep for _, rep in ties})],
        touches=[Touch(customer, rep, ago(0), "visit") for customer, rep in ties],
        bookings=[Booking(name, ago(0), (amounts or {}).get(name, 1.0)) for name in customers],
    )


def without_records() -> Company:
    """A company without a single customer, rep or record."""
    return Company(customers=[], reps=[])
