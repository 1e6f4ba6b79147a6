"""What stands beside the map: one person, one customer, the customers of one dot."""

import pytest

from analytics.map.layout import layout
from pages.components.text import tm_text
from pages.network.chosen import Chosen, customer_chosen, group_chosen, person_chosen
from pages.network.drawing import draw_up, drawing
from tests.pages import cast
from tests.pages.network.company import company

pytestmark = pytest.mark.usefixtures("english")


def sentences(chosen: Chosen) -> list[str]:
    return [tm_text(each).replace("\xa0", " ") for each in chosen.sentences]


def test_a_person_has_what_is_alone_and_shared_the_chance_and_the_largest_customers() -> None:
    chosen = person_chosen(company(), "ann")
    assert chosen is not None
    assert chosen.glyph is not None
    own = chosen.glyph
    # As on every page: with the contact who is named, a name in the file apart.
    assert own.parts == (400e3, 60e3, 100e3, 50e3)
    assert (own.chance, own.low, own.high) == pytest.approx((0.1, 0.05, 0.15))
    assert chosen.facts == ("sales", "North", "knows 3 customers")
    assert chosen.customers is not None
    assert chosen.customers["customer_id"].tolist() == ["acme", "eden"]


@pytest.mark.parametrize(("rep_id", "customers"), [("sue", ["dune"]), ("dee", []), ("x9", [])])
def test_who_holds_nothing_alone_shows_what_is_shared_if_anything(
    rep_id: str, customers: list[str]
) -> None:
    chosen = person_chosen(company(), rep_id)
    assert chosen is not None
    assert chosen.customers is not None
    assert chosen.customers["customer_id"].tolist() == customers


def test_unknown_ids_and_robots_are_not_chosen() -> None:
    assessment = company()
    picture = drawing(assessment, draw_up(assessment))
    assert person_chosen(assessment, "nobody") is None
    assert customer_chosen(assessment, picture, "none") is None
    assert group_chosen(assessment, picture, "acme") is None
    robots = cast.reps()
    robots.loc[robots["rep_id"] == "sue", "function"] = "system"
    assert person_chosen(cast.assessment(reps=robots), "sue") is None


@pytest.mark.parametrize(
    ("customer_id", "people", "sentence"),
    [
        ("acme", ("ann",), "¥400 k a year, known by Ann only."),
        ("dune", ("ann", "sue"), "¥100 k a year, known by 2 people."),
        ("hush", (), "¥50.0 k a year: not known, or nobody is in touch."),
        ("gale", ("bo",), "¥0 a year, known by Bo only."),
    ],
)
def test_a_customer_names_who_knows_it(
    customer_id: str, people: tuple[str, ...], sentence: str
) -> None:
    assessment = company()
    picture = drawing(assessment, draw_up(assessment))
    chosen = customer_chosen(assessment, picture, customer_id)
    assert chosen is not None
    assert tuple(rep_id for rep_id, _ in chosen.people) == people
    assert sentences(chosen)[0] == sentence
    assert (chosen.dot is None) == (customer_id == "gale")


def test_a_dot_of_several_opens_with_its_customers_in_proportion() -> None:
    assessment = company()
    few = layout(assessment.graph, assessment.relationships.edges, most=5)
    picture = drawing(assessment, few)
    (group,) = picture.groups
    customer_id = next(name for name, dot in picture.dot.items() if dot == group)
    chosen = group_chosen(assessment, picture, customer_id)
    assert chosen is not None
    assert chosen.customers is not None
    assert chosen.customers["exposure"].is_monotonic_decreasing
    assert chosen.members[0] == 1000
    assert len(chosen.members) == len(chosen.customers) == len(picture.members(group))
    one = customer_chosen(assessment, picture, customer_id)
    assert one is not None
    assert "Drawn in one dot with" in sentences(one)[-1]
