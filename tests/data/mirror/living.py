"""A small company in a database that somebody goes on writing to."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.policy import Policy, read_policy
from data.extract import extract, extract_with_earlier
from data.mirror.state import State
from data.sources import Source, open_source

POLICY: Policy = read_policy('[company]\ncurrency = "EUR"')
Row = dict[str, Any]
NOON = datetime.fromisoformat("2026-06-30T12:00")
_KINDS = ("meeting", "call", "email", "visit", "fax")

META = sa.MetaData()
REPS = sa.Table(
    "reps",
    META,
    sa.Column("rep_id", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(40)),
    sa.Column("function", sa.String(20)),
    sa.Column("left_on", sa.Date()),
)
CUSTOMERS = sa.Table(
    "customers",
    META,
    sa.Column("customer_id", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(40)),
    sa.Column("owner_id", sa.String(20)),
)
ACTIVITIES = sa.Table(
    "activities",
    META,
    sa.Column("activity_id", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.String(20)),
    sa.Column("rep_id", sa.String(20)),
    sa.Column("happened_at", sa.DateTime()),
    sa.Column("kind", sa.String(20)),
    sa.Column("contact_id", sa.String(20)),
    sa.Column("updated_at", sa.DateTime()),
)
#: Lines of invoices: the number is that of several rows, and no key.
REVENUE = sa.Table(
    "revenue",
    META,
    sa.Column("revenue_id", sa.String(20)),
    sa.Column("line", sa.Integer()),
    sa.Column("customer_id", sa.String(20)),
    sa.Column("rep_id", sa.String(20)),
    sa.Column("amount", sa.Numeric(12, 2)),
    sa.Column("currency", sa.String(3)),
    sa.Column("booked_on", sa.Date()),
    sa.Column("modified_on", sa.DateTime()),
)


@dataclass
class Company:
    """The company, its clock, and what somebody does to its rows."""

    url: str
    clock: datetime = NOON
    next_id: int = 1
    ids: list[int] = field(default_factory=list)
    invoices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Three salespeople, six customers and some history."""
        reps = [
            {"rep_id": "ann", "name": "Ann", "function": "sales", "left_on": None},
            {"rep_id": "ben", "name": "Ben", "function": "service", "left_on": None},
            {"rep_id": "cid", "name": "Cid", "function": None, "left_on": date(2026, 3, 1)},
        ]
        customers = [
            {"customer_id": f"c{n}", "name": f"Customer {n}", "owner_id": ("ann", "ben")[n % 2]}
            for n in range(6)
        ]
        with self.writing() as connection:
            META.create_all(connection)
            connection.execute(REPS.insert(), reps)
            connection.execute(CUSTOMERS.insert(), customers)
            contacts, lines = self._history()
            connection.execute(ACTIVITIES.insert(), contacts)
            connection.execute(REVENUE.insert(), lines)

    def _history(self) -> tuple[list[Row], list[Row]]:
        contacts: list[Row] = []
        lines: list[Row] = []
        for n in range(40):
            self.clock = NOON - timedelta(days=11 * n)
            contacts.append(self._contact(n % 6, n % 3))
            lines += self._invoice(n % 6, n % 3, days_ago=n, lines=1 + n % 2)
        self.clock = NOON
        return contacts, lines

    def writing(self) -> Any:
        """A transaction of somebody who writes."""
        return self._engine.begin()

    @cached_property
    def _engine(self) -> sa.Engine:
        return sa.create_engine(self.url, poolclass=sa.NullPool)

    def write(self, *statements: sa.Executable) -> None:
        """Write in one transaction."""
        with self.writing() as connection:
            for each in statements:
                connection.execute(each)

    def pass_time(self, hours: float) -> None:
        """Time goes by."""
        self.clock += timedelta(hours=hours)

    def contact(self, customer: int, rep: int, *, days_ago: int = 0, stamped: bool = True) -> int:
        """A contact is recorded, perhaps late, perhaps without saying when."""
        row = self._contact(customer, rep, days_ago=days_ago, stamped=stamped)
        self.write(ACTIVITIES.insert().values(row))
        return self.ids[-1]

    def _contact(self, customer: int, rep: int, *, days_ago: int = 0, stamped: bool = True) -> Row:
        number, self.next_id = self.next_id, self.next_id + 1
        self.ids.append(number)
        return {
            "activity_id": number,
            "customer_id": f"c{customer}",
            "rep_id": ("ann", "ben", "cid")[rep],
            "happened_at": self.clock - timedelta(days=days_ago),
            "kind": _KINDS[number % 5],
            "contact_id": None if number % 9 else f"p{number % 2}",
            "updated_at": self.clock if stamped else None,
        }

    def correct(self, number: int, **values: Any) -> None:
        """A contact is corrected."""
        self.write(
            ACTIVITIES.update()
            .where(ACTIVITIES.c.activity_id == number)
            .values(updated_at=self.clock, **values)
        )

    def delete(self, number: int) -> None:
        """A contact is deleted."""
        self.ids.remove(number)
        self.write(ACTIVITIES.delete().where(ACTIVITIES.c.activity_id == number))

    def invoice(self, customer: int, rep: int, *, days_ago: int = 0, lines: int = 1) -> str:
        """An invoice of some lines is booked."""
        rows = self._invoice(customer, rep, days_ago=days_ago, lines=lines)
        self.write(REVENUE.insert().values(rows))
        return self.invoices[-1]

    def _invoice(self, customer: int, rep: int, *, days_ago: int, lines: int) -> list[Row]:
        number = f"i{len(self.invoices)}"
        self.invoices.append(number)
        return [
            {
                "revenue_id": number,
                "line": line,
                "customer_id": f"c{customer}",
                "rep_id": ("ann", "ben", "cid")[rep],
                "amount": 100 + 7 * len(self.invoices) + line,
                "currency": "EUR",
                "booked_on": (self.clock - timedelta(days=days_ago)).date(),
                "modified_on": self.clock,
            }
            for line in range(lines)
        ]

    def correct_line(self, number: str, amount: float) -> None:
        """The first line of an invoice is corrected; its others keep their times."""
        first = sa.and_(REVENUE.c.revenue_id == number, REVENUE.c.line == 0)
        self.write(REVENUE.update().where(first).values(amount=amount, modified_on=self.clock))


