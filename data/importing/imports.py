"""Bringing files in: from files to one immutable, typed DuckDB file, or to all their faults.

Reading, converting and checking happen in a process of its own (:mod:`data.reader`), in a folder
of its own beside the target; the target appears complete or not at all.
"""

import time
from collections import abc
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from analytics.errors import LinchpinError
from analytics.messages import message
from data.home.refusals import writing
from data.home.replacing import publish
from data.home.temporary import system_place, temporary_folder
from data.home.versions import database_path
from data.importing.building import STAGED, Options, build
from data.importing.catalogue import catalogued
from data.importing.column_sums import ColumnSum, column_sums
from data.importing.corrected import InContext, rows_in_context, with_remedies
from data.importing.files import SourceFile, find_files, written
from data.importing.reports import ImportReport
from data.importing.subject import named, noted_subject
from data.importing.unchanged import unchanged
from data.logs import log_event
from data.mapping.model import Mapping
from data.progress import Progress, silent
from data.reader.limits import FILES, Limits
from data.reader.process import Reader
from data.recognition.catalogue import Catalogue
from data.recognition.proposal import Money

__all__ = [
    "check",
    "copy_with_remedies",
    "import_files",
    "inspect_files",
    "look_at_rows",
    "sums_of",
    "version_of",
]

T = TypeVar("T")


def check(
    files: Sequence[SourceFile],
    target: Path,
    *,
    timezone: str,
    import_day: date,
    skip_faulty: bool = False,
    mapping: Mapping | None = None,
    currency: str = "",
    accept_losses: bool = False,
    kept: Path | None = None,
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> ImportReport:
    """Read and check the files and build ``data-<version>.duckdb`` in the folder ``target``.

    Nothing uses the new file until :func:`data.importing.activate` switches to it. With
    ``skip_faulty`` the rows at fault are left out and recorded in ``linchpin_faults``.
    ``timezone`` gives the day of times with a zone in columns of days; rows after ``import_day``
    lie in the future for the assessment. ``mapping`` says what the files become; without one they
    are the tables after which they are named. ``currency`` is the company's, empty where the
    policy names none: a ``$`` or ``¥`` beside an amount means it where it has that sign.
    ``accept_losses`` is noted in the file for whoever assesses it. ``kept`` is a folder for these
    very files, in which large ones are kept as they were taken apart, so that the next check, read
    otherwise, does not do that again.

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
    options = Options(timezone, import_day, skip_faulty, mapping, currency, accept_losses, kept)
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
    mapping: Mapping | None = None,
    currency: str = "",
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> ImportReport:
    """Like :func:`check`, from a place or files into the database file of the given path.

    Without ``import_day`` the file leaves that day to whoever opens it.
    """
    files = find_files(source) if isinstance(source, Path) else source
    options = Options(timezone, import_day, skip_faulty, mapping, currency)
    with temporary_folder(database.parent) as folder, writing(database):
        report = _built(files, folder, options, progress or silent, limits)
        return _published(report, folder, database, progress or silent)


def inspect_files(
    source: Path | Sequence[SourceFile],
    *,
    named: abc.Mapping[str, tuple[str, ...]] | None = None,
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> Catalogue:
    """What files hold, looked at in a process of its own: tables, columns and first rows.

    ``named`` gives, by file or sheet without a header, the names of its columns.

    Raises
    ------
    InputError
        There are no files, too many, or they take more than the limits allow.
    StorageError
        There is no room for what archives and workbooks unpack to.
    """
    files = find_files(source) if isinstance(source, Path) else source
    return _looked(catalogued, files, (dict(named or {}),), progress, limits)


def sums_of(
    files: Sequence[SourceFile],
    wanted: Sequence[Money],
    *,
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> dict[Money, ColumnSum]:
    """What columns, or formulas of them, add up to; raises as :func:`inspect_files`."""
    return _looked(column_sums, files, (wanted,), progress, limits)


def look_at_rows(
    files: Sequence[SourceFile],
    wanted: abc.Mapping[str, Sequence[int]],
    *,
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> dict[str, InContext]:
    """Rows of files with those beside them, by file or sheet; raises as :func:`inspect_files`."""
    return _looked(rows_in_context, files, (wanted,), progress, limits)


def copy_with_remedies(
    files: Sequence[SourceFile],
    source: str,
    remedies: abc.Mapping[int, str],
    heading: str,
    *,
    limits: Limits | None = FILES,
) -> bytes:
    """A file or sheet as CSV with what to do beside each row, see
    :func:`data.importing.corrected.with_remedies`."""
    return _looked(with_remedies, files, (source, remedies, heading), None, limits)


def _looked(
    function: Callable[..., T],
    files: Sequence[SourceFile],
    further: tuple[Any, ...],
    progress: Progress | None,
    limits: Limits | None,
) -> T:
    """What a function says of files, of which nothing stays."""
    place = system_place()
    with temporary_folder(place) as folder, writing(place), unchanged(files):
        return _apart(function, files, folder, further, progress or silent, limits)


def version_of(
    files: Sequence[SourceFile],
    *,
    timezone: str,
    skip_faulty: bool,
    mapping: Mapping | None = None,
    currency: str = "",
) -> str:
    """The version of an import of these files that leaves the day to whoever opens it."""
    return Options(timezone, None, skip_faulty, mapping, currency).version(files)


def _built(
    files: Sequence[SourceFile],
    folder: Path,
    options: Options,
    progress: Progress,
    limits: Limits | None,
) -> ImportReport:
    begun = time.perf_counter()
    with unchanged(files):
        report = _apart(build, files, folder, (options,), progress, limits)
    log_event("files read", seconds=round(time.perf_counter() - begun, 3), files=len(files))
    return report


def _apart(
    function: Callable[..., T],
    files: Sequence[SourceFile],
    folder: Path,
    further: tuple[Any, ...],
    progress: Progress,
    limits: Limits | None,
) -> T:
    """What a function of files and a folder returns, in a process of its own under limits."""
    if limits is None:
        return function(files, folder, *further, progress=progress)
    apart = [written(file, folder, number) for number, file in enumerate(files)]
    with Reader(limits, folder=folder, preload=function.__module__) as reader:
        try:
            return reader.call(
                function, apart, folder, *further, subject=_together(files), progress=progress
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
