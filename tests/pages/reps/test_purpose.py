"""No score about a person before somebody answers for it: the notice and who accepted it."""

import hashlib
from pathlib import Path

import pytest

from analytics.policy import PURPOSE_VERSION, read_policy
from pages.components.purpose import NOTICE
from tests.pages.homes import own_home
from tests.pages.opening import markdown, open_app

WAITING = {"en": "the usual rate of 20", "zh": "通常离职率 20"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of one's own, in which the notice may be accepted."""
    return own_home(tmp_path)


@pytest.fixture(scope="module")
def waiting_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which nobody has accepted it."""
    return own_home(tmp_path_factory.mktemp("waiting"))


def texts(app) -> str:
    links = [str(each.proto.label) for each in app.get("page_link")]
    return "\n".join([markdown(app), *links, *(str(each.value) for each in app.caption)])


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh"])
@pytest.mark.parametrize(
    ("path", "query"),
    [("", {}), ("reps", {}), ("reps", {"rep": "R1"}), ("customers", {"customer": "C1"})],
)
def test_every_page_with_chances_of_leaving_says_that_everybody_has_the_usual_rate(
    waiting_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    path: str,
    query: dict[str, str],
) -> None:
    app = open_app(path, waiting_home, monkeypatch, lang=language, **query)
    assert not app.exception
    assert WAITING[language] in texts(app)


@pytest.mark.slow
def test_the_demo_asks_nobody(tmp_path_factory, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("reps", tmp_path_factory.getbasetemp() / "demo-home", monkeypatch)
    assert WAITING["en"] not in texts(app)


def test_accepting_by_name_estimates_people_and_withdrawing_stops_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("reps", home, monkeypatch)
    app.text_input(key="purpose-name").set_value("Li Na")
    app.button[
        [each.label for each in app.button].index("Accept, and estimate people one by one")
    ].click()
    app.run()
    policy = read_policy((home / "policy.toml").read_text(encoding="utf-8"))
    assert policy.attrition.purpose is not None
    assert policy.attrition.purpose.name == "Li Na"
    assert WAITING["en"] not in texts(app)
    assert "Li Na answers for individual estimates since" in texts(app)
    app.button(key="purpose-withdraw").click().run()
    assert WAITING["en"] in texts(app)


def test_accepting_without_a_name_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("reps", home, monkeypatch)
    app.button[
        [each.label for each in app.button].index("Accept, and estimate people one by one")
    ].click()
    app.run()
    assert [str(each.value) for each in app.error] == [
        "Enter the name of the person who answers for it"
    ]
    assert not (home / "policy.toml").exists()


@pytest.mark.slow
def test_nobody_is_asked_where_the_policy_switches_individual_estimates_off(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "policy.toml").write_text("[attrition]\nindividual = false\n", encoding="utf-8")
    app = open_app("reps", home, monkeypatch)
    assert WAITING["en"] not in texts(app)
    assert "purpose-name" not in {each.key for each in app.text_input}


def test_a_changed_notice_needs_a_new_version() -> None:
    words = "\n".join(str(paragraph) for paragraph in NOTICE)
    seen = {1: "8215943d1aa5e1de"}
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == seen[PURPOSE_VERSION]
