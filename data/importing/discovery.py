"""Which tables the given files hold, and what to say where they hold none."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from analytics.errors import InputError
from analytics.messages import Message, message
from data.denied import denied
from data.importing import faults, limits
from data.importing.archives import archived_files, unzipped
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from data.importing.files import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, SourceFile
from data.importing.parquet_reading import parquet_table
from data.importing.raw import RawTable
from data.importing.subject import note_subject
from data.importing.workbook import workbook_tables
from data.problems import MOST_LISTED, listed
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES

__all__ = ["Candidate", "Contents", "chosen_columns", "discover"]

# Headers that identify a customer, in the languages of the product; a customer's segment or
# city does not.
_CUSTOMER = re.compile(
    r"(customer|client|account|company|buyer|客户|顾客|买家|会员)"
    r"[\s_-]*(id|no|nr|number|code|name|key|编号|编码|代码|名称|姓名|全称|名|号)?"
)


@dataclass(frozen=True)
class Candidate:
    """A raw table with the canonical table that it is named after, if any."""

    table: str | None
    raw: RawTable

    @cached_property
    def positions(self) -> dict[str, int]:
        """The canonical columns that the header names, with their place in it."""
        return chosen_columns(self.table, self.raw.header.names)

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The canonical columns that the header names."""
        return tuple(self.positions)

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
        return [name for name in self.raw.header.names if name and name.casefold() not in used]

    def check_header(self, log: FaultLog) -> None:
        """Note columns that are named twice or missing although required."""
        if self.table is None:
            return
        header = self.raw.header
        counts = Counter(name.casefold() for name in header.names)
        for name in self.used:
            if counts[name] > 1:
                log.add(faults.duplicate_column(self.table, header.row, name))
        for name in TABLES[self.table].required:
            if name not in self.used:
                columns = [each for each in header.names if each]
                log.add(faults.missing_column(self.table, name, self.raw.source, columns))


def chosen_columns(table: str | None, names: Sequence[str]) -> dict[str, int]:
    """Canonical columns in the order of the table, with their first place in the header."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name.casefold(), place)
    columns = TABLES[table].columns if table else {}
    return {name: places[name] for name in columns if name in places}


@dataclass(frozen=True, slots=True)
class Contents:
    """Tables to import, and the names of files and sheets that are none."""

    tables: tuple[Candidate, ...]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class _Search:
    """What has been come across so far."""

    canonical: list[Candidate] = field(default_factory=list)
    others: list[Candidate] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def discover(files: Sequence[SourceFile], folder: Path, log: FaultLog) -> Contents:
    """Open every file and look at its header; faults go to the log.

    ``folder`` takes what workbooks unpack to. Of two files with the same table the first is
    looked at further, and the fault names both.

    Raises
    ------
    InputError
        No file is a canonical table: the message names what was found and what is needed.
    """
    search = _Search()
    files = _opened_archives(files, folder, log)
    for number, file in enumerate(files):
        note_subject(folder, file.shown)
        subfolder = folder / f"file-{number}"
        subfolder.mkdir()
        _look_at(file, subfolder, search, log)
    if not search.canonical and not log.count:
        raise InputError(_nothing_known(search, files))
    _check_tables(search, log)
    return Contents(_first_of_each(search.canonical), tuple(search.ignored))


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


def _look_at(file: SourceFile, folder: Path, search: _Search, log: FaultLog) -> None:
    if file.readable and file.suffix in WORKBOOK_SUFFIXES:
        sheets, ignored = workbook_tables(file, folder, log)
        tables = [Candidate(name, raw) for name, raw in sheets]
        search.ignored += ignored
    else:
        raw = _single_table(file, log if file.table else FaultLog()) if file.readable else None
        tables = [Candidate(file.table, raw)] if raw else []
        if not file.readable or file.table is None:
            search.ignored.append(file.shown)
    search.canonical += [raw for raw in tables if raw.table]
    search.others += [raw for raw in tables if not raw.table]


def _single_table(file: SourceFile, log: FaultLog) -> RawTable | None:
    log = log.said_of(file.shown, file.table or file.shown)
    if file.suffix in TEXT_SUFFIXES:
        return csv_table(file, file.shown, log)
    return parquet_table(file, log)


def _check_tables(search: _Search, log: FaultLog) -> None:
    if any(fault.table not in TABLES for fault in log.faults):
        # A workbook or an archive that cannot be read may hold what would be missing.
        return
    present = {raw.table for raw in search.canonical} | {fault.table for fault in log.faults}
    for name in REQUIRED_TABLES:
        if name not in present:
            log.add(faults.missing_table(name, TABLES[name].required))
    if not present.intersection(RELATION_TABLES):
        log.add(faults.missing_relations(RELATION_TABLES))
    for name in sorted({raw.table for raw in search.canonical if raw.table}):
        sources = [raw.raw.source for raw in search.canonical if raw.table == name]
        if len(sources) > 1:
            log.add(faults.duplicate_table(name, sources))


def _first_of_each(tables: list[Candidate]) -> tuple[Candidate, ...]:
    first = {raw.table: raw for raw in reversed(tables)}
    return tuple(first[name] for name in TABLES if name in first)


def _nothing_known(search: _Search, files: Sequence[SourceFile]) -> Message:
    listing = "; ".join(
        f"{each.raw.source} ({listed([name for name in each.raw.header.names if name])})"
        for each in search.others[:MOST_LISTED]
    )
    listing = listing or listed([file.shown for file in files])
    needed = ", ".join(REQUIRED_TABLES)
    either = ", ".join(RELATION_TABLES)
    if search.others and not any(_names_customer(each.raw) for each in search.others):
        return message(
            "cannot be assessed: no customer is named. The columns found are {found}. Needed are "
            "the tables {needed} and at least one of {either}, one file or sheet each, with the "
            "customer of every row in the column customer_id",
            found=listing,
            needed=needed,
            either=either,
        )
    return message(
        "cannot be assessed: no file or sheet is named after a table. Found: {found}. Needed are "
        "the tables {needed} and at least one of {either}, one file or sheet each",
        found=listing,
        needed=needed,
        either=either,
    )


def _names_customer(raw: RawTable) -> bool:
    return any(_CUSTOMER.fullmatch(name.strip().casefold()) for name in raw.header.names)
