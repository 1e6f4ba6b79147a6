"""The handover itself: started, followed by contact records, settled customer by customer."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import LinchpinError
from analytics.messages import Message
from analytics.policy import Policy
from analytics.relationships.people import in_sales, staying_reps
from data import details, handover_details
from data.opening import today
from data.store.handovers import (
    ANSWERS,
    TASKS,
    CustomerState,
    Handover,
    handover_of,
    history_of,
    mark_task,
    save_customer,
    start_handover,
    undo_handover,
)
from pages.components import loading
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.frame import progress_bar
from pages.components.loading import Context, cancel
from pages.components.tables import table
from pages.components.text import t, t_text, tm, tm_text
from pages.components.words import names_of
from pages.departure.choice import Choice
from pages.departure.handover_files import draw_handover_files
from pages.departure.handover_rows import (
    ANSWER_WORDS,
    TASK_WORDS,
    customer_tasks,
    handover_columns,
    handover_rows,
    history_line,
    milestone_lines,
    summary,
)
from pages.departure.paper_customer import Particulars
from pages.departure.papers import draw_papers

__all__ = ["draw_handover"]

NAME = "departure"
_ERROR = "departure-handover-error"
#: Contacts of each customer on paper.
_LAST_CONTACTS = 3
#: Steps of the history on screen.
_STEPS = 12


def draw_handover(
    about: Context, assessment: Assessment, choice: Choice, successors: Mapping[str, str | None]
) -> None:
    """Draw the handover of the people chosen, or the form that starts it with ``successors`` (by
    customer_id)."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))
    try:
        found = handover_of(
            loading.store(about.policy), choice.rep_ids, away=choice.away, demo=_demo(about)
        )
    except LinchpinError as error:
        st.warning(tm(error.message))
        return
    if found is None:
        _start(about, assessment, choice, successors)
    else:
        _follow(about, assessment, found)


def _demo(about: Context) -> bool:
    return about.kind == "demo"


def _now(about: Context, assessment: Assessment) -> date:
    """The present day; that of the data in the demo company, where it stands still."""
    return assessment.as_of if _demo(about) else today(about.policy)


def _start(
    about: Context, assessment: Assessment, choice: Choice, successors: Mapping[str, str | None]
) -> None:
    if not successors:
        st.caption(t("There is nothing on record."))
        return
    st.markdown(
        t("Start the cover plan: who covers is kept for every customer, with days and no reason.")
        if choice.away
        else t(
            "Start the handover: the proposed successors are kept, can be changed customer by "
            "customer, and contact records show how far it is."
        )
    )
    begins = _now(about, assessment)
    with st.form("departure-start", border=True, width=560):
        left, right = st.columns(2)
        first = left.date_input(t("First day"), value=begins, key="departure-begins")
        last = right.date_input(
            t("Back on") if choice.away else t("Last day"),
            value=_last_day(assessment, choice, begins),
            key="departure-ends",
        )
        ask_author("departure-start")
        label = t("Start the cover plan") if choice.away else t("Start the handover")
        if st.form_submit_button(label, type="primary"):
            _try(
                lambda: start_handover(
                    loading.store(about.policy),
                    choice.rep_ids,
                    away=choice.away,
                    begins_on=_one(first, begins),
                    ends_on=_one(last, begins),
                    successors=successors,
                    author=author_given("departure-start"),
                    demo=_demo(about),
                )
            )
            st.rerun()
    draw_author("departure-start")


def _one(value: Any, usual: date) -> date:
    return value if isinstance(value, date) else usual


def _last_day(assessment: Assessment, choice: Choice, begins: date) -> date:
    """The announced last day of those who have one, else after the weeks chosen."""
    reps = assessment.reps
    days = reps.loc[reps["rep_id"].isin(choice.rep_ids), "leaves_on"].dropna()
    if len(days) and not choice.away:
        return max(days.max().date(), begins)
    return begins + timedelta(weeks=choice.weeks)


def _try(work: Callable[[], object]) -> None:
    """Enter something; why it is not saved is said when the page is drawn next."""
    try:
        work()
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def _follow(about: Context, assessment: Assessment, found: Handover) -> None:
    behind = _behind(about, assessment, found)
    rows = _rows(assessment, found, behind)
    st.markdown(f"**{tm(summary(found, rows))}**")
    lines = milestone_lines(found, rows, assessment.as_of)
    st.caption(" · ".join(tm(line) for line in lines))
    if not found.away:
        _tasks(about, found, _now(about, assessment))
    draw_papers(about, assessment, found, behind)
    if not found.away:
        draw_handover_files(about, assessment, found)
    st.caption(t("Choose a customer to change the successor, the answer or the steps done."))
    place = table(
        rows,
        handover_columns(assessment.currency),
        key="departure-handover",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Customers of the handover, the largest first; choose one to settle it."),
        selectable=True,
        missing="",
    )
    if place is not None and place < len(rows):
        _settle(about, assessment, found, str(rows.iloc[place]["customer_id"]))
    _history(about, assessment, found)


def _rows(assessment: Assessment, found: Handover, behind: Particulars) -> pd.DataFrame:
    known = behind.persons.dropna(subset=["contact"]).drop_duplicates("customer_id")
    persons = dict(zip(known["customer_id"], known["contact"], strict=True))
    return handover_rows(assessment, found, persons, behind.deals, behind.unpaid, behind.touches)


