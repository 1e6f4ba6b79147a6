"""The second contact of each customer: who knows it, too, else who is or could be asked."""

import pytest

from analytics.coverage.plan import CoveragePlan
from pages.components.catalogue import speaking
from pages.customers.ranking import customer_rows
from pages.customers.second import second_words
from tests.pages import cast
from tests.pages.planned_cast import plan


@pytest.mark.parametrize(("planned", "acme"), [(plan(), "Sue"), (None, "Bo")])
def test_who_knows_a_customer_too_comes_before_who_is_proposed(
    planned: CoveragePlan | None, acme: str
) -> None:
    company = cast.assessment()
    rows = customer_rows(company)
    with speaking("en"):
        said = dict(zip(rows["customer_id"], second_words(rows, company, planned), strict=True))
    assert said["dune"].replace("\xa0", " ") == "Sue (service), 40 %"
    assert said["acme"] == f"nobody yet; {acme} proposed"
