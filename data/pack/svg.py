"""Charts as SVG for paper: flat, labelled directly, one accent for what rests on one person.

Widths and heights are in points. What is drawn is said in words beside it, too.
"""

from collections.abc import Iterator, Sequence
from html import escape

from data.pack.said import SaidChart, SaidFigure, cut

__all__ = ["ACCENT", "INK", "MUTED", "NEUTRAL", "chart_svg", "quarters_svg"]

#: Text; secondary text; what is not the point of a chart; what rests on one person, or above.
INK, MUTED, NEUTRAL, ACCENT = "#1a2230", "#5b6675", "#c9d1db", "#d9501e"
_GRID = "#e6e9ee"
#: Of the first series and the others.
_FILLS = (ACCENT, NEUTRAL, "#8a94a3", "#5b6675")

#: Points of the drawing of a figure's quarters.
_WIDE, _HIGH = 165.0, 96.0
#: Points of a chart over the whole width of a page, and of one of its bars.
_PAGE, _BAR, _COLUMNS_HIGH = 480.0, 17.0, 150.0
#: Characters of a label.
_LABEL = 34
#: Points of a character, as a part of the size of its letters: Chinese is as wide as high.
_LATIN, _CHINESE = 0.55, 1.0


def quarters_svg(figure: SaidFigure, fonts: Sequence[str]) -> str:
    """A column for each quarter and for today, the limit as a dashed line."""
    sizes = [each.size for each in figure.quarters]
    top = max([each for each in (*sizes, figure.at) if each is not None] or [0.0]) or 1.0
    step, base = _WIDE / max(len(sizes), 1), _HIGH - 12
    scale = (base - 14) / top
    parts = list(_line(0, base, _WIDE, base, _GRID))
    if figure.at is not None and any(each is not None for each in sizes):
        level = base - figure.at * scale
        parts += _line(0, level, _WIDE, level, MUTED, dashed=True)
    for place, quarter in enumerate(figure.quarters):
        middle = (place + 0.5) * step
        newest = place == len(sizes) - 1
        if quarter.size is not None:
            high = max(quarter.size, 0.0) * scale
            fill = (ACCENT if figure.over else INK) if newest else NEUTRAL
            parts += _rectangle(middle - step * 0.33, base - high, step * 0.66, high, fill)
        above = base - max(quarter.size or 0.0, 0.0) * scale - 3
        colour = INK if newest else MUTED
        parts += _text(middle, above, quarter.value, 7.2, colour, "middle", fonts, bold=newest)
        parts += _text(middle, _HIGH - 3, quarter.day, 6.8, colour, "middle", fonts)
    return _drawing(_WIDE, _HIGH, parts)


def chart_svg(chart: SaidChart, fonts: Sequence[str]) -> str:
    """A chart over the width of a page."""
    return _bars(chart, fonts) if chart.kind == "bars" else _columns(chart, fonts)


def _bars(chart: SaidChart, fonts: Sequence[str]) -> str:
    """Lying bars, series stacked, the size of each written in or behind it."""
    labels = [cut(each, _LABEL) for each in chart.labels]
    left = min(170.0, max((_width(each, 7.5) for each in labels), default=0.0) + 8)
    sums = [sum(max(each or 0.0, 0.0) for each in row) for row in zip(*chart.sizes, strict=True)]
    behind = [" + ".join(each) for each in _sizes_written(chart)]
    room = max((_width(each, 7) for each in behind), default=0.0) + 10
    scale = (_PAGE - left - room) / (max(sums, default=0.0) or 1.0)
    parts = list(_legend(chart, fonts)) if len(chart.names) > 1 else []
    first = 14.0 if len(chart.names) > 1 else 2.0
    for place, label in enumerate(labels):
        above = first + place * _BAR
        parts += _text(left - 6, above + 10.5, label, 7.5, INK, "end", fonts)
        across = left
        for number, sizes in enumerate(chart.sizes):
            wide = max(sizes[place] or 0.0, 0.0) * scale
            parts += _rectangle(across, above + 2, wide, _BAR - 5, _fill(chart, number))
            across += wide
        parts += _text(across + 5, above + 10.5, behind[place], 7, MUTED, "start", fonts)
    return _drawing(_PAGE, first + len(labels) * _BAR + 2, parts)


def _sizes_written(chart: SaidChart) -> Iterator[list[str]]:
    """What stands behind each bar: the sizes that are drawn."""
    for place in range(len(chart.labels)):
        rows = zip(chart.written, chart.sizes, strict=True)
        yield [written[place] for written, sizes in rows if sizes[place]]


def _legend(chart: SaidChart, fonts: Sequence[str]) -> Iterator[str]:
    across = 0.0
    for number, name in enumerate(chart.names):
        yield from _rectangle(across, 1, 8, 8, _fill(chart, number))
        yield from _text(across + 12, 8, name, 7, MUTED, "start", fonts)
        across += 24 + _width(name, 7)


def _fill(chart: SaidChart, number: int) -> str:
    """The colour of a series; one alone says nothing of risk."""
    return INK if len(chart.names) == 1 else _FILLS[number % len(_FILLS)]


def _columns(chart: SaidChart, fonts: Sequence[str]) -> str:
    """Standing columns of the first series, its first and last size written."""
    sizes, written = chart.sizes[0], chart.written[0]
    top = max([each for each in sizes if each is not None] or [0.0]) or 1.0
    base, step = _COLUMNS_HIGH - 14, _PAGE / max(len(sizes), 1)
    parts = list(_line(0, base, _PAGE, base, _GRID))
    for place, size in enumerate(sizes):
        middle, high = (place + 0.5) * step, max(size or 0.0, 0.0) / top * (base - 16)
        fill = INK if place in (0, len(sizes) - 1) else NEUTRAL
        parts += _rectangle(middle - step * 0.35, base - high, step * 0.7, high, fill)
        if place in (0, len(sizes) - 1) or len(sizes) <= 6:
            parts += _text(middle, base - high - 4, written[place], 7, INK, "middle", fonts)
        parts += _text(middle, _COLUMNS_HIGH - 3, chart.labels[place], 6.5, MUTED, "middle", fonts)
    return _drawing(_PAGE, _COLUMNS_HIGH, parts)


def _width(text: str, size: float) -> float:
    """About how wide a text is."""
    return sum(_CHINESE if each > "\u2e80" else _LATIN for each in text) * size


def _drawing(wide: float, high: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}pt" height="{high:g}pt" '
        f'viewBox="0 0 {wide:g} {high:g}">{"".join(parts)}</svg>'
    )


def _rectangle(x: float, y: float, wide: float, high: float, fill: str) -> Iterator[str]:
    if wide > 0 and high > 0:
        yield (
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{fill}"/>'
        )


def _line(
    x1: float, y1: float, x2: float, y2: float, stroke: str, *, dashed: bool = False
) -> Iterator[str]:
    dash = ' stroke-dasharray="3 2"' if dashed else ""
    yield (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{stroke}" '
        f'stroke-width="0.8"{dash}/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    fill: str,
    anchor: str,
    fonts: Sequence[str],
    *,
    bold: bool = False,
) -> Iterator[str]:
    families = escape(", ".join(f"'{each}'" for each in fonts), quote=True)
    weight = ' font-weight="bold"' if bold else ""
    yield (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{fill}" '
        f'stroke="#ffffff" stroke-width="{size / 3:.2f}" paint-order="stroke" '
        f'text-anchor="{anchor}" font-family="{families}"{weight}>{escape(text)}</text>'
    )
