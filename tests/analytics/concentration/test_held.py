"""Whose the yearly customer revenue is: every customer once, with the contact who is named."""

from analytics.concentration.held import held_by_contact
from tests.pages import cast

PARTS = ["alone", "inferred", "shared", "untended", "total"]


def test_parts_add_up_to_the_exposure_with_a_main_contact():
    table = held_by_contact(cast.customers()).set_index("rep_id")
    assert (table.loc["ann", PARTS] / cast.THOUSAND).tolist() == [400, 60, 100, 50, 610]
    assert (table.loc["bo", PARTS] / cast.THOUSAND).tolist() == [300, 0, 0, 0, 300]
    assert table["total"].sum() == 1110 * cast.THOUSAND


def test_without_customers_nobody_holds_anything():
    nobody = held_by_contact(cast.customers().head(0))
    assert nobody.empty
    assert nobody.columns.tolist() == ["rep_id", *PARTS]
