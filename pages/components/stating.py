"""That is wrong, I know better: what people state about a customer or a person, and taking it back.

Drawn apart from what is measured: every statement says who made it and when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import InputError, LinchpinError
from analytics.messages import Message, message
from analytics.statements import VALID_DAYS, Statement, StatementKind
from data.opening import today
from data.store.entries import Author, system_user
from data.store.failures import Superseded
from data.store.statements import (
    LONGEST_NOTE,
    KeptStatement,
    csv_of,
    exported,
    save_statement,
    seen_version,
    undo_statement,
)
from pages.components import loading
from pages.components.downloads import file_name
from pages.components.loading import Context
from pages.components.text import escape, t, t_text, tm, tm_text
from pages.components.words import names_of

__all__ = ["About", "draw_statements"]

#: So many customers are offered by name; of more, the id is asked for.
_OFFERED = 2_000
_NAME, _SEEN = "stating-name", "stating-seen"

K = StatementKind
_OF_CUSTOMER = (K.KNOWS, K.DOES_NOT_KNOW, K.SAME_CUSTOMER, K.BOOKING_OF)
_OF_PERSON = (K.KNOWS, K.DOES_NOT_KNOW, K.SAME_PERSON, K.BOOKING_OF)
_OF_LISTED = (K.LEFT, K.ROBOT)

_CHOICES = {
    K.KNOWS: message("Somebody knows the customer"),
    K.DOES_NOT_KNOW: message("Somebody does not know the customer"),
    K.ROBOT: message("This is no person but a robot or a mailbox"),
    K.LEFT: message("This person has left"),
    K.SAME_PERSON: message("This is the same person as another"),
    K.SAME_CUSTOMER: message("This is the same customer as another"),
    K.BOOKING_OF: message("A booking belongs to somebody else"),
}
_EFFECTS = {
    K.KNOWS: message(
        "The person counts among those who know the customer. Strength, share and what records "
        "prove stay as they are. It stands for {days} days.",
        days=VALID_DAYS,
    ),
    K.DOES_NOT_KNOW: message(
        "The person no longer counts among those who know the customer. Strength, share and what "
        "records prove stay as they are. It stands for {days} days.",
        days=VALID_DAYS,
    ),
    K.ROBOT: message("Contacts and bookings of this id count for nobody."),
    K.LEFT: message(
        "The person counts as gone from that day on. A last day in the records, if there is one, "
        "stands."
    ),
    K.SAME_PERSON: message("All records of both count for the other one."),
    K.SAME_CUSTOMER: message("All records of both count for the other one."),
    K.BOOKING_OF: message("The booking is credited to that person."),
}


@dataclass(frozen=True, slots=True)
class About:
    """Whose page it is: a customer's or a person's."""

    customer_id: str | None = None
    rep_id: str | None = None


def draw_statements(about: Context, assessment: Assessment, whose: About) -> None:
    """What was stated about a customer or a person, with undo, and the form for more."""
    try:
        every = loading.statements_at_hand(about.kind, about.policy)
    except LinchpinError:
        # The page says so on top.
        return
    own = [each for each in _current(every) if _concerns(each.statement, whose)]
    page = _Page(about, assessment, whose, every)
    for kept in own:
        _draw_kept(page, kept)
    with st.expander(t("That is wrong, I know better"), icon=":material/edit_note:"):
        _draw_form(page)
        if every:
            _draw_export(page)


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """What the area needs of its page."""

    about: Context
    assessment: Assessment
    whose: About
    every: list[KeptStatement]

    @property
    def people(self) -> dict[str, str]:
        """Names by id."""
        return names_of(self.assessment.reps, "rep_id")

    @property
    def customers(self) -> dict[str, str]:
        """Names by id."""
        return names_of(self.assessment.customers, "customer_id")

    @property
    def is_demo(self) -> bool:
        """Whether the statements are about the demo company."""
        return self.about.kind == "demo"


def _current(every: list[KeptStatement]) -> list[KeptStatement]:
    newest = {each.entry.subject: each for each in every if each.entry.undone_at is None}
    return sorted(newest.values(), key=lambda each: each.entry.entry_id)


def _concerns(statement: Statement, whose: About) -> bool:
    if whose.customer_id is not None:
        others = statement.other_id if statement.kind is K.SAME_CUSTOMER else None
        return whose.customer_id in (statement.customer_id, others)
    others = statement.other_id if statement.kind is K.SAME_PERSON else None
    return whose.rep_id in (statement.rep_id, others)


def _draw_kept(page: _Page, kept: KeptStatement) -> None:
    """One statement: what, by whom, when, until when, and undo."""
    entry, said = kept.entry, kept.statement
    with st.container(key=f"stated-{entry.entry_id}", horizontal=True, vertical_alignment="center"):
        lines = [f":material/edit_note: {tm(_sentence(page, said))}"]
        if said.note:
            lines.append(f"*{escape(said.note)}*")
        lines.append(tm(_origin(page, kept)))
        st.caption("  \n".join(lines), width="stretch")
        st.button(
            t("Undo"),
            key=f"stating-undo-{entry.entry_id}",
            type="tertiary",
            on_click=_undo,
            args=(entry.entry_id,),
        )


def _origin(page: _Page, kept: KeptStatement) -> Message:
    entry, until = kept.entry, kept.statement.valid_until
    name, day = entry.author, kept.statement.stated_on
    if not kept.stands(today(page.about.policy)):
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


def _sentence(page: _Page, said: Statement) -> Message:
    people, customers = page.people, page.customers
    rep = people.get(said.rep_id or "", said.rep_id)
    customer = customers.get(said.customer_id or "", said.customer_id)
    match said.kind:
        case K.KNOWS:
            return message("{rep} knows {customer}.", rep=rep, customer=customer)
        case K.DOES_NOT_KNOW:
            return message("{rep} does not know {customer}.", rep=rep, customer=customer)
        case K.ROBOT:
            return message("{rep} is no person.", rep=rep)
        case K.LEFT:
            return message("{rep} left on {day}.", rep=rep, day=said.day)
        case K.SAME_PERSON:
            other = people.get(said.other_id or "", said.other_id)
            return message("{one} is the same person as {other}.", one=rep, other=other)
        case K.SAME_CUSTOMER:
            other = customers.get(said.other_id or "", said.other_id)
            return message("{one} is the same customer as {other}.", one=customer, other=other)
    return message("Booking {number} belongs to {rep}.", number=said.revenue_id, rep=rep)


def _undo(entry_id: int) -> None:
    """Take a statement back (callback of the button)."""
    try:
        undo_statement(loading.store(), entry_id, author=_author())
    except LinchpinError as error:
        st.session_state["stating-error"] = error.message


def _author() -> Author:
    return Author(st.session_state.get(_NAME) or system_user())


def _draw_form(page: _Page) -> None:
    if (failed := st.session_state.pop("stating-error", None)) is not None:
        st.error(tm(failed))
    seen = st.session_state.setdefault(_SEEN, _newest(page.every))
    kinds = {each: tm_text(_CHOICES[each]) for each in _kinds(page)}
    kind = st.selectbox(
        t("What is wrong?"),
        list(kinds),
        format_func=lambda each: kinds[each],
        key="stating-kind",
    )
    st.caption(tm(_EFFECTS[kind]))
    with st.form("stating", border=False):
        read = _fields(page, kind)
        note = st.text_area(t("Note"), key="stating-note", max_chars=LONGEST_NOTE, height=68)
        name = st.text_input(
            t("Your name (unverified until there is a sign-in)"),
            value=st.session_state.get(_NAME) or system_user(),
            max_chars=200,
            autocomplete="name",
        )
        if st.form_submit_button(t("Save")):
            st.session_state[_NAME] = name
            _save(page, read, note, seen)
    st.session_state[_SEEN] = _newest(page.every)


def _newest(every: list[KeptStatement]) -> int:
    return max((each.entry.entry_id for each in every), default=0)


def _kinds(page: _Page) -> tuple[StatementKind, ...]:
    """What can be stated here; of an id that only other tables name, no last day and no robot."""
    if page.whose.customer_id is not None:
        return _OF_CUSTOMER
    reps = page.assessment.reps
    row = reps[reps["rep_id"] == page.whose.rep_id]
    listed = not row.empty and bool(row["known"].iloc[0])
    return (*_OF_PERSON, *_OF_LISTED) if listed else _OF_PERSON


def _fields(page: _Page, kind: StatementKind) -> Callable[[], Statement]:
    """Draw what a kind needs; returns what makes the statement of it when the form is sent."""
    whose, stated_on = page.whose, today(page.about.policy)
    rep, customer = whose.rep_id, whose.customer_id
    other: str | None = None
    number: str | None = None
    day: date | None = None
    if kind is K.BOOKING_OF:
        number = st.text_input(t("Number of the booking"), key="stating-number", max_chars=1000)
    if kind in (K.KNOWS, K.DOES_NOT_KNOW, K.BOOKING_OF) and rep is None:
        rep = _chosen(t("Person"), page.people, "stating-rep")
    if kind in (K.KNOWS, K.DOES_NOT_KNOW) and customer is None:
        customer = _chosen(t("Customer"), page.customers, "stating-customer")
    if kind is K.SAME_PERSON:
        other = _chosen(t("The other person"), page.people, "stating-other")
    if kind is K.SAME_CUSTOMER:
        other = _chosen(t("The other customer"), page.customers, "stating-other")
    if kind in (K.KNOWS, K.DOES_NOT_KNOW):
        day = _day(t("Since when (leave empty if you do not know)"), stated_on)
    if kind is K.LEFT:
        day = _day(t("Last day"), stated_on)
    return lambda: Statement(
        kind,
        stated_on,
        rep_id=rep,
        customer_id=customer if kind is not K.BOOKING_OF else None,
        other_id=other,
        revenue_id=(number or "").strip() or None,
        day=day,
    )


def _chosen(label: str, names: dict[str, str], key: str) -> str | None:
    """One of the ids, by name; of very many, the id as it is typed."""
    if len(names) > _OFFERED:
        typed = st.text_input(t("{label}: the id", label=label), key=key, max_chars=1000).strip()
        return typed if typed in names else None
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda each: f"{names[each]} ({each})",
        placeholder=t_text("Choose"),
        key=key,
    )
    return chosen


def _day(label: str, newest: date) -> date | None:
    chosen: date | None = st.date_input(
        label, value=None, max_value=newest, min_value=date(1970, 1, 1), key="stating-day"
    )
    return chosen


def _save(page: _Page, read: Callable[[], Statement], note: str, seen: int) -> None:
    """Save, and draw the page anew with it; what cannot be saved stays in the form."""
    made = read()
    said = Statement(
        made.kind,
        made.stated_on,
        rep_id=made.rep_id,
        customer_id=made.customer_id,
        other_id=made.other_id,
        revenue_id=made.revenue_id,
        day=made.day,
        note=note,
    )
    try:
        version = seen_version(page.every, said, seen)
        save_statement(loading.store(), said, author=_author(), seen=version, demo=page.is_demo)
    except (InputError, Superseded, LinchpinError) as error:
        st.error(tm(error.message))
        return
    st.session_state.pop(_SEEN, None)
    st.rerun()


def _draw_export(page: _Page) -> None:
    policy = page.about.policy
    st.download_button(
        t("All statements as a file"),
        data=lambda: csv_of(
            exported(loading.store(), today(policy), policy.company.timezone, demo=page.is_demo)
        ),
        file_name=file_name("statements", "all", today(policy), "csv"),
        mime="text/csv",
        type="tertiary",
        key="stating-export",
    )
