"""Home folders with the small company of the browser tests imported."""

from datetime import date
from pathlib import Path

from data.importing import activate, check, find_files
from tests.browser.company import write_company

__all__ = ["IMPORT_DAY", "home_of", "own_home"]

IMPORT_DAY = date(2025, 7, 1)


def own_home(folder: Path, **options: tuple[str, ...]) -> Path:
    """A home whose data in use is the small company; ``names`` are its customers' names."""
    write_company(folder / "files", **options)
    return home_of(folder)


def home_of(folder: Path) -> Path:
    """A home beside ``files``, whose data in use they are."""
    home = folder / "home"
    report = check(
        find_files(folder / "files"), home, timezone="UTC", import_day=IMPORT_DAY, limits=None
    )
    activate(home, report.version)
    return home
