"""Damaged data in use is named, and mended on the Data page without a restart."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from data.home.versions import POINTER
from data.importing import activate, check, current, find_files, history
from pages.data.keys import DataKey
from tests.browser.company import write_company
from tests.pages.homes import own_home
from tests.pages.opening import heading, markdown, open_app

DEMO = f"{DataKey.MEND}-demo"

DAMAGES: dict[str, Callable[[Path], object]] = {
    "zero bytes": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"garbage" * 1000),
    "cut early": lambda path: os.truncate(path, path.stat().st_size // 4),
    "cut late": lambda path: os.truncate(path, path.stat().st_size * 9 // 10),
    "gone": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}

#: One kind of damage is held every day; the others widen it.
EACH_DAMAGE = [
    pytest.param(damage, id=name, marks=[] if name == "garbage" else pytest.mark.slow)
    for name, damage in DAMAGES.items()
]


def without_assessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages open the data but not assess it, which takes a while."""
    unassessed = SimpleNamespace(assessment=None)
    monkeypatch.setattr("pages.components.frame.View.loaded", lambda *_: unassessed)
    monkeypatch.setattr("pages.data.findings.draw", lambda *_: None)
    monkeypatch.setattr("pages.data.draw_all_statements", lambda *_: None)


def keys(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith("data-")]


def two_imports(folder: Path) -> tuple[Path, str, str]:
    """A home with two imports, the version before and the one in use."""
    home = own_home(folder)
    (before,) = history(home)
    later = check(
        find_files(folder / "files"), home, timezone="UTC", import_day=date(2025, 8, 1)
    ).version
    activate(home, later)
    assert before is not None
    return home, before, later


@pytest.mark.parametrize("damage", EACH_DAMAGE)
def test_damaged_data_is_named_and_the_import_before_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], object]
) -> None:
    if damage is not DAMAGES["cut late"]:
        without_assessing(monkeypatch)
    home, before, later = two_imports(tmp_path)
    damage(home / f"data-{later}.duckdb")
    app = open_app("data", home, monkeypatch)
    assert not app.exception
    assert f"the imported data home/data-{later}.duckdb is" in markdown(app).replace("\\", "")
    offered = app.button(key=f"{DataKey.MEND}-{before}").label
    assert offered == "Use the data imported on 1 July 2025"
    assert f"{DataKey.MEND}-{later}" not in keys(app)
    app.button(key=f"{DataKey.MEND}-{before}").click().run()
    assert not app.exception
    assert heading(app) == "Your own data is in use."
    assert current(home) == home / f"data-{before}.duckdb"
    assert DEMO not in keys(app)


@pytest.mark.slow
def test_importing_the_same_files_again_mends_damage_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_home(tmp_path)
    path = current(home)
    assert path is not None
    whole = path.read_bytes()
    shutil.copy(path, tmp_path / "whole")
    path.write_bytes(whole[: len(whole) * 9 // 10])
    app = open_app("data", home, monkeypatch)
    assert "is damaged" in markdown(app)
    again = check(find_files(tmp_path / "files"), home, timezone="UTC", import_day=date(2025, 7, 1))
    assert again.path == path
    app.run()
    assert not app.exception
    assert "is damaged" not in markdown(app)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        pytest.param(b"{", marks=pytest.mark.slow),
        pytest.param(b'{"versions": ["../x"]}', marks=pytest.mark.slow),
        pytest.param(None, marks=pytest.mark.slow),
    ],
)
def test_damaged_pointer_leaves_the_page_usable_and_is_mended_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    without_assessing(monkeypatch)
    home = own_home(tmp_path)
    (version,) = history(home)
    (home / POINTER).unlink()
    if content is None:
        (home / POINTER).mkdir()
    else:
        (home / POINTER).write_bytes(content)
    app = open_app("data", home, monkeypatch)
    assert not app.exception
    assert "current.json is damaged: choose on the page Data" in markdown(app).replace("\\", "")
    assert app.file_uploader
    app.button(key=f"{DataKey.MEND}-{version}").click().run()
    assert not app.exception
    assert heading(app) == "Your own data is in use."


def test_going_back_to_the_demo_is_offered_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_assessing(monkeypatch)
    home = own_home(tmp_path)
    path = current(home)
    assert path is not None
    path.write_bytes(b"")
    app = open_app("data", home, monkeypatch, lang="zh")
    assert "已损坏" in markdown(app)
    assert app.button(key=DEMO).label == "使用演示公司"
    monkeypatch.setattr("pages.data._findings", lambda view: None)  # noqa: ARG005
    app.button(key=DEMO).click().run()
    assert history(home)[0] is None


@pytest.mark.parametrize("key", [DataKey.UNDO, pytest.param("import", marks=pytest.mark.slow)])
def test_full_disk_is_said_and_what_is_in_use_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr("pages.data._findings", lambda view: None)  # noqa: ARG005
    home = own_home(tmp_path)
    before = history(home)
    app = open_app("data", home, monkeypatch)
    if key == "import":
        files = write_company(tmp_path / "other")
        upload = app.file_uploader(key=f"{DataKey.UPLOAD}-0")
        upload.set_value([(file.name, file.read_bytes(), "text/csv") for file in files]).run()
        app.button(key=DataKey.CHECK).click().run()
        key = DataKey.IMPORT

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        app.button(key=key).click().run()
    assert not app.exception
    assert "the disk is full" in markdown(app)
    assert history(home) == before
    app.run()
    assert "the disk is full" not in markdown(app)


@pytest.mark.parametrize("page", ["data", pytest.param("customers", marks=pytest.mark.slow)])
def test_home_in_a_synchronised_folder_is_refused_in_words_on_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.delenv("LINCHPIN_HOME_ANYWHERE", raising=False)
    app = open_app(page, tmp_path / "Nextcloud" / "home", monkeypatch)
    assert not app.exception
    assert "Nextcloud copies to other machines" in markdown(app)
    assert not (tmp_path / "Nextcloud").exists()


def test_home_that_is_a_file_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("")
    app = open_app("data", tmp_path / "home", monkeypatch)
    assert not app.exception
    assert "there is a file where a folder is needed" in markdown(app)
