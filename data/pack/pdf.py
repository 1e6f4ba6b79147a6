"""A pack as PDF, and its first page as a picture: set by typst, charts drawn as SVG.

The PDF is A4 with its fonts embedded, for archives and screen readers (PDF/A-2a, PDF/UA-1). The
picture is 1080 pixels wide, as high as it needs, set for the screen of a phone.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from analytics.pack.model import Pack
from data.documents.fonts import STANDARDS, check_writable, families, fonts
from data.documents.model import texts
from data.pack.said import Say, said
from data.pack.svg import chart_svg, quarters_svg

__all__ = ["pack_pdf", "pack_png"]

#: 360 points wide at so many pixels an inch are 1,080 pixels.
_PIXELS_AN_INCH = 216


def pack_pdf(pack: Pack, say: Say) -> bytes:
    """The pack as PDF.

    Raises
    ------
    InputError
        No font of this computer has one of its characters; the message says what to do.
    """
    import typst  # here: what it costs to load is paid by who makes a pack

    return typst.compile(
        _page(),
        font_paths=fonts(),
        sys_inputs={"pack": _told(pack, say), "form": "paper"},
        pdf_standards=STANDARDS,
    )


def pack_png(pack: Pack, say: Say) -> bytes:
    """Page one as PNG, 1,080 pixels wide.

    Raises
    ------
    InputError
        As :func:`pack_pdf`.
    """
    import typst

    made = typst.compile(
        _page(),
        font_paths=fonts(),
        sys_inputs={"pack": _told(pack, say), "form": "phone"},
        format="png",
        ppi=_PIXELS_AN_INCH,
    )
    return made if isinstance(made, bytes) else made[0]


def _told(pack: Pack, say: Say) -> str:
    """The pack as the page reads it; refuses what cannot be written."""
    found = fonts()
    words, letters = said(pack, say), families(found)
    told = asdict(words)
    check_writable(frozenset("".join(texts(told))), found)
    for each, figure in zip(told["figures"], words.figures, strict=True):
        each |= {"svg": quarters_svg(figure, letters), "alt": figure.alt}
    for each, section in zip(told["sections"], words.sections, strict=True):
        if section.chart is not None:
            each["chart"] |= {"svg": chart_svg(section.chart, letters), "alt": section.chart.alt}
    return json.dumps({**told, "fonts": letters, "day": _day(pack)})


def _day(pack: Pack) -> dict[str, int]:
    return {"year": pack.as_of.year, "month": pack.as_of.month, "day": pack.as_of.day}


@cache
def _page() -> bytes:
    return Path(__file__).with_name("pack.typ").read_bytes()
