"""Page one: three figures with their past, our limits, what was done, what is asked."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.actions import Action, ActionKind, ActionState
from analytics.messages import Message, Money, Percent
from analytics.pack.sources import Followed
from tests.packs import ACTIONS, cast_quality, made_pack
from tests.pages import cast


def texts(lines: tuple[Message, ...]) -> list[str]:
    return [str(each) for each in lines]


def test_three_figures_stand_with_what_is_known_of_them() -> None:
    alone, expected, fewest = made_pack().page_one.figures
    assert (alone.value, alone.limit, alone.exceeded) == (Percent(0.75), Percent(0.4), False)
    assert expected.value == Money(120_500.0, "CNY")
    assert (expected.low, expected.high) == (Money(60_000.0, "CNY"), Money(200_000.0, "CNY"))
    assert fewest.value == 2


def test_their_quarters_end_today_and_gaps_say_why() -> None:
    alone, expected, fewest = made_pack().page_one.figures
    assert [each.day for each in alone.quarters] == [
        date(2025, 6, 30),
        date(2025, 9, 30),
        date(2025, 12, 30),
        date(2026, 3, 30),
        date(2026, 6, 30),
    ]
    assert [each.value for each in alone.quarters] == [
        None,
        Percent(0.6),
        Percent(0.65),
        Percent(0.7),
        Percent(0.75),
    ]
    assert [each.value for each in fewest.quarters] == [None, None, 3, 3, 2]
    assert str(expected.gap) == (
        "Some earlier quarters are not comparable: the records do not reach back."
    )


def test_no_figure_of_a_bad_year_stands_anywhere() -> None:
    portfolio = cast.assessment().portfolio
    bad = [portfolio.es_95, portfolio.var_99, portfolio.es_99]
    for made in (made_pack(), made_pack(chances=True)):
        assert not any(f"Money(amount={each}" in repr(made) for each in bad)


def test_limits_that_are_exceeded_stand_first_and_unknown_ones_before_those_kept() -> None:
    assert [each.exceeded for each in made_pack().page_one.limits] == [True, None, False]
    assert str(made_pack().page_one.limits[1].state) == "not known"


def test_what_management_did_is_counted_since_the_day() -> None:
    page = made_pack().page_one
    assert str(page.done_title) == "What management did since 2026-03-30"
    assert texts(page.done) == [
        "Done: Talk with Bo.",
        "Of 1 agreed second contact, 1 proven by contact records.",
        "1 action is overdue.",
    ]


def test_older_deeds_are_not_this_quarters() -> None:
    page = made_pack(sources={"since": date(2026, 6, 3)}).page_one
    assert texts(page.done)[-2:] == [
        "No action was entered as done since then.",
        "1 action is overdue.",
    ]


def test_without_actions_nothing_is_claimed() -> None:
    assert texts(made_pack(sources={"actions": ()}).page_one.done) == [
        "Nothing was entered: neither an action nor an agreed second contact."
    ]


def test_the_board_is_asked_about_limits_leavers_plan_late_actions_and_accepted_risks() -> None:
    risk = Action(
        ActionKind.ACCEPT,
        state=ActionState.PUT_OFF,
        customer_id="bold",
        until=date(2026, 9, 30),
        reason="a new colleague comes",
    )
    over = replace(risk, customer_id="dune", until=date(2026, 6, 30))
    accepted = tuple(Followed(each, date(2026, 6, 1)) for each in (risk, over))
    asked = texts(made_pack(sources={"actions": (*ACTIONS, *accepted)}).page_one.asked)
    assert asked == [
        "1 of our own limits is exceeded: decide what is done, or accept it until a day.",
        "Cy has given notice and alone knows 1 customer with 200,000.00 CNY a year: decide who "
        "takes over.",
        "Agree to 2 second contacts (see below): they lower the expected loss by 14,000.00 CNY, "
        "in 4 of 5 cases by 3,000.00 CNY to 26,000.00 CNY.",
        "Decide what becomes of 2 overdue actions.",
        "Accept the risk with Bold for now: accepted until 2026-09-30. Confirm it or end it.",
    ]


@pytest.mark.parametrize("names", [True, False])
def test_without_money_shares_stay_and_no_amount_is_made_up(names: bool) -> None:
    company = cast.assessment()
    tables = company.extract.tables - {"revenue", "deals"}
    without = replace(company, extract=replace(company.extract, tables=tables))
    made = made_pack(names=names, sources={"assessment": without})
    assert "Money(" not in repr(made)
    assert made.page_one.figures[1].value is None
    assert str(made.page_one.answer) == (
        "No yearly customer revenue is known, so nothing can be said in money."
    )


def test_what_may_overturn_the_answer_is_asked_first() -> None:
    doubtful = cast_quality().assign(weight=["overturns", "note"])
    asked = texts(made_pack(sources={"quality": doubtful}).page_one.asked)
    assert asked[0] == (
        "1 point in the data may overturn all of this (see below): decide who settles it first."
    )
