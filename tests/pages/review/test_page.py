"""A meeting opens a review, decides in the room, closes it, and reads it later as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.actions import ActionKind, ActionState
from data.home.settings import Settings
from data.pack.writing import pack_bytes
from data.store.actions import KeptAction, current_actions, kept_actions
from data.store.entries import Author, Store
from data.store.reviews import (
    KeptReview,
    close_review,
    kept_reviews,
    pseudonymised,
    save_notes,
)
from pages.components.catalogue import LANGUAGES
from pages.review import closing
from tests.data.conftest import server_databases
from tests.data.pack.reading import text_of
from tests.pages.edges import write_edge
from tests.pages.homes import own_home
from tests.pages.opening import heading, html, open_app
from tests.pages.test_edges import EDGES, NONSENSE

PAGES = ("agenda", "changed", "outcome", "slides", "minutes")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("review"))


@pytest.fixture
def home(place: Path) -> Iterator[Path]:
    """A home in whose store there is no review."""
    yield place
    for file in [*place.glob("store.sqlite*"), *place.glob("policy.toml")]:
        file.unlink()


def kept(home: Path) -> list[KeptReview]:
    return kept_reviews(Store(home / "store.sqlite"))


def actions(home: Path) -> list[KeptAction]:
    return current_actions(kept_actions(Store(home / "store.sqlite")))


def press(app: AppTest, form: str, what: str) -> AppTest:
    app = app.button(key=f"FormSubmitter:{form}-{what}").click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    texts = [*app.title, *app.markdown, *app.caption, *app.error, *app.info]
    words = "\n".join(str(each.value) for each in texts) + html(app)
    return words.replace("\\", "").replace("\u00a0", " ")


def opened(home: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    app = open_app("review", home, monkeypatch, **query)
    assert not app.exception
    assert "There has been no risk review yet" in heading(app)
    return press(app, "review-open", "Open a risk review")


def test_review_is_opened_with_a_click_and_shows_its_agenda(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch)
    (review,) = kept(home)
    assert review.is_open
    assert "limits are exceeded" in heading(app) or "limit is exceeded" in heading(app)
    assert "exceeded at this first review" in said(app)
    heads = [str(each.value) for each in app.subheader]
    questions = [each for each in heads if each.endswith("?")]
    assert questions[0].startswith("Where are we above")
    assert questions[1].startswith("Who may leave")
    assert questions[2].startswith("Which customers depend on one person")
    assert questions[3] == "Where is our own house open?"
    assert "Borealis" in set(app.dataframe[1].value["name"])


def decide(app: AppTest, kind: ActionKind, **fields: object) -> AppTest:
    app = app.selectbox(key="review-decide-kind-None-None").set_value(kind).run()
    key = f"review-decide-{kind}-None-None"
    for name, value in fields.items():
        if name == "note":
            app.text_input(key=f"{key}-note").set_value(str(value))
        elif name == "due":
            app.date_input(key=f"{key}-due").set_value(value)
        else:
            app.selectbox(key=f"{key}-{name}").set_value(value)
    return press(app, key, "Decide")


def test_decisions_in_the_room_are_actions_that_carry_the_review(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch)
    day = date(2030, 1, 31)
    app = decide(app, ActionKind.TALK, person="R1", owner="R2", due=day)
    app = decide(app, ActionKind.SECOND_CONTACT, customer="C1", person="R2", owner="R1")
    app = decide(app, ActionKind.CHANGE_OWNER, customer="C2", person="R2", owner="R1")
    app = decide(app, ActionKind.HANDOVER, person="R1", owner="R2")
    app = decide(app, ActionKind.ACCEPT, customer="C3", owner="R1", due=day)
    assert "say why" in said(app)
    app = decide(app, ActionKind.ACCEPT, customer="C3", owner="R1", due=day, note="small")
    (review,) = kept(home)
    made = [each.action for each in actions(home)]
    assert [each.kind for each in made] == [
        ActionKind.TALK,
        ActionKind.SECOND_CONTACT,
        ActionKind.CHANGE_OWNER,
        ActionKind.HANDOVER,
        ActionKind.ACCEPT,
    ]
    assert {each.review for each in made} == {review.review_id}
    assert (made[0].rep_id, made[0].owner, made[0].due) == ("R1", "R2", day)
    assert (made[4].state, made[4].until, made[4].reason) == (ActionState.PUT_OFF, day, "small")
    app = open_app("review", home, monkeypatch, tab="minutes")
    assert "Ben Ohm becomes owner of" in said(app)
    assert "small" in said(app)


def test_name_chosen_in_the_agenda_stands_in_the_form(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(home, monkeypatch)
    app = open_app("review", home, monkeypatch, customer="C1")
    key = "review-decide-second_contact-None-C1"
    assert app.selectbox(key=f"{key}-customer").value == "C1"
    assert app.selectbox(key=f"{key}-person").value == "R2"
    app = press(app, key, "Decide")
    assert "customer" not in app.query_params
    assert [each.action.rep_id for each in actions(home)] == ["R2"]


def closed(home: Path, monkeypatch: pytest.MonkeyPatch) -> KeptReview:
    opened(home, monkeypatch)
    app = open_app("review", home, monkeypatch)
    decide(app, ActionKind.TALK, person="R1", owner="R2")
    app = open_app("review", home, monkeypatch, tab="minutes")
    app.text_area[0].set_value("All *agreed*.")
    press(app, "review-close", "Close the review")
    (review,) = kept(home)
    return review


def without_head(page: str) -> str:
    """The page without the line that says what is in use now."""
    return "\n".join(line for line in page.splitlines() if "lp-facts" not in line)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every file of minutes that is made."""
    files: list[bytes] = []

    def noting(*asked: Any) -> bytes:
        files.append(pack_bytes(*asked))
        return files[-1]

    monkeypatch.setattr("pages.review.minutes.pack_bytes", noting)
    return files


