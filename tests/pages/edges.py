"""Small companies at the edges, written as folders of canonical CSV files."""

import csv
from pathlib import Path

__all__ = ["write_edge"]

_REPS = [
    {"rep_id": "R1", "name": "Ada Lovell", "team": "North", "notice_on": "2025-06-01"},
    {"rep_id": "R2", "name": "Ben Ohm", "team": "North", "notice_on": ""},
]
_CUSTOMERS = [
    {"customer_id": "C1", "name": "Borealis", "owner_id": "R1", "contract_ends_on": "2025-09-30"},
    {"customer_id": "C2", "name": "Cassia", "owner_id": "", "contract_ends_on": ""},
]
_ACTIVITIES = [
    {"customer_id": "C1", "rep_id": "R1", "happened_at": f"2025-06-{day:02}", "kind": "visit"}
    for day in (3, 10, 17)
]
_REVENUE = [
    {"customer_id": customer, "amount": amount, "booked_on": "2025-06-20", "currency": "EUR"}
    for customer, amount in (("C1", "600"), ("C2", "400"))
]


def write_edge(folder: Path, edge: str) -> str:
    """Write one company: ``no_bookings``, ``no_activities``, ``one_rep``, ``all_unknown`` or
    ``no_currency``; returns its place."""
    tables: dict[str, list[dict[str, str]]] = {
        "reps": _REPS,
        "customers": _CUSTOMERS,
        "activities": _ACTIVITIES,
        "revenue": _REVENUE,
    }
    match edge:
        case "no_bookings":
            del tables["revenue"]
        case "no_activities":
            del tables["activities"]
        case "one_rep":
            tables["reps"] = _REPS[:1]
        case "all_unknown":
            del tables["activities"]
            tables["customers"] = [{**row, "owner_id": ""} for row in _CUSTOMERS]
        case "no_currency":
            tables["revenue"] = [{**row, "currency": ""} for row in _REVENUE]
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return str(folder)
