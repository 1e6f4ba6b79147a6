"""What introductions change, in words; who is proposed, and why; counted on the cast's company."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from analytics.actions import Action, ActionKind, ActionState, Commission, CommissionKind
from analytics.coverage.introductions import Decided, WorkList, work_list
from analytics.planning import introductions_considered
from analytics.statements import NO_STATEMENTS
from data.store.actions import KeptAction
from data.store.entries import Entry
from pages.components.actions.book import ActionBook
from pages.components.actions.words import sentence, standing
from pages.components.catalogue import LANGUAGES, speaking
from pages.components.text import tm_text
from pages.coverage.model import Chosen, columns, headline, lines, proposals, rows
from pages.coverage.sheet import sheet
from tests.pages import cast

DAY = date(2026, 7, 1)
AGREED = Action(ActionKind.SECOND_CONTACT, "bo", customer_id="bold", rep_id="ann", due=DAY)


def listed(decided: Decided = Decided(), **changes: Any) -> WorkList:  # noqa: B008
    considered = introductions_considered(cast.assessment(**changes))
    return work_list(considered, capacity=5, most=40, decided=decided)


def kept(action: Action, number: int = 1, accepted: date | None = DAY) -> KeptAction:
    entry = Entry(number, "action", f"s{number}", 1, {}, "Jo", False, cast.DAY, None, None)  # type: ignore[arg-type]
    return KeptAction(action, entry, DAY, accepted)


class Book(ActionBook):
    """A book whose today is fixed."""

    today = date(2026, 7, 2)  # type: ignore[assignment]


def book(
    *every: KeptAction,
    records: tuple[date | None, bool] | None = None,
    going: frozenset[str] = frozenset(),
) -> ActionBook:
    names = {"ann": "Ann", "bo": "Bo", "cy": "Cy", "sue": "Sue"}
    customers = {"acme": "Acme", "bold": "Bold", "cast": "Cast"}
    by_pair = {("bold", "ann"): records} if records else {}
    about = SimpleNamespace(statements=NO_STATEMENTS)
    return Book(about, list(every), list(every), names, customers, by_pair, going)  # type: ignore[arg-type]


def test_title_says_what_changes_for_certain_against_the_limit() -> None:
    said = tm_text(headline(cast.assessment(), listed(), 2, None))
    assert said == (
        "2 introductions take ¥500 k a year out of single hands: 75 % → 33 % (limit 40 %)"
    ).replace(" k", "\u00a0k").replace(" %", "\u00a0%")
    assert tm_text(headline(cast.assessment(), listed(), 0, None)).startswith("0 introductions")


def test_without_any_introduction_the_title_says_why() -> None:
    nothing = cast.nothing()
    found = work_list(introductions_considered(nothing), capacity=5, most=9, decided=Decided())
    assert tm_text(headline(nothing, found, 20, None)) == (
        "No introduction would lower the expected loss."
    )


def test_proposal_names_function_share_and_why_time_is_short() -> None:
    found = listed()
    first, second = proposals(cast.assessment(), found, 2)
    assert (first.customer, first.main, first.leaving, first.alone) == ("Cast", "Cy", True, True)
    assert (second.customer, second.main, second.leaving) == ("Bold", "Bo", False)
    assert "3 similar customers · load 1 of 5" in tm_text(second.options[0].reason)
    shown = rows((first, second))
    assert shown["current"].tolist() == ["Cy, under notice · nobody else", "Bo · nobody else"]
    assert {each.name for each in columns("CNY")} <= set(shown)
    assert len(columns("CNY")) == 6
    assert rows(()).empty


def test_lines_count_what_is_agreed_visited_proven_and_whose_commission_is_open() -> None:
    shared = Commission(CommissionKind.SHARED, main_percent=60)
    agreed = book(
        kept(AGREED),
        kept(replace(AGREED, customer_id="acme", commission=shared), 2),
        kept(replace(AGREED, customer_id="cast", state=ActionState.REJECTED, reason="no"), 3, None),
        records=(date(2026, 7, 9), False),
    )
    said = [tm_text(each) for each in lines(cast.assessment(), listed(), 2, agreed, 1)]
    assert "2 agreed, 1 visited, 0 proven by contact records" in said
    assert any(each.startswith("For 1 of them the commission is still open") for each in said)
    assert said[0].startswith("The expected loss of 12 months falls from")
    assert said[-1].startswith("1 second contact is on record as being introduced")


@pytest.mark.parametrize(
    ("chosen", "holds"),
    [
        (Chosen(5), True),
        (Chosen(5, teams=("North",)), True),
        (Chosen(5, teams=("South",)), False),
        (Chosen(5, people=("sue", "cy")), True),
        (Chosen(5, people=("cy",)), False),
    ],
)
def test_filters_ask_for_teams_and_people(chosen: Chosen, holds: bool) -> None:
    assert chosen.holds("North", ("ann", "sue")) is holds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "action",
    [
        AGREED,
        Action(ActionKind.TALK, "Jo", rep_id="bo"),
        Action(ActionKind.HANDOVER, "Jo", rep_id="bo"),
        Action(ActionKind.HANDOVER, "Jo", rep_id="bo", customer_id="acme"),
        Action(ActionKind.VISIT, "Jo", customer_id="acme"),
        Action(ActionKind.RECORD, "Jo", rep_id="bo"),
        Action(ActionKind.OTHER, "Jo", topic="Letter"),
    ],
)
def test_every_action_is_a_sentence(action: Action, language: str) -> None:
    with speaking("zh" if language == "zh" else "en"):
        said = tm_text(sentence(book(), action))
    assert said
    assert "not known" not in said


def test_standing_says_day_owner_records_and_commission() -> None:
    said = tm_text(standing(book(kept(AGREED)), kept(AGREED)))  # type: ignore[arg-type]
    assert said == (
        "Overdue since 1 July 2026. Bo sees to it. Not visited yet. The commission is still open"
    )


def test_second_contact_who_is_leaving_is_named_while_there_is_something_to_do() -> None:
    for state, told in ((ActionState.OPEN, True), (ActionState.DONE, False)):
        action = kept(replace(AGREED, state=state))
        said = standing(book(action, going=frozenset({"ann"})), action)
        assert said is not None
        assert ("Ann has left or is about to" in tm_text(said)) is told


def test_sheet_has_no_chance_no_rank_and_no_figures_of_colleagues() -> None:
    assessment = cast.assessment()
    considered = introductions_considered(assessment)
    made = sheet(assessment, considered, book(), "bo")
    assert made is not None
    first = made.rows[0]
    assert (first.customer, first.proposed, first.agreed) == ("Bold", "Ann", "")
    agreed = sheet(assessment, considered, book(kept(AGREED)), "bo")
    assert agreed is not None
    assert agreed.rows[0].proposed == ""
    assert agreed.rows[0].agreed == "Ann · by 1 July 2026 · The commission is still open"
    text = repr(made)
    assert "%" not in text
    assert [each for each in ("Acme", "400") if each in text] == []
    assert sheet(assessment, considered, book(), "dee") is None
    assert sheet(assessment, considered, book(), "nobody") is None
