"""Companies in databases, refreshed in this process: a reading process would take a second each."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest

from data.mirror import reading, refreshing
from data.mirror.place import copy_file, folder_of
from data.mirror.refreshing import opened, refresh
from data.mirror.state import State
from data.progress import silent
from tests.data.conftest import Databases
from tests.data.mirror.living import Company, frames, same_figures


class InProcess:
    """Stands for a reading process."""

    def __init__(self, *_: object, **__: object):
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, function: Callable[..., Any], *given: Any, **_: Any) -> Any:
        """Ask here."""
        return function(*given, progress=silent)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask databases in this process, and take no table for a small one but those of people."""
    monkeypatch.setattr(refreshing, "Reader", InProcess)
    monkeypatch.setattr(reading, "SMALL_ROWS", 10)


class Copied:
    """A company and its copy."""

    def __init__(self, company: Company, home: Path):
        self.company, self.home = company, home

    def refresh(self, **options: Any) -> State:
        """Ask for what is new."""
        return refresh(self.company.url, self.home, timezone="UTC", **options)

    @property
    def folder(self) -> Path:
        """Where the copy lies."""
        return folder_of(self.home, self.company.url)

    def look(self, state: State) -> None:
        """Have the frames of a copy at hand."""
        with closing(opened(copy_file(self.folder, state), state, "UTC")) as copy:
            list(frames(copy))

    def hold_against(self, state: State) -> None:
        """Figures of the copy are those of the database."""
        with closing(opened(copy_file(self.folder, state), state, "UTC")) as copy:
            same_figures(copy, self.company.url)


@pytest.fixture
def copied(databases: Databases, tmp_path: Path) -> Copied:
    """A company in a database of every engine."""
    return Copied(Company(databases.new_url()), tmp_path / "home")


@pytest.fixture
def copied_file(duckdb_files: Databases, tmp_path: Path) -> Copied:
    """The same in a file, for what does not depend on the engine."""
    return Copied(Company(duckdb_files.new_url()), tmp_path / "home")
