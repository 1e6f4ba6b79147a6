"""The path of own data: bring, understood, checked, in use; and how far it is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape as html_escape

import streamlit as st

from analytics.messages import Message, message
from pages.components.text import t_text, tm_text

__all__ = ["State", "Step", "draw_path", "states"]


class State(StrEnum):
    """How far a step is."""

    AHEAD = "ahead"
    NOW = "now"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step with what is to be said of it."""

    title: Message
    state: State
    note: Message | None = None


#: The steps in their order.
TITLES = (message("Bring"), message("Understood"), message("Checked"), message("In use"))


def states(
    at: int, notes: Sequence[Message | None] = (), titles: Sequence[Message] = TITLES
) -> list[Step]:
    """The steps where ``at`` of them (0 to 4) are done and the next one is being taken."""
    noted = [*notes, *[None] * len(titles)]
    return [
        Step(title, State.DONE if place < at else State.NOW if place == at else State.AHEAD, note)
        for place, (title, note) in enumerate(zip(titles, noted, strict=False))
    ]


def draw_path(steps: Sequence[Step]) -> None:
    """Draw all steps in one line."""
    items = "".join(_item(number, step) for number, step in enumerate(steps, start=1))
    label = html_escape(t_text("The way of your data"), quote=True)
    st.html(f'<ol class="lp-path" aria-label="{label}">{items}</ol>')


def _item(number: int, step: Step) -> str:
    sign = "✓" if step.state is State.DONE else str(number)
    current = ' aria-current="step"' if step.state is State.NOW else ""
    note = f"<small>{html_escape(tm_text(step.note))}</small>" if step.note else ""
    done = f'<span class="lp-unseen">{html_escape(t_text("done"))}: </span>'
    unseen = done if step.state is State.DONE else ""
    title = html_escape(tm_text(step.title))
    return (
        f'<li class="lp-{step.state}"{current}><span aria-hidden="true">{sign}</span>'
        f"<p>{unseen}{title}{note}</p></li>"
    )
