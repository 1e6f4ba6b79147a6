"""Imported data that is damaged is named whenever the damage shows, and can be mended meanwhile."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.policy import Policy
from data.home.versions import DamagedData
from data.importing import current
from data.opening import own_source
from tests.pages.homes import own_home


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = current(own_home(tmp_path_factory.mktemp("imported")))
    assert found is not None
    return found


@pytest.fixture
def path(tmp_path: Path, imported: Path) -> Path:
    """The small company's data in a home of its own."""
    (tmp_path / "home").mkdir()
    return Path(shutil.copy(imported, tmp_path / "home" / imported.name))


def read(path: Path) -> int:
    """Open the data and read every row of the activities."""
    source = own_source(path, Policy())
    with source.reading() as connection:
        return len(connection.execute(sa.select(source.rows("activities"))).all())


def forged(path: Path) -> None:
    """A DuckDB file with the right tables that no import has written."""
    engine = sa.create_engine(f"duckdb:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE linchpin_import"))
    engine.dispose()


def garbled(path: Path) -> None:
    """The rows overwritten, the lists of tables left as they are."""
    content = bytearray(path.read_bytes())
    content[274432 + 8 : 274432 + 200] = b"\xaa" * 192
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.write_bytes(b""), "no database of this kind"),
        (lambda path: path.write_bytes(b"x" * 10_000), "no database of this kind"),
        (lambda path: path.write_bytes(path.read_bytes()[:100_000]), "the file is damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:500_000]), "the file is damaged"),
        (garbled, "Corrupt database file"),
        (forged, "no import has written it"),
    ],
    ids=["empty", "garbage", "cut early", "cut later", "garbled", "forged"],
)
def test_damage_is_named_with_file_cause_and_remedy(
    path: Path, damage: Callable[[Path], object], reason: str
) -> None:
    damage(path)
    words = rf"the imported data home/{path.name} is damaged \(.*{reason}.*\): choose on the page"
    with pytest.raises(DamagedData, match=words) as caught:
        read(path)
    assert str(path.parent) not in str(caught.value)


def test_file_that_was_mended_is_read_without_a_restart(path: Path) -> None:
    whole = path.read_bytes()
    garbled(path)
    with pytest.raises(DamagedData):
        read(path)
    mended = path.with_suffix(".new")
    mended.write_bytes(whole)
    mended.replace(path)
    assert read(path) == 63
