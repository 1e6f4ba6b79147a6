"""How far savings may reach: the same savings in draws, and ranges that hold them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from analytics.coverage import reach as reaching
from analytics.coverage.candidates import Candidates
from analytics.coverage.matching import Choices
from analytics.coverage.plan import CoveragePlan, plan_second_contacts
from analytics.coverage.reach import SavingDraws, reach, saving_draws
from analytics.policy import Policy
from tests.analytics.coverage.companies import DAY, Firm, follow, invented
from tests.analytics.coverage.test_candidates import weighed
from tests.analytics.coverage.test_scenarios import orphaned, pairs_of

COMPANIES = [*map(invented, range(6)), orphaned()]


def known(company: Firm, draws: int = 40) -> SavingDraws:
    """Draws in which every chance is as it is taken for known."""

    def drawn(edges: pd.DataFrame, customers: pd.DataFrame) -> NDArray[np.floating]:
        return np.tile(follow(edges, customers).to_numpy(dtype=float), (draws, 1))

    chances = company.reps["attrition_probability"].fillna(0.0).to_numpy(dtype=float)
    names = company.reps["rep_id"].to_numpy(dtype=object)
    return SavingDraws(names, np.tile(chances, (draws, 1)), drawn)


def in_draws(company: Firm, found: Candidates, choices: Choices, draws: int = 40) -> np.ndarray:
    return saving_draws(
        found,
        choices,
        company.edges,
        company.reps,
        known(company, draws),
        build_up=0.5,
        as_of=DAY,
    )


def planned(company: Firm, draws: SavingDraws | None) -> CoveragePlan:
    return plan_second_contacts(
        company.customers,
        company.edges,
        company.reps,
        company.ownership,
        policy=Policy(),
        follow=follow,
        as_of=DAY,
        draws=draws,
    )


@pytest.mark.parametrize("company", COMPANIES)
def test_with_everything_known_a_pair_saves_what_it_is_said_to_or_nothing(
    company: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "_GROWN", (1.0,))
    monkeypatch.setattr(reaching, "_POWERS", (1.0,))
    found = weighed(company)
    choices = pairs_of(found)
    take = found.take[choices.second, choices.customer]
    savings = found.saving[choices.second, choices.customer]
    drawn = in_draws(company, found, choices, draws=400)
    for pair, column in enumerate(drawn.T):
        took = column != 0
        np.testing.assert_allclose(column[took], savings[pair] / take[pair], rtol=1e-9, atol=1e-9)
    assert (drawn != 0).mean() == pytest.approx(take.mean(), abs=0.1)


@pytest.mark.parametrize(("named", "other"), [("_GROWN", "_POWERS"), ("_POWERS", "_GROWN")])
def test_who_grows_less_or_keeps_less_saves_less(
    named: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, other, (1.0,))
    company = invented(2)
    found = weighed(company)
    choices = pairs_of(found)
    best = choices.at(np.argsort(-found.saving[choices.second, choices.customer])[:1])
    drawn = in_draws(company, found, best, draws=400).ravel()
    levels = np.unique(drawn[drawn != 0].round(9))
    assert len(levels) == len(getattr(reaching, named))
    assert levels[0] < found.saving[best.second, best.customer] < levels[-1]


def test_ranges_hold_the_savings_and_grow_with_the_plan() -> None:
    plan = planned(invented(3), known(invented(3)))
    pairs, frontier = plan.pairs, plan.frontier
    saved = pairs["expected_loss_before"] - pairs["expected_loss_after"]
    assert ((pairs["saving_low"] <= saved) & (saved <= pairs["saving_high"])).all()
    saved = frontier["expected_loss"].iloc[0] - frontier["expected_loss"]
    assert ((frontier["saving_low"] <= saved) & (saved <= frontier["saving_high"])).all()
    assert frontier["saving_high"].is_monotonic_increasing
    assert frontier.loc[0, ["saving_low", "saving_high"]].tolist() == [0.0, 0.0]


def test_without_draws_there_are_no_ranges() -> None:
    plan = planned(invented(3), None)
    for frame in (plan.pairs, plan.frontier):
        assert frame[["saving_low", "saving_high"]].isna().all(axis=None)


def test_an_empty_plan_has_no_range() -> None:
    low, high = reach(np.zeros(0), np.zeros((5, 0)))
    assert (len(low), len(high)) == (0, 0)


def test_pairs_keep_their_types_where_every_second_contact_has_met_the_customer() -> None:
    company = invented(2)
    found = weighed(company)
    customer = pd.Index(found.customers["customer_id"]).get_indexer(company.edges["customer_id"])
    second = pd.Index(found.second_contacts["rep_id"]).get_indexer(company.edges["rep_id"])
    first = np.flatnonzero((customer >= 0) & (second >= 0))[:1]
    choices = Choices(customer[first], second[first], np.ones(len(found.second_contacts), int))
    assert len(choices) == 1
    asked: list[pd.DataFrame] = []

    def drawn(edges: pd.DataFrame, customers: pd.DataFrame) -> NDArray[np.floating]:
        asked.append(edges)
        return known(company).follow(edges, customers)

    draws = replace(known(company), follow=drawn)
    saving_draws(found, choices, company.edges, company.reps, draws, build_up=0.5, as_of=DAY)
    kinds = company.edges.dtypes
    told = ["knows", "leaver", "leaver_share", "first_on"]
    assert all((edges[told].dtypes == kinds[told]).all() for edges in asked)
