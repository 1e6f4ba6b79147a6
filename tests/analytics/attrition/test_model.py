"""The scorecard as a prior: weights per standard deviation of this company's salespeople."""

import numpy as np
import pytest
from scipy.special import expit, logit

from analytics.attrition.discrete_hazard import fit_discrete_hazard
from analytics.attrition.model import (
    PERSON_SPREAD,
    fit_attrition,
    scorecard_prior,
    with_own,
)
from analytics.attrition.person_periods import PersonPeriods
from analytics.attrition.scorecard import INDICATORS
from analytics.policy import AttritionRules

NONE = np.zeros(0)
NO_DAYS = np.zeros(0, dtype="datetime64[D]")
NOBODY = PersonPeriods(
    ("pay_vs_peers",), NONE.astype(object), NO_DAYS, np.zeros((0, 1)), NONE.astype(object), NONE,
    NONE, NO_DAYS, NO_DAYS
)  # fmt: skip


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def weight(code: str, z: np.ndarray, past: np.ndarray | None = None) -> float:
    prior = scorecard_prior((code,), z, AttritionRules(), past=past)
    return float(prior.means[1] / INDICATORS[code].weight)


def test_weight_is_per_standard_deviation_of_the_people():
    # variance of ±2 is 4; five more people in whom it is 1: (20 · 4 + 5 · 1) / 25 = 3.4
    assert weight("pay_vs_peers", column(*[-2.0, 2.0] * 10)) == pytest.approx(3.4**-0.5)


def test_past_months_say_what_is_usual_as_well():
    # (0, 0, 2, 2): variance 1, whatever the two people of today show
    assert weight("pay_vs_peers", column(0, 0), past=column(2, 2)) == pytest.approx(1.0)


def test_unknown_indicators_say_nothing_of_the_spread():
    with_unknown = column(*[-2.0, 2.0] * 10, np.nan, np.nan)
    assert weight("tenure", with_unknown) == pytest.approx(3.4**-0.5)


def test_where_all_are_alike_weights_grow_fourfold_at_most():
    assert weight("pay_vs_peers", column(*[0.1] * 1000)) == pytest.approx(4.0)


def test_events_count_each():
    assert weight("manager_change", column(*[0.0, 1.0] * 50)) == 1.0
    assert weight("team_leavers", column(*[0.0, 1.0] * 50)) == 1.0


def test_spread_of_a_weight_is_its_size_and_at_least_a_quarter():
    codes = ("pay_vs_peers", "quota_trend")
    prior = scorecard_prior(codes, np.tile(column(-1.0, 1.0), (500, 2)), AttritionRules())
    weights = [abs(INDICATORS[code].weight) for code in codes]
    assert weights[0] > 0.25 > weights[1]
    assert prior.spreads[1:].tolist() == pytest.approx([weights[0], 0.25])


def test_unit_in_which_an_indicator_is_measured_changes_no_chance():
    z = column(*np.linspace(-3, 3, 2000))
    teams = np.full(len(z), None, dtype=object)
    one, two = (
        fit_attrition(NOBODY, ("pay_vs_peers",), unit * z, AttritionRules()).probability(
            unit * z, teams
        )
        for unit in (1.0, 0.4)
    )
    assert one == pytest.approx(two, abs=2e-3)


def test_interval_around_a_rate_that_is_known_for_certain_is_what_no_record_says_about_a_person():
    # What is left is the coming year, ± 0.3. Its mean is 20 % at −1.3863 · √(1 + π/8 · 0.3²); with
    # what no record says, ± 0.8, that is 1.1186 times as far out and as wide, so that it stays 20 %
    rules = AttritionRules(base_rate=0.2).model_copy(update={"prior_events": 1e12})
    z, teams = column(0.0), np.array([None], dtype=object)
    model = fit_attrition(NOBODY, ("pay_vs_peers",), z, rules)
    low, high = model.interval(z, teams)
    centre, spread = -1.3863 * 1.0175 * 1.1186, np.hypot(1.1186 * 0.3, 0.8)
    ends = expit(centre - 1.2816 * spread), expit(centre + 1.2816 * spread)
    assert (low[0], high[0]) == pytest.approx(ends, abs=1e-3)
    random = np.random.default_rng(1)
    drawn = with_own(model.draws(z, teams, random.standard_normal(20_000), random), random)
    assert (drawn.mean(), drawn.std()) == pytest.approx((centre, spread), abs=0.02)
    assert expit(drawn).mean() == pytest.approx(0.2, abs=0.005)


@pytest.mark.parametrize(("years", "departures"), [(20, 0), (60, 3), (200, 10), (1000, 20)])
def test_level_is_known_as_from_twenty_person_years_wherever_it_lies(years, departures):
    # Four departures in twenty person-years, and the company's own beside them
    prior = scorecard_prior((), np.zeros((1, 0)), AttritionRules())
    left = (np.arange(years) < departures).astype(float)
    found = fit_discrete_hazard(
        np.zeros((years, 0)), np.full(years, -1), 12 - left, left, prior, weight=1.0
    )
    drawn = found.draws(np.zeros((1, 0)), np.array([-1]), 100_000, np.random.default_rng(4))
    told = prior.means[0] - logit(0.2)  # the coming year differs: the level is a little lower
    expected = (4 + departures) / (20 + years)
    assert expit(drawn - told).mean() == pytest.approx(expected, rel=0.06)


def test_unknown_indicator_is_that_of_a_colleague_at_the_reference():
    model = fit_attrition(NOBODY, ("pay_vs_peers",), column(-1.0, 0.0, 1.0), AttritionRules())
    unknown, known = model.probability(column(np.nan, 0.0), np.array([None, None], dtype=object))
    assert unknown == known


def test_what_may_be_wrong_with_the_form_widens_draws_and_moves_no_chance():
    log_odds, random = np.full((40_000, 2), [-1.5, 0.0]), np.random.default_rng(3)
    drawn = with_own(log_odds, random, form=1.5)
    assert drawn.std(axis=0) == pytest.approx(np.full(2, np.hypot(PERSON_SPREAD, 1.5)), rel=0.02)
    assert expit(drawn).mean(axis=0) == pytest.approx(expit([-1.5, 0.0]), abs=0.02)