def frames(source: Source) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every frame of an extract of a source, and those of an earlier day."""
    now, before = extract(source, POLICY), extract_with_earlier(source, POLICY, days=90)[1]
    for when, found in (("now", now), ("before", before)):
        yield f"{when} day", pd.DataFrame({"as_of": [found.as_of], "from": [found.data_from]})
        for name in (
            "activity_edges booking_edges ownership customers reps credits rep_months touches "
            "departure_edges booking_days"
        ).split():
            yield f"{when} {name}", getattr(found, name)


def same_figures(copy: Source, url: str) -> None:
    """Hold a copy against the database itself, to 1e-9."""
    with closing(open_source(url, import_day=copy.import_day, timezone="UTC")) as there:
        for (name, here), (_, wanted) in zip(frames(copy), frames(there), strict=True):
            pd.testing.assert_frame_equal(
                _plain(here), _plain(wanted), rtol=1e-9, atol=1e-9, obj=name
            )


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    texts = {name: frame[name].astype("str") for name in frame if frame[name].dtype == "category"}
    plain = frame.assign(**texts)
    return plain.sort_values(list(plain.columns)).reset_index(drop=True)


def how(state: State) -> dict[str, str]:
    """How each table was read."""
    return {each.name: str(each.how) for each in state.tables}


def read(state: State) -> dict[str, int]:
    """How many rows of each table were read."""
    return {each.name: each.read for each in state.tables}
