"""That is wrong, I know better: what people state about a customer or a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import InputError, LinchpinError
from analytics.messages import message
from analytics.statements import VALID_DAYS, Statement, StatementKind
from data.store.statements import LONGEST_NOTE, replacing, save_statement, seen_version
from pages.components import loading, session
from pages.components.author import ask_author, author_given, draw_author
from pages.components.loading import Context
from pages.components.stated import About, Said, draw_export, draw_failure, draw_own, said_of
from pages.components.text import t, t_text, tm, tm_text

__all__ = ["OPEN", "About", "draw_statements"]

#: So many customers are offered by name; of more, the id is asked for.
_OFFERED = 2_000
#: The form is no wider than its lines can be read, in pixels.
_WIDTH = 640
_SEEN, _ROUND = "stating-seen", "stating-round"
#: The form is drawn for whoever opens it.
OPEN = "stating-open"

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


def draw_statements(about: Context, assessment: Assessment, whose: About) -> None:
    """What was stated about a customer or a person, with undo, and the form for more."""
    try:
        said = said_of(about, assessment)
    except LinchpinError:
        # The page says so on top.
        return
    draw_failure()
    draw_own(said, whose)
    folded = st.expander(
        t("That is wrong, I know better"),
        key=OPEN,
        icon=":material/edit_note:",
        on_change="rerun",
    )
    if folded.open:
        with folded:
            _draw_inside(said, whose)


def _draw_inside(said: Said, whose: About) -> None:
    with st.container(width=_WIDTH, key="stating-area"):
        _draw_form(_Page(said, whose))
    if said.every:
        draw_export(said)


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """What the form needs of its page."""

    said: Said
    whose: About

    @property
    def today(self) -> date:
        """Today, in the company's zone."""
        return self.said.today

    @property
    def people(self) -> Mapping[str, str]:
        """Names of everybody who counts by themselves, by id."""
        return self.said.assessed.people

    @property
    def customers(self) -> Mapping[str, str]:
        """Names of the customers that count by themselves, by id."""
        return self.said.assessed.customers


def _draw_form(page: _Page) -> None:
    said = page.said
    seen = st.session_state.setdefault(_SEEN, _newest(said))
    words = {each: tm_text(_CHOICES[each]) for each in _kinds(page)}
    kind = st.selectbox(
        t("What is wrong?"),
        words,
        format_func=words.__getitem__,
        key="stating-kind",
        filter_mode=None,
    )
    st.caption(tm(_EFFECTS[kind]))
    with st.form("stating", border=False):
        read = _fields(page, kind)
        note = st.text_area(t("Note"), key=_key("note"), max_chars=LONGEST_NOTE, height=68)
        ask_author("stating")
        if st.form_submit_button(t("Save"), type="primary"):
            _save(page, read, note, seen)
    draw_author("stating")
    st.session_state[_SEEN] = _newest(said)


def _key(name: str) -> str:
    """The key of a field; another one after each statement, so that the next begins empty."""
    return f"stating-{name}-{st.session_state.get(_ROUND, 0)}"


def _newest(said: Said) -> int:
    return max((each.entry.entry_id for each in said.every), default=0)


def _kinds(page: _Page) -> tuple[StatementKind, ...]:
    """What can be stated here; of an id that only other tables name, no last day and no robot."""
    if page.whose.customer_id is not None:
        return _OF_CUSTOMER
    reps = page.said.assessment.reps
    row = reps[reps["rep_id"] == page.whose.rep_id]
    listed = not row.empty and bool(row["known"].iloc[0])
    return (*_OF_PERSON, *_OF_LISTED) if listed else _OF_PERSON


def _fields(page: _Page, kind: StatementKind) -> Callable[[], Statement]:
    """Draw what a kind needs; returns what makes the statement of it when the form is sent."""
    whose, stated_on = page.whose, page.today
    rep, customer = whose.rep_id, whose.customer_id
    other: str | None = None
    number: str | None = None
    day: date | None = None
    if kind is K.BOOKING_OF:
        number = st.text_input(t("Number of the booking"), key=_key("number"), max_chars=1000)
    if kind in (K.KNOWS, K.DOES_NOT_KNOW, K.BOOKING_OF) and rep is None:
        rep = _chosen(t("Person"), page.people, _key("rep"))
    if kind in (K.KNOWS, K.DOES_NOT_KNOW) and customer is None:
        customer = _chosen(t("Customer"), page.customers, _key("customer"))
    if kind is K.SAME_PERSON:
        other = _chosen(t("The other person"), page.people, _key("other"))
    if kind is K.SAME_CUSTOMER:
        other = _chosen(t("The other customer"), page.customers, _key("other"))
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


def _chosen(label: str, names: Mapping[str, str], key: str) -> str | None:
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
        label, value=None, max_value=newest, min_value=date(1970, 1, 1), key=_key("day")
    )
    return chosen


def _save(page: _Page, read: Callable[[], Statement], note: str, seen: int) -> None:
    """Save, and draw the page anew with it; what cannot be saved stays in the form."""
    said, statement = page.said, replace(read(), note=note)
    try:
        _check(said, statement)
        version = seen_version(said.every, statement, seen)
        store, by = loading.store(said.about.policy), author_given("stating")
        save_statement(store, statement, author=by, seen=version, demo=said.is_demo)
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    st.session_state.pop(_SEEN, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if statement.kind in (K.SAME_PERSON, K.SAME_CUSTOMER):
        # Whose page this is counts as the other one from now on.
        session.select(*_other_page(statement))
    st.rerun()


def _other_page(statement: Statement) -> tuple[str, str | None]:
    return "rep" if statement.kind is K.SAME_PERSON else "customer", statement.other_id


def _check(said: Said, statement: Statement) -> None:
    """Refuse what would change nothing beside what is on record and stated already."""
    made = replacing(said.current, statement, said.today)
    looked_up = said_of(said.about, said.assessment, (statement,))
    if (reason := looked_up.why_idle(statement, made)) is not None:
        raise InputError(message("This is not saved: {reason}", reason=reason))
