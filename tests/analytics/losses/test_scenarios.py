"""Laws of the loss that are mixed over sets of departures, all of them or a stratified draw.

Compared with the exact law, with convolution customer by customer, and with themselves.
"""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.book import LossBook, tail_weights, value_at_risk
from analytics.losses.dependence import JointLaw
from analytics.losses.distribution import LossDistribution, _from_states, loss_distribution
from analytics.losses.mixture import by_moments, convolved
from analytics.losses.scenarios import enumerated, simulate
from tests.analytics.losses.loss_cases import company, edges_of

DEPENDENCE = (
    {},
    {"correlation": 0.2},
    {"contagion": 0.2},
    {"correlation": 0.1, "contagion": 0.1},
)
FIGURES = ("sd", "var_95", "es_95", "var_99", "es_99")


def drawn_states(edges, exposure, leave, scenarios=8_000, seed=0, **dependence):
    book = LossBook.of(edges, exposure, leave)
    departures = JointLaw.of(leave, **dependence)
    return book, simulate(book, departures, scenarios=scenarios, seed=seed), departures


def simulated(edges, exposure, leave, scenarios=8_000, seed=0, **dependence) -> LossDistribution:
    given = drawn_states(edges, exposure, leave, scenarios, seed, **dependence)
    return _from_states(*given, leave.index)


def wide(seed: int, reps: int, customers: int, held: int = 2):
    """Shared customers with heavy-tailed exposures, and teams of five."""
    random = np.random.default_rng(seed)
    rows = [
        (f"c{customer}", f"r{rep:02}", random.beta(1, 3))
        for customer in range(customers)
        for rep in random.choice(reps, held, replace=False)
    ]
    exposure = random.pareto(1.3, customers) + 1
    names = [f"r{rep:02}" for rep in range(reps)]
    return (
        edges_of(*rows),
        pd.Series(exposure, index=[f"c{customer}" for customer in range(customers)]),
        pd.Series(random.beta(4, 16, reps), index=names),
        pd.Series([f"t{rep // 5}" for rep in range(reps)], index=names),
    )


@pytest.mark.parametrize("seed", range(4))
def test_scenarios_agree_with_the_enumeration(seed):
    given = company(seed, 3, 6)
    law, drawn = loss_distribution(*given), simulated(*given, seed=seed)
    assert drawn.method == "simulated"
    for figure in FIGURES:
        error = 4 * drawn.standard_errors[figure] + 1e-3 * getattr(law, figure)
        assert abs(getattr(drawn, figure) - getattr(law, figure)) <= error, figure
    assert drawn.mean == pytest.approx(law.mean)
    assert drawn.es_contributions.sum() == pytest.approx(drawn.es_95, rel=1e-9)
    assert drawn.es_contributions.to_numpy() == pytest.approx(
        law.es_contributions.to_numpy(), abs=0.05 * law.es_95
    )


@pytest.mark.parametrize("dependence", [{}, {"correlation": 0.2}, {"contagion": 0.2}])
def test_scenarios_keep_the_chance_of_every_departure(dependence):
    edges, exposure, leave, teams = wide(3, 20, 40)
    _, drawn, _ = drawn_states(edges, exposure, leave, teams=teams, **dependence)
    assert drawn.weights @ drawn.gone == pytest.approx(leave.to_numpy(), abs=1e-9)
    assert drawn.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "dependence",
    [{}, {"correlation": 0.3}, {"contagion": 0.3}, {"correlation": 0.2, "contagion": 0.2}],
)
def test_scenarios_let_pairs_leave_together_as_often_as_they_should(dependence):
    edges, exposure, leave, teams = wide(4, 8, 40)
    _, drawn, departures = drawn_states(
        edges, exposure, leave, scenarios=20_000, teams=teams, **dependence
    )
    together = (drawn.gone * drawn.weights[:, None]).T.astype(float) @ drawn.gone
    assert together == pytest.approx(departures.together(), abs=0.006)


def test_same_seed_gives_the_same_scenarios_and_another_does_not():
    given = company(1, 6, 60)
    first, again, other = (simulated(*given, seed=seed) for seed in (7, 7, 8))
    assert first.es_95 == again.es_95
    assert first.es_95 != other.es_95


def test_wide_books_that_overlap_are_simulated():
    edges, exposure, leave = company(2, 18, 80)
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
    for figure in FIGURES:
        error = 4 * drawn.standard_errors[figure] + 1e-3 * getattr(law, figure)
        assert abs(getattr(drawn, figure) - getattr(law, figure)) <= error, figure


def test_histogram_holds_all_probability():
    law = simulated(*company(2, 8, 50))
    bars = law.histogram(40)
    assert len(bars) == 40
    assert bars["probability"].sum() == pytest.approx(1)
    middle = (bars["loss_from"] + bars["loss_to"]) / 2
    width = bars["loss_to"].iloc[0]
    assert middle @ bars["probability"] == pytest.approx(law.mean, abs=width)


