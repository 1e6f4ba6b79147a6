"""The day as of which the figures in use are: the one that a warning names, taken by one click."""

from datetime import date

import streamlit as st

from data.assessments import Loaded
from data.store.as_of_days import ChosenDay, choose_day, undo_day
from data.store.entries import Author, system_user
from pages.components import loading
from pages.components.loading import Context
from pages.components.text import t, tm
from pages.data import mending
from pages.data.keys import DataKey

__all__ = ["author", "draw"]


def author() -> Author:
    """Who chooses: the name that was given for statements, else that of the system."""
    return Author(st.session_state.get("stating-name") or system_user())


def draw(about: Context, loaded: Loaded) -> None:
    """Say who chose the day, with the way back; else offer the day that is without doubt."""
    if about.day is not None:
        _chosen(about.day)
        return
    doubt = loaded.quality[loaded.quality["issue"] == "as_of_doubtful"]
    named = doubt["example"].dropna()
    if len(named):
        better = date.fromisoformat(named.iloc[0])
        with st.container(border=True, key="data-day-in-use"):
            st.markdown(f":material/event_busy: **{tm(doubt['message'].iloc[0])}**")
            st.button(
                t("Take {day} as the day of the figures", day=better),
                key=f"{DataKey.AS_OF}-in-use",
                icon=":material/event_available:",
                on_click=_take,
                args=(loading.version_of(about.source), better),
            )


def _chosen(chosen: ChosenDay) -> None:
    with st.container(border=True, key="data-day-in-use"):
        said = t(
            "The figures are as of {day}, chosen by {author} on {made_on}.",
            day=chosen.day,
            author=chosen.author,
            made_on=chosen.made_on,
        )
        st.markdown(f":material/event: **{said}**")
        st.button(
            t("Use the day of the newest record"),
            key=f"{DataKey.AS_OF}-in-use-newest",
            icon=":material/undo:",
            on_click=_back,
            args=(chosen,),
        )


def _take(version: str, day: date) -> None:
    mending.tried(lambda: choose_day(loading.store(), version, day, author=author()))


def _back(chosen: ChosenDay) -> None:
    mending.tried(lambda: undo_day(loading.store(), chosen, author=author()))
