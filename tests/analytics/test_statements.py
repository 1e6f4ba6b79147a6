"""A statement that changes nothing, or not all that it says, gives the reason in words."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.statements import OnRecord, Statement, StatementKind, Statements, without_effect

DAY = date(2026, 7, 1)
K = StatementKind
RECORD = OnRecord(
    people=frozenset("abcu"),
    listed=frozenset("abc"),
    customers=frozenset("xy"),
    bookings=frozenset({"o1"}),
    active=frozenset("abu"),
    left={"c": date(2026, 5, 31)},
)
NAMES = {"a": "Ann", "b": "Ben"}


def said(kind: StatementKind, rep_id: str | None = None, **values: object) -> Statement:
    return Statement(kind, DAY, rep_id=rep_id, **values)  # type: ignore[arg-type]


SAME_AB = said(K.SAME_PERSON, "a", other_id="b")
SAME_BA = said(K.SAME_PERSON, "b", other_id="a")


@pytest.mark.parametrize(
    "statement",
    [
        said(K.KNOWS, "a", customer_id="x"),
        said(K.DOES_NOT_KNOW, "c", customer_id="x"),
        said(K.KNOWS, "u", customer_id="x"),
        said(K.SAME_PERSON, "u", other_id="a"),
        said(K.ROBOT, "a"),
        said(K.LEFT, "a", day=DAY),
        said(K.LEFT, "c", day=date(2026, 5, 31)),
        SAME_AB,
        said(K.SAME_CUSTOMER, customer_id="x", other_id="y"),
        said(K.BOOKING_OF, "b", revenue_id="o1"),
    ],
)
def test_statement_about_what_is_there_counts(statement: Statement) -> None:
    assert without_effect(statement, Statements((statement,)), RECORD, NAMES) is None


@pytest.mark.parametrize(
    ("statement", "others", "reason"),
    [
        (said(K.KNOWS, "gone", customer_id="x"), (), "gone is not in this data, so nothing"),
        (said(K.KNOWS, "a", customer_id="z"), (), "z is not in this data"),
        (said(K.SAME_PERSON, "a", other_id="gone"), (), "gone is not in this data"),
        (said(K.SAME_CUSTOMER, customer_id="x", other_id="a"), (), "a is not in this data"),
        (said(K.BOOKING_OF, "a", revenue_id="o9"), (), "no booking in this data has the number o9"),
        (said(K.BOOKING_OF, "gone", revenue_id="o1"), (), "gone is not in this data"),
        (said(K.SAME_PERSON, "a", other_id="u"), (), "u has no row among the salespeople"),
        (said(K.ROBOT, "u"), (), "u has no row among the salespeople"),
        (said(K.LEFT, "u", day=DAY), (), "u has no row among the salespeople"),
        (said(K.BOOKING_OF, "u", revenue_id="o1"), (), "u has no row among the salespeople"),
        (said(K.LEFT, "c", day=DAY), (), "the records name 2026-05-31 as the last day, and that"),
        (said(K.KNOWS, "c", customer_id="x"), (), "c is no longer active, or no person, and"),
        (
            SAME_BA,
            (SAME_AB,),
            "others have stated it the other way round; all of it counts for Ann",
        ),
        (
            SAME_AB,
            (SAME_BA,),
            "others have stated it the other way round; all of it counts for Ann",
        ),
        (said(K.ROBOT, "a"), (SAME_AB,), "Ann is stated to be the same as Ben, so that only what"),
        (said(K.LEFT, "a", day=DAY), (SAME_AB,), "Ann is stated to be the same as Ben"),
    ],
)
def test_statement_that_leads_nowhere_says_why(
    statement: Statement, others: tuple[Statement, ...], reason: str
) -> None:
    told = without_effect(statement, Statements((*others, statement)), RECORD, NAMES)
    assert str(told).startswith(reason)


def test_circle_of_three_is_named_by_each_of_them_and_by_nobody_outside() -> None:
    pairs = ("ab", "bc", "ca")
    circle = Statements(tuple(said(K.SAME_PERSON, one, other_id=other) for one, other in pairs))
    beside = said(K.SAME_PERSON, "d", other_id="a")
    record = replace(RECORD, people=frozenset("abcd"), listed=frozenset("abcd"))
    made = Statements((*circle.made, beside))
    told = [without_effect(each, made, record, NAMES) for each in made.made]
    assert [str(each).split("; ")[-1] for each in told[:3]] == ["all of it counts for Ann"] * 3
    assert told[3] is None


def test_person_who_counts_as_somebody_active_may_be_stated_to_know() -> None:
    knows = said(K.KNOWS, "c", customer_id="x")
    made = Statements((said(K.SAME_PERSON, "c", other_id="a"), knows))
    assert without_effect(knows, made, RECORD) is None


def test_an_id_leads_to_that_under_which_it_counts() -> None:
    same = Statements((SAME_AB, said(K.SAME_CUSTOMER, customer_id="x", other_id="y"))).identities
    assert [same.person(each) for each in ("a", "b", "c")] == ["b", "b", "c"]
    assert [same.customer(each) for each in ("x", "y", "z")] == ["y", "y", "z"]
