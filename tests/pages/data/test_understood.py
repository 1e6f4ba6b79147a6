"""What a column is taken for is only called used where something is made of it."""

import pytest

from analytics.messages import message
from data.recognition.proposal import Certainty, Finding
from pages.data.understood import _row


@pytest.mark.parametrize(
    ("targets", "made", "sign", "tables"),
    [
        (("contacts.phone",), {"contacts"}, "✓", ("contacts",)),
        (("contacts.phone",), {"customers"}, "–", ()),
        (("customers.name", "contacts.customer_id"), {"customers"}, "✓", ("customers",)),
        ((), {"customers"}, "✓", ()),
        ((), set(), "–", ()),
    ],
)
def test_a_column_is_used_where_its_table_is_made(
    targets: tuple[str, ...], made: set[str], sign: str, tables: tuple[str, ...]
) -> None:
    finding = Finding("x.csv", "Phone", targets, Certainty.CERTAIN, message("The name says so."))
    row = _row(finding, made)
    assert (row.sign, row.tables) == (sign, tables)


def test_a_column_that_is_asked_for_waits() -> None:
    said = message("Several columns fit about as well.")
    finding = Finding("x.csv", "Net", ("revenue.amount",), Certainty.ASKED, said)
    assert _row(finding, ()).sign == "?"
