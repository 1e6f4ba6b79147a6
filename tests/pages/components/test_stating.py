"""A manager states who knows a customer, sees it count, and takes it back."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.statements import Statement, StatementKind
from data.store.entries import Author, Store
from data.store.statements import kept_statements, save_statement
from pages.components.stating import OPEN
from tests.pages.homes import own_home
from tests.pages.opening import heading, html, open_app

#: Known to Ada alone.
CUSTOMER = "C1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("stating"))


def _unfolded(page: str, home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    app = open_app(page, home, monkeypatch, **query)
    assert "stating-kind" not in [each.key for each in app.selectbox]
    app.session_state[OPEN] = True
    return app.run()


def captions(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.caption).replace("\\", "")


def test_statement_is_saved_counts_and_is_undone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("customers", home, monkeypatch)
    assert "statements" not in html(app)
    app = _unfolded("customers", home, monkeypatch, customer=CUSTOMER)
    assert not app.exception
    before = heading(app)
    assert "rests on Ada Lovell alone" in before
    rep = "R3"
    app.selectbox(key="stating-rep-0").set_value(rep)
    app.text_area(key="stating-note-0").set_value("met *her* <b>yesterday</b>")
    app.button(key="FormSubmitter:stating-Save").click().run()
    assert not app.exception
    (kept,) = kept_statements(Store(home / "store.sqlite"))
    assert (kept.statement.customer_id, kept.statement.rep_id) == (CUSTOMER, rep)
    assert "not measured; stands until" in captions(app)
    assert "with 1 statement of people" in html(app)
    assert "known by 2 people" in heading(app)
    app.button(key="frame-statements").click().run()
    assert app.query_params["statements"] == "without"
    assert heading(app) == before
    assert "without the statements of people" in html(app)
    app.button(key=f"stating-undo-{kept.entry.entry_id}").click().run()
    assert not app.exception
    assert "not measured; stands until" not in captions(app)
    assert kept_statements(Store(home / "store.sqlite")) == []


def test_statement_that_somebody_else_made_meanwhile_is_named_and_nothing_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _unfolded("customers", home, monkeypatch, customer=CUSTOMER)
    rep = "R2"
    other = _unfolded("customers", home, monkeypatch, customer=CUSTOMER)
    for each, note in ((other, "first"), (app, "second")):
        each.selectbox(key="stating-rep-0").set_value(rep)
        each.text_area(key="stating-note-0").set_value(note)
        each.button(key="FormSubmitter:stating-Save").click().run()
        assert not each.exception
    assert "that you have not seen" in " ".join(str(each.value) for each in app.error)
    store = Store(home / "store.sqlite")
    assert [each.statement.note for each in kept_statements(store)] == ["first"]
    app.button(key="FormSubmitter:stating-Save").click().run()
    assert [each.statement.note for each in kept_statements(store)] == ["second"]
    for _ in range(2):
        for each in kept_statements(store):
            store.undo(each.entry.entry_id, author=Author("test"))


def messages(app: AppTest) -> str:
    return " ".join(str(each.value) for each in app.error).replace("\\", "")


def test_name_is_asked_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _unfolded("customers", home, monkeypatch, customer=CUSTOMER)
    app.text_input(key="stating-author").set_value("Li Na")
    app.selectbox(key="stating-rep-0").set_value("R3")
    app.button(key="FormSubmitter:stating-Save").click().run()
    (kept,) = kept_statements(Store(home / "store.sqlite"))
    assert kept.entry.author == "Li Na"
    assert "Entered by Li Na, unverified" in captions(app)
    assert "stating-author" not in [each.key for each in app.text_input]
    app.button(key="stating-rename").click().run()
    assert app.text_input(key="stating-author").value == "Li Na"
    app.button(key=f"stating-undo-{kept.entry.entry_id}").click().run()


def test_booking_that_nobody_made_is_not_saved(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _unfolded("reps", home, monkeypatch, rep="R1")
    app.selectbox(key="stating-kind").set_value(StatementKind.BOOKING_OF).run()
    app.text_input(key="stating-number-0").set_value("nobody's")
    app.button(key="FormSubmitter:stating-Save").click().run()
    assert "This is not saved: no booking in this data has the number nobody's" in messages(app)
    assert kept_statements(Store(home / "store.sqlite")) == []


def test_person_who_counts_as_another_leads_there_and_no_circle_is_saved(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(home / "store.sqlite")
    app = _unfolded("reps", home, monkeypatch, rep="R3")
    app.selectbox(key="stating-kind").set_value(StatementKind.SAME_PERSON).run()
    app.selectbox(key="stating-other-0").set_value("R2")
    app.button(key="FormSubmitter:stating-Save").click().run()
    assert not app.exception
    assert app.query_params["rep"] == "R2"
    assert "Cleo Park is the same person as Ben Ohm." in captions(app)
    (kept,) = kept_statements(store)
    back = Statement(StatementKind.SAME_PERSON, kept.statement.stated_on, "R2", other_id="R3")
    entry = save_statement(store, back, author=Author("Jo"), seen=0)
    app = open_app("data", home, monkeypatch)
    assert captions(app).count("others have stated it the other way round") == 2
    for each in (kept.entry, entry):
        store.undo(each.entry_id, author=Author("test"))


def test_person_who_is_in_the_data_no_more_is_named_on_the_page_data(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(home / "store.sqlite")
    day = date(2026, 7, 1)
    gone = Statement(StatementKind.KNOWS, day, rep_id="R9", customer_id=CUSTOMER)
    entry = save_statement(store, gone, author=Author("Jo"), seen=0)
    app = open_app("data", home, monkeypatch)
    assert not app.exception
    assert "R9 knows Borealis." in captions(app)
    assert "R9 is not in this data, so nothing follows from it" in captions(app)
    app.button(key=f"stating-undo-{entry.entry_id}").click().run()
    assert "R9" not in captions(app)


def test_damaged_store_is_named_and_pages_go_on_without_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = home / "store.sqlite"
    store.unlink(missing_ok=True)
    store.write_bytes(b"damaged" * 999)
    app = open_app("customers", home, monkeypatch)
    assert not app.exception
    assert "store.sqlite is damaged" in " ".join(str(each.value) for each in app.warning).replace(
        "\\", ""
    )
    store.unlink()
