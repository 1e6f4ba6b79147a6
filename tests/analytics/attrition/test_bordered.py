"""Matrices in which teams meet everything but each other, against the same ones written out."""

import numpy as np
import pytest

from analytics.attrition.bordered import Bordered


@pytest.fixture(params=[0, 1, 7], ids=["no teams", "one team", "teams"])
def matrix(request: pytest.FixtureRequest) -> Bordered:
    return _curvature(request.param, seed=3)


def _curvature(teams: int, seed: int) -> Bordered:
    """Σ value · row rowᵀ of some rows, and something on the diagonal."""
    random = np.random.default_rng(seed)
    design, code = random.standard_normal((60, 3)), random.integers(0, teams + 1, 60)
    member = (code[:, None] == np.arange(teams)).astype(float)
    value = random.random(60)
    bordered = Bordered(
        (design * value[:, None]).T @ design, (design * value[:, None]).T @ member, value @ member
    )
    return bordered.with_diagonal(random.random(3 + teams) + 0.1)


def test_the_inverse_is_that_of_the_whole_matrix(matrix: Bordered) -> None:
    whole, inverse = matrix.whole(), matrix.inverse()
    expected = np.linalg.inv(whole)
    vector = np.arange(len(whole)) - 2.0
    assert inverse.whole() == pytest.approx(expected, rel=1e-11, abs=1e-13)
    assert inverse.diagonal() == pytest.approx(np.diag(expected), rel=1e-11)
    assert inverse.times(vector) == pytest.approx(expected @ vector, rel=1e-10, abs=1e-12)
    assert matrix.log_determinant() == pytest.approx(np.linalg.slogdet(whole)[1], rel=1e-12)


def test_a_row_varies_by_its_columns_and_its_team_if_it_has_one(matrix: Bordered) -> None:
    teams = len(matrix.own)
    code = np.arange(teams + 1)
    design = np.random.default_rng(5).standard_normal((teams + 1, 3))
    rows = np.hstack([design, (code[:, None] == np.arange(teams)).astype(float)])
    expected = np.einsum("ij,jk,ik->i", rows, np.linalg.inv(matrix.whole()), rows)
    assert matrix.inverse().variances(design, code) == pytest.approx(expected, rel=1e-11)


def test_two_are_compared_and_mixed_in_every_part(matrix: Bordered) -> None:
    other = _curvature(len(matrix.own), seed=4)
    apart = other.whole() - matrix.whole()
    scale = np.arange(len(apart)) + 1.0
    assert matrix.towards(other, 0.25).whole() == pytest.approx(matrix.whole() + 0.25 * apart)
    largest = np.abs(apart * np.outer(scale, scale)).max()
    assert matrix.largest(other, scale) == pytest.approx(largest)
