"""People and their careers, before any customer is touched."""

import numpy as np
import pandas as pd
import pytest

from data.demo.careers import Careers, _batch, draw_careers, leave_probability, own_pressures
from data.demo.days import AS_OF_DAY, MONTH_STARTS, WORKDAYS
from data.demo.law import LAW, MONTHS
from data.demo.people import LOGGER, SALES, SILENT, STAR, full_names, staff

pytestmark = pytest.mark.slow

SEEDS = [1, 2, 3, 20260630]
NAMES = np.arange(3600)


def drawn(seed: int) -> tuple[pd.DataFrame, Careers]:
    people = staff(seed, NAMES)
    return people, draw_careers(people, seed)


def test_each_number_gives_a_name_of_its_own() -> None:
    english, chinese = full_names(NAMES)
    assert len(set(english)) == len(set(chinese)) == 3600


def test_staff_is_the_same_for_a_seed_and_differs_between_seeds() -> None:
    pd.testing.assert_frame_equal(staff(5, NAMES), staff(5, NAMES))
    assert not staff(5, NAMES)["hired"].equals(staff(6, NAMES)["hired"])


@pytest.mark.parametrize("seed", SEEDS)
def test_traits_lie_where_the_law_says(seed: int) -> None:
    sales = staff(seed, NAMES).iloc[:SALES]
    assert (sales["attainment"] < 0.85).sum() == 10
    assert sales["attainment"].between(0.6, 1.4).all()
    assert sales["pay"].between(0.8, 1.12).all()
    assert not sales["pay"].between(0.89, 0.95, inclusive="neither").any()
    assert (sales["hired"] < 0).sum() == 30
    assert (sales["hired"] <= AS_OF_DAY - 90).all()


def test_the_reporting_line_ends_at_the_owner() -> None:
    people = staff(1, NAMES)
    owner = int(np.flatnonzero(people["function"] == "owner")[0])
    boss = people["manager"].to_numpy()
    above = boss[boss[:SALES]]
    assert (above == owner).all()
    assert boss[owner] == -1


def test_promotions_come_after_a_year_at_the_earliest() -> None:
    promoted = staff(1, NAMES).dropna(subset=["promoted"])
    assert (promoted["promoted"] - promoted["hired"] >= 365).all()
    assert (promoted["promoted"] < AS_OF_DAY).all()
    assert len(promoted) > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_every_history_tells_the_story(seed: int) -> None:
    people, careers = drawn(seed)
    assert 8 <= len(careers.departed) <= 10
    assert people["book"][careers.under_notice] <= 3
    assert (careers.left_month[[STAR, SILENT, LOGGER]] == -1).all()
    assert (careers.left_month == MONTHS).sum() == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_departures_are_in_order_on_working_days_within_their_month(seed: int) -> None:
    _, careers = drawn(seed)
    gone = careers.departed
    left, notice = careers.left[gone].astype(int), careers.notice[gone].astype(int)
    assert (np.diff(left) >= 0).all()
    assert np.isin(left, WORKDAYS).all()
    assert np.isin(notice, WORKDAYS).all()
    month = careers.left_month[gone]
    assert (left >= MONTH_STARTS[month]).all()
    assert (left < MONTH_STARTS[month + 1]).all()
    assert (notice < MONTH_STARTS[month]).all()


def test_nobody_leaves_in_the_first_months_of_employment() -> None:
    people, careers = drawn(3)
    hired_month = np.searchsorted(MONTH_STARTS, people["hired"].to_numpy()[:SALES], side="right")
    gone = careers.departed
    assert (careers.left_month[gone] - hired_month[gone] >= 4).all()


def test_contact_levels_are_full_unless_somebody_turns_away() -> None:
    _, careers = drawn(20260630)
    levels = careers.contact_levels()
    quiet = (careers.withdrawn == 0).all(axis=1) & (careers.left_month < 0)
    assert quiet.sum() > 5
    assert (levels[quiet] == 1).all()
    assert levels[careers.under_notice, MONTHS - 1] <= 0.45
    assert levels.min() == pytest.approx(LAW.withdrawn_levels[-1])


def test_tenure_and_promotion_press_by_their_dates() -> None:
    people = staff(1, NAMES)
    people.loc[0, ["hired", "promoted", "attainment", "pay"]] = [100, np.nan, 0.84, 1.0]
    people.loc[1, ["hired", "promoted", "attainment", "pay"]] = [-2000, 200, 0.86, 0.85]
    own = own_pressures(people)
    short, stalled, low, under = (own[:, :2, column] for column in range(4))
    months = MONTH_STARTS[:MONTHS]
    np.testing.assert_array_equal(short[:MONTHS, 0], months - 100 < 730)
    assert not short[:MONTHS, 1].any()
    np.testing.assert_array_equal(stalled[:MONTHS, 1], months < 200)
    assert low[:, 0].all()
    assert not low[:, 1].any()
    assert under[:, 1].all()
    assert not under[:, 0].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_probabilities_are_probabilities_and_missing_only_where_meaningless(seed: int) -> None:
    people, careers = drawn(seed)
    chance = leave_probability(people, careers)
    missing = np.flatnonzero(np.isnan(chance))
    assert set(missing) == {*careers.departed, len(people) - 1}
    assert ((chance >= 0) & (chance <= 1) | np.isnan(chance)).all()


def test_many_histories_leave_and_return_at_the_rates_of_the_law() -> None:
    """Without choosing a history: what follows a month of withdrawing, counted."""
    people = staff(1, NAMES)
    hired = np.searchsorted(MONTH_STARTS, people["hired"].to_numpy()[:SALES], side="right")
    team = people["team"].to_numpy()[:SALES]
    withdrawn, left = _batch(own_pressures(people), team, hired, np.random.default_rng(9))
    away = withdrawn[..., :MONTHS] > 0
    goes = away & (left[..., None] == np.arange(1, MONTHS + 1))
    stays = away & (withdrawn[..., 1:] > 0)
    assert goes.sum() / away.sum() == pytest.approx(LAW.withdrawn_leaves, abs=0.01)
    returns = 1 - (goes.sum() + stays.sum()) / away.sum()
    assert returns == pytest.approx(LAW.withdrawn_returns, abs=0.01)


def test_about_a_tenth_leaves_in_a_year() -> None:
    people = staff(1, NAMES)
    hired = np.searchsorted(MONTH_STARTS, people["hired"].to_numpy()[:SALES], side="right")
    team = people["team"].to_numpy()[:SALES]
    _, left = _batch(own_pressures(people), team, hired, np.random.default_rng(10))
    yearly = ((left > 0) & (left < MONTHS)).sum(axis=1).mean() / 3
    assert 0.05 < yearly / 33 < 0.15
