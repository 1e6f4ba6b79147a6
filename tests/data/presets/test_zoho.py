"""Zoho: ids with a prefix and without, stages in words, what a call is about."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

SHEETS = {
    "Users": "Record Id,Email\nzcrm_1,ada@x.example\nzcrm_2,cleo@x.example\n",
    "Accounts_1": """
Record Id,Account Owner.id,Account Owner,Account Name,Parent Account.id,Account Type,Industry,Billing Country,Created Time
zcrm_11,zcrm_1,Ada Stone,Alder,,Customer,Timber,Austria,2025-01-02 10:00:00
zcrm_12,zcrm_1,Ada Stone,Birch,zcrm_11,Customer,,Peru,2025-01-02 10:00:00
""",
    "Contacts": """
Record Id,Contact Owner.id,Contact Name,First Name,Last Name,Account Name,Account Name.id,Email,Phone,Mobile,Title
zcrm_21,zcrm_1,Pia Holm,Pia,Holm,Birch,zcrm_12,pia@birch.example,,+43 1,Buyer
zcrm_22,zcrm_1,Solo Uno,Solo,Uno,,,,,,
""",
    "Deals": """
Record Id,Deal Owner.id,Deal Name,Account Name,Account Name.id,Stage,Closing Date,Amount,Currency,Modified Time
zcrm_31,zcrm_1,One,Alder,11,Closed Won,2026-01-31,1000,EUR,2026-02-01 09:00:00
zcrm_32,zcrm_2,Two,Birch,zcrm_12,Closed Lost to Competition,2026-02-01,300,USD,2026-02-01 09:00:00
zcrm_33,zcrm_2,Three,Birch,zcrm_12,Qualification,2026-09-01,50,USD,2026-02-01 09:00:00
zcrm_34,zcrm_2,Four,Birch,zcrm_12,Gewonnen,2026-02-01,70,USD,2026-02-01 09:00:00
""",
    "Calls": """
Record Id,Call Owner.id,Subject,Related To.id,Contact Name.id,Call Start Time,Call Status
zcrm_41,zcrm_1,a,zcrm_11,,2026-03-01 09:00:00,Completed
zcrm_42,zcrm_2,b,zcrm_33,zcrm_21,2026-03-02 09:00:00,Completed
zcrm_43,zcrm_2,c,,zcrm_21,2026-03-03 09:00:00,
zcrm_44,zcrm_2,d,zcrm_11,,2026-03-04 09:00:00,Scheduled
""",
    "Tasks": """
Record Id,Task Owner.id,Subject,Related To.id,Contact Name.id,Due Date,Status,Closed Time
zcrm_51,zcrm_2,a,zcrm_11,,2026-03-01,Completed,2026-03-02 09:00:00
zcrm_52,zcrm_2,a,zcrm_11,,2026-03-01,In Progress,
""",
}


def test_backup(tmp_path: Path) -> None:
    made = Made("zoho", tmp_path, SHEETS)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "email") == [
        ("1", "Ada Stone", "ada@x.example"),
        ("2", "cleo@x.example", "cleo@x.example"),
    ]
    assert made.rows("customers", "customer_id", "name", "parent_id", "owner_id") == [
        ("11", "Alder", "", "1"),
        ("12", "Birch", "11", "1"),
    ]
    assert made.rows("contacts", "contact_id", "customer_id", "phone") == [("21", "12", "+43 1")]
    # A stage with a word of its own stays, so that it is counted.
    assert made.rows("deals", "deal_id", "customer_id", "rep_id", "stage", "closed_on") == [
        ("31", "11", "1", "won", "2026-01-31"),
        ("32", "12", "2", "lost", "2026-02-01"),
        ("33", "12", "2", "open", ""),
        ("34", "12", "2", "Gewonnen", ""),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"11": Decimal(1000)}
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "kind") == [
        ("41", "11", "1", "call"),
        ("42", "12", "2", "call"),
        ("43", "12", "2", "call"),
        ("51", "11", "2", "other"),
    ]
