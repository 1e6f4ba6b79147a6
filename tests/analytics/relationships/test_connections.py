"""Second contacts near by, closed groups, and who alone ties a team to its customers."""

from collections import defaultdict
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analytics.relationships.connections import (
    Connections,
    connections,
    sharing_colleagues,
)
from tests.analytics.companies import (
    Company,
    Customer,
    Rep,
    Touch,
    ago,
    cast,
    tied,
    without_records,
)
from tests.analytics.relationships.test_graph import graph, southern_women, ties

FIGURES = ["isolated_customers", "isolated_revenue", "closed_groups", "closed_revenue"]


def house() -> Company:
    """Six people, eight customers, counted by hand.

    ann knows a1 and a2 alone, shares b1 and b2 with bob, b2 with cy, too; bob knows b3 alone. dan
    and eve share d1, which nobody else touches; eve knows e1 alone. fay knows f1 alone and shares
    nothing. cy has given notice. Teams: north is ann and bob, south is cy, dan and eve; fay has
    none. Customers bought for 1, 2, 4, … in the order of their names.
    """
    pairs = [
        ("a1", "ann"),
        ("a2", "ann"),
        ("b1", "ann"),
        ("b1", "bob"),
        ("b2", "ann"),
        ("b2", "bob"),
        ("b2", "cy"),
        ("b3", "bob"),
        ("d1", "dan"),
        ("d1", "eve"),
        ("e1", "eve"),
        ("f1", "fay"),
    ]
    names = sorted({customer for customer, _ in pairs})
    company = tied(pairs, {name: 2.0**place for place, name in enumerate(names)})
    company.reps[:] = [
        Rep("ann", team="north"),
        Rep("bob", team="north"),
        Rep("cy", team="south", notice_on=ago(5)),
        Rep("dan", team="south"),
        Rep("eve", team="south"),
        Rep("fay"),
    ]
    return company


def found(company: Company) -> Connections:
    return connections(graph(company))


def by_customer(company: Company, column: str) -> dict[str, object]:
    return _known(found(company).customers.set_index("customer_id")[column])


def by_rep(company: Company, column: str) -> dict[str, object]:
    return _known(found(company).reps.set_index("rep_id")[column])


def _known(values: pd.Series) -> dict[str, object]:
    return {str(name): None if pd.isna(value) else value for name, value in values.items()}


# -- how far a customer is from a second contact ---------------------------------------------------


def test_colleagues_near_a_customer_share_another_one_with_its_only_contact():
    assert by_customer(house(), "near_colleagues") == {
        "a1": 1,  # bob; cy leaves
        "a2": 1,
        "b1": None,  # has a second contact
        "b2": None,
        "b3": 1,
        "d1": None,
        "e1": 1,
        "f1": 0,  # isolated
    }
    assert by_customer(house(), "nearest_colleague_id")["a1"] == "bob"
    assert by_customer(house(), "nearest_shared_customers")["a1"] == 2
    assert by_customer(house(), "nearest_colleague_id")["f1"] is None
    assert by_customer(house(), "nearest_shared_customers")["f1"] is None


def test_isolated_customers_and_their_revenue_are_counted():
    figures = found(house())
    assert (figures.isolated_customers, figures.isolated_revenue) == (1, 128.0)


def test_who_has_given_notice_is_nobodys_second_contact():
    company = tied([("a", "ann"), ("b", "ann"), ("b", "bob")])
    assert by_customer(company, "near_colleagues")["a"] == 1
    company.reps[:] = [Rep("ann"), Rep("bob", notice_on=ago(1))]
    assert by_customer(company, "near_colleagues")["a"] == 0
    assert by_rep(company, "near_colleagues") == {"ann": 0, "bob": 1}


