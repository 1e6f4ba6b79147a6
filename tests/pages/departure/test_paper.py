"""The paper of a handover: facts of it, in either language, and lines for what is not known."""

from dataclasses import replace
from datetime import date

import pytest

from data.documents.model import BLANK, Checklist, Facts, Grid, Heading, Signatures
from data.documents.pdf import pdf_bytes
from data.store.handovers import CustomerState
from pages.components.catalogue import Language
from pages.departure.paper import handover_paper
from tests.pages.departure.handed import ASSESSED, behind, handover


def paper(language: Language = "en", **changes: object) -> list:
    return list(handover_paper(ASSESSED, handover(**changes), behind(), language).blocks)


def blocks(kind: type, of: list) -> list:
    return [each for each in of if isinstance(each, kind)]


def test_each_customer_has_successor_answer_persons_and_what_is_open() -> None:
    found = paper()
    assert [each.text for each in blocks(Heading, found) if each.text[0].isdigit()] == [
        "1. Acme",
        "2. Dune",
    ]
    acme, dune = blocks(Facts, found)[1:]
    assert dict(acme.rows) == {
        "Customer number": "acme",
        "Successor": "Bo",
        "Contract ends": "31 August 2026",
        "The customer's answer": "accepted",
        "In touch since the start": "3 June 2026",
    }
    assert dict(dune.rows)["Successor"] == dict(dune.rows)["The customer's answer"] == BLANK
    rows = [row for each in blocks(Grid, found) for row in each.rows]
    assert ("Ms <Buyer>, Head", "", "b@acme.example", "3 Jun 2026") in rows
    assert ("D0", "€12.50", "Ann", "1 May 2026") in rows
    assert ("", "¥99.00", "1 May 2026", "1 Jun 2026") in rows
    assert ("3 Jun 2026", "visit", "Bo") in rows
    texts = [each.text for each in found if hasattr(each, "text")]
    assert "and 2 more" in texts
    assert (
        "None on record: Persons at the customer, Open deals, Unpaid bookings, Last contacts."
        in texts
    )


def test_steps_have_their_days_and_reviews_what_records_show() -> None:
    found = paper()
    once, acme, dune = blocks(Checklist, found)
    assert [(each.what, each.until, each.done_on) for each in once.steps] == [
        ("Talk with the team", "4 June 2026", "2 June 2026"),
        ("Handover agreement signed", "31 July 2026", ""),
        ("Access revoked", "31 July 2026", ""),
    ]
    assert [(each.what, each.done_on) for each in acme.steps][:2] == [
        ("Introduction meeting", "3 June 2026"),
        ("Letter sent", ""),
    ]
    assert all(not each.done_on for each in dune.steps)
    reviews = blocks(Grid, found)[0]
    assert reviews.rows == (
        ("1 day", "2 June 2026", "0 of 2 customers"),
        ("7 days", "8 June 2026", "1 of 2 customers"),
        ("30 days", "1 July 2026", BLANK),
        ("90 days", "30 August 2026", BLANK),
    )


def test_who_hands_over_takes_over_and_manages_signs() -> None:
    (signed,) = blocks(Signatures, paper())
    assert signed.people == ("Hands over: Ann", "Takes over: Bo", f"Management: {BLANK}")
    reps = ASSESSED.reps.assign(manager_id="sue")
    managed = handover_paper(replace(ASSESSED, reps=reps), handover(), behind(), "en")
    assert blocks(Signatures, list(managed.blocks))[0].people[-1] == "Management: Sue"


@pytest.mark.parametrize("away", [False, True])
def test_nothing_estimated_is_on_paper(away: bool) -> None:
    customers, reps = ASSESSED.customers.copy(), ASSESSED.reps.copy()
    chances = ["follow_probability", "walk_away_probability", "top_share"]
    customers[[*chances, "expected_loss", "expected_total"]] = 0.987
    reps[["attrition_probability", "departure_loss", "expected_loss"]] = 0.987
    edges = ASSESSED.edges.assign(follow_probability=0.987)
    other = replace(ASSESSED, customers=customers, reps=reps, edges=edges)
    told = (handover(away=away), behind(), "en")
    assert handover_paper(other, *told) == handover_paper(ASSESSED, *told)


def test_cover_plan_has_no_steps_answers_or_signatures() -> None:
    found = paper(away=True)
    assert found[0].text == "Cover plan: Ann"
    assert not blocks(Checklist, found) + blocks(Signatures, found)
    assert all("answer" not in label for each in blocks(Facts, found) for label, _ in each.rows)


def test_several_hand_over_on_one_paper_in_chinese() -> None:
    gone = CustomerState("left-for-good", None, {}, 2)
    found = paper("zh", rep_ids=("ann", "cy"), customers={"dune": gone})
    assert found[0].text == "离职交接：Ann、Cy"
    assert blocks(Signatures, found)[0].people[:2] == ("移交人：Ann", "移交人：Cy")
    assert "left-for-good" in str(found)


def test_paper_becomes_a_pdf() -> None:
    written = handover_paper(ASSESSED, handover(ends_on=date(2026, 6, 1)), behind(), "en")
    assert pdf_bytes(written, of_system=False).startswith(b"%PDF-")
