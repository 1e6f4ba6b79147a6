"""What people have stated, drawn apart from what is measured: by whom, until when, and undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.statements import (
    OnRecord,
    Statement,
    StatementKind,
    Statements,
    without_effect,
)
from data.named import Named, named_in
from data.opening import today
from data.store.statements import (
    KeptStatement,
    csv_of,
    current_of,
    exported,
    standing,
    undo_statement,
)
from pages.components import loading
from pages.components.author import author
from pages.components.downloads import file_name
from pages.components.loading import Context
from pages.components.text import escape, t, tm
from pages.components.words import names_of

__all__ = [
    "About",
    "Said",
    "draw_all_statements",
    "draw_export",
    "draw_failure",
    "draw_own",
    "said_of",
]

K = StatementKind
#: So many statements are drawn; all of them are in the file.
_DRAWN = 20
_ERROR = "stating-error"


@dataclass(frozen=True, slots=True)
class About:
    """Whose page it is: a customer's or a person's."""

    customer_id: str | None = None
    rep_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Everything that is stated about what is shown, and what the data has of it.

    every: with what was replaced or undone, oldest first.
    """

    about: Context
    assessment: Assessment
    every: list[KeptStatement]
    #: Names by id, also of who counts as somebody else.
    people: Mapping[str, str]
    customers: Mapping[str, str]
    #: Of those, who counts by themselves.
    assessed: "Assessed"
    record: OnRecord

    @property
    def is_demo(self) -> bool:
        """Whether it is about the demo company."""
        return self.about.kind == "demo"

    @property
    def today(self) -> date:
        """Today, in the company's zone."""
        return today(self.about.policy)

    @property
    def current(self) -> list[KeptStatement]:
        """What was neither replaced nor undone, oldest first."""
        return current_of(self.every)

    def why_idle(self, statement: Statement, made: Statements) -> Message | None:
        """Why a statement changes nothing, or not all that it says, among all that stands."""
        return without_effect(statement, made, self.record, {**self.customers, **self.people})


@dataclass(frozen=True, slots=True)
class Assessed:
    """Names by id of whom an assessment holds, and which people are listed and active."""

    people: Mapping[str, str]
    customers: Mapping[str, str]
    listed: frozenset[str]
    active: frozenset[str]

    @classmethod
    def of(cls, assessment: Assessment) -> "Assessed":
        reps = assessment.reps
        return cls(
            names_of(reps, "rep_id"),
            names_of(assessment.customers, "customer_id"),
            frozenset(reps.loc[reps["known"].astype(bool), "rep_id"]),
            frozenset(reps.loc[reps["active"].astype(bool), "rep_id"]),
        )


def said_of(about: Context, assessment: Assessment, more: tuple[Statement, ...] = ()) -> Said:
    """What is stated about what a context shows; ``more``: what is to be looked up besides.

    Raises
    ------
    LinchpinError
        The store or the source cannot be read.
    """
    every = loading.statements_at_hand(about.kind, about.policy)
    named = _named(about, Statements((*(each.statement for each in current_of(every)), *more)))
    assessed = about.once("stated-about", lambda: Assessed.of(assessment))
    people = {**named.people, **assessed.people}
    customers = {**named.customers, **assessed.customers}
    record = OnRecord(
        people=frozenset(people),
        listed=assessed.listed | frozenset(named.people),
        customers=frozenset(customers),
        bookings=named.bookings,
        active=assessed.active,
        left=named.left,
    )
    return Said(about, assessment, every, people, customers, assessed, record)


def _named(about: Context, made: Statements) -> Named:
    """What the records have of what statements name; asked once for all readers."""
    source = about.source
    return about.asked("statements-named", lambda: named_in(source, made), made.fingerprint)


def draw_own(said: Said, whose: About) -> None:
    """Draw what is stated about one customer or person."""
    for each in said.current:
        if _concerns(said, each.statement, whose):
            _draw(said, each)


def draw_all_statements(about: Context, assessment: Assessment) -> None:
    """Draw all that is stated, those first that change nothing, and the file; nothing without."""
    try:
        said = said_of(about, assessment)
    except LinchpinError:
        return  # said on top
    draw_failure()
    if not said.every:
        return
    made = standing(said.current, said.today)
    idle = {each.entry.entry_id for each in said.current if said.why_idle(each.statement, made)}
    st.subheader(t("What people have stated"), anchor=False)
    words = t(
        "{count} statement is kept beside the records, which stay as they are.",
        "{count} statements are kept beside the records, which stay as they are.",
        count=len(said.current),
    )
    if idle:
        words += " " + t(
            "{count} of them does not change what it was made for; it says why.",
            "{count} of them do not change what they were made for; each says why.",
            count=len(idle),
        )
    st.markdown(words)
    first = sorted(
        said.current, key=lambda each: (each.entry.entry_id not in idle, -each.entry.entry_id)
    )
    for each in first[:_DRAWN]:
        _draw(said, each)
    if len(first) > _DRAWN:
        st.caption(t("{count} more are in the file.", count=len(first) - _DRAWN))
    draw_export(said)


