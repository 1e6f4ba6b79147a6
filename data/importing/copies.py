"""A copy of a folder or file that is a source: made when its content changes, not every day.

The copy does not say when it was made, for the day up to which its rows count is that of whoever
opens it; so it serves for as long as the files hold the same.
"""

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from data.home.imported import imported_on
from data.home.retention import UNUSED_DAYS, retire
from data.home.uses import hold
from data.home.versions import alone, database_path
from data.importing.files import find_files
from data.importing.imports import import_files, version_of
from data.progress import Progress, silent

__all__ = ["copy_of"]

_COPY = re.compile(r"data-[0-9a-f]{16}\.duckdb(\.wal)?")


def copy_of(
    source: Path,
    folder: Path,
    *,
    timezone: str,
    skip_faulty: bool = False,
    currency: str = "",
    progress: Progress = silent,
) -> Path:
    """The typed copy of what lies at ``source``, made in ``folder`` unless it is there already.

    Copies of what the source held before go a day after their last use, unless a living process
    reads them. Of several programs that come at once, one makes the copy.

    Raises
    ------
    InputError
        The place does not exist, holds no table, or was changed while it was read.
    ImportFaults
        All faults at once (an InputFaults).
    StorageError
        The copy cannot be written.
    """
    files = find_files(source)
    version = version_of(files, timezone=timezone, skip_faulty=skip_faulty, currency=currency)
    path = database_path(folder, version)
    with alone(folder, "copies"):
        if imported_on(path) is None:
            report = import_files(
                files,
                path,
                timezone=timezone,
                skip_faulty=skip_faulty,
                currency=currency,
                progress=progress,
            )
            if report.version != version:
                # Written to before the reading began: it gets the name of what was read.
                path = path.rename(database_path(folder, report.version))
        hold(path)
        with suppress(OSError):
            os.utime(path)
    retire(folder, lambda name: _is_other(name, path.name), days=UNUSED_DAYS, now=time.time())
    return path


def _is_other(name: str, used: str) -> bool:
    return _COPY.fullmatch(name) is not None and name != used
