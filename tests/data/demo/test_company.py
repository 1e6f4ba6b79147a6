"""What the demo company looks like: people, customers, records and their mess."""

from datetime import date

import pandas as pd
import pytest

from data.demo import DEMO_AS_OF
from data.demo.mess import HOSTILE_NAMES
from tests.data.demo.measures import Measures

pytestmark = pytest.mark.slow

Tables = dict[str, pd.DataFrame]
AS_OF = pd.Timestamp(DEMO_AS_OF)


def past_leavers(tables: Tables) -> pd.DataFrame:
    return tables["reps"][tables["reps"]["left_on"] <= AS_OF]


def under_notice(tables: Tables) -> pd.Series:
    reps = tables["reps"]
    (position,) = reps.index[(reps["notice_on"] <= AS_OF) & (reps["left_on"] > AS_OF)]
    return reps.loc[position]


# People


def test_the_company_has_the_people_it_should(tables: Tables) -> None:
    counts = tables["reps"]["function"].value_counts()
    assert counts["sales"] == 40
    assert counts["service"] == 5
    assert counts["technical"] == 2
    assert counts["owner"] == counts["system"] == 1
    assert tables["reps"].query("function == 'sales'")["team"].value_counts().eq(8).all()


def test_five_managers_lead_the_five_teams(tables: Tables) -> None:
    reps = tables["reps"].set_index("rep_id")
    sales = reps[reps["function"] == "sales"]
    leads = sales.groupby("team")["manager_id"].unique()
    assert len(leads) == 5
    assert all(len(each) == 1 for each in leads)
    assert (reps.loc[[each[0] for each in leads], "function"] == "management").all()


def test_eight_to_ten_people_left_in_three_years(tables: Tables) -> None:
    gone = past_leavers(tables)
    assert 8 <= len(gone) <= 10
    assert gone["left_to"].notna().all()
    assert (gone["notice_on"] < gone["left_on"]).all()
    assert (gone["hired_on"] < gone["notice_on"]).all()


def test_exactly_one_is_under_notice_and_leaves_in_23_days(tables: Tables) -> None:
    leaver = under_notice(tables)
    assert leaver["left_on"].date() == date(2026, 7, 23)
    assert (leaver["left_on"] - AS_OF).days == 23
    assert pd.isna(leaver["left_to"])


def test_nobody_is_promoted_before_being_hired(tables: Tables) -> None:
    promoted = tables["reps"].dropna(subset=["last_promoted_on"])
    assert (promoted["last_promoted_on"] > promoted["hired_on"]).all()
    assert (promoted["last_promoted_on"] <= AS_OF).all()


def test_history_ends_in_the_state_of_today(tables: Tables) -> None:
    history = tables["rep_history"].sort_values("valid_from")
    columns = ["team", "manager_id", "title"]
    last = history.groupby("rep_id")[columns].last()
    today = tables["reps"].set_index("rep_id")[columns]
    pd.testing.assert_frame_equal(
        last.fillna("none").sort_index(), today.fillna("none").sort_index(), check_dtype=False
    )
    first = history.groupby("rep_id")["valid_from"].min().dropna()
    hired = tables["reps"].set_index("rep_id")["hired_on"].dropna()
    assert (first.loc[hired.index] == hired).all()


def test_somebody_changed_teams(tables: Tables) -> None:
    teams = tables["rep_history"].groupby("rep_id")["team"].nunique()
    assert (teams == 2).sum() == 2


# Names


@pytest.mark.parametrize("column", ["name", "name_zh"])
def test_people_have_names_of_their_own_in_both_languages(tables: Tables, column: str) -> None:
    names = pd.concat([tables["reps"][column], tables["contacts"][column]])
    assert names.is_unique
    assert names.notna().all()


@pytest.mark.parametrize("column", ["name", "name_zh"])
def test_only_two_pairs_of_customers_share_a_name(tables: Tables, column: str) -> None:
    names = tables["customers"].set_index("customer_id")[column]
    assert list(names.index[names.duplicated(keep=False)]) == ["C0031", "C0032", "C0065", "C0066"]


