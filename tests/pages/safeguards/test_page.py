"""The page of safeguards in the app: what is shown, clicked, remembered, and hidden."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.open_points import PointState
from analytics.policy import read_policy
from analytics.self_check import QUESTIONS
from data.home.settings import Settings
from data.store.actions import current_actions, kept_actions
from data.store.entries import Store
from data.store.open_points import kept_decisions
from data.store.self_checks import self_answers
from tests import planted
from tests.pages.homes import imported_home
from tests.pages.opening import heading, markdown, open_app
from tests.serving import ROOT

ACCEPTED = '[safeguards]\npurpose_accepted = "Li Na, 2026-01-01"\n'


def home_with(tables: planted.Tables, folder: Path, policy: str = "") -> Path:
    def write(files: Path) -> None:
        planted.written(tables, files)

    home = imported_home(folder, repr(tables), write, planted.IMPORT_DAY)
    (home / "policy.toml").write_text(planted.POLICY + policy, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def seen_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The planted company, with somebody who answers for looking at single people."""
    return home_with(planted.planted(), tmp_path_factory.mktemp("planted"), ACCEPTED)


@pytest.fixture(scope="module")
def waiting_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The planted company; nobody has accepted the notice."""
    return home_with(planted.planted(), tmp_path_factory.mktemp("waiting"))


@pytest.fixture(scope="module")
def clean_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with(planted.clean(), tmp_path_factory.mktemp("clean"), ACCEPTED)


@pytest.fixture(scope="module")
def bare_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Customers, people and bookings alone."""
    tables = planted.clean()
    kept = {name: tables[name] for name in ("reps", "customers", "revenue")}
    return home_with(kept, tmp_path_factory.mktemp("bare"), ACCEPTED)


def store_of(home: Path) -> Store:
    return Store.of(Settings(home=home, source=None, policy=home / "policy.toml", store=None))


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    app = open_app("safeguards", home, monkeypatch, **query)
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    links = [str(each.proto.label) for each in app.get("page_link")]
    texts = [markdown(app), *(str(each.value) for each in app.caption), *links]
    return "\n".join(texts).replace("\\", "").replace("\u2060", "")


def button(app: AppTest, start: str):
    return next(each for each in app.button if str(each.key).startswith(start))


def points(app: AppTest) -> int:
    return int(re.match(r"(\d+) points? (?:is|are) open", heading(app))[1])  # type: ignore[index]


