"""A document as PDF: A4, its fonts embedded, for archives and screen readers (PDF/A-2a, PDF/UA-1).

The page is set by ``document.typ`` next to this file; the texts reach it as data and are never read
as its markup.
"""

import json
from functools import cache
from pathlib import Path

from data.documents.fonts import STANDARDS, check_writable, families, fonts
from data.documents.model import Document, as_data, characters

__all__ = ["check_pdf", "pdf_bytes"]


def check_pdf(document: Document, *, of_system: bool = True) -> None:
    """Nothing, where the document can be written; far cheaper than writing it.

    Raises
    ------
    InputError
        No font of this computer has one of its characters; the message says what to do.
    """
    _check(characters(document), of_system)


@cache
def _check(letters: frozenset[str], of_system: bool) -> None:
    check_writable(letters, fonts(of_system=of_system))


def pdf_bytes(document: Document, *, of_system: bool = True) -> bytes:
    """The document as PDF. of_system: with the fonts of this computer.

    Raises
    ------
    InputError
        As :func:`check_pdf`.
    """
    import typst  # here: what it costs to load is paid by who makes a PDF

    check_pdf(document, of_system=of_system)
    found = fonts(of_system=of_system)
    told = {**as_data(document), "fonts": families(found)}
    return typst.compile(
        _page(),
        font_paths=found,
        sys_inputs={"document": json.dumps(told)},
        pdf_standards=STANDARDS,
    )


@cache
def _page() -> bytes:
    return Path(__file__).with_name("document.typ").read_bytes()
