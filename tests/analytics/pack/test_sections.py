"""The lists of a pack: counted by hand, cut to what was chosen, absent where nothing is given."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.messages import Money, Percent, message
from analytics.pack.model import Section
from analytics.review.changes import Cause, Part, Split
from tests.packs import company_sources, made_pack
from tests.pages import cast
from tests.pages.planned_cast import no_plan


def section(code: str, **options: object) -> Section:
    return next(each for each in made_pack(**options).sections if each.code == code)  # type: ignore[arg-type]


def rows(part: Section) -> list[tuple[object, ...]]:
    assert part.table is not None
    return list(part.table.rows)


def test_people_stand_in_the_order_of_what_each_knows_alone() -> None:
    people = section("people")
    assert [(str(row[0]), row[1], row[2]) for row in rows(people)] == [
        ("Ann", Money(560_000.0, "CNY"), Money(460_000.0, "CNY")),
        ("Bo", Money(300_000.0, "CNY"), Money(300_000.0, "CNY")),
        ("Cy", Money(200_000.0, "CNY"), Money(200_000.0, "CNY")),
        ("Sue", Money(100_000.0, "CNY"), Money(0.0, "CNY")),
    ]
    assert str(people.title) == (
        "Half of the 960,000.00 CNY that one person alone knows rests on 2 people"
    )
    assert str(rows(people)[2][5]) == "leaves on 2026-07-23"


def test_the_chart_of_people_adds_up_to_their_table() -> None:
    people = section("people")
    assert people.chart is not None
    alone, shared = (each.values for each in people.chart.series)
    for row, own, others in zip(rows(people), alone, shared, strict=True):
        assert isinstance(row[1], Money)
        assert isinstance(own, Money)
        assert isinstance(others, Money)
        assert row[1].amount == pytest.approx(own.amount + others.amount)


def test_customers_on_record_with_one_person_only_the_largest_first() -> None:
    customers = section("customers")
    assert [row[1] for row in rows(customers)] == [
        Money(each * 1000.0, "CNY") for each in (400, 300, 200, 60, 0)
    ]
    assert str(customers.title).startswith("5 customers with 960,000.00 CNY a year")


def test_lists_are_cut_to_the_teams_that_were_chosen_and_say_so() -> None:
    made = made_pack(filters={"team": ("South",)})
    people = next(each for each in made.sections if each.code == "people")
    assert [str(row[0]) for row in rows(people)] == ["Cy"]
    assert "Only people of: South." in [str(each) for each in people.lines]
    assert "lists: only South" in [str(each) for each in made.foot]
    assert made.page_one.figures == made_pack().page_one.figures


def test_lists_are_cut_to_the_customers_that_were_chosen() -> None:
    company = company_sources().assessment
    regions = company.customers.assign(region=["East", "West"] + ["East"] * 7)
    made = made_pack(
        filters={"region": ("West",)},
        sources={"assessment": replace(company, customers=regions)},
    )
    found = {each.code: each for each in made.sections}
    assert [row[1] for row in rows(found["customers"])] == [Money(300_000.0, "CNY")]
    assert [str(row[2]) for row in rows(found["second_contacts"])] == ["Bo"]
    assert str(found["customers"].lines[-1]) == "Only customers of: West."


def left(planned: Section) -> list[float]:
    """What the chart says is left of the expected loss."""
    assert planned.chart is not None
    return [each.amount for each in planned.chart.series[0].values if isinstance(each, Money)]


def test_second_contacts_stand_by_what_they_save() -> None:
    planned = section("second_contacts")
    assert [(str(row[2]), str(row[3])) for row in rows(planned)] == [("Bo", "Ann"), ("Ann", "Sue")]
    # What one introduction saves says much of one person, and waits for who asks for chances.
    assert left(planned) == [120_500.0, 106_500.0]
    assert left(section("second_contacts", chances=True)) == [120_500.0, 110_500.0, 106_500.0]


def test_without_a_plan_that_is_said() -> None:
    planned = section("second_contacts", sources={"plan": no_plan()})
    assert planned.table is None
    assert str(planned.title) == "No second contact is proposed"


def test_actions_stand_late_ones_first_and_proven_ones_are_done() -> None:
    actions = section("actions")
    assert str(actions.title) == "2 actions are to be done, 1 of them overdue"
    assert [(str(row[0]), str(row[3])) for row in rows(actions)] == [
        ("Visit Cast", "Overdue since 2026-06-30"),
        ("Ask Eve Stone for the keys", "To be done"),
        ("Talk with Bo", "Done, entered on 2026-06-02"),
        ("Sue becomes second contact of Dune", "Proven by contact records"),
    ]


def test_only_what_weighs_stands_among_the_warnings() -> None:
    assert [str(row[1]) for row in rows(section("quality"))] == [
        "3 booking names Ann, who is unknown."
    ]


def test_what_it_rests_on_adds_up_to_all_revenue() -> None:
    shares = [row[1] for row in rows(section("basis"))]
    assert sum(each.value for each in shares if isinstance(each, Percent)) == pytest.approx(1.0)


def test_parts_of_others_are_there_only_where_they_are_given() -> None:
    codes = {each.code for each in made_pack().sections}
    assert not codes & {"hazards", "changes", "decisions"}
    hazards = pd.DataFrame(
        {
            "code": ["backup_stale", "leaver_active_access"],
            "severity": ["low", "high"],
            "subject_type": ["system", "rep"],
            "subject_id": ["crm", "dee"],
            "evidence": [message("Last on {day}", day=date(2026, 1, 1)), "Account is active"],
            "remedy": ["Back up", "Close it"],
        }
    )
    parts = [Part(each, 0, 0, pd.DataFrame()) for each in Cause]
    parts[0] = Part(Cause.PEOPLE, 500, 1, pd.DataFrame())
    split = Split("single_threaded", 1000, 1500, 2, 3, tuple(parts), told_apart=True)
    changes = {"single_threaded": split}
    made = made_pack(sources={"hazards": hazards, "changes": changes})
    found = {each.code: each for each in made.sections}
    assert [str(row[0]) for row in rows(found["hazards"])] == ["high", "low"]
    assert str(rows(found["hazards"])[0][1]) == "Dee"
    (changed,) = rows(found["changes"])
    assert (str(changed[1]), *changed[2:]) == (
        "People came, left or gave notice",
        Money(5.0, "CNY"),
        1,
    )
    assert [str(each) for each in found["changes"].lines] == [
        "On record with one person only: 10.00 CNY at the last review (customers: 2), "
        "15.00 CNY now (customers: 3)."
    ]


def test_the_foot_names_day_currency_policy_and_what_is_shown() -> None:
    foot = [str(each) for each in made_pack().foot]
    assert foot[0] == "data as of 2026-06-30"
    assert foot[1] == "amounts in CNY"
    assert foot[2].startswith("standard policy ")
    assert foot[3] == "all customers and people"


def test_without_money_no_list_claims_that_nothing_is_at_stake() -> None:
    company = company_sources().assessment
    tables = company.extract.tables - {"revenue", "deals"}
    without = replace(company, extract=replace(company.extract, tables=tables))
    found = {each.code: each for each in made_pack(sources={"assessment": without}).sections}
    assert str(found["people"].title) == "Who knows the customers; revenue is not known"
    assert found["people"].chart is None
    assert str(found["customers"].title) == "5 customers are on record with one person only"
    assert {row[1] for row in rows(found["people"])} == {None}


def test_nothing_to_list_is_said() -> None:
    nothing = {"assessment": cast.nothing(), "actions": ()}
    titles = {each.code: str(each.title) for each in made_pack(sources=nothing).sections}
    assert titles["customers"] == "No customer is on record with one person only"
    assert titles["actions"] == "No action is to be done"
    assert titles["basis"] == "What is proven cannot be said: no yearly customer revenue is known"


def test_points_that_are_a_reason_to_leave_stand_there_only_with_chances() -> None:
    hazards = pd.DataFrame(
        {
            "code": ["pay_below_peers", "no_handover"],
            "severity": ["high", "low"],
            "subject_type": ["rep", "rep"],
            "subject_id": ["bo", "ann"],
            "evidence": ["Pay is low", "None signed"],
            "remedy": ["Talk", "Sign one"],
            "evidence_message": [message("Pay is low"), message("None signed")],
            "remedy_message": [message("Talk"), message("Sign one")],
        }
    )
    given = {"hazards": hazards}
    shown = [str(row[1]) for row in rows(section("hazards", sources=given))]
    assert shown == ["Ann"]
    asked = [str(row[1]) for row in rows(section("hazards", sources=given, chances=True))]
    assert asked == ["Bo", "Ann"]
