"""The chance that at least one of several independent things happens: a union of events.

A customer goes if it follows anybody who leaves. With chances p = a·q that a customer goes with
one person, it goes with somebody with 1 − Π(1 − p). Everything is summed as log(1 − p), because
products of many numbers near one lose the small chances that matter here; one ``bincount`` sums a
million pairs.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = [
    "NEARLY_SURE",
    "chance_of_any",
    "chance_of_any_in_scenarios",
    "chance_of_no_other",
    "chance_of_none",
    "either",
    "log_none",
]

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: What stands in for a chance of one where its logarithm is multiplied or subtracted.
NEARLY_SURE = 1 - 1e-12


def chance_of_any(chance: Floats, group: Codes, size: int) -> Floats:
    """1 − Π(1 − p) over the items of each group.

    chance: p (0–1) by item; group: code (0 … size − 1) by item. Returns one chance (0–1) a group:
    0 for a group without items, 1 with a certain item, missing with a missing one. O(items).

    >>> chance_of_any(np.array([0.5, 0.5, 1.0]), np.array([0, 0, 2]), 4).tolist()
    [0.75, 0.0, 1.0, 0.0]
    """
    # Not its negative: a group without items would have a chance of −0.
    return np.asarray(0.0 - np.expm1(_log_none_by(chance, group, size)))


def chance_of_none(chance: Floats, group: Codes, size: int) -> Floats:
    """Π(1 − p) over the items of each group; arguments as for :func:`chance_of_any`.

    >>> chance_of_none(np.array([0.5, 0.5, 1.0]), np.array([0, 0, 2]), 4).round(9).tolist()
    [0.25, 1.0, 0.0, 1.0]
    """
    return np.asarray(np.exp(_log_none_by(chance, group, size)))


def chance_of_no_other(chance: Floats, group: Codes, size: int) -> Floats:
    """By item: Π(1 − p) over the other items of its group; certain ones count as NEARLY_SURE.

    >>> chance_of_no_other(np.array([0.5, 0.2, 0.3]), np.array([0, 0, 1]), 2).round(9).tolist()
    [0.8, 0.5, 1.0]
    """
    own = log_none(np.minimum(chance, NEARLY_SURE))
    total = np.bincount(group, weights=own, minlength=size)
    return np.asarray(np.exp(total[group] - own))


def either(first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
    """1 − (1 − p)·(1 − p') of two, exactly p where p' is 0.

    >>> either(np.array([0.5, 0.2]), np.array([0.0, 0.5])).round(9).tolist()
    [0.5, 0.6]
    """
    return np.asarray(first + second * (1 - first))


def log_none(chance: NDArray[Any]) -> NDArray[Any]:
    """log(1 − p) of each item; −∞ for a certain one is meant.

    >>> log_none(np.array([0.0, 1.0])).tolist()
    [-0.0, -inf]
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.log1p(-chance))


def chance_of_any_in_scenarios(stays: sparse.csr_array, happens: Flags) -> NDArray[Any]:
    """groups × scenarios: 1 − Π(1 − p) over those items of a group that come up in a scenario.

    stays: groups × columns with :func:`log_none` of each item, finite (at most NEARLY_SURE);
    happens: scenarios × columns. In the precision of ``stays``: single is half the work.

    >>> stays = sparse.csr_array(log_none(np.array([[0.5, 0.2]])))
    >>> chance_of_any_in_scenarios(stays, np.array([[True, False], [True, True]])).round(9)
    array([[0.5, 0.6]])
    """
    sums = stays @ happens.T.astype(stays.dtype)
    np.expm1(sums, out=sums)
    return np.asarray(np.negative(sums, out=sums))


def _log_none_by(chance: Floats, group: Codes, size: int) -> Floats:
    """Σ log(1 − p) over the items of each group."""
    # A bare bincount of nothing would be whole numbers.
    return np.bincount(group, weights=log_none(chance), minlength=size).astype(float)