def test_a_second_contact_takes_a_customer_out_of_isolation():
    company = house()
    company.touches.append(Touch("f1", "dan", ago(0), "visit"))
    assert by_customer(company, "near_colleagues")["f1"] is None
    assert found(company).isolated_customers == 0
    shared = house()
    shared.customers.append(Customer("f2"))
    shared.touches.extend(Touch("f2", rep, ago(0), "visit") for rep in ("fay", "dan"))
    assert by_customer(shared, "near_colleagues")["f1"] == 1


def test_shared_customers_of_the_southern_women_are_those_of_breiger():
    # Breiger 1974, "The Duality of Persons and Groups", table of co-attendance, row 1 (Evelyn)
    shared = sharing_colleagues(graph(tied(southern_women())), "Evelyn Jefferson")
    row = dict(zip(shared["colleague_id"], shared["shared_customers"], strict=True))
    women = nx.davis_southern_women_graph().graph["top"]
    expected = [6, 7, 6, 3, 4, 3, 3, 3, 2, 2, 2, 2, 2, 1, 2, 1, 1]
    assert [row[woman] for woman in women[1:]] == expected
    assert shared["colleague_id"].iloc[0] == "Theresa Anderson"


def test_sharing_colleagues_come_with_most_first_and_without_who_leaves():
    shared = sharing_colleagues(graph(house()), "ann")
    assert shared.to_dict("list") == {"colleague_id": ["bob"], "shared_customers": [2]}
    assert sharing_colleagues(graph(house()), "fay").empty
    assert sharing_colleagues(graph(house()), "nobody").empty


# -- groups that nobody else touches -------------------------------------------------------------


def test_components_hold_people_customers_and_revenue():
    assert by_rep(house(), "component_people") == {
        "ann": 3,
        "bob": 3,
        "cy": 3,
        "dan": 2,
        "eve": 2,
        "fay": 1,
    }
    assert by_rep(house(), "component_customers") == {
        "ann": 5,
        "bob": 5,
        "cy": 5,
        "dan": 2,
        "eve": 2,
        "fay": 1,
    }
    assert by_rep(house(), "component_revenue")["eve"] == 32.0 + 64.0
    assert by_customer(house(), "component_people")["e1"] == 2


def test_closed_groups_are_components_of_one_or_two_people():
    figures = found(house())
    assert (figures.closed_groups, figures.closed_revenue) == (2, 32.0 + 64.0 + 128.0)


def test_pairs_are_customers_whom_these_two_and_nobody_else_know():
    # ann and bob share b1; b2 is cy's, too
    assert by_rep(house(), "pair_rep_id") == {
        "ann": "bob",
        "bob": "ann",
        "cy": None,
        "dan": "eve",
        "eve": "dan",
        "fay": None,
    }
    assert by_rep(house(), "pair_customers") == {
        "ann": 1,
        "bob": 1,
        "cy": 0,
        "dan": 1,
        "eve": 1,
        "fay": 0,
    }
    assert by_rep(house(), "pair_revenue")["bob"] == 4.0


def test_the_pair_with_most_revenue_counts_then_customers_then_the_smaller_id():
    pairs = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "z"), ("c", "x"), ("c", "z")]
    assert by_rep(tied(pairs, {"a": 5.0}), "pair_rep_id")["x"] == "y"
    assert by_rep(tied(pairs, {"a": 2.0}), "pair_rep_id")["x"] == "z"
    assert by_rep(tied(pairs[:4]), "pair_rep_id")["x"] == "y"


def test_a_house_of_two_is_no_closed_group():
    two = tied([("a", "ann"), ("a", "bob")])
    assert found(two).closed_groups == 0
    two.reps.append(Rep("cy"))
    assert found(two).closed_groups == 1


def test_southern_women_fall_apart_without_the_events_of_both_cliques():
    # Davis, Gardner & Gardner 1941, Homans 1950: events 1–5 only the first clique attended, 10–14
    # only the second; Pearl and Dorothy came to those of both only
    both = {"E6", "E7", "E8", "E9"}
    company = tied(southern_women())
    company.touches[:] = [each for each in company.touches if each.customer_id not in both]
    figures = found(company)
    people = by_rep(company, "component_people")
    assert (people["Evelyn Jefferson"], people["Nora Fayette"]) == (8, 8)
    assert (people["Pearl Oglethorpe"], people["Dorothy Murchison"]) == (1, 1)
    assert by_rep(company, "component_customers")["Nora Fayette"] == 5
    assert by_customer(company, "component_people")["E9"] is None
    assert figures.closed_groups == 0  # who knows no customer closes nothing


