"""How far the model is believed: by hand, in companies whose law is known, and steadily."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from analytics.attrition.backtest import Backtest, backtest
from analytics.attrition.drivers import Estimated, leaving_drivers
from analytics.attrition.model import AttritionModel, fit_attrition, with_own
from analytics.attrition.person_periods import PersonPeriods
from analytics.attrition.scorecard import INDICATORS
from analytics.attrition.stacking import Stacking, simpler_models, stacked, stacking
from analytics.policy import AttritionRules
from tests.analytics.attrition.test_backtest import history

#: Indicators that the companies below record; people differ in each.
CODES = (*[code for code in INDICATORS if code != "tenure"][:8], "tenure")


def company(people: int, effect: float, seed: int, follow: str | None = None) -> PersonPeriods:
    """Three years in which leavers follow one indicator (a high z keeps people), or nothing."""
    periods = history(people, effect, -1.5, seed)
    names, person = np.unique(periods.rep_ids.astype(str), return_inverse=True)
    z = np.random.default_rng(seed + 100).standard_normal((len(names), len(CODES)))[person]
    if follow is not None:
        z[:, CODES.index(follow)] = periods.z[:, 0]
    return replace(periods, codes=CODES, z=z)


def checked(periods: PersonPeriods) -> Backtest:
    found = backtest(periods, AttritionRules())
    assert isinstance(found, Backtest)
    return found


def test_weights_by_hand():
    # half leave; the model gave all 0.1, the rate 0.5: 100 ln(¼ − 0.16 w²) + 2 ln w is largest
    # where 32 w² = ½ − 0.32 w²
    left = np.repeat([1.0, 0.0], 100)
    found = stacking(left, {"model": np.full(200, 0.1), "rate": np.full(200, 0.5)})
    assert found.model == pytest.approx(np.sqrt(0.5 / 32.32), abs=1e-6)
    assert found.model + found.rate == pytest.approx(1.0, abs=1e-12)
    assert found.tenure == 0.0


def test_with_next_to_nobody_to_judge_by_the_model_stays_whatever_happened():
    # what the rate gains on one departure is worth less than the two the model begins with
    left = np.array([1.0])
    found = stacking(left, {"model": np.array([0.4]), "rate": np.array([0.9])})
    assert found == Stacking(1.0, 0.0, 0.0)


def test_where_leavers_follow_nothing_the_chance_moves_to_what_is_the_same_for_all():
    found = checked(company(600, 0.0, seed=1))
    assert found.stacking.rate > 0.6
    assert found.brier.value > found.base_brier
    assert found.stacked_brier <= found.base_brier + 0.25 * (found.brier.value - found.base_brier)


def test_where_leavers_follow_tenure_alone_the_chance_moves_to_that():
    found = checked(company(600, -1.0, seed=0, follow="tenure"))
    assert found.stacking.tenure > 0.4
    assert found.stacking.rate == 0.0
    assert found.tenure_brier < found.stacked_brier < found.brier.value < found.base_brier


@pytest.mark.parametrize("people", [80, 200, 600])
def test_where_leavers_follow_an_indicator_the_chance_stays_the_models(people: int):
    found = checked(company(people, -1.0, seed=1, follow="pay_vs_peers"))
    assert found.stacking.model >= 0.8
    assert found.stacked_brier < found.base_brier


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_few_departures_move_little(seed: int):
    assert checked(company(30, 0.0, seed)).stacking.model >= 0.75


def test_weights_move_steadily_from_a_good_model_to_a_useless_one():
    random = np.random.default_rng(4)
    odds = logit(0.2) + random.standard_normal(400)
    left = (random.random(400) < expit(odds)).astype(float)
    shuffled = random.permutation(odds)
    rate = np.full(400, left.mean())
    found = [
        stacking(left, {"model": expit(odds + part * (shuffled - odds)), "rate": rate}).model
        for part in np.linspace(0.0, 1.0, 101)
    ]
    assert found[0] == 1.0
    assert found[-1] < 0.2
    assert max(abs(later - earlier) for earlier, later in pairwise(found)) < 0.05


def mixture() -> tuple[AttritionModel, PersonPeriods]:
    """A model mixed with what is simpler, and the people it is asked about."""
    periods = company(80, -1.0, seed=3, follow="pay_vs_peers")
    there = periods.where(periods.days == periods.days.max())
    there = there.where(np.arange(len(there)) < 6)
    rules = AttritionRules()
    model = fit_attrition(periods, CODES, there.z, rules)
    simpler = simpler_models(periods, CODES, there.z, rules)
    return stacked(model, simpler, Stacking(0.5, 0.2, 0.3)), there


def test_the_chance_is_the_mixture_and_so_are_the_means_of_the_draws():
    model, there = mixture()
    alone = replace(model, simpler=())
    tenure, rate = model.simpler
    chance = model.probability(there.z, there.teams)
    parts = 0.5 * alone.probability(there.z, there.teams) + 0.2 * tenure.probability(there.z)
    assert chance == pytest.approx(parts + 0.3 * rate.probability(there.z))
    assert len(set(rate.probability(there.z).round(12))) == 1
    years = np.random.default_rng(1).standard_normal(20_000)
    draws = expit(model.draws(there.z, there.teams, years, np.random.default_rng(2)))
    assert draws.mean(axis=0) == pytest.approx(chance, rel=0.02)
    low, high = model.interval(there.z, there.teams)
    assert (low < chance).all()
    assert (chance < high).all()


def test_the_interval_holds_four_of_five_draws_of_the_mixture():
    model, there = mixture()
    low, high = model.interval(there.z, there.teams)
    random = np.random.default_rng(5)
    draws = model.draws(there.z, there.teams, random.standard_normal(20_000), random)
    drawn = expit(with_own(draws, random))
    assert ((drawn > low) & (drawn < high)).mean(axis=0) == pytest.approx(0.8, abs=0.03)


def test_the_chance_without_an_indicator_is_that_of_the_mixture():
    model, there = mixture()
    names = np.array([f"r{place}" for place in range(len(there))], dtype=object)
    rows = pd.DataFrame({"rep_id": names, "indicator": "pay_vs_peers"})
    rows = rows.assign(value=1.0, reference=1.0, z=there.z[:, CODES.index("pay_vs_peers")])
    rows = rows.assign(message=["pay"] * len(rows))
    people = Estimated(np.arange(len(there)), CODES, there.z, there.teams)
    reps = pd.DataFrame({"rep_id": names, "notice_on": pd.NaT})
    nobody = pd.Series(False, index=reps.index)
    found = leaving_drivers(rows, people, model, None, reps, nobody).set_index("rep_id")
    alone = leaving_drivers(rows, people, replace(model, simpler=()), None, reps, nobody)
    chance = pd.Series(model.probability(there.z, there.teams), index=names)
    own = pd.Series(model.own_probability(there.z, there.teams), index=names)
    moved = chance - found["probability_without"].reindex(names)
    moved_alone = own - alone.set_index("rep_id")["probability_without"].reindex(names)
    assert moved.to_numpy() == pytest.approx(0.5 * moved_alone.to_numpy())
    # the odds ratio speaks of the model, and does not change with how far it is believed
    assert found["odds_ratio"].to_dict() == alone.set_index("rep_id")["odds_ratio"].to_dict()


def test_a_raise_moves_the_chance_shown_as_far_as_that_is_the_models():
    model, _ = mixture()
    alone = replace(model, simpler=())
    assert alone.shown_weight("pay_vs_peers") == model.weights["pay_vs_peers"]
    assert model.shown_weight("pay_vs_peers") == pytest.approx(0.5 * model.weights["pay_vs_peers"])
    assert model.shown_weight("long_term_plan") == pytest.approx(
        0.5 * INDICATORS["long_term_plan"].weight
    )
