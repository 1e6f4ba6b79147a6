"""Which people are named in the scatter chart, and where, so that no name covers another."""

from typing import Any

import pandas as pd

from pages.components.axes import round_steps

__all__ = ["NAMED", "label_places", "loss_levels"]

#: People named at most; who the others are shows on pointing at them.
NAMED = 4

#: Points that a name may cover at most; it is left out rather than cover more.
_COVERED = 2

Box = tuple[float, float, float, float]

#: About the size of the plot in pixels, to judge where names would cover each other.
PLOT = (520.0, 320.0)

#: Where a name may stand beside its point, the preferred side first.
_SIDES: dict[str, dict[str, Any]] = {
    "right": {"showarrow": False, "xanchor": "left", "xshift": 9},
    "left": {"showarrow": False, "xanchor": "right", "xshift": -9},
    "above": {"showarrow": False, "yanchor": "bottom", "yshift": 7},
    "below": {"showarrow": False, "yanchor": "top", "yshift": -7},
}


def loss_levels(corner: float) -> list[float]:
    """Two round expected losses whose lines cut the picture in three."""
    biggest = round_steps(corner / 2, wanted=1)[1]
    return [biggest / 8, biggest / 2]


def label_places(
    table: pd.DataFrame, right: float, top: float
) -> list[tuple[dict[Any, Any], dict[str, Any]]]:
    """For the few named points the side on which the name covers least; none where it would
    cover another name."""
    points = [
        (PLOT[0] * x / right, PLOT[1] * y / top)
        for x, y in zip(table["attrition_probability"], table["departure_loss"], strict=True)
    ]
    taken = [_line_label(level, right, top) for level in loss_levels(right * top)]
    taken += _range_lines(table.head(NAMED), right, top)
    labels = []
    for row, point in zip(table.head(NAMED).to_dict("records"), points, strict=False):
        costs = {
            side: _covered(_box(point, side, len(str(row["name"]))), taken, points)
            for side in _SIDES
        }
        side = min(costs, key=lambda each: costs[each])
        if costs[side] <= _COVERED:
            taken.append(_box(point, side, len(str(row["name"]))))
            labels.append((row, _SIDES[side]))
    return labels


def _range_lines(named: pd.DataFrame, right: float, top: float) -> list[Box]:
    """Where the lines lie that show the ranges of chances."""
    drawn = named.dropna(subset=["attrition_low", "attrition_high"])
    left, end = (PLOT[0] * drawn[f"attrition_{side}"] / right for side in ("low", "high"))
    height = PLOT[1] * drawn["departure_loss"] / top
    return list(zip(left, height - 1, end, height + 1, strict=True))


def _line_label(level: float, right: float, top: float) -> Box:
    """Where the name of a line of equal expected loss stands."""
    left = PLOT[0] * level / top / right
    return (left, PLOT[1] - 18, left + 130, PLOT[1])


def _box(point: tuple[float, float], side: str, letters: int) -> Box:
    """Left, bottom, right and top of a name beside a point."""
    x, y = point
    width, height = 7.0 * letters, 16.0
    left = {"right": x + 9, "left": x - 9 - width}.get(side, x - width / 2)
    bottom = {"above": y + 7, "below": y - 7 - height}.get(side, y - height / 2)
    return (left, bottom, left + width, bottom + height)


def _covered(box: Box, taken: list[Box], points: list[tuple[float, float]]) -> float:
    """How much a name would cover: other names count most, then the border, then points."""
    left, bottom, right, top = box
    names = sum(left < b[2] and b[0] < right and bottom < b[3] and b[1] < top for b in taken)
    dots = sum(left - 5 < x < right + 5 and bottom - 5 < y < top + 5 for x, y in points)
    outside = left < 0 or right > PLOT[0] or bottom < 0 or top > PLOT[1]
    return 100.0 * names + 50.0 * outside + dots
