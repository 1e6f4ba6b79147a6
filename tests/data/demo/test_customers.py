"""Customers and the people who work there."""

import numpy as np
import pandas as pd
import pytest

from data.demo.customers import OVERSEAS, contacts, customers
from data.demo.days import AS_OF_DAY
from data.demo.law import LAW
from data.demo.words import OVERSEAS_GIVEN_NAMES, REGIONS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    return customers(3)


@pytest.fixture(scope="module")
def people(drawn: pd.DataFrame) -> pd.DataFrame:
    return contacts(3, drawn, np.arange(3600))


def test_sizes_are_heavy_tailed_around_the_median_of_the_law(drawn: pd.DataFrame) -> None:
    assert drawn["size"].median() == pytest.approx(LAW.size_median, rel=0.15)
    logs = np.log(drawn["size"])
    assert logs.std() == pytest.approx(LAW.size_sigma, rel=0.08)


def test_segments_follow_size(drawn: pd.DataFrame) -> None:
    shares = drawn["segment"].value_counts(normalize=True)
    assert shares[0] == pytest.approx(0.15, abs=0.01)
    assert shares[1] == pytest.approx(0.5, abs=0.01)
    smallest = drawn.groupby("segment")["size"].min()
    assert smallest[0] > smallest[1] > smallest[2]


def test_daughters_carry_brand_industry_and_region_of_their_parent(drawn: pd.DataFrame) -> None:
    daughters = drawn[drawn["parent"] >= 0]
    parents = drawn.loc[daughters["parent"]]
    for column in ("brand", "industry", "region"):
        assert (daughters[column].to_numpy() == parents[column].to_numpy()).all()
    started = [
        name.startswith(mother)
        for name, mother in zip(daughters["name"], parents["name"], strict=True)
    ]
    assert all(started)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_names_are_unique_in_both_languages(seed: int) -> None:
    frame = customers(seed)
    assert frame["name"].is_unique
    assert frame["name_zh"].is_unique
    assert frame["name_zh"].str.endswith("有限公司").all()


def test_most_were_there_before_and_none_is_brand_new(drawn: pd.DataFrame) -> None:
    assert (drawn["created"] < 0).mean() == pytest.approx(0.8, abs=0.04)
    assert drawn["created"].max() < AS_OF_DAY - 80


def test_nobody_stops_buying_before_two_hundred_days(drawn: pd.DataFrame) -> None:
    begun = drawn["created"].clip(lower=0)
    assert (drawn["churned"] - begun >= 200).all()


def test_the_last_region_is_overseas() -> None:
    assert REGIONS[OVERSEAS][0] == "Overseas"


def test_each_customer_has_one_to_six_people(drawn: pd.DataFrame, people: pd.DataFrame) -> None:
    counts = np.bincount(people["customer"], minlength=len(drawn))
    assert counts.min() == 1
    assert counts.max() <= 6
    by_segment = pd.Series(counts).groupby(drawn["segment"]).mean()
    assert by_segment[0] > by_segment[1] > by_segment[2]


def test_people_abroad_have_names_from_abroad(drawn: pd.DataFrame, people: pd.DataFrame) -> None:
    abroad = drawn["region"].to_numpy()[people["customer"]] == OVERSEAS
    given = {english for english, _ in OVERSEAS_GIVEN_NAMES}
    assert set(people["name"][abroad].str.split().str[0]) <= given
    assert people["name_zh"][abroad].str.contains("·").all()
    assert not people["name_zh"][~abroad].str.contains("·").any()


def test_addresses_are_ascii_and_cannot_reach_anybody(people: pd.DataFrame) -> None:
    assert people["email"].map(str.isascii).all()
    assert people["email"].str.endswith(".example").all()
    assert people["email"].is_unique
    assert people["phone"].is_unique