def test_the_sentence_counts_open_points_and_names_the_gravest(
    seen_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(seen_home, monkeypatch)
    assert points(app) == len(planted.PLANTED) == 26
    assert "The gravest:" in heading(app)


def test_a_house_with_nothing_open_says_what_was_checked(
    clean_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(clean_home, monkeypatch)
    assert heading(app).startswith("Nothing is open: 26 rules were checked")
    assert "No recent backup" in said(app)


def test_without_tables_rules_name_what_is_missing_and_ask(
    bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(bare_home, monkeypatch, tab="checks")
    text = said(app)
    assert "It would tell which systems have no recent backup" in text
    assert "was a restore tested within a year" in text
    assert "Is there a promotion ladder" not in text  # last_promoted_on is there


def test_nothing_about_single_people_shows_before_somebody_answers_for_it(
    waiting_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(waiting_home, monkeypatch, show="all")
    text = said(app)
    assert "somebody has to answer for it" in text
    assert "backup of files" in text
    for private in ("S1 exported", "The pay of", "agreement of", "S2 sees all", "account of"):
        assert private not in text, private
    assert points(app) == 26 - 18 + 1  # dormant_account is about the house as well


def test_accepting_the_notice_by_name_shows_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(planted.planted(), tmp_path)
    app = opened(home, monkeypatch)
    app.text_input(key="purpose-safeguards-name").set_value("Li Na")
    next(each for each in app.button if "look at people one by one" in each.label).click().run()
    rules = read_policy((home / "policy.toml").read_text(encoding="utf-8")).safeguards
    assert rules.purpose is not None
    assert rules.purpose.name == "Li Na"
    assert points(app) == 26
    app.button(key="purpose-safeguards-withdraw").click().run()
    assert points(app) < 26


def test_one_click_checks_and_one_click_undoes(
    seen_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(seen_home, monkeypatch)
    button(app, "point-checked-").click().run()
    (kept,) = kept_decisions(store_of(seen_home))
    assert kept.decision.state is PointState.CHECKED
    assert "checked by" in said(app)
    button(app, "point-undo-").click().run()
    assert kept_decisions(store_of(seen_home))[0].entry.undone_at is not None


def test_an_explanation_asks_why_and_takes_the_point_off_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(planted.planted(), tmp_path, ACCEPTED)
    app = opened(home, monkeypatch, theme="exports")
    before = points(app)
    button(app, "point-to-explained-").click().run()
    save = next(each for each in app.button if each.label == "Save")
    save.click().run()
    assert any("say why" in str(each.value) for each in app.error)
    next(each for each in app.text_area if "reason" in str(each.key)).set_value("yearly mailing")
    next(each for each in app.button if each.label == "Save").click().run()
    assert not app.exception
    assert points(app) == before - 1
    settled = opened(home, monkeypatch, show="settled")
    assert "yearly mailing" in said(settled)


def test_who_was_too_late_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_with(planted.planted(), tmp_path, ACCEPTED)
    mine, theirs = opened(home, monkeypatch), opened(home, monkeypatch)
    button(theirs, "point-checked-").click().run()
    button(mine, "point-checked-").click().run()
    assert any("has entered something about the same" in str(each.value) for each in mine.error)
    assert len(kept_decisions(store_of(home))) == 1


def test_a_point_is_handed_to_somebody_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(planted.planted(), tmp_path, ACCEPTED)
    app = opened(home, monkeypatch, theme="backups")
    before = points(app)
    next(each for each in app.button if each.label == "Hand to …").click().run()
    next(each for each in app.text_input if "owner" in str(each.key)).set_value("Wang Wei")
    next(each for each in app.button if each.label == "Save").click().run()
    assert "Wang Wei sees to it" in said(app)
    assert points(app) == before


def test_an_action_is_made_of_a_remedy_with_one_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(planted.planted(), tmp_path, ACCEPTED)
    app = opened(home, monkeypatch)
    button(app, "point-action-").click().run()
    (kept,) = current_actions(kept_actions(store_of(home)))
    assert kept.action.topic.endswith(".")
    assert kept.action.due is not None
    shown = opened(home, monkeypatch, tab="actions")
    assert kept.action.topic in said(shown)


def test_answers_of_the_self_check_are_stated_by_somebody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(planted.clean(), tmp_path, ACCEPTED)
    app = opened(home, monkeypatch, tab="questions")
    assert len([each for each in app.button if str(each.key).startswith("answer-yes")]) == 15
    app.button(key="answer-no-list-company_channels").click().run()
    answer = self_answers(store_of(home))["company_channels"][0]
    assert answer.valid_until > answer.stated_on
    text = said(app)
    assert "not measured; holds until" in text
    assert "Open groups and a hotline of the company" in text
    app.button(key="answer-undo-list-company_channels").click().run()
    assert self_answers(store_of(home)) == {}
    assert len(QUESTIONS) == 15


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "tab", ["points", "questions", "recording", "customers", "log", "law", "checks", "actions"]
)
def test_every_tab_opens_in_both_languages(
    seen_home: Path, monkeypatch: pytest.MonkeyPatch, tab: str, language: str
) -> None:
    app = opened(seen_home, monkeypatch, tab=tab, lang=language)
    assert len(app.title) == 1
    assert "not translated" not in said(app)


def test_filters_of_the_address_narrow_the_list(
    seen_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(seen_home, monkeypatch, theme="backups", severity="high")
    text = said(app)
    assert "backup of files" in text
    assert "restore" not in text.split("What was checked")[0].split("Restore not tested")[0]
    assert "Margin" not in text


def test_the_law_stands_with_article_source_and_day(
    seen_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(opened(seen_home, monkeypatch, tab="law"))
    for part in (
        "§ 74 HGB",
        "(法释〔2020〕26号), art. 36",
        "§ 16600",
        "30 November 2026",
        "never advice",
    ):
        assert part in text, part
    assert "A non-compete of 12 months" in text


def test_the_card_of_a_person_says_agreements_access_pay_and_promotion(
    seen_home: Path, waiting_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(open_app("reps", seen_home, monkeypatch, rep="S2"))
    for part in ("Signed and in force", "Sees all customers", "below the middle of 7 people"):
        assert part in text, part
    hidden = said(open_app("reps", waiting_home, monkeypatch, rep="S2"))
    assert "Not shown before somebody answers" in hidden
    assert "below the middle of 7 people" not in hidden


def test_a_customer_says_what_is_not_recorded(
    seen_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(open_app("customers", seen_home, monkeypatch, customer="C14"))
    assert "Nobody at C14 is recorded" in text
    assert "What is not recorded" in [
        each.value
        for each in open_app("customers", seen_home, monkeypatch, customer="C14").subheader
    ]


def test_hidden_names_do_not_draw_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of a customer system may hold anything."""
    tables = planted.planted()
    planted.one(tables["reps"], rep_id="S1")["name"] = "<b>[x](http://evil)</b> :material/home:"
    home = home_with(tables, tmp_path, ACCEPTED)
    app = opened(home, monkeypatch)
    raw = markdown(app) + heading(app)
    assert (
        "(http://evil)"
        not in raw.replace("\\", "").replace("\u2060", "").replace("[[x](http://evil)", "")
        or "\\(http" in raw
    )
    assert (ROOT / "pages" / "safeguards").is_dir()
