"""Circles that must not overlap, each as near to its own place as the others allow.

In every round overlapping circles push each other apart, the smaller gives way more, and each is
pulled back; the ring is a wall from both sides. Position based dynamics after Müller et al. (2007);
pairs that may touch come from a k-d tree, anew every few rounds.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.spatial import cKDTree

from analytics.map.ring import along
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["Circles", "packed"]

#: Rounds with a pull, and at most without one, until nothing overlaps.
_PULLED, _SETTLING = 70, 250
#: The pull of the first round, of what separates a circle from its place; it falls to 0.
_PULL = 0.12
#: Of each overlap, taken away in a round (more than all, for others push back); of the radius, the
#: most that a circle goes in one.
_PUSH, _STEP = 1.6, 1.5
#: Rounds with the same list of pairs, which reaches further by this much of the smaller radius.
_LISTED, _REACH = 12, 0.6
#: Overlap that nobody sees, of the smaller radius.
_UNSEEN = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """Circles and where they belong.

    place (n × 2), radius; ray: the angle around which a circle outside the ring must lie, missing
    for those within; spread: how far to both sides its whole circle may reach.
    """

    place: Floats
    radius: Floats
    ray: Floats
    spread: Floats


def packed(circles: Circles, fixed: Circles, start: Floats, wall: float) -> Floats:
    """Move ``circles`` from ``start`` (n × 2) until none overlaps, also none of the ``fixed``.

    wall: distance that circles keep from the ring of radius 1.
    """
    count = len(start)
    if count == 0:
        return start
    at = np.concatenate([start, fixed.place])
    radius = np.concatenate([circles.radius, fixed.radius])
    free = np.arange(len(at)) < count
    listed, pairs = 0, _near(at, radius, free)
    for round_ in range(_PULLED + _SETTLING):
        if round_ - listed >= _LISTED:
            listed, pairs = round_, _near(at, radius, free)
        pull = _PULL * max(0.0, 1 - round_ / _PULLED)
        push, worst = _pushes(at, radius, free, pairs)
        if round_ > _PULLED and worst < _UNSEEN:
            if listed == round_:
                break
            listed = round_ - _LISTED  # whether that is all is seen from a new list
        move = _PUSH * push[:count] + pull * (circles.place - at[:count])
        at[:count] += _limited(move, circles.radius)
        at[:count] = _kept(at[:count], circles, wall)
    return at[:count]


def _near(at: Floats, radius: Floats, free: Flags) -> tuple[Codes, Codes]:
    """Pairs that touch or are about to, at least one of them free; the larger first."""
    tree = cKDTree(at)
    found = tree.query_ball_point(at, (2 + _REACH) * radius, return_sorted=False)
    sizes = np.fromiter(map(len, found), np.int64, len(found))
    large = np.repeat(np.arange(len(at)), sizes)
    small = np.fromiter(chain.from_iterable(found), np.int64, int(sizes.sum()))
    below = (radius[small] < radius[large]) | ((radius[small] == radius[large]) & (small < large))
    below &= free[small] | free[large]
    large, small = large[below], small[below]
    apart = np.hypot(*(at[large] - at[small]).T)
    close = apart < radius[large] + (1 + _REACH) * radius[small]
    return large[close], small[close]


def _pushes(
    at: Floats, radius: Floats, free: Flags, pairs: tuple[Codes, Codes]
) -> tuple[Floats, float]:
    """What every circle is pushed by, and the worst overlap, of the smaller radius."""
    one, other = pairs
    between = at[one] - at[other]
    apart = np.hypot(between[:, 0], between[:, 1])
    over = radius[one] + radius[other] - apart
    touch = over > 0
    one, other, over = one[touch], other[touch], over[touch]
    if not len(one):
        return np.zeros_like(at), 0.0
    apart = np.maximum(apart[touch], 1e-12)
    along = between[touch] / apart[:, None]
    weights = radius**2
    give = weights[one] / (weights[one] + weights[other])
    give = np.where(free[one], np.where(free[other], give, 0.0), 1.0)
    first, second = (over * (1 - give))[:, None] * along, (over * give)[:, None] * along
    size = len(at)
    pushed = np.column_stack(
        [
            np.bincount(one, first[:, axis], size) - np.bincount(other, second[:, axis], size)
            for axis in (0, 1)
        ]
    )
    return pushed, float(np.max(over / np.minimum(radius[one], radius[other])))


def _limited(move: Floats, radius: Floats) -> Floats:
    length = np.hypot(move[:, 0], move[:, 1])
    most = _STEP * radius
    return move * np.minimum(1.0, most / np.maximum(length, 1e-12))[:, None]


def _kept(at: Floats, circles: Circles, wall: float) -> Floats:
    """Every circle on its own side of the ring, outside also between the edges of its petal."""
    outside = ~np.isnan(circles.ray)
    distance = np.maximum(np.hypot(at[:, 0], at[:, 1]), 1e-9)
    least = np.where(outside, 1 + wall + circles.radius, 0.0)
    most = np.where(outside, np.inf, np.maximum(1 - wall - circles.radius, 0.0))
    distant = np.clip(distance, least, most)
    kept = at * (distant / distance)[:, None]
    far, ray = distant[outside], circles.ray[outside]
    turn = np.arctan2(at[outside, 0], -at[outside, 1]) - ray
    turn = (turn + np.pi) % (2 * np.pi) - np.pi
    spread, own = circles.spread[outside], np.arcsin(circles.radius[outside] / far)
    # What is wider than its petal may still give way to both sides.
    most_turn = np.maximum(spread - own, np.minimum(spread, own))
    turn = np.clip(turn, -most_turn, most_turn)
    kept[outside] = along(ray + turn, far)
    return kept