def make_minutes(app: AppTest, form: str = "xlsx") -> AppTest:
    app = app.selectbox(key="review-minutes-form").set_value(form).run()
    app = app.button(key="review-minutes-make").click().run()
    assert not app.exception
    assert app.get("download_button")
    return app


def test_closed_review_reads_as_it_was_whatever_becomes_of_the_policy(
    home: Path, monkeypatch: pytest.MonkeyPatch, written: list[bytes]
) -> None:
    review = closed(home, monkeypatch)
    assert (review.is_open, review.notes, len(review.decisions)) == (False, "All *agreed*.", 1)
    query = {"review": review.review_id}
    pages = [open_app("review", home, monkeypatch, tab=tab, **query) for tab in PAGES]
    then = [said(page) for page in pages]
    make_minutes(pages[-1])
    assert "closed on" in then[0]
    assert "All *agreed*." in then[4]
    assert "Talk with Ada" in then[4]
    (home / "policy.toml").write_text("[attrition]\nbase_rate = 0.6\n", encoding="utf-8")
    pages = [open_app("review", home, monkeypatch, tab=tab, **query) for tab in PAGES]
    again = [said(page) for page in pages]
    assert [*map(without_head, again)] == [*map(without_head, then)]
    make_minutes(pages[-1])
    assert written[1] == written[0]
    assert "All *agreed*." in text_of("xlsx", written[1])
    assert "Policy of the day: standard policy" in again[0]
    between = open_app("review", home, monkeypatch)
    assert "The next risk review is due on" in heading(between)
    between = open_app("review", home, monkeypatch, figure="expected_loss")
    assert "The policy was changed" in str(between.get("button_group")[-1].proto)


def test_minutes_of_a_review_whose_names_are_forgotten_name_nobody(
    home: Path, monkeypatch: pytest.MonkeyPatch, written: list[bytes]
) -> None:
    review = closed(home, monkeypatch)
    query = {"review": review.review_id, "tab": "minutes"}
    make_minutes(open_app("review", home, monkeypatch, **query), "docx")
    pseudonymised(Store(home / "store.sqlite"), date(2100, 1, 1))
    make_minutes(open_app("review", home, monkeypatch, **query), "docx")
    named, nameless = (text_of("docx", each) for each in written)
    assert "Ada Lovell" in named
    assert not [name for name in ("Ada", "Lovell", "Ben Ohm", "Cleo Park") if name in nameless]
    assert "Talk with P-" in nameless


