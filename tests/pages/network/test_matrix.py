"""The matrix of the largest customers and who knows them, and the table of petals."""

from dataclasses import replace

import pytest

from pages.components.theme import LIGHT
from pages.network.drawing import draw_up
from pages.network.matrix import matrix, matrix_html
from pages.network.petals import petal_columns, petal_rows
from tests.browser.company import HOSTILE_NAMES
from tests.pages import cast
from tests.pages.network.company import company

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("team", "customers", "people"),
    [
        (
            None,
            ["acme", "bold", "cast", "dune", "eden", "hush", "idle", "fort"],
            {"ann", "bo", "cy", "sue"},
        ),
        ("South", ["cast"], {"cy"}),
    ],
)
def test_largest_customers_of_a_team_and_everybody_who_knows_them(
    team: str | None, customers: list[str], people: set[str]
) -> None:
    assessment = company()
    made = matrix(assessment, draw_up(assessment), team)
    assert made.customers["customer_id"].tolist() == customers
    assert set(made.people["rep_id"]) == people
    assert made.shares.shape == (len(customers), len(people))


def test_shares_stand_where_somebody_knows() -> None:
    assessment = company()
    made = matrix(assessment, draw_up(assessment))
    row = made.customers["customer_id"].tolist().index("dune")
    by_person = dict(zip(made.people["rep_id"], made.shares[row].tolist(), strict=True))
    assert by_person == {"ann": 0.6, "sue": 0.4, "bo": 0.0, "cy": 0.0}


def test_hostile_names_are_text_in_the_matrix() -> None:
    known = cast.customers()
    known.loc[: len(HOSTILE_NAMES) - 1, "name"] = HOSTILE_NAMES
    assessment = replace(company(), customers=known)
    made = matrix(assessment, draw_up(assessment))
    html = matrix_html(made, "CNY", LIGHT, "caption")
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("<tr") == 1 + len(made.customers)


def test_petals_are_parts_of_all_that_is_alone_largest_first() -> None:
    assessment = company()
    rows = petal_rows(assessment, draw_up(assessment))
    assert rows["rep_id"].tolist() == ["ann", "bo", "cy", "sue", "x9"]
    assert rows["petal"].sum() == pytest.approx(1.0)
    assert rows["alone"].tolist()[:3] == [460e3, 300e3, 200e3]
    # Shared with others are the customers whose contact somebody is: Ann's, which Sue knows, too.
    assert rows.loc[[0, 3], "shared"].tolist() == [100e3, 0.0]
    assert {column.name for column in petal_columns("CNY", 0.5)} <= set(rows)
