"""Sentences from the graph: who shares customers, what a team and two people hold."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analytics.messages import Message
from analytics.relationships.graph import relationship_graph
from analytics.relationships.strength import Relationships
from pages.components.sentences.ties import colleagues_near, ties_of_person
from pages.components.text import tm_text
from tests.pages import cast

pytestmark = pytest.mark.usefixtures("english")


def said(sentence: Message | None) -> str | None:
    return None if sentence is None else tm_text(sentence).replace("\xa0", " ")


def customer(customer_id: str, **changes: Any) -> dict[str, Any]:
    rows = cast.customers().set_index("customer_id", drop=False)
    return rows.loc[[customer_id]].to_dict("records")[0] | changes


def person(rep_id: str, **changes: Any) -> dict[str, Any]:
    rows = cast.reps().set_index("rep_id", drop=False)
    return rows.loc[[rep_id]].to_dict("records")[0] | changes


@pytest.mark.parametrize(
    ("customer_id", "sentence"),
    [
        ("acme", "1 colleague shares customers with Ann already: Sue (1 customer)."),
        (
            "bold",
            "No colleague is on record with another customer of Bo: whoever becomes second "
            "contact starts from zero.",
        ),
        ("dune", None),
        ("eden", None),
        ("fort", None),
        ("hush", None),
        ("idle", None),
    ],
)
def test_colleagues_near_are_named_where_one_person_is_on_record(
    customer_id: str, sentence: str | None
) -> None:
    assert said(colleagues_near(cast.assessment(), customer(customer_id))) == sentence


def test_of_many_colleagues_the_nearest_three_are_named() -> None:
    edges, names = cast.edges(), ["bo", "cy2", "sue", "x9", "zed"]
    shared = [
        edges[edges["rep_id"] == "sue"].assign(rep_id=name, customer_id=customer_id)
        for place, name in enumerate(names)
        for customer_id in ["dune", "eden", "gale"][: 1 + place % 3]
    ]
    ann = edges[edges["rep_id"] == "ann"].head(1)
    edges = pd.concat([*(ann.assign(customer_id=c) for c in ("acme", "dune", "eden")), *shared])
    reps = (
        cast.reps()
        .iloc[[0, 1, 2, 4, 5, 5]]
        .assign(rep_id=["ann", *names], name=["Ann", *names], notice_on=pd.NaT, function="sales")
    )
    extract = replace(cast.extract(), reps=reps)
    graph = relationship_graph(extract, Relationships(cast.customers(), edges), cast.customers())
    found = colleagues_near(
        cast.assessment(reps=reps, graph=graph), customer("acme", near_colleagues=5)
    )
    assert said(found) == (
        "5 colleagues share customers with Ann already, most of all cy2 (2 customers), sue (2 "
        "customers), zed (2 customers)."
    )


@pytest.mark.parametrize(
    ("rep_id", "sentence"),
    [
        (
            "ann",
            "Without Ann, 3 customers with ¥560 k a year would have nobody in North who knows "
            "them; colleagues elsewhere know 1 of them.",
        ),
        ("bo", "No colleague shares a customer with Bo: whoever takes over starts from zero."),
        ("sue", "1 customer with ¥100 k a year is known by Sue and Ann only."),
        ("dee", None),
        ("x9", None),
    ],
)
def test_one_sentence_says_what_only_the_graph_shows_of_a_person(
    rep_id: str, sentence: str | None
) -> None:
    assert said(ties_of_person(cast.assessment(), person(rep_id))) == sentence


def test_nothing_is_said_where_the_customers_known_alone_say_it() -> None:
    alone = {"component_people": 9, "pair_rep_id": None}
    assert ties_of_person(cast.assessment(), person("bo", **alone)) is None
    of_one = person("cy", team_sole_customers=2, **alone)
    assert ties_of_person(cast.assessment(), of_one) is None
