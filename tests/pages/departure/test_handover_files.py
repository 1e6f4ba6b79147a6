"""Files for the customer system: new owners of what the leaver owned, and the open steps."""

from datetime import date

from data.store.handovers import CustomerState
from pages.departure.handover_files import owner_rows, task_rows
from tests.pages.departure.handed import ASSESSED, behind, handover


def test_owners_change_where_the_leaver_was_owner_and_nobody_refused() -> None:
    given = {"acme": "bo", "dune": "cy", "bold": "cy", "eden": None, "idle": "bo"}
    refused = {"idle": CustomerState("bo", "refused", {}, 1)}
    rows = owner_rows(ASSESSED, handover(successors=given, customers=refused))
    assert [(each["customer_id"], each["from_id"], each["rep_id"]) for each in rows] == [
        ("acme", "ann", "bo"),
        ("dune", "ann", "cy"),
    ]
    assert rows[0]["on"] == date(2026, 7, 31)


def test_open_steps_have_their_day_and_who_does_them() -> None:
    rows = task_rows(ASSESSED, handover(), behind())
    told = [(each["customer_id"], each["owner_id"], each["due"]) for each in rows]
    assert told == [
        ("acme", None, date(2026, 6, 8)),
        ("acme", "bo", date(2026, 6, 8)),
        ("dune", None, date(2026, 6, 8)),
        ("dune", None, date(2026, 6, 8)),
        ("dune", None, date(2026, 6, 8)),
    ]
    assert [each["subject"] for each in rows][:2] == [
        "Letter sent: Acme",
        "Contacts recorded: Acme",
    ]