def draw_failure() -> None:
    """Say why something could not be undone."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))


def draw_export(said: Said) -> None:
    """The file of all that was ever stated."""
    day, zone, demo = said.today, said.about.policy.company.timezone, said.is_demo
    st.download_button(
        t("All statements as a file"),
        data=lambda: csv_of(exported(loading.store(), day, zone, demo=demo)),
        file_name=file_name("statements", "all", day, "csv"),
        mime="text/csv",
        type="tertiary",
        icon=":material/download:",
        key="stating-export",
    )


def _concerns(said: Said, statement: Statement, whose: About) -> bool:
    """Whether a statement is about a customer or person, or about an id that counts as it."""
    made = Statements(tuple(each.statement for each in said.current))
    if whose.customer_id is not None:
        same, ids = made.identities.same_customers, [statement.customer_id]
        ids += [statement.other_id] if statement.kind is K.SAME_CUSTOMER else []
        return whose.customer_id in {same.get(each or "", each) for each in ids} | {*ids}
    same, ids = made.identities.same_people, [statement.rep_id]
    ids += [statement.other_id] if statement.kind is K.SAME_PERSON else []
    return whose.rep_id in {same.get(each or "", each) for each in ids} | {*ids}


def _draw(said: Said, kept: KeptStatement) -> None:
    """One statement: what, by whom, when, until when, whether it changes anything, and undo."""
    entry, statement = kept.entry, kept.statement
    lines = [f":material/edit_note: {tm(_sentence(said, statement))}"]
    if statement.note:
        lines.append(f"*{escape(statement.note)}*")
    lines.append(tm(_origin(said, kept)))
    idle = said.why_idle(statement, standing(said.current, said.today))
    if idle is not None:
        lines.append(f":material/info: {tm(idle)}")
    with st.container(key=f"stated-{entry.entry_id}", horizontal=True, vertical_alignment="center"):
        st.caption("  \n".join(lines), width="stretch")
        st.button(
            t("Undo"),
            key=f"stating-undo-{entry.entry_id}",
            type="tertiary",
            on_click=_undo,
            args=(said.about.policy, entry.entry_id),
        )


def _undo(rules: Policy, entry_id: int) -> None:
    """Take a statement back (callback of the button)."""
    try:
        undo_statement(loading.store(rules), entry_id, author=author())
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def _origin(said: Said, kept: KeptStatement) -> Message:
    name, day, until = kept.entry.author, kept.statement.stated_on, kept.statement.valid_until
    if not kept.stands(said.today):
        return message(
            "Stated by {name} (unverified) on {day}, not measured; no longer counted since {until}",
            name=name,
            day=day,
            until=until,
        )
    if until is not None:
        return message(
            "Stated by {name} (unverified) on {day}, not measured; stands until {until}",
            name=name,
            day=day,
            until=until,
        )
    return message("Stated by {name} (unverified) on {day}, not measured", name=name, day=day)


def _sentence(said: Said, statement: Statement) -> Message:
    """What is stated."""
    people, customers = said.people, said.customers
    rep = people.get(statement.rep_id or "", statement.rep_id)
    customer = customers.get(statement.customer_id or "", statement.customer_id)
    match statement.kind:
        case K.KNOWS | K.DOES_NOT_KNOW:
            return _tie(statement, rep, customer)
        case K.ROBOT:
            return message("{rep} is no person.", rep=rep)
        case K.LEFT:
            return message("{rep} left on {day}.", rep=rep, day=statement.day)
        case K.SAME_PERSON:
            other = people.get(statement.other_id or "", statement.other_id)
            return message("{one} is the same person as {other}.", one=rep, other=other)
        case K.SAME_CUSTOMER:
            other = customers.get(statement.other_id or "", statement.other_id)
            return message("{one} is the same customer as {other}.", one=customer, other=other)
    return message("Booking {number} belongs to {rep}.", number=statement.revenue_id, rep=rep)


def _tie(statement: Statement, rep: str | None, customer: str | None) -> Message:
    knows, day = statement.kind is K.KNOWS, statement.day
    if day is None:
        if knows:
            return message("{rep} knows {customer}.", rep=rep, customer=customer)
        return message("{rep} does not know {customer}.", rep=rep, customer=customer)
    if knows:
        return message("{rep} knows {customer} since {day}.", rep=rep, customer=customer, day=day)
    return message(
        "{rep} does not know {customer} since {day}.", rep=rep, customer=customer, day=day
    )
