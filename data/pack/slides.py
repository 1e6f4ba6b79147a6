"""A pack as PPTX: one finding a slide, tables and charts that stay tables and charts.

It carries no fonts: it names one that PowerPoint, WPS and LibreOffice have for each script, and
they take their own where it is missing.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.pack.model import Pack
from data.pack.said import SaidFigure, SaidPack, SaidSection, SaidTable, Say, said
from data.pack.settled import settled
from data.pack.slide_charts import chart_on, quarters_on
from data.pack.slide_tables import height_of, on_slides, table_on
from data.pack.slide_text import END, MARGIN, TOP, WIDE, box_on, write_into
from data.pack.svg import ACCENT, INK, MUTED

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

__all__ = ["pack_pptx"]

#: Millimetres: how high a slide is, and a line above a table.
_HIGH, _LINE = 190.5, 9.0
#: So many lines stand on a slide, and characters in a large title.
_LINES, _LARGE = 5, 70
#: So few rows stand below the chart of their part.
_FEW = 6
#: The layout of the usual template that has a title alone, and what it calls the title.
_TITLE_ONLY, _TITLE = 5, 1


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
    shown.slide_width, shown.slide_height = Mm(WIDE), Mm(_HIGH)
    shown.core_properties.title = words.title
    shown.core_properties.author = shown.core_properties.last_modified_by = ""
    shown.core_properties.language = "zh-CN" if words.language == "zh" else "en-GB"
    for holder in (shown.slide_master, shown.slide_layouts[_TITLE_ONLY]):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type == _TITLE:
                shape.left, shape.top = Mm(MARGIN), Mm(9)
                shape.width, shape.height = Mm(WIDE - 2 * MARGIN), Mm(22)
            else:
                shape._element.getparent().remove(shape._element)
    return shown


def _slide(shown: "Presentation", words: SaidPack, title: str) -> "Slide":
    """A slide with its title and what stands at the foot of every one."""
    slide = shown.slides.add_slide(shown.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.text_frame.word_wrap, head.text_frame.margin_left = True, 0
    write_into(head.text_frame, [title], 24 if len(title) < _LARGE else 18, words, bold=True)
    foot = box_on(slide, MARGIN, END + 4, WIDE - 2 * MARGIN - 20, 8)
    write_into(foot, [words.footed], 9, words, colour=ACCENT if words.demo else MUTED)
    number = box_on(slide, WIDE - MARGIN - 20, END + 4, 20, 8)
    write_into(number, [str(len(shown.slides))], 9, words, colour=MUTED, right=True)
    return slide


def _page_one(shown: "Presentation", words: SaidPack) -> None:
    """The meeting on two slides: figures with their past; what is asked, what was done, limits."""
    slide = _slide(shown, words, words.answer)
    width = (WIDE - 2 * MARGIN) / 3
    about = box_on(slide, MARGIN, 4, WIDE - 2 * MARGIN, 7)
    write_into(about, [f"{words.title} · {words.about}"], 11, words, colour=MUTED)
    for place, figure in enumerate(words.figures):
        _figure(slide, figure, words, MARGIN + place * width, width - 6)
    second = _slide(shown, words, words.asked_title)
    half = (WIDE - 2 * MARGIN) / 2
    size = 15 if len(words.asked) <= _LINES else 12
    write_into(box_on(second, MARGIN, TOP, half * 1.1, 70), words.asked, size, words, bullet=True)
    right = box_on(second, MARGIN + half * 1.15, TOP, half * 0.85, 70)
    write_into(right, [words.done_title], 13, words, bold=True, colour=MUTED)
    write_into(right, words.done, 14, words, bullet=True, more=True)
    limits = SaidTable(
        (words.limits_title, ""),
        tuple((each.sentence, each.state) for each in words.limits),
        (7, 2),
        (False, False),
        "",
    )
    table_on(second, limits, words, TOP + 84)


def _figure(slide: "Slide", figure: SaidFigure, words: SaidPack, left: float, width: float) -> None:
    box = box_on(slide, left, TOP, width, 50)
    alarm = ACCENT if figure.over else INK
    write_into(box, [figure.name], 13, words, bold=True, colour=MUTED)
    size = 36 if len(figure.value) < 14 else 20
    write_into(box, [figure.value], size, words, bold=True, colour=alarm, more=True)
    under = figure.limit or figure.reach or " "
    write_into(box, [under], 13, words, bold=bool(figure.limit), colour=alarm, more=True)
    explained = [figure.note, *filter(None, [figure.gap])]
    write_into(box, explained, 11, words, colour=MUTED, more=True)
    quarters_on(slide, figure, words, left, width)


def _parts(section: SaidSection) -> Iterator[SaidSection]:
    """A part on as many slides as its table needs; the chart stands on the first."""
    table = section.table
    if table is None or (section.chart is not None and len(table.rows) <= _FEW):
        yield section
        return
    if section.chart is not None:
        yield replace(section, table=None)
        section = replace(section, chart=None, lines=())
    for place, part in enumerate(on_slides(table, _taken(section))):
        yield replace(section, lines=section.lines if place == 0 else (), table=part)


def _taken(section: SaidSection) -> float:
    """Millimetres that the lines above a table or a chart take."""
    return _LINE * min(len(section.lines), _LINES)


def _section(shown: "Presentation", words: SaidPack, part: SaidSection) -> None:
    slide = _slide(shown, words, part.title)
    alone = part.table is None and part.chart is None
    if part.lines:
        high = END - TOP if alone else _taken(part)
        box = box_on(slide, MARGIN, TOP, WIDE - 2 * MARGIN, high)
        size, colour = (16, INK) if alone else (12, MUTED)
        write_into(box, part.lines, size, words, colour=colour)
    below = TOP + _taken(part) + 2
    if part.chart is not None:
        end = END - 4 - (0.0 if part.table is None else height_of(part.table) + 6)
        chart_on(slide, part.chart, words, below, end)
        below = end + 2
    if part.table is not None:
        table_on(slide, part.table, words, below)
