"""Charts of slides: the program's own, so that whoever gets them can change them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.pack.said import SaidChart, SaidFigure, SaidPack, cut
from data.pack.slide_text import EAST, END, LATIN, MARGIN, WIDE, colour_of, write_into
from data.pack.svg import ACCENT, INK, MUTED, NEUTRAL

if TYPE_CHECKING:
    from pptx.slide import Slide

__all__ = ["chart_on", "quarters_on"]

_SERIES = (ACCENT, NEUTRAL, "#8a94a3", MUTED)
#: Smaller parts of the largest value have no room for a label; nor have more values than these.
_ROOM, _LABELLED = 0.12, 12
#: Characters of the label of a bar.
_LABEL = 34


def quarters_on(
    slide: "Slide", figure: SaidFigure, words: SaidPack, left: float, width: float
) -> None:
    """A figure's quarters in the lower half of a slide, today in its own colour."""
    from pptx.chart.data import CategoryChartData

    data = CategoryChartData(number_format="0%" if figure.at is not None else "#,##0")
    data.categories = [each.day for each in figure.quarters]
    sizes = [each.size for each in figure.quarters]
    data.add_series(figure.name, sizes)
    written = [each.value for each in figure.quarters]
    chart = _placed(slide, "columns", data, left, 100, width, END - 102, words, figure.alt)
    _labelled(chart, 0, sizes, written, words)
    series = chart.plots[0].series[0]
    _filled(series, NEUTRAL)
    _filled(series.points[len(sizes) - 1], ACCENT if figure.over else INK)


def _filled(shape: Any, colour: str) -> None:
    shape.format.fill.solid()
    shape.format.fill.fore_color.rgb = colour_of(colour)


def chart_on(slide: "Slide", chart: SaidChart, words: SaidPack, top: float, end: float) -> None:
    """A chart over the width of a slide, from one height to another."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_LEGEND_POSITION

    data = CategoryChartData(number_format=chart.form)
    data.categories = [cut(each, _LABEL) for each in chart.labels]
    for name, sizes in zip(chart.names, chart.sizes, strict=True):
        data.add_series(name, sizes)
    width = WIDE - 2 * MARGIN
    made = _placed(slide, chart.kind, data, MARGIN, top, width, end - top, words, chart.alt)
    made.has_title = True
    write_into(made.chart_title.text_frame, [chart.title], 13, words, bold=True)
    for number, series in enumerate(made.plots[0].series):
        colour = INK if len(chart.names) == 1 else _SERIES[number % len(_SERIES)]
        _filled(series, colour)
        _labelled(made, number, chart.sizes[number], chart.written[number], words)
    made.has_legend = len(chart.names) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False


def _placed(
    slide: "Slide",
    kind: str,
    data: Any,
    left: float,
    top: float,
    width: float,
    high: float,
    words: SaidPack,
    alt: str,
) -> Any:
    """A native chart without lines that say nothing; bars begin with the first label on top."""
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Mm, Pt

    lying = XL_CHART_TYPE.BAR_STACKED
    form = lying if kind == "bars" else XL_CHART_TYPE.COLUMN_CLUSTERED
    room = [Mm(each) for each in (left, top, width, high)]
    shapes: Any = slide.shapes
    shape = shapes.add_chart(form, *room, data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = shape.chart
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.name = Pt(11), EAST if words.language == "zh" else LATIN
    chart.plots[0].gap_width = 45
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.category_axis.format.line.color.rgb = colour_of(NEUTRAL)
    chart.category_axis.has_major_gridlines = False
    if kind == "bars":
        chart.category_axis.reverse_order = True
    return chart


def _labelled(
    chart: Any, series: int, sizes: Sequence[float | None], written: Sequence[str], words: SaidPack
) -> None:
    """What each value is, as on the other pages, where there is room for it."""
    if len(written) > _LABELLED:
        return
    largest = max((each for each in sizes if each is not None), default=0.0)
    for place, text in enumerate(written):
        if not (sizes[place] or 0.0) > _ROOM * largest:
            continue
        frame = chart.plots[0].series[series].points[place].data_label.text_frame
        write_into(frame, [text], 10, words)
