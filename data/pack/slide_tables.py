"""Tables of slides: real ones, on as many slides as they need, no cell higher than two lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any

from data.pack.said import SaidPack, SaidTable, cut
from data.pack.slide_text import END, MARGIN, TOP, WIDE, box_on, colour_of, write_into
from data.pack.svg import MUTED

if TYPE_CHECKING:
    from pptx.slide import Slide

__all__ = ["height_of", "on_slides", "table_on"]

#: Points of letters; lines of a cell.
_SIZE, _LINES = 11, 2
#: Millimetres of a row, of one more line, of the margins of a cell, and of a letter; Chinese is
#: twice as wide.
_ROW, _LINE, _INSET, _LETTER = 7.6, 4.6, 5.5, 2.1


def on_slides(table: SaidTable, taken: float) -> Iterator[SaidTable]:
    """A table in parts that fit on a slide each; taken: millimetres of the first slide that hold
    something else. What it leaves out is said on the last."""
    room = END - TOP - taken - 8
    slides = max(1, ceil((height_of(table) - 2 * _ROW) / (room - 2 * _ROW)))
    on_each = ceil(len(table.rows) / slides)
    while on_each > 1 and any(height_of(part) > room for part in _parts(table, on_each)):
        on_each -= 1
    on_each = ceil(len(table.rows) / ceil(len(table.rows) / on_each))
    *first, last = _parts(table, on_each)
    yield from (replace(each, more="") for each in first)
    yield last


def _parts(table: SaidTable, rows: int) -> list[SaidTable]:
    starts = range(0, len(table.rows), rows)
    return [replace(table, rows=table.rows[start : start + rows]) for start in starts]


def height_of(table: SaidTable) -> float:
    """About how high it is with its heading, in millimetres."""
    lines = [_lines_of(texts, table) for texts in (table.heads, *table.rows)]
    return sum(_ROW + _LINE * (each - 1) for each in lines)


def _lines_of(texts: Sequence[str], table: SaidTable) -> int:
    needed = [
        ceil(_letters(text) / _letters_of_a_line(table, place)) for place, text in enumerate(texts)
    ]
    return min(_LINES, max([1, *needed]))


def _letters_of_a_line(table: SaidTable, place: int) -> int:
    wide = (WIDE - 2 * MARGIN) * table.widths[place] / sum(table.widths) - _INSET
    return max(1, int(wide / _LETTER))


def _letters(text: str) -> int:
    return sum(2 if each > "\u2e80" else 1 for each in text)


def table_on(slide: "Slide", table: SaidTable, words: SaidPack, top: float) -> None:
    """A table over the width of a slide."""
    from pptx.util import Mm

    width = WIDE - 2 * MARGIN
    room = [Mm(each) for each in (MARGIN, top, width, height_of(table))]
    made: Any = slide.shapes.add_table(len(table.rows) + 1, len(table.heads), *room).table
    for column, part in zip(made.columns, table.widths, strict=True):
        column.width = Mm(width * part / sum(table.widths))
    for row, texts in enumerate((table.heads, *table.rows)):
        made.rows[row].height = Mm(_ROW + _LINE * (_lines_of(texts, table) - 1))
        for place, text in enumerate(texts):
            shown = _fitting(text, _letters_of_a_line(table, place)) if row else text
            _fill(made.cell(row, place), shown, words, row == 0, table.numeric[place])
    if table.more:
        box = box_on(slide, MARGIN, END - 5, width, 7)
        write_into(box, [table.more], 10, words, colour=MUTED)


def _fitting(text: str, line: int) -> str:
    """What two lines of so many letters hold of a text."""
    wide = _letters(text) / max(len(text), 1)
    return cut(text, max(2, int(_LINES * line / max(wide, 1.0))))


def _lines_around(cell: Any) -> None:
    """Grey lines above and below: a slide's own style has white ones, which part no row from the
    next."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    colour = '<a:solidFill><a:srgbClr val="C9D1DB"/></a:solidFill>'
    properties = cell._tc.get_or_add_tcPr()
    # Before the fill, the upper one first: their order is fixed.
    for place, side in enumerate(("lnT", "lnB")):
        line = f'<a:{side} {nsdecls("a")} w="6350">{colour}</a:{side}>'
        properties.insert(place, parse_xml(line))


def _fill(cell: Any, text: str, words: SaidPack, is_head: bool, numeric: bool) -> None:
    from pptx.util import Mm

    cell.margin_top = cell.margin_bottom = Mm(1)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour_of("#e6e9ee" if is_head else "#ffffff")
    _lines_around(cell)
    cell.text_frame.word_wrap = True
    write_into(cell.text_frame, [text], _SIZE, words, bold=is_head, right=numeric)
