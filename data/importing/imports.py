"""Bringing files in: from files to one immutable, typed DuckDB file, or to all their faults.

Reading, converting and checking happen in a file of its own beside the target; the target
appears complete or not at all.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from analytics.messages import message
from data.home.refusals import writing
from data.home.replacing import publish
from data.home.temporary import temporary_folder
from data.home.versions import database_path
from data.importing import reports
from data.importing.discovery import Contents, discover
from data.importing.fault_lists import FaultLog, summary
from data.importing.files import SourceFile, content_hash, find_files
from data.importing.raw import RawTable
from data.importing.reports import ImportFaults, ImportReport, TableReport
from data.importing.staging import FAULTY, Typed, convert, fetch_faults, keep, note_faults, stage
from data.progress import Progress, silent

__all__ = ["check", "import_files", "version_of"]

#: Part of every version: changes whenever the same files would be read differently.
_FORMAT = "2"
_MEMORY = "400MB"
#: Share of all work before the tables are written, and of reading in the work on one table.
_BUILT, _READ = 0.9, 0.7


@dataclass(frozen=True, slots=True)
class _Options:
    timezone: str
    import_day: date | None
    skip_faulty: bool

    def version(self, files: Sequence[SourceFile]) -> str:
        day = "" if self.import_day is None else self.import_day.isoformat()
        return content_hash(files, _FORMAT, self.timezone, day, str(self.skip_faulty))


def check(
    files: Sequence[SourceFile],
    target: Path,
    *,
    timezone: str,
    import_day: date,
    skip_faulty: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read and check the files and build ``data-<version>.duckdb`` in the folder ``target``.

    Nothing uses the new file until :func:`data.importing.activate` switches to it. With
    ``skip_faulty`` the rows at fault are left out and recorded in ``linchpin_faults``.
    ``timezone`` gives the day of times with a zone in columns of days; rows after ``import_day``
    lie in the future for the assessment.

    Raises
    ------
    InputError
        No file is a table of Linchpin.
    ImportFaults
        All faults at once (an InputFaults); with ``skip_faulty`` only if there are some that
        leaving out rows does not mend. Nothing was written.
    """
    options = _Options(timezone, import_day, skip_faulty)
    version = options.version(files)
    return _build(files, database_path(target, version), version, options, progress or silent)


def import_files(
    source: Path | Sequence[SourceFile],
    database: Path,
    *,
    timezone: str,
    import_day: date | None = None,
    skip_faulty: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Like :func:`check`, from a place or files into the database file of the given path.

    Without ``import_day`` the file leaves that day to whoever opens it.
    """
    files = find_files(source) if isinstance(source, Path) else source
    options = _Options(timezone, import_day, skip_faulty)
    return _build(files, database, options.version(files), options, progress or silent)


def version_of(files: Sequence[SourceFile], *, timezone: str, skip_faulty: bool) -> str:
    """The version of an import of these files that leaves the day to whoever opens it."""
    return _Options(timezone, None, skip_faulty).version(files)


def _build(
    files: Sequence[SourceFile],
    database: Path,
    version: str,
    options: _Options,
    progress: Progress,
) -> ImportReport:
    with temporary_folder(database.parent) as folder, writing(database):
        log = FaultLog()
        contents = discover(files, folder, log)
        staged = folder / "staged.duckdb"
        report = _fill(staged, contents, version, options, log, progress)
        publish(staged, database)
    progress(1.0, message("imported"))
    return replace(report, path=database)


def _fill(
    staged: Path,
    contents: Contents,
    version: str,
    options: _Options,
    log: FaultLog,
    progress: Progress,
) -> ImportReport:
    config = {"memory_limit": _MEMORY, "temp_directory": str(staged.parent / "spill")}
    engine = sa.create_engine(f"duckdb:///{staged}", connect_args={"config": config})
    try:
        with closing(engine.connect()) as connection:
            FAULTY.create(connection)
            tables = _typed_tables(connection, contents, options.timezone, log, progress)
            fetch_faults(connection, tables.values(), log)
            report = _report(connection, version, contents, tables, log)
            if log.blocking or (log.count and not options.skip_faulty):
                text = summary(report.faults, log.count)
                raise ImportFaults(text, report.faults, log.count, log.blocking, report)
            return _finish(connection, report, contents, tables, options)
    finally:
        engine.dispose()


def _typed_tables(
    connection: sa.Connection, contents: Contents, timezone: str, log: FaultLog, progress: Progress
) -> dict[str, Typed]:
    total = sum(raw.size for raw in contents.tables) or 1
    tables: dict[str, Typed] = {}
    done = 0
    for raw in contents.tables:
        raw.check_header(log)
        name = str(raw.table)
        texts = stage(connection, raw, log, _listener(progress, raw, done, total))
        checking = message("checking {table}", table=name)
        progress(_BUILT * (done + _READ * raw.size) / total, checking)
        done += raw.size
        tables[name] = convert(connection, name, texts, timezone)
        note_faults(connection, tables[name])
        texts.drop(connection)
        connection.commit()
    return tables


def _listener(
    progress: Progress, raw: RawTable, before: int, total: int
) -> Callable[[float, int], None]:
    """Tell of the reading of one table as a part of the whole."""

    def tell(share: float, rows: int) -> None:
        reading = message("reading {table}: {rows} rows", table=str(raw.table), rows=rows)
        progress(_BUILT * (before + _READ * share * raw.size) / total, reading)

    return tell


def _report(
    connection: sa.Connection,
    version: str,
    contents: Contents,
    tables: dict[str, Typed],
    log: FaultLog,
) -> ImportReport:
    rows = {name: _count(connection, typed.values) for name, typed in tables.items()}
    ignored = [f"{raw.table}.{name}" for raw in contents.tables for name in raw.ignored]
    return ImportReport(
        version=version,
        path=None,
        tables={
            str(raw.table): TableReport(
                raw.source, rows[str(raw.table)], raw.used, raw.ignored, raw.refused
            )
            for raw in contents.tables
        },
        ignored=(*contents.ignored, *ignored),
        faults=log.ordered(),
        control=reports.control_totals(connection, tables),
        left_out=reports.left_out(connection, tables, log.faults),
        samples=reports.samples(connection, tables),
        refused=tuple(f"{raw.table}.{name}" for raw in contents.tables for name in raw.refused),
    )


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _finish(
    connection: sa.Connection,
    report: ImportReport,
    contents: Contents,
    tables: dict[str, Typed],
    options: _Options,
) -> ImportReport:
    """Write the tables themselves and what is to be known about them."""
    kept = {name: keep(connection, typed) for name, typed in tables.items()}
    facts: dict[str, str | Sequence[str]] = {
        "version": report.version,
        "kind": "import",
        "timezone": options.timezone,
        "files": [raw.source for raw in contents.tables],
        "ignored": report.ignored,
        "refused": report.refused,
    }
    if options.import_day is not None:
        facts["imported_on"] = options.import_day.isoformat()
    reports.write_metadata(connection, facts, tables.values(), report.faults)
    counted = {name: replace(each, rows=kept[name]) for name, each in report.tables.items()}
    return replace(report, tables=counted)
