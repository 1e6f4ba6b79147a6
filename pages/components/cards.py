"""Cards: one chart each, with its finding as title and its definitions beside it."""

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from analytics.messages import Message
from pages.components.text import tm, tm_text
from pages.components.theme import Palette, chart, figure

__all__ = ["Draw", "Finding", "Key", "chart_card"]

#: What an assessment is kept under, see ``loading.Context.key``.
Key = tuple[str, ...]
Draw = Callable[[Palette], go.Figure]


@dataclass(frozen=True, slots=True)
class Finding:
    """A chart's words: what it finds, what is plotted, and the same for those who do not see it."""

    title: Message
    subtitle: Message
    alt: Message


def chart_card(
    key: Key, name: str, words: Finding, build: Draw | None, terms: tuple[str, ...]
) -> None:
    """One chart in its card; where there is nothing to draw, the card says so."""
    if build is None:
        with st.container(border=True, key=f"chart-card-{name}", height="stretch"):
            st.subheader(tm(words.title), anchor=False)
        return
    drawing = figure((key, "card", name), build)
    chart(
        tm(words.title),
        tm(words.subtitle),
        drawing,
        alt=tm_text(words.alt),
        key=name,
        terms=terms,
    )
