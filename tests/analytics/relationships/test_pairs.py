"""Codes, pairs and the settling of ties."""

import numpy as np
import pandas as pd

from analytics.relationships.pairs import Pairs, Roster, best_rows, group_max, sums


def ids(*names: str | None) -> pd.Series:
    return pd.Series(list(names), dtype="str")


def pairs(*rows: tuple[str, str, float, str]) -> Pairs:
    """Rows of (customer, rep, strength, last day); rosters a–c and r–t."""
    frame = pd.DataFrame(rows, columns=["customer_id", "rep_id", "strength", "last_on"]).astype(
        {"customer_id": "str", "rep_id": "str", "strength": "float64", "last_on": "datetime64[s]"}
    )
    return Pairs.of(frame, Roster.of(ids("a", "b", "c")), Roster.of(ids("r", "s", "t")))


def test_codes_follow_the_order_of_identifiers():
    roster = Roster.of(ids("b", "a", None, "b", "B"))
    assert len(roster) == 3
    assert list(roster.index) == ["B", "a", "b"]
    assert roster.codes(ids("a", None, "b", "z")).tolist() == [1, -1, 2, -1]
    assert pd.Series(roster.names(np.array([2, -1]))).fillna("?").tolist() == ["b", "?"]


def test_empty_roster_knows_no_code():
    roster = Roster.of(ids())
    assert len(roster) == 0
    assert roster.codes(ids("a")).tolist() == [-1]
    assert roster.codes(ids()).tolist() == []


def test_rows_outside_the_rosters_are_left_out():
    found = pairs(("a", "r", 1, "2026-01-01"), ("z", "r", 1, "2026-01-01"), ("a", "q", 1, "2026"))
    assert len(found) == 1
    assert (found.customer.tolist(), found.rep.tolist()) == ([0], [0])


def test_frames_without_strength_count_one_each():
    frame = pd.DataFrame({"customer_id": ids("a"), "rep_id": ids("r")})
    found = Pairs.of(frame, Roster.of(ids("a")), Roster.of(ids("r")))
    assert found.strength.tolist() == [1.0]
    assert (found.recent.tolist(), found.count.tolist()) == ([0], [0])
    assert np.isnat(found.last).all()


def test_ordered_pairs_find_each_other():
    found = pairs(("b", "s", 2, "2026"), ("a", "t", 1, "2026"), ("b", "r", 3, "2026")).ordered()
    assert found.strength.tolist() == [1.0, 3.0, 2.0]
    wanted = pairs(("b", "r", 0, "2026"), ("c", "r", 0, "2026"), ("a", "t", 0, "2026"))
    assert wanted.rows_in(found).tolist() == [1, -1, 0]
    assert wanted.rows_in(pairs()).tolist() == [-1, -1, -1]
    assert pairs().rows_in(found).tolist() == []


def test_pairs_join_and_choose():
    one, other = pairs(("a", "r", 1, "2026")), pairs(("b", "s", 2, "2026"))
    both = one.joined(other)
    assert both.strength.tolist() == [1.0, 2.0]
    assert both.where(both.strength > 1).customer.tolist() == [1]
    assert one.joined(pairs()).strength.tolist() == [1.0]


def test_best_row_is_the_largest_then_the_latest_then_the_smallest_rep():
    rows = pairs(
        ("a", "r", 1.0, "2026-01-01"),
        ("a", "s", 2.0, "2026-01-01"),
        ("b", "r", 0.1 + 0.2, "2026-01-01"),
        ("b", "s", 0.3, "2026-01-02"),
        ("b", "t", 0.3, "2026-01-02"),
    )
    assert best_rows(rows, rows.strength, 3).tolist() == [1, 3, -1]


def test_best_row_prefers_any_day_to_none():
    rows = pairs(("a", "r", 1.0, None), ("a", "s", 1.0, "1990-01-01"))
    assert best_rows(rows, rows.strength, 1).tolist() == [1]
    assert best_rows(rows, np.zeros(2), 1).tolist() == [-1]


def test_groups_without_rows_are_zero():
    groups, values = np.array([0, 0, 2]), np.array([1.0, 3.0, 5.0])
    assert sums(groups, values, 4).tolist() == [4.0, 0.0, 5.0, 0.0]
    assert group_max(groups, values, 4).tolist() == [3.0, 0.0, 5.0, 0.0]
    assert sums(groups[:0], values[:0], 2).tolist() == [0.0, 0.0]
