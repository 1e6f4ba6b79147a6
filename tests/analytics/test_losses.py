"""Walk-away, expected loss and the law of the loss, against hand counts and enumeration.

Identifiers in comments are those of the project's table of reference checks.
"""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from analytics.loss_scenarios import simulate
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from analytics.loss_book import Book, tail_weights, value_at_risk
from analytics.loss_laws import exact_law
from analytics.losses import LossDistribution, _from_scenarios, loss_distribution, walk_away

TWELVE = (0.02 * np.arange(1, 13), np.arange(120.0, 0.0, -10.0))


def edges_of(*rows: tuple) -> pd.DataFrame:
    """Rows of customer, rep, q and, for the rep who left an orphan behind, True."""
    frame = pd.DataFrame(
        [(*row, False)[:4] for row in rows],
        columns=["customer_id", "rep_id", "follow_probability", "leaver"],
    )
    return frame.astype({"follow_probability": float, "leaver": bool})


def own_books(leave, exposure) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """One customer a rep, who follows for certain."""
    reps = [f"r{i:02}" for i in range(len(leave))]
    edges = edges_of(*((rep.replace("r", "c"), rep, 1.0) for rep in reps))
    amounts = pd.Series(np.asarray(exposure, dtype=float), index=edges["customer_id"])
    return edges, amounts, pd.Series(np.asarray(leave, dtype=float), index=reps)


def company(seed: int, reps: int, customers: int, whole: bool = False):
    """A small company with shared customers; whole amounts repeat, so that atoms collide."""
    random = np.random.default_rng(seed)
    held = random.random((customers, reps)) < 0.5
    follow = random.uniform(0.05, 0.9, held.shape)
    edges = edges_of(*((f"c{c}", f"r{r}", follow[c, r]) for c, r in np.argwhere(held)))
    amounts = (
        random.integers(1, 4, customers) * 10.0 if whole else random.lognormal(3, 1, customers)
    )
    exposure = pd.Series(amounts, index=[f"c{c}" for c in range(customers)])
    leave = pd.Series(random.uniform(0.05, 0.5, reps), index=[f"r{r}" for r in range(reps)])
    return edges, exposure, leave


def enumerated(edges, exposure, leave):
    """Every departure and every following, one by one: losses, chances, parts by rep."""
    q = edges.pivot(index="customer_id", columns="rep_id", values="follow_probability").fillna(0.0)
    a = leave.reindex(q.columns).fillna(0.0).to_numpy()
    x, q = exposure.reindex(q.index).to_numpy(), q.to_numpy()
    states = []
    for gone in product((0, 1), repeat=len(a)):
        d = np.array(gone)
        p_gone = np.prod(np.where(d, a, 1 - a))
        lost = 1 - np.prod(1 - q * d, axis=1)
        among = np.maximum((q * d).sum(axis=1), 1e-300)
        for follows in product((0, 1), repeat=len(x)):
            f = np.array(follows)
            chance = p_gone * np.prod(np.where(f, lost, 1 - lost))
            states.append((x @ f, chance, *((f * x / among) @ (q * d))))
    table = np.array(states)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table[:, 0].round(9), table[:, 1], table[:, 2:]


def shortfall(losses, chances, level):
    """The mean of the worst part by integrating the quantile function (another route)."""
    upper = np.cumsum(chances)
    lower = upper - chances
    inside = np.clip(upper, level, 1) - np.clip(lower, level, 1)
    return losses @ inside / (1 - level)


# --- walk-away and expected loss -----------------------------------------------------------------


def walked(edges, leave, exposure, evidence="activity"):
    customers = pd.DataFrame({"customer_id": list(exposure), "exposure": list(exposure.values())})
    customers["evidence"] = evidence
    reps = pd.DataFrame({"rep_id": list(leave), "attrition_probability": list(leave.values())})
    return walk_away(edges, customers, reps.astype({"attrition_probability": float}))


def test_walk_away_is_the_chance_that_anybody_takes_the_customer():
    # el-02: a·q of 0.1 and 0.03 on 1000: 127 by 1 − 0.9·0.97, and never the split 72 of el-01
    edges = edges_of(("c", "x", 0.5), ("c", "y", 0.3))
    found = walked(edges, {"x": 0.2, "y": 0.1}, {"c": 1000.0})
    assert found.customers["walk_away_probability"].tolist() == [pytest.approx(0.127)]
    assert found.customers["expected_loss"].tolist() == [pytest.approx(127.0)]
    assert found.reps["departure_loss"].tolist() == [500.0, 300.0]
    assert found.reps["expected_loss"].tolist() == pytest.approx([127 * 10 / 13, 127 * 3 / 13])


