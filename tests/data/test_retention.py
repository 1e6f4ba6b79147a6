"""What is over goes after its months, what counts stays, and the day it goes is told before."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analytics.actions import Action, ActionKind, ActionState
from analytics.open_points import PointDecision, PointState
from analytics.pack.papers import papers_of
from analytics.policy import read_policy
from analytics.self_check import QUESTIONS, VALID_DAYS, Answer
from analytics.statements import Statement, StatementKind
from data.completion.form import Asked
from data.completion.keeping import hand_out, ledger_of
from data.home.settings import Settings
from data.retention import remove_what_is_over, retention_at_start, standing
from data.store.actions import current_actions, kept_actions, save_action
from data.store.entries import Author, Store
from data.store.handovers import (
    CustomerState,
    save_customer,
    standing_handovers,
    start_handover,
)
from data.store.open_points import kept_decisions, save_decision
from data.store.reviews import close_review, kept_reviews, open_review
from data.store.self_checks import save_answer, self_answers
from data.store.statements import kept_statements, save_statement
from tests.analytics.review.companies import Firm, assess, frozen
from tests.packs import company_sources

ANN = Author("Ann")
POLICY = read_policy("[retention]\nentered_months = 12")
TODAY = datetime.now(UTC).date()
LATER = TODAY.replace(year=TODAY.year + 3, day=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.of(Settings(tmp_path, None, tmp_path / "policy.toml"))


def action(customer: str, state: ActionState) -> Action:
    return Action(ActionKind.VISIT, "Ann", state, customer_id=customer, reason="why")


def test_what_is_done_goes_and_what_waits_stays(store: Store) -> None:
    for customer, state in (("C1", ActionState.OPEN), ("C2", ActionState.DONE)):
        save_action(store, action(customer, state), author=ANN, seen=0)
    assert remove_what_is_over(store, POLICY, TODAY) == 0
    assert remove_what_is_over(store, POLICY, LATER) == 1
    (left,) = current_actions(kept_actions(store))
    assert left.action.customer_id == "C1"


def test_the_whole_history_of_what_still_counts_stays(store: Store) -> None:
    save_action(store, action("C1", ActionState.DONE), author=ANN, seen=0)
    save_action(store, action("C1", ActionState.OPEN), author=ANN, seen=1)
    assert remove_what_is_over(store, POLICY, LATER) == 0
    assert len(kept_actions(store)) == 2


def test_a_statement_goes_some_months_after_it_has_run_out(store: Store) -> None:
    knows = Statement(StatementKind.KNOWS, TODAY, rep_id="R1", customer_id="C1")
    robot = Statement(StatementKind.ROBOT, TODAY, rep_id="R3")
    for each in (knows, robot):
        save_statement(store, each, author=ANN, seen=0)
    assert knows.valid_until is not None
    year_later = knows.valid_until.replace(year=knows.valid_until.year + 1)
    assert remove_what_is_over(store, POLICY, year_later - timedelta(days=2)) == 0
    assert remove_what_is_over(store, POLICY, year_later + timedelta(days=2)) == 1
    assert [each.statement.rep_id for each in kept_statements(store, history=True)] == ["R3"]


def test_a_handover_goes_with_all_that_was_settled_in_it(store: Store) -> None:
    options = {"away": False, "begins_on": date(2020, 1, 1), "author": ANN}
    for rep, ends_on in (("R1", date(2020, 2, 1)), ("R2", LATER)):
        start_handover(store, [rep], ends_on=ends_on, successors={"C1": None}, **options)
    ended = next(each for each in standing_handovers(store) if each.rep_ids == ("R1",))
    save_customer(store, ended, "C1", CustomerState("R9"), author=ANN)
    # Entered today: two years from now both its parts are over, the other one still runs.
    assert remove_what_is_over(store, POLICY, TODAY.replace(year=TODAY.year + 2, day=1)) == 2
    (left,) = standing_handovers(store)
    assert left.rep_ids == ("R2",)


def test_the_next_day_is_told_and_nothing_is_due_before(store: Store) -> None:
    save_action(store, action("C1", ActionState.DONE), author=ANN, seen=0)
    actions, *others = standing(store, POLICY, TODAY)
    assert actions.due == 0
    assert actions.next_on is not None
    assert abs((actions.next_on - TODAY).days - 365) <= 1
    assert [each.next_on for each in others] == [None] * len(others)
    assert standing(store, POLICY, LATER)[0].due == 1


def test_what_fails_at_the_start_is_logged_and_ends_nothing(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"no database" * 100)
    retention_at_start(lambda: store, lambda: POLICY)
    assert "damaged" in caplog.text


def test_people_in_old_reviews_become_pseudonyms_and_recent_ones_stay(
    store: Store, tmp_path: Path
) -> None:
    snapshot = frozen(assess(Firm(), tmp_path / "firm"))
    for day in (date(2020, 1, 1), TODAY):
        open_review(store, snapshot, papers_of(company_sources()), author=ANN, opened_on=day)
        (review,) = [each for each in kept_reviews(store) if each.is_open]
        close_review(store, review, [], "", author=ANN, closed_on=day)
    assert standing(store, POLICY, TODAY)[-1].due == 1
    assert remove_what_is_over(store, POLICY, TODAY) == 1
    assert [each.hidden for each in kept_reviews(store)] == [True, False]
    assert remove_what_is_over(store, POLICY, TODAY) == 0


def test_a_point_goes_once_it_is_accepted_no_longer_and_an_explained_one_stays(
    store: Store,
) -> None:
    until = TODAY + timedelta(days=200)
    accepted = PointDecision(
        "mass_export", "rep", "R1", PointState.ACCEPTED, "Ann", "known", until=until
    )
    explained = PointDecision("mass_export", "rep", "R2", PointState.EXPLAINED, "Ann", "a move")
    seen = PointDecision("mass_export", "rep", "R3", PointState.CHECKED, "Ann", "")
    for each in (accepted, explained, seen):
        save_decision(store, each, author=ANN, seen=0)
    assert remove_what_is_over(store, POLICY, TODAY + timedelta(days=300)) == 0
    assert remove_what_is_over(store, POLICY, TODAY + timedelta(days=400)) == 1
    assert {each.decision.subject_id for each in kept_decisions(store)} == {"R1", "R2"}
    assert remove_what_is_over(store, POLICY, until + timedelta(days=400)) == 1
    (left,) = kept_decisions(store)
    assert left.decision.subject_id == "R2"


@pytest.mark.parametrize("demo", [False, True])
def test_workbooks_and_what_came_back_in_them_go_unless_stated_anew(
    store: Store, demo: bool
) -> None:
    asked = Asked("R1", "v1", frozenset({"C1"}))
    hand_out(store, [asked], author=ANN, demo=demo)
    kind = "demo completion" if demo else "completion"
    fact = {"customer_id": "C1", "field": "phone", "value": "123", "rep_id": "R1"}
    store.save(kind, "C1 phone", fact, author=ANN, seen=0)
    assert remove_what_is_over(store, POLICY, TODAY + timedelta(days=360)) == 0
    assert remove_what_is_over(store, POLICY, TODAY + timedelta(days=370)) == 2
    ledger = ledger_of(store, demo=demo)
    assert (ledger.sent, ledger.stated) == ((), ())


def test_an_answer_to_the_self_check_goes_months_after_it_has_run_out(store: Store) -> None:
    code = next(iter(QUESTIONS))
    save_answer(store, code, Answer.NO, author=ANN)
    over = TODAY + timedelta(days=VALID_DAYS)
    assert remove_what_is_over(store, POLICY, over + timedelta(days=360)) == 0
    assert remove_what_is_over(store, POLICY, over + timedelta(days=370)) == 1
    assert self_answers(store) == {}
