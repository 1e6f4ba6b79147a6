"""One table as it lies in a file: its header, and its rows as text in batches of Arrow.

What a table is called and what its columns mean is not known here: whoever reads it says which
columns of the header are wanted, and under which names.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from analytics.errors import Fault
from data.importing import excess, limits
from data.importing.encoding import TextForm
from data.importing.fault_lists import FaultLog

__all__ = ["BATCH", "BATCH_TEXT", "Batches", "Header", "RawTable", "batch", "told_apart"]

#: Rows, and characters of text, that are held in memory at once.
BATCH = 50_000
BATCH_TEXT = 1 << 23

#: How much of the file has been read (0 to 1), with the rows that were: ``row`` (int64, its
#: place in the file) and the columns that were asked for, as text.
Batches = Generator[tuple[float, pa.Table]]


@dataclass(frozen=True, slots=True)
class Header:
    """The first row with a value: its place in the file and the names it holds, as written.

    Where there is no header the row is 0.
    """

    row: int
    names: tuple[str, ...]

    def fault(self, source: str) -> Fault | None:
        """Why this can be the header of no table, if so."""
        if len(self.names) > limits.COLUMNS:
            return excess.too_many_columns(source, source)
        for position, name in enumerate(self.names, start=1):
            if len(name) > limits.NAME:
                return excess.long_name(source, source, position, name)
        if sum(map(len, self.names)) > limits.HEADER:
            return excess.long_header(source, source)
        return None


@dataclass(frozen=True)
class RawTable:
    """A table that was found; ``source`` is how its file or sheet is called in words.

    ``read`` gives the rows with the columns that are asked for, by the name that each is to have:
    its position in the header. What cannot be read goes to the log, as faults of ``source``.
    """

    source: str
    header: Header
    size: int
    read: Callable[[FaultLog, Mapping[str, int]], Batches]
    #: How many rows there are, where the file says so.
    rows: int | None = None
    #: What separates the fields of a text file.
    delimiter: str = ""
    #: In which encoding a text file is written.
    form: TextForm | None = None


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """The names under which the columns of a header can be spoken of, all different.

    >>> told_apart(["No", "", "No", "Name"])
    ('No', 'column 2', 'No (2)', 'Name')
    """
    written = set(names)
    taken: dict[str, int] = {}
    counts: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        key = name or f"column {position}"
        while key in taken or (key != name and key in written):
            counts[name] = counts.get(name, 1) + 1
            key = f"{name or 'column'} ({counts[name]})"
        taken[key] = position
    return tuple(taken)


def batch(rows: Sequence[int], columns: Mapping[str, Sequence[str | None]]) -> pa.Table:
    """Make the Arrow table of some rows."""
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    return pa.table({"row": pa.array(rows, pa.int64()), **arrays})
