"""Search from every page: names and ids, what begins with the text first, twenty at most."""

import pandas as pd
import pytest

from pages.components.search import MOST, found, haystack
from tests.pages import cast


def test_people_and_customers_are_found_by_name_and_id() -> None:
    rows = haystack(cast.assessment())
    assert found(rows, "BO")["subject_id"].tolist()[:2] == ["bo", "bold"]
    assert found(rows, " acme ").iloc[0].to_dict() | {"words": ""} == {
        "subject_id": "acme",
        "name": "Acme",
        "page": "customers",
        "query": "customer",
        "words": "",
    }


@pytest.mark.parametrize("text", ["", "   ", "nobody of this name", ".*", "\\"])
def test_nothing_is_found_where_nothing_is_meant(text: str) -> None:
    assert found(haystack(cast.assessment()), text).empty


def test_no_more_are_listed_than_can_be_looked_at() -> None:
    rows = haystack(cast.assessment())
    assert len(found(pd.concat([rows] * 30), "a")) == MOST
