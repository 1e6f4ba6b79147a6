"""Recorded contacts against the rates of the law."""

import numpy as np
import pandas as pd
import pytest

from data.demo import DEMO_SEED
from data.demo.activities import KINDS, activities
from data.demo.company import Cast
from data.demo.days import AS_OF_DAY
from data.demo.people import LOGGER, SALES, SILENT
from data.schema import TABLES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(cast: Cast) -> pd.DataFrame:
    return activities(DEMO_SEED, cast.staff, cast.careers, cast.customers, cast.ties, cast.contacts)


def test_kinds_are_those_of_the_schema() -> None:
    assert set(KINDS) == set(TABLES["activities"].columns["kind"].choices)


def test_records_are_in_order_of_time(made: pd.DataFrame) -> None:
    assert made["happened_at"].is_monotonic_increasing


def test_every_contact_has_a_tie_of_that_day(made: pd.DataFrame, cast: Cast) -> None:
    people = made[made["rep"] < len(cast.staff) - 1].reset_index()
    start = np.datetime64("2023-07-01", "s")
    people["day"] = (people["happened_at"].to_numpy() - start) // np.timedelta64(86_400, "s")
    spans = cast.ties.spans
    pairs = people.merge(spans[["customer", "rep", "first", "last"]], on=["customer", "rep"])
    inside = pairs[(pairs["day"] >= pairs["first"]) & (pairs["day"] <= pairs["last"])]
    assert set(inside["index"]) == set(people["index"])


def test_a_person_is_in_touch_as_often_as_planned(made: pd.DataFrame, cast: Cast) -> None:
    """Engineers never withdraw: a year's contacts against 12 · scale · rate · logging."""
    spans = cast.ties.spans.query("role == 'service' and first < 730")
    spans = spans[spans["last"] > AS_OF_DAY]
    expected = 12 * 2.15 * 0.9 * spans.groupby("rep")["rate"].sum()
    recent = made[made["happened_at"] >= "2025-07-01"]
    pairs = pd.MultiIndex.from_frame(spans[["customer", "rep"]])
    kept = pd.MultiIndex.from_frame(recent[["customer", "rep"]]).isin(pairs)
    counted = recent[kept].groupby("rep").size()
    np.testing.assert_allclose(counted.sum() / expected.sum(), 1, atol=0.08)


def test_engineers_serve_and_the_owner_never_writes_service_reports(
    made: pd.DataFrame, cast: Cast
) -> None:
    function = cast.staff["function"].to_numpy()[made["rep"]]
    shares = pd.crosstab(function, made["kind"].to_numpy(), normalize="index")
    assert shares.loc["service", "service"] == pytest.approx(0.56, abs=0.03)
    assert shares.loc["sales", "service"] == 0
    assert shares.loc["owner", "meeting"] == pytest.approx(0.6, abs=0.08)


def test_one_logs_all_and_mails_most(made: pd.DataFrame) -> None:
    mails = made["kind"].eq("email").groupby(made["rep"]).mean()
    usual = mails.iloc[:SALES].median()
    assert mails[LOGGER] > usual + 0.12


def test_one_logs_next_to_nothing(made: pd.DataFrame) -> None:
    counts = made.groupby("rep").size().iloc[:SALES]
    assert counts[SILENT] < 0.1 * counts.median()


def test_most_contacts_name_a_person_and_one_most_often(made: pd.DataFrame, cast: Cast) -> None:
    assert (made["contact"] >= 0).mean() == pytest.approx(0.85, abs=0.01)
    named = made[made["contact"] >= 0]
    employer = cast.contacts["customer"].to_numpy()
    assert (employer[named["contact"]] == named["customer"].to_numpy()).all()
    offset = np.searchsorted(employer, named["customer"])
    people = np.bincount(employer)[named["customer"]]
    first = (named["contact"].to_numpy() == offset)[people == 4].mean()
    assert first == pytest.approx(0.5, abs=0.05)


def test_the_robot_never_hears_back(made: pd.DataFrame, cast: Cast) -> None:
    robot = made["rep"] == len(cast.staff) - 1
    assert set(made.loc[robot, "direction"]) == {"out"}
    assert set(made.loc[~robot, "direction"]) == {"in", "out"}
