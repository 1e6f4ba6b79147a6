"""Files of sessions under limits small enough to count, with a clock that the test turns."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from data.uploads import (
    ENDED_SECONDS,
    UNUSED_SECONDS,
    Limits,
    Upload,
    UploadRefused,
    Uploads,
    in_words,
)

LIMITS = Limits(file=100, session=150, server=300, spare=1000)


class Clock:
    """Seconds that pass only when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def uploads(tmp_path: Path, clock: Clock) -> Uploads:
    return Uploads(tmp_path, LIMITS, clock, free=lambda _: 2000)


def take(uploads: Uploads, session: str, key: str, size: int = 50) -> Upload:
    """A file that has come in as a whole."""
    upload = uploads.reserve(session, key, size)
    upload.path.write_bytes(b"x" * size)
    uploads.finish(upload)
    return upload


def nobody(session: str) -> bool:
    return not session


def everybody(session: str) -> bool:
    return bool(session)


def test_file_is_held_on_disk_for_this_user_alone_under_a_name_of_chance(
    uploads: Uploads, tmp_path: Path
) -> None:
    upload = take(uploads, "s", "../../evil.csv")
    assert uploads.path("../../evil.csv") == upload.path
    assert upload.path.parent.parent == tmp_path
    assert stat.S_IMODE(upload.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(upload.path.parent.stat().st_mode) == 0o700


def test_file_on_its_way_is_not_there_yet(uploads: Uploads) -> None:
    uploads.reserve("s", "a", 10)
    assert uploads.path("a") is None
    assert uploads.path("never") is None


@pytest.mark.parametrize(
    ("held", "session", "size", "said"),
    [
        ([], "s", 101, "a file may have"),
        ([("s", 100)], "s", 51, "the files of one window may have"),
        ([("s", 100), ("s", 50), ("t", 100)], "u", 51, "others are uploading too"),
    ],
)
def test_limit_of_file_session_and_server_is_said_in_words(
    uploads: Uploads, held: list[tuple[str, int]], session: str, size: int, said: str
) -> None:
    for number, (owner, length) in enumerate(held):
        take(uploads, owner, str(number), length)
    with pytest.raises(UploadRefused, match=said):
        uploads.reserve(session, "more", size)
    assert said in str(uploads.refusal(session))
    uploads.reserve(session, "less", size - 1)
    assert uploads.refusal(session) is None


def test_what_is_on_its_way_counts_like_what_is_there(uploads: Uploads) -> None:
    uploads.reserve("s", "a", 100)
    with pytest.raises(UploadRefused, match="one window"):
        uploads.reserve("s", "b", 51)


@pytest.mark.parametrize(("coming", "free"), [(0, 1050), (100, 1150)])
def test_disk_keeps_its_spare_room(tmp_path: Path, clock: Clock, coming: int, free: int) -> None:
    uploads = Uploads(tmp_path, LIMITS, clock, free=lambda _: free)
    if coming:
        uploads.reserve("t", "coming", coming)
    with pytest.raises(UploadRefused, match="nearly full"):
        uploads.reserve("s", "a", 51)
    uploads.reserve("s", "a", 50)


def test_file_that_comes_again_replaces_the_earlier_one(uploads: Uploads) -> None:
    first = take(uploads, "s", "a", 100)
    second = take(uploads, "s", "a", 100)
    assert not first.path.exists()
    uploads.drop("a", first)
    assert uploads.path("a") == second.path


@pytest.mark.parametrize(
    "remove",
    [
        lambda uploads: uploads.drop("a"),
        lambda uploads: uploads.drop_session("s"),
        lambda uploads: uploads.close(),
    ],
)
def test_removed_file_is_gone_from_the_disk_and_its_room_is_free(
    uploads: Uploads, remove: Callable[[Uploads], None]
) -> None:
    upload = take(uploads, "s", "a", 100)
    remove(uploads)
    assert uploads.path("a") is None
    assert not upload.path.exists()
    take(uploads, "s", "b", 100)


def test_end_leaves_nothing_in_the_home(uploads: Uploads, tmp_path: Path) -> None:
    take(uploads, "s", "a")
    uploads.close()
    assert list(tmp_path.iterdir()) == []


def test_files_go_some_minutes_after_their_session_has_ended(
    uploads: Uploads, clock: Clock
) -> None:
    take(uploads, "s", "a")
    other = take(uploads, "t", "b")
    uploads.sweep(nobody)
    clock.now += ENDED_SECONDS - 1
    uploads.sweep(lambda session: session == "t")
    assert uploads.path("a") is not None
    clock.now += 1
    uploads.sweep(lambda session: session == "t")
    assert uploads.path("a") is None
    assert uploads.path("b") == other.path


def test_session_that_comes_back_keeps_its_files(uploads: Uploads, clock: Clock) -> None:
    take(uploads, "s", "a")
    uploads.sweep(nobody)
    clock.now += ENDED_SECONDS - 1
    uploads.sweep(everybody)
    clock.now += ENDED_SECONDS - 1
    uploads.sweep(nobody)
    assert uploads.path("a") is not None


def test_files_that_nobody_uses_go_although_their_window_is_open(
    uploads: Uploads, clock: Clock
) -> None:
    take(uploads, "s", "unused")
    take(uploads, "s", "used")
    clock.now += UNUSED_SECONDS - 1
    uploads.path("used")
    clock.now += 1
    uploads.sweep(everybody)
    assert uploads.path("unused") is None
    assert uploads.path("used") is not None


def test_limits_are_written_as_people_write_them() -> None:
    assert [in_words(Limits().file), in_words(Limits().session)] == ["500 MB", "1 GB"]
