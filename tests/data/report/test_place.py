"""A report never comes where somebody's data, policy, home or the product lies."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.errors import StorageError
from data.report.place import checked_place, local_path

Make = Callable[[Path], Path]


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    """A source in a folder, with a folder in it; home and product beside it."""
    for name in ("crm/sub", "home/log", "product/analytics/losses", "product/.venv"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "crm" / "customers.csv").write_text("mine", encoding="utf-8")
    return tmp_path / "crm"


def place(out: Path, crm: Path, *read: Path) -> Path:
    base = crm.parent
    return checked_place(out, read=read or (crm,), home=base / "home", product=base / "product")


def through_a_link(crm: Path) -> Path:
    (crm.parent / "link").symlink_to(crm)
    return crm.parent / "link"


def below_a_linked_parent(crm: Path) -> Path:
    (crm.parent / "link").symlink_to(crm.parent)
    return crm.parent / "link" / "crm"


def new_below_a_link(crm: Path) -> Path:
    return through_a_link(crm) / "not" / "yet"


def with_a_hard_link(crm: Path) -> Path:
    (crm.parent / "out").mkdir()
    os.link(crm / "customers.csv", crm.parent / "out" / "customers.csv")
    return crm.parent / "out"


def where_a_linked_file_of_the_source_lies(crm: Path) -> Path:
    (crm.parent / "out").mkdir()
    (crm.parent / "out" / "deals-2025.csv").write_text("mine", encoding="utf-8")
    (crm / "deals.csv").symlink_to(crm.parent / "out" / "deals-2025.csv")
    return crm.parent / "out"


def a_link_that_leads_nowhere(crm: Path) -> Path:
    (crm.parent / "link").symlink_to(crm.parent / "nowhere")
    return crm.parent / "link"


def a_link_to_itself(crm: Path) -> Path:
    (crm.parent / "link").symlink_to(crm.parent / "link")
    return crm.parent / "link"


def a_pipe(crm: Path) -> Path:
    os.mkfifo(crm.parent / "pipe")
    return crm.parent / "pipe"


@pytest.mark.parametrize(
    "make",
    [
        lambda crm: crm,
        lambda crm: crm / "sub",
        lambda crm: crm / "new",
        lambda crm: crm / "new" / "newer",
        lambda crm: crm.parent,
        lambda crm: crm.parent.parent,
        lambda _: Path("/"),
        lambda crm: crm / "sub" / "..",
        lambda crm: Path(f"{crm}/sub/../../crm/"),
        lambda crm: Path(os.path.relpath(crm)),
        lambda crm: crm / "customers.csv",
        lambda crm: crm / "customers.csv" / "below",
        through_a_link,
        below_a_linked_parent,
        new_below_a_link,
        with_a_hard_link,
        where_a_linked_file_of_the_source_lies,
        a_link_that_leads_nowhere,
        a_link_to_itself,
        a_pipe,
        lambda crm: crm.parent / "home",
        lambda crm: crm.parent / "home" / "reports",
        lambda crm: crm.parent / "product",
        lambda crm: crm.parent / "product" / "analytics",
        lambda crm: crm.parent / "product" / "analytics" / "losses" / "new",
        lambda crm: crm.parent / "product" / ".venv" / "new",
        lambda _: Path("x" * 5000),
        lambda _: Path("a\0b"),
        lambda _: Path("/dev/null"),
    ],
)
def test_places_that_would_destroy_something_are_refused_by_name(make: Make, crm: Path) -> None:
    out = make(crm)
    before = sorted(crm.parent.rglob("*"))
    with pytest.raises(StorageError, match="--out"):
        place(out, crm)
    assert sorted(crm.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "make",
    [
        lambda crm: crm.parent / "out",
        lambda crm: crm.parent / "crm-report",
        lambda crm: crm / ".." / "out",
        lambda crm: crm.parent / "product" / "report",
        lambda crm: crm.parent / "a" / "b" / "c",
    ],
)
def test_places_apart_are_taken_and_nothing_is_made(make: Make, crm: Path) -> None:
    assert place(make(crm), crm) == make(crm).resolve()
    assert not make(crm).exists()


@pytest.mark.parametrize("name", ["crm.db", "policy.toml", "sub/deep/crm.db"])
def test_folder_of_a_file_that_is_read_is_refused(crm: Path, name: str) -> None:
    file = crm / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("", encoding="utf-8")
    for out in (crm, file.parent, file):
        with pytest.raises(StorageError, match="--out"):
            place(out, crm, file)
    assert place(crm / "other", crm, file) == crm / "other"


def test_a_file_read_by_another_name_is_seen(crm: Path) -> None:
    (crm.parent / "elsewhere").mkdir()
    os.link(crm / "customers.csv", crm.parent / "elsewhere" / "other.csv")
    with pytest.raises(StorageError):
        place(crm, crm, crm.parent / "elsewhere" / "other.csv")


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("crm", "crm"),
        ("/data/crm.db", "/data/crm.db"),
        ("sqlite:////data/crm.db", "/data/crm.db"),
        ("sqlite:///crm.db", "crm.db"),
        ("sqlite:///file:/data/crm.db?mode=ro&uri=true", "/data/crm.db"),
        ("duckdb:////data/crm.duckdb", "/data/crm.duckdb"),
        ("duckdb:///:memory:", None),
        ("sqlite://", None),
        ("postgresql://reader@db.example/crm", None),
        ("mysql+pymysql://reader:p@w@db.example:x/crm", None),
        ("://", None),
    ],
)
def test_sources_in_a_file_are_known_by_their_address(location: str, path: str | None) -> None:
    assert local_path(location) == (None if path is None else Path(path))
