"""What is stated, on the hand-countable company in every engine: with it and without."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.strength import Relationships, relate
from analytics.statements import Statement, StatementKind, Statements, stated_ties
from data.extract import extract
from data.extract.same_people import put_together
from data.named import named_in
from data.sources import Source, stated

T = date(2026, 6, 30)
SAID = date(2026, 7, 1)


def said(kind: StatementKind, **values: object) -> Statement:
    return Statement(kind, SAID, **values)  # type: ignore[arg-type]


def under(source: Source, policy: Policy, *statements: Statement) -> Extract:
    made = Statements(statements)
    read = extract(stated(source, made.identities), policy)
    return replace(read, stated=stated_ties(made, as_of=read.as_of, current=read.current))


def known(relationships: Relationships) -> dict[str, tuple[object, ...]]:
    columns = ["evidence", "known_by", "known_by_measured", "single_threaded", "stated"]
    rows = relationships.customers.set_index("customer_id")[columns].astype(object)
    return {
        each: tuple(None if pd.isna(cell) else cell for cell in row)
        for each, row in zip(rows.index, rows.to_numpy(), strict=True)
    }


KNOWS, NOT = StatementKind.KNOWS, StatementKind.DOES_NOT_KNOW


def test_who_is_stated_to_know_counts_beside_what_is_measured(
    cast_source: Source, policy: Policy, cast_extract: Extract
) -> None:
    without = relate(cast_extract, policy)
    now = under(
        cast_source,
        policy,
        said(KNOWS, customer_id="A1", rep_id="ann"),
        said(NOT, customer_id="a1", rep_id="ann"),
        said(KNOWS, customer_id="d4", rep_id="ben"),
    )
    having = relate(now, policy)
    assert known(without) == {
        "A1": ("activity", 1, 1, True, False),
        "a1": ("activity", 1, 1, True, False),
        "b2": ("activity", 1, 1, True, False),
        "c3": ("ownership", 1, 1, True, False),
        "d4": ("none", None, None, None, False),
    }
    assert known(having) == {
        "A1": ("activity", 2, 1, False, True),
        "a1": ("activity", 0, 1, False, True),
        "b2": ("activity", 1, 1, True, False),
        "c3": ("ownership", 1, 1, True, False),
        "d4": ("stated", 1, None, True, True),
    }
    kept = ["customer_id", "rep_id", "strength", "share", "knows_measured", "active"]
    measured = having.edges[having.edges["strength"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        measured[kept].astype({"customer_id": "str", "rep_id": "str"}),
        without.edges[kept].astype({"customer_id": "str", "rep_id": "str"}),
    )
    only = having.edges[having.edges["strength"] == 0]
    assert only["share"].isna().all()
    assert list(only["stated"]) == [True, True]


@pytest.mark.parametrize("rep", ["cid", "bot", "nobody"])
def test_who_is_not_there_knows_nobody_whatever_is_stated(
    cast_source: Source, policy: Policy, cast_extract: Extract, rep: str
) -> None:
    now = under(cast_source, policy, said(KNOWS, customer_id="b2", rep_id=rep))
    assert known(relate(now, policy)) == known(relate(cast_extract, policy))


def test_ids_that_are_the_same_count_as_one(
    cast_source: Source, policy: Policy, cast_extract: Extract
) -> None:
    now = under(
        cast_source,
        policy,
        said(StatementKind.SAME_PERSON, rep_id="eve", other_id="ben"),
        said(StatementKind.SAME_CUSTOMER, customer_id="A1", other_id="a1"),
        said(KNOWS, customer_id="A1", rep_id="eve"),
    )
    assert list(now.customers["customer_id"]) == ["a1", "b2", "c3", "d4"]
    assert "eve" not in set(now.reps["rep_id"])
    assert now.customers["revenue_12m"].sum() == cast_extract.customers["revenue_12m"].sum()
    assert now.credits["credit"].sum() == pytest.approx(cast_extract.credits["credit"].sum())
    assert known(relate(now, policy))["a1"] == ("activity", 2, 1, False, True)
    edges = relate(now, policy).edges
    assert set(edges.loc[edges["customer_id"] == "b2", "rep_id"]) == {"ben", "cid"}


def test_circle_of_same_people_has_one_name(cast_source: Source, policy: Policy) -> None:
    same = StatementKind.SAME_PERSON
    pairs = (("ann", "ben"), ("ben", "cid"), ("cid", "ann"))
    now = under(cast_source, policy, *(said(same, rep_id=a, other_id=b) for a, b in pairs))
    assert {"ann", "ben", "cid"} & set(now.reps["rep_id"]) == {"ann"}


def test_id_that_the_source_does_not_list_is_passed_over(
    cast_source: Source, policy: Policy, cast_extract: Extract
) -> None:
    now = under(
        cast_source,
        policy,
        said(StatementKind.SAME_PERSON, rep_id="ann", other_id="who"),
        said(StatementKind.SAME_CUSTOMER, customer_id="a1", other_id="which"),
        said(StatementKind.BOOKING_OF, revenue_id="o1", rep_id="who"),
    )
    pd.testing.assert_frame_equal(now.reps, cast_extract.reps)
    pd.testing.assert_frame_equal(now.credits, cast_extract.credits)


def test_names_are_those_of_the_records_whatever_is_stated(cast_source: Source) -> None:
    made = Statements(
        (
            said(StatementKind.SAME_PERSON, rep_id="ann", other_id="ben"),
            said(StatementKind.SAME_CUSTOMER, customer_id="A1", other_id="a1"),
            said(StatementKind.LEFT, rep_id="cid", day=SAID),
            said(StatementKind.LEFT, rep_id="ben", day=SAID),
            said(StatementKind.BOOKING_OF, revenue_id="o1", rep_id="who"),
            said(StatementKind.BOOKING_OF, revenue_id="o9", rep_id="ann"),
            said(KNOWS, rep_id="ann", customer_id="which"),
        )
    )
    found = named_in(stated(cast_source, made.identities), made)
    assert set(found.people) == {"ann", "ben", "cid"}
    assert set(found.customers) == {"A1", "a1"}
    assert found.left == {"cid": date(2026, 5, 31)}
    assert found.bookings == {"o1"}
    assert named_in(cast_source, Statements()).people == {}


def test_robot_counts_nowhere(cast_source: Source, policy: Policy) -> None:
    now = under(cast_source, policy, said(StatementKind.ROBOT, rep_id="ben"))
    assert now.reps.set_index("rep_id").loc["ben", "function"] == "system"
    assert "ben" not in set(relate(now, policy).edges["rep_id"])


def test_stated_last_day_fills_a_gap_and_overrules_no_record(
    cast_source: Source, policy: Policy
) -> None:
    left = StatementKind.LEFT
    now = under(
        cast_source,
        policy,
        said(left, rep_id="ann", day=date(2026, 6, 1)),
        said(left, rep_id="cid", day=date(2026, 1, 1)),
    )
    days = now.reps.set_index("rep_id")["left_on"]
    assert (days["ann"], days["cid"]) == (pd.Timestamp("2026-06-01"), pd.Timestamp("2026-05-31"))


def test_booking_is_credited_to_whom_it_is_stated_to_belong(
    cast_source: Source, policy: Policy, cast_extract: Extract
) -> None:
    now = under(cast_source, policy, said(StatementKind.BOOKING_OF, revenue_id="o1", rep_id="ben"))

    def credit(read: Extract) -> dict[str, float]:
        return dict(read.credits.groupby("rep_id")["credit"].sum())

    before, after = credit(cast_extract), credit(now)
    assert after["ben"] - before["ben"] == pytest.approx(150.5)
    assert after["ann"] - before["ann"] == pytest.approx(-150.5)


def test_ties_hold_from_the_day_that_is_said_and_without_one_only_today() -> None:
    made = Statements(
        (
            said(KNOWS, customer_id="a", rep_id="x"),
            said(KNOWS, customer_id="b", rep_id="x", day=date(2026, 3, 1)),
        )
    )

    def on(day: date, *, current: bool) -> list[str]:
        return list(stated_ties(made, as_of=day, current=current)["customer_id"])

    assert on(T, current=True) == ["a", "b"]
    assert on(date(2026, 3, 1), current=False) == ["b"]
    assert on(date(2026, 2, 28), current=False) == []


def test_word_on_who_knows_stands_for_180_days() -> None:
    made = Statements((said(KNOWS, customer_id="a", rep_id="x"), said(StatementKind.ROBOT)))
    assert len(made.standing(date(2026, 12, 28)).made) == 2
    assert [each.kind for each in made.standing(date(2026, 12, 29)).made] == ["robot"]


def test_later_word_about_a_pair_overrules() -> None:
    pair = {"customer_id": "a", "rep_id": "x"}
    made = Statements((said(KNOWS, **pair), said(NOT, **pair)))
    assert list(stated_ties(made, as_of=T, current=True)["knows"]) == [False]
    assert made.fingerprint != Statements(made.made[:1]).fingerprint != ""


GROUPS = {"b2": "A1"}


def test_who_knows_a_company_of_a_group_knows_the_group() -> None:
    made = Statements((said(KNOWS, customer_id="b2", rep_id="ann"),))
    ties = stated_ties(made, as_of=T, current=True, groups=GROUPS)
    assert ties.to_numpy().tolist() == [["A1", "ann", True]]


def test_who_does_not_know_one_company_of_a_group_may_know_another() -> None:
    made = Statements(
        (
            said(NOT, customer_id="b2", rep_id="ann"),
            said(NOT, customer_id="A1", rep_id="ben"),
            said(KNOWS, customer_id="A1", rep_id="cid"),
            said(NOT, customer_id="b2", rep_id="cid"),
        )
    )
    ties = stated_ties(made, as_of=T, current=True, groups=GROUPS)
    assert ties.to_numpy().tolist() == [["A1", "ben", False], ["A1", "cid", True]]


def pay(**columns: list[object]) -> pd.DataFrame:
    usual = {
        "rep_id": ["a", "a", "b"],
        "period_start": pd.Series(["2026-01-01"] * 3, dtype="datetime64[s]"),
        "base": [100.0, 50.0, 7.0],
        "variable": [10.0, None, 1.0],
        "commission_rate": [0.1, 0.1, 0.2],
        "currency": ["EUR", "EUR", "EUR"],
    }
    return pd.DataFrame(usual | columns)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, [150.0, None, 0.1, "EUR"]),
        ({"commission_rate": [0.1, 0.2, 0.2]}, [150.0, None, None, "EUR"]),
        ({"currency": ["EUR", "CNY", "EUR"]}, [None, None, 0.1, None]),
        ({"base": [100.0] * 3, "variable": [10.0] * 3}, [100.0, 10.0, 0.1, "EUR"]),
    ],
)
def test_pay_of_ids_that_are_the_same_is_added_or_not_known(
    columns: dict[str, list[object]], expected: list[object]
) -> None:
    rows = put_together("compensation", pay(**columns), ["a"])
    cells = rows.loc[rows["rep_id"] == "a"].astype(object).drop(columns=["rep_id", "period_start"])
    (row,) = cells.to_numpy().tolist()
    assert [None if pd.isna(cell) else cell for cell in row] == expected
    assert len(rows) == 2
