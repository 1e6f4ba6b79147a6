"""A handover is followed by what is on record: steps, visits by management, what is next."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data.store.handovers import CustomerState
from pages.departure.followed import Particulars, followed, steps_done
from pages.departure.handover_rows import handover_rows, summary, visit_line
from tests.pages.departure.handed import ASSESSED, behind, handover
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")

SHARED = ASSESSED.customers.assign(core=True, known_by=2)


def met(*rows: tuple[str, str, str]) -> Particulars:
    frame = pd.DataFrame(rows, columns=["customer_id", "rep_id", "day"])
    return behind(meetings=frame.assign(day=pd.to_datetime(frame["day"])))


def test_what_records_show_is_done_unless_somebody_said_another_day() -> None:
    seen = met(("acme", "bo", "2026-06-09"), ("dune", "bo", "2026-06-09"))
    done = steps_done(handover(), followed(ASSESSED, handover(), seen))
    assert done == {"acme": {"introduction": date(2026, 6, 3)}, "dune": {}}
    nothing = handover(customers={}, successors={"acme": "bo", "dune": None})
    assert steps_done(nothing, followed(ASSESSED, nothing, seen))["acme"] == {
        "introduction": date(2026, 6, 9)
    }


def test_rows_say_what_is_next_and_until_when() -> None:
    rows = handover_rows(ASSESSED, handover(), behind()).set_index("customer_id")
    assert rows["done_words"].to_dict() == {"acme": "1 of 3", "dune": "0 of 3"}
    assert rows["next_words"].to_dict() == {
        "acme": "Contacts recorded",
        "dune": "Contacts recorded",
    }
    assert rows["next_due"].dt.date.tolist() == [date(2026, 6, 8)] * 2
    assert (rows.loc["acme", "open_deals"], rows.loc["acme", "person"]) == (14, "Ms <Buyer>")
    steps = {
        "introduction": date(2026, 6, 3),
        "letter": date(2026, 6, 3),
        "contacts": date(2026, 6, 3),
    }
    finished = handover(customers={"acme": CustomerState("bo", "accepted", steps, 1)})
    rows = handover_rows(ASSESSED, finished, behind()).set_index("customer_id")
    assert (rows.loc["acme", "next_words"], rows["next_due"].isna()["acme"]) == ("", True)


def test_answers_and_visits_by_management_are_counted() -> None:
    shared = replace(ASSESSED, customers=SHARED, reps=ASSESSED.reps.assign(manager_id="sue"))
    rows = handover_rows(shared, handover(), met(("dune", "sue", "2026-06-20")))
    assert said(visit_line(handover(), rows)) == (
        "Management has visited 1 of 2 shared core customers; until 1 July 2026."
    )
    assert "accepted: 1, refused: 0, silent: 0" in said(summary(handover(), rows))
    assert visit_line(handover(), handover_rows(ASSESSED, handover(), behind())) is None
