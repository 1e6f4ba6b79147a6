"""What slides are written with: boxes of text in fonts that programs have for both scripts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.pack.said import SaidPack
from data.pack.svg import INK

if TYPE_CHECKING:
    from pptx.slide import Slide

__all__ = ["EAST", "END", "LATIN", "MARGIN", "TOP", "WIDE", "box_on", "colour_of", "write_into"]

LATIN, EAST = "Arial", "Microsoft YaHei"
#: Millimetres: of a slide, of its margin, where its content begins and ends.
WIDE, MARGIN, TOP, END = 338.7, 14.0, 34.0, 176.0


def box_on(slide: "Slide", left: float, top: float, width: float, high: float) -> Any:
    """The text of a new box without margins."""
    from pptx.util import Mm

    frame = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(high)).text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    return frame


def write_into(
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
        run.font.color.rgb = colour_of(colour)
        _lettered(run, words.language)


def _lettered(run: Any, language: str) -> None:
    """Fonts for both scripts, by name, and the language for who reads it aloud."""
    from pptx.oxml.ns import qn

    run.font.name = LATIN
    properties = run._r.get_or_add_rPr()
    properties.set("lang", "zh-CN" if language == "zh" else "en-GB")
    east = properties.makeelement(qn("a:ea"), {"typeface": EAST})
    properties.find(qn("a:latin")).addnext(east)


def colour_of(text: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text.removeprefix("#").upper())
