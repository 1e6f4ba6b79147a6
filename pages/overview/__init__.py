"""Overview, for executives: how exposed are we, and is it too much? In ten seconds."""

import streamlit as st

from analytics.concentration.limits import Limit
from data.assessments import Loaded
from pages.components import frame, loading
from pages.components.cards import Draw, Key, chart_card
from pages.components.definitions.panel import definition
from pages.components.departure_link import departure_link
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.people import people_links
from pages.components.purpose import note_purpose
from pages.components.registry import link
from pages.components.sentences.notices import Notice
from pages.components.text import escape, t, tm
from pages.confidence.certainty import draw_certainty
from pages.overview import charts
from pages.overview.actions_view import draw_actions
from pages.overview.findings import half_point
from pages.overview.model import Overview, limits_title, overview

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the answer, who leaves, the limits, figures, charts, next steps, and how sure it is."""
    loaded = view.loaded()
    key = loading.context().key
    shown = view.once("overview", lambda: _overview(loaded))
    view.headline(tm(shown.answer))
    if shown.nothing:
        frame.empty(tm(shown.nothing[0]), tm(shown.nothing[1]))
        return
    people_links(shown.named, key="overview-first")
    if shown.loss:
        st.markdown(tm(shown.loss))
    st.caption("  \n".join(tm(line) for line in shown.lines))
    note_purpose(loading.context())
    _notices(shown.notices)
    figures(shown.figures)
    _limits(shown.limits)
    _charts(key, shown)
    draw_actions(shown.customers, shown.people, loaded.assessment.as_of)
    draw_certainty(view, key, shown.certainty)


def _overview(loaded: Loaded) -> Overview:
    return overview(loaded.assessment, loaded.comparisons, loaded.plan)


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
                departure_link(notice.rep_id, notice.name, notice=True)


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
        terms = ("single_threaded", "evidence", "exposure")
        chart_card(key, "holders", shown.holders_words, _holders(shown), terms)
    with first[1]:
        terms = ("attrition_probability", "attrition_interval", "departure_loss")
        chart_card(key, "leavers", shown.leavers_words, _leavers(shown), terms)
    with second[0]:
        chart_card(key, "resilience", shown.resilience_words, _resilience(shown), ("resilience",))
    with second[1]:
        chart_card(key, "losses", shown.losses_words, _losses(shown), ("var_95", "loss_law"))


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
