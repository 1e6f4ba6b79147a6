"""What the own house keeps of itself, the same from every engine, typed and as text."""

from datetime import date

import pandas as pd
import pytest

from analytics.contracts.safeguarded import HOUSE_RECORDS
from analytics.policy import Policy
from analytics.safeguards.records import HouseRecords
from data.extract import extract
from data.extract.house import house_records
from tests import planted
from tests.data.conftest import Databases, Opens

HOSTILE = "O'Brien \"; DROP TABLE reps; --"
TABLES = planted.as_text(planted.planted())
# Rows that must not count: after the as-of date, of a robot, of nobody.
TABLES["reps"].append({"rep_id": "bot", "name": "Robot", "function": "system"})
TABLES["access_log"] += [
    {"rep_id": "S1", "action": "export", "happened_at": "2026-07-01T00:00:00", "records": "9999"},
    {"rep_id": "bot", "action": "export", "happened_at": "2026-06-01T12:00:00", "records": "9999"},
    {"rep_id": "S1", "action": "export", "happened_at": "2026-06-29T12:00:00", "records": ""},
    {"rep_id": "S1", "action": "export", "happened_at": "2026-06-29T13:00:00", "records": "7"},
    {"rep_id": "S2", "action": "delete", "happened_at": "2026-06-29T13:00:00", "records": ""},
    {"rep_id": "S1", "action": "login", "happened_at": "2026-06-29T13:00:00", "records": ""},
]
TABLES["backups"] += [
    {"system": "mail", "finished_at": "2026-07-01T02:00:00", "succeeded": "true"},
    {"system": HOSTILE, "finished_at": "2026-06-30T02:00:00", "succeeded": "false"},
]
TABLES["agreements"].append({"rep_id": "S3", "kind": "handover", "signed_on": "2026-07-01"})
#: Read once from each engine: frames are not changed.
READ: dict[tuple[str, bool], HouseRecords] = {}
TABLES["access"].append({"rep_id": "bot", "scope": "all", "active": "true"})


@pytest.fixture(params=[False, True], ids=["typed", "text"])
def records(
    request: pytest.FixtureRequest, databases: Databases, opens: Opens, policy: Policy
) -> HouseRecords:
    key = databases.engine, request.param
    if key not in READ:
        source = opens(databases.filled(TABLES, as_text=request.param))
        now = extract(source, policy, as_of=planted.AS_OF)
        READ[key] = house_records(source, policy, now)
    return READ[key]


def test_every_frame_keeps_its_contract(records: HouseRecords) -> None:
    for name, contract in HOUSE_RECORDS.items():
        frame = getattr(records, name)
        assert contract.faults(frame) == [], name
        assert len(frame), name


def test_logged_records_are_summed_by_day_and_unknown_numbers_stay_unknown(
    records: HouseRecords,
) -> None:
    days = records.log_days.set_index(["rep_id", "action", "day"])
    newest = pd.Timestamp("2026-06-29")
    assert days.loc[("S1", "export", newest), ["events", "records"]].tolist() == [2, 7]
    assert pd.isna(days.loc[("S2", "delete", newest), "records"])
    assert set(records.log_days["action"]) == {"export", "delete"}
    assert "bot" not in set(records.log_days["rep_id"])
    assert records.log_days["day"].max() == newest


def test_backups_are_told_by_their_newest_run(records: HouseRecords) -> None:
    rows = records.backups.set_index("system")
    assert rows.index.tolist() == sorted(["crm", "files", "mail", "archive", HOSTILE])
    mail = rows.loc["mail"]
    assert mail["newest_on"] == pd.Timestamp(planted.AS_OF)
    assert not mail["newest_succeeded"]
    assert mail["succeeded_on"] == pd.Timestamp("2026-06-29")
    assert pd.isna(rows.loc[HOSTILE, "succeeded_on"])


def test_accounts_that_are_open_of_people(records: HouseRecords) -> None:
    accounts = records.accounts.set_index("rep_id")
    assert "bot" not in accounts.index
    assert accounts.loc["S2", "scope"] == "all"
    assert accounts.loc["S6", "last_login_on"] == pd.Timestamp("2026-03-31")


def test_papers_signed_later_are_not_seen(records: HouseRecords) -> None:
    papers = records.papers
    of_three = papers[(papers["rep_id"] == "S3") & (papers["kind"] == "handover")]
    assert of_three["signed_on"].tolist() == [pd.Timestamp("2020-01-01")]


def test_details_are_compared_with_other_customers_and_our_own_people(
    records: HouseRecords,
) -> None:
    details = records.contact_details.set_index("customer_id")
    assert details.loc["C15", "of_own_people"] == 1
    assert details.loc["C01", ["people", "reachable", "shared_by", "of_own_people"]].tolist() == [
        1, 1, 1, 0,
    ]  # fmt: skip


def test_two_years_of_bookings_and_one_of_contacts(records: HouseRecords) -> None:
    row = records.two_years.set_index("customer_id").loc["C16"]
    assert row[[f"quarter_{number}" for number in range(1, 9)]].tolist() == pytest.approx(
        [2560, 1920, 1920, 1920, 3000, 3000, 3000, 3000]
    )
    assert row[["bookings_before", "contact_days_before"]].tolist() == [12, 12]


def test_an_account_of_an_earlier_day_is_not_known(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    source = opens(databases.filled(TABLES))
    then = extract(source, policy, as_of=date(2026, 3, 31))
    records = house_records(source, policy, then)
    assert records.accounts.empty
    assert records.roles.empty
    assert records.log_days["day"].max() <= pd.Timestamp("2026-03-31")
