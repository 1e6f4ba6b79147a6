"""Inside the reading process: from files to one typed DuckDB file, or to all their faults."""

import errno
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import sqlalchemy as sa

from analytics.messages import message
from data.importing import limits, reports
from data.importing.discovery import Contents, discover
from data.importing.fault_lists import FaultLog, summary
from data.importing.files import SourceFile, content_hash
from data.importing.hints import Hints
from data.importing.raw import RawTable
from data.importing.reports import ImportFaults, ImportReport, TableReport
from data.importing.staging import (
    Typed,
    convert,
    create_notes,
    fetch_faults,
    keep,
    note_faults,
    stage,
    unify,
)
from data.importing.subject import note_subject
from data.progress import Progress
from data.reader.limits import FILES, exceeded

__all__ = ["STAGED", "Options", "build"]

#: The database that is built, in the folder that is given.
STAGED = "staged.duckdb"

#: Part of every version: changes whenever the same files would be read differently.
_FORMAT = "4"
#: Share of all work before the tables are written, and of reading in the work on one table.
_BUILT, _READ = 0.9, 0.7


@dataclass(frozen=True, slots=True)
class Options:
    """What is told about files besides their content; see :func:`data.importing.check`."""

    timezone: str
    import_day: date | None
    skip_faulty: bool
    #: Of the company, empty where it is not known.
    currency: str = ""

    def version(self, files: Sequence[SourceFile]) -> str:
        """The fingerprint of files that are read so."""
        day = "" if self.import_day is None else self.import_day.isoformat()
        told = (_FORMAT, self.timezone, day, str(self.skip_faulty), self.currency)
        return content_hash(files, *told)


def build(
    files: Sequence[SourceFile], folder: Path, options: Options, progress: Progress
) -> ImportReport:
    """Read and check files and build :data:`STAGED` in the folder, which is empty.

    Raises
    ------
    InputError, ImportFaults
        As :func:`data.importing.check`; what lies in the folder is then of no use.
    """
    log = FaultLog()
    contents = discover(files, folder, log)
    try:
        return _fill(folder / STAGED, contents, options.version(files), options, log, progress)
    except (sa.exc.DBAPIError, duckdb.Error) as error:
        raise _storage_error(error) from error


def _storage_error(error: Exception) -> Exception:
    """What DuckDB says about a full disk and its own limits, as who listens understands it."""
    text = str(error)
    if "No space left" in text:
        return OSError(errno.ENOSPC, text)
    if "max_temp_directory_size" in text:
        return exceeded("output", "", replace(FILES, output=limits.SPILL))
    if isinstance(getattr(error, "orig", error), duckdb.OutOfMemoryException):
        return exceeded("memory", "", replace(FILES, memory=limits.DATABASE_MEMORY))
    return error


def _fill(
    staged: Path,
    contents: Contents,
    version: str,
    options: Options,
    log: FaultLog,
    progress: Progress,
) -> ImportReport:
    config = {
        "memory_limit": f"{limits.DATABASE_MEMORY >> 20}MiB",
        "threads": limits.DATABASE_THREADS,
        "temp_directory": str(staged.parent / "spill"),
        "max_temp_directory_size": f"{limits.SPILL >> 20}MiB",
    }
    engine = sa.create_engine(f"duckdb:///{staged}", connect_args={"config": config})
    try:
        with closing(engine.connect()) as connection:
            create_notes(connection)
            tables = _typed_tables(connection, contents, options, log, progress, staged.parent)
            fetch_faults(connection, tables.values(), log)
            report = _report(connection, version, contents, tables, log)
            if log.blocking or (log.count and not options.skip_faulty):
                text = summary(report.faults, log.count)
                raise ImportFaults(text, report.faults, log.count, log.blocking, report)
            return _finish(connection, report, contents, tables, options)
    finally:
        engine.dispose()


def _typed_tables(
    connection: sa.Connection,
    contents: Contents,
    options: Options,
    log: FaultLog,
    progress: Progress,
    folder: Path,
) -> dict[str, Typed]:
    total = sum(raw.size for raw in contents.tables) or 1
    tables: dict[str, Typed] = {}
    done = 0
    for raw in contents.tables:
        note_subject(folder, raw.source)
        raw.check_header(log)
        name = str(raw.table)
        texts = stage(connection, raw, log, _listener(progress, raw, done, total))
        checking = message("checking {table}", table=name)
        progress(_BUILT * (done + _READ * raw.size) / total, checking)
        done += raw.size
        hints = Hints(semicolon=raw.delimiter == ";", company_currency=options.currency)
        tables[name] = convert(connection, name, texts, options.timezone, hints)
        note_faults(connection, tables[name])
        texts.drop(connection)
        connection.commit()
    unify(connection, tables)
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
        questions=tuple(each for typed in tables.values() for each in typed.questions),
        readings=reports.readings(connection),
    )


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _finish(
    connection: sa.Connection,
    report: ImportReport,
    contents: Contents,
    tables: dict[str, Typed],
    options: Options,
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
