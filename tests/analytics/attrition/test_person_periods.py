"""Person-periods: who was there in which month, counted by hand; nothing later leaks in."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.attrition.indicators import leaving_indicators
from analytics.attrition.landmarks import at_days
from analytics.attrition.person_periods import person_periods
from analytics.attrition.probability import attrition
from tests.analytics.attrition.workforce import months, quarters, workforce
from tests.policies import ACCEPTED

HIRED = date(2020, 1, 1)
START = date(2024, 1, 1)


def rows(extract) -> pd.DataFrame:
    periods = person_periods(extract)
    return pd.DataFrame(
        {
            "rep_id": periods.rep_ids,
            "day": periods.days,
            "survived": periods.survived,
            "left": periods.left,
        }
    ).set_index(["rep_id", "day"])


def company(**people):
    reps = [{"rep_id": name, "hired_on": HIRED} | facts for name, facts in people.items()]
    return workforce(reps, data_from=START)


def at(year: int, month: int, day: int) -> np.datetime64:
    return np.datetime64(date(year, month, day))


def test_who_stays_survives_twelve_months_or_what_is_left_of_the_records():
    found = rows(company(a={}))["survived"]["a"]
    assert found[at(2024, 1, 31)] == 12
    assert found[at(2025, 6, 30)] == 12
    assert found[at(2025, 12, 31)] == 6
    assert found[at(2026, 5, 31)] == 1
    # of the month that ends with the records nothing has been seen afterwards
    assert found.index.max() == np.datetime64(date(2026, 5, 31))
    assert len(found) == 29


def test_notice_is_the_event_and_ends_the_rows():
    found = rows(company(a={"notice_on": date(2025, 3, 10), "left_on": date(2025, 5, 31)}))
    assert found.loc[("a", at(2025, 2, 28))].tolist() == [0, 1]
    assert found.loc[("a", at(2024, 12, 31))].tolist() == [2, 1]
    assert found.loc[("a", at(2024, 3, 31))].tolist() == [11, 1]
    assert found.loc[("a", at(2024, 2, 29))].tolist() == [12, 0]
    assert found.index.get_level_values("day").max() == np.datetime64(date(2025, 2, 28))


def test_without_notice_the_decision_is_thirty_days_before_the_last_day():
    found = rows(company(a={"left_on": date(2025, 5, 20)}))
    assert found.loc[("a", at(2025, 3, 31))].tolist() == [0, 1]
    assert found.index.get_level_values("day").max() == np.datetime64(date(2025, 3, 31))


@pytest.mark.parametrize(
    ("left_on", "last_landmark"),
    [
        # 31 May less 30 days is 1 May, 30 May less 30 days is 30 April
        (date(2025, 5, 31), date(2025, 4, 30)),
        (date(2025, 5, 30), date(2025, 3, 31)),
    ],
)
def test_decision_without_notice_falls_into_the_month_of_the_thirtieth_day_before(
    left_on, last_landmark
):
    found = rows(company(a={"left_on": left_on}))
    assert found.index.get_level_values("day").max() == np.datetime64(last_landmark)
    assert found.iloc[-1].tolist() == [0, 1]


def test_nobody_has_rows_before_being_hired():
    found = rows(company(a={"hired_on": date(2025, 9, 15)}))
    assert found.index.get_level_values("day").min() == np.datetime64(date(2025, 9, 30))


def test_leavers_are_counted_once():
    extract = company(a={"left_on": date(2025, 5, 20)}, b={"notice_on": date(2025, 9, 1)}, c={})
    # b has given notice but not left yet: an event, not a departure on record
    assert person_periods(extract).leavers == 1
    assert rows(extract)["left"]["b"].sum() == 12


def test_decisions_of_the_last_weeks_of_a_year_end_after_it():
    # 73 days of notice, and none; one more without: 73 / 365 / 3 of the year
    told = {"notice_on": date(2025, 3, 10), "left_on": date(2025, 5, 22)}
    extract = company(a=told, b={"left_on": date(2025, 9, 20)}, c={"notice_on": date(2026, 6, 1)})
    assert person_periods(extract).months_ahead == pytest.approx(12 * (1 - 0.2 / 3))
    assert person_periods(extract).until(date(2025, 2, 28)).months_ahead == 12


def test_who_leaves_within_twelve_months_is_who_is_gone_by_then():
    periods = person_periods(
        company(a={"notice_on": date(2025, 3, 10), "left_on": date(2025, 5, 31)}, b={})
    )
    gone = dict(zip(zip(periods.rep_ids, periods.days, strict=True), periods.departed, strict=True))
    assert gone["a", at(2024, 5, 31)] == 1
    assert gone["a", at(2024, 4, 30)] == 0
    assert not any(gone[each] for each in gone if each[0] == "b")


def test_until_shows_what_was_known_then():
    extract = company(a={"notice_on": date(2025, 3, 10), "left_on": date(2025, 5, 31)}, b={})
    before = person_periods(extract).until(date(2025, 2, 28))
    assert before.leavers == 0
    assert before.left.sum() == 0
    assert before.days.max() == np.datetime64(date(2025, 1, 31))
    assert before.survived.max() == 12


def test_until_does_not_know_a_departure_without_notice_before_the_last_day():
    extract = company(a={"left_on": date(2025, 5, 20)}, b={})
    assert person_periods(extract).until(date(2025, 4, 30)).left.sum() == 0
    assert person_periods(extract).until(date(2025, 5, 31)).left.sum() > 0


def test_no_landmark_is_older_than_six_years():
    old = workforce([{"rep_id": "a", "hired_on": date(2015, 1, 1)}], data_from=date(2019, 1, 1))
    days = rows(old).index.get_level_values("day")
    # the month of the as-of date has no month after it
    assert (days.min(), days.max()) == (at(2020, 6, 30), at(2026, 5, 31))
    assert len(days) == 72


def test_records_without_dates_have_no_periods():
    extract = replace(company(a={}), data_from=None)
    assert len(person_periods(extract)) == 0
    assert person_periods(extract).leavers == 0


def full_company(as_of: date = date(2026, 6, 30)):
    names = [f"r{i}" for i in range(6)]
    reps = [
        {"rep_id": n, "hired_on": HIRED, "title": "seller", "team": "north", "manager_id": "m"}
        for n in names
    ]
    reps[0] |= {"notice_on": date(2025, 2, 1), "left_on": date(2025, 4, 30)}
    reps[1] |= {"last_promoted_on": date(2025, 12, 1)}
    reps[2] |= {"last_promoted_on": date(2023, 12, 1)}
    pay = [
        {"rep_id": n, "period_start": day, "base": base + i, "variable": 5.0, "currency": "EUR"}
        for i, n in enumerate(names)
        for day, base in ((date(2024, 1, 1), 50.0), (date(2026, 2, 1), 60.0))
    ]
    counts = np.random.default_rng(3).integers(5, 15, size=(6, 30))
    return workforce(
        reps,
        as_of=as_of,
        data_from=START,
        rep_months=[row for n, c in zip(names, counts, strict=True) for row in months(n, c)],
        quotas=[
            row
            for i, n in enumerate(names)
            for row in quarters(n, [0.7 + i / 10, 0.9, 1.1, 0.8, 1.0, 0.6 + i / 20])
        ],
        compensation=pay,
        rep_history=[
            {"rep_id": n, "valid_from": date(2024, 1, 1), "manager_id": "old"} for n in names
        ]
        + [{"rep_id": "r3", "valid_from": date(2026, 3, 1), "manager_id": "m"}],
    )


def known_on(extract, day: date):
    """The extract that would have been read at the end of an earlier day."""
    end = pd.Timestamp(day)
    reps = extract.reps
    dated = {
        name: reps[name].where(reps[name] <= end)
        for name in ("notice_on", "left_on", "last_promoted_on")
    }
    begun = {
        "rep_months": "month",
        "quotas": "period_start",
        "compensation": "period_start",
        "rep_history": "valid_from",
    }
    frames = {
        name: getattr(extract, name)[getattr(extract, name)[column] <= end]
        for name, column in begun.items()
    }
    return replace(extract, as_of=day, reps=reps.assign(**dated), **frames)


def test_indicators_of_a_past_month_are_the_indicators_of_that_day():
    # r1 is left out: its promotion of December 2025 hides the one before it
    extract, day = full_company(), date(2025, 9, 30)
    periods = person_periods(extract)
    chosen = periods.where(periods.days == np.datetime64(day))
    then = leaving_indicators(known_on(extract, day)).frame
    table = then.pivot(index="rep_id", columns="indicator", values="z")
    ours = pd.DataFrame(chosen.z, index=chosen.rep_ids, columns=chosen.codes)
    codes = [code for code in table if code != "since_promotion"]
    assert len(codes) >= 7
    theirs = table.loc[ours.index, codes]
    assert ours[codes].to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-12, nan_ok=True)


def test_promotion_that_came_later_is_not_known_and_hides_the_one_before():
    landmarks = at_days(full_company(), [date(2025, 9, 30)]).set_index("rep_id")
    assert landmarks.loc["r1", "promotion_unknown"]
    assert pd.isna(landmarks.loc["r1", "last_promoted_on"])
    assert landmarks.loc["r2", "last_promoted_on"] == pd.Timestamp(2023, 12, 1)


def test_manager_of_a_past_month_comes_from_the_history():
    landmarks = at_days(full_company(), [date(2025, 9, 30), date(2026, 4, 30)])
    managers = landmarks.set_index(["rep_id", "day"])["manager_id"]["r3"]
    assert managers.tolist() == ["old", "m"]


def shifted_future(extract, day: date):
    """Everything after the day is changed, and more is added."""
    end = pd.Timestamp(day)
    frames = {}
    for name, column, value in (
        ("rep_months", "month", "contact_days"),
        ("quotas", "period_start", "attained"),
        ("compensation", "period_start", "base"),
    ):
        frame = getattr(extract, name)
        frames[name] = frame.assign(**{value: frame[value].where(frame[column] <= end, 999.0)})
    reps = extract.reps
    late = reps["notice_on"].isna() & (reps["rep_id"] != "r2")
    reps = reps.assign(
        notice_on=reps["notice_on"].mask(late, end + pd.Timedelta(days=9)),
        left_on=reps["left_on"].mask(late, end + pd.Timedelta(days=40)),
    )
    return replace(extract, reps=reps, **frames)


def test_shifted_future_changes_nothing_that_was_known():
    extract, day = full_company(), date(2025, 9, 30)
    first = person_periods(extract).until(day)
    second = person_periods(shifted_future(extract, day)).until(day)
    assert first.codes == second.codes
    assert first.z == pytest.approx(second.z, abs=1e-12, nan_ok=True)
    assert first.left.tolist() == second.left.tolist()
    assert first.survived.tolist() == second.survived.tolist()


def test_shifted_future_changes_no_chance_of_leaving():
    day = date(2025, 9, 30)
    first = attrition(known_on(full_company(), day), ACCEPTED)
    second = attrition(known_on(shifted_future(full_company(), day), day), ACCEPTED)
    pd.testing.assert_frame_equal(first.reps, second.reps)
