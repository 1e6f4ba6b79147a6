"""Headline figures: at most four, each with its meaning and its change in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as html_escape

import streamlit as st

from pages.components.definitions.panel import definition
from pages.components.text import t_text

__all__ = ["Figure", "figures"]

#: More than this is a table, not a headline.
MOST = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure, already in words: plain text (from ``t_text`` and ``numbers``).

    ``term`` is the key of its definition; ``notes`` are what it means and how it changed, one
    short line each; ``more`` are lines that wait folded below them.
    """

    key: str
    label: str
    value: str
    term: str
    unit: str = ""
    notes: Sequence[str] = ()
    more: Sequence[str] = ()


def figures(row: Sequence[Figure]) -> None:
    """Draw a row of equally high cards; they stack on narrow screens."""
    if len(row) > MOST:
        raise ValueError(f"{len(row)} headline figures: {MOST} at most")
    for column, figure in zip(st.columns(len(row)), row, strict=True):
        with column.container(border=True, key=f"figure-{figure.key}", height="stretch"):
            _figure(figure)


def _figure(figure: Figure) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.html(f'<p class="lp-label">{html_escape(figure.label)}</p>')
        definition(figure.term, key=f"figure-{figure.key}")
    unit = f' <span class="lp-unit">{html_escape(figure.unit)}</span>' if figure.unit else ""
    value = f'<p class="lp-value">{html_escape(figure.value)}{unit}</p>'
    st.html(value + _lines(figure.notes) + _folded(figure))


def _lines(notes: Sequence[str]) -> str:
    return "".join(f'<p class="lp-note">{html_escape(note)}</p>' for note in notes)


def _folded(figure: Figure) -> str:
    """What opens without asking the server, and is printed open."""
    if not figure.more:
        return ""
    of = f'<span class="lp-unseen">: {html_escape(figure.label)}</span>'
    word = html_escape(t_text("More"))
    return (
        f'<details class="lp-more"><summary class="lp-note">{word}{of}</summary>'
        f"{_lines(figure.more)}</details>"
    )
