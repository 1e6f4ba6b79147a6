"""Past departures of the demo company against what is true of it and no record says."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.follow.past_departures import PastDepartures, past_departures
from analytics.follow.probability import fit_follow, follow_probabilities
from analytics.policy import Policy
from analytics.relationships.strength import relate
from data.demo import DEMO_AS_OF, Truth
from data.extract import extract
from data.opening import DEMO_COMPANY, with_demo_company
from data.sources import open_source

pytestmark = pytest.mark.slow

POLICY = with_demo_company(Policy())


@pytest.fixture(scope="module")
def read(database: Path) -> Extract:
    source = open_source(
        f"duckdb:///{database}", timezone=DEMO_COMPANY.timezone, import_day=DEMO_AS_OF
    )
    found = extract(source, POLICY)
    source.close()
    return found


@pytest.fixture(scope="module")
def departures(read: Extract) -> PastDepartures:
    return past_departures(read, POLICY)


@pytest.fixture(scope="module")
def fates(departures: PastDepartures, truth: Truth) -> pd.DataFrame:
    """The leavers' own customers, with what became of them."""
    return departures.customers.merge(
        truth.departures, on=["rep_id", "customer_id"], suffixes=("", "_true")
    )


def test_nearly_every_owned_customer_is_found_and_known(fates: pd.DataFrame, truth: Truth) -> None:
    assert len(fates) > 0.95 * len(truth.departures)
    assert (fates["left_on"] == fates["left_on_true"]).all()
    assert fates["knew"].mean() > 0.95


def test_successors_are_found(fates: pd.DataFrame) -> None:
    taken = fates[fates["taken_over_by_true"].notna()]
    assert (taken["taken_over_by"] == taken["taken_over_by_true"]).mean() > 0.95


def test_who_followed_stopped_buying_and_who_stayed_did_not(fates: pd.DataFrame) -> None:
    known = fates.dropna(subset="stopped")
    followed = known["fate"] == "followed"
    assert known.loc[followed, "stopped"].mean() > 0.9
    # Some of those who stay stop buying as comparable customers do.
    stayed = known[~followed]
    assert stayed["stopped"].mean() == pytest.approx(stayed["stop_chance"].mean(), abs=0.05)


def test_learned_level_and_order_are_near_the_truth(
    read: Extract, departures: PastDepartures, truth: Truth
) -> None:
    model, found = fit_follow(departures, POLICY), relate(read, POLICY)
    q = follow_probabilities(found.edges, found.customers, read, POLICY, model)
    pairs = found.edges.assign(q=q).merge(truth.edges, on=["customer_id", "rep_id"])
    assert model.learned
    assert 1 / 1.5 < pairs["q"].sum() / pairs["follow_probability"].sum() < 1.5
    assert pairs["q"].corr(pairs["follow_probability"], method="spearman") > 0.75
