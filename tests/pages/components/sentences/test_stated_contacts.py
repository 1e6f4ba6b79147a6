"""Sentences and lists name who alone knows a customer by statement."""

from datetime import date

import pytest

from analytics.assessment import Assessment
from analytics.concentration.held import contacts_named, held_by_contact
from analytics.policy import read_policy
from analytics.statements import Statement, StatementKind, Statements
from data.assessments import assess_source
from pages.components.sentences.customer_steps import customer_steps
from pages.components.sentences.rep_steps import first_customers
from pages.components.sentences.ties import colleagues_near
from pages.customers.ranking import customer_rows
from tests.data.conftest import file_databases, opened

T = date(2025, 6, 30)
TABLES: dict[str, list[dict[str, str]]] = {
    "reps": [
        {"rep_id": rep, "name": name, "hired_on": "2020-01-01"}
        for rep, name in (("R1", "Ada"), ("R2", "Ben"), ("R3", "Cleo"))
    ],
    "customers": [{"customer_id": each, "name": each} for each in ("C1", "C2", "C3", "C4")],
    "activities": [
        {"customer_id": "C1", "rep_id": "R1", "happened_at": "2025-06-30", "kind": "visit"},
        {"customer_id": "C2", "rep_id": "R2", "happened_at": "2025-06-30", "kind": "visit"},
        {"customer_id": "C2", "rep_id": "R1", "happened_at": "2025-06-30", "kind": "visit"},
    ],
    "revenue": [
        {"customer_id": each, "amount": "100", "booked_on": "2025-06-01"}
        for each in ("C1", "C2", "C3", "C4")
    ],
}
#: C1: by record Ada alone, by statement Ben alone. C3: Cleo alone, without any record. C4: two.
SAID = [
    (StatementKind.DOES_NOT_KNOW, "C1", "R1"),
    (StatementKind.KNOWS, "C1", "R2"),
    (StatementKind.KNOWS, "C3", "R3"),
    (StatementKind.KNOWS, "C4", "R3"),
    (StatementKind.KNOWS, "C4", "R1"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Assessment]:
    source = opened(file_databases("duckdb", tmp_path_factory.mktemp("s")).filled(TABLES))
    policy = read_policy('[company]\ncurrency = "EUR"')
    said = Statements(
        tuple(Statement(kind, T, customer_id=one, rep_id=rep) for kind, one, rep in SAID)
    )
    made = tuple(
        assess_source(source, policy, as_of=T, statements=each) for each in (Statements(), said)
    )
    source.close()
    return made[0], made[1]


def words(assessment: Assessment, customer: str) -> str:
    step = customer_steps(assessment, [customer])[customer]
    return "; ".join([*map(str, step.reasons), str(step.next_step)])


def test_steps_name_the_only_knower(both: tuple[Assessment, Assessment]) -> None:
    without, having = both
    assert "Only Ada knows them" in words(without, "C1")
    assert "Only Ben knows them" in words(having, "C1")
    assert "Ada" not in words(having, "C1").split(";")[0]
    assert words(without, "C3").startswith("No record shows who knows them")
    assert words(having, "C3") == (
        "Only Cleo is stated to know them; no record shows it; "
        "Record who is in touch, so that it does not rest on statements alone"
    )
    assert "2 people are stated to know them" in words(having, "C4")


def test_lists_name_the_only_knower(both: tuple[Assessment, Assessment]) -> None:
    without, having = both
    named = [
        dict(zip(each.customers["customer_id"], contacts_named(each.customers), strict=True))
        for each in both
    ]
    assert (named[0]["C1"], named[1]["C1"], named[1]["C3"]) == ("R1", "R2", "R3")
    rows = customer_rows(having).set_index("customer_id")
    assert (rows.loc["C1", "contact"], rows.loc["C3", "contact"]) == ("Ben", "Cleo")
    assert rows["top_share"].isna().to_dict() == {"C1": True, "C2": False, "C3": True, "C4": True}
    assert "C1" in set(first_customers(having, ["R2"])["customer_id"])
    assert "C1" not in set(first_customers(having, ["R1"])["customer_id"])
    held = [held_by_contact(each.customers).set_index("rep_id") for each in (without, having)]
    assert (held[0].loc["R1", "alone"], held[1].loc["R2", "alone"]) == (100.0, 100.0)


def test_colleagues_near_are_those_of_the_only_knower(
    both: tuple[Assessment, Assessment],
) -> None:
    _, having = both
    (row,) = having.customers[having.customers["customer_id"] == "C1"].to_dict("records")
    assert "Ben" in str(colleagues_near(having, row))
