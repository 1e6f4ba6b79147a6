"""What the map says: its finding with money, and what only the picture of all shows."""

import pandas as pd
import pytest

from analytics.assessment import Assessment
from analytics.messages import Message
from pages.components.text import tm_text
from pages.network.drawing import draw_up
from pages.network.words import findings, headline, if_they_left
from tests.pages import cast
from tests.pages.network.company import company

pytestmark = pytest.mark.usefixtures("english")


def said(sentence: Message | None) -> str:
    return "" if sentence is None else tm_text(sentence).replace("\xa0", " ")


def with_people(**changes: dict[str, object]) -> Assessment:
    """The cast; ``changes``: new values by column and rep_id."""
    people = cast.reps().set_index("rep_id", drop=False)
    for column, values in changes.items():
        for rep_id, value in values.items():
            people.loc[rep_id, column] = value
    return cast.assessment(reps=people.reset_index(drop=True))


def test_the_title_is_money_and_whose_petal_is_the_largest() -> None:
    assert said(headline(company())) == (
        "¥960 k a year lies in outer petals; that of Ann is the largest."
    )


def test_an_owner_is_no_leaver_and_not_named_but_the_title_stays_true() -> None:
    owned = with_people(function={"ann": "owner"})
    assert said(headline(owned)) == (
        "¥960 k a year lies in outer petals; after the owner's, that of Bo is the largest."
    )
    only = with_people(
        function={"ann": "owner"}, sole_revenue={"bo": 0.0, "cy": 0.0}, expected_loss={"bo": 9e9}
    )
    assert said(headline(only)) == "¥460 k a year lies in outer petals, all of it the owner's."


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"active": dict.fromkeys(["ann", "bo", "cy", "sue", "x9"], False)}, "There are no"),
        ({"sole_revenue": dict.fromkeys(["ann", "bo", "cy"], 0.0)}, "No customer is on record"),
    ],
)
def test_without_people_or_petals_the_title_says_so(
    changes: dict[str, dict[str, object]], begins: str
) -> None:
    assert said(headline(with_people(**changes))).startswith(begins)


def test_findings_name_what_nobody_knows_what_is_not_drawn_and_closed_groups() -> None:
    assessment = company()
    told = [said(sentence) for sentence, _ in findings(assessment, draw_up(assessment))]
    assert told[1:] == [
        "3 groups of one or two people share no customer with anybody else: ¥1.1 M a year.",
        "Of 3 customers with ¥140 k a year it is not known who is in touch, or nobody is any more "
        "(dotted).",
        "1 customer without yearly revenue is not drawn.",
    ]


def test_who_alone_ties_a_team_to_customers_is_named_and_leads_to_them() -> None:
    assessment = company()
    (sentence, rep_id), *_ = findings(assessment, draw_up(assessment))
    assert rep_id == "ann"
    assert said(sentence) == (
        "Without Ann, 3 customers with ¥560 k a year would have nobody in North who knows them; "
        "colleagues elsewhere know 1 of them."
    )


@pytest.mark.parametrize(
    ("rep_id", "sentence"),
    [
        (
            "ann",
            "Without Ann, customers with ¥460 k a year have nobody any more; 1 more with ¥100 k "
            "hangs on one person.",
        ),
        (
            "sue",
            "Without Sue, every customer still has somebody; 1 with ¥100 k a year hangs on one "
            "person.",
        ),
        ("x9", ""),
        ("dee", ""),
    ],
)
def test_what_if_they_left_is_counted(rep_id: str, sentence: str) -> None:
    assert said(if_they_left(company(), rep_id)) == sentence


def test_findings_need_no_team() -> None:
    nobody = with_people(team=dict.fromkeys(["ann", "bo", "cy"], None))
    assert all(isinstance(sentence, Message) for sentence, _ in findings(nobody, draw_up(nobody)))
    assert pd.isna(nobody.reps["team"]).sum() >= 3
