"""Entries are kept whole, with author, time and version; of two who save at once one is told."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from analytics.errors import InputError, LinchpinError
from data.home.settings import Settings
from data.home.stored import StoreError
from data.store import entries
from data.store.actions import kept_actions
from data.store.connecting import engine_of
from data.store.entries import Author, Store
from data.store.failures import Superseded
from data.store.migrating import _revisions
from data.store.place import place_of
from data.store.schema import HEAD
from tests.serving import ROOT

LI, JO = Author("Li Na"), Author("Jo")
SAVER = [sys.executable, "-m", "tests.data.store.saving"]


def test_store_that_nobody_used_is_empty_and_reading_makes_nothing(
    store: Store, settings: Settings
) -> None:
    assert (store.all("a"), store.current("a"), store.version("a", "s")) == ([], [], 0)
    assert not settings.home.exists()


def test_entry_carries_author_time_and_version(store: Store) -> None:
    content = {"note": "客户 \x00 \ud800 <b>", "n": 1}
    saved = store.save("a", "s", content, author=Author("  Li\n Na "), seen=0)
    assert store.all("a") == [saved]
    assert (saved.content, saved.version, saved.author) == (content, 1, "Li Na")
    assert not saved.author_verified
    assert saved.made_at.utcoffset() is not None
    assert saved.undone_at is None


def test_every_change_is_told_to_this_program_also_of_a_server(store: Store) -> None:
    told = [store.writes]
    store.save("a", "s", {}, author=LI, seen=0)
    told.append(store.writes)
    store.all("a")
    assert store.writes == told[-1]
    store.undo(1, author=LI)
    told.append(store.writes)
    with pytest.raises(Superseded):
        store.undo(1, author=LI)
    assert store.writes == told[-1]
    assert len(set(told)) == 3


def test_kinds_and_subjects_are_apart(store: Store) -> None:
    store.save("a", "s", {}, author=LI, seen=0)
    store.save("a", "S", {}, author=LI, seen=0)
    store.save("b", "s", {}, author=LI, seen=0)
    assert [each.subject for each in store.all("a")] == ["s", "S"]


def test_day_on_which_somebody_was_quicker_is_the_companys(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_now", lambda: "2026-06-30T18:00:00.000000Z")
    store = Store.of(settings, "Asia/Shanghai")
    saved = store.save("a", "s", {}, author=LI, seen=0)
    with pytest.raises(Superseded, match="2026-07-01"):
        store.save("a", "s", {}, author=JO, seen=0)
    store.undo(saved.entry_id, author=LI)
    with pytest.raises(Superseded, match="2026-07-01"):
        store.undo(saved.entry_id, author=JO)


def test_second_of_two_who_save_at_once_is_told_and_nothing_is_lost(store: Store) -> None:
    store.save("a", "s", {"who": "first"}, author=LI, seen=0)
    with pytest.raises(Superseded, match="Li Na has entered something about the same"):
        store.save("a", "s", {"who": "second"}, author=JO, seen=0)
    assert [each.content["who"] for each in store.all("a")] == ["first"]
    store.save("a", "s", {"who": "second"}, author=JO, seen=1)
    assert [each.content["who"] for each in store.all("a")] == ["first", "second"]
    assert [each.content["who"] for each in store.current("a")] == ["second"]


def test_version_that_was_never_there_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="no version 3"):
        store.save("a", "s", {}, author=LI, seen=3)


def test_many_at_once_each_get_a_version_or_a_sentence(store: Store) -> None:
    def save(number: int) -> bool:
        try:
            store.save("a", f"s{number % 3}", {"number": number}, author=LI, seen=0)
        except Superseded:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        saved = list(threads.map(save, range(12)))
    assert sum(saved) == 3 == len(store.all("a"))


def test_undoing_brings_back_the_entry_before(store: Store) -> None:
    first = store.save("a", "s", {"n": 1}, author=LI, seen=0)
    second = store.save("a", "s", {"n": 2}, author=LI, seen=1)
    undone = store.undo(second.entry_id, author=JO)
    assert (undone.undone_by, undone.undone_at is not None) == ("Jo", True)
    assert [each.content["n"] for each in store.current("a")] == [1]
    with pytest.raises(Superseded, match="Jo has undone this already"):
        store.undo(second.entry_id, author=LI)
    store.undo(first.entry_id, author=LI)
    assert store.current("a") == []
    assert len(store.all("a")) == 2
    assert store.version("a", "s") == 2


def test_undoing_what_somebody_has_replaced_meanwhile_is_refused(store: Store) -> None:
    first = store.save("a", "s", {"n": 1}, author=LI, seen=0)
    store.save("a", "s", {"n": 2}, author=JO, seen=1)
    with pytest.raises(Superseded, match="Jo has entered something about the same"):
        store.undo(first.entry_id, author=LI, seen=1)
    assert [each.content["n"] for each in store.current("a")] == [2]


def test_entry_that_is_not_there_cannot_be_undone(store: Store) -> None:
    with pytest.raises(InputError, match="no entry 7"):
        store.undo(7, author=LI)


@pytest.mark.parametrize("name", ["", " \n", "\u2003"])
def test_author_needs_a_name(name: str) -> None:
    with pytest.raises(InputError, match="Enter your name"):
        Author(name)


def test_long_and_hostile_names_are_bounded() -> None:
    assert len(Author("x" * 5000).name) <= 200
    assert Author("a\x1b[31m\u202eb").name == "a\\x1b[31m\\u202eb"


def test_too_long_content_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="longer than"):
        store.save("a", "s", {"n": "x" * entries.LONGEST}, author=LI, seen=0)
    assert store.all("a") == []


def test_newest_migration_is_the_form_of_this_program() -> None:
    assert max(_revisions()) == HEAD


def test_newer_store_is_refused_and_left_alone(store: Store, settings: Settings) -> None:
    store.save("a", "s", {}, author=LI, seen=0)
    engine = engine_of(place_of(settings), writes=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE linchpin_store_revision SET version_num = '9999'")
    for work in (
        lambda: store.all("a"),
        lambda: store.save("a", "t", {}, author=LI, seen=0),
    ):
        with pytest.raises(StoreError, match="newer version of Linchpin"):
            work()


def test_two_processes_make_the_store_at_once(settings: Settings) -> None:
    store = Store.of(settings)
    command = [*SAVER, str(settings.home), settings.store or ""]
    both = [subprocess.Popen([*command, who, "3"], cwd=ROOT) for who in ("x", "y")]
    assert [each.wait() for each in both] == [0, 0]
    assert sorted(each.subject for each in store.all("a")) == ["x0", "x1", "x2", "y0", "y1", "y2"]


@pytest.mark.slow
@pytest.mark.parametrize("what", [[], ["action"]], ids=["entry", "action"])
def test_kill_in_a_save_loses_nothing_that_was_acknowledged(
    settings: Settings, what: list[str]
) -> None:
    store = Store.of(settings)
    for number, lines in enumerate((1, 7, 4)):
        command = [*SAVER, str(settings.home), settings.store or "", f"k{number}-", "100000", *what]
        saver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert saver.stdout is not None
        told = [saver.stdout.readline().strip() for _ in range(lines)]
        saver.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        told += [line.strip() for line in saver.stdout.read().splitlines() if line.strip()]
        saver.stdout.close()
        saver.wait()
        there = [str(each.action.customer_id) for each in kept_actions(store)]
        there = there if what else [each.subject for each in store.all("a")]
        assert set(told) <= set(there)
        assert sum(each.startswith(f"k{number}-") for each in there) - len(told) in (0, 1)


# --- a file ---------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "store.sqlite"


def test_file_is_durable_private_and_checks_its_references(file: Path) -> None:
    Store(file).save("a", "s", {}, author=LI, seen=0)
    with engine_of(file, writes=True).connect() as connection:
        Store(file).all("a")
        told = [
            connection.exec_driver_sql(f"PRAGMA {each}").scalar()
            for each in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
        modes = {each.stat().st_mode & 0o777 for each in file.parent.iterdir()}
    assert told == ["wal", 2, 1, 10_000]
    assert os.name == "nt" or modes == {0o600}
    assert file.parent.stat().st_mode & 0o777 == 0o700 or os.name == "nt"


@pytest.mark.parametrize("content", [b"garbage" * 999, b"SQLite format 3\0" + b"\7" * 9000])
def test_damaged_file_is_named_and_left_alone(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    for work in (
        lambda: Store(file).all("a"),
        lambda: Store(file).save("a", "s", {}, author=LI, seen=0),
    ):
        with pytest.raises(StoreError, match=r"home/store\.sqlite is damaged .*Restore a backup"):
            work()
    assert file.read_bytes() == content


def test_folder_in_place_of_the_file_is_named(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(LinchpinError, match=r"store\.sqlite"):
        Store(file).all("a")


def test_file_without_a_log_is_read_where_nobody_can_write(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(file).save("a", "s", {}, author=LI, seen=0)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for each in file.parent.iterdir():
        if each != file:
            each.unlink()
    monkeypatch.setattr(entries.os, "access", lambda *_: False)
    assert [each.subject for each in Store(file).all("a")] == ["s"]
    assert list(file.parent.iterdir()) == [file]


def test_state_differs_after_every_change(file: Path) -> None:
    store = Store(file)
    states = {store.state}
    for number in range(3):
        store.save("a", str(number), {}, author=LI, seen=0)
        states.add(store.state)
    store.undo(1, author=LI)
    assert len({*states, store.state}) == 5


# --- an address -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "source", "reason"),
    [
        ("mysql://u:secret@127.0.0.1/x", None, "no PostgreSQL database"),
        ("sqlite:////srv/secret.db", None, "no PostgreSQL database"),
        ("postgresql://u:secret@db.example/x?sslmode=prefer", None, "unencrypted"),
        ("postgresql://u:secret@10.1.2.3/x?sslmode=disable", None, "unencrypted"),
        ("postgresql://u:sec@ret@127.0.0.1/x", None, "%40"),
        ("secret", None, "not the address of a database"),
        ("postgresql://u:secret@127.0.0.1/crm", "postgresql://v@127.0.0.1:5432/crm", "only ever"),
    ],
)
def test_address_that_cannot_be_used_is_refused_without_its_secrets(
    tmp_path: Path, address: str, source: str | None, reason: str
) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        Store.of(Settings(tmp_path, source, tmp_path / "p", address))
    assert "secret" not in str(refused.value)


def test_connection_that_leaves_this_machine_is_encrypted(tmp_path: Path) -> None:
    def options(host: str) -> object:
        place = place_of(Settings(tmp_path, None, tmp_path, f"postgresql://u@{host}/x"))
        return getattr(place, "address").options  # noqa: B009

    assert options("db.example") == {"sslmode": "require"}
    assert options("localhost") == options("127.0.0.1") == options("[::1]") == {}


def test_server_that_does_not_answer_is_named_without_its_secrets(tmp_path: Path) -> None:
    store = Store.of(Settings(tmp_path, None, tmp_path, "postgresql://u:secret@127.0.0.1:9/x"))
    with pytest.raises(StoreError, match="nothing answers at this port") as refused:
        store.all("a")
    assert "secret" not in str(refused.value)
