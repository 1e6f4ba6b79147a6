"""Whether customers are looked after as promised, or as usual."""

from datetime import date

import pandas as pd
import pytest

from analytics.errors import PolicyError
from analytics.policy import ServiceRules, read_policy
from analytics.relationships.service import service_kept, unmatched_segments

DAY = date(2026, 6, 30)


def kept(segment: str | None, last_on: str | None, gaps: int = 9, usual: float = 20.0,
         visits: int = 0) -> pd.Series:  # fmt: skip
    customers = pd.DataFrame({"customer_id": ["c"], "segment": pd.Series([segment], dtype="str")})
    rhythm = pd.DataFrame(
        {"customer_id": ["c"], "last_on": pd.to_datetime([last_on]), "gaps": [gaps],
         "median_gap_days": [usual], "visits": [visits]}
    )  # fmt: skip
    if last_on is None:
        rhythm = rhythm.head(0)
    rules = ServiceRules(visits={"A": 2})
    return service_kept(customers, rhythm, rules, as_of=DAY).iloc[0]


@pytest.mark.parametrize(("visits", "is_kept"), [(1, False), (2, True)])
def test_a_standard_counts_visits_however_long_the_gap(visits: int, is_kept: bool) -> None:
    row = kept("A", "2026-04-02", usual=5.0, visits=visits)
    assert bool(row["kept"]) == is_kept
    assert row["wanted_visits"] == 2


@pytest.mark.parametrize(("last_on", "is_kept"), [("2026-05-21", True), ("2026-05-20", False)])
def test_without_a_standard_the_gap_is_twice_the_own_median_at_most(
    last_on: str, is_kept: bool
) -> None:
    row = kept("B", last_on)
    assert bool(row["kept"]) == is_kept
    assert pd.isna(row["wanted_visits"])


def test_few_gaps_are_no_rhythm() -> None:
    row = kept(None, "2026-01-01", gaps=2)
    assert pd.isna(row["kept"])
    assert pd.isna(row["usual_gap_days"])


def test_who_was_not_touched_in_two_years_breaks_a_standard_and_has_no_rhythm() -> None:
    assert not kept("A", None)["kept"]
    assert pd.isna(kept("B", None)["kept"])


def test_a_segment_that_nobody_has_is_found() -> None:
    rules = read_policy("[service]\nvisits.A = 2\nvisits.Key = 3").service
    customers = pd.DataFrame({"segment": ["A", None]})
    assert unmatched_segments(customers, rules) == ("Key",)


@pytest.mark.parametrize("value", ["0", "93", "1.5", '"often"'])
def test_a_standard_that_no_quarter_can_hold_is_refused(value: str) -> None:
    with pytest.raises(PolicyError, match=r"service\.visits\.A"):
        read_policy(f"[service]\nvisits.A = {value}")
