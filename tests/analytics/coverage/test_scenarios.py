"""Losses given who leaves, against every combination of departures."""

from itertools import product
from math import prod

import numpy as np
import pandas as pd
import pytest

from analytics.coverage.candidates import Candidates
from analytics.coverage.matching import Choices
from analytics.coverage.scenarios import (
    DepartureScenarios,
    draw_departures,
    pair_reductions,
    scenario_losses,
)
from tests.analytics.coverage.companies import Account, Firm, Salesperson, firm, invented
from tests.analytics.coverage.test_candidates import weighed


def every_departure(company: Firm) -> DepartureScenarios:
    """All combinations of departures with their probabilities."""
    chances = company.reps["attrition_probability"].fillna(0.0).to_numpy()
    gone = np.array(list(product([False, True], repeat=len(chances))))
    return DepartureScenarios(
        gone,
        np.where(gone, chances, 1 - chances).prod(axis=1),
        company.reps["rep_id"].to_numpy(dtype=object),
    )


def pairs_of(found: Candidates) -> Choices:
    second, customer = np.nonzero(np.isfinite(found.saving))
    return Choices(customer, second, np.ones(len(found.second_contacts), np.int64))


def orphaned() -> Firm:
    return firm(
        [Account("c", {"old": 8.0, "ann": 0.3}, leaver="old"), Account("d", {"ann": 3.0})],
        [Salesperson("old", active=False), Salesperson("ann"), Salesperson("bo")],
    )


@pytest.mark.parametrize("company", [*map(invented, range(8)), orphaned()])
def test_over_all_departures_losses_average_to_the_expected_loss(company: Firm) -> None:
    every = every_departure(company)
    losses = scenario_losses(company.edges, company.customers, every)
    total = company.customers["expected_loss"].sum()
    assert losses @ every.weights == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize("company", [*map(invented, range(8)), orphaned()])
def test_over_all_departures_reductions_average_to_the_savings(company: Firm) -> None:
    found, every = weighed(company), every_departure(company)
    choices = pairs_of(found)
    lowered = pair_reductions(found, choices, every)
    savings = found.saving[choices.second, choices.customer]
    np.testing.assert_allclose(lowered @ every.weights, savings, rtol=1e-9, atol=1e-9)


def test_the_loss_of_one_scenario_by_hand() -> None:
    company = invented(3)
    gone = np.array([[True, False, True, False]])
    departures = DepartureScenarios(gone, np.ones(1), company.reps["rep_id"].to_numpy(dtype=object))
    leaving = set(company.reps["rep_id"][gone[0]])
    amount = company.customers.set_index("customer_id")["exposure"]
    rows = company.edges[company.edges["rep_id"].isin(leaving)]
    by_hand = sum(
        amount[customer_id] * (1 - prod(1 - group["follow_probability"]))
        for customer_id, group in rows.groupby("customer_id")
    )
    losses = scenario_losses(company.edges, company.customers, departures)
    assert losses.item() == pytest.approx(by_hand, rel=1e-5)


def test_when_nobody_leaves_nothing_is_lost_or_saved() -> None:
    company = invented(1)
    nobody = DepartureScenarios(np.zeros((1, 0), bool), np.ones(1), np.array([], dtype=object))
    found = weighed(company)
    assert scenario_losses(company.edges, company.customers, nobody).tolist() == [0.0]
    assert not pair_reductions(found, pairs_of(found), nobody).any()


def test_drawn_departures_have_the_probabilities_to_within_one_scenario() -> None:
    reps = pd.DataFrame({"rep_id": list("abcd"), "attrition_probability": [0.1, 0.333, 1, None]})
    drawn = draw_departures(reps, scenarios=200, seed=1)
    assert np.abs(drawn.gone.sum(axis=0) - [20, 66.6, 200, 0]).max() <= 1
    assert drawn.weights.sum() == pytest.approx(1)


def test_the_same_seed_draws_the_same_departures() -> None:
    reps = invented(0).reps
    first, again, other = (draw_departures(reps, seed=seed).gone for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_departures_of_two_reps_are_drawn_independently() -> None:
    reps = pd.DataFrame({"rep_id": ["a", "b"], "attrition_probability": [0.5, 0.5]})
    gone = draw_departures(reps, scenarios=10_000).gone
    assert gone.all(axis=1).mean() == pytest.approx(0.25, abs=0.02)
