"""A database of which little reaches the figures is refused until somebody accepts it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.pages.opening import markdown, open_app

TABLES = """
    CREATE TABLE customers (customer_id TEXT, name TEXT);
    CREATE TABLE reps (rep_id TEXT, name TEXT);
    CREATE TABLE activities (customer_id TEXT, rep_id TEXT, happened_at TEXT);
    CREATE TABLE revenue (customer_id TEXT, amount REAL, booked_on TEXT);
    INSERT INTO customers VALUES ('c1', 'Pine'), ('c2', 'Oak');
    INSERT INTO reps VALUES ('r', 'Ann');
    INSERT INTO activities VALUES ('c1', 'r', '2026-06-01');
    INSERT INTO revenue VALUES ('c1', 40, '2026-06-30'), ('x1', 60, '2026-06-30');
"""


def test_losses_of_a_database_are_accepted_on_the_page_and_refused_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(place)) as crm:
        crm.executescript(TABLES)
        crm.commit()

    app = open_app("data", tmp_path / "home", monkeypatch, source_location=f"sqlite:///{place}")
    assert "of the money in Bookings (40 of 100 in 2 rows)" in markdown(app)
    assert "accept the losses on the page Data" in markdown(app)

    app.button(key="data-losses-accept").click().run()
    assert not app.exception
    assert "that only a part of this database reaches the figures" in markdown(app)

    app = open_app("", tmp_path / "home", monkeypatch, source_location=f"sqlite:///{place}")
    assert not app.exception
    assert "would reach the figures" not in markdown(app)

    app = open_app("data", tmp_path / "home", monkeypatch, source_location=f"sqlite:///{place}")
    app.button(key="data-losses-back").click().run()
    assert "of the money in Bookings (40 of 100 in 2 rows)" in markdown(app)