def test_the_same_things_are_named_in_both_languages(tables: Tables) -> None:
    for table, columns in {
        "customers": ["segment", "industry", "region"],
        "reps": ["team"],
    }.items():
        for column in columns:
            pairs = tables[table][[column, f"{column}_zh"]].drop_duplicates().dropna()
            assert pairs[column].is_unique
            assert pairs[f"{column}_zh"].is_unique


# Customers and records


def test_customers_form_groups_without_circles(tables: Tables) -> None:
    customers = tables["customers"].set_index("customer_id")
    daughters = customers["parent_id"].dropna()
    assert len(customers) == 1200
    assert len(daughters) > 80
    assert customers.loc[daughters, "parent_id"].isna().all()


def test_records_are_about_as_many_as_promised(tables: Tables) -> None:
    assert 115_000 <= len(tables["activities"]) <= 125_000
    assert len(tables["revenue"]) > 20_000
    assert len(tables["deals"]) > 5_000
    assert set(tables["deals"]["stage"]) == {"open", "won", "lost"}
    assert 2_000 < len(tables["contacts"]) < 3_600


def test_only_one_record_lies_after_the_as_of_date(tables: Tables) -> None:
    assert (tables["activities"]["happened_at"] >= AS_OF + pd.Timedelta(days=1)).sum() == 1
    assert (tables["revenue"]["booked_on"] <= AS_OF).all()
    assert (tables["deals"][["created_on", "closed_on", "updated_on"]].max() <= AS_OF).all()
    assert (tables["access_log"]["happened_at"] < AS_OF + pd.Timedelta(days=1)).all()


def test_contacts_are_made_in_working_hours(tables: Tables) -> None:
    times = tables["activities"]["happened_at"]
    assert times.dt.hour.between(9, 17).all()
    assert (times.dt.day_of_week < 5).all()


def test_the_robot_writes_much_and_only_mails(tables: Tables) -> None:
    robot = tables["reps"].set_index("function").loc["system", "rep_id"]
    letters = tables["activities"][tables["activities"]["rep_id"] == robot]
    assert len(letters) > 15_000
    assert set(letters["kind"]) == {"email"}


def test_nobody_records_contacts_outside_their_employment(tables: Tables) -> None:
    reps = tables["reps"].set_index("rep_id")
    made = tables["activities"][tables["activities"]["rep_id"].isin(reps.index)]
    day = made["happened_at"].dt.normalize()
    assert not (day > made["rep_id"].map(reps["left_on"])).any()
    assert not (day < made["rep_id"].map(reps["hired_on"])).any()


def test_contacts_named_in_a_record_work_at_that_customer(tables: Tables) -> None:
    employer = tables["contacts"].set_index("contact_id")["customer_id"]
    named = tables["activities"].dropna(subset=["contact_id"])
    assert (named["contact_id"].map(employer) == named["customer_id"]).all()


def test_amounts_have_two_decimals(tables: Tables) -> None:
    for table in ("revenue", "deals"):
        amounts = tables[table]["amount"]
        assert (amounts == amounts.round(2)).all()


def test_a_seventh_of_revenue_is_in_dollars_with_a_rate_each_month(today: Measures) -> None:
    dollars = today.window.loc[today.window["currency"] == "USD", "value"].sum()
    assert 0.1 < dollars / today.window["value"].sum() < 0.2
    rates = today.t["exchange_rates"]
    assert len(rates) == 36
    assert rates["rate"].between(6.5, 8).all()


def test_december_books_more_than_february(tables: Tables) -> None:
    months = tables["revenue"].groupby(tables["revenue"]["booked_on"].dt.month).size()
    assert months[12] > 2 * months[2]
    assert months[8] < months[9]


