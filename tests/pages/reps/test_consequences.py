"""What if one person left or stayed, in words and amounts."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from analytics.messages import Message
from pages.components.catalogue import speaking
from pages.components.text import tm_text
from pages.reps.consequences import Consequences
from pages.reps.detail import rep_detail
from tests.pages import cast


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def said(sentence: Message) -> str:
    return tm_text(sentence).replace("\xa0", " ")


def what_if(rep_id: str, **changes: Any) -> Consequences:
    people = cast.reps()
    for name, value in changes.items():
        people[name] = people[name].mask(people["rep_id"] == rep_id, value)
    found = rep_detail(cast.assessment(reps=people), rep_id)
    assert found is not None
    assert found.consequences is not None
    return found.consequences


def test_what_follows_for_others_is_people_and_money() -> None:
    assert said(what_if("bo").domino) == (
        "Once this person leaves, colleagues become a little more likely to leave: ¥12.0 k more "
        "loss is expected."
    )
    assert said(what_if("bo", further_departures=2.4).domino) == (
        "Once this person leaves, about 2 further departures and ¥12.0 k more loss are expected."
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"further_departures": 0.01, "domino_loss": 0.0}, "nothing more than before"),
        ({"further_departures": 0.01, "domino_loss": 900.0}, "a little more likely to leave: ¥900"),
        ({"domino_loss": np.nan}, "is not known"),
        ({"attrition_probability": 1.0}, "surely leaves"),
    ],
)
def test_little_nothing_and_unknown_are_different_words(
    changes: dict[str, Any], sentence: str
) -> None:
    assert sentence in said(what_if("bo", **changes).domino)


def test_ways_of_leaving_with_the_team_where_there_are_teammates() -> None:
    exits = what_if("bo").exits.set_index("kind")
    assert exits.index.tolist() == ["orderly", "sudden", "competitor", "own_business", "team"]
    assert exits.loc["team", "kind_words"] == "All together, to the same place: 2 people of North"
    # Bold (300 thousand) follows Bo with odds 3 : 7, times exp(−0.5) with an orderly handover.
    odds = 3 / 7 * np.exp(-0.5)
    assert exits.loc["orderly", "departure_loss"] == pytest.approx(300e3 * odds / (1 + odds))
    assert exits.loc["orderly", "customers_expected"] == pytest.approx(odds / (1 + odds))
    assert exits.loc["orderly", "customers_words"] == "fewer than 1"
    assert exits.loc["team", "customers_words"] == "2"


def test_without_teammates_or_a_team_nobody_goes_together() -> None:
    assert "team" not in set(what_if("cy").exits["kind"])
    assert "team" not in set(what_if("sue").exits["kind"])


def test_the_whole_team_takes_at_least_as_much_as_one_of_them_in_business() -> None:
    exits = what_if("ann").exits.set_index("kind")["departure_loss"]
    assert exits["team"] > exits["own_business"]


def test_a_year_without_leaving_has_a_worth_and_a_raise_a_limit() -> None:
    assert [said(each) for each in what_if("bo").keeping[:2]] == [
        "A year in which this person surely stays avoids ¥36.0 k of expected loss.",
        "At the usual effect of pay, a raise of up to ¥3.0 k a year pays for itself.",
    ]
    assert "an association, no promise" in said(what_if("bo").keeping[2])


@pytest.mark.parametrize(
    ("rep_id", "changes", "sentence"),
    [
        ("ann", {}, "By expected loss alone, no raise pays for itself."),
        ("sue", {}, "Which raise would pay is not known: no pay is on record."),
        ("cy", {}, "A raise is no longer the question: notice has been given."),
        (
            "bo",
            {"attrition_probability": 0.0},
            "A raise is not the question: no departure is expected.",
        ),
    ],
)
def test_a_raise_that_does_not_pay_and_one_not_known_are_told_apart(
    rep_id: str, changes: dict[str, Any], sentence: str
) -> None:
    assert said(what_if(rep_id, **changes).keeping[1]) == sentence


def test_an_unknown_worth_is_not_zero() -> None:
    kept = what_if("bo", keep_value=np.nan).keeping
    assert [said(each) for each in kept] == ["What a year without leaving is worth is not known."]


def test_every_column_is_in_the_table() -> None:
    found = what_if("ann")
    assert {column.name for column in found.columns} <= set(found.exits.columns)


def test_who_has_left_has_no_consequences_any_more() -> None:
    gone = rep_detail(cast.assessment(), "dee")
    assert gone is not None
    assert gone.consequences is None
