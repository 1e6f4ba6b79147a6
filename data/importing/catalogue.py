"""What files hold before anybody knows what it means: the catalogue in which tables are recognised
and which is shown before anything is decided."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from analytics.messages import message
from data.importing.discovery import Contents, Sight, discover
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import RawTable, told_apart
from data.importing.subject import note_subject
from data.mapping.names import table_key
from data.progress import Progress, silent
from data.recognition.catalogue import SAMPLE_ROWS, Catalogue, Catalogued, SourceColumn
from data.recognition.lexicon import meaning

__all__ = ["addressed", "catalogue_of", "catalogued", "without_hidden"]

#: Cells of all columns of a sample together, and characters of one of them.
_CELLS = 400_000
_CHARACTERS = 400


def catalogued(files: Sequence[SourceFile], folder: Path, progress: Progress) -> Catalogue:
    """Look at every file and its first rows; ``folder`` takes what is unpacked.

    Raises
    ------
    InputError
        There are too many files.
    """
    log = FaultLog()
    contents = discover(files, folder, log)
    tables = catalogue_of(addressed(without_hidden(contents)), folder, progress).tables
    faults = [fault for sight in contents.sights for fault in sight.faults]
    others = tuple(sight.source for sight in contents.sights if sight.raw is None)
    return Catalogue(tables, others, (*log.faults, *faults))


def without_hidden(contents: Contents) -> list[Sight]:
    """The tables without hidden sheets that have the columns of one that is shown."""
    shown = [each for each in contents.raw_tables if not each.hidden]
    return [
        sight
        for sight in contents.raw_tables
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
    names = told_apart(raw.header.names)
    values = _sample(raw, names)
    columns = tuple(SourceColumn(name, values[name]) for name in names)
    return Catalogued(sight.source, columns, raw.rows, address, sight.names)


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
