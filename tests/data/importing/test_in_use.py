"""What an import does to the data in use: nothing, until it is activated."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import StorageError
from data.importing import ImportFaults, ImportReport, SourceFile, activate, current


def test_failing_import_leaves_the_pointer_untouched(
    company: Callable[..., list[SourceFile]],
    bring_in: Callable[..., ImportReport],
    refused: Callable[..., ImportFaults],
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    report = bring_in(company())
    activate(home, report.version)
    before = (home / "current.json").read_bytes()
    refused(company({"reps.csv": "rep_id\n"}))
    assert (home / "current.json").read_bytes() == before
    assert current(home) == report.path
    assert not list(home.glob(".linchpin-*"))


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_imported_file_is_private_and_on_disk_with_its_name(
    company: Callable[..., list[SourceFile]],
    bring_in: Callable[..., ImportReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled: list[str] = []
    fsync = os.fsync

    def sync(handle: int) -> None:
        settled.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", sync)
    before = os.umask(0)
    try:
        report = bring_in(company())
    finally:
        os.umask(before)
    assert report.path is not None
    assert report.path.stat().st_mode & 0o777 == 0o600
    assert report.path.parent.stat().st_mode & 0o777 == 0o700
    assert settled[-2:] == ["staged.duckdb", "home"]


@pytest.mark.parametrize("step", ["mkdir", "replace", "fsync"])
def test_full_disk_is_named_and_nothing_stays(
    company: Callable[..., list[SourceFile]],
    bring_in: Callable[..., ImportReport],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    step: str,
) -> None:
    (tmp_path / "home").mkdir()

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, refuse)
        with pytest.raises(StorageError, match=r"the disk is full\. Free some space"):
            bring_in(company())
    assert list((tmp_path / "home").glob("*.duckdb")) == []
