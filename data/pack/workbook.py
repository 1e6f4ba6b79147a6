"""A pack as XLSX: every row, numbers as numbers, charts that the program draws itself.

Text never becomes a formula (:mod:`data.report.spreadsheets`). A sheet a part: what it says, its
table under a heading that stays in view; its chart on a sheet of its own.
"""

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import xlsxwriter

from analytics.messages import message
from analytics.pack.model import Chart, ChartKind, Figure, Pack, Section, Table, Value
from data.documents.model import cleaned
from data.pack.said import SaidPack, Say, as_number, numbers_in, said
from data.pack.sheet import Sheet, free_name, print_on_pages, styles_of
from data.pack.svg import ACCENT, INK, MUTED, NEUTRAL

__all__ = ["pack_xlsx"]

_SERIES = (ACCENT, NEUTRAL, "#8a94a3", MUTED)
#: Characters of a column.
_NARROW, _WIDEST = 12, 48
#: Rows that a figure's chart takes, and columns that are printed at least.
_BELOW, _PRINTED = 14, 5
#: Pixels of a chart of a figure and of a part.
_FIGURE, _PART = {"width": 330, "height": 210}, {"width": 620, "height": 360}
#: The axis of amounts: faint lines, from 0.
_AMOUNTS = {
    "major_gridlines": {"visible": True, "line": {"color": "#e6e9ee"}},
    "line": {"none": True},
    "min": 0,
}


def pack_xlsx(pack: Pack, say: Say) -> bytes:
    """The pack as a workbook."""
    buffer = io.BytesIO()
    words = said(pack, say)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        moment = datetime.combine(pack.as_of, time())
        book.set_properties({"title": words.title, "author": "", "created": moment})
        styles = styles_of(book, words.language)

        def write(value: Any) -> str:
            return str(cleaned(say(value)))

        def sheet(name: str) -> Sheet:
            made = Sheet(book.add_worksheet(free_name(book, name)), name, styles, book, write)
            print_on_pages(made.page, words)
            return made

        _page_one(sheet(words.name), pack, words)
        for section, told in zip(pack.sections, words.sections, strict=True):
            _section(sheet(told.name), section, words)
            if section.chart is not None:
                name = write(message("{part}, chart", part=section.name))
                _chart(sheet(name), section.chart, words)
    return buffer.getvalue()


def _headed(sheet: Sheet, title: str, words: SaidPack, lines: Sequence[str] = ()) -> int:
    """Title, marks and lines; gives the next free row."""
    sheet.write(0, 0, title, "title")
    sheet.write(1, 0, words.footed, "mark" if words.demo else "quiet")
    for place, line in enumerate(lines):
        sheet.write(2 + place, 0, line, "line")
    return 3 + len(lines)


def _page_one(sheet: Sheet, pack: Pack, words: SaidPack) -> None:
    row = _headed(sheet, f"{words.title} · {words.about}", words, (words.answer,))
    figures = pack.page_one.figures
    row = _figures(sheet, row, figures)
    below = _limits(sheet, row + 1, pack, words)
    for title, lines in ((words.done_title, words.done), (words.asked_title, words.asked)):
        sheet.write(below, 0, title, "head")
        for place, line in enumerate(lines, start=1):
            sheet.write(below + place, 0, line, "line")
        below += len(lines) + 2
    for place, figure in enumerate(figures):
        _figure_chart(sheet, row, place, figure, below)
    sheet.page.set_column(0, 0, _WIDEST)
    sheet.page.set_column(1, 12, 14)
    sheet.page.print_area(0, 0, below + _BELOW, len(_ABOUT) + len(figures[0].quarters) - 1)


_ABOUT = (
    message("Figure"),
    message("Value"),
    message("From"),
    message("To"),
    message("Our limit"),
)


def _figures(sheet: Sheet, top: int, figures: Sequence[Figure]) -> int:
    """A row for each figure, its quarters behind it; gives the row behind the last."""
    days = [each.day for each in figures[0].quarters]
    heads: tuple[Value, ...] = (*_ABOUT, *days)
    for column, head in enumerate(heads):
        sheet.write(top, column, head, "number-head" if column else "head")
    for row, each in enumerate(figures, start=top + 1):
        past = ["" if quarter.value is None else quarter.value for quarter in each.quarters]
        cells = (each.name, each.value, each.low or "", each.high or "", each.limit or "", *past)
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    return top + 1 + len(figures)


def _figure_chart(sheet: Sheet, behind: int, place: int, figure: Figure, below: int) -> None:
    row, first = behind - 3 + place, len(_ABOUT)
    last = first + len(figure.quarters) - 1
    heads = behind - 4
    chart = sheet.book.add_chart({"type": "column"})
    points = [None] * (len(figure.quarters) - 1)
    now = ACCENT if figure.exceeded else INK
    chart.add_series(
        {
            "name": sheet.say(figure.name),
            "categories": [sheet.page.get_name(), heads, first, heads, last],
            "values": [sheet.page.get_name(), row, first, row, last],
            "fill": {"color": NEUTRAL},
            "points": [*points, {"fill": {"color": now}}],
            "gap": 40,
        }
    )
    _quiet(chart, sheet.say(figure.name), of_months=True)
    chart.set_size(_FIGURE)
    across = {"x_offset": place * (_FIGURE["width"] + 10), "y_offset": 4, "object_position": 3}
    sheet.page.insert_chart(below, 0, chart, across)


