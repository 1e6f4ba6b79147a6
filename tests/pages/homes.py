"""Home folders with a company imported, above all the small one of the browser tests."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from data.importing import activate, check, find_files
from tests.browser.company import write_company

__all__ = ["IMPORT_DAY", "home_of", "imported_home", "own_home"]

IMPORT_DAY = date(2025, 7, 1)
#: What was imported already, by what it is.
_IMPORTED: dict[str, TemporaryDirectory[str]] = {}


def own_home(folder: Path, **options: tuple[str, ...]) -> Path:
    """A home whose data in use is the small company; ``names`` are its customers' names."""
    return imported_home(folder, f"small {options}", lambda files: write_company(files, **options))


def imported_home(
    folder: Path, what: str, write: Callable[[Path], object], import_day: date = IMPORT_DAY
) -> Path:
    """A home beside the ``files`` that ``write`` writes; they are imported once and then copied."""
    if what not in _IMPORTED:
        made = TemporaryDirectory(prefix="linchpin-home-")
        write(Path(made.name) / "files")
        home_of(Path(made.name), import_day)
        _IMPORTED[what] = made
    shutil.copytree(_IMPORTED[what].name, folder, dirs_exist_ok=True)
    return folder / "home"


def home_of(folder: Path, import_day: date = IMPORT_DAY) -> Path:
    """A home beside ``files``, whose data in use they are."""
    home = folder / "home"
    report = check(
        find_files(folder / "files"), home, timezone="UTC", import_day=import_day, limits=None
    )
    activate(home, report.version)
    return home