def test_split_exposure_is_another_meaning():
    # el-01: splitting 1000 by 0.6 and 0.4 first gives 72, adding both in full 130
    assert pytest.approx(72.0) == 600 * 0.2 * 0.5 + 400 * 0.1 * 0.3
    assert pytest.approx(130.0) == 1000 * (0.1 + 0.03)


def test_unknown_customer_has_no_figures():
    found = walked(edges_of(), {"x": 0.2}, {"c": 10.0}, "none").customers
    assert found[["walk_away_probability", "expected_loss"]].isna().all(axis=None)


def test_known_customer_whom_nobody_would_take_is_safe():
    found = walked(edges_of(("c", "own", 0.3)), {"own": 0.0}, {"c": 10.0})
    assert found.customers["expected_loss"].tolist() == [0.0]
    assert found.reps["expected_loss"].tolist() == [0.0]


def test_leaver_of_an_orphan_has_already_left():
    edges = edges_of(("c", "gone", 0.21, True), ("c", "x", 0.1))
    found = walked(edges, {"gone": None, "x": 0.2}, {"c": 100.0}, "none")
    loss = 100 * (1 - 0.79 * 0.98)
    assert found.customers["expected_loss"].tolist() == [pytest.approx(loss)]
    parts = found.reps.set_index("rep_id")
    assert parts["expected_loss"].to_dict() == pytest.approx(
        {"gone": loss * 0.21 / 0.23, "x": loss * 0.02 / 0.23}
    )
    assert np.isnan(parts.loc["gone", "departure_loss"])


def test_departed_rep_takes_nobody_else_along():
    found = walked(edges_of(("c", "gone", 0.5)), {"gone": None}, {"c": 100.0})
    assert found.customers["walk_away_probability"].tolist() == [0.0]
    assert found.reps["expected_loss"].tolist() == [0.0]


def test_certain_follower_of_a_certain_leaver_is_lost():
    found = walked(edges_of(("c", "x", 1.0)), {"x": 1.0}, {"c": 100.0})
    assert found.customers["walk_away_probability"].tolist() == [1.0]


def test_lapsed_customer_has_nothing_to_lose():
    found = walked(edges_of(("c", "x", 0.5)), {"x": 0.5}, {"c": 0.0})
    assert found.customers["expected_loss"].tolist() == [0.0]
    assert found.customers["walk_away_probability"].tolist() == [pytest.approx(0.25)]


@pytest.mark.parametrize("seed", range(5))
def test_reps_and_customers_add_up_to_the_same(seed):
    edges, exposure, leave = company(seed, 6, 30)
    found = walked(edges, leave.to_dict(), exposure.to_dict())
    total = found.customers["expected_loss"].sum()
    assert found.reps["expected_loss"].sum() == pytest.approx(total, rel=1e-9)
    slow = [
        exposure[c] * (1 - np.prod(1 - leave[g["rep_id"]].to_numpy() * g["q"].to_numpy()))
        for c, g in edges.rename(columns={"follow_probability": "q"}).groupby("customer_id")
    ]
    assert total == pytest.approx(sum(slow))
    assert loss_distribution(edges, exposure, leave).mean == pytest.approx(total)


def test_empty_frames_give_empty_results():
    found = walked(edges_of(), {}, {})
    assert found.customers.empty
    assert found.reps.empty


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
    law = exact_law(Book.of(*own_books([0.1, 0.2], [100, 50])))
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
    monkeypatch.setattr("analytics.loss_laws._SUMS", 3)
    grid = loss_distribution(*given)
    step = given[1].sum() / 16_384
    assert len(sums.values) < len(grid.values)
    for figure in ("mean", "sd", "var_95", "es_95", "var_99", "es_99"):
        assert getattr(grid, figure) == pytest.approx(getattr(sums, figure), abs=4 * step)
    assert grid.values @ grid.probabilities == pytest.approx(sums.mean, rel=1e-9)
    assert grid.es_contributions.to_numpy() == pytest.approx(
        sums.es_contributions.to_numpy(), abs=8 * step
    )


def simulated(edges, exposure, leave, scenarios=8_000, seed=0) -> LossDistribution:
    book = Book.of(edges, exposure, leave)
    return _from_scenarios(simulate(book, scenarios=scenarios, seed=seed), book, leave.index)


@pytest.mark.parametrize("seed", range(4))
def test_scenarios_agree_with_the_enumeration(seed):
    given = company(seed, 3, 6)
    law, drawn = loss_distribution(*given), simulated(*given, seed=seed)
    assert drawn.method == "simulated"
    for figure in ("sd", "var_95", "es_95", "var_99", "es_99"):
        error = 4 * drawn.standard_errors[figure] + 1e-9
        assert abs(getattr(drawn, figure) - getattr(law, figure)) <= error, figure
    assert drawn.mean == pytest.approx(law.mean)
    assert drawn.es_contributions.sum() == pytest.approx(drawn.es_95, rel=1e-9)
    assert drawn.es_contributions.to_numpy() == pytest.approx(
        law.es_contributions.to_numpy(), rel=0.15
    )


