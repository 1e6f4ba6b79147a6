"""Some customers in place of all: sums are met on average, and the law of the loss with them."""

import numpy as np
import pytest

from analytics.losses import mixture, subset
from analytics.losses.distribution import loss_distribution
from analytics.losses.subset import Sampling
from tests.analytics.losses.loss_cases import company

EXPOSURE = np.random.default_rng(1).lognormal(0, 2, 3_000)
GROUP = np.random.default_rng(2).integers(0, 40, 3_000)


@pytest.fixture(autouse=True)
def three_hundred(monkeypatch) -> None:
    monkeypatch.setattr(subset, "_TAKEN", 300)


def test_sums_are_met_on_average_and_the_largest_are_always_there() -> None:
    sampling = Sampling.of(EXPOSURE, GROUP)
    chosen = [sampling.some(number) for number in range(400)]
    assert all(abs(len(each.customers) - 300) <= 1 for each in chosen)
    largest = np.argsort(-EXPOSURE)[:20]
    assert all(np.isin(largest, each.customers).all() for each in chosen)
    assert (np.diff(chosen[0].customers) > 0).all()
    values = EXPOSURE * (0.5 + GROUP / 80)
    found = [values[each.customers] @ each.counts for each in chosen]
    assert np.mean(found) == pytest.approx(values.sum(), rel=1e-3)
    # Nobody's customers are many or few by chance: within 1 % of all, of three thousand.
    assert np.std(found) < 0.01 * values.sum()


def test_whoever_has_nothing_at_stake_is_not_taken_and_few_are_taken_all(monkeypatch) -> None:
    exposure = np.where(np.arange(len(EXPOSURE)) % 10 == 0, EXPOSURE, 0.0)
    for taken in (100, 1_000):
        monkeypatch.setattr(subset, "_TAKEN", taken)
        some = Sampling.of(exposure, GROUP).some(0)
        assert (exposure[some.customers] > 0).all()
    assert some.customers.tolist() == np.flatnonzero(exposure).tolist()
    assert (some.counts == 1).all()


def test_the_same_number_is_the_same_choice() -> None:
    sampling = Sampling.of(EXPOSURE, GROUP)
    assert sampling.some(4).customers.tolist() == sampling.some(4).customers.tolist()
    assert sampling.some(4).customers.tolist() != sampling.some(5).customers.tolist()


@pytest.mark.parametrize("shrinks", [False, True])
def test_the_law_over_some_customers_is_that_over_all(shrinks: bool, monkeypatch) -> None:
    edges, exposure, leave = company(3, 30, 4_000)
    if shrinks:
        edges = edges.assign(shrinking=0.3 * edges["follow_probability"])
    whole = loss_distribution(edges, exposure, leave)
    monkeypatch.setattr(mixture, "EVERYBODY", 1_000)
    monkeypatch.setattr(subset, "_TAKEN", 800)
    some = loss_distribution(edges, exposure, leave)
    assert whole.method == some.method == "simulated"
    assert some.mean != whole.mean or some.es_95 != whole.es_95
    for name in ("mean", "sd", "var_95", "es_95", "var_99", "es_99"):
        error = max(some.standard_errors[name], whole.standard_errors[name])
        assert getattr(some, name) == pytest.approx(
            getattr(whole, name), abs=4 * error + 0.01 * whole.mean
        )
    assert some.es_contributions.sum() == pytest.approx(some.es_95)
    order = whole.es_contributions.index
    spread = (some.es_contributions[order] - whole.es_contributions).abs().sum()
    assert spread < 0.1 * whole.es_95
