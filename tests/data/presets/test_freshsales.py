"""Freshsales: lists of deals say how they ended; team members of an account know it, too."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

DEAL = "id,sales_account_id,owner_id,amount,base_currency_amount,currency_id,deal_stage_id,closed_date,created_at,updated_at,is_deleted"
PLAN = "id,targetable_type,targetable_id,creater_id"
SHEETS = {
    "sales_accounts": """
id,name,parent_sales_account_id,industry_type_id,country,owner_id,created_at,is_deleted,team_user_ids,last_contacted_mode
11,Alder,,,Austria,1,2025-01-02T10:00:00Z,false,"[2,3]",
12,Birch,11,,Peru,2,2025-01-02T10:00:00Z,false,,
13,Gone,,,Peru,2,2025-01-02T10:00:00Z,true,,
""",
    "won_deals": f"{DEAL}\n21,11,1,1100,1000,7,5,2026-01-31,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,false\n24,12,4,5,5,7,5,2026-01-31,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,false\n",
    "lost_deals": f"{DEAL}\n22,12,2,300,300,7,6,2026-02-01,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,false\n",
    "open_deals": f"{DEAL}\n23,12,2,50,50,7,1,,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,false\n",
    "past_appointments": f"{PLAN},from_date\n31,SalesAccount,11,1,2026-03-01T09:00:00Z\n32,Deal,24,2,2026-03-02T09:00:00Z\n",
    "sales_activities": f"{PLAN},owner_id,start_date\n31,SalesAccount,12,1,2,2026-03-03T09:00:00Z\n",
}  # fmt: skip


def test_api(tmp_path: Path) -> None:
    made = Made("freshsales", tmp_path, SHEETS)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id") == [("1",), ("2",), ("4",)]
    assert made.rows("customers", "customer_id", "parent_id", "owner_id") == [
        ("11", "", "1"),
        ("12", "11", "2"),
    ]
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("21", "won", "2026-01-31"),
        ("22", "lost", "2026-02-01"),
        ("23", "open", ""),
        ("24", "won", "2026-01-31"),
    ]
    won = made.money("deals", "closed_on", stage="won")
    assert won == {"11": Decimal(1000), "12": Decimal(5)}
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "kind") == [
        ("31", "11", "1", "meeting"),
        ("32", "12", "2", "meeting"),
        ("sales-activity-31", "12", "2", "other"),
    ]
    assert made.rows("assignments", "customer_id", "rep_id", "role") == [
        ("11", "2", "second"),
        ("11", "3", "second"),
    ]
