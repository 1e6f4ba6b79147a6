"""What the tables at hand answer, and what would answer most of the rest."""

import pytest

from data.recognition.sharpening import QUESTIONS, sharpening

ORDERS = [f"revenue.{column}" for column in ("customer_id", "rep_id", "amount", "booked_on")]
CONTACTS = [f"activities.{column}" for column in ("customer_id", "rep_id", "happened_at")]


def test_contact_records_add_most_to_an_order_sheet() -> None:
    said = sharpening(ORDERS)
    assert str(said.text) == "With these tables 3 of 7 questions can be answered."
    assert str(said.additions[0].text) == "Contact records would add 2."


def test_a_gain_is_what_bringing_it_really_adds() -> None:
    for addition in sharpening(ORDERS).additions:
        more = sharpening([*ORDERS, *addition.columns])
        assert len(more.answered) == 3 + addition.gain


@pytest.mark.parametrize("present", [[], ["customers.name"], ["reps.name", "customers.owner_id"]])
def test_names_alone_answer_nothing(present: list[str]) -> None:
    assert sharpening(present).answered == ()


def test_an_owner_proves_no_relationship() -> None:
    owned = ["customers.owner_id", "revenue.customer_id", "revenue.amount", "revenue.booked_on"]
    asked = [str(question) for question in sharpening(owned).answered]
    assert asked == ["How much revenue is at risk, and on how few people does it rest?"]


def test_everything_answers_all() -> None:
    all_of_it = [*ORDERS, *CONTACTS, "reps.left_on", "access.scope"]
    assert len(sharpening(all_of_it).answered) == len(QUESTIONS) == 7
    assert sharpening(all_of_it).unanswered == ()
