"""Leaving indicators: counted by hand on small workforces."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.attrition.indicators import leaving_indicators
from analytics.attrition.scorecard import INDICATORS
from tests.analytics.attrition.workforce import months, quarters, table, without, workforce

HIRED = date(2020, 1, 1)


def people(count: int, **columns) -> list[dict]:
    return [{"rep_id": f"r{i}", "hired_on": HIRED, **columns} for i in range(count)]


def rows(extract, indicator: str) -> pd.DataFrame:
    frame = leaving_indicators(extract, access_log=True).frame
    return frame[frame["indicator"] == indicator].set_index("rep_id")


def notes(extract) -> str:
    return "\n".join(str(note) for note in leaving_indicators(extract).unavailable)


def test_fall_of_contacts_is_seen_against_own_past_and_company():
    records = months("r0", [10] * 12 + [5] * 3) + months("r1", [10] * 12 + [10] * 3)
    found = rows(workforce(people(2), rep_months=records), "activity_trend")
    assert found.loc["r0", "value"] == pytest.approx(-0.5)
    assert found.loc["r0", "reference"] == pytest.approx(-0.25)
    expected, observed = 30 * 0.75 + 0.5, 15.5
    spread = np.sqrt(0.25**2 + 1 / observed + 1 / expected)
    assert found.loc["r0", "z"] == pytest.approx(np.log(observed / expected) / spread)
    # more contacts than the company are no sign of staying
    assert found.loc["r1", "z"] == 0
    assert str(found.loc["r0", "message"]) == (
        "Contacts fell by 50 % against the own past year (company: -25 %)"
    )


def test_rise_behind_the_companys_is_said_as_such():
    records = months("r0", [10] * 12 + [11] * 3) + months("r1", [10] * 12 + [15] * 3)
    found = rows(workforce(people(2), rep_months=records), "activity_trend")
    assert str(found.loc["r0", "message"]) == (
        "Contacts rose by 10 % against the own past year, less than the company's 30 %"
    )
    assert str(found.loc["r1", "message"]) == (
        "Contacts rose by 50 % against the own past year (company: 30 %)"
    )


def test_season_that_all_share_moves_nobody():
    records = [row for i in range(4) for row in months(f"r{i}", [20] * 12 + [8] * 3)]
    found = rows(workforce(people(4), rep_months=records), "activity_trend")
    assert found["z"].to_numpy() == pytest.approx(0.0)
    assert found["value"].to_numpy() == pytest.approx(-0.6)


def test_month_that_is_not_over_does_not_count_as_a_fall():
    records = months("r0", [10] * 15 + [1], last="2026-06") + months("r1", [10] * 16)
    extract = workforce(people(2), rep_months=records, as_of=date(2026, 6, 4))
    assert rows(extract, "activity_trend")["value"].to_numpy() == pytest.approx(0.0)


def test_months_without_any_contact_count_as_zero():
    records = months("r0", [10] * 12 + [0] * 3) + months("r1", [10] * 15)
    found = rows(workforce(people(2), rep_months=records), "activity_trend")
    assert found.loc["r0", "value"] == pytest.approx(-1.0)
    assert -2.5 <= found.loc["r0", "z"] < -1


def test_newcomer_has_no_own_past_year():
    staff = [*people(1), {"rep_id": "new", "hired_on": date(2025, 9, 15)}]
    records = months("r0", [10] * 15) + months("new", [10] * 9)
    extract = workforce(staff, rep_months=records)
    assert rows(extract, "activity_trend").index.tolist() == ["r0"]
    assert "Contacts against the own past year: not known for 1 salesperson" in notes(extract)


def test_hardly_any_records_are_no_trend():
    extract = workforce(people(1), rep_months=months("r0", [1] * 11 + [0] + [1] * 3))
    assert rows(extract, "activity_trend").empty
    assert "nobody has nine complete months on record" in notes(extract)


def test_nine_whole_months_before_the_last_three_are_a_past_year_and_eight_are_not():
    # the month in which the records begin is rarely whole: of 13 months nine come before the last
    # three, of 12 only eight
    enough, too_few = (workforce(people(1), rep_months=months("r0", [10] * n)) for n in (13, 12))
    assert rows(enough, "activity_trend").index.tolist() == ["r0"]
    assert rows(too_few, "activity_trend").empty


def test_twelve_contact_days_of_a_past_year_are_enough_and_eleven_are_not():
    twelve, eleven = (
        workforce(people(1), rep_months=months("r0", [1] + [1] * 11 + [last] + [1] * 3))
        for last in (1, 0)
    )
    assert rows(twelve, "activity_trend").index.tolist() == ["r0"]
    assert rows(eleven, "activity_trend").empty


def test_best_year_may_begin_33_months_before_the_last_three():
    # 20 a month for nine months up to 25 months before the last three, 10 a month ever since;
    # the best twelve of the 33 months are the first: 9 of 20 and 3 of 10, in all 210
    records = months("r0", [20, *[20] * 9, *[10] * 24, *[10] * 3]) + months("r1", [10] * 37)
    found = rows(workforce(people(2), rep_months=records), "activity_level")
    assert found.loc["r0", "value"] == pytest.approx(30 / (210 / 4) - 1)


def test_slow_withdrawal_shows_against_the_own_best_year():
    records = months("r0", [20] * 12 + [10] * 15) + months("r1", [20] * 27)
    extract = workforce(people(2), rep_months=records)
    assert rows(extract, "activity_trend").loc["r0", "value"] == pytest.approx(0.0)
    found = rows(extract, "activity_level")
    # The first month on record is rarely whole; the eleven good ones after it are enough.
    assert found.loc["r0", "value"] == pytest.approx(-0.5)
    assert found.loc["r0", "reference"] == pytest.approx(-0.25)
    assert found.loc["r0", "z"] < -1
    assert found.loc["r1", "z"] == 0
    assert str(found.loc["r0", "message"]) == (
        "Contacts are 50 % below the own best year before (company: -25 %)"
    )


def test_best_year_is_never_older_than_three_years():
    records = months("r0", [90] * 12 + [10] * 36) + months("r1", [10] * 48)
    found = rows(workforce(people(2), rep_months=records), "activity_level")
    assert found["value"].to_numpy() == pytest.approx(0.0)


def test_best_year_of_who_has_one_year_only_is_that_year():
    records = months("r0", [10] * 12 + [5] * 3) + months("r1", [10] * 12 + [10] * 3)
    extract = workforce(people(2), rep_months=records)
    trend, level = rows(extract, "activity_trend"), rows(extract, "activity_level")
    assert level["value"].tolist() == pytest.approx(trend["value"].tolist())
    assert level["z"].tolist() == pytest.approx(trend["z"].tolist())


def test_breadth_counts_customers_a_month():
    records = months("r0", [10] * 12 + [20] * 3) + months("r1", [10] * 15)
    found = rows(workforce(people(2), rep_months=records), "breadth_trend")
    assert found.loc["r0", "value"] == pytest.approx(1.0)
    assert str(found.loc["r0", "message"]).startswith("100 % more customers contacted a month")


def test_attainment_is_attained_over_target_of_the_past_year():
    extract = workforce(people(1), quotas=quarters("r0", [0.1, 0.5, 0.7, 0.9, 0.7]))
    found = rows(extract, "quota_attainment").loc["r0"]
    assert found["value"] == pytest.approx(0.7)
    assert found["reference"] == 1.0
    assert found["z"] == pytest.approx(np.log(0.7) / 0.25)
    assert str(found["message"]) == (
        "Reached 70 % of the target in the past year (usual here: 100 %)"
    )


def test_attainment_is_compared_with_the_median_of_five():
    reached = [0.8, 0.9, 1.0, 1.1, 0.45]
    extract = workforce(
        people(5), quotas=[q for i, a in enumerate(reached) for q in quarters(f"r{i}", [a] * 4)]
    )
    found = rows(extract, "quota_attainment")
    assert set(found["reference"]) == {0.9}
    assert found["z"].tolist() == pytest.approx([np.log(8 / 9) / 0.25, 0, 0, 0, -2.5])


def test_who_attained_nothing_counts_as_a_twentieth_of_the_target():
    quotas = [q for i in range(5) for q in quarters(f"r{i}", [0.06 if i else 0.0] * 4)]
    found = rows(workforce(people(5), quotas=quotas), "quota_attainment")
    assert found.loc["r0", "z"] == pytest.approx(np.log(0.05 / 0.06) / 0.25)


def test_period_without_end_ends_before_the_next_one():
    extract = workforce(people(1), quotas=quarters("r0", [0.5, 0.5, 0.5, 2.0], ends=False))
    assert rows(extract, "quota_attainment").loc["r0", "value"] == pytest.approx(0.5)


def test_unusable_targets_are_left_out():
    bad = [
        {"rep_id": "r0", "period_start": date(2026, 1, 1), "period_end": date(2026, 3, 31), **row}
        for row in ({"quota": 0.0, "attained": 5.0}, {"quota": 100.0, "attained": None})
    ]
    extract = workforce(people(1), quotas=bad)
    assert rows(extract, "quota_attainment").empty
    assert "there are no completed targets of the past year" in notes(extract)


def test_trend_of_attainment_is_newest_against_earlier():
    extract = workforce(people(1), quotas=quarters("r0", [1.0, 0.9, 0.8, 0.4]))
    found = rows(extract, "quota_trend").loc["r0"]
    assert found["value"] == pytest.approx(-0.5)
    assert str(found["message"]) == (
        "Newest target reached to 40 %, earlier ones to 90 % on average"
    )


def test_two_periods_are_no_trend_of_attainment():
    extract = workforce(people(1), quotas=quarters("r0", [1.0, 0.9]))
    assert "nobody has targets of three completed periods" in notes(extract)


def test_three_periods_are_a_trend_and_the_newest_is_compared_with_four_at_most():
    three = workforce(people(1), quotas=quarters("r0", [1.0, 0.8, 0.6]))
    assert rows(three, "quota_trend").loc["r0", "value"] == pytest.approx(0.6 - 0.9)
    six = workforce(people(1), quotas=quarters("r0", [9.0, 1.0, 1.0, 0.8, 0.8, 0.6]))
    assert rows(six, "quota_trend").loc["r0", "value"] == pytest.approx(0.6 - 0.9)


def pay(rep_id: str, base: float, variable=None, **columns) -> dict:
    start = columns.pop("period_start", date(2026, 1, 1))
    return {
        "rep_id": rep_id,
        "period_start": start,
        "base": base,
        "variable": variable,
        "currency": "EUR",
        **columns,
    }


def test_pay_is_compared_within_job_and_currency_of_five_or_more():
    staff = [*people(5, title="seller"), {"rep_id": "solo", "title": "seller"}]
    amounts = [pay(f"r{i}", b, 10.0) for i, b in enumerate([70.0, 90, 90, 90, 110])]
    extract = workforce(staff, compensation=[*amounts, pay("solo", 50.0, 0.0, currency="CNY")])
    found = rows(extract, "pay_vs_peers")
    assert found["value"].tolist() == pytest.approx([-0.2, 0, 0, 0, 0.2])
    assert found.loc["r0", "z"] == pytest.approx(np.log(0.8) / 0.2)
    assert str(found.loc["r0", "message"]) == (
        "Pay is 20 % below the middle of the same job (4 others)"
    )


def test_pay_of_four_people_is_not_compared():
    extract = workforce(
        people(4, title="seller"), compensation=[pay(f"r{i}", 50.0 + i) for i in range(4)]
    )
    assert rows(extract, "pay_vs_peers").empty
    assert "no job has five people whose pay is recorded" in notes(extract)


def test_newest_pay_counts():
    old = pay("r0", 10.0, period_start=date(2024, 1, 1))
    extract = workforce(
        people(5, title="seller"), compensation=[old, *(pay(f"r{i}", 50.0) for i in range(5))]
    )
    assert rows(extract, "pay_vs_peers")["value"].tolist() == [0.0] * 5


def test_pay_without_variable_is_compared_by_base_alone():
    amounts = [pay("r0", 100.0), *(pay(f"r{i}", 100.0, 900.0) for i in range(1, 5))]
    extract = workforce(people(5, title="seller"), compensation=amounts)
    assert rows(extract, "pay_vs_peers")["value"].tolist() == [0.0] * 5


def test_missing_plan_counts_against_peers_who_have_one():
    amounts = [pay(f"r{i}", 1.0, long_term_plan=i > 0) for i in range(5)]
    found = rows(workforce(people(5, title="a"), compensation=amounts), "long_term_plan")
    assert found.loc["r0", "value"] == 0
    assert found.loc["r0", "reference"] == pytest.approx(0.8)
    assert found.loc["r0", "z"] == pytest.approx(-1.6)
    assert str(found.loc["r0", "message"]) == "Has no long-term plan; 80 % of the peers do"


def test_plan_that_nobody_has_is_no_sign():
    amounts = [pay(f"r{i}", 1.0, long_term_plan=False) for i in range(5)]
    extract = workforce(people(5, title="a"), compensation=amounts)
    assert rows(extract, "long_term_plan").empty
    assert "nobody is recorded with a long-term plan" in notes(extract)


def test_commission_is_compared_within_the_same_job():
    rates = [0.02, 0.04, 0.04, 0.05, 0.08]
    amounts = [pay(f"r{i}", 50.0, commission_rate=rate) for i, rate in enumerate(rates)]
    found = rows(workforce(people(5, title="a"), compensation=amounts), "commission_vs_peers")
    assert found["value"].tolist() == pytest.approx([-0.5, 0, 0, 0.25, 1.0])
    assert found.loc["r0", "z"] == pytest.approx(np.log(0.5) / 0.3)
    assert str(found.loc["r0", "message"]) == (
        "The commission rate is 50 % below the middle of the same job (4 others)"
    )


def test_customers_handed_to_colleagues_count_for_a_year():
    records = [
        {"rep_id": "r0", "month": date(2026, 3, 1), "handovers": 5, "contact_days": 0},
        {"rep_id": "r0", "month": date(2025, 6, 1), "handovers": 9, "contact_days": 0},
        {"rep_id": "r1", "month": date(2025, 7, 1), "handovers": 1, "contact_days": 0},
    ]
    extract = workforce(people(3), rep_months=records, assignments=[{"rep_id": "r0"}])
    found = rows(extract, "handovers_away")
    assert found["value"].tolist() == [5, 1, 0]
    assert found["reference"].tolist() == [2.0] * 3
    assert found.loc["r0", "z"] == pytest.approx(np.log(6 / 3) / 0.7)
    assert str(found.loc["r0", "message"]) == (
        "5 customers handed to a colleague within a year (colleagues on average: 2)"
    )


def logged(rep_id: str, logins: list[int], exports: int = 0) -> list[dict]:
    rows_of = months(rep_id, [1] * len(logins))
    return [
        row | {"logins": count, "exports": exports if place == len(logins) - 1 else 0}
        for place, (row, count) in enumerate(zip(rows_of, logins, strict=True))
    ]


def test_fewer_log_ins_and_more_exports_are_seen_where_the_policy_wants_them():
    records = logged("r0", [20] * 12 + [5] * 3, exports=6) + logged("r1", [20] * 15)
    extract = workforce(people(2), rep_months=records, access_log=[{"rep_id": "r0"}])
    logins, exports = rows(extract, "login_trend"), rows(extract, "recent_exports")
    assert logins["value"].tolist() == pytest.approx([-0.75, 0.0])
    assert str(logins.loc["r0", "message"]) == (
        "Log-ins fell by 75 % against the own past year (company: -38 %)"
    )
    assert exports["value"].tolist() == [6, 0]
    assert exports.loc["r0", "z"] == pytest.approx(np.log(7 / 4) / 0.7)
    codes = set(leaving_indicators(extract).frame["indicator"])
    assert not codes & {"login_trend", "recent_exports"}


def test_tenure_is_compared_on_the_scale_of_its_logarithm():
    staff = [
        {"rep_id": name, "hired_on": date(year, 6, 30)}
        for name, year in (("new", 2025), ("mid", 2021), ("old", 2006))
    ]
    found = rows(workforce(staff), "tenure")
    assert found["reference"].tolist() == pytest.approx([5.0] * 3, abs=0.01)
    assert found.loc["new", "z"] == pytest.approx((np.log(2) - np.log(6)) / 0.6, abs=0.01)
    assert -found.loc["new", "z"] < 2 * found.loc["old", "z"]
    assert str(found.loc["new", "message"]) == (
        "With the company since 2025-06-30 (typical: since 2021-06-30)"
    )


def test_promotion_counts_from_hiring_where_there_was_none():
    staff = [
        {"rep_id": "up", "hired_on": HIRED, "last_promoted_on": date(2025, 6, 30)},
        {"rep_id": "still", "hired_on": date(2021, 6, 30)},
        {"rep_id": "new", "hired_on": date(2026, 1, 1)},
    ]
    found = rows(workforce(staff), "since_promotion")
    assert found.index.tolist() == ["still", "up"]
    assert found["value"].tolist() == pytest.approx([60, 12], abs=0.1)
    # five years and one year, the median three
    expected = [(np.log(6) - np.log(4)) / 0.6, (np.log(2) - np.log(4)) / 0.6]
    assert found["z"].tolist() == pytest.approx(expected, abs=0.005)
    assert "60 months with the company, no promotion recorded" in str(found.loc["still", "message"])


def test_promotion_that_is_nowhere_recorded_is_no_sign():
    assert "there are no dates of promotions" in notes(workforce(people(3)))


def test_change_of_manager_within_a_year_counts():
    history = [
        {"rep_id": "r0", "valid_from": date(2023, 1, 1), "manager_id": "m1"},
        {"rep_id": "r0", "valid_from": date(2026, 2, 1), "manager_id": "m2"},
        {"rep_id": "r1", "valid_from": date(2023, 1, 1), "manager_id": "m1"},
        {"rep_id": "r1", "valid_from": date(2025, 6, 30), "manager_id": "m2"},
        {"rep_id": "r2", "valid_from": date(2026, 3, 1), "manager_id": "m1"},
    ]
    found = rows(workforce(people(4), rep_history=history), "manager_change")
    assert found["value"].to_dict() == {"r0": 1.0, "r1": 0.0, "r2": 0.0}


def test_leavers_of_the_team_count_by_how_long_ago():
    staff = [
        *people(3, team="north"),
        {"rep_id": "s0", "hired_on": HIRED, "team": "south"},
        {"rep_id": "a", "team": "north", "left_on": date(2026, 6, 1)},
        {"rep_id": "b", "team": "north", "left_on": date(2025, 8, 1)},
        {"rep_id": "c", "team": "north", "left_on": date(2025, 6, 30)},
    ]
    found = rows(workforce(staff), "team_leavers")
    assert found["value"].tolist() == [2, 2, 2, 0]
    assert found["reference"].tolist() == [1.5] * 4
    mean = 3 * 1.5 / 4
    assert found["z"].tolist() == pytest.approx([1.5 - mean] * 3 + [-mean])
    assert str(found.loc["r0", "message"]) == "2 of 4 colleagues of the team left within a year"


def test_colleague_who_left_134_days_ago_is_felt_in_full_and_after_135_by_half():
    staff = [
        {"rep_id": "n", "hired_on": HIRED, "team": "north"},
        {"rep_id": "s", "hired_on": HIRED, "team": "south"},
        {"rep_id": "a", "team": "north", "left_on": date(2026, 2, 16)},
        {"rep_id": "b", "team": "south", "left_on": date(2026, 2, 15)},
    ]
    found = rows(workforce(staff), "team_leavers")
    assert found["value"].tolist() == [1, 1]
    # felt: 1 and 1/2, mean 3/4
    assert found["z"].tolist() == [0.25, -0.25]


def everything(count: int = 6):
    staff = people(count, title="seller", team="north", last_promoted_on=date(2024, 1, 1))
    names = [rep["rep_id"] for rep in staff]
    seen = {"logins": 9, "exports": 1, "handovers": 1}
    return workforce(
        staff,
        rep_months=[row | seen for n in names for row in months(n, [10] * 15)],
        quotas=[row for n in names for row in quarters(n, [0.9] * 6)],
        compensation=[pay(n, 50.0, 5.0, long_term_plan=True, commission_rate=0.03) for n in names],
        rep_history=[
            {"rep_id": n, "valid_from": date(2023, 1, 1), "manager_id": "m"} for n in names
        ],
        assignments=[{"rep_id": "r0"}],
        access_log=[{"rep_id": "r0"}],
    )


def test_full_source_gives_every_indicator_for_everybody_in_order():
    found = leaving_indicators(everything(), access_log=True)
    assert found.unavailable == ()
    assert found.frame["indicator"].tolist() == list(INDICATORS) * 6
    assert found.frame["rep_id"].is_monotonic_increasing
    assert found.frame["z"].between(-2.5, 2.5).all()
    assert [str(each) for each in found.frame.dtypes] == [
        "str",
        "str",
        "float64",
        "float64",
        "float64",
        "object",
    ]


@pytest.mark.parametrize(
    ("missing", "codes"),
    [
        # log-ins, exports and handovers are columns of the same monthly frame
        (
            "activities",
            {
                "activity_trend",
                "activity_level",
                "breadth_trend",
                "handovers_away",
                "login_trend",
                "recent_exports",
            },
        ),
        ("quotas", {"quota_attainment", "quota_trend"}),
        ("compensation", {"pay_vs_peers", "commission_vs_peers", "long_term_plan"}),
        ("assignments", {"handovers_away"}),
        ("access_log", {"login_trend", "recent_exports"}),
        ("rep_history", {"manager_change"}),
    ],
)
def test_missing_table_leaves_its_indicators_out_and_says_so(missing, codes):
    found = leaving_indicators(without(everything(), missing), access_log=True)
    assert set(INDICATORS) - set(found.frame["indicator"]) == codes
    said = {str(note).split(":")[0] for note in found.unavailable}
    assert said == {str(INDICATORS[code].name) for code in codes}


def test_without_dates_and_teams_nothing_is_made_up():
    found = leaving_indicators(workforce([{"rep_id": "a"}, {"rep_id": "b"}]), access_log=True)
    assert found.frame.empty
    assert len(found.unavailable) == len(INDICATORS)


def test_only_active_known_salespeople_have_indicators():
    staff = [
        *people(1),
        {"rep_id": "gone", "hired_on": HIRED, "left_on": date(2026, 1, 1)},
        {"rep_id": "later", "hired_on": date(2026, 7, 1)},
        {"rep_id": "stray", "hired_on": HIRED, "known": False},
        {"rep_id": "fixer", "hired_on": HIRED, "function": "service"},
    ]
    assert set(leaving_indicators(workforce(staff)).frame["rep_id"]) == {"r0"}


def test_empty_source_has_no_indicators():
    found = leaving_indicators(workforce([]))
    assert found.frame.empty
    assert found.unavailable == ()
    assert found.frame["z"].dtype == "float64"


def test_order_of_rows_changes_nothing():
    extract = everything()
    shuffled = replace(
        extract,
        reps=extract.reps.iloc[::-1],
        rep_months=extract.rep_months.sample(frac=1, random_state=1),
        quotas=extract.quotas.sample(frac=1, random_state=1),
        compensation=extract.compensation.iloc[::-1],
    )
    first, second = leaving_indicators(extract).frame, leaving_indicators(shuffled).frame
    pd.testing.assert_frame_equal(first.drop(columns="message"), second.drop(columns="message"))
    assert [str(m) for m in first["message"]] == [str(m) for m in second["message"]]


def test_columns_about_the_person_are_never_read():
    extract = everything()
    private = {"age": 61, "sex": "f", "religion": "x", "union": True, "health": "y"}
    first = leaving_indicators(extract).frame
    second = leaving_indicators(replace(extract, reps=extract.reps.assign(**private))).frame
    assert first["z"].tolist() == second["z"].tolist()


def test_inputs_are_left_as_they_were():
    extract = everything()
    before = table("quotas", extract.quotas.to_dict("records"))
    leaving_indicators(extract)
    pd.testing.assert_frame_equal(extract.quotas, before)
