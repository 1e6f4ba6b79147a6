"""Ties between people and customers, and what departures do to them."""

import numpy as np
import pandas as pd
import pytest

from data.demo.company import Cast
from data.demo.days import AS_OF_DAY
from data.demo.following import circumstances
from data.demo.law import LAW, follow_probability
from data.demo.people import SALES, STAR
from data.demo.ties import OPEN, owned_now

pytestmark = pytest.mark.slow


def span(customer: int, rep: int, role: str, first: int, last: int, rate: float) -> dict:
    return {
        "customer": customer,
        "rep": rep,
        "role": role,
        "first": first,
        "last": last,
        "rate": rate,
    }


def test_circumstances_are_counted_by_hand() -> None:
    spans = pd.DataFrame(
        [
            span(0, 1, "owner", 0, OPEN, 3.0),
            span(0, SALES + 1, "service", 100, OPEN, 1.0),
            span(0, 2, "second", 0, 364, 9.0),  # over by then
            span(0, 3, "second", 366, OPEN, 9.0),  # not yet begun
            span(1, 1, "owner", 365, OPEN, 2.0),
        ]
    )
    customers = pd.DataFrame({"created": [-1096, 0]})
    found = circumstances(spans, customers, np.array([4, 1]), 365)
    assert found["customer"].tolist() == [0, 0, 1]
    assert found["share"].tolist() == [0.75, 0.25, 1.0]
    assert found["company_share"].tolist() == [0.25, 0.25, 0.0]
    assert found["contacts"].tolist() == [4, 4, 1]
    np.testing.assert_allclose(found["firm_years"] * 365.25, [1461, 1461, 365])
    np.testing.assert_allclose(found["rep_years"] * 365.25, [365, 265, 0])


def test_two_ties_of_one_pair_count_as_one() -> None:
    spans = pd.DataFrame([span(0, 1, "owner", 50, OPEN, 1.0), span(0, 1, "second", 10, OPEN, 2.0)])
    found = circumstances(spans, pd.DataFrame({"created": [0]}), np.array([1]), 100)
    assert found[["share", "rate"]].to_numpy().tolist() == [[1.0, 3.0]]
    assert found["rep_years"].item() == pytest.approx(90 / 365.25)


def test_each_customer_has_one_owner_at_a_time(cast: Cast) -> None:
    owners = cast.ties.spans.query("role == 'owner'").sort_values(["customer", "first"])
    next_first = owners.groupby("customer")["first"].shift(-1)
    assert not (next_first <= owners["last"]).any()
    assert owners["customer"].nunique() == LAW.customers


def test_ties_end_with_the_employment(cast: Cast) -> None:
    spans = cast.ties.spans[cast.ties.spans["rep"] < SALES]
    left = cast.careers.left[spans["rep"]]
    hired = cast.staff["hired"].to_numpy()[spans["rep"]]
    assert not (spans["last"] > left)[left <= AS_OF_DAY].any()
    assert (spans["first"] >= hired).all()
    assert (spans["first"] <= spans["last"]).all()


def test_second_contacts_are_colleagues_of_the_owner_s_team(cast: Cast) -> None:
    first = cast.ties.spans.query("role == 'owner'").drop_duplicates("customer")
    owner = first.set_index("customer")["rep"]
    seconds = cast.ties.spans.query("role == 'second'")
    team = cast.staff["team"].to_numpy()
    theirs = owner.loc[seconds["customer"]].to_numpy()
    assert (team[seconds["rep"]] == team[theirs]).all()
    assert (seconds["rep"].to_numpy() != theirs).all()
    assert len(seconds) > 300


def test_service_comes_from_the_customer_s_region(cast: Cast) -> None:
    service = cast.ties.spans.query("role == 'service'")
    region = cast.customers["region"].to_numpy()[service["customer"]]
    assert (cast.staff["team"].to_numpy()[service["rep"]] == region).all()
    assert set(cast.staff["function"].iloc[service["rep"]]) == {"service"}


def test_second_contacts_became_fewer_with_the_reorganisation(cast: Cast) -> None:
    seconds = cast.ties.spans.query("role == 'second'")

    def going_on(day: int) -> int:
        return int(((seconds["first"] <= day) & (seconds["last"] >= day)).sum())

    assert going_on(830) < 0.85 * going_on(820)


def test_the_star_owns_the_most(cast: Cast) -> None:
    now = cast.ties.spans.query("role == 'owner' and last > @AS_OF_DAY")
    assert now["rep"].value_counts().index[0] == STAR


def test_chances_at_departure_are_those_of_the_law(cast: Cast) -> None:
    """The first leaver's customers: nothing had changed hands before."""
    rep = int(cast.careers.departed[0])
    fates = cast.ties.departures.query("rep == @rep")
    people = np.bincount(cast.contacts["customer"], minlength=LAW.customers)
    customer = fates["customer"].to_numpy()
    created = cast.customers["created"].to_numpy()[customer]
    hired = cast.staff["hired"].iloc[rep]
    upper = follow_probability(
        fates["share"].to_numpy(),
        np.zeros(len(fates)),
        people[customer].astype(float),
        (fates["left"].to_numpy() - created) / 365.25,
        (fates["left"].to_numpy() - np.maximum(created, hired)) / 365.25,
    )
    assert (fates["probability"].to_numpy() <= upper + 1e-12).all()
    alone = fates["share"].to_numpy() == 1
    assert alone.any()
    np.testing.assert_allclose(fates["probability"][alone], upper[alone])


def test_who_followed_stops_within_two_months(cast: Cast) -> None:
    went = cast.ties.departures.query("fate == 'followed'")
    after = cast.ties.stops[went["customer"]] - went["left"].to_numpy()
    assert ((after >= 5) & (after < 60)).all()


def test_successors_begin_after_the_leaver_is_gone(cast: Cast) -> None:
    taken = cast.ties.departures.dropna(subset=["taken"])
    assert (taken["taken"] > taken["left"]).all()
    assert (taken["successor"] >= 0).all()
    assert (taken["successor"] != taken["rep"]).all()
    assert (taken["taken"] <= AS_OF_DAY).all()
    hired = cast.staff["hired"].to_numpy()[taken["successor"]]
    assert (hired <= taken["taken"]).all()


def test_orphans_wait_two_months_at_least(cast: Cast) -> None:
    orphans = cast.ties.departures.query("fate == 'orphaned'")
    waited = (orphans["taken"] - orphans["left"]).dropna()
    assert (waited >= 90).all()
    assert orphans["taken"].isna().any()


def test_the_file_names_the_newest_owner_and_forgets_some(cast: Cast) -> None:
    owner, since = owned_now(cast.ties, LAW.customers)
    waiting = cast.ties.departures.query("successor < 0")["customer"].to_numpy()
    assert (owner[waiting[::3]] == -1).all()
    assert (owner >= 0).sum() == LAW.customers - len(np.unique(waiting[::3]))
    assert (since <= AS_OF_DAY).all()
