"""What staying customers buy less: expected figures, and the law of the loss that holds it."""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.book import LossBook, ParameterDraws, tail_weights, value_at_risk
from analytics.losses.dependence import JointLaw
from analytics.losses.distribution import LossDistribution, _from_states, loss_distribution
from analytics.losses.scenarios import enumerated
from analytics.losses.shrinkage import Shrinkage, expected_shrinkage, not_estimated
from analytics.losses.walk_away import walk_away
from tests.analytics.losses.loss_cases import (
    company,
    edges_of,
    enumerated_shrinking,
    large_house,
    shortfall,
    shrinking_company,
)

FIGURES = ["mean", "sd", "var_95", "es_95", "var_99", "es_99"]


def expected(edges, exposure: pd.Series, leave: pd.Series, evidence="activity") -> Shrinkage:
    customers = pd.DataFrame(
        {"customer_id": exposure.index, "exposure": exposure.to_numpy(), "evidence": evidence}
    )
    reps = pd.DataFrame({"rep_id": leave.index, "attrition_probability": leave.to_numpy()})
    walked = walk_away(edges, customers, reps)
    return expected_shrinkage(edges, customers, reps, walked)


def figures(law: LossDistribution) -> list[float]:
    return [getattr(law, name) for name in FIGURES]


def counted(edges, exposure, leave) -> tuple[list[float], np.ndarray]:
    """The figures, and the contributions to es_95, by enumeration."""
    losses, chances, parts = enumerated_shrinking(edges, exposure, leave)
    mean = losses @ chances
    wanted = [mean, np.sqrt((losses - mean) ** 2 @ chances)]
    for level in (0.95, 0.99):
        wanted += [value_at_risk(losses, chances, level), shortfall(losses, chances, level)]
    tail = tail_weights(losses, chances, 0.95) / np.maximum(chances, 1e-300)
    return wanted, (chances * tail) @ parts


# --- expected figures ----------------------------------------------------------------------------


def test_one_customer_by_hand():
    """a 0.2, q 0.5, d 0.3: lost with 0.1; else, with 0.1, 30 of 100 are gone."""
    edges = edges_of(("c", "x", 0.5)).assign(shrinking=0.3)
    found = expected(edges, pd.Series({"c": 100.0}), pd.Series({"x": 0.2}))
    assert found.customers.iloc[0].tolist() == ["c", pytest.approx(3.0), pytest.approx(13.0)]
    assert found.reps.iloc[0].tolist() == ["x", pytest.approx(3.0), pytest.approx(13.0)]


def test_two_leavers_take_of_what_is_left_and_split_it_by_their_parts():
    edges = edges_of(("c", "x", 0.0), ("c", "y", 0.0)).assign(shrinking=[0.5, 0.25])
    found = expected(edges, pd.Series({"c": 80.0}), pd.Series({"x": 1.0, "y": 1.0}))
    assert found.customers["expected_shrinkage"].item() == pytest.approx(80 * (1 - 0.5 * 0.75))
    assert found.reps["expected_shrinkage"].tolist() == pytest.approx([50 * 2 / 3, 50 / 3])


def test_nothing_learned_is_exactly_nothing():
    edges, exposure, leave = company(1, 3, 6)
    found = expected(edges.assign(shrinking=0.0), exposure, leave)
    assert found.customers["expected_shrinkage"].tolist() == [0.0] * 6
    assert found.reps["expected_shrinkage"].tolist() == [0.0] * 3


@pytest.mark.parametrize("seed", range(4))
def test_reps_customers_and_the_law_have_one_total(seed: int):
    given = shrinking_company(seed, 4, 8, 0.4)
    found, law = expected(*given), loss_distribution(*given)
    total = found.customers["expected_total"].sum()
    assert found.reps["expected_total"].sum() == pytest.approx(total, rel=1e-12)
    assert law.mean == pytest.approx(total, rel=1e-12)
    plain = expected(given[0].assign(shrinking=0.0), *given[1:])
    lost = found.customers["expected_total"] - found.customers["expected_shrinkage"]
    assert lost.tolist() == pytest.approx(plain.customers["expected_total"].tolist())


def test_a_leaver_of_an_orphan_has_left_for_certain():
    edges = edges_of(("c", "x", 0.0, True)).assign(shrinking=0.3)
    found = expected(edges, pd.Series({"c": 10.0}), pd.Series({"x": np.nan}))
    assert found.customers["expected_shrinkage"].item() == pytest.approx(3.0)
    assert loss_distribution(edges, pd.Series({"c": 10.0}), pd.Series({"x": np.nan})).mean == 3.0


def test_what_is_not_known_stays_missing():
    edges = edges_of(("c", "x", 0.0)).assign(shrinking=0.0)
    found = expected(edges, pd.Series({"c": 10.0}), pd.Series({"x": 0.2}), evidence="none")
    assert found.customers[["expected_shrinkage", "expected_total"]].isna().all(axis=None)
    assert found.reps["expected_total"].tolist() == [0.0]


