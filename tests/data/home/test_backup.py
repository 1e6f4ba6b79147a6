"""A backup is whole or not there, and a restore brings back all of it or nothing."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analytics.errors import InputError, LinchpinError
from analytics.policy import Policy
from data.assessments import assess_source
from data.demo.writing import write_database
from data.home import backup, restore
from data.home.archive import MANIFEST, Manifest, unpack
from data.home.backup import back_up
from data.home.mappings import keep_text, kept_texts
from data.home.settings import Settings
from data.home.versions import POINTER, DamagedData, activate, current, database_path, history
from data.opening import own_source
from data.store.entries import Author, Store
from tests.pages.homes import own_home
from tests.serving import ROOT

A, B, C = (letter * 16 for letter in "abc")
POLICY = "[company]\nname = 'Ours'\n"


def settings(home: Path, policy: Path | None = None) -> Settings:
    return Settings(home, None, policy or home / "policy.toml")


def bring_back(home: Path, archive: Path) -> list[str]:
    return [str(said) for said in restore.restore(settings(home), archive)]


def imported(home: Path, *versions: str) -> Path:
    """A home that used these imports, the last one now."""
    home.mkdir(parents=True, exist_ok=True)
    for version in versions:
        write_database(
            database_path(home, version), {}, {"imported_on": "2026-07-01", "version": version}
        )
        activate(home, version)
    return home


def enter(home: Path, subject: str) -> None:
    """Enter something into the store of a home."""
    Store(home / "store.sqlite").save("test", subject, {}, author=Author("Li Na"), seen=0)


def entered(home: Path) -> list[str]:
    """What was entered into the store of a home."""
    return [each.subject for each in Store(home / "store.sqlite").all("test")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = imported(tmp_path / "home", A, B)
    (home / "policy.toml").write_text(POLICY)
    enter(home, "first")
    (home / "demo-0123456789ab-0.duckdb").write_text("a demo")
    return home


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    back_up(settings(home), tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def state(home: Path) -> dict[str, str]:
    """What the home holds of what a backup is about, by SHA-256."""
    data = [database_path(home, version) for version in history(home) if version]
    files = [home / POINTER, home / "policy.toml", *data]
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.exists()
    }


def test_backup_holds_data_and_policy_for_this_user_alone(home: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert sorted(opened.namelist()) == sorted([*state(home), "store.sqlite", MANIFEST])
        files = json.loads(opened.read(MANIFEST))["files"]
    assert files == {**state(home), "store.sqlite": files["store.sqlite"]}
    assert os.name == "nt" or archive.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in archive.parent.iterdir()) == ["backup.zip", "home"]


def test_restored_home_is_what_was_backed_up_and_what_was_there_is_kept(
    home: Path, archive: Path
) -> None:
    before = state(home)
    imported(home, C)
    (home / "policy.toml").write_text("[company]\nname = 'Other'\n")
    enter(home, "second")
    between = state(home)
    (said,) = bring_back(home, archive)
    assert "is restored; what was there is kept in home/before-restore-" in said
    assert state(home) == before
    assert entered(home) == ["first"]
    (kept,) = home.glob("before-restore-*")
    assert entered(kept) == ["first", "second"]
    for path in kept.glob("store.sqlite*"):
        path.unlink()
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept.iterdir()
    } == between


def test_restore_of_a_backup_without_entries_keeps_those_that_were_there(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    (home / "store.sqlite").rename(tmp_path / "elsewhere.sqlite")
    back_up(settings(home), tmp_path / "older.zip")
    enter(home, "later")
    said = " ".join(bring_back(home, tmp_path / "older.zip"))
    assert "The backup holds nothing that people entered" in said
    assert entered(home) == []
    (kept,) = home.glob("before-restore-*")
    assert entered(kept) == ["later"]
    bring_back(home, archive)
    assert entered(home) == ["first"]


def test_damaged_store_is_named_by_a_backup_and_replaced_by_a_restore(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    damaged = b"SQLite format 3\0" + b"no page" * 999
    (home / "store.sqlite").write_bytes(damaged)
    with pytest.raises(LinchpinError, match=r"home/store\.sqlite is damaged .*move the file away"):
        back_up(settings(home), tmp_path / "none.zip")
    bring_back(home, archive)
    assert entered(home) == ["first"]
    (kept,) = home.glob("before-restore-*")
    assert (kept / "store.sqlite").read_bytes() == damaged


def test_kept_mappings_come_back_and_are_kept_with_what_was_there(
    home: Path, tmp_path: Path
) -> None:
    keep_text(home, A, "first")
    back_up(settings(home), tmp_path / "mappings.zip")
    keep_text(home, A, "second")
    keep_text(home, B, "another")
    bring_back(home, tmp_path / "mappings.zip")
    assert kept_texts(home)[A] == "first"
    (before,) = home.glob("before-restore-*")
    assert kept_texts(before) == {A: "second", B: "another"}


def test_restore_into_a_new_home_and_into_a_damaged_one(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    before = state(home)
    bring_back(tmp_path / "new", archive)
    assert state(tmp_path / "new") == before
    (home / POINTER).unlink()
    (home / POINTER).mkdir()
    database_path(home, B).write_bytes(b"garbage")
    bring_back(home, archive)
    assert state(home) == before


@pytest.mark.slow
def test_restored_company_is_assessed_alike(tmp_path: Path) -> None:
    home = own_home(tmp_path)
    back_up(settings(home), tmp_path / "backup.zip")
    bring_back(tmp_path / "new", tmp_path / "backup.zip")
    expected_losses = []
    for each in (home, tmp_path / "new"):
        path = current(each)
        assert path is not None
        assessment = assess_source(own_source(path, Policy()), Policy(), as_of=date(2025, 6, 30))
        expected_losses.append(assessment.portfolio.expected_loss)
    assert expected_losses[0] == expected_losses[1] > 0


def test_policy_outside_the_home_is_backed_up_and_restored_into_it_with_a_word(
    home: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "etc" / "rules.toml"
    outside.parent.mkdir()
    outside.write_text("[company]\nname = 'Outside'\n")
    back_up(settings(home, outside), tmp_path / "backup.zip")
    _, word = bring_back(tmp_path / "new", tmp_path / "backup.zip")
    assert "The policy is now new/policy.toml" in word
    assert "LINCHPIN_POLICY" in word
    assert (tmp_path / "new" / "policy.toml").read_text() == outside.read_text()


def test_home_without_policy_has_none_after_restoring(tmp_path: Path) -> None:
    home = imported(tmp_path / "home", A)
    back_up(settings(home), tmp_path / "backup.zip")
    (home / "policy.toml").write_text(POLICY)
    bring_back(home, tmp_path / "backup.zip")
    assert not (home / "policy.toml").exists()


def test_file_that_exists_is_replaced_only_if_wanted(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    target.write_text("precious")
    with pytest.raises(InputError, match=r"backup\.zip exists already.*--replace"):
        back_up(settings(home), target)
    assert target.read_text() == "precious"
    back_up(settings(home), target, replace=True)
    assert zipfile.is_zipfile(target)
    with pytest.raises(InputError, match="exists already"):
        back_up(settings(home), tmp_path, replace=True)


def test_file_that_comes_up_meanwhile_is_not_replaced(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backup.zip"
    real = backup.pack

    def meanwhile(*args: object, **options: object) -> None:
        real(*args, **options)  # type: ignore[arg-type]
        target.write_text("precious")

    monkeypatch.setattr(backup, "pack", meanwhile)
    with pytest.raises(InputError, match="exists already"):
        back_up(settings(home), target)
    assert target.read_text() == "precious"


def test_nothing_useless_is_backed_up(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to back up"):
        back_up(settings(tmp_path / "empty"), tmp_path / "backup.zip")
    with pytest.raises(InputError, match="lies in the home itself"):
        back_up(settings(home), home / "backup.zip")
    database_path(home, B).write_bytes(b"garbage")
    with pytest.raises(DamagedData, match="is damaged"):
        back_up(settings(home), tmp_path / "backup.zip")
    database_path(home, B).unlink()
    with pytest.raises(DamagedData, match="is gone"):
        back_up(settings(home), tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_damaged_import_of_before_is_left_out(home: Path, tmp_path: Path) -> None:
    database_path(home, A).write_bytes(b"garbage")
    back_up(settings(home), tmp_path / "backup.zip")
    bring_back(tmp_path / "new", tmp_path / "backup.zip")
    assert history(tmp_path / "new") == (B,)


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The archive with other contents, its manifest made to agree."""
    with zipfile.ZipFile(archive) as opened:
        files = {name: opened.read(name) for name in opened.namelist() if name != MANIFEST}
    change(files)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    forged = archive.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
        manifest = Manifest({name: digests[name] for name in digests}, "2026")
        opened.writestr(MANIFEST, manifest.text())
    return forged


