"""The page of one person: sentence, figures, book, chance of leaving, and what is behind."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from data.assessments import Loaded
from pages.components import listing
from pages.components.definitions.panel import definition
from pages.components.departure_link import departure_link
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.glyph import glyph_below_name
from pages.components.purpose import note_purpose
from pages.components.stating import About, draw_statements
from pages.components.text import escape, t, t_text, tm
from pages.components.theme import CONFIG, Palette, chart, figure
from pages.reps import charts
from pages.reps.card import draw_card
from pages.reps.detail import RepDetail
from pages.reps.detail_tabs import draw_tabs
from pages.reps.learning import Learning

__all__ = ["draw_person"]

Key = tuple[str, ...]
NAME = "reps"


def draw_person(view: View, key: Key, detail: RepDetail, learned: Learning, loaded: Loaded) -> None:
    """Draw everything about one person; the tables are drawn when their tab is opened."""
    assessment = loaded.assessment
    view.headline(tm(detail.answer))
    listing.back(t("All salespeople"), page=NAME, query="rep")
    st.caption(" · ".join(escape(fact) for fact in detail.facts))
    if detail.glyph is not None:
        st.html(glyph_below_name(detail.glyph, assessment.currency))
    note_purpose(view.about)
    if detail.figures:
        figures(detail.figures)
    _step(detail)
    if detail.keeping is not None:
        departure_link(detail.rep_id, detail.name, notice=detail.under_notice)
    if detail.keeping is None:
        _book(key, detail, assessment.currency)
    else:
        left, right = st.columns(2)
        with left:
            _book(key, detail, assessment.currency)
        with right:
            _leaving(key, detail)
    draw_card(view.about, loaded.safeguards, detail.rep_id)
    draw_statements(view.about, assessment, About(rep_id=detail.rep_id))
    draw_tabs(key, detail, learned, assessment.as_of)


def _step(detail: RepDetail) -> None:
    if detail.step is None:
        return
    with st.container(border=True, key="reps-step"):
        lines = [tm(reason) for reason in detail.step.reasons]
        step = f"**:material/arrow_forward: {tm(detail.step.next_step)}**"
        st.markdown("  \n".join([*lines, step]))


def _book(key: Key, detail: RepDetail, currency: str) -> None:
    main = detail.main
    if main.empty:
        with st.container(border=True, height="stretch"):
            st.markdown(f"**{t('Main contact of no customer who buys')}**")
        return
    title = _book_title(main, detail.name)
    _chart(
        key,
        ("book", detail.rep_id),
        title,
        t(
            "Yearly revenue of customers whose main contact this person is; filled: share held "
            "(orange: nobody else knows them), hatched: share of others"
        ),
        t_text(
            "Bar chart: the largest of {count} customer by yearly revenue.",
            "Bar chart: the largest of {count} customers by yearly revenue.",
            count=len(main),
        ),
        lambda colours: charts.book_chart(main, colours, currency),
    )


def _book_title(main: pd.DataFrame, name: str) -> str:
    """The finding of the customers drawn: how many of them nobody else knows."""
    drawn = main.head(charts.SHOWN)
    alone = int(drawn["single_threaded"].fillna(False).astype(bool).sum())
    return t(
        "Nobody else knows {alone} of the {count} largest customer of {rep}",
        "Nobody else knows {alone} of the {count} largest customers of {rep}",
        count=len(drawn),
        alone=alone,
        rep=name,
    )


def _leaving(key: Key, detail: RepDetail) -> None:
    with st.container(border=True, key="reps-leaving", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            heading = tm(detail.band) if detail.band else t("What is on record")
            st.subheader(heading, anchor=False)
            definition("attrition_probability", key="reps-leaving")
        _estimate(detail)
        st.markdown(tm(detail.coverage))
        if detail.months.empty:
            st.caption(t("No contacts month by month are on record."))
            return
        st.caption(
            t(
                "Customer contacts by month, each customer counted once a day; the last three "
                "months against the twelve before"
            )
        )
        drawing = figure(
            (key, NAME, "months", detail.rep_id),
            lambda colours: charts.months_chart(detail.months, colours),
        )
        st.plotly_chart(
            drawing,
            theme=None,
            config=CONFIG,
            key="reps-months",
            alt=t_text("Bar chart: customer contacts by month."),
        )


def _estimate(detail: RepDetail) -> None:
    """The number after the word, and what moved it most."""
    if detail.chance:
        st.markdown(tm(detail.chance))
    if detail.telling:
        st.markdown("\n".join(f"- {tm(reason)}" for reason in detail.telling))


def _chart(
    key: Key,
    name: tuple[str, str],
    title: str,
    subtitle: str,
    alt: str,
    build: Callable[[Palette], go.Figure],
) -> None:
    chart(
        title,
        subtitle,
        figure((key, NAME, *name), build),
        alt=alt,
        key=f"reps-{name[0]}",
        opens=("customers", "customer"),
    )