# -- who alone ties a team to its customers ------------------------------------------------------


def test_customers_whom_one_person_of_the_team_knows():
    assert by_rep(house(), "team_sole_customers") == {
        "ann": 2,
        "bob": 1,
        "cy": 1,  # b2: the others who know it are in the other team
        "dan": 0,
        "eve": 1,
        "fay": None,  # no team
    }
    assert by_rep(house(), "team_sole_revenue") == {
        "ann": 3.0,
        "bob": 16.0,
        "cy": 8.0,
        "dan": 0.0,
        "eve": 64.0,
        "fay": None,
    }


def test_one_woman_alone_ties_the_second_clique_to_the_sixth_event():
    # Davis, Gardner & Gardner 1941: the second clique are women 10 to 18; of them only Nora
    # Fayette came to the Bridge (event 6)
    women = nx.davis_southern_women_graph().graph["top"]
    company = tied(southern_women())
    company.reps[:] = [
        Rep(woman, team="first" if place < 9 else "second") for place, woman in enumerate(women)
    ]
    alone = {name: count for name, count in by_rep(company, "team_sole_customers").items() if count}
    assert alone == {"Nora Fayette": 1}


# -- invariants and another way ------------------------------------------------------------------


def random_house(seed: int) -> Company:
    rng = np.random.default_rng(seed)
    people = [f"p{number}" for number in range(9)]
    pairs = [
        (f"c{number:02}", str(name))
        for number in range(25)
        for name in rng.choice(people, rng.choice([1, 1, 1, 2, 3]), replace=False)
    ]
    company = tied(pairs, {f"c{number:02}": float(rng.integers(1, 50)) for number in range(25)})
    company.reps[:] = [
        Rep(
            name,
            team=rng.choice(["north", "south", None], p=[0.4, 0.4, 0.2]),
            notice_on=ago(1) if rng.random() < 0.2 else None,
        )
        for name in people
    ]
    return company


def slowly(company: Company) -> dict[str, dict[str, object]]:
    """Every figure by walking sets and by cut vertices."""
    knowers, known = defaultdict(set), defaultdict(set)
    for touch in company.touches:
        knowers[touch.customer_id].add(touch.rep_id)
        known[touch.rep_id].add(touch.customer_id)
    staying = {rep.rep_id for rep in company.reps if rep.notice_on is None}
    near: dict[str, object] = {}
    for customer in company.customers:
        name = customer.customer_id
        near[name] = None
        if len(knowers[name]) == 1:
            (contact,) = knowers[name]
            others = {each for shared in known[contact] for each in knowers[shared]}
            near[name] = len((others - {contact}) & staying)
    return {
        "near": near,
        "people": {rep.rep_id: len(_reached(rep.rep_id, known, knowers)) for rep in company.reps},
        "alone": {rep.rep_id: _cut_off(rep, company, known) for rep in company.reps},
        "pair": {rep.rep_id: _most_with_one(rep, company, knowers) for rep in company.reps},
    }


def _reached(rep_id: str, known: dict, knowers: dict) -> set[str]:
    reached, edge = {rep_id}, {rep_id}
    while edge:
        edge = {p for rep in edge for c in known[rep] for p in knowers[c]} - reached
        reached |= edge
    return reached


