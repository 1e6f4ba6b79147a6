"""What the given files hold: every file and sheet, opened and looked at, whatever it is called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.errors import Fault, InputError
from analytics.messages import message
from data.importing import limits
from data.importing.archives import archived_files
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from data.importing.files import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, SourceFile, table_named
from data.importing.parquet_reading import parquet_table
from data.importing.raw import RawTable
from data.importing.subject import note_subject
from data.importing.workbook import workbook_tables

__all__ = ["Contents", "Sight", "discover"]


@dataclass(frozen=True)
class Sight:
    """One file or sheet: its table, or why it has none.

    ``names`` are those by which it can be meant, the nearest first: the name of the file without
    its ending, of the sheet, of the workbook for its first filled sheet. ``again`` reads it with
    the header in another row (0: it has none), where its format has rows before the header.
    """

    source: str
    names: tuple[str, ...]
    raw: RawTable | None = None
    faults: tuple[Fault, ...] = ()
    again: Callable[[int, FaultLog], RawTable | None] | None = None
    #: Whether this is a whole workbook, which may hold any table.
    whole: bool = False

    @property
    def table(self) -> str | None:
        """The canonical table that it is named after, if any."""
        return next(filter(None, map(table_named, self.names)), None)

    @property
    def is_told(self) -> bool:
        """Whether something can be said about it besides that it is there."""
        named = self.table is not None and (self.raw is not None or bool(self.faults))
        return named or (self.whole and bool(self.faults))


@dataclass(frozen=True)
class Contents:
    """All that was looked at, in the order of the files."""

    sights: tuple[Sight, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """How all of them are called in words."""
        return tuple(sight.source for sight in self.sights)

    @property
    def raw_tables(self) -> tuple[Sight, ...]:
        """Those that hold a table."""
        return tuple(sight for sight in self.sights if sight.raw is not None)


def discover(files: Sequence[SourceFile], folder: Path, log: FaultLog) -> Contents:
    """Open every file and look at its header.

    ``folder`` takes what archives and workbooks unpack to. Faults of archives go to the log,
    those of a file or sheet stay with it: they count only where it is needed.

    Raises
    ------
    InputError
        There are too many files.
    """
    sights: list[Sight] = []
    for number, file in enumerate(_opened_archives(files, folder, log)):
        note_subject(folder, file.shown)
        subfolder = folder / f"file-{number}"
        subfolder.mkdir()
        sights += _sights(file, subfolder)
    return Contents(tuple(sights))


def _opened_archives(files: Sequence[SourceFile], folder: Path, log: FaultLog) -> list[SourceFile]:
    """The files with the members of archives in their place."""
    opened: list[SourceFile] = []
    for number, file in enumerate(files):
        if not file.is_archive:
            opened.append(file)
            continue
        note_subject(folder, file.shown)
        subfolder = folder / f"archive-{number}"
        subfolder.mkdir()
        opened += archived_files(file, subfolder, log)
    if len(opened) > limits.FILES:
        raise InputError(
            message("There are more than {limit} files; bring only the tables", limit=limits.FILES)
        )
    return opened


def _sights(file: SourceFile, folder: Path) -> list[Sight]:
    name = Path(file.base).stem
    if not file.readable:
        return [Sight(file.shown, (name,))]
    if file.suffix in WORKBOOK_SUFFIXES:
        return _sheets(file, folder)
    log = FaultLog()
    if file.suffix in TEXT_SUFFIXES:
        raw = csv_table(file, file.shown, log)
        return [_seen(file, file.shown, (name,), raw, log)]
    return [Sight(file.shown, (name,), parquet_table(file, log), tuple(log.faults))]


def _seen(
    file: SourceFile, source: str, names: tuple[str, ...], raw: RawTable | None, log: FaultLog
) -> Sight:
    def again(row: int, log: FaultLog) -> RawTable | None:
        return csv_table(file, source, log, row)

    return Sight(source, names, raw, tuple(log.faults), again)


def _sheets(file: SourceFile, folder: Path) -> list[Sight]:
    """The sheets of a workbook, which also stands for its first filled one."""
    name = Path(file.base).stem
    whole = FaultLog()
    sheets = workbook_tables(file, folder, whole)
    if not sheets:
        return [Sight(file.shown, (name,), faults=tuple(whole.faults), whole=True)]
    sights = []
    for sheet in sheets:
        log = FaultLog()
        raw = csv_table(sheet.data, sheet.source, log)
        names = (sheet.name, f"{name}: {sheet.name}")
        sights.append(_seen(sheet.data, sheet.source, names, raw, log))
    if any(sight.table for sight in sights):
        return sights
    filled = [bool(sheet.data.head().strip()) for sheet in sheets]
    first = filled.index(True) if any(filled) else None
    if first is None:
        return [Sight(file.shown, (name,), faults=_as_file(file.shown, sights[0].faults))]
    sights[first] = replace(sights[first], names=(*sights[first].names, name))
    return sights


def _as_file(source: str, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(
        replace(
            fault,
            table=source,
            problem=replace(fault.problem, values={**fault.problem.values, "file": source}),
        )
        for fault in faults
    )
