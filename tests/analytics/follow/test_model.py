"""What own departures teach about following: prior, posterior, level, ranking, uncertainty."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import norm

from analytics.errors import NotSettled
from analytics.follow.model import DESTINATIONS, TERMS, FollowCalibration
from analytics.follow.past_departures import past_departures
from analytics.follow.probability import (
    FollowModel,
    fit_follow,
    follow_draws,
    follow_probabilities,
    follow_reasons,
    of_another_form,
)
from analytics.follow.terms import STEPS, past_situation, values
from analytics.mode import UNSETTLED
from analytics.policy import Policy, read_policy
from tests.analytics.attrition.workforce import workforce
from tests.analytics.follow.leavers import outcomes
from tests.analytics.follow.test_probability import TYPICAL, arguments, pairs

POLICY = Policy()


def flat(rate: float):
    """A law without circumstances: everybody follows at this rate times the share."""
    return lambda frame: rate * frame["share"].to_numpy()


def fitted(rate: float = 0.5, leavers: int = 12, each: int = 40, seed: int = 1, **known):
    rng = np.random.default_rng(seed)
    return fit_follow(outcomes(rng, leavers, each, flat(rate), **known), POLICY)


# -- the prior --------------------------------------------------------------------------------


@pytest.fixture
def untaught() -> FollowModel:
    return fit_follow(past_departures(workforce([{"rep_id": "r"}]), POLICY), POLICY)


def test_without_departures_the_model_is_the_prior(untaught: FollowModel):
    assert not untaught.learned
    assert (untaught.outcomes, untaught.leavers, untaught.calibration) == (0, 0, None)
    expected = {"intercept": logit(0.3), **STEPS, "log_gamma": np.log(1.4)}
    assert {name: untaught.coefficient(name) for name in expected} == pytest.approx(expected)
    assert untaught.coefficient("other") == 0.0
    assert np.array_equal(untaught.covariance, np.diag(untaught.prior_sd**2))
    assert untaught.rate == pytest.approx(0.3)


def test_without_departures_every_figure_is_the_published_one(untaught: FollowModel):
    edges = pairs({"share": 0.7, "first_on": date(2025, 3, 1)}, {"share": 0.2}, {"share": None})
    known = arguments(edges, known_by=3, company_share=0.2, contacts_known=5)
    plain = follow_probabilities(*known, POLICY)
    assert follow_probabilities(*known, POLICY, untaught).tolist() == plain.tolist()
    one, other = (follow_reasons(*known, POLICY, model) for model in (None, untaught))
    pd.testing.assert_frame_equal(one, other)


def test_base_rate_is_worth_ten_customers(untaught: FollowModel):
    # The information of ten yes-or-no answers at 30 %, in log-odds.
    assert untaught.prior_sd[0] == pytest.approx((10 * 0.3 * 0.7) ** -0.5)


def test_three_of_five_who_follow_move_the_rate_as_a_beta_prior_would():
    # bb-01: beta-binomial posterior mean, a 2, b 8, x 3, n 5: (2 + 3) / (10 + 5) = 0.3333
    departures = outcomes(np.random.default_rng(0), 5, 1, flat(0.5), stop_chance=0.0)
    frame = departures.customers.assign(
        share=1.0,
        colleagues=0.0,
        company_share=0.0,
        contacts_known=2.0,
        person_since=departures.customers["left_on"] - pd.Timedelta(days=3 * 365.25),
        firm_since=departures.customers["left_on"] - pd.Timedelta(days=5 * 365.25),
        stopped=pd.array([True, True, True, False, False], "boolean"),
    )
    policy = read_policy("[follow]\nbase_rate = 0.2")
    model = fit_follow(replace(departures, customers=frame), policy)
    # A normal prior on log-odds is not a beta prior, and leavers may differ: close, not equal.
    assert model.rate == pytest.approx(1 / 3, abs=0.04)


# -- the posterior ----------------------------------------------------------------------------


def slow_log_posterior(point: np.ndarray, frame: pd.DataFrame, model: FollowModel) -> float:
    """The formula of the module, row by row, for one vector of coefficients and effects."""
    terms = dict(zip(TERMS, point, strict=False))
    effects = point[len(TERMS) :]
    leavers = sorted(frame["rep_id"].unique())
    known = values(past_situation(frame, date(2010, 1, 1))).fillna(0.0)
    total = 0.0
    for place, row in enumerate(frame.itertuples()):
        score = terms["intercept"] + effects[leavers.index(row.rep_id)]
        score += sum(terms[name] * known[name].iloc[place] for name in STEPS)
        score += terms.get(row.left_to, 0.0) if row.left_to in DESTINATIONS[1:] else 0.0
        q = row.share ** np.exp(terms["log_gamma"]) * expit(score)
        stops = 1 - (1 - row.stop_chance) * (1 - q)
        total += np.log(stops if row.stopped else 1 - stops)
    total += norm.logpdf(point[: len(TERMS)], model.prior, model.prior_sd).sum()
    return total + norm.logpdf(effects, 0, np.sqrt(model.variance)).sum()


@pytest.mark.slow
def test_coefficients_are_the_mode_that_a_general_optimiser_finds():
    left_to = ["competitor", "other", "own_business", "competitor"]
    departures = outcomes(np.random.default_rng(5), 4, 8, flat(0.6), left_to=left_to)
    model = fit_follow(departures, POLICY)
    frame = departures.customers
    start = np.append(model.coefficients, np.zeros(4))

    def loss(point: np.ndarray) -> float:
        return -slow_log_posterior(point, frame, model)

    best = minimize(loss, start, method="BFGS", options={"gtol": 1e-3}).x
    assert model.coefficients == pytest.approx(best[: len(TERMS)], abs=5e-3)


def test_more_outcomes_leave_less_doubt():
    few, many = fitted(leavers=4, each=15), fitted(leavers=40, each=60)
    doubts = [np.diag(model.covariance) for model in (many, few)]
    # Nobody says where they went, or what bound whom: of these nothing is learned.
    untold = {"non_solicit", "contract", "channels", "people_met", *DESTINATIONS}
    taught = [name not in untold for name in TERMS]
    assert (doubts[0] < doubts[1])[taught].all()
    assert (doubts[1] < few.prior_sd**2)[taught].all()
    assert (doubts[0] <= doubts[1] + 1e-12).all()


def test_customers_who_would_have_stopped_anyway_are_not_followers():
    # A third stops buying whoever looks after them: no sign that anybody follows.
    departures = outcomes(np.random.default_rng(2), 15, 60, flat(0.0), stop_chance=0.33)
    model = fit_follow(departures, POLICY)
    assert model.stop_chance == pytest.approx(0.33)
    naive = departures.customers.assign(stop_chance=0.0)
    blamed = fit_follow(replace(departures, customers=naive), POLICY)
    assert model.rate < 0.2 < 0.4 < blamed.rate


@pytest.mark.parametrize("rate", [0.12, 0.3, 0.6, 0.85])
def test_level_comes_from_the_own_history(rate: float):
    model = fitted(rate, leavers=16, each=50, stop_chance=0.1)
    rng = np.random.default_rng(2)
    share = rng.uniform(0.05, 1, 500)
    edges = pairs(*({"share": s, "first_on": TYPICAL} for s in share))
    found = follow_probabilities(
        *arguments(edges, known_by=2, company_share=0.25, contacts_known=3), POLICY, model
    )
    # A mean over what the next leaver takes beyond it, hence above the middle where that is low.
    assert found.sum() / (rate * share.sum()) == pytest.approx(1, abs=0.5)


def test_those_who_leave_the_trade_take_fewer_along():
    left_to = ["competitor"] * 8 + ["other"] * 4

    def law(frame: pd.DataFrame) -> np.ndarray:
        return 0.6 * frame["share"].to_numpy() * (frame["left_to"] != "other").to_numpy()

    model = fit_follow(outcomes(np.random.default_rng(4), 12, 40, law, left_to=left_to), POLICY)
    assert model.coefficient("other") < -1
    # Four pseudo-leavers: two to a competitor, one each elsewhere.
    assert model.destinations == pytest.approx([10 / 16, 1 / 16, 5 / 16])
    competitor = expit(model.coefficient("intercept"))
    assert 0.6 * competitor < model.rate < 0.85 * competitor


def test_unnamed_destinations_average_over_nothing():
    model = fitted(0.4)
    assert model.destinations.tolist() == [1.0, 0.0, 0.0]
    assert model.destination_draws(2, 1).tolist() == [[1.0, 0.0, 0.0]] * 2


def test_where_the_next_leaver_goes_is_as_uncertain_as_few_leavers_make_it():
    model = fitted(0.4, leavers=4, left_to=["competitor", "other", "other", "other"])
    drawn = model.destination_draws(20_000, 1)
    # Dirichlet of 3, 1 and 4 of 8: mean 1/2 and variance 1/2 · 1/2 / 9 for elsewhere.
    assert drawn.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert drawn[:, 2].mean() == pytest.approx(0.5, abs=0.01)
    assert drawn[:, 2].var() == pytest.approx(0.25 / 9, rel=0.05)


def test_leavers_who_differ_leave_more_doubt_about_the_level():
    def differing(frame: pd.DataFrame) -> np.ndarray:
        lucky = frame["rep_id"].str[1:].astype(int) % 2 == 0
        return frame["share"].to_numpy() * np.where(lucky, 0.9, 0.1)

    rng = np.random.default_rng(6)
    mixed = fit_follow(outcomes(rng, 12, 40, differing), POLICY)
    alike = fitted(0.5)
    assert mixed.variance > 1.0 > 0.3 > alike.variance
    assert mixed.covariance[0, 0] > 1.3 * alike.covariance[0, 0]


def test_order_and_names_change_nothing():
    departures = outcomes(np.random.default_rng(7), 6, 20, flat(0.4))
    frame = departures.customers
    renamed = frame.sample(frac=1, random_state=1).assign(customer_id=lambda f: "x" + f.customer_id)
    other = fit_follow(replace(departures, customers=renamed.reset_index(drop=True)), POLICY)
    model = fit_follow(departures, POLICY)
    assert other.coefficients == pytest.approx(model.coefficients, abs=1e-8)


def test_outcomes_that_are_not_known_teach_nothing():
    departures = outcomes(np.random.default_rng(8), 6, 20, flat(0.4))
    waiting = departures.customers.assign(
        rep_id=lambda frame: "late" + frame["rep_id"], stopped=pd.array([pd.NA] * 120, "boolean")
    )
    both = pd.concat([departures.customers, waiting], ignore_index=True)
    one, other = (
        fit_follow(replace(departures, customers=f), POLICY) for f in (departures.customers, both)
    )
    assert np.array_equal(one.coefficients, other.coefficients)


def test_calibration_learns_from_earlier_and_predicts_later_departures():
    good = fitted(0.8, leavers=12).calibration
    assert good is not None
    assert good.outcomes == 6 * 40
    assert good.better
    assert abs(good.predicted - good.observed) < abs(good.prior_predicted - good.observed)
    assert fitted(leavers=3).calibration is None


# -- a law that the model does not assume -------------------------------------------------------


def unknown_law(frame: pd.DataFrame, effect: np.ndarray | float = 0.0) -> np.ndarray:
    """A probit without a product with the share, that no term of the model can equal."""
    score = -1.2 + 1.8 * (frame["share"] - 0.5) - 0.9 * frame["company_share"]
    score = score - 0.15 * (frame["contacts_known"] - 3) + effect
    return norm.cdf(score.to_numpy(float))


def lift(truth: np.ndarray, score: np.ndarray) -> float:
    """Chance to rank a follower before a stayer, over one half; ties count a half."""
    order = np.argsort(score, kind="stable")
    follows = truth[order]
    before = np.cumsum(1 - follows) - (1 - follows)
    return float((follows * before).sum() / (truth.sum() * (1 - truth).sum()) - 0.5)


def test_companies_drawn_from_another_law_are_ranked_and_levelled():
    lifts, levels = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        effects = rng.normal(0, 0.3, 16)

        def law(frame: pd.DataFrame, effects: np.ndarray = effects) -> np.ndarray:
            return unknown_law(frame, effects[frame["rep_id"].str[1:].astype(int)])

        model = fit_follow(outcomes(rng, 16, 25, law), POLICY)
        now = outcomes(np.random.default_rng(seed + 50), 30, 20, unknown_law).customers
        truth = unknown_law(now)
        known = values(past_situation(now, date(2010, 1, 1))).fillna(0.0).to_numpy(float)
        score = model.coefficients[0] + known @ model.coefficients[1 : 1 + len(STEPS)]
        found = now["share"] ** np.exp(model.coefficients[-1]) * expit(score)
        lifts.append(lift(truth, found.to_numpy()) / lift(truth, truth))
        levels.append(found.sum() / truth.sum())
    assert np.mean(lifts) > 0.65
    assert all(1 / 1.5 < level < 1.5 for level in levels)


# -- figures and draws --------------------------------------------------------------------------


def test_q_grows_with_the_share_whatever_was_learned():
    model = fitted(0.7)
    edges = pairs(*({"share": share} for share in (0.0, 0.1, 0.5, 1.0)))
    found = follow_probabilities(*arguments(edges), POLICY, model).tolist()
    assert found == sorted(found)
    assert found[0] == 0.0
    assert found[-1] <= 0.95


def test_draws_scatter_around_the_probability():
    model = fitted(0.6, leavers=30, each=60)
    edges = pairs({"share": 0.9, "first_on": TYPICAL}, {"share": 0.3}, {"share": None})
    known = arguments(edges, known_by=1, contacts_known=2)
    found = follow_draws(*known, POLICY, model, 4_000, 3)
    expected = follow_probabilities(*known, POLICY, model).to_numpy()
    assert (found.shape, found.dtype) == ((4_000, 3), np.float32)
    assert np.median(found, axis=0) == pytest.approx(expected, abs=0.02)
    assert (found[:, 2] == 0).all()
    assert found.std(axis=0)[0] > 0.03


def test_draws_are_the_same_for_the_same_seed_only():
    known = arguments(pairs({"share": 0.9}, {"share": 0.4}))
    model = fitted()
    one, same, other = (follow_draws(*known, POLICY, model, 50, s) for s in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_prior_draws_are_wider_than_learned_ones(untaught: FollowModel):
    known = arguments(pairs({"share": 1.0}))
    wide, narrow = (
        follow_draws(*known, POLICY, model, 2_000, 1).std()
        for model in (untaught, fitted(0.3, leavers=30, each=60))
    )
    assert wide > 1.2 * narrow


def test_draws_of_coefficients_have_the_posterior_moments():
    model = fitted()
    drawn = model.draws(20_000, 0)
    # Which stay at or below 0.
    free = [name not in ("non_solicit", "contract") for name in TERMS]
    assert drawn.mean(axis=0)[free] == pytest.approx(model.coefficients[free], abs=0.02)
    spread = np.cov(drawn.T)[np.ix_(free, free)]
    assert spread == pytest.approx(model.covariance[np.ix_(free, free)], abs=0.03)


def test_a_form_that_may_be_wrong_moves_every_pair_on_its_own_by_its_log_odds():
    known = arguments(pairs({"share": 0.9}, {"share": 0.9}, {"share": None}))
    model = fitted()
    plain = follow_draws(*known, POLICY, model, 8_000, 1)
    moved = of_another_form(plain, known[0], 0.7, 1, most=1 - 1e-6)
    shift = logit(moved[:, :2].astype(float)) - logit(plain[:, :2].astype(float))
    assert shift.mean(axis=0) == pytest.approx(np.zeros(2), abs=0.03)
    assert shift.std(axis=0) == pytest.approx(np.full(2, 0.7), rel=0.03)
    assert abs(np.corrcoef(shift.T)[0, 1]) < 0.05
    assert (moved[:, 2] == 0).all()


def test_what_a_pair_has_on_its_own_goes_by_its_ids_not_by_its_row():
    edges = pairs({"share": 0.9}, {"share": 0.4})
    drawn = np.full((50, 2), 0.3, np.float32)
    there = of_another_form(drawn, edges, 0.7, 1, most=1 - 1e-6)
    turned = of_another_form(drawn, edges.iloc[::-1].reset_index(drop=True), 0.7, 1, most=1 - 1e-6)
    assert turned[:, ::-1] == pytest.approx(there, rel=1e-5)


def test_the_form_of_following_is_as_open_as_its_check_leaves_it(untaught: FollowModel):
    follow = np.array([0.2, 0.5])
    assert untaught.form_spread(follow) == pytest.approx(0.5 * logit(follow).std())
    check = FollowCalibration(60, 0.2, 0.2, 0.2, 0.1, 0.1, 1.0, 1.0 - 1e-6, 1.0 + 1e-6)
    sure = replace(untaught, calibration=check)
    assert sure.form_spread(follow) == pytest.approx(0.0, abs=1e-5)


def test_no_pairs_give_no_draws():
    none = follow_draws(*arguments(pairs()), POLICY, fitted(), 5, 1)
    assert none.shape == of_another_form(none, pairs(), 0.7, 1, most=1 - 1e-6).shape == (5, 0)


def test_reasons_say_that_they_are_learned():
    model = fitted()
    known = arguments(pairs({"share": 0.9}), known_by=3)
    reasons = follow_reasons(*known, POLICY, model).set_index("part")
    assert str(reasons.loc["base_rate", "message"]).startswith(
        "Of customers held by one person alone"
    )
    assert reasons.loc["base_rate", "factor"] == pytest.approx(model.rate)
    step = np.exp(2 * model.coefficient("colleagues"))
    assert reasons.loc["colleagues", "factor"] == pytest.approx(step)


def test_ways_and_people_are_learned_where_they_are_told():
    rng = np.random.default_rng(11)
    drawn = {
        "channels": rng.integers(1, 7, 30 * 60).astype(float),
        "met": rng.integers(1, 3, 30 * 60).astype(float),
    }

    def follow(frame: pd.DataFrame) -> pd.Series:
        met = np.log2(drawn["met"] / frame["contacts_known"].clip(lower=drawn["met"]))
        score = -0.5 + 0.8 * np.log2(drawn["channels"]) + 0.5 * met
        return frame["share"] ** 2 * expit(score)

    told = outcomes(rng, 30, 60, follow)
    frame = told.customers.assign(**drawn)
    frame["contacts_known"] = frame["contacts_known"].clip(lower=frame["met"])
    model = fit_follow(replace(told, customers=frame), POLICY)
    found = [model.coefficient(name) for name in ("channels", "people_met")]
    assert found == pytest.approx([0.8, 0.5], abs=0.3)
    assert np.exp(model.coefficient("log_gamma")) == pytest.approx(2, abs=0.35)


def test_the_rate_is_the_mean_over_leavers():
    rng = np.random.default_rng(0)
    takes = np.where(np.arange(60) % 5 < 2, 0.0, 0.75)

    def follow(frame: pd.DataFrame) -> Any:
        return frame["share"] * takes[frame["rep_id"].str[1:].astype(int)]

    model = fit_follow(outcomes(rng, 60, 10, follow, stop_chance=0.02), POLICY)
    assert model.rate == pytest.approx(takes.mean(), abs=0.06)
    assert model.calibration is not None
    assert model.calibration.predicted == pytest.approx(model.calibration.observed, abs=0.06)


def test_agreement_is_a_reason_where_own_departures_weighed_it():
    edges, customers, extract = arguments(pairs({"share": 0.9}))
    paper = pd.DataFrame(
        {
            "rep_id": pd.Series(["r"], dtype="str"),
            "kind": "non_solicit",
            "signed_on": pd.Timestamp("2020-01-01"),
            "ends_on": pd.Series([pd.NaT], dtype="datetime64[s]"),
        }
    )
    extract = replace(extract, tables=extract.tables | {"agreements"}, agreements=paper)
    known = (edges, customers, extract)
    learned = follow_reasons(*known, POLICY, fitted()).set_index("part")["message"]
    assert str(learned["non_solicit"]) == "Has agreed not to solicit customers after leaving"
    assert "non_solicit" not in follow_reasons(*known, POLICY)["part"].tolist()
    free = replace(extract, agreements=paper.iloc[:0])
    assert "non_solicit" not in follow_reasons(edges, customers, free, POLICY, fitted())["part"]


def test_agreement_not_to_solicit_never_makes_following_likelier():
    # Whoever stopped is said to have had such an agreement, which speaks for the contrary.
    departures = outcomes(np.random.default_rng(7), 6, 40, flat(0.5))
    bound = departures.customers["stopped"].fillna(False).astype("boolean")
    told = replace(departures, customers=departures.customers.assign(non_solicit=bound))
    model = fit_follow(told, POLICY)
    place = TERMS.index("non_solicit")
    assert model.coefficients[place] == 0
    assert model.draws(500, seed=1)[:, place].max() == 0


def test_a_fit_that_does_not_settle_leaves_the_published_model_and_says_so(monkeypatch):
    departures = outcomes(np.random.default_rng(3), 6, 20, flat(0.9))
    assert fit_follow(departures, POLICY).unsettled is None

    def never(*_: object, **__: object) -> None:
        raise NotSettled(UNSETTLED)

    monkeypatch.setattr("analytics.follow.posterior.most_probable", never)
    model = fit_follow(departures, POLICY)
    assert model.unsettled == UNSETTLED
    assert not model.learned
    assert model.coefficients == pytest.approx(model.prior)
    assert np.array_equal(model.covariance, np.diag(model.prior_sd**2))


def six_leavers():
    """Twenty customers of each of six leavers, two terms, three shares."""
    from analytics.follow import posterior

    return posterior.Outcomes(
        design=np.column_stack([np.ones(120), np.tile([0.0, 1.0], 60)]),
        log_share=np.log(np.tile([0.3, 0.6, 1.0], 40)),
        chance=np.full(120, 0.1),
        stopped=(np.random.default_rng(0).random(120) < 0.35).astype(float),
        leaver=np.repeat(np.arange(6), 20),
    )


def test_variance_between_leavers_is_the_most_probable_with_their_effects_integrated():
    # By quadrature of every leaver's likelihood, on a fine grid.
    from analytics.follow import posterior

    rows = six_leavers()
    prior, spread = np.array([-0.8, 0.1, 0.0]), np.array([0.7, 0.5, 0.35])
    _, _, variance = posterior.posterior_mode(rows, prior, spread)
    search = posterior._Search(rows, prior, 1 / spread**2, np.append(prior, np.zeros(6)))

    def weight(tau: float) -> float:
        coefficients, _ = search.at(tau**2)
        total = norm.logpdf(coefficients, prior, spread).sum() + np.log(tau / (0.25 + tau**2))
        for leaver in range(6):
            mine = rows.where(rows.leaver == leaver)

            def likelihood(effect: float, mine=mine) -> float:
                chance = posterior.fitted(mine, coefficients, np.array([effect]))[2]
                said = np.where(mine.stopped > 0, chance, 1 - chance).prod()
                return float(said * norm.pdf(effect, 0, tau))

            total += np.log(quad(likelihood, -8 * tau, 8 * tau, limit=200)[0])
        return float(total)

    grid = np.exp(np.linspace(np.log(0.15), np.log(0.9), 61))
    best = grid[np.argmax([weight(tau) for tau in grid])]
    assert np.sqrt(variance) == pytest.approx(best, rel=0.03)


def test_leavers_are_as_different_as_seen():
    # As in the register: four of ten take nobody along, the others most.
    rng = np.random.default_rng(0)
    takes = np.where(np.arange(40) % 5 < 2, 0.0, 0.75)

    def follow(frame: pd.DataFrame) -> Any:
        return frame["share"] * takes[frame["rep_id"].str[1:].astype(int)]

    model = fit_follow(outcomes(rng, 40, 10, follow, stop_chance=0.02), POLICY)
    effects = np.random.default_rng(1).normal(0, np.sqrt(model.variance), 20_000)
    rates = expit(model.coefficients[0] + effects)
    assert rates.mean() == pytest.approx(0.45, abs=0.08)
    assert rates.std() == pytest.approx(takes.std(), abs=0.08)
    assert (rates < 0.1).mean() > 0.2


def test_the_search_steps_by_the_true_second_derivatives():
    # Central differences of the first ones, away from the mode.
    from analytics.follow import posterior

    rows, precision = six_leavers(), np.full(9, 2.0)
    point = np.array([-0.5, 0.3, 0.2, 0.4, -0.3, 0.2, 0.1, -0.2, 0.3])

    def first(at: np.ndarray) -> np.ndarray:
        return posterior._gradient(rows, at, means=np.zeros(9), precision=precision)

    steps = 1e-5 * np.eye(9)
    slow = [(first(point - step) - first(point + step)) / 2e-5 for step in steps]
    assert posterior._curvature(rows, point, precision) == pytest.approx(np.array(slow), abs=1e-6)
