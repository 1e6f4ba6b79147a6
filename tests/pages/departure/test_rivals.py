"""Sentences about a departure to a rival."""

from datetime import date

import pandas as pd
import pytest

from analytics.departure.concessions import Cost
from pages.departure.rivals import export_line, price_line
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def test_price_of_keeping_them_is_said_in_margin_where_it_is_known() -> None:
    assert said(price_line(Cost(5_000.0, 0.2, 30_000.0), 2, 0.05, "EUR")) == (
        "5 % off for these 2 customers costs €5.0 k a year, 20 % of their margin; without it "
        "€30.0 k a year would go."
    )
    assert "margin" not in said(price_line(Cost(5_000.0, None, 0.0), 1, 0.05, "EUR"))


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([], "No export by them is on record since 1 January 2026."),
        ([None], "1 export since 1 January 2026; the log does not say of how many"),
        ([700.0, None], "2 exports since 1 January 2026, the largest of 700 records; they are in"),
    ],
)
def test_exports_are_told_as_far_as_the_log_goes(records: list, told: str) -> None:
    exports = pd.DataFrame({"records": pd.Series(records, dtype="float64")})
    assert said(export_line(exports, date(2026, 1, 1), 30)).startswith(told)
