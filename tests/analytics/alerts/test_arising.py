"""What holds is told once, new core customers only where somebody looked before."""

from dataclasses import replace

import pandas as pd
import pytest

from analytics.alerts.arising import arising, holding
from analytics.alerts.conditions import AlertKind, Condition, Overdue, conditions
from analytics.assessment import Assessment
from tests.pages import cast


def kinds(*parts: Condition) -> list[AlertKind]:
    return [each.kind for each in parts]


@pytest.fixture
def company() -> Assessment:
    return cast.assessment()


def test_a_core_customer_with_one_person_is_a_condition(company: Assessment) -> None:
    customers = company.customers
    alone = customers["core"] & customers["single_threaded"].fillna(False).astype(bool)
    found = [each for each in conditions(company) if each.kind is AlertKind.SINGLE_CORE]
    assert len(found) == int(alone.sum()) > 0
    assert [each.key for each in found] == [
        each.key for each in conditions(company) if each.kind is AlertKind.SINGLE_CORE
    ]


def test_ids_of_people_stand_in_no_key(company: Assessment) -> None:
    left = pd.DataFrame({"rep_id": ["R1", "R1"]})
    known = replace(company, extract=replace(company.extract, leaver_access=left, current=True))
    found = [each for each in conditions(known) if each.kind is AlertKind.LEAVER_ACCESS]
    assert len(found) == 1
    assert "R1" not in found[0].key
    past = replace(company, extract=replace(company.extract, leaver_access=left, current=False))
    assert AlertKind.LEAVER_ACCESS not in kinds(*conditions(past))


def test_exports_come_from_open_points_where_there_are_any(company: Assessment) -> None:
    hazards = pd.DataFrame(
        {
            "code": ["mass_export", "backup_stale", "mass_export"],
            "subject_id": ["R1", "x", "R1"],
            "evidence_on": ["2026-05-01", None, "2026-06-01"],
        }
    )
    found = [
        each for each in conditions(company, (), hazards) if each.kind is AlertKind.MASS_EXPORT
    ]
    assert len({each.key for each in found}) == 2
    assert AlertKind.MASS_EXPORT not in kinds(*conditions(company))


def test_no_sentence_of_a_limit_names_a_person(company: Assessment) -> None:
    told = [
        replace(each, exceeded=True, value=0.5) if each.code == "rep_core_share" else each
        for each in company.limits
    ]
    found = [
        str(each.said)
        for each in conditions(replace(company, limits=tuple(told)))
        if each.kind is AlertKind.LIMIT
    ]
    assert any(each.startswith("One person is the main contact of 50 %") for each in found)
    names = list(company.reps["name"].dropna())
    assert not [each for each in found for name in names if name in each]


def test_the_first_look_tells_what_holds_but_not_core_customers() -> None:
    leaver = Condition(AlertKind.LEAVER_ACCESS, "a", "Li Na")
    core = Condition(AlertKind.SINGLE_CORE, "b", "ACME")
    assert [each.kind for each in arising((leaver, core), None)] == [AlertKind.LEAVER_ACCESS]
    assert [each.kind for each in arising((leaver, core), {"a"})] == [AlertKind.SINGLE_CORE]
    assert arising((leaver, core), {"a", "b"}) == ()


def test_several_of_a_kind_are_one_alert_with_five_names() -> None:
    found = [Condition(AlertKind.SINGLE_CORE, str(place), f"C{place}") for place in range(7)]
    (alert,) = arising(found, set())
    assert str(alert.what) == "7 more core customers are on record with one person only."
    assert str(alert.named) == "It is about C0, C1, C2, C3, C4 and 2 more."
    assert "Second contacts" in str(alert.to_do)


def test_overdue_actions_are_told_by_their_owners(company: Assessment) -> None:
    found = conditions(company, [Overdue("s1", "Ann"), Overdue("s2", "Ann")])
    (alert,) = [each for each in arising(found, set()) if each.kind is AlertKind.OVERDUE]
    assert str(alert.what) == "2 actions are overdue."
    assert str(alert.named) == "It is about Ann."


def test_what_holds_is_told_as_it_is_not_as_new() -> None:
    (alert,) = holding([Condition(AlertKind.SINGLE_CORE, "a", "C1")])
    assert str(alert.what) == "1 core customer is on record with one person only."
