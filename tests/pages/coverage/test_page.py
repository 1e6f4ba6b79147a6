"""A manager accepts, replaces, rejects and puts off introductions, and sees what that changes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.actions import Action, ActionKind, ActionState, CommissionKind
from data.store.actions import KeptAction, current_actions, kept_actions, save_action
from data.store.entries import Author, Store
from tests.pages.homes import own_home
from tests.pages.opening import click_name, heading, html, open_app

FORM = "coverage-decide-C1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("coverage"))


@pytest.fixture
def home(place: Path) -> Iterator[Path]:
    """A home in whose store nothing is decided."""
    yield place
    for file in place.glob("store.sqlite*"):
        file.unlink()


def press(app: AppTest, what: str, customer: str = "C1") -> AppTest:
    app = app.button(key=f"FormSubmitter:coverage-decide-{customer}-{what}").click().run()
    assert not app.exception
    return app


def kept(home: Path) -> list[KeptAction]:
    return current_actions(kept_actions(Store(home / "store.sqlite")))


def said(app: AppTest) -> str:
    texts = [*app.markdown, *app.caption, *app.error]
    return "\n".join(str(each.value) for each in texts).replace("\\", "").replace("\u00a0", " ")


def test_accepted_introduction_becomes_an_action_and_is_counted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("coverage", home, monkeypatch)
    assert not app.exception
    assert heading(app).startswith("5 introductions take")
    app = click_name(app, 0, "name", 0)
    assert app.query_params["customer"] in ("C1", ["C1"])
    app.selectbox(key=f"{FORM}-commission").set_value(CommissionKind.SHARED)
    app.number_input(key=f"{FORM}-commission-kept").set_value(60)
    app = press(app, "Accept")
    (action,) = kept(home)
    assert (action.action.rep_id, action.action.owner) == ("R2", "R1")
    assert action.action.commission is not None
    assert action.action.commission.main_percent == 60
    assert action.accepted_on is not None
    assert "customer" not in app.query_params
    assert "Borealis" not in set(app.dataframe[0].value["name"])
    assert "1 agreed, 0 visited, 0 proven" in said(app)
    assert "commission is still open" not in said(app)
    assert app.slider(key="coverage-n").min == 1
    app = open_app("coverage", home, monkeypatch, tab="agreed")
    assert "Ben Ohm becomes second contact of Borealis" in said(app)
    app = app.button(key=f"action-done-coverage-agreed-{action.entry.entry_id}").click().run()
    assert not app.exception
    assert kept(home)[0].action.state is ActionState.DONE


def test_somebody_else_is_accepted_in_place_of_the_proposed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("coverage", home, monkeypatch, customer="C1")
    app.radio(key=f"{FORM}-person").set_value("R3")
    press(app, "Accept")
    assert [each.action.rep_id for each in kept(home)] == ["R3"]


def test_rejected_person_is_not_proposed_again_until_it_is_undone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("coverage", home, monkeypatch, customer="C1")
    app = press(app, "Reject, for the reason above")
    assert "say why" in said(app)
    app.text_area(key=f"{FORM}-note").set_value("lives *too* far away")
    app = press(app, "Reject, for the reason above")
    rows = app.dataframe[0].value.set_index("name")
    assert rows.loc["Borealis", "second"] == "Cleo Park"
    app = open_app("coverage", home, monkeypatch, tab="refused")
    assert "Rejected: lives *too* far away" in said(app)
    (rejection,) = kept(home)
    app.button(key=f"action-undo-coverage-refused-{rejection.entry.entry_id}").click().run()
    assert kept(home) == []


def test_customer_who_was_put_off_waits_until_the_day(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("coverage", home, monkeypatch, customer="C1")
    app = press(app, "Put off until the day above")
    assert "Borealis" not in set(app.dataframe[0].value["name"])
    (later,) = kept(home)
    assert later.action.until == later.made_on + timedelta(days=30)


def test_whole_list_is_accepted_at_once_or_not_at_all(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (open_app("coverage", home, monkeypatch) for _ in range(2))
    for app in (first, second):
        app.button(key="coverage-all").click().run()
        assert not app.exception
    assert len(kept(home)) == len(kept_actions(Store(home / "store.sqlite"))) == 5
    assert "that you have not seen" in said(second)
    assert "5 agreed" in said(first)
    assert not first.dataframe


def test_second_of_two_who_decide_at_once_is_told_and_nothing_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (open_app("coverage", home, monkeypatch, customer="C1") for _ in range(2))
    second.radio(key=f"{FORM}-person").set_value("R3")
    press(first, "Accept")
    second = press(second, "Accept")
    told = " ".join(str(each.value) for each in second.warning)
    assert "has decided about this customer meanwhile" in told
    assert [each.action.rep_id for each in kept(home)] == ["R2"]


def test_second_of_two_who_change_an_action_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(open_app("coverage", home, monkeypatch, customer="C1"), "Accept")
    number = kept(home)[0].entry.entry_id
    one, other = (open_app("coverage", home, monkeypatch, tab="agreed") for _ in range(2))
    one.button(key=f"action-done-coverage-agreed-{number}").click().run()
    for button in ("later", "undo"):
        other = open_late(other, f"action-{button}-coverage-agreed-{number}")
        if button == "later":
            assert "that you have not seen" in said(other)
    assert [each.action.state for each in kept(home)] == [ActionState.DONE]


def open_late(app: AppTest, key: str) -> AppTest:
    """A click on a button of a page that was drawn before somebody else's change."""
    if key in [each.key for each in app.button]:
        app = app.button(key=key).click().run()
        assert not app.exception
    return app


