"""What outlived its use goes; what is foreign or in use stays."""

import os
from pathlib import Path

from data.home.retention import remove_leftovers, retire
from data.home.uses import held, hold

DAY = 24 * 60 * 60
NOW = 100 * DAY


def aged(path: Path, days: float) -> Path:
    if not path.exists():
        path.write_text("x")
    os.utime(path, (NOW - days * DAY, NOW - days * DAY))
    return path


def test_unused_files_go_when_their_days_are_over(tmp_path: Path) -> None:
    old, young = aged(tmp_path / "a.old", 2.1), aged(tmp_path / "b.old", 1.9)
    foreign = aged(tmp_path / "foreign", 99)
    retire(tmp_path, lambda name: name.endswith(".old"), days=2, now=NOW)
    assert [path.exists() for path in (old, young, foreign)] == [False, True, True]


def test_what_a_living_process_reads_stays(tmp_path: Path) -> None:
    file, spilled = aged(tmp_path / "a.old", 9), aged(tmp_path / "a.old.tmp", 9)
    hold(file)
    retire(tmp_path, lambda name: name.startswith("a.old"), days=1, now=NOW)
    assert file.exists()
    assert spilled.exists()
    assert held(tmp_path) == {"a.old"}


def test_leftovers_of_earlier_versions_go_and_links_are_not_followed(tmp_path: Path) -> None:
    home, system, precious = tmp_path / "home", tmp_path / "system", tmp_path / "precious"
    for folder in (home, system, precious):
        folder.mkdir()
    aged(precious / "file", 99)
    left = [".importing-ab_12xyz", ".current-ab_12xyz", ".policy-ab_12xyz.toml"]
    left += [
        f"data-{'a' * 16}.duckdb.tmp",
        ".demo-0123456789ab.duckdb.42.unfinished",
        ".writing-ab_12xyz",
    ]
    for name in left:
        aged(home / name, 2)
    (home / ".importing-12345678").mkdir()
    (home / ".importing-12345678" / "link").symlink_to(precious)
    aged(home / ".importing-12345678", 2)
    kept = [".importing-notes.txt", "current.json", "policy.toml", ".importing-ab_12xyq.zip"]
    for name in kept:
        aged(home / name, 99)
    copy = system / "linchpin-ab_12xyz"
    copy.mkdir()
    aged(copy / f"data-{'a' * 16}.duckdb", 2)
    aged(copy, 2)
    for name in ("linchpin-mynotes", "linchpin-12345678", "linchpin-longer-name"):
        (system / name).mkdir()
        aged(system / name / "notes.txt", 99)
        aged(system / name, 99)
    (system / "linchpin-abcdefgh").symlink_to(precious)
    remove_leftovers(home, system, now=NOW)
    assert sorted(path.name for path in home.iterdir()) == sorted(kept)
    assert sorted(path.name for path in system.iterdir()) == [
        "linchpin-12345678",
        "linchpin-abcdefgh",
        "linchpin-longer-name",
        "linchpin-mynotes",
    ]
    assert (precious / "file").exists()
