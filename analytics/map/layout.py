"""The map: people on a ring by team, every customer a dot, near to who knows it.

Answers at a glance which customers hang on one person: they lie outside the ring, on that person's
ray (the outer petal); who is known to several lies within, between those people, and what nobody
knows outside the part of the ring where nobody stands. The area of a dot is the revenue at stake.
Nothing depends on the order of rows, on chance or on language, and customers start where their own
identifier puts them, so that they stay about where they were when little has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.map.dots import MOST, Dots, dots, weights_of
from analytics.map.packing import Circles, packed
from analytics.map.ring import Ring, along, ring
from analytics.relationships.graph import Graph
from analytics.relationships.pairs import Floats, sums

__all__ = ["Layout", "layout", "positions"]

#: Where a customer of several people is drawn to: this part of the way to their weighted centre.
_SHARED = 0.8
#: How far all circles keep from the ring.
_WALL = 0.035
#: At most: the radius of a dot, how far the fullest petal reaches, the part of the disc that shared
#: dots fill.
_LARGEST, _REACH, _FILLED = 0.16, 0.45, 0.3
#: Part of a heap of circles that is circles.
_DENSITY = 0.66
#: Area of half an ellipse whose half axes are 1, in circles of radius 1; heights at which it is
#: looked up how far it is filled.
_PETAL_AREA, _HEIGHTS = 0.5, 65
#: Of a person's part of the ring, what the petal takes; how flat it is at first, so that it is
#: pushed into shape and not pulled.
_PETAL, _FLAT = 0.92, 0.7
#: Radius below which a dot could not be seen or met.
_SMALLEST = 0.0035


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The map, in radii of the ring around its centre; y grows downwards.

    people
        Where everybody stands, in the order of ``graph.people``.
    dots
        Which customers are drawn, the largest first.
    at, radius
        Centre (dots × 2) and radius of each; areas are in proportion to exposure but for the
        smallest, which stay visible.
    alone, held
        By person: exposure of customers whom nobody else knows, and the person's part of all.
    """

    people: Ring
    dots: Dots
    at: Floats
    radius: Floats
    alone: Floats
    held: Floats


def layout(
    graph: Graph,
    edges: pd.DataFrame,
    *,
    before: Mapping[str, tuple[float, float]] | None = None,
    most: int = MOST,
) -> Layout:
    """Draw up the map of one day.

    edges: customer_id, rep_id and share of the relationships that the graph was built from.
    before: where customers were (see :func:`positions`); whoever was there starts from there. Most
    of the time goes into packing: about 0.1 ms a dot.
    """
    weights = weights_of(graph, edges)
    drawn = dots(graph, weights, most=most)
    size = len(graph.people)
    single = drawn.alone
    alone = sums(drawn.main()[single], drawn.exposure[single], size)
    held = np.asarray(drawn.knowers.T @ drawn.exposure)
    nobody = float(drawn.exposure[drawn.known_by == 0].sum())
    people = ring(graph, alone, held, nobody)
    rays = _Rays.of(drawn, people)
    radius = _radii(drawn, rays)
    place = _places(graph, drawn, people, rays, radius)
    start = place.copy()
    if before:
        names = graph.customers.index[drawn.customer].tolist()
        known = np.array([name in before for name in names], bool)
        start[known] = [before[name] for name in names if name in before]
    circles = Circles(place, radius, rays.ray, rays.spread)
    never = np.full(size, np.nan)
    fixed = Circles(along(people.angle), people.radius, never, never)
    at = packed(circles, fixed, start, _WALL)
    return Layout(people, drawn, at, radius, alone, held)


