"""One customer of a handover: the successor, what the customer answers, which steps are done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.relationships.people import in_sales, staying_reps
from data.store.handovers import ANSWERS, CustomerState, Handover, save_customer
from pages.components import loading
from pages.components.author import ask_author, author_given, draw_author
from pages.components.loading import Context
from pages.components.text import t, t_text, tm_text
from pages.components.words import names_of
from pages.departure.entering import attempt, is_demo, present_day
from pages.departure.followed import customer_tasks, steps_done
from pages.departure.handover_rows import ANSWER_WORDS, TASK_WORDS

__all__ = ["draw_settling"]


def draw_settling(
    about: Context, assessment: Assessment, found: Handover, row: pd.DataFrame
) -> None:
    """Draw the form about the customer of one row of
    :func:`pages.departure.handover_rows.handover_rows`."""
    customer_id = str(row["customer_id"].iloc[0])
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
            done = _ticked(found, state, facts.to_dict(), present_day(about, assessment), key)
            _seen(steps_done(found, row)[customer_id], state)
        ask_author("departure-settle")
        if st.form_submit_button(t("Save"), type="primary"):
            settled = CustomerState(successor, answer, done, state.version)
            attempt(
                lambda: save_customer(
                    loading.store(about.policy),
                    found,
                    customer_id,
                    settled,
                    author=author_given("departure-settle"),
                    demo=is_demo(about),
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


def _seen(done: Mapping[str, date], state: CustomerState) -> None:
    """What records show of it, though nobody has ticked it."""
    for task, day in done.items():
        if task not in state.done:
            st.caption(t("{task}: seen in the records on {day}", task=TASK_WORDS[task], day=day))
