"""What the API gives beside the Data Export: owner history, account teams, quotas."""

import pytest

from tests.data.presets import test_salesforce_data_export as export
from tests.data.presets.made import Made

EVENT = """
Id,WhoId,WhatId,IsAllDayEvent,StartDateTime,ActivityDate,AccountId,OwnerId,IsDeleted,IsRecurrence
00U1,003A,001A,false,2026-03-10T23:30:00.000+0000,2026-03-10,001A,005A,false,false
00U3,,006B,true,2026-03-11T00:00:00.000Z,2026-03-11,,005B,false,false
"""
HISTORY = """
Id,IsDeleted,AccountId,CreatedById,CreatedDate,DataType,Field,OldValue,NewValue
1,false,001A,005D,2025-02-01T09:00:00.000Z,Text,Owner,Cleo Marsh,Ben Ortiz
2,false,001A,005D,2025-02-01T09:00:00.000Z,EntityId,Owner,005C,005B
3,false,001A,005D,2025-06-01T09:00:00.000Z,EntityId,Owner,005B,005A
4,false,001B,005D,2025-06-01T09:00:00.000Z,EntityId,Backup__c,005A,005C
5,true,001B,005D,2025-06-01T09:00:00.000Z,EntityId,Owner,005A,005C
"""
SHEETS = export.SHEETS | {
    "Event": EVENT,
    "AccountHistory": HISTORY,
    "AccountTeamMember": """
Id,AccountId,UserId,TeamMemberRole,IsDeleted
1,001A,005B,Engineer,false
2,001B,005A,Engineer,true
""",
    "ForecastingQuota": """
Id,QuotaOwnerId,PeriodId,StartDate,QuotaAmount
1,005A,026A,2026-01-01,50000
2,005B,026A,2026-01-01,
""",
    "Period": """
Id,StartDate,EndDate
026A,2026-01-01,2026-03-31
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("salesforce-api", tmp_path_factory.mktemp("api"), SHEETS)


def test_nothing_is_lacking(made: Made) -> None:
    assert made.lacking() == set()


def test_owner_changes_are_read_from_the_rows_with_ids(made: Made) -> None:
    columns = ("customer_id", "rep_id", "role", "start_on", "end_on")
    assert made.rows("assignments", *columns) == [
        ("001A", "005A", "owner", "2025-06-01", ""),
        ("001A", "005B", "owner", "2025-02-01", "2025-05-31"),
        ("001A", "005B", "second", "", ""),
        ("001A", "005C", "owner", "", "2025-01-31"),
        ("001E", "005B", "support", "", ""),
    ]


def test_meetings_start_when_they_start(made: Made) -> None:
    meetings = dict(made.rows("activities", "activity_id", "happened_at"))
    assert meetings["00U1"] == "2026-03-10T23:30:00.000+0000"
    assert meetings["00U3"] == "2026-03-11"


def test_quotas_have_a_period(made: Made) -> None:
    assert made.rows("quotas", "rep_id", "period_start", "period_end", "quota") == [
        ("005A", "2026-01-01", "2026-03-31", "50000")
    ]
