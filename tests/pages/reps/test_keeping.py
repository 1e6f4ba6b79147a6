"""What it is worth that one person stays, in words and amounts."""

from typing import Any

import numpy as np
import pytest

from analytics.messages import Message
from pages.reps.detail import rep_detail
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def kept(rep_id: str, **changes: Any) -> tuple[Message, ...]:
    people = cast.reps()
    for name, value in changes.items():
        people[name] = people[name].mask(people["rep_id"] == rep_id, value)
    found = rep_detail(cast.assessment(reps=people), rep_id)
    assert found is not None
    assert found.keeping is not None
    return found.keeping


def test_a_year_without_leaving_has_a_worth_and_a_raise_a_limit() -> None:
    assert [said(each) for each in kept("bo")[:2]] == [
        "A year in which this person surely stays avoids ¥36.0 k of expected loss.",
        "At the usual effect of pay, a raise of up to ¥3.0 k a year pays for itself.",
    ]
    assert "an association, no promise" in said(kept("bo")[2])


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
    assert said(kept(rep_id, **changes)[1]) == sentence


def test_an_unknown_worth_is_not_zero() -> None:
    unknown = kept("bo", keep_value=np.nan)
    assert [said(each) for each in unknown] == [
        "What a year without leaving is worth is not known."
    ]


def test_who_has_left_is_not_kept_any_more() -> None:
    gone = rep_detail(cast.assessment(), "dee")
    assert gone is not None
    assert gone.keeping is None
