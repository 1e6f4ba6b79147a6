"""Cells of an OpenDocument sheet (ODS) that hold an error, and those that hold money.

The library that reads workbooks shows errors as empty or as text, and money as a bare number. So
the one document that holds all sheets is read once more, as a stream in bounded memory; a row or
cell may stand for many.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from data.importing.cell_errors import MARK, Cell, local_name, parsed
from data.importing.format_currencies import meant

__all__ = ["ods_errors"]

_SUSPECT = re.compile(rb"""value-type\s*=\s*["'](?:error|currency)["']|formula""")
_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ERROR)|Err:\d{3}")
_LONGEST = 20
#: Rows, and cells of a row, with what stands in them.
_Row = tuple[int, int, list[tuple[int, int, str]]]


def ods_errors(archive: zipfile.ZipFile) -> dict[str, tuple[Iterator[Cell], Iterator[Cell]]]:
    """By sheet: row and column, from 0 on, and text of its erroneous cells, in row order; and the
    same of its cells with money and their currency.

    Raises
    ------
    Malformed
    """
    reading = _Reading()
    parsed(archive, "content.xml", _SUSPECT, reading.start, reading.end, reading.text)
    return {
        name: (_unfolded(rows), _unfolded(reading.money[name]))
        for name, rows in reading.sheets.items()
    }


def _unfolded(rows: list[_Row]) -> Iterator[Cell]:
    for first, count, cells in rows:
        for row in range(first, first + count):
            for column, wide, text in cells:
                yield from ((row, each, text) for each in range(column, column + wide))


@dataclass
class _Reading:
    """What the parser tells, cell by cell."""

    sheets: dict[str, list[_Row]] = field(default_factory=dict)
    money: dict[str, list[_Row]] = field(default_factory=dict)
    _sums: list[_Row] = field(default_factory=list)
    _amounts: list[tuple[int, int, str]] = field(default_factory=list)
    _currency: str = ""
    _rows: list[_Row] = field(default_factory=list)
    _cells: list[tuple[int, int, str]] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _times: int = 1
    _wide: int = 1
    _is_error: bool = False
    _is_computed: bool = False
    _said: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        told = {local_name(name): value for name, value in attributes.items()}
        match local_name(tag):
            case "table":
                self._rows = self.sheets.setdefault(told.get("name", ""), [])
                self._sums = self.money.setdefault(told.get("name", ""), [])
                self._row = 0
            case "table-row":
                self._times = _count(told.get("number-rows-repeated"))
                self._cells, self._amounts, self._column = [], [], 0
            case "table-cell" | "covered-table-cell":
                self._wide = _count(told.get("number-columns-repeated"))
                types = [v for name, v in attributes.items() if local_name(name) == "value-type"]
                self._is_error = "error" in types
                self._is_computed = "formula" in told
                self._said = ""
                self._currency = told.get("currency", "") if "currency" in types else ""

    def text(self, text: str) -> None:
        if (self._is_error or self._is_computed) and len(self._said) < _LONGEST:
            self._said += text

    def end(self, tag: str) -> None:
        match local_name(tag):
            case "table-row":
                if self._cells:
                    self._rows.append((self._row, self._times, self._cells))
                if self._amounts:
                    self._sums.append((self._row, self._times, self._amounts))
                self._row += self._times
            case "table-cell" | "covered-table-cell":
                said = self._said.strip()[:_LONGEST]
                if self._is_error or (self._is_computed and _ERROR.fullmatch(said)):
                    self._cells.append((self._column, self._wide, MARK + (said or "#ERROR")))
                elif code := meant(self._currency):
                    self._amounts.append((self._column, self._wide, code))
                self._column += self._wide
                self._is_error = self._is_computed = False


def _count(times: str | None) -> int:
    return int(times) if times and times.isdecimal() and len(times) < 8 else 1
