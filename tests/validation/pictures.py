"""Two kinds of small pictures as SVG text: ranges by law, and predicted against true."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import pandas as pd

__all__ = ["Range", "calibration_picture", "range_picture"]

#: Colours that differ in lightness, too (Okabe & Ito 2008, for colour-blind readers).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_STYLE = (
    "<style>text{font:12px sans-serif;fill:#222}.t{font-weight:bold}.g{stroke:#ddd}"
    ".a{stroke:#888}.d{stroke:#222;stroke-dasharray:4 3}</style>"
)


class Range(NamedTuple):
    """A mean with the range of nine in ten … one in ten of the companies."""

    mean: float
    low: float
    high: float


def range_picture(
    title: str, rows: Mapping[str, Range], *, target: float, limits: tuple[float, float]
) -> str:
    """One line a law: a dot for the mean, a bar for the range; the target as a dashed line.

    What lies outside ``limits`` is drawn at their edge.
    """
    left, width, height = 110, 380, 26 * len(rows) + 64

    def x(value: float) -> float:
        inside = min(max(value, limits[0]), limits[1])
        return left + width * (inside - limits[0]) / (limits[1] - limits[0])

    bottom = 40 + 26 * len(rows)
    parts = [f'<text class="t" x="10" y="18">{escape(title)}</text>']
    for step in range(6):
        value = limits[0] + step * (limits[1] - limits[0]) / 5
        parts.append(_line(x(value), 32, x(value), bottom, "g"))
        parts.append(_text(x(value), bottom + 16, f"{value:.2g}", "middle"))
    parts.append(_line(x(target), 28, x(target), bottom, "d"))
    for place, (name, found) in enumerate(rows.items()):
        y, colour = 50 + 26 * place, _COLOURS[place % len(_COLOURS)]
        parts.append(_text(10, y + 4, name, "start"))
        bar = f'<line x1="{x(found.low):.1f}" x2="{x(found.high):.1f}" y1="{y}" y2="{y}"'
        parts.append(f'{bar} stroke="{colour}" stroke-width="4" opacity="0.5"/>')
        parts.append(f'<circle cx="{x(found.mean):.1f}" cy="{y}" r="5" fill="{colour}"/>')
    return _svg(left + width + 30, height, title, parts)


def calibration_picture(panels: Mapping[str, Mapping[str, pd.DataFrame]], bins: int = 6) -> str:
    """Predicted against true means in equally large groups, one line a law, one panel a figure.

    The frames have the columns predicted and true; on the dashed line they agree.
    """
    size, parts = 240, []
    names = list(next(iter(panels.values())))
    for number, (title, laws) in enumerate(panels.items()):
        left = 50 + number * (size + 70)
        points = {law: _binned(frame, bins) for law, frame in laws.items()}
        top = max(max(max(pair) for pair in each) for each in points.values()) * 1.05
        parts += _panel(title, left, size, top)
        for place, each in enumerate(points.values()):
            at = [(left + size * x / top, 40 + size * (1 - y / top)) for x, y in each]
            parts += _path(at, _COLOURS[place % len(_COLOURS)])
    words = "Across: predicted; up: true; on the dashed line they agree."
    parts.append(_text(50, size + 78, words, "start"))
    for place, name in enumerate(names):
        x, y = 60 + (place % 3) * 190, size + 102 + 18 * (place // 3)
        colour = _COLOURS[place % len(_COLOURS)]
        parts.append(f'<circle cx="{x}" cy="{y - 4}" r="5" fill="{colour}"/>')
        parts.append(_text(x + 10, y, name, "start"))
    height = size + 96 + 18 * ((len(names) + 2) // 3)
    width = 50 + len(panels) * (size + 70)
    return _svg(width, height, "Predicted against true chances", parts)


def _binned(frame: pd.DataFrame, bins: int) -> list[tuple[float, float]]:
    ordered = frame.sort_values("predicted", kind="stable", ignore_index=True)
    group = ordered.index * bins // max(len(ordered), 1)
    means = ordered.groupby(group)[["predicted", "true"]].mean()
    return [(float(x), float(y)) for x, y in means.itertuples(index=False)]


def _panel(title: str, left: float, size: float, top: float) -> list[str]:
    parts = [f'<text class="t" x="{left}" y="24">{escape(title)}</text>']
    for step in range(5):
        x, y = left + size * step / 4, 40 + size * (1 - step / 4)
        label = f"{top * step / 4:.0%}" if top > 0.1 else f"{top * step / 4:.1%}"
        parts += [_line(x, 40, x, 40 + size, "g"), _line(left, y, left + size, y, "g")]
        parts += [_text(x, 56 + size, label, "middle"), _text(left - 6, y + 4, label, "end")]
    return [*parts, _line(left, 40 + size, left + size, 40, "d")]


def _path(points: Sequence[tuple[float, float]], colour: str) -> list[str]:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>']
    return parts + [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
    ground = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", _STYLE, ground, *parts, "</svg>\n"])