def _limits(sheet: Sheet, top: int, pack: Pack, words: SaidPack) -> int:
    heads: tuple[Value, ...] = (
        words.limits_title,
        message("Value"),
        message("Our limit"),
        message("State"),
    )
    for column, head in enumerate(heads):
        sheet.write(top, column, head, "number-head" if column in (1, 2) else "head")
    for row, each in enumerate(pack.page_one.limits, start=top + 1):
        sheet.write(row, 0, each.sentence)
        sheet.write(row, 1, each.value)
        sheet.write(row, 2, each.limit)
        sheet.write(row, 3, each.state, "over" if each.exceeded else "usual")
        sheet.fit(row, [_length(each.sentence, sheet, False)], [_WIDEST])
    return top + len(pack.page_one.limits) + 2


def _section(sheet: Sheet, section: Section, words: SaidPack) -> None:
    lines = [sheet.say(each) for each in section.lines]
    row = _headed(sheet, sheet.say(section.title), words, lines)
    if section.table is not None:
        _table(sheet, row, section.table)
        columns = max(len(section.table.heads), _PRINTED)
        sheet.page.print_area(0, 0, row + len(section.table.rows), columns - 1)


def _table(sheet: Sheet, top: int, table: Table) -> None:
    longest = [_NARROW] * len(table.heads)
    numeric = [numbers_in(each) for each in zip(*table.rows, strict=True)]
    for row, values in enumerate((table.heads, *table.rows), start=top):
        for column, value in enumerate(values):
            head = "number-head" if numeric[column] else "head"
            sheet.write(row, column, value, head if row == top else "usual")
            longest[column] = max(longest[column], _length(value, sheet, row == top))
    widths = [min(wide + 2, _WIDEST) for wide in longest]
    if table.is_cut:
        held = message("The first {held} of {all}.", held=len(table.rows), all=table.whole)
        sheet.write(top - 1, 0, held, "quiet")
    for column, wide in enumerate(widths):
        sheet.page.set_column(column, column, wide)
    for row, values in enumerate((table.heads, *table.rows), start=top):
        sheet.fit(row, [_length(each, sheet, False) for each in values], widths)
    sheet.page.freeze_panes(top + 1, 1)
    sheet.page.autofilter(top, 0, top + len(table.rows), len(table.heads) - 1)
    sheet.page.repeat_rows(top)


def _length(value: Value, sheet: Sheet, is_head: bool) -> int:
    """Characters that a cell takes; Chinese ones count twice. A head may be wrapped."""
    if not isinstance(value, str | tuple) and as_number(value) is not None:
        return 14
    text = sheet.say(value)
    wide = sum(2 if each > "\u2e80" else 1 for each in text)
    return min(wide, 18) if is_head else wide


def _chart(sheet: Sheet, chart: Chart, words: SaidPack) -> None:
    """A sheet of a chart beside its numbers: the list of its part keeps the width of a page."""
    top, data = _headed(sheet, sheet.say(chart.title), words), 0
    sheet.page.set_column(data, data, 30)
    sheet.page.set_column(data + 1, data + len(chart.series), 16)
    for place, label in enumerate(chart.labels, start=top + 1):
        sheet.write(place, data, sheet.say(label))
    kind = {"type": "bar", "subtype": "stacked"}
    made = sheet.book.add_chart(kind if chart.kind is ChartKind.BARS else {"type": "column"})
    name, last = sheet.page.get_name(), top + len(chart.labels)
    for number, series in enumerate(chart.series):
        across = data + 1 + number
        sheet.write(top, across, series.name, "head")
        for place, value in enumerate(series.values, start=top + 1):
            sheet.write(place, across, value)
        colour = INK if len(chart.series) == 1 else _SERIES[number % len(_SERIES)]
        made.add_series(
            {
                "name": [name, top, across],
                "categories": [name, top + 1, data, last, data],
                "values": [name, top + 1, across, last, across],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    _quiet(made, sheet.say(chart.title))
    if chart.kind is ChartKind.BARS:
        # Lying bars: the first label on top, and the amounts along the other axis.
        made.set_y_axis({"reverse": True, "line": {"color": NEUTRAL}})
        made.set_x_axis(_AMOUNTS)
    if len(chart.series) > 1:
        made.set_legend({"position": "top"})
    made.set_size(_PART)
    sheet.page.insert_chart(top, len(chart.series) + 2, made, {"object_position": 3})


def _quiet(chart: Any, title: str, *, of_months: bool = False) -> None:
    """A chart with a title and no lines that say nothing; of_months: its labels are days."""
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    months = {"text_axis": True, "num_format": "yyyy-mm"} if of_months else {}
    chart.set_x_axis({"line": {"color": NEUTRAL}, **months})
    chart.set_y_axis(_AMOUNTS)
