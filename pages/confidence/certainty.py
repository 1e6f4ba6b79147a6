"""How sure the figures are, and what would change them, tab by tab."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.losses.stress import JointStress
from analytics.messages import Message
from pages.components.cards import Key
from pages.components.definitions.panel import definition
from pages.components.frame import View
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.confidence.basis_of_estimates import EstimateBasis, bases
from pages.confidence.changes import draw_changes
from pages.confidence.doubts import draw_doubts
from pages.confidence.failing import Failing, failings
from pages.confidence.law import Law, draw_law, law
from pages.confidence.past_check import Picture, draw_past_check, pictures, why_unchecked

__all__ = ["Certainty", "certainty", "draw_certainty"]


@dataclass(frozen=True, slots=True, eq=False)
class Certainty:
    """Everything of this part that needs no further computation."""

    bases: tuple[EstimateBasis, ...]
    checked: tuple[Picture, ...]
    unchecked: Message | None
    stress: JointStress
    law: Law
    failings: tuple[Failing, ...]
    expected_loss: float
    currency: str
    as_of: date


def certainty(assessment: Assessment) -> Certainty:
    """Prepare this part in the reader's language."""
    return Certainty(
        bases=bases(assessment),
        checked=pictures(assessment),
        unchecked=why_unchecked(assessment),
        stress=assessment.stress,
        law=law(assessment),
        failings=failings(assessment),
        expected_loss=float(assessment.portfolio.expected_loss),
        currency=assessment.currency,
        as_of=assessment.as_of,
    )


def draw_certainty(view: View, key: Key, shown: Certainty, quality: pd.DataFrame) -> None:
    """Draw the open tab; the others wait until they are opened."""
    draw_open(
        (
            Tab("rests", t("What it rests on"), lambda: _bases(shown.bases)),
            Tab(
                "checked",
                t("Checked on the past"),
                lambda: draw_past_check(key, shown.checked, shown.unchecked),
            ),
            Tab("law", t("How departures add up"), lambda: draw_law(key, shown.law)),
            Tab("changes", t("What would change it"), lambda: _changes(view, key, shown)),
            Tab("doubts", t("Where it fails"), lambda: draw_doubts(quality, shown.failings)),
        ),
        key="confidence-tabs",
    )


def _changes(view: View, key: Key, shown: Certainty) -> None:
    draw_changes(view, key, shown.stress, shown.expected_loss, shown.currency, shown.as_of)


def _bases(parts: tuple[EstimateBasis, ...]) -> None:
    for position, (column, basis) in enumerate(zip(st.columns(len(parts)), parts, strict=True)):
        with column:
            _heading(basis.title, basis.terms, f"basis-{position}")
            _sentences(basis.lines)


def _heading(title: Message, terms: tuple[str, ...], key: str) -> None:
    """A line with its definitions one click away."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.markdown(f"**{tm(title)}**")
        definition(*terms, key=f"confidence-{key}")


def _sentences(lines: tuple[Message, ...]) -> None:
    st.markdown("\n".join(f"- {tm(line)}" for line in lines))
