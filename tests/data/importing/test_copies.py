"""The copy of a source folder is made when its content changes, and only then."""

import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analytics.policy import Policy
from data import opening
from data.extract.as_of import default_as_of
from data.importing import copies
from data.importing.copies import copy_of
from data.opening import given_source
from tests.data.importing.conftest import COMPANY

DAY = 24 * 60 * 60
DATED = {
    **COMPANY,
    "activities.csv": "customer_id,rep_id,happened_at\nC1,R1,2026-07-01\nC1,R1,2026-07-03\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name, text in DATED.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def copied(source: Path, **options: bool) -> Path:
    return copy_of(source, source.parent / "given", timezone="UTC", **options)


def identity(path: Path) -> tuple[int, str]:
    return path.stat().st_ino, path.name


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".duckdb")


def test_same_content_is_copied_once_whatever_its_times(source: Path) -> None:
    first = identity(copied(source))
    os.utime(source / "reps.csv", (1, 1))
    assert identity(copied(source)) == first


@pytest.mark.slow
def test_new_content_or_another_reading_is_copied_anew(source: Path) -> None:
    first = copied(source)
    assert copied(source, skip_faulty=True) != first
    (source / "reps.csv").write_text("rep_id,name\nR1,Ann\nR2,Bo\nR3,Cy\n", encoding="utf-8")
    assert copied(source) != first


@pytest.mark.slow
def test_rows_count_up_to_the_day_on_which_the_copy_is_opened(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    for day in (date(2026, 7, 2), date(2026, 7, 4)):
        monkeypatch.setattr(opening, "today", lambda policy, day=day: day)  # noqa: ARG005
        opened = given_source(str(source), Policy(), source.parent / "given")
        seen[day] = (default_as_of(opened, Policy()), opened.version, opened.import_day)
        opened.close()
    before, after = seen.values()
    assert (before[0][0], after[0][0]) == (date(2026, 7, 1), date(2026, 7, 3))
    assert (before[2], after[2]) == (date(2026, 7, 2), date(2026, 7, 4))
    assert before[1] != after[1]
    assert len(files(source.parent / "given")) == 1


@pytest.mark.slow
def test_old_copies_go_a_day_after_their_last_use_unless_somebody_reads_them(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, ancient = copied(source), source.parent / "given" / f"data-{'0' * 16}.duckdb"
    for path in (ancient, source.parent / "given" / "mine.duckdb"):
        path.write_bytes(b"")
        os.utime(path, (1, 1))
    (source / "reps.csv").write_text("rep_id,name\nR1,Ann\nR2,Bo\nR3,Cy\n", encoding="utf-8")
    new = copied(source)
    os.utime(old, (1, 1))
    assert files(source.parent / "given") == sorted([old.name, new.name, "mine.duckdb"])
    copied(source)
    assert old.exists(), "this process holds it"
    monkeypatch.setattr("data.home.retention.held", lambda place: set())  # noqa: ARG005
    copied(source)
    assert files(source.parent / "given") == sorted([new.name, "mine.duckdb"])


@pytest.mark.slow
def test_damaged_copy_is_made_anew(source: Path) -> None:
    path = copied(source)
    path.write_bytes(b"garbage")
    assert copied(source) == path
    assert path.stat().st_size > 1000


def test_copy_of_a_source_that_is_written_before_the_reading_has_the_name_of_what_was_read(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copies.import_files

    def later(*args: object, **options: object) -> object:
        (source / "reps.csv").write_text("rep_id,name\nR1,A\nR2,B\nR3,C\n", encoding="utf-8")
        return real(*args, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(copies, "import_files", later)
        made = identity(copied(source))
    assert files(source.parent / "given") == [made[1]]
    assert identity(copied(source)) == made


def test_of_several_at_once_one_makes_the_copy(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    real: Callable[..., object] = copies.import_files

    def counted(*args: object, **options: object) -> object:
        made.append(args)
        return real(*args, **options)

    monkeypatch.setattr(copies, "import_files", counted)
    threads = [threading.Thread(target=copied, args=(source,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(files(source.parent / "given")) == 1
