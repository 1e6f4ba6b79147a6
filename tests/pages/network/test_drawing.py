"""The map as it is sent: what the browser reads is what was laid out, in bounded bytes."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analytics.assessment import Assessment
from analytics.map.layout import layout
from pages.components.catalogue import Language, speaking
from pages.network.drawing import draw_up, drawing
from tests.analytics.map.houses import drawn_rows, house
from tests.pages import cast
from tests.pages.network.company import company


def received(content: bytes) -> dict[str, Any]:
    """What map.js makes of a message."""
    length = int.from_bytes(content[16:20], "little")
    header = json.loads(content[20 : 20 + length])
    base = content[20 + length :]
    arrays = {
        name: np.frombuffer(base, kind, count, at)
        for name, (kind, at, count) in header["arrays"].items()
    }
    texts = {name: text.split("\n") for name, text in header["texts"].items()}
    return {**arrays, **texts, "extent": header["extent"], "arcs": header["arcs"]}


def test_the_browser_reads_what_was_laid_out() -> None:
    assessment = company()
    drawn = draw_up(assessment)
    with speaking("en"):
        picture = received(drawing(assessment, drawn).content)
    assert picture["names"] == ["Acme", "Bold", "Cast", "Dune", "Eden", "Hush", "Idle", "Fort"]
    assert picture["known"].tolist() == [1, 1, 1, 2, 1, 0, 0, 0]
    assert picture["rep_names"] == ["Ann", "Bo", "Cy", "Sue", "x9"]
    assert [money.replace("\xa0", " ") for money in picture["rep_alone"]][:2] == [
        "¥460 k",
        "¥300 k",
    ]
    unit = picture["extent"] / 32767
    np.testing.assert_allclose(picture["x"] * unit, drawn.at[:, 0], atol=unit)
    np.testing.assert_allclose(picture["r"] * unit, drawn.radius, atol=unit)
    ends = picture["kstart"]
    dune = picture["names"].index("Dune")
    assert picture["kperson"][ends[dune] : ends[dune + 1]].tolist() == [0, 3]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_places_are_the_same_in_every_language(language: Language) -> None:
    assessment = company()
    with speaking(language):
        picture = drawing(assessment, draw_up(assessment))
    np.testing.assert_array_equal(received(picture.content)["x"], _english()["x"])
    assert picture.person["bo"] == 1
    assert "gale" not in picture.dot


def _english() -> dict[str, Any]:
    assessment = company()
    with speaking("en"):
        return received(drawing(assessment, draw_up(assessment)).content)


def large(customers: int, people: int) -> Assessment:
    """The cast's assessment with the graph and the names of a large house."""
    graph, edges = house(*drawn_rows(customers, people))
    some = company()
    names = cast.customers().iloc[[0] * len(graph.customers)]
    names = names.assign(customer_id=graph.customers.index, name=graph.customers.index)
    reps = cast.reps().iloc[[0] * len(graph.people)]
    reps = reps.assign(rep_id=graph.people.index, name=graph.people.index)
    return replace(
        some,
        graph=graph,
        customers=names,
        reps=reps,
        relationships=replace(some.relationships, edges=edges),
    )


def test_four_times_the_customers_are_hardly_more_bytes() -> None:
    sizes = []
    for customers in (700, 2_800):
        assessment = large(customers, 20)
        drawn = layout(assessment.graph, assessment.relationships.edges, most=300)
        picture = drawing(assessment, drawn)
        sizes.append(len(picture.content))
        assert picture.together == sum(len(picture.members(dot)) for dot in picture.groups) > 0
    assert sizes[1] < 1.2 * sizes[0]
