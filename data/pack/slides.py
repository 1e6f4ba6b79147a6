"""A pack as PPTX: one finding a slide, tables and charts that stay tables and charts.

It carries no fonts: it names one that PowerPoint, WPS and LibreOffice have for each script, and
they take their own where it is missing.
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analytics.pack.model import Pack
from data.pack.said import SaidChart, SaidFigure, SaidPack, SaidSection, SaidTable, Say, said
from data.pack.settled import settled
from data.pack.svg import ACCENT, INK, MUTED, NEUTRAL

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

__all__ = ["pack_pptx"]

_LATIN, _EAST = "Arial", "Microsoft YaHei"
#: Millimetres: of a slide, of its margin, where its content begins and ends.
_WIDE, _HIGH, _MARGIN, _TOP, _END = 338.7, 190.5, 14.0, 34.0, 176.0
#: Rows of a table on a slide; lines on one; characters of a cell.
_ROWS, _LINES, _CELL = 13, 5, 120
#: So few rows stand below the chart of their part.
_FEW = 6
#: Smaller parts of the largest value have no room for a label.
_ROOM = 0.12
#: The layout of the usual template that has a title alone.
_TITLE_ONLY = 5
_SERIES = (ACCENT, NEUTRAL, "#8a94a3", MUTED)


def pack_pptx(pack: Pack, say: Say) -> bytes:
    """The pack as PPTX."""
    words = said(pack, say)
    shown = _empty(words)
    _page_one(shown, words)
    for section in words.sections:
        for part in _parts(section):
            _section(shown, words, part)
    buffer = io.BytesIO()
    shown.save(buffer)
    return settled(buffer.getvalue(), pack.as_of)


def _empty(words: SaidPack) -> "Presentation":
    """A wide presentation without slides, its title where ours stands."""
    import pptx  # here: what it costs to load is paid by who makes slides
    from pptx.util import Mm

    shown = pptx.Presentation()
    shown.slide_width, shown.slide_height = Mm(_WIDE), Mm(_HIGH)
    shown.core_properties.title = words.title
    shown.core_properties.author = shown.core_properties.last_modified_by = ""
    shown.core_properties.language = "zh-CN" if words.language == "zh" else "en-GB"
    for holder in (shown.slide_master, shown.slide_layouts[_TITLE_ONLY]):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type == 1:  # the title
                shape.left, shape.top = Mm(_MARGIN), Mm(9)
                shape.width, shape.height = Mm(_WIDE - 2 * _MARGIN), Mm(22)
            else:
                shape._element.getparent().remove(shape._element)
    return shown


def _slide(shown: "Presentation", words: SaidPack, title: str) -> "Slide":
    """A slide with its title and what stands at the foot of every one."""
    slide = shown.slides.add_slide(shown.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.text_frame.word_wrap = True
    _write(head.text_frame, [title], 24 if len(title) < 70 else 18, words, bold=True)
    foot = _box(slide, _MARGIN, _END + 4, _WIDE - 2 * _MARGIN - 20, 8)
    _write(foot, [words.footed], 9, words, colour=ACCENT if words.demo else MUTED)
    number = _box(slide, _WIDE - _MARGIN - 20, _END + 4, 20, 8)
    _write(number, [str(len(shown.slides))], 9, words, colour=MUTED, right=True)
    return slide


def _page_one(shown: "Presentation", words: SaidPack) -> None:
    """The meeting on one slide; a second one where limits and questions do not fit below it."""
    slide = _slide(shown, words, words.answer)
    width = (_WIDE - 2 * _MARGIN) / 3
    about = _box(slide, _MARGIN, 4, _WIDE - 2 * _MARGIN, 7)
    _write(about, [f"{words.title} · {words.about}"], 11, words, colour=MUTED)
    for place, figure in enumerate(words.figures):
        _figure(slide, figure, words, _MARGIN + place * width, width - 6)
    second = _slide(shown, words, words.asked_title)
    half = (_WIDE - 2 * _MARGIN) / 2
    _write(_box(second, _MARGIN, _TOP, half * 1.1, 70), words.asked, 15, words, bullet=True)
    right = _box(second, _MARGIN + half * 1.15, _TOP, half * 0.85, 70)
    _write(right, [words.done_title], 13, words, bold=True, colour=MUTED)
    _write(right, words.done, 14, words, bullet=True, more=True)
    limits = SaidTable(
        (words.limits_title, ""),
        tuple((each.sentence, each.state) for each in words.limits),
        (7, 2),
        (False, False),
        "",
    )
    _table(second, limits, words, _TOP + 84, 11)


def _figure(slide: "Slide", figure: SaidFigure, words: SaidPack, left: float, width: float) -> None:
    from pptx.chart.data import CategoryChartData

    box = _box(slide, left, _TOP, width, 50)
    alarm = ACCENT if figure.over else INK
    _write(box, [figure.name], 13, words, bold=True, colour=MUTED)
    size = 36 if len(figure.value) < 14 else 20
    _write(box, [figure.value], size, words, bold=True, colour=alarm, more=True)
    under = figure.limit or figure.reach or " "
    _write(box, [under], 13, words, bold=bool(figure.limit), colour=alarm, more=True)
    _write(box, [figure.note, *filter(None, [figure.gap])], 11, words, colour=MUTED, more=True)
    data = CategoryChartData(number_format="0%" if figure.at is not None else "#,##0")
    data.categories = [each.day for each in figure.quarters]
    data.add_series(figure.name, [each.size for each in figure.quarters])
    written = [each.value for each in figure.quarters]
    chart = _placed(slide, "columns", data, left, 100, width, _END - 102, words, figure.alt)
    _labelled(chart, 0, [each.size for each in figure.quarters], written, words)
    fill = chart.plots[0].series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = _colour(NEUTRAL)
    _last_in(chart, len(written) - 1, alarm)


def _last_in(chart: Any, place: int, colour: str) -> None:
    """Today in its own colour."""
    fill = chart.plots[0].series[0].points[place].format.fill
    fill.solid()
    fill.fore_color.rgb = _colour(colour)


def _parts(section: SaidSection) -> Iterator[SaidSection]:
    """A part on as many slides as its table needs; the chart stands on the first."""
    table = section.table
    if section.chart is not None and table is not None and len(table.rows) <= _FEW:
        yield section
        return
    beside = section.chart is not None
    if beside or table is None:
        yield SaidSection(
            section.code, section.name, section.title, section.lines, section.chart, None
        )
    if table is None:
        return
    slides = -(-len(table.rows) // _ROWS)
    on_each = -(-len(table.rows) // slides)
    for start in range(0, len(table.rows), on_each):
        rows = table.rows[start : start + on_each]
        last = start + on_each >= len(table.rows)
        part = SaidTable(table.heads, rows, table.widths, table.numeric, table.more if last else "")
        lines = section.lines if start == 0 and not beside else ()
        yield SaidSection(section.code, section.name, section.title, lines, None, part)


def _section(shown: "Presentation", words: SaidPack, part: SaidSection) -> None:
    slide = _slide(shown, words, part.title)
    below = _TOP
    if part.lines:
        quiet = part.table is not None or part.chart is not None
        high = 9.0 * min(len(part.lines), _LINES) if quiet else _END - _TOP
        box = _box(slide, _MARGIN, below, _WIDE - 2 * _MARGIN, high)
        _write(box, part.lines, 12 if quiet else 16, words, colour=MUTED if quiet else INK)
        below += high + 2
    if part.chart is not None:
        end = _END - 2 if part.table is None else _END - 12 - 7.6 * len(part.table.rows)
        _chart(slide, part.chart, words, below, end)
        below = end + 2
    if part.table is not None:
        _table(slide, part.table, words, below, 11)


def _chart(slide: "Slide", chart: SaidChart, words: SaidPack, top: float, end: float) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_LEGEND_POSITION

    data = CategoryChartData(number_format=chart.form)
    data.categories = [_cut(each) for each in chart.labels]
    for name, sizes in zip(chart.names, chart.sizes, strict=True):
        data.add_series(name, sizes)
    width = _WIDE - 2 * _MARGIN
    made = _placed(slide, chart.kind, data, _MARGIN, top, width, end - top, words, chart.alt)
    made.has_title = True
    _write(made.chart_title.text_frame, [chart.title], 13, words, bold=True)
    for number, series in enumerate(made.plots[0].series):
        series.format.fill.solid()
        colour = INK if len(chart.names) == 1 else _SERIES[number % len(_SERIES)]
        series.format.fill.fore_color.rgb = _colour(colour)
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
    chart.font.size, chart.font.name = Pt(11), _EAST if words.language == "zh" else _LATIN
    chart.plots[0].gap_width = 45
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.category_axis.format.line.color.rgb = _colour(NEUTRAL)
    chart.category_axis.has_major_gridlines = False
    if kind == "bars":
        chart.category_axis.reverse_order = True
    return chart


def _labelled(
    chart: Any, series: int, sizes: Sequence[float | None], written: Sequence[str], words: SaidPack
) -> None:
    """What each value is, as on the other pages, where there is room for it."""
    if len(written) > 12:
        return
    largest = max((each for each in sizes if each is not None), default=0.0)
    for place, text in enumerate(written):
        if not (sizes[place] or 0.0) > _ROOM * largest:
            continue
        frame = chart.plots[0].series[series].points[place].data_label.text_frame
        _write(frame, [text], 10, words)


def _table(slide: "Slide", table: SaidTable, words: SaidPack, top: float, size: int) -> None:
    from pptx.util import Mm

    rows, columns = len(table.rows) + 1, len(table.heads)
    width = _WIDE - 2 * _MARGIN
    shape = slide.shapes.add_table(rows, columns, Mm(_MARGIN), Mm(top), Mm(width), Mm(7.6 * rows))
    made: Any = shape.table
    for column, part in zip(made.columns, table.widths, strict=True):
        column.width = Mm(width * part / sum(table.widths))
    for place, texts in enumerate((table.heads, *table.rows)):
        for number, text in enumerate(texts):
            _filled(made.cell(place, number), text, words, size, place, table.numeric[number])
    if table.more:
        box = _box(slide, _MARGIN, _END - 5, width, 7)
        _write(box, [table.more], 10, words, colour=MUTED)


def _filled(cell: Any, text: str, words: SaidPack, size: int, row: int, numeric: bool) -> None:
    from pptx.util import Mm

    cell.margin_top = cell.margin_bottom = Mm(1)
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour("#e6e9ee" if row == 0 else "#ffffff")
    cell.text_frame.word_wrap = True
    _write(cell.text_frame, [_cut(text, _CELL)], size, words, bold=row == 0, right=numeric)


def _box(slide: "Slide", left: float, top: float, width: float, high: float) -> Any:
    """The text of a new box without margins."""
    from pptx.util import Mm

    frame = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(high)).text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    return frame


def _write(
    frame: Any,
    lines: Sequence[str],
    size: int,
    words: SaidPack,
    *,
    bold: bool = False,
    colour: str = INK,
    right: bool = False,
    bullet: bool = False,
    more: bool = False,
) -> None:
    """Write lines into a frame, each a paragraph; more: below what it holds."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    for place, line in enumerate(lines):
        new = more or place > 0
        paragraph = frame.add_paragraph() if new else frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(size / 3) if bullet or len(lines) > 1 else Pt(1)
        run = paragraph.add_run()
        run.text = f"– {line}" if bullet else line
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _colour(colour)
        _lettered(run, words.language)


def _lettered(run: Any, language: str) -> None:
    """Fonts for both scripts, by name, and the language for who reads it aloud."""
    from pptx.oxml.ns import qn

    run.font.name = _LATIN
    properties = run._r.get_or_add_rPr()
    properties.set("lang", "zh-CN" if language == "zh" else "en-GB")
    east = properties.makeelement(qn("a:ea"), {"typeface": _EAST})
    properties.find(qn("a:latin")).addnext(east)


def _colour(text: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text.removeprefix("#").upper())


def _cut(text: str, most: int = 34) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
