"""Formulas without published values agree with another route to the same value."""

import pytest

from tests.validation.checks import Check
from tests.validation.other_routes import own_checks


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    """All of them, computed both ways."""
    return own_checks()


def test_every_value_is_reached_by_the_other_route(checks: list[Check]) -> None:
    assert [(check.name, check.difference) for check in checks if not check.passed] == []
    assert len({check.name for check in checks}) == len(checks) >= 10


def test_every_check_says_by_which_route(checks: list[Check]) -> None:
    assert all(check.source and check.topic for check in checks)