@pytest.mark.parametrize(
    "dependence",
    [{}, {"correlation": 0.15}, {"contagion": 0.1}, {"correlation": 0.1, "contagion": 0.1}],
)
def test_scenarios_agree_with_all_sets_of_departures(dependence):
    edges, exposure, leave, teams = wide(1, 12, 120)
    law = loss_distribution(edges, exposure, leave, teams=teams, **dependence)
    drawn = simulated(edges, exposure, leave, seed=2, teams=teams, **dependence)
    assert (law.method, drawn.method) == ("enumerated", "simulated")
    for figure in FIGURES:
        error = 4 * drawn.standard_errors[figure] + 1e-3 * getattr(law, figure)
        assert abs(getattr(drawn, figure) - getattr(law, figure)) <= error, figure
    assert drawn.mean == pytest.approx(law.mean, abs=4 * drawn.standard_errors["mean"] + 1e-9)
    assert drawn.es_contributions.to_numpy() == pytest.approx(
        law.es_contributions.to_numpy(), abs=0.02 * law.es_95
    )


@pytest.mark.parametrize("seed", range(3))
def test_three_moments_are_as_good_as_convolving_every_customer(seed):
    edges, exposure, leave, _ = wide(seed, 10, 60)
    # Whole amounts, so that convolution needs no grid and is exact.
    exposure = np.ceil(exposure / exposure.sum() * 3_000)
    book, departures = LossBook.of(edges, exposure, leave), JointLaw.of(leave)
    states = enumerated(book, departures)
    exact, short = convolved(book, states), by_moments(book, states)
    for level in (0.95, 0.99):
        quantile = value_at_risk(exact.values, exact.chances, level)
        assert value_at_risk(short.values, short.chances, level) == pytest.approx(
            quantile, rel=0.01
        )
        shortfall = exact.values @ tail_weights(exact.values, exact.chances, level)
        found = quantile + states.weights @ short.tail(quantile)[1] / (1 - level)
        assert found == pytest.approx(shortfall, rel=0.002)


def test_moments_given_who_leaves_are_those_of_the_convolution():
    edges, exposure, leave, _ = wide(5, 6, 30)
    exposure = np.ceil(exposure / exposure.sum() * 500)
    book = LossBook.of(edges, exposure, leave)
    law = convolved(book, enumerated(book, JointLaw.of(leave)))
    means = law.values @ law.given
    assert law.means == pytest.approx(means)
    assert law.variances == pytest.approx((law.values**2) @ law.given - means**2, abs=1e-6)
    short = by_moments(book, enumerated(book, JointLaw.of(leave)))
    assert (short.weights * short.centres).sum(axis=1) == pytest.approx(means, abs=1e-3)
    third = ((law.values[:, None] - means) ** 3 * law.given).sum(axis=0)
    away = short.centres - means[:, None]
    found = short.weights * (away**3 + 3 * away * short.deviations**2)
    assert found.sum(axis=1) == pytest.approx(third, rel=1e-3, abs=1e-3 * np.abs(third).max())


@pytest.mark.parametrize("dependence", [{}, {"correlation": 0.1}, {"contagion": 0.05}])
def test_half_width_of_sixty_reps_is_below_one_percent(dependence):
    edges, exposure, leave, teams = wide(7, 60, 1_500)
    law = loss_distribution(edges, exposure, leave, teams=teams, **dependence)
    assert 1.96 * law.standard_errors["es_95"] < 0.01 * law.es_95
    other = loss_distribution(edges, exposure, leave, teams=teams, seed=1, **dependence)
    error = 4 * np.hypot(law.standard_errors["es_95"], other.standard_errors["es_95"])
    assert abs(law.es_95 - other.es_95) < error


@pytest.mark.slow
def test_stated_errors_cover_the_spread_between_seeds():
    given = wide(8, 20, 300)[:3]
    laws = [simulated(*given, scenarios=1_000, seed=seed) for seed in range(20)]
    for figure in ("es_95", "var_95", "sd"):
        spread = np.std([getattr(law, figure) for law in laws], ddof=1)
        stated = np.mean([law.standard_errors[figure] for law in laws])
        assert 0.5 < spread / stated < 1.7, figure


def test_colleagues_without_customers_carry_others_along():
    edges = edges_of(("c", "x", 1.0))
    leave = pd.Series({"x": 0.2, **{f"y{i}": 0.5 for i in range(40)}})
    teams = pd.Series("team", index=leave.index)
    book = LossBook.of(edges, pd.Series({"c": 10.0}), leave)
    departures = JointLaw.of(leave, teams, contagion=0.01)
    # The team is too large to be enumerated; the draw keeps the chance of x.
    assert enumerated(book, departures) is None
    drawn = simulate(book, departures, scenarios=4_000, seed=0)
    assert drawn.weights @ drawn.gone[:, 0] == pytest.approx(0.2, abs=1e-9)


def test_ten_giants_are_not_left_to_a_normal_law():
    edges, exposure, leave, _ = wide(9, 16, 60)
    exposure[:] = 1.0
    exposure.iloc[:10] = np.linspace(900, 1_100, 10).round(3) + np.pi / 100
    law = loss_distribution(edges, exposure, leave)
    assert law.method == "simulated"
    assert law.values @ law.probabilities == pytest.approx(law.mean, rel=1e-3)
    assert law.es_99 <= exposure.sum() * 1.001


def test_amounts_of_any_size_keep_their_probability():
    edges = edges_of(("a", "x", 0.3), ("b", "x", 0.3), ("c", "y", 0.3), ("d", "y", 0.3))
    exposure = pd.Series({"a": 1e-6, "b": 1.0, "c": 1e12, "d": 1e12})
    law = loss_distribution(edges, exposure, pd.Series({"x": 0.5, "y": 0.5}))
    assert law.probabilities.sum() == pytest.approx(1, abs=1e-12)
    assert law.mean == pytest.approx(0.5 * 0.3 * 2e12, rel=1e-9)
