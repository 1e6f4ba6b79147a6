"""Who holds parts of the house together."""

from analytics.map.hanging import hanging
from tests.analytics.map.houses import Row, house

TEAMS: dict[str, str | None] = dict.fromkeys(["a", "b", "c", "d", "e"])


def ties(*pairs: tuple[str, str, float]) -> list[Row]:
    return [(f"{one}{other}", amount, {one: 0.5, other: 0.5}) for one, other, amount in pairs]


def test_whoever_alone_joins_colleagues_to_the_others_is_named_with_what_they_know() -> None:
    # a – b – c – a, c – d, d – e: c cuts off d and e, d cuts off e.
    rows = [*ties(("a", "b", 1), ("b", "c", 1), ("a", "c", 1), ("c", "d", 10), ("d", "e", 5))]
    graph, _ = house([*rows, ("only e", 7.0, {"e": 1.0})], TEAMS)
    found = hanging(graph).to_dict("records")
    assert [each["rep_id"] for each in found] == ["c", "d"]
    assert found[0] == {
        "rep_id": "c",
        "colleagues": 2,
        "colleague_ids": ("d", "e"),
        "customers": 3,
        "exposure": 22.0,
    }
    assert (found[1]["colleague_ids"], found[1]["exposure"]) == (("e",), 12.0)


def test_nothing_hangs_on_anybody_where_all_are_joined_twice_or_not_at_all() -> None:
    graph, _ = house(ties(("a", "b", 1), ("b", "c", 1), ("a", "c", 1), ("d", "e", 1)), TEAMS)
    assert hanging(graph).empty
    assert hanging(house([], {})[0]).empty
