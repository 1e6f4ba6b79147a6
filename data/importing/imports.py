"""Bringing files in: from files to one immutable, typed DuckDB file, or to all their faults.

Reading, converting and checking happen in a process of its own (:mod:`data.reader`), in a folder
of its own beside the target; the target appears complete or not at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from analytics.errors import LinchpinError
from analytics.messages import message
from data.home.refusals import writing
from data.home.replacing import publish
from data.home.temporary import temporary_folder
from data.home.versions import database_path
from data.importing.building import STAGED, Options, build
from data.importing.files import SourceFile, find_files, written
from data.importing.reports import ImportReport
from data.importing.subject import named, noted_subject
from data.importing.unchanged import unchanged
from data.progress import Progress, silent
from data.reader.limits import FILES, Limits
from data.reader.process import Reader

__all__ = ["check", "import_files", "version_of"]


def check(
    files: Sequence[SourceFile],
    target: Path,
    *,
    timezone: str,
    import_day: date,
    skip_faulty: bool = False,
    currency: str = "",
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> ImportReport:
    """Read and check the files and build ``data-<version>.duckdb`` in the folder ``target``.

    Nothing uses the new file until :func:`data.importing.activate` switches to it. With
    ``skip_faulty`` the rows at fault are left out and recorded in ``linchpin_faults``.
    ``timezone`` gives the day of times with a zone in columns of days; rows after ``import_day``
    lie in the future for the assessment. ``currency`` is the company's, empty where the policy
    names none: a ``$`` or ``¥`` beside an amount means it where it has that sign.

    The reading is done in a process of its own under ``limits``; without any, in this one.

    Raises
    ------
    InputError
        No file is a table of Linchpin; the reading took more than the limits allow, or ended
        unexpectedly; or a file was changed meanwhile.
    ImportFaults
        All faults at once (an InputFaults); with ``skip_faulty`` only if there are some that
        leaving out rows does not mend. Nothing was written.
    """
    options = Options(timezone, import_day, skip_faulty, currency)
    with temporary_folder(target) as folder, writing(target):
        report = _built(files, folder, options, progress or silent, limits)
        database = database_path(target, report.version)
        return _published(report, folder, database, progress or silent)


def import_files(
    source: Path | Sequence[SourceFile],
    database: Path,
    *,
    timezone: str,
    import_day: date | None = None,
    skip_faulty: bool = False,
    currency: str = "",
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> ImportReport:
    """Like :func:`check`, from a place or files into the database file of the given path.

    Without ``import_day`` the file leaves that day to whoever opens it.
    """
    files = find_files(source) if isinstance(source, Path) else source
    options = Options(timezone, import_day, skip_faulty, currency)
    with temporary_folder(database.parent) as folder, writing(database):
        report = _built(files, folder, options, progress or silent, limits)
        return _published(report, folder, database, progress or silent)


def version_of(
    files: Sequence[SourceFile], *, timezone: str, skip_faulty: bool, currency: str = ""
) -> str:
    """The version of an import of these files that leaves the day to whoever opens it."""
    return Options(timezone, None, skip_faulty, currency).version(files)


def _built(
    files: Sequence[SourceFile],
    folder: Path,
    options: Options,
    progress: Progress,
    limits: Limits | None,
) -> ImportReport:
    with unchanged(files):
        if limits is None:
            return build(files, folder, options, progress)
        apart = [written(file, folder, number) for number, file in enumerate(files)]
        with Reader(limits, folder=folder, preload=build.__module__) as reader:
            try:
                return reader.call(
                    build, apart, folder, options, subject=_together(files), progress=progress
                )
            except LinchpinError as error:
                raise named(error, noted_subject(folder)) from None


def _together(files: Sequence[SourceFile]) -> str:
    return ", ".join(file.shown for file in files[:3]) + (" …" if len(files) > 3 else "")


def _published(
    report: ImportReport, folder: Path, database: Path, progress: Progress
) -> ImportReport:
    publish(folder / STAGED, database)
    progress(1.0, message("imported"))
    return replace(report, path=database)
