"""A document as DOCX, to be changed and printed with Word, WPS or LibreOffice.

It carries no fonts: it names one that those programs have for Chinese, and they take their own
where it is missing.
"""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from data.documents.model import Document, as_data

if TYPE_CHECKING:
    from docx.document import Document as Pages
    from docx.table import Table, _Cell

__all__ = ["docx_bytes"]

_LATIN, _CHINESE = "Arial", "Microsoft YaHei"
#: Of the headings by level, in points.
_SIZES = {1: 17, 2: 12.5, 3: 10.5}
_SMALL, _USUAL, _LETTER = 9, 10, 11
#: Styles of paragraphs: in tables, above them, and what is quiet.
_CELL, _HEAD, _QUIET = "Cell", "Cellhead", "Quiet"
_OPEN, _DONE = "☐", "☑"
#: Width of the page without its margins, in millimetres.
_WIDE, _MARGIN, _LETTERHEAD = 166, 22, 48
_LABEL, _DAY = 42, 38
_LINE = "_" * 26


def docx_bytes(document: Document) -> bytes:
    """The document as DOCX."""
    told = as_data(document)
    pages = _pages(told)
    for block in told["blocks"]:
        _DRAWN[block["kind"]](pages, block)
    buffer = io.BytesIO()
    pages.save(buffer)
    return buffer.getvalue()


def _pages(told: dict[str, Any]) -> "Pages":
    """An empty document on A4 with its fonts, its language and the numbers of its pages."""
    import docx  # here: what it costs to load is paid by who makes a document
    from docx.shared import Mm, Pt

    pages = docx.Document()
    pages.core_properties.title = told["title"]
    pages.core_properties.author = ""
    pages.core_properties.comments = ""
    pages.core_properties.language = told["language"]
    section = pages.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = Mm(_LETTERHEAD if told["letter"] else _MARGIN)
    section.bottom_margin = Mm(_MARGIN)
    usual = pages.styles["Normal"]
    usual.font.size = Pt(_LETTER if told["letter"] else _USUAL)
    usual.paragraph_format.space_after = Pt(10 if told["letter"] else 6)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        _lettered(pages.styles[name], told["language"])
    _add_styles(pages)
    for level, size in _SIZES.items():
        heading = pages.styles[f"Heading {level}"]
        heading.font.size = Pt(13 if told["letter"] else size)
        heading.paragraph_format.space_before = Pt(24 if told["letter"] else 14 * (level > 1))
        heading.paragraph_format.space_after = Pt(12 if told["letter"] else 6)
    if not told["letter"]:
        _numbers(section.footer.paragraphs[0], told["foot"] or told["title"])
    return pages


def _add_styles(pages: "Pages") -> None:
    """Styles of paragraphs, so that a reader can change all of a kind at once."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name in (_CELL, _HEAD, _QUIET):
        style = pages.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = pages.styles["Normal"]
        style.paragraph_format.space_after = Pt(1)
        if name == _HEAD:
            style.font.bold = True
        if name == _QUIET:
            style.font.size, style.font.color.rgb = Pt(_SMALL), RGBColor(90, 90, 90)


def _lettered(style: Any, language: str) -> None:
    """Fonts for both scripts, black; by name, since the theme's would win otherwise."""
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    style.font.name = _LATIN
    style.font.color.rgb = RGBColor(0, 0, 0)
    letters = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        letters.attrib.pop(qn(f"w:{theme}"), None)
    letters.set(qn("w:eastAsia"), _CHINESE)
    spoken = style.element.get_or_add_rPr().makeelement(
        qn("w:lang"),
        {qn("w:val"): "zh-CN" if language == "zh" else "en-GB", qn("w:eastAsia"): "zh-CN"},
    )
    style.element.rPr.append(spoken)


