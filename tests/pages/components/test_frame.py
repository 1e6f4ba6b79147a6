import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.errors import Fault, InputError, InputFaults, PolicyError
from analytics.messages import message
from pages.components import frame, loading, registry
from pages.components.frame import View, report_failure
from tests.pages.homes import own_home
from tests.pages.opening import heading, markdown, open_app


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("frame"))


def open_with(draw: object, home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    """Open the Data page with another function in its place."""
    monkeypatch.setattr("pages.data.page", draw)
    return open_app("data", home, monkeypatch, **query)


def quiet(_: View) -> None:
    """A page that draws nothing."""


def raising(error: Exception) -> Callable[[View], None]:
    """A page that fails."""

    def draw(_: View) -> None:
        raise error

    return draw


def test_facts_of_the_data_are_in_the_head(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_with(lambda view: view.loaded(), home, monkeypatch)
    assert not app.exception
    text = markdown(app)
    assert "Own data, imported on 1 July 2025 · data as of 30 June 2025 (" in text
    assert "· EUR · standard policy</p>" in text


def test_head_speaks_chinese(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_with(lambda view: view.loaded(), home, monkeypatch, lang="zh")
    assert "自有数据，2025年7月1日 导入 · 数据截止日 2025年6月30日" in markdown(app)
    assert app.button(key="frame-language").label == "English"
    assert heading(app) == "数据"


def test_changed_settings_of_the_policy_are_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = home / "policy.toml"
    policy.write_text(
        '[company]\nname = "Acme <b>"\n[relationships]\nhalf_life_days = 30\n', encoding="utf-8"
    )
    try:
        app = open_with(lambda view: view.loaded(), home, monkeypatch)
    finally:
        policy.unlink()
    text = markdown(app)
    assert "<strong>Linchpin</strong> <span>Acme &lt;b&gt;</span>" in text
    assert "own policy, 1 setting changed: relationships.half_life_days = 30.0" in text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("months = 36", "a year&#x27;s revenue from the last 36 months</p>"),
        (
            'pipeline = "open"',
            "a year&#x27;s revenue from the last 12 months and open deals</p>",
        ),
    ],
)
def test_head_says_what_a_years_revenue_is(
    home: Path, monkeypatch: pytest.MonkeyPatch, settings: str, said: str
) -> None:
    policy = home / "policy.toml"
    policy.write_text(f"[exposure]\n{settings}\n", encoding="utf-8")
    try:
        assert said in markdown(open_with(lambda view: view.loaded(), home, monkeypatch))
    finally:
        policy.unlink()


def test_what_the_company_sells_is_asked_until_it_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> list[str]:
        links = open_app("customers", home, monkeypatch).get("page_link")
        return [str(each.proto.label) for each in links if "what you sell" in each.proto.label]

    (link,) = asked()
    assert "(now 12)" in link.replace("\\", "")
    policy = home / "policy.toml"
    policy.write_text('[company]\nsells = "goods"\n', encoding="utf-8")
    try:
        assert asked() == []
    finally:
        policy.unlink()


def test_title_is_the_one_heading_until_the_page_has_its_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heading(open_with(quiet, home, monkeypatch)) == "Data"
    said = open_with(lambda view: view.headline("All is well."), home, monkeypatch)
    assert heading(said) == "All is well."


def test_mendable_error_is_explained_under_the_title(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = raising(InputError(message("no customers in {place}", place="*here*")))
    app = open_with(draw, home, monkeypatch)
    assert not app.exception
    assert heading(app) == "Data"
    assert "**no customers in \\*here\\***" in markdown(app)
    assert "See what was read, or bring in other data" in [
        link.label for link in app.get("page_link")
    ]


def test_policy_error_says_where_to_mend_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = raising(PolicyError(message("policy.toml: half_life is not known")))
    text = markdown(open_with(draw, home, monkeypatch))
    assert "Mend the policy file, then load this page again." in text


def test_faults_are_listed_but_not_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault("revenue", message("the date cannot be read"), message("Write it as 2026-03-05"))

    draw = raising(InputFaults(message("crm: 9 values cannot be used"), [fault] * 9))
    app = open_with(draw, home, monkeypatch)
    listed = [each.value for each in app.caption]
    assert listed == ["revenue: the date cannot be read. Write it as 2026-03-05"] * 5


def test_other_errors_reach_the_hook_of_the_server_with_the_title_drawn(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = raising(ZeroDivisionError("secret"))
    app = open_with(draw, home, monkeypatch)
    assert heading(app) == "Data"
    assert len(app.exception) == 1
    assert "secret" not in str(app.exception[0].proto)


def test_failure_is_logged_under_the_number_that_the_reader_sees(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(frame.st, "markdown", shown.append)
    with caplog.at_level(logging.ERROR, logger="linchpin"):
        assert report_failure(ZeroDivisionError("secret")) is True
    (record,) = caplog.records
    number = record.id  # type: ignore[attr-defined]
    assert isinstance(record.exc_info[1], ZeroDivisionError)  # type: ignore[index]
    assert number in shown[0]
    assert "secret" not in shown[0]
    assert "Traceback" not in shown[0]


def test_empty_state_says_why_and_what_next() -> None:
    def page() -> None:
        from pages.components.frame import empty

        empty("No customer matches.", "Clear the filter.")

    app = AppTest.from_function(page).run()
    assert [each.value for each in app.markdown] == [
        "**No customer matches.**",
        "Clear the filter.",
    ]


def test_language_switch_changes_the_page_and_its_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_with(quiet, home, monkeypatch)
    assert app.button(key="frame-language").label == "简体中文"
    app.button(key="frame-language").click().run()
    assert heading(app) == "数据"
    assert app.query_params["lang"] in ("zh", ["zh"])


def test_demo_company_is_one_click_away_from_own_data_and_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_with(quiet, home, monkeypatch)
    assert app.button(key="frame-source").label == "Show the demo company"
    app.button(key="frame-source").click().run()
    assert '<p class="lp-badge">Demo company</p>' in markdown(app)
    assert app.query_params["source"] in ("demo", ["demo"])
    assert app.button(key="frame-source").label == "Show my own data"
    app.button(key="frame-source").click().run()
    assert "lp-badge" not in markdown(app)


def test_without_own_data_the_demo_leads_to_the_data_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.confidence.page", quiet)
    app = open_app("confidence", tmp_path, monkeypatch)
    assert '<p class="lp-badge">Demo company</p>' in markdown(app)
    (link,) = [each for each in app.get("page_link") if each.label == "Use my own data"]
    assert link.proto.page == "data"


def test_the_data_page_does_not_lead_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_with(quiet, tmp_path, monkeypatch)
    assert "Use my own data" not in [each.label for each in app.get("page_link")]


def test_damaged_pointer_is_explained_not_thrown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    app = open_with(lambda view: view.loaded(), tmp_path, monkeypatch)
    assert not app.exception
    assert "import the files again" in markdown(app)


def test_document_says_its_language_and_title(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_with(quiet, home, monkeypatch, lang="zh")
    assert any("zh-Hans" in str(each.proto) for each in app.get("bidi_component"))


def test_every_page_has_its_own_address_title_and_purpose() -> None:
    entries = registry.ENTRIES
    assert entries[0].path == ""
    assert len({entry.path for entry in entries}) == len(entries)
    assert len({str(entry.title) for entry in entries}) == len(entries)
    assert all(str(entry.purpose) for entry in entries)
    assert registry.entry("reps").path == "reps"


def test_every_page_of_the_menu_stands_in_one_of_five_groups() -> None:
    grouped = registry.grouped()
    assert len(grouped) == 5
    in_menu = [entry for entry in registry.ENTRIES if entry.group]
    assert [entry for _, pages in grouped for entry in pages] == in_menu


def test_assessment_is_computed_once_for_all_sessions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_home(tmp_path)
    loading.forget()  # or the same data would have been assessed in another home already
    runs: list[object] = []
    real = loading.load
    monkeypatch.setattr(loading, "load", lambda *a, **k: runs.append(1) or real(*a, **k))
    app = open_with(lambda view: view.loaded(), home, monkeypatch)
    app.run()
    AppTest.from_file(app._script_path, default_timeout=60).run()
    loading.forget()  # as after a new start
    AppTest.from_file(app._script_path, default_timeout=60).run()
    assert len(runs) == 1


def test_changed_policy_is_assessed_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[tuple[str, ...]] = []

    def draw(view: View) -> None:
        keys.append(view.context().key)

    app = open_with(draw, home, monkeypatch)
    policy = home / "policy.toml"
    policy.write_text("[relationships]\nhalf_life_days = 30\n", encoding="utf-8")
    try:
        app.run()
    finally:
        policy.unlink()
    assert keys[0] != keys[1]
    assert keys[0][0] == keys[1][0]
