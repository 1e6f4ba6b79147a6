"""The search for a mode: it ends at a maximum, or says that it did not."""

import numpy as np
import pytest
from scipy.special import expit

from analytics.errors import LinchpinError, NotSettled
from analytics.mode import most_probable

# A density with a saddle at 0 and maxima at (±1, 0): −(x² − 1)² − y².


def height(point: np.ndarray) -> float:
    return float(-((point[0] ** 2 - 1) ** 2) - point[1] ** 2)


def slope(point: np.ndarray) -> np.ndarray:
    return np.array([-4 * point[0] * (point[0] ** 2 - 1), -2 * point[1]])


def bend(point: np.ndarray) -> np.ndarray:
    return np.diag([12 * point[0] ** 2 - 4, 2.0])


def test_a_saddle_is_no_answer():
    found = most_probable(np.array([1e-3, 0.5]), height, slope, bend)
    assert np.abs(found) == pytest.approx([1.0, 0.0], abs=1e-12)


def test_far_from_the_maximum_it_climbs():
    # The log density of a Student's t: far out, Newton's method would run away.
    found = most_probable(
        np.array([40.0]),
        lambda x: float(-2 * np.log1p(x[0] ** 2)),
        lambda x: -4 * x / (1 + x**2),
        lambda x: np.diag(4 * (1 - x**2) / (1 + x**2) ** 2),
    )
    assert found == pytest.approx([0.0], abs=1e-9)


def logistic(z: np.ndarray, y: np.ndarray):
    return (
        np.zeros(1),
        lambda b: float(y @ (z * b) - np.logaddexp(0, z * b).sum()),
        lambda b: np.array([(y - expit(z * b)) @ z]),
        lambda b: np.array([[(expit(z * b) * expit(-z * b)) @ z**2]]),
    )


def test_outcomes_that_are_separated_have_no_most_probable_slope():
    z = np.array([-2.0, -1.0, 1.0, 3.0])
    with pytest.raises(NotSettled, match="does not settle on one answer"):
        most_probable(*logistic(z, (z > 0).astype(float)))


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_a_density_without_finite_values_is_named(broken):
    with pytest.raises(LinchpinError):
        most_probable(
            np.zeros(1),
            lambda x: broken * x[0],
            lambda x: np.full_like(x, broken),
            lambda x: np.full((len(x), 1), broken),
        )


def test_rounds_that_run_out_are_not_passed_over(monkeypatch):
    monkeypatch.setattr("analytics.mode._ROUNDS", 1)
    with pytest.raises(NotSettled):
        most_probable(
            np.array([400.0]),
            lambda x: float(-2 * np.log1p(x[0] ** 2)),
            lambda x: -4 * x / (1 + x**2),
            lambda x: np.diag(4 * (1 - x**2) / (1 + x**2) ** 2),
        )
