"""Exports and deletions, person by person: a time line against what is normal, and all days."""

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.messages import Message, message
from data.assessments import Loaded
from pages.components.columns import Cell, Column, Target
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.components.theme import chart, figure
from pages.components.words import names_of
from pages.safeguards.charts import log_chart

__all__ = ["draw_log", "people_of_log"]

_NAME = "person"
#: Widget of the choice.
_CHOICE = "safeguards-person"


def people_of_log(exports: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """One row per person: rep_id, name, days, records, largest, largest_on, usual, unusual; who has
    the largest day first, unusual ones before all."""
    known = exports[exports["records"].notna()].sort_values(["rep_id", "records", "day"])
    largest = known.drop_duplicates("rep_id", keep="last").set_index("rep_id")
    grouped = exports.groupby("rep_id")
    frame = pd.DataFrame(
        {
            "days": grouped.size(),
            "records": grouped["records"].sum(min_count=1),
            "largest": largest["records"],
            "largest_on": largest["day"],
            "usual": largest["usual"],
            "unusual": grouped["unusual"].sum(),
        }
    ).reset_index()
    names = names_of(assessment.reps, "rep_id")
    frame["name"] = frame["rep_id"].map(names).fillna(frame["rep_id"])
    order = ["unusual", "largest", "rep_id"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)


def draw_log(view: View, loaded: Loaded) -> None:
    """Draw the time line of the person that the address names, else of the most unusual one."""
    exports, assessment = loaded.safeguards.exports, loaded.assessment
    if exports.empty:
        st.caption(
            t(
                "No export and no deletion of the last 12 months is on record. A table access_log "
                "with the number of records would show them."
            )
        )
        return
    people = view.once("safeguards-log", lambda: people_of_log(exports, assessment))
    names = dict(zip(people["rep_id"], people["name"], strict=True))
    person = _chosen(names)
    days = exports[exports["rep_id"] == person]
    title = _title(names[person], days)
    as_of = pd.Timestamp(assessment.as_of)
    chart(
        tm(title),
        t(
            "Records on each day with an export (round) or a deletion (square) in the last 12 "
            "months; filled: far beyond what is usual"
        ),
        figure(
            (view.context_key(), "safeguards-log", person),
            lambda colours: log_chart(days, as_of, colours),
        ),
        alt=t_text("Time line of exports and deletions. {title}.", title=title),
        key="safeguards-log",
        terms=("usual_exports",),
    )
    table(
        people,
        _columns(),
        key="log",
        page="safeguards",
        as_of=assessment.as_of,
        alt=t_text("Exports and deletions of the last 12 months by person"),
        token=view.context_key(),
    )


def _chosen(names: dict[str, str]) -> str:
    """The person of the address, with the control that changes it."""
    asked = st.query_params.get(_NAME, "")
    first = next(iter(names))
    st.session_state[_CHOICE] = person = asked if asked in names else first
    st.selectbox(
        t("Person"),
        list(names),
        format_func=lambda each: names.get(each, each),
        key=_CHOICE,
        on_change=_write,
        args=(first,),
        width=320,
    )
    return person


def _write(first: str) -> None:
    chosen = st.session_state[_CHOICE]
    if chosen == first:
        st.query_params.pop(_NAME, None)
    else:
        st.query_params[_NAME] = chosen


def _title(name: str, days: pd.DataFrame) -> Message:
    unusual = int(days["unusual"].sum())
    if unusual:
        return message(
            "{count} day of {rep} is far beyond what is usual",
            "{count} days of {rep} are far beyond what is usual",
            count=unusual,
            rep=name,
        )
    return message("No day of {rep} is far beyond what is usual", rep=name)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("days", t_text("Days"), Cell.INTEGER),
        Column("records", t_text("Records in all"), Cell.INTEGER),
        Column("largest", t_text("Largest day"), Cell.INTEGER),
        Column("largest_on", t_text("On"), Cell.DATE),
        Column("usual", t_text("Usual"), Cell.INTEGER),
        Column("unusual", t_text("Unusual days"), Cell.INTEGER),
    )
