"""What every rule is given, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.assessment import Assessment
from analytics.attrition.landmarks import today
from analytics.extract import Extract
from analytics.hazard_rules import Severity
from analytics.messages import Message
from analytics.relationships.pairs import Codes, Roster
from analytics.relationships.people import departed_reps, in_sales
from analytics.safeguards.law import Jurisdiction, Law
from analytics.safeguards.records import HouseRecords

__all__ = [
    "CUSTOMER",
    "REP",
    "SYSTEM",
    "Answer",
    "House",
    "OpenPoint",
    "at_stake",
    "day_of",
    "looked_up",
    "money",
]

#: What an open point may be about.
REP, CUSTOMER, SYSTEM = "rep", "customer", "system"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One rule and one subject; ``severity`` only where it is not that of the rule."""

    subject_type: str
    subject_id: str
    evidence: Message
    remedy: Message
    evidence_on: date | None = None
    money: float | None = None
    severity: Severity | None = None


class Answer(NamedTuple):
    """The open points of one rule; ``note`` says what could not be judged though it ran."""

    points: list[OpenPoint]
    note: Message | None = None


@dataclass(frozen=True, eq=False)
class House:
    """One assessment, what the house keeps besides, and the law."""

    assessment: Assessment
    records: HouseRecords
    law: Law = field(default_factory=dict)

    @property
    def extract(self) -> Extract:
        """The aggregates of the assessment."""
        return self.assessment.extract

    @property
    def as_of(self) -> pd.Timestamp:
        """The day at whose end everything is judged."""
        return pd.Timestamp(self.assessment.as_of)

    @property
    def customers(self) -> pd.DataFrame:
        """Of the assessment."""
        return self.assessment.customers

    @cached_property
    def reps(self) -> pd.DataFrame:
        """Of the assessment, with jurisdiction, last_promoted_on, departed and sells."""
        reps = self.assessment.reps
        facts = self.extract.reps.set_index("rep_id")[["jurisdiction", "last_promoted_on"]]
        more = facts.reindex(reps["rep_id"]).reset_index(drop=True).set_index(reps.index)
        return reps.assign(
            jurisdiction=more["jurisdiction"],
            last_promoted_on=more["last_promoted_on"],
            departed=departed_reps(reps, as_of=self.assessment.as_of),
            sells=in_sales(reps),
        )

    @cached_property
    def sellers(self) -> pd.DataFrame:
        """The active people in sales who have a row in the table of reps."""
        return self.reps[self.reps["active"] & self.reps["sells"] & self.reps["known"]]

    @cached_property
    def landmarks(self) -> pd.DataFrame:
        """The active salespeople, as indicators of leaving see them."""
        return today(self.extract)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Name by rep_id; the id where there is none."""
        return _names(self.reps, "rep_id")

    @cached_property
    def customer_names(self) -> Mapping[str, str]:
        """Name by customer_id; likewise."""
        return _names(self.customers, "customer_id")

    @cached_property
    def buying(self) -> pd.DataFrame:
        """Customers with revenue in W: customer_id, revenue_12m, owner_id, rep_id (who is credited
        most, else the owner), last_on (of the contacts of anybody), own_last_on (of rep_id's)."""
        customers = self.customers
        rows = customers.loc[
            (customers["revenue_12m"] > 0) & ~customers["lapsed"],
            ["customer_id", "revenue_12m", "owner_id"],
        ].reset_index(drop=True)
        roster = Roster.of(rows["customer_id"])
        place = roster.codes(rows["customer_id"])
        credited = pd.Series(_most_credited(self.extract.credits, roster)[place])
        rep_id = credited.fillna(rows["owner_id"].astype(object)).fillna("").astype("str")
        edges = self.extract.activity_edges
        customer, last_on = roster.codes(edges["customer_id"]), edges["last_on"].to_numpy()
        people = Roster.of(edges["rep_id"])
        responsible = np.full(len(roster) + 1, -1)
        responsible[place] = people.codes(rep_id)
        rep = people.codes(edges["rep_id"])
        own = (rep >= 0) & (customer >= 0) & (rep == responsible[customer])
        return rows.assign(
            rep_id=rep_id,
            last_on=_newest(customer, last_on, len(roster))[place],
            own_last_on=_newest(customer[own], last_on[own], len(roster))[place],
        )

    def name(self, rep_id: str) -> str:
        """What a person is called."""
        return self.names.get(rep_id, rep_id)

    def has(self, table: str, column: str) -> bool:
        """Whether the source has a column."""
        return column in self.records.columns.get(table, ())

    def place(self, code: object) -> Jurisdiction | None:
        """The law of a jurisdiction, or of its country; None where no file holds it."""
        text = code if isinstance(code, str) else ""
        return self.law.get(text) or self.law.get(text.partition("-")[0])

    def held(self, rep_id: str) -> float | None:
        """What would go along with a person; None where that is not known."""
        amount = self._held.get(rep_id, np.nan)
        return None if np.isnan(amount) else float(amount)

    @cached_property
    def _held(self) -> Mapping[str, float]:
        known = self.extract.knows_money
        losses = self.reps["departure_loss"] if known else self.reps["departure_loss"] * np.nan
        return dict(zip(self.reps["rep_id"], losses.astype(float), strict=True))


def _names(frame: pd.DataFrame, key: str) -> Mapping[str, str]:
    names = frame["name"].fillna(frame[key])
    return dict(zip(frame[key], names, strict=True))


def _most_credited(credit: pd.DataFrame, customers: Roster) -> NDArray[np.object_]:
    """Who is credited most of each customer, of equals the smaller id; missing without anybody."""
    people = Roster.of(credit["rep_id"])
    customer, rep = customers.codes(credit["customer_id"]), people.codes(credit["rep_id"])
    known = (customer >= 0) & (rep >= 0)
    customer, rep = customer[known], rep[known]
    amount = np.nan_to_num(credit["credit"].to_numpy(dtype=float)[known], nan=-np.inf)
    largest = np.full(len(customers), -np.inf)
    np.maximum.at(largest, customer, amount)
    most = amount == largest[customer]
    best = np.full(len(customers), len(people))
    np.minimum.at(best, customer[most], rep[most])
    return np.append(people.index.to_numpy(dtype=object), np.nan)[best]


def _newest(customer: Codes, days: NDArray[np.datetime64], size: int) -> NDArray[np.datetime64]:
    """The last day of each customer; missing without any. Code −1 is nobody."""
    newest = np.full(size + 1, np.datetime64("NaT").astype(np.int64))
    # As numbers, missing days come before all others.
    np.maximum.at(newest, customer, days.astype(np.int64))
    return newest[:-1].astype(days.dtype)


_OF_CUSTOMERS = [
    *("customer_id", "revenue_12m", "exposure", "core", "orphaned", "untended", "known_by"),
    "last_activity_on",
]


def at_stake(house: House) -> pd.DataFrame:
    """Customers with exposure, or all where no money is known; the columns that rules look at."""
    customers = house.customers[_OF_CUSTOMERS]
    return customers[customers["exposure"] > 0] if house.extract.knows_money else customers


def money(house: House, amount: object) -> float | None:
    """An amount, where the source knows any."""
    return float(amount) if house.extract.knows_money else None  # type: ignore[arg-type]


def day_of(value: object) -> date | None:
    """A day of a frame as a plain date; None where it is missing.

    >>> day_of(pd.Timestamp("2026-06-30")), day_of(pd.NaT)
    (datetime.date(2026, 6, 30), None)
    """
    return None if pd.isna(value) else pd.Timestamp(value).date()


def looked_up(values: pd.Series, keys: pd.Series) -> pd.Series:
    """The value of each key, missing where there is none; ``values`` by unique key.

    ``Series.map`` raises where there is not one value.

    >>> looked_up(pd.Series({"a": 1.0}), pd.Series(["b", "a"])).tolist()
    [nan, 1.0]
    """
    return values.reindex(keys).set_axis(keys.index)