def positions(graph: Graph, drawn: Layout) -> dict[str, tuple[float, float]]:
    """Where every customer with a dot of its own stands, by id: the start of a later map."""
    names = graph.customers.index[drawn.dots.customer].tolist()
    return dict(zip(names, map(tuple, drawn.at.tolist()), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Rays:
    """By dot: the ray of its petal, half of the petal's width (both missing within the ring), and
    a number for its heap, which is the petal or the people who know it."""

    ray: Floats
    spread: Floats

    @classmethod
    def of(cls, drawn: Dots, people: Ring) -> "_Rays":
        """The petal of everybody who knows customers alone, and that of nobody."""
        ray, width = np.full(len(drawn), np.nan), np.full(len(drawn), np.nan)
        single, unknown = drawn.alone, drawn.known_by == 0
        main = drawn.main()[single]
        ray[single], width[single] = people.angle[main], people.width[main]
        if people.nobody is not None:
            first, last = people.nobody
            ray[unknown], width[unknown] = (first + last) / 2, last - first
        return cls(ray, _PETAL * width / 2)


def _radii(drawn: Dots, rays: _Rays) -> Floats:
    """Radii with areas in proportion to exposure, as large as all bounds allow."""
    if not len(drawn):
        return np.zeros(0)
    bounds = [_LARGEST**2 / float(drawn.exposure.max())]
    outside = ~np.isnan(rays.ray)
    if outside.any():
        _, petal = np.unique(rays.ray[outside], return_inverse=True)
        size = int(petal.max()) + 1
        held, spread = np.zeros(size), np.zeros(size)
        np.add.at(held, petal, drawn.exposure[outside])
        spread[petal] = rays.spread[outside]
        bounds.append(_DENSITY * float(np.min(_PETAL_AREA * spread * _REACH / held)))
    shared = float(drawn.exposure[drawn.known_by > 1].sum())
    if shared > 0:
        bounds.append(_FILLED / shared)
    return np.maximum(np.sqrt(min(bounds) * drawn.exposure), _SMALLEST)


def _places(graph: Graph, drawn: Dots, people: Ring, rays: _Rays, radius: Floats) -> Floats:
    """Where every dot belongs: the larger nearer to its person or to the centre of its people, at
    an angle that the identifier gives, so far out that the larger ones have room."""
    stands = along(people.angle)
    centre = _SHARED * np.asarray(drawn.knowers @ stands)
    names = graph.customers.index[drawn.customer].to_numpy(object)
    hashes = pd.util.hash_array(names, categorize=False)
    turn = hashes.astype(np.float64) / float(np.iinfo(np.uint64).max)
    outside = ~np.isnan(rays.ray)
    centre[outside] = along(rays.ray[outside])
    larger, whole = _larger(centre, radius)
    place = centre + along(2 * np.pi * turn, np.sqrt(larger / _DENSITY))
    # A petal is half an ellipse, filled from the ring outwards.
    spread, own = rays.spread[outside], radius[outside]
    height = whole[outside] / _DENSITY / (_PETAL_AREA * spread)
    risen = _risen(larger[outside] / whole[outside])
    room = np.maximum(spread * np.sqrt(1 - risen**2) - own, 0.0)
    angle = rays.ray[outside] + room * (2 * turn[outside] - 1)
    place[outside] = along(angle, 1 + _WALL + own + _FLAT * height * risen)
    return place


def _risen(filled: Floats) -> Floats:
    """How high half an ellipse of height 1 is filled by a part of its area."""
    height = np.linspace(0, 1, _HEIGHTS)
    area = (height * np.sqrt(1 - height**2) + np.arcsin(height)) * 2 / np.pi
    return np.interp(filled, area, height)


def _larger(centre: Floats, radius: Floats) -> tuple[Floats, Floats]:
    """The squared radii, in sum, of the dots before each in the same heap and of the whole heap;
    dots come by size."""
    _, heap = np.unique(np.round(centre, 9), axis=0, return_inverse=True)
    heap = heap.reshape(-1)
    order = np.argsort(heap, kind="stable")
    area = radius[order] ** 2
    total = np.cumsum(area) - area
    first = np.flatnonzero(np.diff(heap[order], prepend=-1))
    before = np.empty(len(heap))
    before[order] = total - np.repeat(total[first], np.diff(np.append(first, len(heap))))
    return before, sums(heap, radius**2, len(heap))[heap]
