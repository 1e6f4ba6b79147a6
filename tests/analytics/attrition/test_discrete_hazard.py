"""The hazard with a prior: against a reference library, and how prior and history weigh."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit
from statsmodels.genmod.families import Binomial, links

from analytics.attrition.discrete_hazard import Prior, fit_discrete_hazard
from analytics.errors import NotSettled

TRUTH = np.array([-1.4, 0.8, -0.5, 0.2])


def chance():
    return np.random.default_rng(5)


def drawn(people: int, seed: int = 0, teams: int = 0, team_spread: float = 0.0):
    """z, teams, months survived and departures within twelve months."""
    random = np.random.default_rng(seed)
    z = random.normal(size=(people, 3))
    team = random.integers(teams, size=people) if teams else np.full(people, -1)
    effects = np.append(team_spread * random.normal(size=teams), 0.0)
    chance = expit(TRUTH[0] + z @ TRUTH[1:] + effects[team])
    month = random.geometric(1 - (1 - chance) ** (1 / 12))
    left = (month <= 12).astype(float)
    return z, team, np.where(left > 0, month - 1, 12.0), left, effects


class SpreadOverTheYear(links.Link):
    """Monthly chance → log-odds of leaving within twelve months, for the reference library."""

    def __call__(self, p):
        return np.log(np.expm1(-12 * np.log1p(-p)))

    def inverse(self, z):
        return -np.expm1(-np.logaddexp(0.0, z) / 12)

    def deriv(self, p):
        rate = -12 * np.log1p(-p)
        return np.exp(rate) / np.expm1(rate) * 12 / (1 - p)


def by_statsmodels(z, survived, left):
    """One row a month of a person, fitted by iteratively reweighted least squares."""
    months = (survived + left).astype(int)
    person = np.repeat(np.arange(len(left)), months)
    gone = np.zeros(len(person))
    gone[np.cumsum(months) - 1] = left
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of links that are not its own
        family = Binomial(link=SpreadOverTheYear(), check_link=False)
        return sm.GLM(gone, sm.add_constant(z[person]), family=family).fit(tol=1e-13, maxiter=300)


def flat(z: np.ndarray) -> Prior:
    return Prior(np.zeros(z.shape[1] + 1), np.full(z.shape[1] + 1, np.inf))


def fitted(z, team, survived, left, prior, **options):
    return fit_discrete_hazard(z, team, survived, left, prior, **({"weight": 1.0} | options))


@pytest.mark.parametrize("seed", range(4))
def test_with_flat_priors_the_fit_is_that_of_statsmodels(seed):
    z, team, survived, left, _ = drawn(400, seed)
    # as if everybody had been seen ten million times: nothing is left open but the likeliest answer
    ours = fitted(z, team, survived, left, flat(z), weight=1e7)
    theirs = by_statsmodels(z, survived, left)
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-6)


def test_with_flat_priors_the_spread_is_that_of_observed_information():
    z, team, survived, left, _ = drawn(4_000)
    ours = fitted(z, team, survived, left, flat(z))
    theirs = by_statsmodels(z, survived, left)
    # theirs is the expected information, which differs by chance only
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse, rel=0.02)


@pytest.mark.parametrize("departures", [1, 4, 16])
def test_few_departures_are_not_made_more_by_what_they_leave_open(departures):
    left = np.zeros(100)
    left[:departures] = 1
    nobody = np.zeros((100, 0))
    found = fitted(nobody, np.full(100, -1), 12 - left, left, flat(nobody))
    rates = np.logaddexp(0, found.draws(nobody[:1], np.array([-1]), 200_000, chance()))
    # the exact law of the rate is gamma around departures per person-year
    assert rates.mean() == pytest.approx(departures / 100, rel=0.02)


def test_expected_departures_of_teams_add_up_to_those_that_came():
    z, team, survived, left, _ = drawn(60, teams=6, team_spread=0.8)
    prior = Prior(np.zeros(4), np.array([np.inf, 0.3, 0.3, 0.3]))
    found = fitted(z, team, survived, left, prior, team_spreads=(0.8,), looseness=(1.0,))
    rates = np.logaddexp(0, found.draws(z, team, 50_000, chance())).mean(axis=0)
    assert (survived + left / 2) / 12 @ rates == pytest.approx(left.sum(), rel=0.02)


def test_chance_is_to_leave_within_the_months_asked_for():
    z, team, survived, left, _ = drawn(3_000)
    year, half = (
        expit(fitted(z, team, survived, left, flat(z), months=each).coefficients[0])
        for each in (12.0, 6.0)
    )
    assert 1 - (1 - half) ** 2 == pytest.approx(year, rel=0.03)


def test_strong_prior_is_kept_and_weak_one_given_up():
    z, team, survived, left, _ = drawn(4_000)
    strong = Prior(np.zeros(4), np.full(4, 1e-4))
    weak = Prior(np.zeros(4), np.full(4, 10.0))
    assert fitted(z, team, survived, left, strong).coefficients == pytest.approx(0, abs=1e-3)
    assert fitted(z, team, survived, left, weak).coefficients == pytest.approx(TRUTH, abs=0.15)


def test_more_history_narrows_the_posterior():
    spreads = []
    for people in (50, 500, 5_000):
        z, team, survived, left, _ = drawn(people)
        prior = Prior(np.zeros(4), np.full(4, 0.5))
        spreads.append(np.diag(fitted(z, team, survived, left, prior).covariance).max())
    assert spreads[0] > spreads[1] > spreads[2]


def test_teams_that_differ_are_told_apart_and_equal_ones_are_not():
    prior = Prior(TRUTH, np.full(4, 0.3))
    *data, effects = drawn(3_000, teams=8, team_spread=0.9)
    apart = fitted(*data, prior)
    assert np.corrcoef(apart.teams, effects[:8])[0, 1] > 0.9
    assert apart.team_spread > 0.4
    *data, _ = drawn(3_000, teams=8)
    alike = fitted(*data, prior)
    assert alike.team_spread < apart.team_spread / 2
    assert np.abs(alike.teams).max() < 0.25


def test_without_teams_there_are_no_team_effects():
    z, team, survived, left, _ = drawn(300)
    found = fitted(z, team, survived, left, Prior(TRUTH, np.full(4, 0.3)))
    assert len(found.teams) == 0
    assert found.team_spread == 0.0


def test_weight_of_a_row_is_that_of_as_many_rows():
    z, team, survived, left, _ = drawn(200)
    prior = Prior(np.zeros(4), np.full(4, 0.4))
    once = fitted(z, team, survived, left, prior, weight=3.0)
    thrice = fitted(*(np.repeat(each, 3, axis=0) for each in (z, team, survived, left)), prior)
    assert once.coefficients == pytest.approx(thrice.coefficients, abs=1e-8)


def test_order_of_rows_changes_nothing():
    *data, _ = drawn(300, teams=4, team_spread=0.5)
    order = np.random.default_rng(1).permutation(300)
    prior = Prior(np.zeros(4), np.full(4, 0.4))
    first, second = fitted(*data, prior), fitted(*(each[order] for each in data), prior)
    assert first.coefficients == pytest.approx(second.coefficients, abs=1e-9)
    assert first.teams == pytest.approx(second.teams, abs=1e-9)


def test_spread_and_draws_agree():
    *data, _ = drawn(300, teams=4, team_spread=0.5)
    found = fitted(*data, Prior(np.zeros(4), np.full(4, 0.4)))
    people, teams = data[0][:6], np.array([0, 1, 2, 3, -1, -1])
    draws = found.draws(people, teams, 20_000, np.random.default_rng(2))
    assert draws.std(axis=0) == pytest.approx(found.spread(people, teams), rel=0.03)
    assert draws.mean(axis=0) == pytest.approx(found.log_odds(people, teams), abs=0.03)


def test_averaging_over_spreads_lies_between_its_parts():
    z, team, survived, left, _ = drawn(60)
    prior = Prior(np.zeros(4), np.full(4, 0.2))
    tight = fitted(z, team, survived, left, prior, looseness=(0.5,)).coefficients[1]
    loose = fitted(z, team, survived, left, prior, looseness=(2.0,)).coefficients[1]
    both = fitted(z, team, survived, left, prior, looseness=(0.5, 2.0)).coefficients[1]
    assert min(tight, loose) <= both <= max(tight, loose)
    assert tight != pytest.approx(loose)


def test_where_nothing_is_learned_spreads_are_what_is_believed_beforehand():
    z, _, survived, left, _ = drawn(60)
    team = np.arange(60) % 3
    prior = Prior(np.zeros(4), np.array([1.0, 0.5, 0.5, 0.5]))
    fit = fitted(z, team, survived, left, prior, weight=0.0)
    # weights may move 0.3, 0.6 or 1.2 times as far, each as likely: (0.09 + 0.36 + 1.44) / 3 = 0.63
    variances = np.diag(fit.covariance)
    assert variances[:4] == pytest.approx([1.0, *[0.63 * 0.25] * 3])
    # teams differ by 0.25, 0.5 or 0.8 with weights exp(−s² / 2): 0.9692, 0.8825, 0.7261;
    # (0.9692 · 0.0625 + 0.8825 · 0.25 + 0.7261 · 0.64) / 2.5779 = 0.2894
    assert fit.team_spread**2 == pytest.approx(0.2894, abs=1e-4)
    assert variances[4:] == pytest.approx(0.2894, abs=1e-4)


def test_flat_priors_and_separated_departures_have_no_answer_and_say_so():
    signs = np.linspace(-2, 2, 40)[:, None]
    left = (signs[:, 0] > 0).astype(float)
    survived = np.where(left > 0, 0.0, 12.0)
    with pytest.raises(NotSettled, match="does not settle"):
        fitted(signs, np.full(40, -1), survived, left, flat(signs), looseness=(1.0,))


def test_with_priors_separated_departures_and_huge_signs_have_an_answer():
    signs = np.linspace(-2e4, 2e4, 40)[:, None]
    left = (signs[:, 0] > 0).astype(float)
    survived = np.where(left > 0, 0.0, 12.0)
    fit = fitted(signs, np.full(40, -1), survived, left, Prior(np.zeros(2), np.ones(2)))
    assert np.isfinite(fit.coefficients).all()
    assert fit.coefficients[1] > 0
