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
from data import details, handover_details
from data.store.handovers import (
    TASKS,
    Handover,
    handover_of,
    history_of,
    mark_task,
    start_handover,
    undo_handover,
)
from pages.components import loading
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.frame import progress_bar
from pages.components.loading import Context, cancel
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.components.words import names_of
from pages.departure.choice import Choice
from pages.departure.entering import attempt, failure, is_demo, present_day
from pages.departure.followed import Particulars
from pages.departure.handover_files import draw_handover_files
from pages.departure.handover_rows import (
    TASK_WORDS,
    handover_columns,
    handover_rows,
    history_line,
    milestone_lines,
    summary,
    visit_line,
)
from pages.departure.papers import draw_papers
from pages.departure.settling import draw_settling
from pages.departure.standing import draw_shared

__all__ = ["draw_handover", "handover_chosen"]

NAME = "departure"
#: Contacts of each customer on paper.
_LAST_CONTACTS = 3
#: Steps of the history on screen.
_STEPS = 12


def draw_handover(
    about: Context, assessment: Assessment, choice: Choice, successors: Mapping[str, str | None]
) -> None:
    """Draw the handover of the people chosen, or the form that starts it with ``successors`` (by
    customer_id)."""
    if (failed := failure()) is not None:
        st.error(tm(failed))
    try:
        found = handover_chosen(about, choice)
        if found is None:
            draw_shared(about, assessment, choice)
    except LinchpinError as error:
        st.warning(tm(error.message))
        return
    if found is None:
        _start(about, assessment, choice, successors)
    else:
        _follow(about, assessment, found)


def handover_chosen(about: Context, choice: Choice) -> Handover | None:
    """The handover, or the cover plan, of the people chosen; None where none was started.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    store = loading.store(about.policy)
    return handover_of(store, choice.handing_over, away=choice.away, demo=is_demo(about))


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
    begins = present_day(about, assessment)
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
            attempt(
                lambda: start_handover(
                    loading.store(about.policy),
                    choice.rep_ids,
                    away=choice.away,
                    begins_on=_one(first, begins),
                    ends_on=_one(last, begins),
                    successors=successors,
                    author=author_given("departure-start"),
                    demo=is_demo(about),
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


def _follow(about: Context, assessment: Assessment, found: Handover) -> None:
    behind = _behind(about, assessment, found)
    rows = about.once(
        "handover-rows", lambda: handover_rows(assessment, found, behind), found.stamp
    )
    st.markdown(f"**{tm(summary(found, rows))}**")
    lines = milestone_lines(found, rows, assessment.as_of)
    st.caption(" · ".join(tm(line) for line in lines))
    if (visits := visit_line(found, rows)) is not None:
        st.caption(tm(visits))
    if not found.away:
        _tasks(about, found, present_day(about, assessment))
    draw_papers(about, assessment, found, behind)
    if not found.away:
        draw_handover_files(about, assessment, found, behind)
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
        token=(about.key, found.stamp),
    )
    if place is not None and place < len(rows):
        draw_settling(about, assessment, found, rows.iloc[[place]])
    _history(about, assessment, found)


def _behind(about: Context, assessment: Assessment, found: Handover) -> Particulars:
    """The rows of the source about the customers of a handover."""
    ask = partial(_asked, about, assessment, customer_ids=tuple(found.successors))
    return Particulars(
        persons=ask(handover_details.known_persons),
        last_contacts=ask(handover_details.last_contacts, most=_LAST_CONTACTS),
        deals=ask(details.open_deals),
        unpaid=ask(details.unpaid_bookings),
        touches=ask(details.touched_since, since=found.begins_on),
        meetings=ask(details.meetings_since, since=found.begins_on),
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
    attempt(
        lambda: mark_task(
            loading.store(about.policy), found, task, done, author=author(), demo=is_demo(about)
        )
    )


def _history(about: Context, assessment: Assessment, found: Handover) -> None:
    names = names_of(assessment.customers, "customer_id")
    people = names_of(assessment.reps, "rep_id")
    with st.expander(t("What was decided, by whom and when"), icon=":material/history:"):
        every = history_of(loading.store(about.policy), found, demo=is_demo(about))
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
    attempt(lambda: undo_handover(loading.store(rules), entry_id, author=author()))
