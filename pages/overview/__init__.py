"""Overview, for executives: how exposed are we, and is it too much? In ten seconds."""

from collections.abc import Callable
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from analytics.limits import Limit
from data.assessments import Loaded
from pages.components import frame, loading
from pages.components.definitions import definition
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.registry import link
from pages.components.tables import download_row
from pages.components.text import escape, t, tm, tm_text
from pages.components.theme import Palette, chart, figure
from pages.overview import charts
from pages.overview.actions import Action, ActionList
from pages.overview.findings import Finding, half_point
from pages.overview.model import Overview, limits_title, overview
from pages.reps.notices import Notice

__all__ = ["page"]

Key = tuple[str, ...]
Draw = Callable[[Palette], go.Figure]


def page(view: View) -> None:
    """Draw the answer, who leaves, the limits, four figures, four charts, ten next steps."""
    loaded = view.loaded()
    key = loading.context().key
    shown = _overview(key, loaded)
    view.headline(tm(shown.answer))
    if shown.nothing:
        frame.empty(tm(shown.nothing[0]), tm(shown.nothing[1]))
        return
    st.markdown("  \n".join(tm(line) for line in shown.lines))
    _notices(shown.notices)
    figures(shown.figures)
    _limits(shown.limits)
    _charts(key, shown)
    as_of = loaded.assessment.as_of
    left, right = st.columns(2)
    with left:
        _actions(t("Five customers to act on"), "customers", "customer", shown.customers, as_of)
    with right:
        _actions(t("Five people to talk to"), "reps", "rep", shown.people, as_of)


@st.cache_resource(max_entries=32, show_spinner=False)
def _overview(key: Key, _loaded: Loaded) -> Overview:
    del key
    return overview(_loaded.assessment, _loaded.comparisons)


def _notices(notices: tuple[Notice, ...]) -> None:
    if not notices:
        return
    with st.container(border=True, key="overview-notices", gap="small"):
        for notice in notices:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link(
                    "reps",
                    f"**{escape(notice.name)}**",
                    icon=":material/logout:",
                    rep=notice.rep_id,
                )
                st.markdown(tm(notice.sentence), width="content")


def _limits(limits: tuple[Limit, ...]) -> None:
    with st.container(border=True, key="overview-limits"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.subheader(tm(limits_title(limits)), anchor=False)
            definition("limits", key="overview-limits")
        for column, limit in zip(st.columns(len(limits)), limits, strict=True):
            with column:
                _limit(limit)


def _limit(limit: Limit) -> None:
    if limit.exceeded is None:
        st.badge(t("not known"), icon=":material/question_mark:", color="gray")
    elif limit.exceeded:
        st.badge(t("above the limit"), icon=":material/warning:", color="orange")
    else:
        st.badge(t("within the limit"), icon=":material/check:", color="gray")
    st.caption(tm(limit.message))


def _charts(key: Key, shown: Overview) -> None:
    first, second = st.columns(2), st.columns(2)
    with first[0]:
        _chart(key, "holders", shown.holders_words, _holders(shown))
    with first[1]:
        _chart(key, "leavers", shown.leavers_words, _leavers(shown))
    with second[0]:
        _chart(key, "resilience", shown.resilience_words, _resilience(shown))
    with second[1]:
        _chart(key, "losses", shown.losses_words, _losses(shown))


def _chart(key: Key, name: str, words: Finding, build: Draw | None) -> None:
    """One chart in its card; where there is nothing to draw, the card says so."""
    if build is None:
        with st.container(border=True, key=f"chart-card-{name}", height="stretch"):
            st.subheader(tm(words.title), anchor=False)
        return
    drawing = figure((key, "overview", name), build)
    chart(tm(words.title), tm(words.subtitle), drawing, alt=tm_text(words.alt), key=name)


def _holders(shown: Overview) -> Draw | None:
    if shown.holders.empty:
        return None
    return lambda colours: charts.holders_chart(
        shown.holders, colours, shown.currency, shown.exposure
    )


def _leavers(shown: Overview) -> Draw | None:
    if shown.leavers.empty:
        return None
    return lambda colours: charts.leavers_chart(shown.leavers, colours, shown.currency)


def _resilience(shown: Overview) -> Draw | None:
    if half_point(shown.resilience) is None:
        return None
    return lambda colours: charts.resilience_chart(shown.resilience, colours)


def _losses(shown: Overview) -> Draw | None:
    if not shown.var_95 > 0:
        return None
    return lambda colours: charts.losses_chart(
        shown.losses, colours, shown.currency, expected=shown.loss_mean, bad=shown.var_95
    )


def _actions(title: str, target: str, query: str, listed: ActionList, as_of: date) -> None:
    """A card with one entry a customer or person: link, money, reasons, next step; and files."""
    with st.container(border=True, key=f"overview-act-{target}", height="stretch"):
        st.subheader(title, anchor=False)
        if not listed.actions:
            st.caption(t("Nobody and nothing stands out."))
            return
        for action in listed.actions:
            with st.container(gap=None, key=f"flush-{target}-{action.subject_id}"):
                link(target, f"**{escape(action.name)}**", **{query: action.subject_id})
                st.markdown(_entry(action))
        download_row(
            listed.frame, listed.columns, key=f"act-{target}", page="overview", as_of=as_of
        )


def _entry(action: Action) -> str:
    """Money, reasons and next step, a line each (Markdown)."""
    why = [f":small[{tm(action.why)}]"] if action.why else []
    step = f":small[**:material/arrow_forward: {tm(action.next_step)}**]"
    return "  \n".join([f":small[{tm(action.money)}]", *why, step])
