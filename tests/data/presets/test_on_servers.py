"""Whole presets on the servers that their systems run on: the rows are those of files."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from analytics.policy import Company, Policy
from data.assessments import assess_source
from data.mapping.presets import preset
from data.sources import Source, open_source
from data.sources.checks import faults_of
from tests.data.conftest import IMPORT_DAY, Databases, databases_of
from tests.data.presets import test_espocrm, test_odoo, test_suitecrm
from tests.data.presets.made import Made

TRACKED = {"mail_tracking_value": test_odoo.TRACKED.format(field="field_id")}
COMPANIES: dict[str, tuple[str, Mapping[str, str]]] = {
    "espocrm": ("mariadb", test_espocrm.SHEETS),
    "odoo": ("postgresql", test_odoo.SHEETS | TRACKED),
    "suitecrm": ("mariadb", test_suitecrm.SHEETS),
}


#: One system is compared every day; the others widen it.
EACH = [
    pytest.param(each, marks=() if each == "espocrm" else pytest.mark.slow) for each in COMPANIES
]


@pytest.fixture(scope="module", params=EACH)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Source, Source]]:
    """A company through its preset: in the server, and in a file."""
    engine, sheets = COMPANIES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    made = Made(request.param, folder, sheets)
    with (
        databases_of(engine, tmp_path_factory) as databases,
        closing(_opened(request.param, databases, made)) as there,
        closing(_opened(request.param, _files(folder), made)) as here,
    ):
        yield there, here


def _files(folder: Path) -> Databases:
    return Databases("duckdb", lambda: f"duckdb:///{folder / 'whole'}.duckdb")


def _opened(name: str, databases: Databases, made: Made) -> Source:
    url = databases.new_url()
    engine = sa.create_engine(url)
    for table, (header, *rows) in made.sheets.items():
        columns = [sa.Column(str(each), sa.String(200)) for each in header]
        stored = sa.Table(table, sa.MetaData(), *columns)
        stored.create(engine)
        cells = [dict(zip(map(str, header), (c or None for c in row), strict=True)) for row in rows]
        with engine.begin() as connection:
            connection.execute(stored.insert(), cells) if cells else None
    engine.dispose()
    return open_source(url, import_day=IMPORT_DAY, mapping=preset(name), timezone="Europe/Berlin")


def _rows(source: Source, table: str) -> list[tuple[Any, ...]]:
    with source.reading() as connection:
        rows = connection.execute(sa.select(source.rows(table))).all()
    return sorted((tuple(row) for row in rows), key=repr)


def test_a_whole_preset_has_the_same_rows_on_its_server_as_in_a_file(
    pair: tuple[Source, Source],
) -> None:
    there, here = pair
    assert set(there.relations) == set(here.relations)
    for table in here.relations:
        assert _rows(there, table) == _rows(here, table), table
    assert faults_of(there)[1] == faults_of(here)[1]


@pytest.mark.slow
def test_a_whole_preset_is_assessed_on_its_server_as_in_a_file(
    pair: tuple[Source, Source],
) -> None:
    policy = Policy(company=Company(currency="EUR", timezone="Europe/Berlin"))
    figures = [assess_source(source, policy).customers.reset_index(drop=True) for source in pair]
    pd.testing.assert_frame_equal(*figures)
