"""The ring of the map: people by team, each with as much of it as their petal needs.

Lengths are in radii of the ring, angles in radians clockwise from the top.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.relationships.graph import Graph
from analytics.relationships.pairs import Codes, Floats

__all__ = ["Ring", "along", "ring"]

#: Of the ring, left free between teams: a gap each, and all together at most.
_GAP, _GAPS = 0.018, 0.15
#: Of what is left, shared among all alike, so that nobody vanishes.
_EVEN = 0.15
#: Somebody needs this much of the room of a petal for the own disc.
_DISC = 0.5
#: What nobody knows gets a wider petal, so that it reaches less far than those of people.
_NOBODY = 1.5
#: Radius of the largest disc, and the part of a person's own arc that any disc may take.
_LARGEST_DISC, _OF_ARC = 0.052, 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """People on the ring.

    angle, radius, width
        By person, in the order of ``graph.people``: where the disc stands, how large it is (area
        in proportion to what is held; 0 for who holds nothing), how much of the ring is theirs.
    arcs
        Name (None: without a team), first and last angle of every team's part of the ring.
    nobody
        First and last angle of the part of customers whom nobody knows; None without any.
    """

    angle: Floats
    radius: Floats
    width: Floats
    arcs: tuple[tuple[str | None, float, float], ...]
    nobody: tuple[float, float] | None


def along(angle: Floats, radius: Floats | float = 1.0) -> Floats:
    """Points (n × 2) at these angles; y grows downwards, as on a screen."""
    return np.column_stack([np.sin(angle) * radius, -np.cos(angle) * radius])


def ring(graph: Graph, alone: Floats, held: Floats, nobody: float) -> Ring:
    """Give everybody a place.

    Teams follow each other by name, who has none after them, then what nobody knows. Within a team
    the one with most alone stands in the middle, the next beside, and so on.

    alone, held
        By person: exposure of customers nobody else knows, and the person's part of all (≥ 0).
    nobody
        Exposure of customers whom nobody knows.
    """
    teams = _teams(graph, alone, held)
    room = np.maximum(np.sqrt(alone), _DISC * np.sqrt(held))
    absent = _NOBODY * np.sqrt(nobody)
    whole, count = room.sum() + absent, len(room) + (nobody > 0)
    sectors = len(teams) + (nobody > 0)
    gap = 0.0 if not sectors else min(_GAP, _GAPS / sectors) * 2 * np.pi
    free = 2 * np.pi - gap * sectors
    even = 1.0 if not whole > 0 else _EVEN
    part = (1 - even) / whole if whole > 0 else 0.0
    width = free * (part * room + even / max(count, 1))
    angle, arcs, at = np.zeros(len(room)), [], gap / 2
    for name, members in teams:
        edges = at + np.append(0.0, np.cumsum(width[members]))
        angle[members] = [(first + last) / 2 for first, last in pairwise(edges)]
        arcs.append((name, float(at), float(edges[-1])))
        at = edges[-1] + gap
    outside = (float(at), float(2 * np.pi - gap / 2)) if nobody > 0 else None
    return Ring(angle, _discs(held, width[: len(room)]), width[: len(room)], tuple(arcs), outside)


def _discs(held: Floats, width: Floats) -> Floats:
    """Radii with areas in one proportion to what is held, each within its arc."""
    size = np.sqrt(held)
    some = size > 0
    if not some.any():
        return np.zeros(len(held))
    fitting = float(np.min(_OF_ARC * width[some] / 2 / size[some]))
    return size * min(_LARGEST_DISC / float(size.max()), fitting)


def _teams(graph: Graph, alone: Floats, held: Floats) -> list[tuple[str | None, Codes]]:
    """The people of every team in their order on the ring, teams by name, None last."""
    names = [graph.teams[team] if team >= 0 else None for team in graph.team.tolist()]
    order = np.lexsort((np.arange(len(names)), -held, -alone))
    members: dict[str | None, list[int]] = {}
    for person in order.tolist():
        members.setdefault(names[person], []).append(person)
    by_name = sorted(members.items(), key=lambda team: (team[0] is None, team[0] or ""))
    return [(name, np.array(_middle_out(team), np.int64)) for name, team in by_name]


def _middle_out(largest_first: list[int]) -> list[int]:
    """The first in the middle, the others in turn left and right of it."""
    return [*reversed(largest_first[1::2]), *largest_first[0::2]]
