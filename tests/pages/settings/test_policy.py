"""A setting is changed on the page: its effect is shown, it is saved, it stands in the history."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from analytics.policy import read_policy
from data.home.settings import Settings
from data.store.entries import Store
from data.store.policy_history import policy_changes
from tests.pages.homes import own_home
from tests.pages.opening import click_tab, heading, markdown, open_app


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("settings"))


@pytest.fixture
def home(shared: Path) -> Path:
    for name in ("policy.toml", "store.sqlite", "store.sqlite-wal", "store.sqlite-shm"):
        (shared / name).unlink(missing_ok=True)
    return shared


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return open_app("settings", home, monkeypatch)


def button(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def policy(home: Path) -> str:
    return (home / "policy.toml").read_text(encoding="utf-8")


def rate(app: AppTest) -> NumberInput:
    """The field of how many leave in a usual year."""
    every = [each for each in app.number_input if str(each.key).startswith("settings-attrition.b")]
    (field,) = every
    return field


def test_the_page_says_that_nothing_was_changed(app: AppTest) -> None:
    assert not app.exception
    assert heading(app) == "All settings are at their defaults."


def test_a_change_is_shown_with_its_effect_before_it_can_be_saved(app: AppTest, home: Path) -> None:
    rate(app).set_value(40).run()
    assert "How many leave in a usual year" in markdown(app)
    assert not [each for each in app.button if each.key == "settings-save"]
    button(app, "settings-show")
    assert not app.exception
    shown = markdown(app).replace("\\", "")
    assert re.search(r"Expected loss, 12 months: €.* now, €.* then", shown)
    assert "Yearly customer revenue: €" in shown
    assert "as now" in shown
    assert not (home / "policy.toml").exists()
    button(app, "settings-save")
    assert not app.exception
    assert read_policy(policy(home)).attrition.base_rate == 0.4
    (change,) = policy_changes(Store.of(Settings(home, None, home / "policy.toml")), _at(home))
    assert change.changed == {"attrition.base_rate": (0.2, 0.4)}


def _at(home: Path) -> Settings:
    return Settings(home, None, home / "policy.toml")


def test_what_was_changed_meanwhile_is_told_and_the_draft_stays(app: AppTest, home: Path) -> None:
    (field,) = [each for each in app.text_input if each.label == "Name of the company"]
    field.set_value("Ours").run()
    (home / "policy.toml").write_text("[follow]\nbase_rate = 0.2\n", encoding="utf-8")
    button(app, "settings-save")
    assert "changed meanwhile" in app.error[0].value
    assert policy(home) == "[follow]\nbase_rate = 0.2\n"
    button(app, "settings-save")
    rules = read_policy(policy(home))
    assert (rules.company.name, rules.follow.base_rate) == ("Ours", 0.2)


def test_discarding_brings_the_fields_back(app: AppTest) -> None:
    rate(app).set_value(40).run()
    button(app, "settings-discard")
    assert rate(app).value == 20


def test_a_setting_and_all_of_them_go_back_to_their_defaults(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "policy.toml").write_text(
        '[company]\nname = "Ours"\n[limits]\nrep_core_share = 0.1\n[follow]\nbase_rate = 0.2\n',
        encoding="utf-8",
    )
    app = open_app("settings", home, monkeypatch)
    button(app, "settings-reset-follow.base_rate")
    button(app, "settings-show")
    button(app, "settings-save")
    assert "base_rate" not in policy(home)
    button(app, "settings-reset-all")
    button(app, "settings-show")
    button(app, "settings-save")
    assert read_policy(policy(home)).changed == {"company": {"name": "Ours"}}


def test_the_history_names_who_and_undoes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("settings", home, monkeypatch)
    (field,) = [each for each in app.text_input if each.label == "Name of the company"]
    field.set_value("Ours <b>").run()
    app.text_input(key="settings-author").set_value("Li Na").run()
    button(app, "settings-save")
    click_tab(app, "Who changed what")
    assert "changed by Li Na" in markdown(app)
    button(app, "settings-undo-0-1")
    assert not app.exception
    assert policy(home) == ""
    assert "undone by Li Na" in markdown(app)


def test_a_policy_that_cannot_be_understood_can_be_taken_back_on_the_page(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "policy.toml").write_text("[folow]\n", encoding="utf-8")
    app = open_app("settings", home, monkeypatch)
    assert "cannot be understood" in markdown(app)
    button(app, "settings-undo-0-0")
    assert policy(home) == ""


def test_a_fiscal_year_that_is_not_the_calendars_stands_in_the_head(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "policy.toml").write_text("[company]\nfiscal_year_starts = 4\n", encoding="utf-8")
    app = open_app("settings", home, monkeypatch)
    assert "quarter 1 of fiscal year 2026" in markdown(app)
