"""The story the demo tells: who holds how much, and what departures did."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.demo import DEMO_AS_OF, Truth
from data.demo.people import LOGGER, SILENT, STAR
from tests.data.demo.measures import Measures

pytestmark = pytest.mark.slow

Tables = dict[str, pd.DataFrame]


def rep(position: int) -> str:
    return f"R{position + 1:03d}"


def test_a_year_brings_about_eighty_million(today: Measures) -> None:
    assert 72e6 < today.revenue.sum() < 88e6


def test_one_person_holds_a_fifth_to_three_tenths_of_core_customers(today: Measures) -> None:
    shares = today.core_shares()
    assert shares.index[0] == rep(STAR)
    assert 0.2 < shares.iloc[0] < 0.3
    assert shares.iloc[1] < 0.2


def test_books_of_business_are_heavy_tailed(today: Measures) -> None:
    credited = today.window.groupby("rep_id")["value"].sum().sort_values(ascending=False)
    assert credited.iloc[:3].sum() > 0.35 * credited.sum()
    assert credited.iloc[len(credited) // 2 :].sum() < 0.25 * credited.sum()


def test_a_third_to_half_of_the_money_is_known_by_one_person_only(today: Measures) -> None:
    assert 0.35 < today.single_threaded_share() < 0.55


def test_dependence_is_worse_than_a_year_ago(tables: Tables, today: Measures) -> None:
    before = Measures(tables, date(2025, 6, 30))
    growth = today.single_threaded_share() - before.single_threaded_share()
    assert 0.01 < growth < 0.1


def test_some_customers_are_orphaned_and_some_untended(today: Measures) -> None:
    assert 10 <= len(today.orphaned()) <= 30
    assert 3 <= (today.known_by() == 0).sum() <= 40


def test_some_customers_have_lapsed(today: Measures) -> None:
    assert today.lapsed.sum() > 2
    assert (today.exposure[today.lapsed] == 0).all()


def test_the_one_under_notice_holds_customers_nobody_else_knows(today: Measures) -> None:
    reps = today.t["reps"]
    leaver = reps.loc[reps["left_on"] > pd.Timestamp(DEMO_AS_OF), "rep_id"].item()
    known = today.edges[(today.edges["rep_id"] == leaver) & today.edges["knows"]]["customer_id"]
    alone = today.known_by().loc[known] == 1
    assert len(known) >= 10
    assert alone.sum() >= 5
    assert today.exposure[known].sum() > 2e6


def test_one_records_hardly_anything_though_he_sells_much(today: Measures) -> None:
    credited = today.window.groupby("rep_id")["value"].sum()
    made = today.t["activities"].groupby("rep_id").size()
    per_million = made / credited
    silent, logger = rep(SILENT), rep(LOGGER)
    assert credited.rank(ascending=False)[silent] <= 3
    assert per_million[silent] < 0.2 * per_million.median()
    assert per_million[logger] > 1.3 * per_million.median()


def test_contacts_decline_before_departures(tables: Tables) -> None:
    """Of the leavers' last six full months, the last two hold clearly fewer than the first two."""
    reps = tables["reps"]
    gone = reps[reps["left_on"] <= pd.Timestamp(DEMO_AS_OF)].set_index("rep_id")["left_on"]
    made = tables["activities"][tables["activities"]["rep_id"].isin(gone.index)]
    left = made["rep_id"].map(gone).dt.to_period("M")
    ago = (left - made["happened_at"].dt.to_period("M")).map(lambda months: months.n)
    counts = ago.value_counts()
    assert counts[[1, 2]].sum() < 0.75 * counts[[8, 9]].sum()


def test_customers_who_followed_stopped_buying_and_the_others_did_not(
    tables: Tables, truth: Truth
) -> None:
    fates = truth.departures[truth.departures["left_on"] < "2025-12-01"]
    last = tables["revenue"].groupby("customer_id")["booked_on"].max()
    late = (fates["customer_id"].map(last) - fates["left_on"]).dt.days > 100
    repeated = fates["customer_id"].duplicated(keep=False)
    by_fate = late[~repeated].groupby(fates["fate"]).mean()
    assert by_fate["followed"] == 0
    assert by_fate["taken"] > 0.6


def test_every_fate_happened(truth: Truth) -> None:
    counts = truth.departures["fate"].value_counts()
    assert set(counts.index) == {"followed", "taken", "orphaned"}
    assert counts["taken"] > counts["followed"] > 10


def test_nobody_follows_who_left_the_trade(truth: Truth) -> None:
    other = truth.departures[truth.departures["left_to"] == "other"]
    assert (other["follow_probability"] == 0).all()
    assert "followed" not in set(other["fate"])


def test_successors_are_assigned_from_the_day_they_took_over(tables: Tables, truth: Truth) -> None:
    taken = truth.departures.query("fate == 'taken'").dropna(subset=["taken_over_by"])
    owners = tables["assignments"].query("role == 'owner'")
    found = taken.merge(
        owners,
        left_on=["customer_id", "taken_over_by", "taken_over_on"],
        right_on=["customer_id", "rep_id", "start_on"],
    )
    assert len(found) > 0.9 * len(taken)


@pytest.mark.parametrize("fate", ["followed", "taken"])
def test_followers_were_as_many_as_the_law_expects(truth: Truth, fate: str) -> None:
    """The number who followed lies within three standard deviations of Σ q."""
    q = truth.departures["follow_probability"]
    expected, spread = q.sum(), np.sqrt((q * (1 - q)).sum())
    happened = (truth.departures["fate"] == "followed").sum()
    if fate == "taken":
        expected, happened = len(q) - expected, len(q) - happened
    assert abs(happened - expected) < 3 * spread
