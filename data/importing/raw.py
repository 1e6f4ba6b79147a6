"""One table as it lies in a file: its header, and its rows as text in batches of Arrow."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from analytics.errors import Fault
from data.denied import denied
from data.importing import excess, faults, limits
from data.importing.fault_lists import FaultLog
from data.schema import TABLES

__all__ = ["BATCH", "BATCH_TEXT", "Batches", "Header", "RawTable", "batch", "chosen_columns"]

#: Rows, and characters of text, that are held in memory at once.
BATCH = 50_000
BATCH_TEXT = 1 << 23

#: How much of the file has been read (0 to 1), with the rows that were: ``row`` (int64, its
#: place in the file) and the columns that the table knows, as text.
Batches = Iterator[tuple[float, pa.Table]]


@dataclass(frozen=True, slots=True)
class Header:
    """The first row with a value: its place in the file and the names it holds."""

    row: int
    names: tuple[str, ...]

    def fault(self, table: str, source: str) -> Fault | None:
        """Why this can be the header of no table, if so."""
        if len(self.names) > limits.COLUMNS:
            return excess.too_many_columns(table, source)
        for position, name in enumerate(self.names, start=1):
            if len(name) > limits.NAME:
                return excess.long_name(table, source, position, name)
        if sum(map(len, self.names)) > limits.HEADER:
            return excess.long_header(table, source)
        return None


@dataclass(frozen=True)
class RawTable:
    """A table that was found; ``table`` is None where its name is that of no canonical table."""

    table: str | None
    source: str
    header: Header
    size: int
    read: Callable[[FaultLog], Batches]
    #: What separates the fields of a text file.
    delimiter: str = ""

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The canonical columns that the header names."""
        return tuple(chosen_columns(self.table, self.header.names))

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """The other named columns, as the header writes them, refused ones left out."""
        refused = set(self.refused)
        return tuple(name for name in self._others if name not in refused)

    @cached_property
    def refused(self) -> tuple[str, ...]:
        """The columns that must never be used (:mod:`data.denied`), as the header writes them."""
        return tuple(name for name in self._others if denied(self.table or "", name))

    @cached_property
    def _others(self) -> list[str]:
        used = set(self.used)
        return [name for name in self.header.names if name and name.casefold() not in used]

    def check_header(self, log: FaultLog) -> None:
        """Note columns that are named twice or missing although required."""
        if self.table is None:
            return
        for name in self._repeated():
            log.add(faults.duplicate_column(self.table, self.header.row, name))
        for name in TABLES[self.table].required:
            if name not in self.used:
                columns = [each for each in self.header.names if each]
                log.add(faults.missing_column(self.table, name, self.source, columns))

    def _repeated(self) -> list[str]:
        columns = TABLES[self.table].columns if self.table else {}
        names = [
            name.casefold() if name.casefold() in columns else name for name in self.header.names
        ]
        return [name for name, count in Counter(names).items() if name and count > 1]


def chosen_columns(table: str | None, names: Sequence[str]) -> dict[str, int]:
    """Canonical columns in the order of the table, with their first place in the header."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name.casefold(), place)
    columns = TABLES[table].columns if table else {}
    return {name: places[name] for name in columns if name in places}


def batch(rows: Sequence[int], columns: Mapping[str, Sequence[str | None]]) -> pa.Table:
    """Make the Arrow table of some rows."""
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    return pa.table({"row": pa.array(rows, pa.int64()), **arrays})