def test_who_does_not_ask_gets_no_figure():
    edges, exposure, leave = company(1, 3, 6)
    customers = pd.DataFrame(
        {"customer_id": exposure.index, "exposure": exposure.to_numpy(), "evidence": "activity"}
    )
    reps = pd.DataFrame({"rep_id": leave.index, "attrition_probability": leave.to_numpy()})
    found = not_estimated(walk_away(edges, customers, reps))
    for frame in (found.customers, found.reps):
        assert frame[["expected_shrinkage", "expected_total"]].isna().all(axis=None)


# --- the law of the loss -------------------------------------------------------------------------


@pytest.mark.parametrize("fraction", [0.05, 0.3, 0.9])
@pytest.mark.parametrize("seed", range(2))
def test_the_law_is_the_enumeration(seed: int, fraction: float):
    given = shrinking_company(seed, 4, 7, fraction)
    wanted, parts = counted(*given)
    law = loss_distribution(*given)
    assert law.method == "exact"
    assert figures(law) == pytest.approx(wanted, rel=1e-3)
    assert law.es_contributions.to_numpy() == pytest.approx(parts, rel=1e-3, abs=1e-3 * sum(parts))


@pytest.mark.parametrize("seed", range(3))
def test_mixed_over_departures_it_is_the_same(seed: int):
    given = shrinking_company(seed, 4, 7, 0.3)
    wanted, parts = counted(*given)
    book, departures = LossBook.of(*given), JointLaw.of(given[2])
    law = _from_states(book, enumerated(book, departures), departures, given[2].index)
    assert figures(law) == pytest.approx(wanted, rel=1e-3)
    assert law.es_contributions.sum() == pytest.approx(law.es_95)
    assert law.es_contributions.to_numpy() == pytest.approx(parts, abs=0.02 * sum(parts))


def test_nobody_stops_and_every_book_shrinks():
    """Two people, half of each book goes with them: 0, 50, 25 and both, as without customers."""
    edges = edges_of(("c", "x", 0.0), ("d", "y", 0.0)).assign(shrinking=0.5)
    law = loss_distribution(
        edges, pd.Series({"c": 100.0, "d": 50.0}), pd.Series({"x": 0.1, "y": 0.2})
    )
    assert figures(law)[0] == pytest.approx(10.0)
    assert (law.var_95, law.var_99) == pytest.approx((50, 75), abs=0.01)
    assert law.es_95 == pytest.approx(60.0, rel=1e-3)


def test_moments_of_many_customers_come_near_the_grid(monkeypatch: pytest.MonkeyPatch):
    random = np.random.default_rng(5)
    edges, exposure, leave = company(2, 5, 60)
    edges = edges.assign(shrinking=random.uniform(0.05, 0.4, len(edges)))
    grid = loss_distribution(edges, exposure, leave)
    monkeypatch.setattr("analytics.losses.distribution.exact_law", lambda *_: None)
    monkeypatch.setattr("analytics.losses.distribution.states_convolved", lambda _: 0)
    monkeypatch.setattr("analytics.losses.distribution.moments_suffice", lambda *_: True)
    moments = loss_distribution(edges, exposure, leave)
    assert (grid.method, moments.method) == ("exact", "enumerated")
    assert figures(moments) == pytest.approx(figures(grid), rel=0.005)
    assert moments.es_contributions.sum() == pytest.approx(moments.es_95)
    assert moments.es_contributions.to_numpy() == pytest.approx(
        grid.es_contributions.to_numpy(), abs=0.01 * grid.es_95
    )


def test_drawn_departures_come_near_the_enumeration():
    given = shrinking_company(3, 8, 7, 0.3)
    wanted, _ = counted(*given)
    draws = ParameterDraws(
        np.tile(given[2].to_numpy(), (100, 1)),
        np.tile(given[0]["follow_probability"].to_numpy(np.float32), (100, 1)),
        np.ones(100),
    )
    law = loss_distribution(*given, draws=draws)
    assert law.method == "simulated"
    assert figures(law) == pytest.approx(wanted, rel=0.03)


def test_what_is_not_known_of_the_fraction_widens_the_law():
    """Of whom several people know less is lost on average: what one takes, no other can."""
    edges, exposure, leave, _ = large_house(30, 400, 0)
    edges = edges.assign(follow_probability=0.01, shrinking=0.2)
    follow = np.full((200, len(edges)), 0.01, np.float32)
    leaves = np.tile(leave.to_numpy(), (200, 1))
    factors = np.where(np.arange(200) % 2, 0.0, 2.0)
    known, unsure = (
        loss_distribution(edges, exposure, leave, draws=ParameterDraws(leaves, follow, each))
        for each in (np.ones(200), factors)
    )
    assert 0.94 * known.mean < unsure.mean < known.mean
    assert unsure.var_95 > 1.2 * known.var_95


def test_scaling_the_exposure_scales_every_figure():
    edges, exposure, leave = shrinking_company(2, 3, 6, 0.3)
    one, scaled = (loss_distribution(edges, exposure * by, leave) for by in (1, 1e-3))
    assert figures(scaled) == pytest.approx([1e-3 * each for each in figures(one)], rel=1e-4)
