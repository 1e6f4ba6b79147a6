"""A catalogue of what files hold: every table with its columns and first rows, to be recognised and
to be shown before anything is decided."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analytics.errors import Fault
from analytics.messages import message
from data.importing.discovery import Sight, discover
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import RawTable, told_apart
from data.importing.subject import note_subject
from data.progress import Progress, silent

__all__ = ["SAMPLE_ROWS", "Catalogue", "CataloguedTable", "catalogued", "sampled"]

#: Rows of a sample, cells of all its columns together, and characters of one of them.
SAMPLE_ROWS = 200
_CELLS = 400_000
_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class CataloguedTable:
    """One file or sheet that holds a table.

    ``names`` are those by which it can be meant, the nearest first; ``columns`` the names under
    which its columns can be spoken of, from left to right; ``header_row`` is 0 where it has no
    header; ``rows`` is None where only reading the whole file would tell. ``sample`` holds the
    first rows as text (None: empty), each with its place in the file in ``sample_rows``.
    """

    source: str
    names: tuple[str, ...]
    header_row: int
    columns: tuple[str, ...]
    rows: int | None
    sample_rows: tuple[int, ...]
    sample: tuple[tuple[str | None, ...], ...]

    def column(self, name: str) -> tuple[str | None, ...]:
        """The sample of one column."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.sample)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What files hold; ``others`` names the files and sheets that are no table, ``faults`` says
    why those that should be are none."""

    tables: tuple[CataloguedTable, ...]
    others: tuple[str, ...]
    faults: tuple[Fault, ...]


def catalogued(files: Sequence[SourceFile], folder: Path, progress: Progress) -> Catalogue:
    """Look at every file and its first rows; ``folder`` takes what is unpacked.

    Raises
    ------
    InputError
        There are too many files.
    """
    log = FaultLog()
    contents = discover(files, folder, log)
    tables = tuple(sampled(contents.raw_tables, folder, progress))
    faults = [fault for sight in contents.sights for fault in sight.faults]
    others = tuple(sight.source for sight in contents.sights if sight.raw is None)
    return Catalogue(tables, others, (*log.faults, *faults))


def sampled(
    sights: Sequence[Sight], folder: Path, progress: Progress = silent
) -> Iterator[CataloguedTable]:
    """The tables of files with their first rows."""
    for number, sight in enumerate(sights):
        note_subject(folder, sight.source)
        progress(number / len(sights), message("looking at {file}", file=sight.source))
        if sight.raw is not None:
            yield _table(sight, sight.raw)


def _table(sight: Sight, raw: RawTable) -> CataloguedTable:
    columns = told_apart(raw.header.names)
    rows, sample = _sample(raw, columns)
    return CataloguedTable(
        sight.source, sight.names, raw.header.row, columns, raw.rows, rows, sample
    )


def _sample(
    raw: RawTable, columns: Sequence[str]
) -> tuple[tuple[int, ...], tuple[tuple[str | None, ...], ...]]:
    """The first rows; faults in them are found again when the table is read."""
    most = max(min(SAMPLE_ROWS, _CELLS // max(len(columns), 1)), 1)
    positions = {name: place for place, name in enumerate(columns)}
    rows: list[int] = []
    cells: list[tuple[str | None, ...]] = []
    with closing(raw.read(FaultLog(), positions)) as batches:
        for _, batch in batches:
            part = batch.slice(0, most - len(rows))
            rows += part["row"].to_pylist()
            texts = [
                _short(part[name].to_pylist()) if name in part.column_names else [None] * len(part)
                for name in columns
            ]
            cells += zip(*texts, strict=True)
            if len(rows) >= most:
                break
    return tuple(rows), tuple(islice(cells, most))


def _short(values: Sequence[str | None]) -> list[str | None]:
    return [None if not value else value[:_CHARACTERS] for value in values]
