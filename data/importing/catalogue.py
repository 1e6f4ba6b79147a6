"""A catalogue of what files hold: every table with its columns and first rows, to be recognised and
to be shown before anything is decided."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
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
#: A text of fewer columns is no table that lacks the names of its columns.
_FEWEST = 3


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
    why those that should be are none. ``nameless`` are those of ``others`` whose columns lack
    names only, with their columns as numbers."""

    tables: tuple[CataloguedTable, ...]
    others: tuple[str, ...]
    faults: tuple[Fault, ...]
    nameless: tuple[CataloguedTable, ...] = ()


def catalogued(
    files: Sequence[SourceFile],
    folder: Path,
    named: Mapping[str, tuple[str, ...]],
    progress: Progress,
) -> Catalogue:
    """Look at every file and its first rows; ``folder`` takes what is unpacked. ``named`` says by
    file or sheet what the columns are called of one that has no header.

    Raises
    ------
    InputError
        There are too many files.
    """
    log = FaultLog()
    contents = discover(files, folder, log)
    nameless = {sight.source: sight for sight in map(_without_header, contents.sights) if sight}
    told = {source: names for source, names in named.items() if source in nameless}
    sights = [nameless[s.source] if s.source in told else s for s in contents.sights]
    tables = tuple(
        replace(table, columns=told_apart(told[table.source])) if table.source in told else table
        for table in sampled([sight for sight in sights if sight.raw is not None], folder, progress)
    )
    waiting = tuple(sampled([nameless[name] for name in nameless if name not in told], folder))
    faults = [fault for sight in sights for fault in sight.faults]
    others = tuple(sight.source for sight in sights if sight.raw is None)
    return Catalogue(tables, others, (*log.faults, *faults), waiting)


def _without_header(sight: Sight) -> Sight | None:
    """A file whose first row holds data already, read from that row on; None for any other."""
    if sight.raw is not None or sight.again is None or not sight.faults:
        return None
    raw = sight.again(FaultLog(), header=0)
    if raw is None or len(raw.header.names) < _FEWEST:
        return None
    return replace(sight, raw=raw, faults=())


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
