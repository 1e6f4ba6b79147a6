"""Cells of a workbook (XLSX, XLSM) that hold an error or a formula without a result.

The library that reads workbooks shows them as empty. So the sheet is read once more, as a stream
in bounded memory, and they are put into the rows as :data:`MARK` and what stands there; so are
those of other formats (:mod:`data.importing.ods_errors`, :mod:`data.importing.xls_errors`).
"""

import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.parsers import expat

from data.importing import limits

__all__ = [
    "MARK",
    "UNCOMPUTED",
    "Cell",
    "Malformed",
    "local_name",
    "marked_rows",
    "number_formats",
    "parsed",
    "sheet_errors",
    "sheet_parts",
    "styled_numbers",
]

#: Stands before the text of an error, ``#N/A`` and its like; no file uses this character.
MARK = "\ue0e5"
#: What stands for a formula whose result is not in the file.
UNCOMPUTED = f"{MARK}="

_CHUNK = 1 << 18
_DESCRIPTION = 16 << 20
_SUSPECT = re.compile(rb"""t\s*=\s*["']e["']|<([\w.-]+:)?f[\s/>]""")
_OVERLAP = 64
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RESULTS = frozenset({"str", "inlineStr", "s", "b", "d"})

Cell = tuple[int, int, str]


class Malformed(Exception):
    """The workbook's own description or a sheet is no XML that a program of sheets writes."""


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the name of the sheet.

    Raises
    ------
    Malformed
    """
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    parts = {}
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        number = next((value for name, value in sheet.items() if local_name(name) == "id"), None)
        target = targets.get(number, "").lstrip("/")
        parts[sheet.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return parts


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> list[dict[str, str]]:
    """The attributes of all elements of that name."""
    met: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == name:
            met.append(attributes)

    parser = _parser(start)
    with archive.open(_entry(archive, part)) as stream:
        _feed(parser, stream.read(_DESCRIPTION), final=True)
    return met


def _entry(archive: zipfile.ZipFile, part: str) -> zipfile.ZipInfo:
    """The entry of that name; some programs write it in other capitals."""
    for entry in archive.infolist():
        if entry.filename.replace("\\", "/").casefold() == part.casefold():
            return entry
    raise Malformed


def local_name(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _parser(start: Any, end: Any = None, text: Any = None) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
    # No program of sheets declares types of its own; entities would unfold.
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise Malformed


def _feed(parser: expat.XMLParserType, data: bytes, final: bool = False) -> None:
    try:
        parser.Parse(data, final)
    except expat.ExpatError:
        raise Malformed from None


def marked_rows(
    rows: Iterable[Sequence[object]], cells: Iterator[Cell], first_column: int
) -> Iterator[Sequence[object]]:
    """The rows of a sheet with what stands in its erroneous cells.

    ``first_column`` is the column of the first cell of every row.

    Raises
    ------
    Malformed
        The sheet is no XML, or its cells are in no order.
    """
    waiting = next(cells, None)
    if waiting is None:
        yield from rows
        return
    number = -1
    for number, row in enumerate(rows):
        # Rows start where the library sees the first value, which may be past an error.
        changed = [*[""] * first_column, *row]
        waiting = _filled_in(changed, number, waiting, cells)
        yield changed
    while waiting is not None:
        number += 1
        beyond: list[object] = []
        waiting = _filled_in(beyond, number, waiting, cells)
        yield beyond


def _filled_in(
    row: list[object], number: int, waiting: Cell | None, cells: Iterator[Cell]
) -> Cell | None:
    """Put the cells of a row in their places; returns the next cell, of a later row."""
    while waiting is not None and waiting[0] <= number:
        at, column, text = waiting
        if at < number or column > limits.COLUMNS:
            raise Malformed
        row += [""] * (column + 1 - len(row))
        row[column] = text
        waiting = next(cells, None)
    return waiting


def _is_suspect(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, suspect: re.Pattern[bytes]
) -> bool:
    """Whether errors or formulas may stand in a part: a quick look over its bytes."""
    before = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if suspect.search(before + chunk):
                return True
            before = chunk[-_OVERLAP:]
    return before.startswith((b"\xff\xfe", b"\xfe\xff"))


def parsed(
    archive: zipfile.ZipFile,
    part: str,
    suspect: re.Pattern[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Tell what stands in a part of the archive, if anything in it is suspect.

    Raises
    ------
    Malformed
    """
    entry = _entry(archive, part)
    if not _is_suspect(archive, entry, suspect):
        return
    parser = _parser(start, end, text)
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            _feed(parser, chunk)
    _feed(parser, b"", final=True)