def test_owners_end_when_they_leave(tables: Tables) -> None:
    left = past_leavers(tables).set_index("rep_id")["left_on"]
    theirs = tables["assignments"][tables["assignments"]["rep_id"].isin(left.index)]
    assert (theirs["end_on"] <= theirs["rep_id"].map(left)).all()
    assert tables["assignments"]["end_on"].notna().sum() > 300
    assert (tables["assignments"]["end_on"].max()) <= AS_OF


# Our own house


def test_one_leaver_still_has_access(tables: Tables) -> None:
    gone = tables["access"][tables["access"]["rep_id"].isin(past_leavers(tables)["rep_id"])]
    assert gone["active"].sum() == 1
    assert gone.loc[~gone["active"], "revoked_on"].notna().all()


def test_one_mass_export_by_the_one_under_notice(tables: Tables) -> None:
    exports = tables["access_log"].query("action == 'export'")
    (mass,) = exports[exports["records"] > 200].itertuples()
    leaver = under_notice(tables)
    assert mass.rep_id == leaver["rep_id"]
    assert 0 < (leaver["notice_on"] - mass.happened_at).days < 10


def test_backups_have_a_failure_a_stop_and_an_untested_system(tables: Tables) -> None:
    backups = tables["backups"]
    assert not backups["succeeded"].all()
    last = backups.groupby("system")["finished_at"].max()
    assert (AS_OF - last["Mail archive"]).days > 30
    assert backups.groupby("system")["restored_on"].max().isna().sum() == 2


def test_each_person_has_pay_and_a_role(tables: Tables) -> None:
    people = set(tables["reps"].query("function != 'system'")["rep_id"])
    assert set(tables["roles"]["rep_id"]) == people
    assert set(tables["compensation"]["rep_id"]) == people
    assert set(tables["roles"]["role"]) == {"rep", "manager", "executive", "hr", "admin"}
    assert (tables["compensation"]["base"] > 0).all()


def test_targets_are_quarterly_and_never_after_leaving(tables: Tables) -> None:
    quotas = tables["quotas"]
    assert not quotas.duplicated(["rep_id", "period_start"]).any()
    assert ((quotas["period_end"] - quotas["period_start"]).dt.days).between(89, 92).all()
    left = tables["reps"].set_index("rep_id")["left_on"]
    assert not (quotas["period_end"] > quotas["rep_id"].map(left)).any()


# Mess


def test_odd_bookings_are_there(tables: Tables) -> None:
    revenue = tables["revenue"].set_index("revenue_id")
    assert revenue.loc["B900001", "customer_id"] not in set(tables["customers"]["customer_id"])
    assert revenue.loc["B900002", "currency"] not in {"CNY", *tables["exchange_rates"]["currency"]}
    assert (revenue["amount"] < 0).sum() > 100


def test_odd_activities_are_there(tables: Tables) -> None:
    odd = tables["activities"].set_index("activity_id")
    assert (odd["rep_id"] == "R999").sum() == 3
    assert "R999" not in set(tables["reps"]["rep_id"])
    assert odd.loc["A900004", "kind"] == "fax"
    assert odd.loc["A900005", "happened_at"] > AS_OF


def test_three_people_share_one_phone(tables: Tables) -> None:
    shared = tables["contacts"].groupby("phone")["customer_id"].nunique()
    assert shared[shared > 1].tolist() == [3]


@pytest.mark.parametrize("column", ["name", "name_zh"])
def test_three_small_customers_have_hostile_names(tables: Tables, column: str) -> None:
    customers = tables["customers"]
    odd = customers[customers[column].isin(HOSTILE_NAMES)]
    assert len(odd) == 3
    assert set(odd["segment"]) == {"Small"}


def test_some_customers_have_no_records_at_all(tables: Tables) -> None:
    customers = tables["customers"]
    quiet = customers[~customers["customer_id"].isin(tables["activities"]["customer_id"])]
    assert len(quiet) >= 9
    silent = quiet[~quiet["customer_id"].isin(tables["revenue"]["customer_id"])]
    assert len(silent) >= 4
    assert silent["owner_id"].isna().sum() >= 4