def _cut_off(rep: Rep, company: Company, known: dict[str, set[str]]) -> int | None:
    """Customers that fall from the team when the person goes; some only at a cut vertex."""
    if rep.team is None:
        return None
    team = nx.Graph()
    for mate in (each for each in company.reps if each.team == rep.team):
        team.add_edge("root", mate.rep_id)
        team.add_edges_from((mate.rep_id, ("customer", name)) for name in known[mate.rep_id])
    cut = rep.rep_id in set(nx.articulation_points(team))
    team.remove_node(rep.rep_id)
    reached = nx.node_connected_component(team, "root") if "root" in team else set()
    lost = len(known[rep.rep_id] - {node[1] for node in reached if isinstance(node, tuple)})
    assert cut == (lost > 0)
    return lost


def _most_with_one(rep: Rep, company: Company, knowers: dict[str, set[str]]) -> float:
    amounts = {booking.customer_id: booking.amount for booking in company.bookings}
    return max(
        sum(amounts[name] for name, people in knowers.items() if people == {rep.rep_id, other})
        for other in (each.rep_id for each in company.reps if each != rep)
    )


@pytest.mark.parametrize("seed", range(8))
def test_figures_agree_with_plain_walks_and_cut_vertices(seed: int):
    company = random_house(seed)
    slow = slowly(company)
    assert by_customer(company, "near_colleagues") == slow["near"]
    assert by_rep(company, "component_people") == slow["people"]
    assert by_rep(company, "team_sole_customers") == slow["alone"]
    assert by_rep(company, "pair_revenue") == slow["pair"]


@pytest.mark.parametrize("seed", range(4))
def test_nearest_colleague_is_the_first_of_those_who_share(seed: int):
    house = graph(random_house(seed))
    customers = connections(house).customers.dropna(subset="nearest_colleague_id")
    assert len(customers)
    for row in customers.itertuples():
        (contact,) = ties(house).neighbors(("customer", row.customer_id))
        shared = sharing_colleagues(house, contact[1])
        assert shared["colleague_id"].iloc[0] == row.nearest_colleague_id
        assert shared["shared_customers"].iloc[0] == row.nearest_shared_customers
        assert len(shared) == row.near_colleagues


def test_order_of_rows_and_a_customer_nobody_knows_change_nothing():
    company = random_house(3)
    turned = replace(company, customers=company.customers[::-1], touches=company.touches[::-1])
    turned.customers.append(Customer("zz"))
    turned.reps.reverse()
    before, after = found(company), found(turned)
    assert [getattr(after, name) for name in FIGURES] == [getattr(before, name) for name in FIGURES]
    pd.testing.assert_frame_equal(after.reps, before.reps)
    pd.testing.assert_frame_equal(after.customers.head(25), before.customers)
    assert after.customers.iloc[-1, 1:].isna().all()


# -- edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "company", [without_records(), Company([Customer("c")], []), Company([], [Rep("r")])]
)
def test_nothing_known_gives_no_figure(company: Company):
    figures = found(company)
    assert [getattr(figures, name) for name in FIGURES] == [0, 0.0, 0, 0.0]
    assert figures.customers.iloc[:, 1:].isna().all(axis=None)
    assert figures.reps["component_customers"].sum() == 0


def test_types_are_the_same_with_and_without_rows():
    some, none = found(house()), found(without_records())
    for name in ("customers", "reps"):
        assert getattr(none, name).dtypes.to_dict() == getattr(some, name).dtypes.to_dict()


def test_one_person_is_near_to_nobody_and_ties_the_whole_team():
    company = tied([("a", "ann"), ("b", "ann")])
    company.reps[:] = [Rep("ann", team="north")]
    figures = found(company)
    assert by_customer(company, "near_colleagues") == {"a": 0, "b": 0}
    assert by_rep(company, "team_sole_customers") == {"ann": 2}
    assert (figures.isolated_customers, figures.closed_groups) == (2, 0)


def test_customer_without_evidence_is_in_no_group():
    assert by_customer(cast(), "component_people")["delta"] is None
    assert by_customer(cast(), "near_colleagues") == {
        "alpha": 2,
        "beta": None,
        "delta": None,
        "epsilon": 1,
        "gamma": None,
    }
