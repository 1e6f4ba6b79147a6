"""The map: nothing overlaps, everything is on its side of the ring, areas are money."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from analytics.map.dots import MOST
from analytics.map.layout import Layout, layout, positions
from analytics.map.ring import along
from analytics.relationships.graph import Graph
from tests.analytics.map.houses import Row, drawn_rows, house

TEAMS: dict[str, str | None] = {"ann": "North", "bo": "North", "cy": "South", "di": None}
ROWS: list[Row] = [
    ("c1", 400.0, {"ann": 1.0}),
    ("c2", 100.0, {"ann": 1.0}),
    ("c3", 300.0, {"bo": 0.5, "cy": 0.5}),
    ("c4", 50.0, {}),
    ("c5", 0.0, {"cy": 1.0}),
]


@dataclass(frozen=True)
class Drawn:
    graph: Graph
    edges: pd.DataFrame
    map: Layout


def draw(rows: list[Row], teams: dict[str, str | None], most: int = MOST) -> Drawn:
    graph, edges = house(rows, teams)
    return Drawn(graph, edges, layout(graph, edges, most=most))


@pytest.fixture(scope="module", params=[(60, 5), (900, 40), (2500, 90)], ids=str)
def large(request: pytest.FixtureRequest) -> Drawn:
    return draw(*drawn_rows(*request.param))


def worst_overlap(at: np.ndarray, radius: np.ndarray) -> float:
    """Of the smaller radius; every pair, one by one against all others."""
    worst = 0.0
    for each in range(len(at) - 1):
        apart = np.hypot(*(at[each + 1 :] - at[each]).T)
        over = radius[each] + radius[each + 1 :] - apart
        worst = max(worst, float(np.max(over / np.minimum(radius[each], radius[each + 1 :]))))
    return worst


def test_no_dot_overlaps_another_or_a_person(large: Drawn) -> None:
    people = large.map.people
    assert worst_overlap(large.map.at, large.map.radius) < 0.05
    at = np.concatenate([large.map.at, along(people.angle)])
    held = np.concatenate([large.map.radius, np.maximum(people.radius, 1e-9)])
    stands = len(large.map.at)
    for person in range(stands, len(at)):
        apart = np.hypot(*(at[:stands] - at[person]).T)
        over = held[:stands] + held[person] - apart
        assert np.max(over) < 0.05 * np.max(held)


def test_single_hands_are_outside_in_the_petal_of_their_person_and_all_others_within(
    large: Drawn,
) -> None:
    drawn, people = large.map, large.map.people
    distance = np.hypot(*drawn.at.T)
    outside = drawn.dots.known_by < 2
    assert (distance - drawn.radius)[outside].min() > 1.0
    assert (distance + drawn.radius)[~outside].max() < 1.0
    alone = drawn.dots.alone
    turn = np.arctan2(drawn.at[:, 0], -drawn.at[:, 1])[alone]
    main = drawn.dots.main()[alone]
    apart = np.abs((turn - people.angle[main] + np.pi) % (2 * np.pi) - np.pi)
    assert np.all(apart <= people.width[main] / 2 + 1e-9)


def test_area_is_in_proportion_to_what_is_at_stake(large: Drawn) -> None:
    drawn = large.map
    visible = drawn.radius > drawn.radius.min() + 1e-12
    unit = drawn.radius[visible] ** 2 / drawn.dots.exposure[visible]
    assert np.ptp(unit) < 1e-9 * unit.max()
    people = drawn.people
    some = drawn.held > 0
    assert np.ptp(people.radius[some] ** 2 / drawn.held[some]) < 1e-9


def test_everybody_has_a_part_of_the_ring_with_the_team_and_the_largest_in_the_middle(
    large: Drawn,
) -> None:
    people = large.map.people
    for _, first, last in people.arcs:
        inside = np.flatnonzero((people.angle > first) & (people.angle < last))
        order = inside[np.argsort(people.angle[inside])]
        most = int(np.argmax(large.map.alone[order]))
        assert abs(most - (len(order) - 1) / 2) <= 0.5
        edges = people.angle[order] + np.outer([-0.5, 0.5], people.width[order])
        assert np.all(edges[0, 1:] - edges[1, :-1] > -1e-9)
    assert len(people.arcs) == len({team for team, _, _ in people.arcs})


def test_neither_the_order_of_rows_nor_chance_matters() -> None:
    rows, teams = drawn_rows(300, 12)
    one = draw(rows, teams).map
    other = draw(rows[::-1], dict(reversed(teams.items()))).map
    np.testing.assert_array_equal(one.at, other.at)
    np.testing.assert_array_equal(one.people.angle, other.people.angle)


def test_customers_stay_about_where_they_were_when_one_more_comes() -> None:
    rows, teams = drawn_rows(900, 40)
    small = float(np.median([amount for _, amount, _ in rows]))
    old = draw(rows, teams)
    before = positions(old.graph, old.map)
    graph, edges = house([*rows, ("c999999", small, {"r0003": 1.0})], teams)
    moved = {
        kept: [
            np.hypot(*np.subtract(place, before[name]))
            for name, place in positions(graph, new).items()
            if name in before
        ]
        for kept, new in (
            (False, layout(graph, edges)),
            (True, layout(graph, edges, before=before)),
        )
    }
    assert np.median(moved[False]) < 0.02
    assert np.median(moved[True]) < 0.005


def test_many_customers_share_dots_with_those_whom_the_same_people_know() -> None:
    rows, teams = drawn_rows(900, 12)
    every, few = draw(rows, teams), draw(rows, teams, most=200)
    assert len(few.map.dots) < 0.5 * len(every.map.dots)
    counts = few.map.dots.members.sum(axis=1)
    assert counts.sum() == len(every.map.dots)
    assert few.map.dots.exposure.sum() == pytest.approx(every.map.dots.exposure.sum())
    np.testing.assert_allclose(few.map.alone, every.map.alone)
    knows = few.graph.knows.toarray()
    members = few.map.dots.members
    for dot in np.flatnonzero(few.map.dots.alone):
        customers = members.indices[members.indptr[dot] : members.indptr[dot + 1]]
        assert np.ptp(knows[customers], axis=0).max() == 0


def test_a_small_house_counted_by_eye() -> None:
    drawn = draw(ROWS, TEAMS)
    names = drawn.graph.customers.index[drawn.map.dots.customer].tolist()
    assert names == ["c1", "c3", "c2", "c4"]  # c5 has nothing at stake
    assert drawn.map.dots.known_by.tolist() == [1, 2, 1, 0]
    assert drawn.map.alone.tolist() == [500.0, 0.0, 0.0, 0.0]
    assert drawn.map.held.tolist() == [500.0, 150.0, 150.0, 0.0]
    assert [team for team, _, _ in drawn.map.people.arcs] == ["North", "South", None]
    assert drawn.map.people.nobody is not None


@pytest.mark.parametrize(
    ("rows", "teams"),
    [
        ([], {}),
        ([], TEAMS),
        ([("c1", 5.0, {}), ("c2", 3.0, {})], {}),
        ([("c1", 5.0, {}), ("c2", 3.0, {})], TEAMS),
        ([("c1", 5.0, {"ann": 1.0}), ("c2", 3.0, {"ann": 1.0})], {"ann": None}),
        ([("c1", 0.0, {"ann": 1.0}), ("c2", -3.0, {"bo": 1.0})], TEAMS),
        ([("c1", 5.0, {"ann": 0.0, "bo": float("nan")})], TEAMS),
    ],
    ids="nothing no-customers nobody all-unknown one-person no-revenue no-shares".split(),
)
def test_hardly_anything_is_still_a_map(rows: list[Row], teams: dict[str, str | None]) -> None:
    drawn = draw(rows, teams).map
    assert len(drawn.dots) == sum(amount > 0 for _, amount, _ in rows)
    for values in (drawn.at, drawn.radius, drawn.people.angle, drawn.people.radius):
        assert np.isfinite(values).all()
