"""Names that are probably one, with the money that would move."""

from dataclasses import replace

import pandas as pd

from analytics.extract import Extract
from data.quality import spellings


def test_pairs_name_the_one_with_more_money_and_leave_namesakes_alone(
    cast_extract: Extract,
) -> None:
    customers = cast_extract.customers.head(4).assign(
        customer_id=["C1", "C2", "C3", "C4"],
        name=["Acme", "ACME GmbH", "Bolt", "Bolt"],
        revenue_12m=pd.array([10.0, 30.0, 5.0, 5.0], dtype="Float64"),
    )
    nobody = cast_extract.reps.assign(known=False)
    found = spellings(replace(cast_extract, customers=customers, reps=nobody))
    assert found.to_dict("records") == [
        {
            "table": "customers",
            "other_id": "C1",
            "other": "Acme",
            "one_id": "C2",
            "one": "ACME GmbH",
            "money": 10.0,
        }
    ]