def test_scenarios_keep_the_chance_of_every_departure():
    edges, exposure, leave = company(3, 6, 40)
    drawn = simulate(Book.of(edges, exposure, leave), scenarios=20_000, seed=5)
    found = drawn.weights @ drawn.gone
    assert found == pytest.approx(leave.to_numpy(), abs=0.01)
    assert drawn.weights.sum() == pytest.approx(1)


def test_departures_in_scenarios_are_independent():
    edges, exposure, leave = own_books([0.3, 0.4], [100, 70])
    drawn = simulate(Book.of(edges, exposure, leave), scenarios=20_000, seed=5)
    both = drawn.weights @ drawn.gone.all(axis=1)
    assert both == pytest.approx(0.12, abs=0.003)


def test_same_seed_gives_the_same_scenarios_and_another_does_not():
    given = company(1, 6, 60)
    first, again, other = (simulated(*given, seed=seed) for seed in (7, 7, 8))
    assert first.es_95 == again.es_95
    assert first.es_95 != other.es_95


def test_wide_books_that_overlap_are_simulated():
    edges, exposure, leave = company(2, 14, 80)
    law = loss_distribution(edges, exposure, leave, scenarios=400, seed=3)
    assert law.method == "simulated"
    assert law.scenarios >= 400
    assert law.values @ law.probabilities == pytest.approx(law.mean, rel=0.05)
    assert law.standard_errors["mean"] == 0.0
    assert 0 < law.standard_errors["es_95"] < 0.05 * law.es_95
    assert law.es_contributions.sum() == pytest.approx(law.es_95, rel=1e-9)


def test_many_disjoint_books_are_exact():
    random = np.random.default_rng(4)
    rows = [(f"c{i}", f"r{i % 40:02}", random.uniform(0.1, 0.5)) for i in range(400)]
    exposure = pd.Series(random.lognormal(8, 1.2, 400), index=[row[0] for row in rows])
    leave = pd.Series(random.uniform(0.1, 0.4, 40), index=[f"r{i:02}" for i in range(40)])
    law = loss_distribution(edges_of(*rows), exposure, leave)
    assert law.method == "exact"
    assert law.values @ law.probabilities == pytest.approx(law.mean, rel=1e-9)
    assert law.es_contributions.sum() == pytest.approx(law.es_95, rel=1e-9)
    # Var = Σ over reps of a·Σ q(1−q)x² + a(1−a)·(Σ q·x)² (law of total variance, as in tree-02)
    frame = pd.DataFrame(rows, columns=["c", "r", "q"]).assign(x=exposure.to_numpy())
    inside = (frame["q"] * (1 - frame["q"]) * frame["x"] ** 2).groupby(frame["r"]).sum()
    moved = (frame["q"] * frame["x"]).groupby(frame["r"]).sum()
    variance = (leave * inside + leave * (1 - leave) * moved**2).sum()
    # The grid of total / 16,384 adds a rounding variance of at most a quarter cell a customer.
    assert law.sd**2 == pytest.approx(variance, rel=1e-4)
    drawn = simulated(edges_of(*rows), exposure, leave)
    for figure in ("sd", "var_95", "es_95", "var_99", "es_99"):
        error = 4 * drawn.standard_errors[figure]
        assert abs(getattr(drawn, figure) - getattr(law, figure)) <= error, figure


# --- invariants and edges ------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
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


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_taking_a_rep_out_never_adds_to_the_loss(seed):
    edges, exposure, leave = company(seed, 3, 5)
    full = loss_distribution(edges, exposure, leave)
    fewer = loss_distribution(edges[edges["rep_id"] != "r0"], exposure, leave)
    for figure in ("mean", "var_95", "es_95", "es_99"):
        assert getattr(fewer, figure) <= getattr(full, figure) + 1e-9


@settings(max_examples=15, deadline=None)
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


def test_histogram_holds_all_probability():
    law = simulated(*company(2, 8, 50))
    bars = law.histogram(40)
    assert len(bars) == 40
    assert bars["probability"].sum() == pytest.approx(1)
    middle = (bars["loss_from"] + bars["loss_to"]) / 2
    width = bars["loss_to"].iloc[0]
    assert middle @ bars["probability"] == pytest.approx(law.mean, abs=width)


def test_inputs_are_left_as_they_were():
    given = company(1, 4, 10)
    before = [each.copy() for each in given]
    loss_distribution(*given)
    pd.testing.assert_frame_equal(given[0], before[0])
    for now, then in zip(given[1:], before[1:], strict=True):
        pd.testing.assert_series_equal(now, then)
