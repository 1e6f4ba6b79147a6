"""Axes that a reader understands: round ticks, written as in the sentences of the page."""

from collections.abc import Iterable
from math import ceil, floor, log10
from typing import Any

import numpy as np

from pages.components import numbers
from pages.components.text import figure_text, plain_text
from pages.components.theme import Palette

__all__ = ["hatched", "money_axis", "name_axis", "percent_axis", "round_steps"]


def round_steps(top: float, wanted: int = 4) -> list[float]:
    """Round values from 0 to the first one at or above ``top``, about ``wanted`` steps.

    >>> round_steps(4.3e6), round_steps(0.0)
    ([0.0, 1000000.0, 2000000.0, 3000000.0, 4000000.0, 5000000.0], [0.0, 1.0])
    """
    if not top > 0:
        return [0.0, 1.0]
    rough = top / wanted
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.9)
    return [float(value) for value in np.arange(0, ceil(top / step - 1e-9) + 1) * step]


def money_axis(top: float, currency: str) -> dict[str, Any]:
    """Ticks and labels of an axis of amounts from 0 to ``top``."""
    steps = round_steps(top)
    return {"tickvals": steps, "ticktext": [numbers.money(step, currency) for step in steps]}


def percent_axis(top: float) -> dict[str, Any]:
    """Ticks and labels of an axis of shares or probabilities from 0 to ``top`` (at most 1)."""
    steps = [step for step in round_steps(min(top, 1.0)) if step <= 1.0]
    return {"tickvals": steps, "ticktext": [numbers.percent(step) for step in steps]}


#: Longer names are cut on an axis (never in tables): they would leave no room for the bars.
LONGEST_NAME = 22


def name_axis(ids: Iterable[object], names: Iterable[object]) -> dict[str, Any]:
    """An axis of things by id, labelled by name: two of one name stay apart."""
    return {
        "type": "category",
        "tickvals": [str(each) for each in ids],
        "ticktext": [figure_text(_cut(plain_text(name))) for name in names],
    }


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def hatched(colour: str, colours: Palette, shape: str = "/") -> dict[str, Any]:
    """The marker of bars that are told apart without colour: an outline filled with a pattern."""
    return {
        "color": colours.surface,
        "line": {"width": 1, "color": colour},
        "pattern": {
            "shape": shape,
            "fgcolor": colour,
            "bgcolor": colours.surface,
            "size": 6,
            "solidity": 0.3,
        },
    }