def test_correction_needs_a_reason_and_is_undone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = closed(home, monkeypatch)
    app = open_app("review", home, monkeypatch, review=review.review_id, tab="minutes")
    app = press(app, "review-correct", "Correct")
    assert "say why" in said(app)
    app.text_input(key=f"review-correct-why-{review.seen}").set_value("a name was wrong")
    app = press(app, "review-correct", "Correct")
    assert "Corrected: a name was wrong" in said(app)
    app = app.button(key="review-undo").click().run()
    assert kept(home)[0].correction == ""
    app = app.button(key="review-undo").click().run()
    assert not app.exception
    assert kept(home)[0].is_open


def test_second_of_two_who_write_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(home, monkeypatch)
    one, other = (open_app("review", home, monkeypatch, tab="minutes") for _ in range(2))
    one.text_area[0].set_value("mine")
    press(one, "review-close", "Keep the notes")
    other = press(other, "review-close", "Close the review")
    assert "that you have not seen" in said(other)
    assert "has kept other notes meanwhile: mine" in said(other)
    assert kept(home)[0].notes == "mine"
    other = press(other, "review-close", "Close the review")
    assert not kept(home)[0].is_open
    one = press(one, "review-close", "Keep the notes")
    assert "has closed the review meanwhile" in said(one)


def test_second_of_two_who_close_in_the_same_moment_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(home, monkeypatch)
    app = open_app("review", home, monkeypatch, tab="minutes")

    def closed_before(store: Store, review: KeptReview, *of: Any, **how: Any) -> Any:
        monkeypatch.setattr(closing, "close_review", close_review)
        close_review(store, review, [], "theirs", **(how | {"author": Author("Eve")}))
        return close_review(store, review, *of, **how)

    monkeypatch.setattr(closing, "close_review", closed_before)
    app = press(app, "review-close", "Close the review")
    assert "Eve has closed the review meanwhile" in said(app)
    assert heading(app).startswith("The next risk review is due on")
    assert kept(home)[0].notes == "theirs"


def test_second_of_two_who_open_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = open_app("review", home, monkeypatch)
    opened(home, monkeypatch)
    other = press(other, "review-open", "Open a risk review")
    assert len(kept(home)) == 1
    assert "has opened this review meanwhile" in said(other)


