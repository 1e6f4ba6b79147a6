"""The review in words: since when limits are exceeded, the waterfall, the slides, the outcome."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from analytics.actions import Action, ActionKind, ActionState
from analytics.contracts.reviewed import FROZEN
from analytics.messages import message
from analytics.policy import Policy
from analytics.review.changes import what_changed
from analytics.review.progress import RiskFall
from analytics.review.snapshot import Snapshot
from data.store.actions import KeptAction
from data.store.entries import Entry
from data.store.reviews import KeptReview, Outcome
from pages.components.actions.book import ActionBook
from pages.components.loading import Context
from pages.components.theme import LIGHT
from pages.review.charts import waterfall
from pages.review.deciding import decision_words
from pages.review.model import (
    ReviewShown,
    change_rows,
    customers_alone,
    due_sentence,
    fall_sentence,
    figures_of,
    headline,
    limit_lines,
    open_points,
    outcome_now,
    people_first,
)
from pages.review.slides import slides
from tests.analytics.review.companies import Firm, assess, frozen
from tests.pages.saying import said

FIRM = Firm()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return frozen(assess(FIRM, tmp_path_factory.mktemp("first") / "one"))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    firm = FIRM.with_rep("bob", left_on="2026-06-15").with_revenue(acme=500.0)
    return frozen(assess(firm, tmp_path_factory.mktemp("later") / "one"))


def entry(number: int) -> Entry:
    when = datetime(2026, 7, 1, tzinfo=UTC)
    return Entry(number, "review", str(number), 1, {}, "Ann", False, when, None, None)


def review(number: int, day: date, **changes: Any) -> KeptReview:
    made = KeptReview(
        review_id=str(number),
        entry=entry(number),
        seen=1,
        as_of=day,
        opened_on=day,
        opened_by="Ann",
        closed_on=None,
        next_on=None,
        previous=None,
        snapshot="",
        papers=None,
        currency="CNY",
        figures={"expected_loss": 5.0, "single_threaded_revenue_share": 0.8},
        exceeded=("single_threaded_share",),
        decisions=(),
        outcome=Outcome(),
        notes="",
        correction="",
        hidden=False,
    )
    return replace(made, **changes)


def book(snapshot: Snapshot, *actions: KeptAction, proven: bool = False) -> ActionBook:
    about = cast(Context, SimpleNamespace(kind="own", policy=Policy()))
    names = dict(zip(snapshot.reps["rep_id"], snapshot.reps["name"], strict=True))
    customers = dict(
        zip(snapshot.customers["customer_id"], snapshot.customers["name"], strict=True)
    )
    happened: dict[tuple[str, str], tuple[date | None, bool]] = {
        ("acme", "cat"): (date(2026, 8, 1), proven)
    }
    every = list(actions)
    return ActionBook(about, every, every, names, customers, happened, frozenset())


def shown(snapshot: Snapshot, earlier: Snapshot | None = None, **changes: Any) -> ReviewShown:
    day = snapshot.as_of
    before = None if earlier is None else review(1, earlier.as_of)
    kept_one = review(2, day, **changes)
    return ReviewShown(kept_one, snapshot, before, earlier, snapshot, book(snapshot))


def test_headline_is_that_of_the_frozen_day(first: Snapshot) -> None:
    exceeded = sum(each.exceeded is True for each in first.limits)
    assert said(headline(shown(first))) == (
        f"{exceeded} of 4 limits are exceeded; 80 % of the revenue is on record with one person "
        "only, and ¥56 is expected to go within 12 months"
    )


def test_limits_say_since_when_they_are_exceeded(first: Snapshot) -> None:
    days = [date(2026, month, 1) for month in (1, 4, 7)]
    kept = [review(number, day) for number, day in enumerate(days)]

    def since(every: list[KeptReview]) -> str:
        lines = limit_lines(first, every[-1], every)
        line = next(each for each in lines if each.limit.code == "single_threaded_share")
        return said(line.since)

    assert since(kept[2:]) == "exceeded at this first review"
    assert since(kept) == "exceeded since the review of 1 January 2026 or longer"
    kept[0] = replace(kept[0], exceeded=())
    assert since(kept) == "exceeded since the review of 1 April 2026"
    kept[1] = replace(kept[1], exceeded=())
    assert since(kept) == "exceeded since the review of 1 July 2026"
    within = [each for each in limit_lines(first, kept[2], kept) if not each.limit.exceeded]
    assert all(each.since is None for each in within)


def test_agenda_names_what_rests_on_people_and_no_chance(first: Snapshot) -> None:
    people = people_first(first)
    assert people["rep_id"].tolist() == ["ann", "bob", "cat"]
    assert people["sole_revenue"].tolist() == [400.0, 300.0, 100.0]
    assert not any("probability" in name or "band" in name for name in people)
    customers = customers_alone(first)
    assert customers["customer_id"].tolist() == ["acme", "bold", "dune"]
    assert customers["person"].tolist() == ["Ann", "Bob", "Cat"]


def test_waterfall_runs_from_one_total_to_the_other(first: Snapshot, later: Snapshot) -> None:
    split = what_changed(first, later)["single_threaded"]
    steps = change_rows(split)
    assert steps["label"].tolist() == [
        "Last review",
        "People came, left or gave notice",
        "Revenue rose or fell",
        "This review",
    ]
    assert steps["end"].tolist() == [800.0, 700.0, 800.0, 800.0]
    assert steps["amount"].tolist() == [800.0, -100.0, 100.0, 800.0]
    drawing = waterfall(steps, LIGHT, "CNY")
    assert [list(bar.text) for bar in drawing.data] == [["¥800", "¥800"], ["+¥100"], ["−¥100"]]


def test_five_slides_and_the_own_house_where_somebody_has_looked(
    first: Snapshot, later: Snapshot
) -> None:
    titles = [each.title for each in slides(shown(later, first), [])]
    assert titles == [
        "Where do we stand?",
        "What has changed since the last review?",
        "Who may leave, and whom do we talk to first?",
        "Which customers depend on one person, and who becomes their second contact?",
        "What do we decide?",
    ]
    changed = slides(shown(later, first), [])[1]
    assert [(each.name, each.value) for each in changed.rows] == [
        ("People came, left or gave notice", "−¥100"),
        ("Revenue rose or fell", "+¥100"),
    ]
    hazards = FROZEN["hazards"].typed(
        pd.DataFrame(
            {
                "code": ["rep_sees_all", "backup_failed"],
                "severity": ["low", "high"],
                "subject_type": [None, None],
                "subject_id": [None, None],
                "evidence": [message("Somebody sees everything"), message("The backup failed")],
                "remedy": [message("Narrow it"), message("Look why")],
            }
        )
    )
    looked = shown(replace(later, hazards=hazards))
    assert open_points(looked.snapshot)["code"].tolist() == ["backup_failed", "rep_sees_all"]  # type: ignore[index]
    last = slides(looked, [])[4]
    assert last.title == "Where is our own house open?"
    assert [each.value for each in last.rows] == ["grave", "worth knowing"]
    assert open_points(later) is None
    assert slides(shown(later), [])[1].lead == "This is the first review."
    other = slides(shown(later, replace(first, currency="EUR")), [])[1]
    assert "amounts cannot be compared" in other.lead


def kept(action: Action, number: int, accepted: date | None) -> KeptAction:
    return KeptAction(action, entry(number), accepted or date(2026, 7, 1), accepted)


def test_outcome_is_what_came_of_decisions_between_the_reviews(first: Snapshot) -> None:
    second = Action(ActionKind.SECOND_CONTACT, "ann", customer_id="acme", rep_id="cat")
    inside = kept(second, 1, date(2026, 7, 2))
    before = kept(replace(second, customer_id="bold"), 2, date(2026, 6, 1))
    after = kept(replace(second, customer_id="cast"), 3, date(2026, 10, 1))
    late = kept(Action(ActionKind.TALK, "bob", rep_id="ann", due=date(2026, 7, 9)), 4, None)
    risk = Action(
        ActionKind.ACCEPT, state=ActionState.PUT_OFF, customer_id="dune", until=date(2026, 7, 9)
    )
    found = outcome_now(
        book(first, inside, before, after, late, kept(risk, 5, None), proven=True),
        review(2, date(2026, 10, 1)),
        review(1, date(2026, 7, 1)),
    )
    assert found.treated == {"acme"}
    assert (found.introduced[0].visited_on, found.introduced[0].proven) == (date(2026, 8, 1), True)
    assert [each.rep_id for each in found.overdue] == ["ann"]
    assert outcome_now(book(first), review(1, date(2026, 7, 1)), None) == Outcome()


def test_decisions_in_one_line(first: Snapshot) -> None:
    names = book(first)
    talk = Action(ActionKind.TALK, "bob", rep_id="ann", due=date(2026, 7, 15))
    assert said(decision_words(names, talk)) == "Talk with Ann: Bob, until 15 July 2026"
    nobody = Action(ActionKind.CHANGE_OWNER, customer_id="acme", rep_id="cat")
    assert said(decision_words(names, nobody)) == (
        "Cat becomes owner of Acme: nobody named, until no day"
    )
    accepted = Action(
        ActionKind.ACCEPT, customer_id="acme", until=date(2026, 12, 31), reason="too small"
    )
    assert said(decision_words(names, accepted)) == (
        "Accept the risk with Acme for now: accepted until 31 December 2026, because too small"
    )


def test_fall_in_words() -> None:
    none = pd.DataFrame()
    fell = RiskFall(30, 90, none, change=-0.08, others=-0.02, effect=-0.06, low=-0.09, high=-0.03)
    assert said(fall_sentence(fell)).startswith(
        "With a second contact, the chance to lose a customer with a person fell by 6 points more"
    )
    assert "(range 3 to 9, 4 of 5 times)" in said(fall_sentence(fell))
    rose = replace(fell, effect=0.06, low=0.03, high=0.09)
    assert "rose by 6 points" in said(fall_sentence(rose))
    unclear = replace(fell, high=0.01)
    assert "the difference may be chance" in said(fall_sentence(unclear))
    untold = RiskFall(3, 90, none, why=message("not known"))
    assert said(fall_sentence(untold)) == ("Whether the risk fell cannot be told yet: not known.")


def test_next_review_is_due_or_was() -> None:
    day = date(2026, 7, 1)
    assert said(due_sentence(day, day)) == "The next risk review is due on 1 July 2026"
    assert "was due on" in said(due_sentence(day, date(2026, 7, 2)))
    assert "no risk review yet" in said(due_sentence(None, day))


def test_past_reviews_are_listed_newest_first() -> None:
    frame = figures_of([review(1, date(2026, 1, 1)), review(2, date(2026, 4, 1))])
    assert frame["review_id"].tolist() == ["2", "1"]
    assert frame["single_share"].tolist() == [0.8, 0.8]
    assert figures_of([]).empty
