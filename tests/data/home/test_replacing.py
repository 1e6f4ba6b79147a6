"""A replaced file is whole, on disk and private; a refused one leaves what was there."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import StorageError
from data.home.replacing import publish, replace_durably

REFUSED = [
    (errno.ENOSPC, "the disk is full. Free some space"),
    (errno.EROFS, "its disk is read-only. Make it writable"),
    (errno.EACCES, "permission denied. Give the user who runs Linchpin the right"),
    (errno.EIO, "Input/output error"),
]


def test_file_is_replaced_and_nothing_else_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"foreign")
    link.symlink_to(target)
    for content in (b"one", b"two"):
        replace_durably(link, content)
        assert link.read_bytes() == content
    assert sorted(os.listdir(tmp_path)) == ["link", "target"]
    assert target.read_bytes() == b"foreign"


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        replace_durably(tmp_path / "new" / "file", b"")
        (tmp_path / "staged").write_bytes(b"")
        publish(tmp_path / "staged", tmp_path / "published")
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("new", "new/file", "published")]
    assert modes == [0o700, 0o600, 0o600]


@pytest.mark.skipif(os.name == "nt", reason="folders of POSIX")
def test_content_is_on_disk_before_its_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    replace, fsync = os.replace, os.fsync

    def renamed(*paths: Any) -> None:
        steps.append("renamed")
        replace(*paths)

    def synced(handle: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        fsync(handle)

    monkeypatch.setattr(os, "replace", renamed)
    monkeypatch.setattr(os, "fsync", synced)
    replace_durably(tmp_path / "file", b"x")
    assert steps == ["file", "renamed", "folder"]


@pytest.mark.parametrize(("code", "said"), REFUSED)
@pytest.mark.parametrize("step", ["open", "fsync", "replace", "mkdir"])
def test_refused_file_is_named_with_cause_and_remedy_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str, step: str
) -> None:
    path = tmp_path / "file"
    replace_durably(path, b"before")
    real = getattr(os, step)

    def refuse(*args: Any, **options: Any) -> Any:
        if step == "open" and not args[1] & os.O_CREAT:
            return real(*args, **options)
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, refuse)
        with pytest.raises(StorageError, match=f"cannot be written: {said}"):
            replace_durably(path, b"after")
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["file"]
