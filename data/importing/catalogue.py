"""What files hold before anybody knows what it means: the catalogue in which tables are recognised
and which is shown before anything is decided."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from analytics.messages import message
from data.importing.discovery import Sight, discover
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import RawTable, told_apart
from data.importing.subject import note_subject
from data.mapping.names import table_key
from data.progress import Progress, silent
from data.recognition.catalogue import SAMPLE_ROWS, Catalogue, Catalogued, SourceColumn
from data.recognition.lexicon import meaning

__all__ = ["addressed", "catalogue_of", "catalogued", "sampled", "without_hidden"]

#: Cells of all columns of a sample together, and characters of one of them.
_CELLS = 400_000
_CHARACTERS = 400
#: A text of fewer columns is no table that lacks the names of its columns.
_FEWEST = 3


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
    shown = without_hidden([sight for sight in sights if sight.raw is not None])
    found = catalogue_of(addressed(shown), folder, progress).tables
    tables = tuple(
        _renamed(table, told[table.name]) if table.name in told else table for table in found
    )
    waiting = {source: each for source, each in nameless.items() if source not in told}
    faults = [fault for sight in sights for fault in sight.faults]
    others = tuple(sight.source for sight in sights if sight.raw is None)
    open_ones = catalogue_of(waiting, folder).tables
    return Catalogue(tables, others, (*log.faults, *faults), open_ones)


def _without_header(sight: Sight) -> Sight | None:
    """A file whose first row holds data already, read from that row on; None for any other."""
    if sight.raw is not None or sight.again is None or not sight.faults:
        return None
    raw = sight.again(FaultLog(), header=0)
    if raw is None or len(raw.header.names) < _FEWEST:
        return None
    return replace(sight, raw=raw, faults=())


def _renamed(table: Catalogued, names: Sequence[str]) -> Catalogued:
    columns = zip(table.columns, told_apart(names), strict=True)
    return replace(table, columns=tuple(replace(column, name=name) for column, name in columns))


def without_hidden(sights: Sequence[Sight]) -> list[Sight]:
    """The tables without hidden sheets that have the columns of one that is shown."""
    shown = [each for each in sights if not each.hidden]
    return [
        sight
        for sight in sights
        if not sight.hidden or not any(_names(sight) <= _names(each) for each in shown)
    ]


def _names(sight: Sight) -> set[str]:
    return set(sight.raw.header.names) if sight.raw else set()


def addressed(sights: Sequence[Sight]) -> dict[str, Sight]:
    """The tables by what a mapping calls them: a name that says something, each of its own."""
    by_address: dict[str, Sight] = {}
    taken: set[str] = set()
    for sight in sights:
        names = [name for name in sight.names if ": " not in name]
        telling = [name for name in names if sight.table and _is_named(name, sight)]
        telling += [name for name in names if meaning(name).words]
        options = [*telling, *names, *sight.names, sight.source]
        address = next((each for each in options if table_key(each) not in taken), sight.source)
        by_address[address] = sight
        taken.add(table_key(address))
    return by_address


def _is_named(name: str, sight: Sight) -> bool:
    return Sight(sight.source, (name,)).table == sight.table


def catalogue_of(sights: dict[str, Sight], folder: Path, progress: Progress = silent) -> Catalogue:
    """The tables of files, by what a mapping calls them, with their first rows."""
    tables = []
    for number, (address, sight) in enumerate(sights.items()):
        note_subject(folder, sight.source)
        progress(number / len(sights), message("looking at {file}", file=sight.source))
        if sight.raw is not None:
            tables.append(_table(address, sight, sight.raw))
    return Catalogue(tuple(tables))


def _table(address: str, sight: Sight, raw: RawTable) -> Catalogued:
    return Catalogued(sight.source, sampled(raw), raw.rows, address, sight.names)


def sampled(raw: RawTable) -> tuple[SourceColumn, ...]:
    """The columns of a table with their first rows."""
    names = told_apart(raw.header.names)
    values = _sample(raw, names)
    return tuple(SourceColumn(name, values[name]) for name in names)


def _sample(raw: RawTable, columns: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    """The first rows by column; faults in them are found again when the table is read."""
    most = max(min(SAMPLE_ROWS, _CELLS // max(len(columns), 1)), 1)
    positions = {name: place for place, name in enumerate(columns)}
    values: dict[str, list[str | None]] = {name: [] for name in columns}
    count = 0
    with closing(raw.read(FaultLog(), positions)) as batches:
        for _, batch in batches:
            part = batch.slice(0, most - count)
            count += len(part)
            for name, some in values.items():
                read = part[name].to_pylist() if name in part.column_names else [None] * len(part)
                some += _short(read)
            if count >= most:
                break
    return {name: tuple(islice(some, most)) for name, some in values.items()}


def _short(values: Sequence[str | None]) -> list[str | None]:
    return [None if not value else value[:_CHARACTERS] for value in values]
