"""Names in a pack, or numbers in their place: nobody is named where names are hidden."""

import re

import pytest

from analytics.messages import BySurface, Message, message
from analytics.pack.names import names_in_pack
from tests.packs import made_pack, say_in
from tests.pages import cast

PEOPLE = ("Ann", "Bo", "Cy", "Dee", "Sue", "Eve")


def everything(value: object) -> str:
    """Every text of a pack, as it would be said."""
    say = say_in("en")
    match value:
        case Message():
            return say(value)
        case tuple() | list():
            return " | ".join(map(everything, value))
    if hasattr(value, "__dataclass_fields__"):
        return " | ".join(everything(getattr(value, name)) for name in value.__dataclass_fields__)
    return str(value)


def test_with_names_they_are_there() -> None:
    said = everything(made_pack())
    assert all(name in said for name in ("Ann", "Bo", "Cy", "Sue", "Eve Stone"))


@pytest.mark.parametrize("chances", [False, True])
def test_where_names_are_hidden_nobody_is_named(chances: bool) -> None:
    said = everything(made_pack(names=False, chances=chances))
    assert not re.findall(rf"\b(?:{'|'.join(PEOPLE)})\b", said)
    assert "Salesperson 1" in said


def test_numbers_follow_what_is_held_alone_and_are_one_persons_throughout() -> None:
    names = names_in_pack(cast.assessment(), hidden=True)
    numbered = {each: str(names.person(each)) for each in ("ann", "bo", "cy", "dee", "sue")}
    assert numbered == {
        "ann": "Salesperson 1",
        "bo": "Salesperson 2",
        "cy": "Salesperson 3",
        "dee": "Salesperson 5",
        "sue": "Colleague 1",
    }
    assert str(names.person("nobody on record")) == "somebody else"


def test_names_within_sentences_of_others_are_numbers_or_covered() -> None:
    names = names_in_pack(cast.assessment(), hidden=True)
    told = names.told(message("{rep}: {text}", rep="Ann", text="asked Bo, not Boston"))
    assert str(told) == "Salesperson 1: asked •••, not Boston"
    on = BySurface(message("Ask {rep}", rep="Bo"), message("--ask {rep}", rep="Bo"))
    advice = names.told(message("{remedy}", remedy=on))
    assert str(advice) == "--ask Salesperson 2"
    assert str(advice.values["remedy"].page) == "Ask Salesperson 2"


def test_customers_keep_their_names() -> None:
    assert names_in_pack(cast.assessment(), hidden=True).customer("acme").startswith("Acme")
