"""What a document consists of, whatever file it becomes: blocks of plain text.

Every text is data: neither file form reads markup in it, and what a program would obey is written
out before (:func:`data.printable.printable`).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from data.printable import printable

__all__ = [
    "BLANK",
    "Block",
    "Break",
    "Checklist",
    "Document",
    "Facts",
    "Grid",
    "Heading",
    "Lines",
    "Paragraph",
    "Signatures",
    "Step",
    "as_data",
    "characters",
    "cleaned",
    "texts",
]

#: A line to be filled in by hand, for what is not known.
BLANK = "_" * 14
#: Code points that no file may hold; what a reader of them sees.
_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title on the page, 2 a part, 3 a part of it."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; quiet: smaller and grey."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines below each other, as of an address; aside: in the right half of the page."""

    lines: tuple[str, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; widths: of its columns, in proportion; numeric: which of them hold numbers, none
    where it is empty."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numeric: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a checklist: what, until when, and on which day it was done (empty: open)."""

    what: str
    until: str
    done_on: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Steps with a box each; heads: of what, until and done."""

    heads: tuple[str, str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """A line to sign for each of some people, with who it is; place: what stands under the line
    for place and day."""

    place: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Lines | Facts | Grid | Checklist | Signatures | Break


@dataclass(frozen=True, slots=True)
class Document:
    """A document for A4 paper. language: ``en`` or ``zh``; letter: with room for a letterhead on
    every page, in larger type and without numbers of pages; foot: what stands beside that number,
    in place of the title."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    letter: bool = False
    foot: str = ""


def as_data(document: Document) -> dict[str, Any]:
    """The document as plain values: of each block its ``kind`` and fields, every text in one
    printable line."""
    blocks = [{"kind": type(each).__name__, **asdict(each)} for each in document.blocks]
    told = {name: getattr(document, name) for name in ("title", "language", "letter", "foot")}
    made: dict[str, Any] = cleaned({**told, "blocks": blocks})
    return made


def characters(document: Document) -> frozenset[str]:
    """Every character of its texts."""
    return frozenset("".join(texts(as_data(document))))


def cleaned(value: Any) -> Any:
    """Plain values with every text in one printable line."""
    match value:
        case str():
            return printable(value).translate(_NO_CHARACTERS)
        case dict():
            return {name: cleaned(each) for name, each in value.items()}
        case list() | tuple():
            return [cleaned(each) for each in value]
    return value


def texts(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list() | tuple():
            for each in value:
                yield from texts(each)