def test_overdue_action_comes_first_and_says_since_when(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, by = Store(home / "store.sqlite"), Author("Jo")
    for customer, due in (("C1", date(2990, 1, 1)), ("C3", date(2025, 8, 1))):
        action = Action(ActionKind.SECOND_CONTACT, "R1", customer_id=customer, rep_id="R2", due=due)
        save_action(store, action, author=by, seen=0)
    app = open_app("coverage", home, monkeypatch, tab="agreed")
    lines = [each for each in said(app).split("\n") if "becomes second contact" in each]
    assert ["Cassia" in each for each in lines] == [True, False]
    assert "**Overdue since 1 August 2025" in said(app)
    assert "For 2 of them the commission is still open" in said(app)


def test_edited_action_is_saved_under_its_next_version(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(open_app("coverage", home, monkeypatch, customer="C1"), "Accept")
    (action,) = kept(home)
    app = open_app("coverage", home, monkeypatch, tab="agreed")
    app = app.button(key=f"action-edit-coverage-agreed-{action.entry.entry_id}").click().run()
    name = f"action-form-coverage-agreed-{action.entry.subject[:12]}"
    app.text_area(key=f"{name}-note").set_value("by phone first")
    app.selectbox(key=f"{name}-person").set_value("R3")
    app = app.button(key=f"FormSubmitter:{name}-Save").click().run()
    assert not app.exception
    assert [(each.action.note, each.action.rep_id) for each in kept(home)] == [
        ("by phone first", "R3")
    ]
    assert kept(home)[0].accepted_on == action.accepted_on


def test_numbers_filters_and_sheet_live_in_the_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("coverage", home, monkeypatch, n="2", capacity="1", team="North", person="R3")
    assert not app.exception
    assert app.slider(key="coverage-n").value == 2
    assert app.slider(key="coverage-capacity").value == 1
    assert "pass" in heading(app)
    app = open_app("coverage", home, monkeypatch, n="-7", capacity="999999999999", team="none")
    assert not app.exception
    assert app.slider(key="coverage-capacity").value <= 10
    app = open_app("coverage", home, monkeypatch, rep="R1")
    assert heading(app) == "Second contacts: a talk with Ada Lovell"
    assert "Borealis" in html(app)
    assert "Elm" not in html(app)
    app = open_app("coverage", home, monkeypatch, rep="gone")
    assert "gone" in " ".join(str(each.value) for each in app.info)


def test_damaged_store_is_named_and_the_page_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "store.sqlite").write_bytes(b"damaged" * 999)
    app = open_app("coverage", home, monkeypatch, customer="C1")
    assert not app.exception
    assert len(app.dataframe) == 1
    press(app, "Accept")
    assert "store.sqlite is damaged" in said(app)
