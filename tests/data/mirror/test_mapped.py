"""Tables of other systems: the copy holds theirs, and the mapping is applied to it."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.importing import databases
from data.mapping.model import Mapping
from data.mapping.presets import preset
from data.mirror.place import copy_file, folder_of
from data.mirror.refreshing import opened, refresh
from data.mirror.state import State
from data.sources import Source, open_source
from tests.data.conftest import Databases
from tests.data.importing.test_databases import SHOP, made
from tests.data.mirror.conftest import InProcess
from tests.data.mirror.living import how
from tests.data.presets import test_odoo
from tests.data.presets.made import Made


def rows(source: Source) -> dict[str, list[str]]:
    with source.reading() as connection:
        return {
            table: sorted(map(repr, connection.execute(sa.select(source.rows(table))).all()))
            for table in source.relations
        }


def same(home: Path, url: str, state: State, mapping: Mapping) -> Source:
    file = copy_file(folder_of(home, url), state)
    with (
        closing(opened(file, state, "Europe/Berlin")) as copy,
        closing(
            open_source(url, import_day=copy.import_day, timezone="Europe/Berlin", mapping=mapping)
        ) as there,
    ):
        assert rows(copy) == rows(there)
        assert copy.missing == there.missing
        return copy


def write(url: str, *statements: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(sa.text(each))


def test_a_preset_reads_the_copy_as_it_reads_the_database(
    duckdb_files: Databases, tmp_path: Path
) -> None:
    tracked = {"mail_tracking_value": test_odoo.TRACKED.format(field="field_id")}
    sheets = Made("odoo", tmp_path, test_odoo.SHEETS | tracked).sheets
    tables = {
        name: [
            dict(zip(map(str, header), (str(c or "") for c in row), strict=True)) for row in body
        ]
        for name, (header, *body) in sheets.items()
    }
    url = made(duckdb_files.new_url(), {name: each for name, each in tables.items() if each})
    home, mapping = tmp_path / "home", preset("odoo")
    state = refresh(url, home, timezone="Europe/Berlin", mapping=mapping)
    same(home, url, state, mapping)
    # Columns that nothing is made of are not copied.
    users = state.table("res_users")
    assert users is not None
    assert "notification_type" not in {each.name for each in users.columns}
    write(url, "update res_partner set name = 'Alder & Sons' where id = '111'")
    second = refresh(url, home, timezone="Europe/Berlin", mapping=mapping)
    assert second.version != state.version
    assert (how(second)["res_users"], how(second)["res_partner"]) == ("small", "no time")
    same(home, url, second, mapping)


def test_a_database_that_is_recognised_is_copied_as_it_was_understood(
    duckdb_files: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "Reader", InProcess)
    url, home = made(duckdb_files.new_url(), SHOP), tmp_path / "home"
    state = refresh(url, home, timezone="Europe/Berlin")
    assert state.recognised
    monkeypatch.delattr(databases, "recognised_database")  # it stands until all is read anew
    write(url, "insert into \"Invoice\" values (4, 7, date '2026-06-01', 99.5)")
    second = refresh(url, home, timezone="Europe/Berlin")
    assert second.mapping == state.mapping
    file = copy_file(folder_of(home, url), second)
    with closing(opened(file, second, "Europe/Berlin")) as copy:
        assert len(rows(copy)["revenue"]) == 4
        assert "Track" in copy.ignored
        copied = {column.name for each in second.tables for column in each.columns}
        assert "LastName" in copied
        assert not copied & {"BirthDate", "Composer"}