def sheet_errors(archive: zipfile.ZipFile, part: str) -> Iterator[Cell]:
    """Row and column, from 0 on, and text of the cells in question, in the order of the file.

    Raises
    ------
    Malformed
    """
    entry = _entry(archive, part)
    if not _is_suspect(archive, entry, _SUSPECT):
        return
    yield from _cells(archive, entry, _Reading())


def number_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of every style of cells, in their order; empty where it is built in.

    Raises
    ------
    Malformed
    """
    named: dict[str, str] = {}
    styles: list[str] = []
    within = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        within.append(local_name(tag))
        if within[-1] == "numFmt":
            named[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif within[-2:] == ["cellXfs", "xf"]:
            styles.append(attributes.get("numFmtId", ""))

    parts = {entry.filename.casefold() for entry in archive.infolist()}
    if "xl/styles.xml" in parts:
        parser = _parser(start, lambda _: within.pop(), lambda _: None)
        with archive.open(_entry(archive, "xl/styles.xml")) as stream:
            _feed(parser, stream.read(_DESCRIPTION), final=True)
    return [named.get(number, "") for number in styles]


def styled_numbers(
    archive: zipfile.ZipFile, part: str, styles: Mapping[str, str]
) -> Iterator[Cell]:
    """Row and column, from 0 on, of the cells with a number in one of the styles (by their index
    as text), and what that style stands for, in the order of the file.

    Raises
    ------
    Malformed
    """
    entry = _entry(archive, part)
    either = "|".join(styles).encode()
    if not styles or not _is_suspect(
        archive, entry, re.compile(rb"""s\s*=\s*["'](%b)["']""" % either)
    ):
        return
    yield from _cells(archive, entry, _Reading(styles))


class _Reading:
    """What the parser tells, cell by cell: errors, or with ``styles`` the numbers in these."""

    def __init__(self, styles: Mapping[str, str] | None = None) -> None:
        self._styles = styles
        self._style = ""
        self.cells: deque[Cell] = deque()
        self.parser = _parser(self._start, self._end, self._text)
        self._row = self._column = -1
        self._kind = ""
        self._formula = self._in_value = False
        self._value: list[str] = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local_name(tag)
        if tag == "c":
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._formula, self._value = False, []
            self._place(attributes.get("r", ""))
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
        elif tag == "f":
            self._formula = True
        self._in_value = tag == "v"

    def _place(self, reference: str) -> None:
        if match := _REFERENCE.fullmatch(reference):
            letters, row = match.groups()
            self._row = int(row) - 1
            self._column = -1
            for letter in letters:
                self._column = (self._column + 1) * 26 + ord(letter) - ord("A")
        else:
            self._column += 1

    def _text(self, text: str) -> None:
        if self._in_value and len(self._value) < 8:
            self._value.append(text)

    def _end(self, tag: str) -> None:
        self._in_value = False
        if local_name(tag) != "c":
            return
        value = "".join(self._value).strip()
        if self._styles is not None:
            if value and self._kind == "n" and self._style in self._styles:
                self.cells.append((self._row, self._column, self._styles[self._style]))
            return
        if self._kind == "e":
            self.cells.append((self._row, self._column, f"{MARK}{value[:20] or '#ERROR'}"))
        elif self._formula and not value and self._kind not in _RESULTS:
            self.cells.append((self._row, self._column, UNCOMPUTED))


def _cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, reading: _Reading) -> Iterator[Cell]:
    """What ``reading`` looks for in a part of the workbook, as it comes."""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            _feed(reading.parser, chunk)
            while reading.cells:
                yield reading.cells.popleft()
    _feed(reading.parser, b"", final=True)
