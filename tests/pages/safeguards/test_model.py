"""What the page says, counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analytics.contracts.safeguarded import SAFEGUARDED
from analytics.hazard_rules import HAZARD_RULES
from analytics.messages import message
from analytics.open_points import PointState
from analytics.policy import Policy, read_policy
from analytics.safeguards.checking import Safeguards
from analytics.self_check import QUESTIONS, question_for
from pages.components.purpose import CHECKS_NOTICE
from pages.components.sentences.rules import RULES, THEMES, theme_of
from pages.customers.unrecorded import unrecorded
from pages.reps.card import card_lines
from pages.safeguards.book import Point
from pages.safeguards.law import cost_answer, gap_answer
from pages.safeguards.listed import shown_points
from pages.safeguards.log import people_of_log
from pages.safeguards.model import columns, rows, without_anyone
from pages.safeguards.records import habit_rows, recording_answer
from tests.pages import cast

DAY = pd.Timestamp("2026-06-30")
SEEN = read_policy('[safeguards]\npurpose_accepted = "Li Na, 2026-01-01"')


def point(code: str, subject: str, **more: Any) -> Point:
    kind = "rep" if HAZARD_RULES[code].switch else "customer"
    usual = Point(
        code=code,
        severity=HAZARD_RULES[code].severity,
        subject_type=kind,
        subject_id=subject,
        name=subject,
        evidence=message("something"),
        remedy=message("something"),
        evidence_on=date(2026, 6, 1),
        money=None,
        state=PointState.OPEN,
        decided=None,
        version=0,
        key=f"{code}-{subject}",
    )
    return replace(usual, **more)


POINTS = (
    point("orphaned_customer", "c1", money=100.0),
    point("untended_customer", "c2", money=50.0),
    point("mass_export", "r1", money=1_000.0, state=PointState.EXPLAINED),
    point("no_handover", "r1", state=PointState.CHECKED),
)


def test_every_rule_has_a_name_a_theme_and_where_it_needs_a_table_a_question() -> None:
    assert set(RULES) == set(HAZARD_RULES)
    assert {theme_of(code) for code in HAZARD_RULES} == set(THEMES)
    covered = [code for each in QUESTIONS.values() for code in each.covers]
    assert len(covered) == len(set(covered))
    without = {"orphaned_customer", "untended_customer"}
    assert set(covered) == set(HAZARD_RULES) - without
    assert question_for("orphaned_customer") is None
    assert len(CHECKS_NOTICE) == 4


def test_customers_without_anyone_count_once_each() -> None:
    assert without_anyone(POINTS) == (2, 150.0)
    assert without_anyone(()) == (0, 0)


@pytest.mark.parametrize(
    ("state", "themes", "severities", "places"),
    [
        ("waiting", (), (), [0, 1, 3]),
        ("settled", (), (), [2]),
        ("all", ("exports", "agreements"), (), [2, 3]),
        ("waiting", (), ("low",), [3]),
        ("waiting", ("backups",), (), []),
    ],
)
def test_filters_let_pass_what_they_name(
    state: str, themes: tuple[str, ...], severities: tuple[str, ...], places: list[int]
) -> None:
    assert shown_points(POINTS, state, themes, severities) == tuple(POINTS[i] for i in places)


@pytest.mark.usefixtures("english")
def test_files_hold_every_column_of_the_points() -> None:
    made = rows(POINTS)
    assert [each.name for each in columns("CNY")] == list(made.columns)
    assert made["state"].tolist() == ["open", "open", "explained", "checked"]
    assert made["money"].tolist()[:3] == [100.0, 50.0, 1_000.0]


def test_who_has_the_most_unusual_day_comes_first() -> None:
    days = pd.DataFrame(
        [
            ("ann", "export", DAY, 30.0, 20.0, 1.0, "own", False),
            ("ann", "delete", DAY, None, None, None, None, False),
            ("bo", "export", DAY, 10.0, 8.0, 1.0, "own", False),
            ("bo", "export", DAY, 900.0, 8.0, 90.0, "own", True),
        ],
        columns=SAFEGUARDED["exports"].names,
    )
    people = people_of_log(SAFEGUARDED["exports"].typed(days), cast.assessment())
    assert people["rep_id"].tolist() == ["bo", "ann"]
    assert people["largest"].tolist() == [900.0, 30.0]
    assert people["days"].tolist() == [2, 2]
    assert people["records"].tolist() == [910.0, 30.0]


@pytest.mark.usefixtures("english")
def test_revenue_without_a_record_is_told_with_customers_and_share() -> None:
    habits = pd.DataFrame(
        [("", 3, 3, 30.0, 0.1), ("ann", 8, 2, 200.0, 0.2), ("bo", 2, 0, 0.0, 0.5)],
        columns=SAFEGUARDED["habits"].names,
    )
    shown = habit_rows(SAFEGUARDED["habits"].typed(habits), cast.assessment())
    assert shown["rep_id"].tolist() == ["ann", "bo"]
    assert shown["share"].tolist() == [0.25, 0.0]
    said = str(recording_answer(shown, "CNY"))
    assert "With 2 of 10 customers" in said
    assert "200.00 CNY a year, 20 % of these" in said
    assert "With every customer" in str(recording_answer(shown.tail(1), "CNY"))


def cards(*people: dict[str, Any]) -> pd.DataFrame:
    names = SAFEGUARDED["cards"].names
    empty = dict.fromkeys(names)
    frame = pd.DataFrame([{**empty, **each} for each in people], columns=names)
    return SAFEGUARDED["cards"].typed(frame)


ANN = {
    "rep_id": "ann", "confidentiality": True, "non_compete": True, "handover": False,
    "non_compete_months": 12.0, "scope": "team", "can_export": False, "last_login_on": DAY,
    "pay": 80.0, "pay_currency": "CNY", "pay_gap": 20.0, "pay_against_middle": -0.2,
    "job_people": 6, "long_term_plan": False, "non_compete_cost": 24.0, "revenue_held": 500.0,
}  # fmt: skip
BO = {"rep_id": "bo", "revenue_held": 0.0}


def lines(person: dict[str, Any], policy: Policy) -> list[str]:
    row = {str(k): v for k, v in cards(person).iloc[0].to_dict().items()}
    return [str(each) for each in card_lines(row, policy)]


def test_the_card_says_what_is_known_and_what_is_not() -> None:
    said = "\n".join(lines(ANN, SEEN))
    for part in (
        "Signed and in force: confidentiality, non-compete",
        "Not on record: handover",
        "Not known, of nobody: no soliciting",
        "Sees customers of the team. May not export lists. Last log-in on 2026-06-30",
        "Pay is 20 % below the middle of 6 people",
        "costs 20.00 CNY a year",
        "No promotion is on record",
        "no long-term plan",
        "would cost 24.00 CNY at least, by the law of the place; 500.00 CNY a year would go along",
    ):
        assert part in said, part
    unknown = "\n".join(lines(BO, SEEN))
    assert "No open account is on record" in unknown
    assert "Pay is not recorded" in unknown
    assert "would cost" not in unknown


def test_the_card_shows_nothing_that_is_switched_off_or_that_nobody_answers_for() -> None:
    assert lines(ANN, Policy()) == []
    without = read_policy(
        '[safeguards]\npurpose_accepted = "Li Na, 2026-01-01"\npay = false\nagreements = false'
    )
    assert [each.split()[0] for each in lines(ANN, without)] == ["Sees"]


def test_costs_add_up_by_currency() -> None:
    people = cards(ANN, {**ANN, "rep_id": "cy", "pay_gap": 0.0}, BO)
    (cost,) = cost_answer(people, 12)
    assert "with each of 2 people would cost 48.00 CNY at least" in str(cost)
    assert "1,000.00 CNY a year would go along" in str(cost)
    (gap,) = gap_answer(people)
    assert str(gap).startswith("To bring 1 person to the middle of the same job costs 20.00 CNY")
    assert cost_answer(cards(BO), 12) == gap_answer(cards(BO)) == []


def test_what_no_record_says_of_a_customer_is_listed() -> None:
    assessment = cast.assessment()
    customer = str(assessment.customers["customer_id"].iloc[0])
    details = pd.DataFrame(
        [(customer, 3, 1, 1, 0)],
        columns=["customer_id", "people", "reachable", "shared_by", "of_own_people"],
    )

    class Records:
        contact_details = details

    found = Safeguards(
        hazards=SAFEGUARDED["hazards"].empty(),
        checks=(),
        cards=SAFEGUARDED["cards"].empty(),
        exports=SAFEGUARDED["exports"].empty(),
        habits=SAFEGUARDED["habits"].empty(),
        records=Records(),  # type: ignore[arg-type]
    )
    tables = assessment.extract.tables | {"contacts", "activities"}
    with_contacts = replace(assessment, extract=replace(assessment.extract, tables=tables))
    said = [str(each) for each in unrecorded(with_contacts, found, customer)]
    assert "A phone number or e-mail address of 2 people at the customer" in said
    without = replace(assessment, extract=replace(assessment.extract, tables=frozenset()))
    said = [str(each) for each in unrecorded(without, found, customer)]
    assert said[0] == "The people at the customer: there is no table of contacts"
    assert unrecorded(assessment, found, "nobody") == []
