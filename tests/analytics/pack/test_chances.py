"""No chance of one person and no reason stands in a pack unless it is asked for."""

from collections.abc import Iterator

import pytest

from analytics.messages import Message, Money, Percent
from tests.packs import made_pack
from tests.pages import cast


def values(value: object) -> Iterator[object]:
    """Everything that a pack holds, down to the values of its sentences."""
    yield value
    match value:
        case Message():
            for each in value.values.values():
                yield from values(each)
        case tuple() | list():
            for each in value:
                yield from values(each)
        case _ if hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                yield from values(getattr(value, name))


def individual() -> set[object]:
    """Chances of people, and amounts from which one could be worked out."""
    company = cast.assessment()
    reps, customers = company.reps, company.customers
    chances = {Percent(float(each)) for each in reps["attrition_probability"].dropna()}
    amounts = (*reps["expected_loss"], *reps["departure_loss"], *customers["expected_loss"])
    losses = {Money(float(each), "CNY") for each in amounts if each == each and each > 0}
    walks = {Percent(float(each)) for each in customers["walk_away_probability"].dropna()}
    # Equal by chance: values of limits, the lower end of the company's loss, what nobody knows.
    shares = {Percent(0.2), Percent(0.3), Percent(0.4)}
    equal = {*shares, Money(60_000.0, "CNY"), Money(90_000.0, "CNY")}
    return (chances | losses | walks) - equal


@pytest.mark.parametrize("names", [True, False])
def test_nothing_individual_is_in_a_pack(names: bool) -> None:
    made = made_pack(names=names)
    held = [each for each in values(made) if isinstance(each, Percent | Money)]
    assert not individual() & set(held)
    assert "chances" not in [each.code for each in made.sections]
    reasons = {str(each) for each in cast.drivers()["message"]}
    said = {str(each) for each in values(made) if isinstance(each, Message)}
    assert not reasons & said


def test_where_asked_for_each_has_a_range_and_reasons() -> None:
    (section,) = [each for each in made_pack(chances=True).sections if each.code == "chances"]
    assert section.table is not None
    rows = {str(row[0]): row for row in section.table.rows}
    assert rows["Bo"][1] == Percent(0.4)
    assert rows["Bo"][4] == Money(36_000.0, "CNY")
    assert "no decision about somebody's employment" in str(section.lines[0])


def test_the_foot_says_that_it_is_confidential() -> None:
    foot = [str(each) for each in made_pack(chances=True).foot]
    assert "with individual estimates: confidential" in foot
    assert "with individual estimates: confidential" not in [str(e) for e in made_pack().foot]