def _behind(about: Context, assessment: Assessment, found: Handover) -> Particulars:
    """The rows of the source about the customers of a handover."""
    ask = partial(_asked, about, assessment, customer_ids=tuple(found.successors))
    return Particulars(
        persons=ask(handover_details.known_persons),
        last_contacts=ask(handover_details.last_contacts, most=_LAST_CONTACTS),
        deals=ask(details.open_deals),
        unpaid=ask(details.unpaid_bookings),
        touches=ask(details.touched_since, since=found.begins_on),
    )


def _asked(
    about: Context,
    assessment: Assessment,
    ask: Callable[..., pd.DataFrame],
    *,
    customer_ids: tuple[str, ...],
    **more: date | int,
) -> pd.DataFrame:
    with progress_bar(st.empty(), cancel, f"handover-{ask.__name__}") as progress:
        return about.asked(
            ask.__name__,
            partial(
                ask,
                about.source,
                about.policy,
                customer_ids=customer_ids,
                as_of=assessment.as_of,
                **more,
            ),
            customer_ids,
            *more.items(),
            progress=progress,
        )


def _tasks(about: Context, found: Handover, day: date) -> None:
    with st.container(horizontal=True, gap="medium"):
        for task in TASKS:
            done, due = found.tasks.get(task), found.due(task)
            label = t("{task}, until {day}", task=TASK_WORDS[task], day=due)
            if done is not None:
                label = t("{task}, done on {day}", task=TASK_WORDS[task], day=done)
            elif due < day:
                label = t("{task}, overdue since {day}", task=TASK_WORDS[task], day=due)
            key = f"departure-task-{task}"
            st.session_state[key] = done is not None
            st.checkbox(label, key=key, on_change=_tick, args=(about, found, task, day))


def _tick(about: Context, found: Handover, task: str, day: date) -> None:
    """Say that a task is done on ``day``, or open again (callback of the box)."""
    done = day if st.session_state[f"departure-task-{task}"] else None
    _try(
        lambda: mark_task(
            loading.store(about.policy), found, task, done, author=author(), demo=_demo(about)
        )
    )


def _settle(about: Context, assessment: Assessment, found: Handover, customer_id: str) -> None:
    """The form about one customer."""
    state = found.state(customer_id)
    facts = assessment.customers.set_index("customer_id").loc[customer_id]
    name = names_of(assessment.customers, "customer_id")[customer_id]
    key = f"departure-settle-{customer_id}-{state.version}"
    with st.form(key, border=True, width=640):
        st.subheader(t("{customer}: successor, answer, steps", customer=name), anchor=False)
        successor = _successor(assessment.reps, found, state, key)
        answer, done = state.answer, dict(state.done)
        if not found.away:
            answer = _answer(state, key)
            done = _ticked(found, state, facts.to_dict(), _now(about, assessment), key)
        ask_author("departure-settle")
        if st.form_submit_button(t("Save"), type="primary"):
            settled = CustomerState(successor, answer, done, state.version)
            _try(
                lambda: save_customer(
                    loading.store(about.policy),
                    found,
                    customer_id,
                    settled,
                    author=author_given("departure-settle"),
                    demo=_demo(about),
                )
            )
            st.rerun()
    draw_author("departure-settle")


def _successor(reps: pd.DataFrame, found: Handover, state: CustomerState, key: str) -> str | None:
    """Who takes over: anybody in sales who stays, and who was chosen before."""
    people = names_of(reps[staying_reps(reps) & in_sales(reps)], "rep_id")
    people = {each: name for each, name in people.items() if each not in found.rep_ids}
    if state.successor_id is not None and state.successor_id not in people:
        known = names_of(reps, "rep_id")
        people[state.successor_id] = known.get(state.successor_id, state.successor_id)
    options = list(people)
    return st.selectbox(
        t("Successor"),
        options,
        index=options.index(state.successor_id) if state.successor_id in people else None,
        format_func=lambda each: people[each],
        placeholder=t_text("Choose"),
        key=f"{key}-successor",
    )


def _answer(state: CustomerState, key: str) -> str | None:
    """What the customer says to it."""
    words = {each: tm_text(ANSWER_WORDS[each]) for each in ANSWERS}
    return st.pills(
        t("What the customer answers"),
        list(words),
        default=state.answer,
        format_func=lambda each: words[each],
        key=f"{key}-answer",
    )


def _ticked(
    found: Handover, state: CustomerState, facts: dict[Any, Any], day: date, key: str
) -> dict[str, date]:
    """The tasks that are done, each with its day; what is ticked now was done on ``day``."""
    done = dict(state.done)
    for task in customer_tasks(facts):
        label = t("{task}, until {day}", task=TASK_WORDS[task], day=found.due(task))
        if st.checkbox(label, value=task in done, key=f"{key}-{task}"):
            done.setdefault(task, day)
        else:
            done.pop(task, None)
    return done


def _history(about: Context, assessment: Assessment, found: Handover) -> None:
    names = names_of(assessment.customers, "customer_id")
    people = names_of(assessment.reps, "rep_id")
    with st.expander(t("What was decided, by whom and when"), icon=":material/history:"):
        every = history_of(loading.store(about.policy), found, demo=_demo(about))
        for entry in every[:_STEPS]:
            line: Message = history_line(entry, names, people)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(tm(line), width="content")
                if entry.undone_at is None:
                    st.button(
                        t("Undo"),
                        key=f"departure-undo-{entry.entry_id}",
                        type="tertiary",
                        on_click=_undo,
                        args=(about.policy, entry.entry_id),
                    )
        if len(every) > _STEPS:
            st.caption(t("{count} more are in the file.", count=len(every) - _STEPS))


def _undo(rules: Policy, entry_id: int) -> None:
    """Take a step back (callback of the button)."""
    _try(lambda: undo_handover(loading.store(rules), entry_id, author=author()))
