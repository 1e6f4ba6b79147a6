"""Departures that depend on each other, against published values and enumeration.

Identifiers in comments are those of the project's table of reference checks.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import binom, multivariate_normal

from analytics.errors import NotSettled
from analytics.losses.book import tail_weights, value_at_risk
from analytics.losses.dependence import JointLaw, factor_nodes, given_factor
from analytics.losses.distribution import loss_distribution, walk_away
from analytics.losses.scenarios import _team_law
from tests.analytics.losses.loss_cases import (
    TWELVE,
    company,
    edges_of,
    enumerated_jointly,
    joint,
    own_books,
    shortfall,
)


def series(values, prefix="r") -> pd.Series:
    return pd.Series(np.asarray(values, float), index=[f"{prefix}{i}" for i in range(len(values))])


def one_team(leave: pd.Series) -> pd.Series:
    return pd.Series("team", index=leave.index)


def counted(leave, **dependence) -> np.ndarray:
    """The law of the number of departures: every rep has one customer worth 1 who follows."""
    edges, exposure, probabilities = own_books(leave, np.ones(len(leave)))
    teams = one_team(probabilities)
    law = loss_distribution(edges, exposure, probabilities, teams=teams, **dependence)
    return law.probabilities


def marginals(departures: JointLaw) -> np.ndarray:
    """P(leaves) of each rep, from the parts of the joint law."""
    stays = np.zeros_like(departures.direct)
    for rep, team in enumerate(departures.team):
        others = (departures.team == team) & (np.arange(len(departures.team)) != rep)
        spared = 1 - departures.direct[:, others] * departures.carried[:, [rep]]
        stays[:, rep] = (1 - departures.direct[:, rep]) * spared.prod(axis=1)
    return departures.weights @ (1 - stays)


# --- one common factor ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "rho", "level", "expected"),
    [
        # vas-01 … vas-05: Vasicek 2002; Hull's example WCDR = 12.8 %
        (0.02, 0.2, 0.999, 0.2263128071558014),
        (0.02, 0.1, 0.999, 0.12823710729942311),
        (0.2, 0.1, 0.95, 0.36735679605895405),
        (0.2, 0.15, 0.99, 0.5256722166314204),
        (0.1, 0.0001, 0.99, 0.10413242117042766),
    ],
)
def test_share_that_leaves_from_a_large_company_in_a_bad_year(p, rho, level, expected):
    found = given_factor(np.array([p]), np.array([ndtri(1 - level)]), rho)
    assert found.item() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "rho", "expected"),
    [
        # cop-01 (bivariate normal), cop-04 (Sheppard 1899: 1/4 + asin(ρ)/2π)
        ((0.1, 0.2), 0.3, 0.03714291502553073),
        ((0.5, 0.5), 0.3, 0.29849334201033917),
    ],
)
def test_two_reps_leave_together(p, rho, expected):
    both = JointLaw.of(series(p), correlation=rho).together()[0, 1]
    assert both == pytest.approx(expected, abs=1e-9)
    normal = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf(ndtri(p))
    assert both == pytest.approx(normal, abs=1e-6)


def test_correlation_of_events_is_much_smaller_than_of_the_factor():
    # cop-02, and cop-03: variance of the share that leaves, Vasicek 2002
    both = JointLaw.of(series([0.1, 0.2]), correlation=0.3).together()[0, 1]
    assert (both - 0.02) / np.sqrt(0.09 * 0.16) == pytest.approx(0.14285762521275608, abs=1e-6)
    nodes, weights = factor_nodes(0.2)
    share = given_factor(np.array([0.02]), nodes, 0.2)[:, 0]
    assert weights @ share**2 - 0.02**2 == pytest.approx(0.0007001764956294056, abs=1e-7)


def test_number_of_departures_under_a_common_factor():
    # cop-05: n = 10, p = .1, ρ = .2: [P0, P1, P(≥ 3), mean]
    law = counted([0.1] * 10, correlation=0.2)
    found = [law[0], law[1], law[3:].sum(), np.arange(11) @ law]
    expected = [0.4564661893640449, 0.28278147756635874, 0.11701722551091223, 1.0]
    assert found == pytest.approx(expected, abs=1e-7)


def test_twelve_reps_under_a_common_factor():
    # cop-06: [EL, sd, VaR95, ES95, VaR99, ES99, P(L = 0)], two quadratures
    law = loss_distribution(*own_books(*TWELVE), correlation=0.15)
    assert law.method == "exact"
    found = [law.mean, law.sd, law.var_95, law.es_95, law.var_99, law.es_99, law.probabilities[0]]
    expected = [72.8, 80.59634862835905, 230, 299.66390896697277, 340, 399.7281434950485]
    assert found == pytest.approx([*expected, 0.27255107194717126], rel=1e-6)


def test_contributions_of_twelve_reps_under_a_common_factor():
    # euler-06: factor-conditional leave-one-out convolution
    law = loss_distribution(*own_books(*TWELVE), correlation=0.15)
    expected = [
        21.65615149896908,
        32.98322861564314,
        37.640066724394366,
        38.0643190432358,
        36.16366960677921,
        32.692941613425624,
        28.5670064386821,
        24.172066858154288,
        19.173259704082565,
        14.365627027960453,
        9.49828336712689,
        4.687288468519396,
    ]
    assert law.es_contributions.to_numpy() == pytest.approx(expected, abs=1e-5)


def test_parts_of_the_deviation_under_a_common_factor():
    # euler-05: pairwise bivariate-normal covariances over the sd of cop-06
    leave, amounts = TWELVE
    together = JointLaw.of(series(leave), correlation=0.15).together()
    covariance = (together - np.outer(leave, leave)) * np.outer(amounts, amounts)
    sd = np.sqrt(covariance.sum())
    assert sd == pytest.approx(80.59634862835905, abs=1e-6)
    expected = [
        4.996391920709766,
        8.068848654287894,
        9.788304389249845,
        10.455133377440479,
        10.307088816956743,
        9.547575367217515,
        8.355791568092014,
        6.891594024802513,
        5.29824247448799,
        3.7041209979273875,
        2.2238991659199168,
        0.9593578712667239,
    ]
    assert covariance.sum(axis=1) / sd == pytest.approx(expected, abs=1e-5)


def test_expected_loss_is_the_same_whatever_the_correlation_and_the_tail_is_not():
    # prop-01 and prop-02 (ES95 at ρ = .05, .3, .6)
    laws = [
        loss_distribution(*own_books(*TWELVE), correlation=rho) for rho in (0, 0.05, 0.15, 0.3, 0.6)
    ]
    assert [law.mean for law in laws] == pytest.approx([72.8] * 5, abs=1e-6)
    shortfalls = [law.es_95 for law in laws]
    assert shortfalls == sorted(shortfalls)
    expected = [258.8129964881419, 363.06816283121583, 498.2564301542267]
    assert [shortfalls[place] for place in (1, 3, 4)] == pytest.approx(expected, rel=1e-6)


# --- contagion -----------------------------------------------------------------------------------


def team_counts(n: int, p: float, q: float) -> np.ndarray:
    """The number of departures in a team with given direct probabilities, not recalibrated."""
    law = _team_law(np.full((1, n), p), np.full((1, n), q), np.ones(n, dtype=bool))[0]
    size = np.array([bin(state).count("1") for state in range(2**n)])
    return np.bincount(size, weights=law)


def test_davis_lo_law_of_three():
    # dl-01, dl-02: closed form and enumeration of all 8 × 64 states
    law = team_counts(3, 0.1, 0.2)
    assert law == pytest.approx([0.729, 0.15552, 0.09504, 0.02044], abs=1e-10)
    assert np.arange(4) @ law == pytest.approx(0.40692, abs=1e-12)


def test_davis_lo_law_of_ten():
    # dl-03: [P0, P1, P(≥ 5), mean]
    law = team_counts(10, 0.05, 0.1)
    found = [law[0], law[1], law[5:].sum(), np.arange(11) @ law]
    expected = [0.5987369392383787, 0.12208576725373473, 0.02346874376836284, 0.9190490056031825]
    assert found == pytest.approx(expected, abs=1e-10)


def test_limits_of_the_davis_lo_law():
    # dl-04: without contagion binomial; dl-05: with certain contagion all or nobody
    assert team_counts(5, 0.1, 0.0) == pytest.approx(binom.pmf(range(6), 5, 0.1), abs=1e-12)
    assert team_counts(5, 0.1, 1.0) == pytest.approx([0.59049, 0, 0, 0, 0, 0.40951], abs=1e-12)


def test_direct_probability_is_recalibrated():
    # dl-06: 1 − (1 − p)(1 − p·q)⁹ = .05 with q = .1
    leave = series([0.05] * 10)
    departures = JointLaw.of(leave, one_team(leave), contagion=0.1)
    assert departures.direct == pytest.approx(0.026787174611288805, abs=1e-8)


def test_published_size_of_contagion_gives_the_default():
    # contag-01: 1 − exp(−uplift · λ · 135/365) at 20 % a year (Visier 2022)
    uplift = np.array([0.091, 0.251, 0.121, 0.077])
    extra = -np.expm1(uplift * np.log(0.8) * 135 / 365)
    expected = [
        0.007482328677407057,
        0.020502573674945124,
        0.009936739214383983,
        0.006334855727688882,
    ]
    assert extra == pytest.approx(expected, abs=1e-9)


def test_who_would_leave_too_often_with_others_alone_is_harder_to_carry_along():
    leave = series([0.5, 0.5, 0.01])
    departures = JointLaw.of(leave, one_team(leave), contagion=0.3)
    assert departures.direct[0, 2] == 0
    assert 0 < departures.carried[0, 2] < 0.3
    assert departures.carried[0, :2].tolist() == [0.3, 0.3]
    assert marginals(departures) == pytest.approx(leave.to_numpy(), abs=1e-9)


def test_somebody_under_notice_carries_others_along():
    leave = series([1.0, 0.2, 0.2])
    teams = pd.Series({"r0": "a", "r1": "a", "r2": "b"})
    departures = JointLaw.of(leave, teams, contagion=0.1)
    assert departures.direct[0].tolist() == pytest.approx([1.0, 1 - 0.8 / 0.9, 0.2])
    assert departures.together()[0, 1] == pytest.approx(0.2)


@settings(max_examples=40)
@given(
    leave=st.lists(st.floats(0, 1), min_size=1, max_size=9),
    correlation=st.sampled_from([0.0, 0.05, 0.3, 0.9]),
    contagion=st.floats(0, 0.99),
)
def test_everybody_keeps_the_own_probability(leave, correlation, contagion):
    probabilities = series(leave)
    teams = pd.Series([f"t{i % 2}" for i in range(len(leave))], index=probabilities.index)
    departures = JointLaw.of(probabilities, teams, correlation=correlation, contagion=contagion)
    assert marginals(departures) == pytest.approx(leave, abs=1e-9)
    together = departures.together()
    assert (together >= np.outer(leave, leave) - 1e-9).all()
    assert np.allclose(together, together.T)


def test_colleagues_depend_and_others_do_not():
    leave = series([0.1, 0.2, 0.3])
    teams = pd.Series({"r0": "a", "r1": "a", "r2": ""})
    together = JointLaw.of(leave, teams, contagion=0.05).together()
    assert together[0, 1] > 0.02
    assert together[:2, 2] == pytest.approx([0.03, 0.06])
    assert JointLaw.of(leave, None, contagion=0.05).independent


@pytest.mark.parametrize("correlation", [0.0, 0.2])
def test_together_is_the_enumeration(correlation):
    leave, team = np.array([0.3, 0.05, 0.4, 0.2]), list("aaab")
    departures = JointLaw.of(
        series(leave),
        pd.Series(team, index=series(leave).index),
        correlation=correlation,
        contagion=0.2,
    )
    together = np.zeros((4, 4))
    for weight, direct, carried in zip(
        departures.weights, departures.direct, departures.carried, strict=True
    ):
        for gone, chance in joint(direct, team, carried).items():
            together += weight * chance * np.outer(gone, gone)
    assert departures.together() == pytest.approx(together, abs=1e-12)


# --- the loss ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contagion", "correlation"), [(0.01, 0.0), (0.01, 0.2), (0.3, 0.0), (0.9, 0.0)]
)
def test_large_team_by_a_polynomial_is_the_sum_over_its_members(
    contagion, correlation, monkeypatch
):
    random = np.random.default_rng(4)
    leave = pd.Series(random.uniform(0.02, 0.4, 120))
    leave.iloc[:2] = 1.0, 0.0
    departures = JointLaw.of(
        leave, pd.Series("Sales", leave.index), correlation=correlation, contagion=contagion
    )
    quick = departures.together()
    monkeypatch.setattr("analytics.losses.dependence._MEMBERS_SUMMED", len(leave))
    assert quick == pytest.approx(departures.together(), abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_exact_law_with_contagion_is_the_enumeration(seed):
    edges, exposure, leave = company(seed, 4, 5)
    teams = pd.Series({"r0": "a", "r1": "a", "r2": "a", "r3": "b"})
    law = loss_distribution(edges, exposure, leave, teams=teams, contagion=0.2)
    departures = JointLaw.of(leave, teams, contagion=0.2)
    states = joint(departures.direct[0], list("aaab"), departures.carried[0])
    losses, chances, parts = enumerated_jointly(edges, exposure, states, list(leave.index))
    assert law.mean == pytest.approx(losses @ chances)
    assert law.var_95 == pytest.approx(value_at_risk(losses, chances, 0.95))
    assert law.es_95 == pytest.approx(shortfall(losses, chances, 0.95))
    assert law.es_99 == pytest.approx(shortfall(losses, chances, 0.99))
    tail = tail_weights(losses, chances, 0.95) / np.maximum(chances, 1e-300)
    assert law.es_contributions.to_numpy() == pytest.approx((chances * tail) @ parts, rel=1e-6)


def test_exact_law_under_a_common_factor_is_the_enumeration():
    edges, exposure, leave = company(5, 3, 5)
    law = loss_distribution(edges, exposure, leave, correlation=0.3)
    states = joint(leave.to_numpy(), list("abc"), np.zeros(3), correlation=0.3)
    losses, chances, _ = enumerated_jointly(edges, exposure, states, list(leave.index))
    assert law.mean == pytest.approx(losses @ chances, rel=1e-9)
    assert law.es_95 == pytest.approx(shortfall(losses, chances, 0.95), rel=1e-9)


def test_shared_customers_are_lost_less_often_when_departures_cluster():
    edges = edges_of(("c", "x", 0.5), ("c", "y", 0.5))
    exposure, leave = pd.Series({"c": 100.0}), pd.Series({"x": 0.2, "y": 0.2})
    both = loss_distribution(edges, exposure, leave, correlation=0.4)
    customers = pd.DataFrame({"customer_id": ["c"], "exposure": [100.0], "evidence": "activity"})
    reps = leave.rename_axis("rep_id").rename("attrition_probability").reset_index()
    product = walk_away(edges, customers, reps).customers["expected_loss"].item()
    together = JointLaw.of(leave, correlation=0.4).together()[0, 1]
    assert product == pytest.approx(100 * (0.2 - 0.01))
    assert both.mean == pytest.approx(100 * (0.2 - 0.25 * together))
    assert both.mean < product


def test_leaver_of_an_orphan_carries_nobody_along():
    edges = edges_of(("c", "gone", 0.5, True), ("d", "x", 0.5))
    exposure = pd.Series({"c": 10.0, "d": 20.0})
    leave, teams = pd.Series({"gone": np.nan, "x": 0.2}), pd.Series({"gone": "a", "x": "a"})
    with_team = loss_distribution(edges, exposure, leave, teams=teams, contagion=0.3)
    alone = loss_distribution(edges, exposure, leave)
    assert with_team.probabilities == pytest.approx(alone.probabilities)


def test_both_kinds_off_is_independence_to_the_last_digit():
    given_ = company(3, 5, 12)
    teams = one_team(given_[2])
    first = loss_distribution(*given_)
    second = loss_distribution(*given_, teams=teams, correlation=0.0, contagion=0.0)
    assert first.es_95 == second.es_95
    assert first.values.tolist() == second.values.tolist()


def test_two_regimes_are_more_dispersed_than_one_probability():
    # mix-01: n = 10, 0.8 of years with p = .05 and 0.2 with .25: [mean, variance, P0]
    law = 0.8 * binom.pmf(range(11), 10, 0.05) + 0.2 * binom.pmf(range(11), 10, 0.25)
    count = np.arange(11)
    variance = count**2 @ law - (count @ law) ** 2
    assert [count @ law, variance, law[0]] == pytest.approx([0.9, 1.395, 0.4902522543325975])
    assert variance > 10 * 0.09 * 0.91


def test_chance_given_that_somebody_leaves_is_that_of_both_over_that_of_the_one():
    # alone each keeps the own chance; of who never leaves, nothing is to be learned
    alone = JointLaw.of(series([0.2, 0.3, 0.0])).given()
    assert alone == pytest.approx(np.array([[1, 0.3, 0], [0.2, 1, 0], [0.2, 0.3, 0]]))
    leave = series([0.2, 0.3])
    colleagues = JointLaw.of(leave, one_team(leave), contagion=0.1)
    both = colleagues.together()[0, 1]
    assert both > 0.2 * 0.3
    expected = [[1, both / 0.2], [both / 0.3, 1]]
    assert colleagues.given() == pytest.approx(np.array(expected))


def test_nobody_gives_nothing():
    departures = JointLaw.of(pd.Series(dtype=float), correlation=0.1, contagion=0.1)
    assert departures.together().shape == (0, 0)


def test_what_does_not_settle_is_said(monkeypatch):
    monkeypatch.setattr("analytics.losses.dependence._NEWTON_STEPS", 1)
    leave = pd.Series([0.0005, 0.3, 0.4], index=["a", "b", "c"])
    with pytest.raises(NotSettled, match="does not settle"):
        JointLaw.of(leave, pd.Series("t", index=leave.index), contagion=0.05)