def _numbers(paragraph: Any, line: str) -> None:
    """The line and the number of the page, which the reading program fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.add_run(f"{line}\t\t").font.size = Pt(_SMALL)
    run = paragraph.add_run()
    run.font.size = Pt(_SMALL)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _heading(pages: "Pages", block: dict[str, Any]) -> None:
    pages.add_heading(block["text"], level=block["level"])


def _paragraph(pages: "Pages", block: dict[str, Any]) -> None:
    pages.add_paragraph(block["text"], style=_QUIET if block["quiet"] else None)


def _lines(pages: "Pages", block: dict[str, Any]) -> None:
    from docx.shared import Mm

    paragraph = pages.add_paragraph()
    if block["aside"]:
        paragraph.paragraph_format.left_indent = Mm(_WIDE * 0.55)
    for place, line in enumerate(block["lines"]):
        run = paragraph.add_run(line)
        if place + 1 < len(block["lines"]):
            run.add_break()


def _facts(pages: "Pages", block: dict[str, Any]) -> None:
    rows = block["rows"]
    if not rows:
        return
    table = _table(pages, len(rows), (_LABEL, _WIDE - _LABEL))
    for row, (label, value) in zip(table.rows, rows, strict=True):
        left, right = _cells(row)
        _cell(left, label, _QUIET)
        _cell(right, value)
    _thin(pages)


def _grid(pages: "Pages", block: dict[str, Any]) -> None:
    total = sum(block["widths"])
    widths = [_WIDE * each / total for each in block["widths"]]
    _listed(pages, block["heads"], block["rows"], widths, block["numeric"])


def _checklist(pages: "Pages", block: dict[str, Any]) -> None:
    rows = [
        (f"{_DONE if step['done_on'] else _OPEN}  {step['what']}", step["until"], step["done_on"])
        for step in block["steps"]
    ]
    _listed(pages, block["heads"], rows, (_WIDE - 2 * _DAY, _DAY, _DAY))


def _signatures(pages: "Pages", block: dict[str, Any]) -> None:
    from docx.shared import Pt

    people = block["people"]
    table = _table(pages, len(people), (_WIDE * 0.4, _WIDE * 0.6))
    for row, person in zip(table.rows, people, strict=True):
        _kept_whole(row)
        for cell, caption in zip(_cells(row), (block["place"], person), strict=True):
            cell.paragraphs[0].paragraph_format.space_before = Pt(24)
            cell.paragraphs[0].add_run(_LINE)
            cell.add_paragraph(caption, style=_QUIET)


def _break(pages: "Pages", block: dict[str, Any]) -> None:
    del block
    _thin(pages).paragraph_format.page_break_before = True


_DRAWN = {
    "Heading": _heading,
    "Paragraph": _paragraph,
    "Lines": _lines,
    "Facts": _facts,
    "Grid": _grid,
    "Checklist": _checklist,
    "Signatures": _signatures,
    "Break": _break,
}


def _listed(
    pages: "Pages",
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Iterable[float],
    numeric: Sequence[bool] = (),
) -> None:
    """A table with lines, whose heading every page repeats; columns of numbers end in line."""
    from docx.oxml import OxmlElement

    table = _table(pages, 1 + len(rows), widths)
    _ruled(table)
    head, *others = table.rows
    sides = numeric or [False] * len(heads)
    for cell, text, right in zip(_cells(head), heads, sides, strict=True):
        _cell(cell, text, _HEAD, right=right)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, texts in zip(others, rows, strict=True):
        _kept_whole(row)
        for cell, text, right in zip(_cells(row), texts, sides, strict=True):
            _cell(cell, text, right=right)
    _thin(pages)


def _ruled(table: "Table") -> None:
    """Grey lines between the rows and below them."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    lines = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "AAAAAA")):
            line.set(qn(f"w:{name}"), value)
        lines.append(line)
    table._tbl.tblPr.append(lines)


def _table(pages: "Pages", rows: int, widths: Iterable[float]) -> "Table":
    from docx.shared import Mm

    wide = [Mm(each) for each in widths]
    table = pages.add_table(rows=rows, cols=len(wide))
    table.autofit = False
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(_cells(row), wide, strict=True):
            cell.width = width
    return table


def _cells(row: Any) -> list["_Cell"]:
    """The cells of a row that has none merged: ``row.cells`` looks for those, at length."""
    from docx.table import _Cell

    return [_Cell(each, row) for each in row._tr.tc_lst]


def _kept_whole(row: Any) -> None:
    """No page ends within the row."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _cell(cell: "_Cell", text: str, style: str = _CELL, *, right: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph._p.style = style  # its name is its id
    paragraph.add_run(text)


def _thin(pages: "Pages") -> Any:
    """A paragraph of hardly any height: between two tables, which would be one without it, and
    where a page begins."""
    from docx.shared import Pt

    paragraph = pages.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(4)
    return paragraph
