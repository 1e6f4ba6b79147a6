"""A database in use: how often it is asked for what is new, when it was, and what is doubtful."""

from datetime import datetime

import streamlit as st

from analytics.errors import LinchpinError
from data.mirror.told import doubts
from data.store.refreshes import Interval, choose_interval
from pages.components import freshness, loading
from pages.components.frame import progress_bar
from pages.components.freshness import ago
from pages.components.refreshing import refresh
from pages.components.text import t, t_text, tm
from pages.data import mending
from pages.data.day_in_use import author
from pages.data.keys import DataKey

__all__ = ["draw"]


def draw() -> None:
    """Let the interval be chosen, and the database be asked at once; nothing for files."""
    locations = loading.settings()
    where = locations.source
    if where is None or "://" not in where:
        return
    every = loading.interval(locations)
    with st.container(border=True, key="data-refreshing"):
        _choose(where, every)
        if every is not Interval.OFF:
            state = freshness.in_use(locations.home, where, locations.mapping)
            if state is None:
                st.markdown(t("Its copy is being made; until then it is read where it is."))
            else:
                _read(state.read_at, state.whole_at)
            _buttons()
            if state is not None:
                st.markdown("\n".join(f"- {tm(each)}" for each in doubts(state)))


def _choose(where: str, every: Interval) -> None:
    words = {
        Interval.OFF: t_text("off: read where it is, whenever somebody looks"),
        Interval.QUARTER: t_text("every 15 minutes"),
        Interval.HOUR: t_text("every hour"),
        Interval.DAY: t_text("every day"),
    }
    chosen = st.selectbox(
        t("Ask this database for what is new"),
        list(words),
        index=list(words).index(every),
        format_func=words.__getitem__,
        key=f"{DataKey.REFRESH}-every",
        help=t(
            "Its tables are copied once into a file of this computer that only you can read; from "
            "then on only new and changed rows are asked for. The database is never written to."
        ),
    )
    if chosen is not every:
        mending.tried(lambda: choose_interval(loading.store(), where, chosen, author=author()))
        st.rerun()


def _read(read_at: datetime, whole_at: datetime) -> None:
    said = t(
        "It was asked {ago}, and read as a whole {whole}.", ago=ago(read_at), whole=ago(whole_at)
    )
    st.markdown(f":material/update: {said}")


def _buttons() -> None:
    with st.container(horizontal=True, gap="small", key="data-refreshing-ways"):
        new = st.button(
            t("Read what is new now"), key=f"{DataKey.REFRESH}-new", icon=":material/refresh:"
        )
        whole = st.button(
            t("Read everything anew"),
            key=f"{DataKey.REFRESH}-whole",
            icon=":material/restart_alt:",
            help=t("This also finds what was deleted. It is done by itself once a week."),
        )
    if new or whole:
        try:
            with progress_bar(st.empty(), loading.cancel_check, "refresh") as progress:
                loading.checked(
                    (DataKey.REFRESH, whole),
                    lambda tell: refresh(whole=whole, progress=tell),
                    progress,
                )
        except LinchpinError as error:
            st.markdown(f":material/info: **{tm(error.message)}**")
            return
        st.rerun()
