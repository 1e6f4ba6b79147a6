"""Whether departures are written down: no single record decides it."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from analytics.attrition.model import fit_attrition
from analytics.attrition.person_periods import PersonPeriods
from analytics.attrition.recording import chance_recorded, seem_gone
from analytics.policy import AttritionRules
from tests.analytics.attrition.workforce import months, workforce


def chance(noted: int, unnoted: int = 0, expected: float = 24.0) -> float:
    levels, weights = expected * np.array([0.5, 1.0, 1.5]), np.array([0.25, 0.5, 0.25])
    return chance_recorded(noted, unnoted, levels, weights, usual=expected)


def test_chance_is_bayes_rule_for_the_two_counts():
    # by hand, with one level: k = 2, u = 1, Λ = 6, stray counts of mean 0.5 + 0.06
    stray = nbinom(1, 1 / 1.56)
    yes = poisson.pmf(2, 6) * stray.pmf(1)
    no = stray.pmf(2) * (poisson.pmf(1, 6) + stray.pmf(1)) / 2
    found = chance_recorded(2, 1, np.array([6.0]), np.ones(1), usual=6.0)
    assert found == pytest.approx(yes / (yes + no), rel=1e-12)


def test_each_record_makes_it_likelier_and_none_decides_it():
    chances = [chance(noted) for noted in range(25)]
    assert chances == sorted(chances)
    assert chances[1] < 0.2
    assert chances[10] > 0.95
    assert np.diff(chances).max() < 0.4


def test_people_who_seem_gone_speak_against_it():
    assert chance(5, unnoted=20) < 0.05 < chance(5, unnoted=1)


@pytest.mark.parametrize("people", [10, 20, 40])
@pytest.mark.parametrize("years", [1, 3, 6])
def test_first_recorded_departure_moves_the_level_by_half_at_most(people, years):
    levels = [level(people, years, departures) for departures in range(4)]
    for before, after in pairwise(levels):
        assert max(before, after) / min(before, after) < 1.5


def test_a_long_record_of_departures_is_believed():
    # 40 people, six years, 24 departures, three years before the end on average: of 168 years
    assert level(40, 6, 24) == pytest.approx(24 / 168, rel=0.15)


def level(people: int, years: int, departures: int) -> float:
    """The chance of somebody usual, with so many departures spread over the years."""
    days = np.arange("2020-01", f"{2020 + years}-01", dtype="datetime64[M]") - np.timedelta64(
        0, "M"
    )
    ends = (days + 1).astype("datetime64[D]") - 1
    rows = [(person, month) for person in range(people) for month in range(len(days))]
    person, month = np.array(rows).T
    leaves_at = np.full(people, np.inf)
    leaves_at[:departures] = (np.arange(departures) + 0.5) / max(departures, 1) * len(days) // 1
    there = month < leaves_at[person]
    person, month = person[there], month[there]
    left_on = np.full(people, np.datetime64("NaT"), dtype="datetime64[D]")
    left_on[:departures] = ends[leaves_at[:departures].astype(int)]
    decides = leaves_at[person] - month
    periods = PersonPeriods(
        ("pay_vs_peers",),
        person.astype(str).astype(object),
        ends[month],
        np.zeros((len(person), 1)),
        np.full(len(person), None, dtype=object),
        np.minimum(len(days) - 1.0 - month, 12.0),
        decides,
        left_on[person],
        left_on[person],
    )
    periods = periods.where(periods.seen > 0)
    z = np.zeros((people - departures, 1))
    model = fit_attrition(periods, ("pay_vs_peers",), z, AttritionRules())
    return float(model.probability(z[:1], np.array([None], dtype=object))[0])


def test_who_has_not_been_heard_of_for_a_year_seems_gone():
    reps = [{"rep_id": name} for name in ("here", "silent", "new")]
    reps += [{"rep_id": "left", "left_on": date(2024, 1, 1)}]
    records = months("here", [5] * 12) + months("silent", [5] * 12)[:1]
    silent = [row | {"month": date(2025, 5, 1)} for row in records if row["rep_id"] == "silent"]
    here = [row for row in records if row["rep_id"] == "here"]
    # of "new" nothing was ever recorded: that says nothing
    assert seem_gone(workforce(reps, rep_months=here + silent)) == 1
    barely = [row | {"month": date(2025, 6, 1)} for row in silent]
    assert seem_gone(workforce(reps, rep_months=here + barely)) == 0