def test_cadence_moves_the_day_on_which_the_next_is_due(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = closed(home, monkeypatch)
    app = open_app("review", home, monkeypatch)
    app = app.selectbox(key="review-cadence-0").set_value(12).run()
    assert not app.exception
    assert review.closed_on is not None
    assert str(review.closed_on.year + 1) in heading(app)
    # What the minutes of the one before say of the next stays.
    assert kept(home)[0].next_on == review.next_on
    assert review.next_on is not None
    assert (review.next_on - review.closed_on).days < 100


def test_review_that_is_due_counts_in_the_menu(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(home, monkeypatch)

    def acts(app: AppTest) -> list[str]:
        labels = [each.proto.label for each in app.get("page_link")]
        return [each for each in labels if each.startswith("Act")]

    assert "Act (1)" not in acts(open_app("review", home, monkeypatch))
    in_a_year = datetime.now(UTC).date() + timedelta(days=365)
    monkeypatch.setattr("pages.components.pending.today", lambda _: in_a_year)
    assert "Act (2)" in acts(open_app("review", home, monkeypatch, lang="en"))


def test_next_review_says_what_has_changed_and_what_was_never_done(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(home, monkeypatch)
    app = open_app("review", home, monkeypatch)
    past = datetime.now(UTC).date() - timedelta(days=3)
    decide(app, ActionKind.TALK, person="R1", owner="R2", due=past)
    press(open_app("review", home, monkeypatch, tab="minutes"), "review-close", "Close the review")
    app = press(open_app("review", home, monkeypatch), "review-open", "Open a risk review")
    app = open_app("review", home, monkeypatch, tab="changed")
    assert not app.exception
    assert "as at the last review" in " ".join(str(each.value) for each in app.subheader)
    assert "No customer has moved" in said(app)
    app = open_app("review", home, monkeypatch, tab="outcome")
    assert "cannot be told yet" in said(app)
    assert "Talk with Ada" in said(app)
    (_, last) = kept(home)
    press(open_app("review", home, monkeypatch, tab="minutes"), "review-close", "Close the review")
    (_, last) = kept(home)
    assert [each.rep_id for each in last.outcome.overdue] == ["R1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_speaks_both_languages(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    review = closed(home, monkeypatch)
    for tab in PAGES:
        app = open_app("review", home, monkeypatch, review=review.review_id, tab=tab, lang=language)
        assert not app.exception, tab


def test_unknown_review_is_no_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("review", home, monkeypatch, review="gone")
    assert not app.exception
    assert "There has been no risk review yet" in heading(app)


def test_notes_kept_by_somebody_else_are_shown(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(home, monkeypatch)
    (review,) = kept(home)
    save_notes(Store(home / "store.sqlite"), review, "theirs", author=Author("Bo"))
    app = open_app("review", home, monkeypatch, tab="minutes")
    assert app.text_area[0].value == "theirs"


def test_longer_span_of_revenue_is_told_apart_from_the_revenue(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(home, monkeypatch)
    (home / "policy.toml").write_text("[exposure]\nmonths = 24\n", encoding="utf-8")
    app = open_app("review", home, monkeypatch, figure="expected_loss")
    assert not app.exception
    parts = str(app.get("button_group")[-1].proto)
    assert "The policy was changed" in parts
    assert "Revenue rose or fell" not in parts
    app = press(app, "review-open", "Open a risk review")
    app = open_app("review", home, monkeypatch, tab="changed", figure="expected_loss")
    assert "was not summed as then" not in said(app)
    assert "The policy was changed" in str(app.get("button_group")[-1].proto)


def test_forgotten_names_are_no_change(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = closed(home, monkeypatch)
    assert pseudonymised(Store(home / "store.sqlite"), date(2100, 1, 1)) > 0
    app = open_app("review", home, monkeypatch)
    assert "No customer has moved" in said(app)
    app = open_app("review", home, monkeypatch, review=review.review_id, tab="minutes")
    assert "People go by pseudonyms" in said(app)
    assert "Talk with P-" in said(app)
    assert "Talk with Ada" not in said(app)
    press(open_app("review", home, monkeypatch), "review-open", "Open a risk review")
    app = open_app("review", home, monkeypatch, tab="changed")
    assert "No customer has moved" in said(app)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edge", EDGES)
def test_edges_are_reviewed_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edge: str, language: str
) -> None:
    place = write_edge(tmp_path / "files", edge)
    for _ in range(2):
        app = open_app("review", tmp_path, monkeypatch, source_location=place, lang=language)
        (submit,) = [each for each in app.button if "review-open" in str(each.key)]
        assert not submit.click().run().exception
        for tab in PAGES:
            app = open_app(
                "review", tmp_path, monkeypatch, source_location=place, lang=language, tab=tab
            )
            assert not app.exception, tab
            assert not any(word in said(app) for word in NONSENSE), (tab, said(app))
        (submit,) = [
            each
            for each in app.button
            if "review-close" in str(each.key) and each.label in ("Close the review", "结束评审")
        ]
        assert not submit.click().run().exception


@pytest.mark.slow
def test_review_on_a_server_is_seen_at_once_and_closed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextmanager(server_databases)("postgresql") as databases:
        address = databases.new_url().replace("postgresql+psycopg", "postgresql")
        monkeypatch.setenv("LINCHPIN_STORE", address)
        app = opened(place, monkeypatch)
        assert "exceeded at this first review" in said(app)
        decide(app, ActionKind.TALK, person="R1", owner="R2")
        app = open_app("review", place, monkeypatch, tab="minutes")
        app.text_area[0].set_value("first")
        app = press(app, "review-close", "Keep the notes")
        app.text_area[0].set_value("second")
        press(app, "review-close", "Close the review")
        store = Store.of(Settings(place, None, place / "policy.toml", address))
        (review,) = kept_reviews(store)
        assert (review.is_open, review.notes, len(review.decisions)) == (False, "second", 1)
        assert not (place / "store.sqlite").exists()
