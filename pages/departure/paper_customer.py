"""One customer of a handover on paper: who takes over, whom one knows there, what is open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, message
from data.documents.model import BLANK, Block, Checklist, Facts, Grid, Heading, Paragraph, Step
from data.store.handovers import Handover
from pages.components import numbers
from pages.components.text import t_text, tm_text
from pages.components.words import kind_word, names_of
from pages.departure.followed import Particulars, customer_tasks, followed, steps_done
from pages.departure.handover_rows import ANSWER_WORDS, TASK_WORDS

__all__ = ["Register", "checklist_heads", "customer_part", "day_or_nothing"]

#: Rows of each table of a customer; more are counted.
_LISTED = 12

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """What a handover names, by id: customers (facts, the largest first), people, rows behind; by
    customer the steps that are done and the first contact of the successor, with their days."""

    found: Handover
    currency: str
    customers: Mapping[str, Row]
    names: Mapping[str, str]
    people: Mapping[str, str]
    done: Mapping[str, Mapping[str, date]]
    in_touch_on: Mapping[str, date]
    rows: Mapping[str, Mapping[str, list[Row]]] = field(repr=False)

    @classmethod
    def of(cls, assessment: Assessment, found: Handover, behind: Particulars) -> "Register":
        """Everything that the paper about ``found`` names."""
        rows = assessment.customers
        rows = rows[rows["customer_id"].isin(list(found.successors))]
        rows = rows.sort_values(["exposure", "customer_id"], ascending=[False, True])
        records = followed(assessment, found, behind)
        touched = records.dropna(subset=["in_touch_on"])
        return cls(
            found,
            assessment.currency,
            {str(each["customer_id"]): each for each in _records(rows)},
            names_of(rows, "customer_id"),
            names_of(assessment.reps, "rep_id"),
            steps_done(found, records),
            dict(zip(touched["customer_id"], touched["in_touch_on"].dt.date, strict=True)),
            {
                "persons": _by_customer(behind.persons),
                "last_contacts": _by_customer(behind.last_contacts),
                "deals": _by_customer(behind.deals),
                "unpaid": _by_customer(behind.unpaid),
            },
        )

    def person(self, rep_id: str | None) -> str:
        """The name of somebody; a line to fill in where nobody is named."""
        return BLANK if rep_id is None else self.people.get(rep_id, rep_id)

    def successor(self, customer_id: str) -> str:
        """Who takes over, or covers."""
        return self.person(self.found.state(customer_id).successor_id)

    def answer(self, customer_id: str) -> str:
        """What the customer says to it; a line to fill in before it was asked."""
        answer = self.found.state(customer_id).answer
        return tm_text(ANSWER_WORDS[answer]) if answer else BLANK


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for whatever is missing."""
    plain = frame.astype(object)
    rows: list[dict[str, Any]] = plain.where(plain.notna(), None).to_dict("records")
    return rows


def _by_customer(frame: pd.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for each in _records(frame):
        rows.setdefault(str(each["customer_id"]), []).append(each)
    return rows


def customer_part(register: Register, place: int, customer_id: str) -> Iterable[Block]:
    """Everything about one customer, the ``place``-th of the list."""
    name = register.names[customer_id]
    yield Heading(t_text("{number}. {customer}", number=str(place), customer=name))
    yield Facts(tuple(_facts(register, customer_id)))
    missing = []
    for key, (title, table) in _TABLES.items():
        rows = register.rows[key].get(customer_id, [])
        if not rows:
            missing.append(tm_text(title))
            continue
        yield Heading(tm_text(title), 3)
        yield table(register, rows[:_LISTED])
        if len(rows) > _LISTED:
            yield Paragraph(t_text("and {count} more", count=len(rows) - _LISTED), quiet=True)
    if missing:
        told = t_text(", ").join(missing)
        yield Paragraph(t_text("None on record: {what}.", what=told), quiet=True)
    if not register.found.away:
        yield Heading(t_text("What is to be done"), 3)
        yield Checklist(checklist_heads(), tuple(_steps(register, customer_id)))


def _facts(register: Register, customer_id: str) -> Iterable[tuple[str, str]]:
    found, ends = register.found, register.customers[customer_id]["contract_ends_on"]
    yield t_text("Customer number"), customer_id
    label = t_text("Covered by") if found.away else t_text("Successor")
    yield label, register.successor(customer_id)
    if ends is not None:
        yield t_text("Contract ends"), numbers.day(pd.Timestamp(ends).date())
    if not found.away:
        yield t_text("The customer's answer"), register.answer(customer_id)
        touched = register.in_touch_on.get(customer_id)
        yield t_text("In touch since the start"), day_or_nothing(touched) or BLANK


def _persons(register: Register, rows: Sequence[Row]) -> Grid:
    del register
    heads = (t_text("Name, position"), t_text("Phone"), t_text("E-mail"), t_text("Last contact"))
    cells = [
        (
            t_text(", ").join(each[name] for name in ("contact", "title") if each[name]),
            each["phone"] or "",
            each["email"] or "",
            _day(each["day"]),
        )
        for each in rows
    ]
    return Grid(heads, tuple(cells), (9, 8, 13, 8))


def _deals(register: Register, rows: Sequence[Row]) -> Grid:
    heads = (t_text("Deal"), t_text("Amount"), t_text("With"), t_text("Open since"))
    cells = [
        (
            each["deal_id"],
            _amount(register, each),
            register.people.get(each["rep_id"], each["rep_id"]) or "",
            _day(each["created_on"]),
        )
        for each in rows
    ]
    return Grid(heads, tuple(cells), (4, 4, 4, 4))


def _unpaid(register: Register, rows: Sequence[Row]) -> Grid:
    heads = (t_text("Booking"), t_text("Amount"), t_text("Booked on"), t_text("Payment due on"))
    cells = [
        (
            each["revenue_id"] or "",
            _amount(register, each),
            _day(each["day"]),
            _day(each["due_on"]),
        )
        for each in rows
    ]
    return Grid(heads, tuple(cells), (4, 4, 4, 4))


def _last_contacts(register: Register, rows: Sequence[Row]) -> Grid:
    heads = (t_text("On"), t_text("Kind"), t_text("By whom"))
    cells = [
        (_day(each["day"]), kind_word(each["kind"]), register.person(each["rep_id"]))
        for each in rows
    ]
    return Grid(heads, tuple(cells), (4, 4, 8))


_TABLES: Mapping[str, tuple[Message, Callable[[Register, Sequence[Row]], Grid]]] = {
    "persons": (message("Persons at the customer"), _persons),
    "deals": (message("Open deals"), _deals),
    "unpaid": (message("Unpaid bookings"), _unpaid),
    "last_contacts": (message("Last contacts"), _last_contacts),
}


def _amount(register: Register, row: Row) -> str:
    if row["amount"] is None:
        return ""
    return numbers.money_exact(float(row["amount"]), row["currency"] or register.currency)


def _steps(register: Register, customer_id: str) -> Iterable[Step]:
    done = register.done[customer_id]
    for task in customer_tasks(register.customers[customer_id]):
        until = numbers.day(register.found.due(task))
        yield Step(tm_text(TASK_WORDS[task]), until, day_or_nothing(done.get(task)))


def checklist_heads() -> tuple[str, str, str]:
    """What stands above a checklist."""
    return (t_text("Step"), t_text("Until"), t_text("Done on"))


def day_or_nothing(day: date | None) -> str:
    """A day, in full; nothing where there is none."""
    return "" if day is None else numbers.day(day)


def _day(value: Any) -> str:
    return "" if value is None else numbers.day_short(pd.Timestamp(value).date())
