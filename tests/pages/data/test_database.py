"""A database in place of files: its tables are seen, corrected by hand, checked, and used so."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.opening import Settings
from data.sources.listing import Place
from data.store.connections import connection
from data.store.entries import Store
from pages.data.keys import DataKey
from tests.pages.data.test_page import everything, keys, opened, plain
from tests.pages.opening import heading

SCRIPT = """
CREATE TABLE Staff (Id INTEGER PRIMARY KEY, Name TEXT);
INSERT INTO Staff VALUES (1, 'Ann Lee'), (2, 'Bo Ek');
CREATE TABLE Account (AccountNo TEXT PRIMARY KEY, Label TEXT, Staff INTEGER);
INSERT INTO Account VALUES ('A1', 'Alpha', 1), ('A2', 'Beta', 2), ('A3', 'Gamma', 2);
CREATE TABLE Bills (No INTEGER PRIMARY KEY, Account TEXT, Day DATE, Euros REAL, Staff INTEGER);
"""
BILLS = [
    (at, f"A{1 + at % 4}", f"2026-0{1 + at % 6}-10", 100.0 * at, 1 + at % 2) for at in range(1, 13)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(SCRIPT)
        made.executemany("INSERT INTO Bills VALUES (?, ?, ?, ?, ?)", BILLS)
        made.commit()
    return path


def unfolded(app: AppTest, *names: str) -> AppTest:
    for name in names:
        app.session_state[name] = True
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=f"{DataKey.DATABASE}-{key}").click().run()
    assert not app.exception
    return app


def test_tables_of_a_database_are_corrected_by_hand_checked_and_used_so(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = unfolded(opened(home, monkeypatch), f"{DataKey.DATABASE}-open")
    app.selectbox(key=f"{DataKey.DATABASE}-engine").set_value("sqlite").run()
    app.text_input(key=f"{DataKey.DATABASE}-path").set_value(str(file)).run()
    press(press(app, "test"), "look")
    assert "Understood" in [each.value for each in app.subheader]
    assert f"{DataKey.DATABASE}-use-mapped" not in keys(app)

    unfolded(app, "data-open-hand")
    app.selectbox(key=f"{DataKey.HAND}-table").set_value("revenue").run()
    if not [each for each in app.selectbox if each.key == f"{DataKey.HAND}-revenue-0-amount"]:
        app.selectbox(key=f"{DataKey.HAND}-source").set_value("Bills").run()
        app.button(key=f"{DataKey.HAND}-add").click().run()
    taken = {"customer_id": "Account", "amount": "Euros", "booked_on": "Day", "rep_id": "Staff"}
    for column, name in taken.items():
        app.selectbox(key=f"{DataKey.HAND}-revenue-0-{column}").set_value(name).run()
    app.button(key=f"{DataKey.HAND}-apply").click().run()
    said = plain(everything(app))
    assert "The mapping you made by hand is applied." in said
    assert "Bookings: customer → Customers: 75.0 %; 3 rows have no match, for example A4" in said
    assert "of 7,800.00 in money" in said

    press(app, "use-mapped")
    app.run()
    assert heading(app) == "Your database is in use."
    known = connection(Store.of(Settings.from_environment(tmp_path)))
    assert known is not None
    assert known.place == Place("sqlite", "", None, str(file), "")
    assert 'amount = "Euros"' in known.mapping
