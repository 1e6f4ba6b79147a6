"""A handover of the cast with the rows behind it: Ann hands over, Bo and nobody take over."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from data.store.entries import Entry
from data.store.handovers import CustomerState, Handover
from pages.departure.paper_customer import Particulars
from tests.pages import cast

__all__ = ["ASSESSED", "START", "behind", "handover"]

ASSESSED = cast.assessment()
START = date(2026, 6, 1)


def handover(**changes: Any) -> Handover:
    """Ann's handover of two customers; one is accepted and introduced, one has nobody yet."""
    entry = Entry(1, "handover", "s", 1, {}, "Ann", False, datetime.now(UTC), None, None)
    held: dict[str, Any] = {
        "entry": entry,
        "rep_ids": ("ann",),
        "away": False,
        "begins_on": START,
        "ends_on": date(2026, 7, 31),
        "successors": {"acme": "bo", "dune": None},
        "customers": {
            "acme": CustomerState("bo", "accepted", {"introduction": date(2026, 6, 3)}, 1)
        },
        "tasks": {"talk": date(2026, 6, 2)},
        "versions": {},
    }
    return Handover(**{**held, **changes})


def behind(**changes: pd.DataFrame) -> Particulars:
    """What the source holds of the two customers."""
    frames = {
        "persons": _frame(
            "customer_id contact_id contact title email phone day",
            ("acme", "p1", "Ms <Buyer>", "Head", "b@acme.example", None, "2026-06-03"),
        ),
        "last_contacts": _frame(
            "customer_id rep_id day kind", ("acme", "bo", "2026-06-03", "visit")
        ),
        "deals": _frame(
            "customer_id deal_id rep_id currency amount created_on",
            *(("acme", f"D{each}", "ann", "EUR", 12.5, "2026-05-01") for each in range(14)),
        ),
        "unpaid": _frame(
            "customer_id revenue_id currency amount day due_on",
            ("acme", None, None, 99.0, "2026-05-01", "2026-06-01"),
        ),
        "touches": _frame("customer_id rep_id first_on", ("acme", "bo", "2026-06-03")),
        "meetings": _frame("customer_id rep_id day", ("acme", "ann", "2026-06-03")),
    }
    return Particulars(**{**frames, **changes})


def _frame(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split())
    days = {
        name: pd.to_datetime(frame[name])
        for name in ("day", "due_on", "created_on", "first_on")
        if name in frame
    }
    return frame.assign(**days)
