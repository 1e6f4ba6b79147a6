"""The lock files hold what the requirements ask for, and nothing about who made them."""

from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.markers import Marker

from tests.supply_chain import locked as module
from tests.supply_chain.locked import DEVELOPMENT, RUN_TIME, WAREHOUSES, locked
from tests.test_project import ROOT, pins

BOTH = pytest.mark.parametrize("file", [RUN_TIME, DEVELOPMENT])
EACH = pytest.mark.parametrize("file", [RUN_TIME, DEVELOPMENT, WAREHOUSES])


@EACH
def test_every_direct_requirement_is_locked_in_its_version(file: str) -> None:
    asked = pins(file.replace(".lock", ".txt"))
    assert {name: locked(file)[name].version for name in asked} == asked


@EACH
def test_locks_name_no_index_and_no_folder(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert [
        word for word in ("://", "--index", "--find-links", "--extra", " @ ") if word in text
    ] == []


@BOTH
def test_what_is_locked_is_what_is_installed(file: str) -> None:
    here = [
        each for each in locked(file).values() if not each.marker or Marker(each.marker).evaluate()
    ]
    assert {each.name: version(each.name) for each in here} == {
        each.name: each.version for each in here
    }


def test_both_locks_agree_on_what_they_share() -> None:
    run_time, development = locked(RUN_TIME), locked(DEVELOPMENT)
    shared = run_time.keys() & development.keys()
    assert shared
    assert [name for name in shared if run_time[name] != development[name]] == []


def test_beside_drivers_of_warehouses_run_the_packages_that_we_ask_for_ourselves() -> None:
    asked = pins(RUN_TIME.replace(".lock", ".txt")) | pins(DEVELOPMENT.replace(".lock", ".txt"))
    there = locked(WAREHOUSES)
    assert {name: there[name].version for name in asked} == asked


@pytest.mark.parametrize(
    "line",
    ["numpy==2.4.6", "numpy>=2 --hash=sha256:" + "0" * 64, "numpy==2.4.6 --hash=md5:" + "0" * 32],
)
def test_line_without_version_or_sha256_is_refused(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.lock").write_text(line, encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    with pytest.raises(ValueError, match="not a pinned package with hashes: numpy"):
        locked("a.lock")


def test_environment_is_made_from_the_locks_with_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"--require-hashes -r {RUN_TIME} -r {DEVELOPMENT}" in makefile
    assert "$(STAMP): requirements.lock requirements-dev.lock" in makefile
