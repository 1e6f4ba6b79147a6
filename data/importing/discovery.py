"""What the given files hold: every file and sheet, opened and looked at, whatever it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from analytics.errors import Fault, InputError
from analytics.messages import message
from data.importing import limits
from data.importing.archives import archived_files, unzipped
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog, Repair
from data.importing.files import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, SourceFile, table_named
from data.importing.parquet_reading import parquet_table
from data.importing.raw import RawTable
from data.importing.subject import note_subject
from data.importing.workbook import workbook_tables

__all__ = ["Contents", "Sight", "discover"]


class Again(Protocol):
    """Reads a file or sheet once more, as a mapping says how its table lies in it."""

    def __call__(
        self,
        log: FaultLog,
        *,
        header: int | None = None,
        carried: bool = False,
        encoding: str | None = None,
    ) -> RawTable | None:
        """``header`` is the row of the names (0: there are none; None: it is looked for);
        ``carried`` says that empty cells of a grouped report are filled from above;
        ``encoding`` is that of the text, where it is known."""
        ...


@dataclass(frozen=True)
class Sight:
    """One file or sheet: its table, or why it has none.

    ``names`` are those by which it can be meant, the nearest first: the name of the file without
    its ending, of the sheet, of the workbook for its first filled sheet. ``again`` reads it once
    more where its format has rows before the header.
    """

    source: str
    names: tuple[str, ...]
    raw: RawTable | None = None
    faults: tuple[Fault, ...] = ()
    #: What its reader made good while it looked at it.
    repairs: tuple[Repair, ...] = ()
    again: Again | None = None
    #: Whether this is a whole workbook, which may hold any table.
    whole: bool = False
    #: Whether it is a sheet that nobody sees.
    hidden: bool = False

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
    return Contents(_in_one_encoding(sights))


def _in_one_encoding(sights: Sequence[Sight]) -> tuple[Sight, ...]:
    """The same, with texts too short to tell their encoding read in that of the others."""
    forms = [sight.raw.form for sight in sights if sight.raw and sight.raw.form]
    certain = {form.shown: form.encoding for form in forms if form.certain}
    return tuple(_read_like(sight, certain) for sight in sights)


def _read_like(sight: Sight, certain: Mapping[str, str]) -> Sight:
    form = sight.raw.form if sight.raw else None
    told = [each for each in (form.likely if form else ()) if each in certain]
    if len(told) != 1 or sight.again is None:
        return sight
    again = partial(sight.again, encoding=certain[told[0]])
    log = FaultLog()
    raw = again(log)
    log.repaired("encoding_of_others", sight.source, 1, told[0])
    return replace(
        sight, raw=raw, faults=tuple(log.faults), repairs=tuple(log.repairs.values()), again=again
    )


def _opened_archives(files: Sequence[SourceFile], folder: Path, log: FaultLog) -> list[SourceFile]:
    """The files with the members of archives in their place."""
    opened: list[SourceFile] = []
    for number, file in enumerate(files):
        if not file.is_archive and not file.is_packed:
            opened.append(file)
            continue
        note_subject(folder, file.shown)
        subfolder = folder / f"archive-{number}"
        subfolder.mkdir()
        if file.is_packed:
            opened.append(unzipped(file, subfolder, log))
        else:
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
    file: SourceFile,
    source: str,
    names: tuple[str, ...],
    raw: RawTable | None,
    log: FaultLog,
    delimiter: str | None = None,
) -> Sight:
    again = partial(csv_table, file, source, delimiter=delimiter)
    return Sight(source, names, raw, tuple(log.faults), tuple(log.repairs.values()), again)


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
        raw = csv_table(sheet.data, sheet.source, log, delimiter=",")
        names = (sheet.name, f"{name}: {sheet.name}")
        sights.append(_seen(sheet.data, sheet.source, names, raw, log, ","))
    hidden = [not sheet.visible for sheet in sheets]
    sights = _without_hidden_rivals(sights, hidden)
    filled = [at for at, sheet in enumerate(sheets) if sheet.data.head().strip()]
    if any(sight.table for sight in sights):
        return _without_blank(sights, filled)
    if not filled:
        return [Sight(file.shown, (name,), faults=_as_file(file.shown, sights[0].faults))]
    first = min(filled, key=lambda at: (hidden[at], at))
    sights[first] = replace(sights[first], names=(*sights[first].names, name))
    return _without_blank(sights, filled)


def _without_blank(sights: list[Sight], filled: Sequence[int]) -> list[Sight]:
    """Nothing is wrong with an empty sheet beside others, unless it is named after a table."""
    return [
        sight if sight.table or at in filled else replace(sight, faults=())
        for at, sight in enumerate(sights)
    ]


def _without_hidden_rivals(sights: list[Sight], hidden: list[bool]) -> list[Sight]:
    """Of sheets with the name of one table, hidden ones are none where a visible one fits."""
    shown = {sight.table for sight, away in zip(sights, hidden, strict=True) if not away}
    sights = [replace(sight, hidden=away) for sight, away in zip(sights, hidden, strict=True)]
    return [
        _hidden(sight, rival=sight.table in shown) if sight.hidden and sight.table else sight
        for sight in sights
    ]


def _hidden(sight: Sight, *, rival: bool) -> Sight:
    code = "hidden_sheet_left" if rival else "hidden_sheet"
    repair = Repair(sight.source, code, 1, 1, sight.names[0])
    names = sight.names[1:] if rival else sight.names
    return replace(sight, names=names, repairs=(*sight.repairs, repair))


def _as_file(source: str, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(
        replace(
            fault,
            table=source,
            problem=replace(fault.problem, values={**fault.problem.values, "file": source}),
        )
        for fault in faults
    )
