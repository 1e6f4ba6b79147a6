"""Maven Analytics "CRM Sales Opportunities" as canonical tables.

Names are the keys. sales_teams → reps (the manager, who sells nothing, names the team), accounts
→ customers (the column ``revenue`` is the customer's own revenue and is not taken), the pipeline
→ deals, of which the won ones stand in for bookings on their closing day. The 1,425 open deals
without an account have no customer and are left out.
"""

from datetime import datetime
from pathlib import Path

from tests.datasets import PUBLISHED, read_rows, write_table

STAGES = {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}


def iso(day: str) -> str:
    """``10/20/2016`` as ISO."""
    return f"{datetime.strptime(day, '%m/%d/%Y'):%Y-%m-%d}" if day else ""  # noqa: DTZ007


def canonical(folder: Path) -> Path:
    """Write the canonical CSV files into ``folder`` and return it."""
    files = PUBLISHED / "maven_crm"
    write_table(
        folder,
        "reps",
        (
            {
                "rep_id": row["sales_agent"],
                "name": row["sales_agent"],
                "team": row["manager"],
                "region": row["regional_office"],
            }
            for row in read_rows(files / "sales_teams.csv")
        ),
    )
    write_table(
        folder,
        "customers",
        (
            {
                "customer_id": row["account"],
                "name": row["account"],
                "industry": row["sector"],
                "region": row["office_location"],
                "parent_id": row["subsidiary_of"],
            }
            for row in read_rows(files / "accounts.csv")
        ),
    )
    write_table(
        folder,
        "deals",
        (
            {
                "deal_id": row["opportunity_id"],
                "customer_id": row["account"],
                "rep_id": row["sales_agent"],
                "stage": STAGES[row["deal_stage"]],
                "amount": row["close_value"],
                "created_on": iso(row["engage_date"]),
                "closed_on": iso(row["close_date"]),
            }
            for row in read_rows(files / "sales_pipeline.csv")
            if row["account"]
        ),
    )
    return folder
