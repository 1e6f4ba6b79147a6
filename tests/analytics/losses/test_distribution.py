"""The law of the loss with independent departures, against hand counts and enumeration.

Identifiers in comments are those of the project's table of reference checks.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from analytics.losses.book import LossBook, tail_weights, value_at_risk
from analytics.losses.dependence import JointLaw
from analytics.losses.distribution import loss_distribution
from analytics.losses.exact import exact_law
from tests.analytics.losses.loss_cases import (
    TWELVE,
    company,
    edges_of,
    enumerated,
    large_house,
    own_books,
    shortfall,
)

# --- the law of a discrete loss ------------------------------------------------------------------


def test_quantile_is_the_lower_one_in_spite_of_rounding():
    # loss-03
    law = loss_distribution(*own_books([0.1, 0.2], [100, 50]))
    levels = [0.7, 0.72, 0.9, 0.95, 0.98, 0.99]
    assert [law.quantile(level) for level in levels] == [0, 0, 50, 100, 100, 150]


def test_two_reps_by_hand():
    # loss-01, loss-02, loss-04, euler-02: pmf, mean and sd, shortfall with atom, contributions
    law = loss_distribution(*own_books([0.1, 0.2], [100, 50]))
    assert law.method == "exact"
    assert law.values.tolist() == [0, 50, 100, 150]
    assert law.probabilities == pytest.approx([0.72, 0.18, 0.08, 0.02], abs=1e-12)
    assert (law.mean, law.sd) == pytest.approx((20, 36.05551275463989), abs=1e-9)
    assert (law.var_95, law.es_95) == pytest.approx((100, 120), abs=1e-9)
    assert law.es_contributions.to_dict() == pytest.approx({"r00": 100, "r01": 20}, abs=1e-9)
    assert set(law.standard_errors.values()) == {0.0}


def test_parts_of_the_quantile_jump_and_parts_of_sd_do_not():
    # euler-03: E[part; L = VaR] / P(L = VaR) is (100, 0); euler-01: cov(part, L) / sd
    given = own_books([0.1, 0.2], [100, 50])
    law = exact_law(LossBook.of(*given), JointLaw.of(given[2]))
    at = np.flatnonzero(law.values == 100)
    assert (law.masses[1:, at] / law.masses[0, at]).ravel() == pytest.approx([100, 0], abs=1e-9)
    covariance = law.masses[1:] @ law.values - np.array([10, 10]) * 20
    expected = [24.961508830135312, 11.094003924504582]
    assert covariance / 36.05551275463989 == pytest.approx(expected, abs=1e-9)


def test_quantile_is_not_subadditive_and_shortfall_is():
    # subadd-01, subadd-02: two independent losses of 100 with 4 % each
    one, both = (
        loss_distribution(*own_books([0.04], [100])),
        loss_distribution(*own_books([0.04] * 2, [100] * 2)),
    )
    assert (one.var_95, both.var_95) == (0, 100)
    assert one.es_95 == pytest.approx(80, abs=1e-9)
    assert both.es_95 == pytest.approx(103.2, abs=1e-9)


def test_twelve_reps_by_enumeration():
    # loss-05: [mean, sd, VaR95, ES95, VaR99, ES99, P(L = 0)], brute force, convolution and FFT
    law = loss_distribution(*own_books(*TWELVE))
    found = [law.mean, law.sd, law.var_95, law.es_95, law.var_99, law.es_99, law.probabilities[0]]
    assert found == pytest.approx(
        [
            72.80000000000001,
            65.0919349842974,
            200,
            239.35522296428903,
            270,
            302.95741724119404,
            0.18102057618808728,
        ],
        rel=1e-9,
    )


def test_contributions_of_twelve_reps():
    # euler-04: state enumeration and leave-one-out convolution
    expected = [
        19.200512660460518,
        29.400434237736484,
        32.23658318198721,
        32.43337751369503,
        29.292389836922545,
        25.75607798267958,
        21.40758445,
        17.44495769809669,
        13.632109795916026,
        9.692625021361449,
        6.043690919804508,
        2.8148796705638577,
    ]
    law = loss_distribution(*own_books(*TWELVE))
    assert law.es_contributions.to_numpy() == pytest.approx(expected, abs=2e-8)
    assert law.es_contributions.sum() == pytest.approx(law.es_95)


def test_customers_of_one_rep_share_his_departure():
    # tree-01, tree-02: P(both) is 0.2·0.5·0.25 = 0.025, not 0.1·0.05
    law = loss_distribution(
        edges_of(("c", "x", 0.5), ("d", "x", 0.25)),
        pd.Series({"c": 60.0, "d": 40.0}),
        pd.Series({"x": 0.2}),
    )
    assert law.values.tolist() == [0, 40, 60, 100]
    assert law.probabilities == pytest.approx([0.875, 0.025, 0.075, 0.025], abs=1e-12)
    assert (law.mean, law.sd**2) == pytest.approx((8, 496))


def test_number_of_departures_is_poisson_binomial():
    # pb-01 by hand; pb-02 and pb-03: Hong 2013
    assert loss_distribution(*own_books([0.1, 0.2, 0.3], [1] * 3)).probabilities == pytest.approx(
        [0.504, 0.398, 0.092, 0.006], abs=1e-12
    )
    assert loss_distribution(*own_books([0.3] * 10, [1] * 10)).probabilities == pytest.approx(
        binom.pmf(range(11), 10, 0.3), abs=1e-12
    )
    law = loss_distribution(*own_books(np.arange(1, 51) / 100, [1] * 50))
    found = [law.mean, law.sd**2, law.probabilities[20:].sum(), law.probabilities[12]]
    expected = [12.749999999999996, 8.4575, 0.012089908739850235, 0.13405318260257276]
    assert found == pytest.approx(expected, abs=1e-10)


def test_losses_never_wrap_around():
    # fft-01: p = (0.5, 0.5), amounts 3 and 2: each of 0, 2, 3, 5 has 0.25
    law = loss_distribution(*own_books([0.5, 0.5], [3, 2]))
    assert law.values.tolist() == [0, 2, 3, 5]
    assert law.probabilities == pytest.approx([0.25] * 4)


def test_tail_of_a_normal_law():
    # norm-es: VaR 99 % 2.326348, ES 99 % 2.665214
    values = np.linspace(-8, 8, 200_001)
    chances = norm.pdf(values) / norm.pdf(values).sum()
    assert value_at_risk(values, chances, 0.99) == pytest.approx(2.3263478740408408, abs=1e-4)
    tail = tail_weights(values, chances, 0.99)
    assert values @ tail == pytest.approx(2.665214220345808, abs=1e-4)


# --- exact and simulated against enumeration -----------------------------------------------------


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_exact_law_is_the_enumeration(seed, whole):
    given = company(seed, 3, 6, whole)
    losses, chances, parts = enumerated(*given)
    law = loss_distribution(*given)
    assert law.method == "exact"
    assert law.mean == pytest.approx(losses @ chances)
    assert law.sd == pytest.approx(np.sqrt((losses - law.mean) ** 2 @ chances))
    assert law.var_95 == pytest.approx(value_at_risk(losses, chances, 0.95))
    assert law.es_95 == pytest.approx(shortfall(losses, chances, 0.95))
    assert law.es_99 == pytest.approx(shortfall(losses, chances, 0.99))
    tail = tail_weights(losses, chances, 0.95) / np.maximum(chances, 1e-300)
    assert law.es_contributions.to_numpy() == pytest.approx((chances * tail) @ parts, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_grid_is_close_to_the_sums_themselves(seed, monkeypatch):
    given = company(seed, 4, 7)
    sums = loss_distribution(*given)
    monkeypatch.setattr("analytics.losses.lattice._SUMS", 3)
    grid = loss_distribution(*given)
    step = given[1].sum() / 16_384
    assert len(sums.values) < len(grid.values)
    for figure in ("mean", "sd", "var_95", "es_95", "var_99", "es_99"):
        assert getattr(grid, figure) == pytest.approx(getattr(sums, figure), abs=4 * step)
    assert grid.values @ grid.probabilities == pytest.approx(sums.mean, rel=1e-9)
    assert grid.es_contributions.to_numpy() == pytest.approx(
        sums.es_contributions.to_numpy(), abs=8 * step
    )


# --- invariants and edges ------------------------------------------------------------------------


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), factor=st.floats(0.01, 1e6))
def test_scaling_exposure_scales_every_figure(seed, factor):
    edges, exposure, leave = company(seed, 3, 5, whole=True)
    one, scaled = (
        loss_distribution(edges, exposure, leave),
        loss_distribution(edges, exposure * factor, leave),
    )
    for figure in ("mean", "sd", "var_95", "es_95", "var_99", "es_99"):
        assert getattr(scaled, figure) == pytest.approx(factor * getattr(one, figure), rel=1e-6)
    assert scaled.es_contributions.to_numpy() == pytest.approx(
        factor * one.es_contributions.to_numpy(), rel=1e-6
    )


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_taking_a_rep_out_never_adds_to_the_loss(seed):
    edges, exposure, leave = company(seed, 3, 5)
    full = loss_distribution(edges, exposure, leave)
    fewer = loss_distribution(edges[edges["rep_id"] != "r0"], exposure, leave)
    for figure in ("mean", "var_95", "es_95", "es_99"):
        assert getattr(fewer, figure) <= getattr(full, figure) + 1e-9


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_order_and_names_change_nothing(seed):
    edges, exposure, leave = company(seed, 3, 5)
    first = loss_distribution(edges, exposure, leave)
    names = {"r0": "z", "r1": "a", "r2": "m"}
    second = loss_distribution(
        edges.assign(rep_id=edges["rep_id"].map(names)).sample(frac=1, random_state=seed),
        exposure.sample(frac=1, random_state=seed),
        leave.rename(names),
    )
    assert second.es_95 == pytest.approx(first.es_95)
    assert second.es_contributions.rename({v: k for k, v in names.items()})[
        first.es_contributions.index
    ].to_numpy() == pytest.approx(first.es_contributions.to_numpy())


def test_nobody_can_leave_or_nothing_is_at_stake():
    edges = edges_of(("c", "x", 0.5))
    for exposure, leave in (({"c": 10.0}, {"x": 0.0}), ({"c": 0.0}, {"x": 0.5}), ({"c": 1.0}, {})):
        law = loss_distribution(edges, pd.Series(exposure), pd.Series(leave, dtype=float))
        assert (law.method, law.mean, law.es_99) == ("exact", 0.0, 0.0)
        assert set(law.es_contributions) <= {0.0}
        assert law.histogram()["probability"].tolist() == [1.0]


def test_empty_company_loses_nothing():
    law = loss_distribution(edges_of(), pd.Series(dtype=float), pd.Series(dtype=float))
    assert law.quantile(0.99) == 0.0
    assert law.es_contributions.empty


def test_one_rep_with_one_customer():
    law = loss_distribution(
        edges_of(("c", "x", 0.5)), pd.Series({"c": 80.0}), pd.Series({"x": 0.2})
    )
    assert law.probabilities == pytest.approx([0.9, 0.1])
    assert (law.var_95, law.es_95) == (80.0, pytest.approx(80.0))
    assert law.es_contributions.to_dict() == {"x": pytest.approx(80.0)}


def test_leaver_of_an_orphan_counts_for_certain():
    edges = edges_of(("c", "gone", 0.3, True))
    law = loss_distribution(edges, pd.Series({"c": 10.0}), pd.Series({"gone": np.nan, "x": 0.2}))
    assert law.probabilities == pytest.approx([0.7, 0.3])
    assert law.es_contributions.to_dict() == pytest.approx({"gone": 10.0, "x": 0.0})


def test_missing_chance_of_leaving_is_no_departure():
    edges = edges_of(("c", "x", 0.3))
    law = loss_distribution(edges, pd.Series({"c": 10.0}), pd.Series({"x": np.nan}))
    assert law.mean == 0.0


def test_rep_who_has_given_notice_leaves_in_every_year():
    law = loss_distribution(
        edges_of(("c", "x", 1.0)), pd.Series({"c": 10.0}), pd.Series({"x": 1.0})
    )
    assert law.quantile(0.01) == 10.0


def test_inputs_are_left_as_they_were():
    given = company(1, 4, 10)
    before = [each.copy() for each in given]
    loss_distribution(*given)
    pd.testing.assert_frame_equal(given[0], before[0])
    for now, then in zip(given[1:], before[1:], strict=True):
        pd.testing.assert_series_equal(now, then)


@pytest.mark.parametrize("team", [0, 10, 1_100])
def test_a_house_of_more_than_a_thousand_people_has_a_law(team):
    # 2 to the power of 1,024 is more than a float holds.
    edges, exposure, leave, teams = large_house(1_100, 400, team)
    law = loss_distribution(edges, exposure, leave, teams=teams, contagion=0.01, scenarios=2_000)
    book = LossBook.of(edges, exposure, leave)
    assert law.method == "simulated"
    assert law.mean == pytest.approx(book.mean, rel=0.02)
    assert law.es_contributions.sum() == pytest.approx(law.es_95)
    assert book.mean < law.var_95 < law.es_95 < law.es_99 < exposure.sum()


def test_years_drawn_keep_to_the_memory_that_many_people_leave(monkeypatch):
    monkeypatch.setattr("analytics.losses.scenarios._CELLS_MOST", 400_000)
    edges, exposure, leave, _ = large_house(250, 200, 0)
    law = loss_distribution(edges, exposure, leave)
    assert len(exposure) < edges["rep_id"].nunique() < 400_000 / law.scenarios
