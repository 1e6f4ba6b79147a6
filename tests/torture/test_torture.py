"""A torture run that could not find anything would be worth nothing."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.torture import kills
from tests.torture.bombs import BOMBS
from tests.torture.children import Ended, Kill, Limits, Warm
from tests.torture.hostile_files import file_cases
from tests.torture.hostile_values import value_cases
from tests.torture.judging import CANARY, left_behind, run_faults
from tests.torture.kills import kill_cases
from tests.torture.outcomes import Kind, random_of

pytestmark = pytest.mark.slow

WELL = {"code": 0, "out": "3 customers", "err": "", "peak": 1, "seconds": 1.0}


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    started = Warm()
    yield started
    started.close()


def kinds_of(**other: Any) -> list[Kind]:
    return [finding.kind for finding in run_faults(Ended(**(WELL | other)))]


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"code": 1, "err": "Traceback (most recent call last)"}, Kind.TRACEBACK),
        ({"code": 3, "err": "unforeseen, number 7"}, Kind.TRACEBACK),
        ({"code": -9}, Kind.TRACEBACK),
        ({"code": 2}, Kind.TRACEBACK),
        ({"code": 2, "err": f"cannot connect with {CANARY}"}, Kind.LEAKED),
        ({"out": "name \x1b[2J"}, Kind.LEAKED),
        ({"out": "name \u202e"}, Kind.LEAKED),
        ({"code": None, "limit": "time"}, Kind.HUNG),
        ({"left_running": ("python reader",)}, Kind.HUNG),
        ({"code": None, "limit": "memory"}, Kind.OVER_MEMORY),
    ],
)
def test_what_a_run_must_not_do_is_found(other: dict[str, Any], kind: Kind) -> None:
    assert kinds_of(**other) == [kind]


def test_good_runs_refusals_and_kills_are_no_findings() -> None:
    assert kinds_of() == []
    assert kinds_of(code=2, err="customers.csv, row 3: no date") == []
    assert kinds_of(code=None) == []


def test_what_lies_about_is_found(tmp_path: Path) -> None:
    assert list(left_behind(tmp_path, "files")) == []
    (tmp_path / "crm.duckdb").touch()
    assert [each.kind for each in left_behind(tmp_path, "files")] == [Kind.LEAKED]


def report(folder: Path, files: dict[str, str], *, manifest: dict[str, str] | None = None) -> Path:
    """A folder as a kill may leave it; ``manifest`` says what its files should hold."""
    folder.mkdir()
    (folder / "notes of the user.txt").write_text("mine", encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if manifest is not None:
        says = {name: {"sha256": digest(text)} for name, text in manifest.items()}
        text = json.dumps({"files": says})
        (folder / "linchpin-manifest.json").write_text(text, encoding="utf-8")
    return folder


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


OLD, NEW = {"a.csv": "old a", "b.csv": "old b"}, {"a.csv": "new a", "b.csv": "new b"}
MIX = {"a.csv": "new a", "b.csv": "old b"}


def kinds_in(out: Path, *, done: bool = False, with_manifest: bool = True) -> list[Kind]:
    known = {
        name: {key: digest(text) for key, text in files.items()}
        for name, files in (("A", OLD), ("B", NEW))
    }
    if with_manifest:
        known = {name: {**files, "linchpin-manifest.json": name} for name, files in known.items()}
    prepared: Any = SimpleNamespace(reports=known)
    return [each.kind for each in kills._report_faults(prepared, out, done=done)]


def test_whole_reports_and_reports_without_a_manifest_are_no_findings(tmp_path: Path) -> None:
    assert kinds_in(report(tmp_path / "old", OLD, manifest=OLD)) == []
    assert kinds_in(report(tmp_path / "new", NEW, manifest=NEW), done=True) == []
    assert kinds_in(report(tmp_path / "unfinished", MIX)) == []


def test_mixed_and_lost_reports_are_found(tmp_path: Path) -> None:
    assert kinds_in(report(tmp_path / "mixed", MIX, manifest=NEW)) == [Kind.MIXED]
    assert kinds_in(report(tmp_path / "bare", MIX), with_manifest=False) == [Kind.MIXED]
    assert kinds_in(report(tmp_path / "stale", OLD, manifest=OLD), done=True) == [Kind.LOST]
    assert kinds_in(report(tmp_path / "gone", {}), done=True) == [Kind.LOST]
    foreign = report(tmp_path / "foreign", NEW, manifest=NEW)
    (foreign / "notes of the user.txt").unlink()
    assert kinds_in(foreign) == [Kind.LOST]


def test_three_hundred_cases_of_each_kind_are_the_same_for_the_same_seed() -> None:
    nobody: Any = SimpleNamespace()
    for cases in (kill_cases(nobody), file_cases(7), value_cases(7)):
        assert len({case.name for case in cases}) == len(cases) == 300
    names = [case.name for case in value_cases(7)]
    assert names == [case.name for case in value_cases(7)]
    assert names != [case.name for case in value_cases(8)]
    assert random_of(7, "a").random() == random_of(7, "a").random() != random_of(8, "a").random()


LIMITS = Limits(memory=1 << 30, seconds=60)


def program(folder: Path, text: str) -> list[str]:
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    return [str(path)]


def test_exit_code_and_streams_of_a_program_are_heard(warm: Warm, tmp_path: Path) -> None:
    text = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(2)"
    ended = warm.run(program(tmp_path, text), tmp_path, LIMITS)
    assert (ended.code, ended.out, ended.err) == (2, "out\n", "err\n")


def test_killed_program_is_dead_before_its_last_word(warm: Warm, tmp_path: Path) -> None:
    text = "import signal; print('first', flush=True); signal.pause(); print('last')"
    ended = warm.run(program(tmp_path, text), tmp_path, LIMITS, kill=Kill(0.3, family=True))
    assert (ended.code, ended.out) == (None, "first\n")


def test_program_is_killed_at_the_change_of_a_folder(warm: Warm, tmp_path: Path) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    text = f"""
import pathlib, signal
pathlib.Path({str(watched)!r}, "first").touch()
signal.pause()
"""
    kill = Kill(0.0, family=False, changes=1, folder=watched)
    assert warm.run(program(tmp_path, text), tmp_path, LIMITS, kill=kill).code is None
    assert [path.name for path in watched.iterdir()] == ["first"]


def test_program_over_its_memory_or_time_is_ended(warm: Warm, tmp_path: Path) -> None:
    greedy = program(tmp_path, "import signal; kept = b'x' * (400 << 20); signal.pause()")
    assert warm.run(greedy, tmp_path, Limits(memory=300 << 20, seconds=60)).limit == "memory"
    idle = program(tmp_path, "import signal; signal.pause()")
    assert warm.run(idle, tmp_path, Limits(memory=1 << 30, seconds=0.1)).limit == "time"


def test_a_workbook_that_names_a_file_outside_reads_nothing_of_it(
    warm: Warm, tmp_path: Path
) -> None:
    findings = BOMBS["bomb-xlsx-outside"](tmp_path, random_of(1, "outside"), warm)
    assert (tmp_path / "secret.txt").read_text(encoding="utf-8") == CANARY
    assert [each.says for each in findings if CANARY in each.says or "secret" in each.says] == []
