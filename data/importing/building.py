"""Inside the reading process: from files to one typed DuckDB file, or to all their faults."""

import errno
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import sqlalchemy as sa

from analytics.errors import InputError
from data.importing import limits, reports
from data.importing.asking import ask
from data.importing.discovery import Contents, discover
from data.importing.fault_lists import FaultLog, summary
from data.importing.files import SourceFile, content_hash
from data.importing.joins import join_rates
from data.importing.kept_rows import with_kept_rows
from data.importing.plan import Plan, identity, is_canonical, mapped
from data.importing.reports import ImportFaults, ImportReport, PartReport, TableReport
from data.importing.staging import create_notes, fetch_faults, keep
from data.importing.unknown import nothing_known
from data.importing.work import Told, Work
from data.mapping.answers import reading_asked
from data.mapping.model import Mapping
from data.mapping.writing import mapping_text
from data.progress import Progress
from data.reader.limits import FILES, exceeded

__all__ = ["ACCEPTED", "STAGED", "Options", "build"]

#: The database that is built, in the folder that is given.
STAGED = "staged.duckdb"

#: What an import notes where losses were accepted.
ACCEPTED = "accepted_losses"

#: Part of every version: changes whenever the same files would be read differently.
_FORMAT = "6"


@dataclass(frozen=True, slots=True)
class Options:
    """What is told about files besides their content; see :func:`data.importing.check`."""

    timezone: str
    import_day: date | None
    skip_faulty: bool
    #: Without parts, files are the tables after which they are named, or recognised.
    mapping: Mapping | None = None
    #: Of the company, empty where it is not known.
    currency: str = ""
    #: Whether figures are wanted although most of the money does not reach them.
    accept_losses: bool = False
    #: A folder of these very files, in which what they hold is kept for the next check.
    kept: Path | None = None

    def version(self, files: Sequence[SourceFile]) -> str:
        """The fingerprint of files that are read so."""
        day = "" if self.import_day is None else self.import_day.isoformat()
        mapping = "" if self.mapping is None else self.mapping.model_dump_json()
        told: tuple[str, ...] = (
            _FORMAT,
            self.timezone,
            day,
            str(self.skip_faulty),
            mapping,
            self.currency,
        )
        told += ("accept",) if self.accept_losses else ()
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
    plan = _plan(contents, options.mapping or Mapping(), folder, log)
    if options.kept is not None:
        for alias, needed in plan.needed.items():
            plan.needed[alias] = with_kept_rows(needed, options.kept)
    try:
        return _fill(folder / STAGED, plan, options.version(files), options, log, progress)
    except (sa.exc.DBAPIError, duckdb.Error) as error:
        raise _storage_error(error) from error


def _plan(contents: Contents, mapping: Mapping, folder: Path, log: FaultLog) -> Plan:
    """What becomes of what: as a mapping, the names of files and columns, or recognition says."""
    if mapping.parts:
        return mapped(mapping, contents, log)
    if not is_canonical(contents) or any(reading_asked(asked) is None for asked in mapping.answers):
        # Imported late: canonical files need nothing of it.
        from data.importing.recognising import recognised

        return recognised(contents, mapping, folder, log)
    if not log.count and not any(sight.is_told for sight in contents.sights):
        raise InputError(nothing_known(contents))
    return identity(contents, mapping, log)


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
    staged: Path, plan: Plan, version: str, options: Options, log: FaultLog, progress: Progress
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
            told = Told(options.timezone, options.currency)
            work = Work(connection, plan, told, log, progress, staged.parent)
            ask(work)
            work.convert_all()
            fetch_faults(connection, work.tables.values(), work.origins, log)
            report = _report(work, version)
            if log.blocking or (log.count and not options.skip_faulty):
                text = summary(report.faults, log.count)
                raise ImportFaults(text, report.faults, log.count, log.blocking, report)
            return _finish(work, report, options)
    finally:
        engine.dispose()


def _report(work: Work, version: str) -> ImportReport:
    plan, tables = work.plan, work.tables
    unused = {
        alias: _without(each.unused, plan.refused(alias)) for alias, each in plan.needed.items()
    }
    return ImportReport(
        version=version,
        path=None,
        tables={name: _table_report(work, name) for name in tables},
        ignored=(*plan.ignored, *_said(unused)),
        faults=work.log.ordered(),
        control=reports.control_totals(work.connection, tables),
        left_out=reports.left_out(work.connection, tables, work.log.faults),
        samples=reports.samples(work.connection, tables),
        refused=_said({alias: plan.refused(alias) for alias in plan.needed}),
        keys=join_rates(work.connection, tables),
        lookups=reports.lookups(work.lookups),
        missing=plan.missing,
        questions=tuple(each for typed in tables.values() for each in typed.questions),
        formats=tuple(each for typed in tables.values() for each in typed.formats),
        readings=reports.readings(work.connection),
        sources={alias: each.raw.source for alias, each in plan.needed.items()},
    )


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    refused = set(others)
    return tuple(name for name in names if name not in refused)


def _said(columns: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(f"{alias}.{name}" for alias, names in columns.items() for name in names)


def _table_report(work: Work, name: str) -> TableReport:
    plan, origins = work.plan, work.origins[name]
    aliases = dict.fromkeys(part.source for part in plan.parts[name])
    refused = [each for alias in aliases for each in plan.refused(alias)]
    unused = [each for alias in aliases for each in plan.needed[alias].unused]
    return TableReport(
        source=" + ".join(dict.fromkeys(origin.source for origin in origins)),
        rows=_count(work.connection, work.tables[name].values),
        used=tuple(column.name for column in work.tables[name].columns),
        ignored=_without(unused, refused),
        refused=tuple(refused),
        parts=tuple(
            PartReport(origin.source, rows, dict(origin.written))
            for origin, rows in zip(origins, work.rows[name], strict=True)
        ),
    )


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _finish(work: Work, report: ImportReport, options: Options) -> ImportReport:
    """Write the tables themselves and what is to be known about them."""
    connection = work.connection
    kept = {name: keep(connection, typed) for name, typed in work.tables.items()}
    facts: dict[str, str | Sequence[str]] = {
        "version": report.version,
        "kind": "import",
        "timezone": options.timezone,
        "files": [each.raw.source for each in work.plan.needed.values()],
        "ignored": report.ignored,
        "refused": report.refused,
        "mapping": mapping_text(work.plan.mapping),
        "recognised": reports.recognised(work.plan.proposal, work.origins),
        "missing": [each.as_text() for each in work.plan.missing],
    }
    if options.accept_losses:
        facts[ACCEPTED] = "yes"
    if options.import_day is not None:
        facts["imported_on"] = options.import_day.isoformat()
    reports.write_metadata(connection, facts, work.tables.values(), work.origins, report.faults)
    counted = {name: replace(each, rows=kept[name]) for name, each in report.tables.items()}
    return replace(report, tables=counted)
