"""The most probable parameters of a model: scipy's optimisers, and an answer where they fail.

First the gradient's root from where the search begins (MINPACK's hybrid method, Powell 1970),
which is quick from nearby; where that ends on no maximum, up the log density by trust regions
(Conn, Gould & Toint 2000) and then to the root. A maximum is one where the curvature is positive
and a Newton step would go nowhere; anything else is :class:`~analytics.errors.NotSettled`.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import minimize, root

from analytics.errors import NotSettled
from analytics.messages import message

__all__ = ["UNSETTLED", "most_probable"]

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]

#: What the models say that fall back on their prior.
UNSETTLED = message(
    "Published evidence only: what own departures teach does not settle on one answer"
)
#: Steps of the trust regions, and the gradient at which the root takes over.
_ROUNDS, _NEAR = 200, 1e-3
#: Relative difference of the last two points, and the Newton step that may be left over.
_EXACT, _STILL = 1e-13, 1e-8


def most_probable(
    start: Floats, log_density: Callable[[Floats], float], gradient: Function, curvature: Function
) -> Floats:
    """Where a log density is highest.

    gradient and curvature: its first derivatives, and its negative second ones (size × size).

    >>> centre = np.array([1.0, 2.0])
    >>> most_probable(
    ...     np.zeros(2),
    ...     lambda x: float(-((x - centre) ** 2).sum()),
    ...     lambda x: 2 * (centre - x),
    ...     lambda x: 2 * np.eye(2),
    ... ).round(9)
    array([1., 2.])

    Raises
    ------
    NotSettled
        No maximum is reached: there is none, or it cannot be told from its surroundings.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for begin in _beginnings(start, log_density, gradient, curvature):
            point = _root(begin, gradient, curvature)
            if _is_maximum(point, gradient, curvature):
                return point
    raise NotSettled(UNSETTLED)


def _beginnings(
    start: Floats, log_density: Callable[[Floats], float], gradient: Function, curvature: Function
) -> Iterator[Floats]:
    """Where the search begins, and, once that has led nowhere, what climbing from there gives."""
    yield start

    def depth(point: Floats) -> float:
        height = log_density(point)
        return -height if np.isfinite(height) else np.inf

    try:
        climbed = minimize(
            depth,
            start,
            method="trust-exact",
            jac=lambda point: -gradient(point),
            hess=curvature,
            options={"gtol": _NEAR, "maxiter": _ROUNDS},
        )
    except ValueError:
        # Of derivatives that are not finite; there is nowhere to go from here.
        return
    yield np.asarray(climbed.x, dtype=np.float64)


def _root(begin: Floats, gradient: Function, curvature: Function) -> Floats:
    reached = root(gradient, begin, jac=lambda point: -curvature(point), options={"xtol": _EXACT})
    return np.asarray(reached.x, dtype=np.float64)


def _is_maximum(point: Floats, gradient: Function, curvature: Function) -> bool:
    """Whether the curvature is positive and a Newton step would stay."""
    slope, bend = gradient(point), curvature(point)
    if not (np.isfinite(slope).all() and np.isfinite(bend).all()):
        return False
    try:
        step = cho_solve(cho_factor(bend), slope)
    except LinAlgError:
        return False
    return bool((np.abs(step) <= _STILL * (1 + np.abs(point))).all())
