"""A database is refreshed beside the pages, which show the last good figures meanwhile."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.mirror import refreshing as mirror
from data.sources import SourceError
from pages.components import loading
from pages.components.refreshing import refresh, refresh_if_due
from tests.data.mirror.conftest import InProcess
from tests.pages.opening import markdown, open_app

TABLES = """
    CREATE TABLE customers (customer_id TEXT PRIMARY KEY, name TEXT);
    CREATE TABLE reps (rep_id TEXT PRIMARY KEY, name TEXT);
    CREATE TABLE activities (customer_id TEXT, rep_id TEXT, happened_at TEXT);
    CREATE TABLE revenue (customer_id TEXT, amount REAL, booked_on TEXT, rep_id TEXT);
    INSERT INTO customers VALUES ('c1', 'Pine'), ('c2', 'Oak');
    INSERT INTO reps VALUES ('r', 'Ann'), ('s', 'Bo');
    INSERT INTO activities VALUES ('c1', 'r', '2026-06-01'), ('c2', 's', '2026-06-20');
    INSERT INTO revenue VALUES ('c1', 40, '2026-06-30', 'r'), ('c2', 60, '2026-06-30', 's');
"""


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that is there at first."""
    monkeypatch.setattr(mirror, "Reader", InProcess)
    place = tmp_path / "crm.sqlite"
    run(place, TABLES)
    return place


def run(place: Path, script: str) -> None:
    """Write to the database."""
    with closing(sqlite3.connect(place)) as database:
        database.executescript(script)
        database.commit()


def warnings(app: object) -> str:
    """What is warned of."""
    return "\n".join(each.value for each in app.warning)  # type: ignore[attr-defined]


def test_a_database_is_refreshed_shown_and_its_figures_stay_when_it_is_gone(
    crm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"sqlite:///{crm}"
    app = open_app("data", tmp_path / "home", monkeypatch, source_location=where)
    assert not refresh_if_due(datetime.now(UTC))
    app.selectbox(key="data-refresh-every").select("every hour").run()
    assert not app.exception
    assert "Its copy is being made" in markdown(app)

    assert refresh_if_due(datetime.now(UTC))
    assert not refresh_if_due(datetime.now(UTC) + timedelta(minutes=50))
    app.run()
    assert "It was asked just now" in markdown(app)

    run(crm, "INSERT INTO revenue VALUES ('c1', 900, '2026-06-30', 'r')")
    assert refresh_if_due(datetime.now(UTC) + timedelta(minutes=61))
    with monkeypatch.context() as nobody:
        nobody.delattr(loading, "load")  # computed before anybody asks
        app.run()
    assert not app.exception
    assert "1,000" in markdown(app)

    away = crm.with_suffix(".away")
    crm.rename(away)
    with pytest.raises(SourceError):
        refresh()
    assert not refresh_if_due(datetime.now(UTC) + timedelta(minutes=4))
    app.run()
    assert not app.exception
    assert "1,000" in markdown(app)
    assert "The newest data cannot be read" in warnings(app)
    # After a restart, too.
    loading.forget()
    app = open_app("data", tmp_path / "home", monkeypatch, source_location=where)
    assert "1,000" in markdown(app)

    away.rename(crm)
    app.button(key="data-refresh-whole").click().run()
    assert not app.exception
    assert warnings(app) == ""


def test_new_data_that_cannot_be_assessed_is_not_shown(
    crm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"sqlite:///{crm}"
    app = open_app("data", tmp_path / "home", monkeypatch, source_location=where)
    app.selectbox(key="data-refresh-every").select("every day").run()
    assert refresh_if_due(datetime.now(UTC))
    run(crm, "INSERT INTO reps VALUES (NULL, 'Nobody')")
    assert refresh_if_due(datetime.now(UTC) + timedelta(days=1, minutes=1))
    app.run()
    assert not app.exception
    assert "1 value cannot be used" in warnings(app)


def test_without_a_copy_figures_stay_as_long_as_the_server_runs(
    crm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"sqlite:///{crm}"
    app = open_app("", tmp_path / "home", monkeypatch, source_location=where)
    said = markdown(app)
    crm.unlink()
    monkeypatch.setattr(loading, "_stamp", lambda location: ("later", location))
    app.run()
    assert not app.exception
    assert "The newest data cannot be read" in warnings(app)
    assert markdown(app) == said