FORGED: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "foreign name": (lambda files: files.update({"notes.txt": b""}), "'notes.txt', which no"),
    "path": (lambda files: files.update({"../policy.toml": b""}), "which no backup does"),
    "absolute": (lambda files: files.update({"/etc/passwd": b""}), "which no backup does"),
    "no pointer": (lambda files: files.pop(POINTER), "current.json is missing"),
    "pointer": (lambda files: files.update({POINTER: b"{}"}), "current.json is missing or damaged"),
    "data missing": (lambda files: files.pop(f"data-{A}.duckdb"), "names other data"),
    "more data": (lambda files: files.update({f"data-{C}.duckdb": b""}), "names other data"),
    "garbage": (lambda files: files.update({f"data-{A}.duckdb": b"x"}), "cannot be opened"),
}


@pytest.mark.parametrize(("change", "reason"), FORGED.values(), ids=FORGED)
def test_forged_archive_is_refused_before_anything_changes(
    home: Path, archive: Path, change: Callable[[dict[str, bytes]], object], reason: str
) -> None:
    before = state(home)
    with pytest.raises(InputError, match=reason):
        bring_back(home, rewritten(archive, change))
    assert state(home) == before
    assert list(home.glob("before-restore-*")) == []


def link(archive: Path) -> None:
    entry = zipfile.ZipInfo("policy.toml")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(entry, "/etc/passwd")


def bomb(archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("policy.toml", b"\0" * 10_000_000)


def changed_byte(archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[content.index(b"Ours")] ^= 1
    archive.write_bytes(content)


def twice(archive: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("policy.toml", "")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "link": (link, "which no backup does"),
    "bomb": (bomb, "unpacks to more than its own length"),
    "changed": (changed_byte, "damaged"),
    "twice": (twice, "too many files"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:-100]), "no backup of Linchpin"),
    "text": (lambda path: path.write_text("no archive"), "no backup of Linchpin"),
    "gone": (lambda path: path.unlink(), "cannot be read"),
}


@pytest.mark.parametrize(("damage", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_archive_is_refused_before_anything_changes(
    home: Path, archive: Path, damage: Callable[[Path], object], reason: str
) -> None:
    before = state(home)
    damage(archive)
    with pytest.raises(LinchpinError, match=reason):
        bring_back(home, archive)
    assert state(home) == before


def test_backups_are_whole_while_others_import(home: Path, tmp_path: Path) -> None:
    write_database(database_path(home, C), {}, {"imported_on": "2026-07-01"})
    ended = threading.Event()

    def import_on_and_on() -> None:
        while not ended.is_set():
            for version in (A, B, C):
                activate(home, version)

    importer = threading.Thread(target=import_on_and_on)
    importer.start()
    try:
        for number in range(2):
            target = tmp_path / f"{number}.zip"
            back_up(settings(home), target)
            (tmp_path / str(number)).mkdir()
            assert len(unpack(target, tmp_path / str(number)).files) >= 3
            bring_back(home, target)
    finally:
        ended.set()
        importer.join()
    assert {database_path(home, v).exists() for v in history(home) if v} == {True}


def test_commands_say_what_was_done_and_exit_with_2_on_errors(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINCHPIN_HOME", str(home))
    monkeypatch.delenv("LINCHPIN_POLICY", raising=False)
    target = str(tmp_path / "backup.zip")
    assert backup.main([target]) == 0
    assert "backup.zip is written: 2 imports" in capsys.readouterr().out
    assert backup.main([target]) == 2
    assert "exists already" in capsys.readouterr().err
    assert restore.main([target]) == 0
    assert restore.main([str(tmp_path / "none.zip")]) == 2
    assert "none.zip cannot be read" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by fork")
@pytest.mark.parametrize(
    ("what", "every"),
    [
        ("restore", 7),
        ("backup", 5),
        pytest.param("restore", 1, marks=pytest.mark.slow),
        pytest.param("backup", 1, marks=pytest.mark.slow),
    ],
)
def test_kill_at_any_moment_leaves_all_or_nothing(
    archive: Path, tmp_path: Path, what: str, every: int
) -> None:
    other = imported(tmp_path / "other", C)
    (other / "policy.toml").write_text("[company]\nname = 'Other'\n")
    enter(other, "theirs")
    command = [sys.executable, "-m", "tests.data.home.killed", what, str(every), str(other)]
    done = subprocess.run(
        [*command, str(archive), str(tmp_path / "killed")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    kills, unchanged, changed = map(int, done.stdout.split())
    assert kills == unchanged + changed > 1
    assert every > 1 or min(unchanged, changed) > 0
