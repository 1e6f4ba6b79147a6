"""Every reference value that belongs to Linchpin is reproduced by its functions."""

import json
from pathlib import Path

import pytest

from tests.validation.checks import PUBLISHED, Check, reference_checks

pytestmark = pytest.mark.slow

SHARED = Path(__file__).parents[3] / "shared" / "reference_checks.json"


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    """All of them, answered."""
    return reference_checks()


def test_at_least_forty_reference_values_are_reproduced(checks: list[Check]) -> None:
    assert [(check.name, check.difference) for check in checks if not check.passed] == []
    assert len({check.name for check in checks}) == len(checks) >= 40
    assert all(check.source for check in checks)


def test_copies_of_the_reference_values_are_faithful() -> None:
    if not SHARED.exists():
        pytest.skip("the published reference values are not here")
    published = {each["id"]: each for each in json.loads(SHARED.read_text(encoding="utf-8"))}
    for copy in json.loads(PUBLISHED.read_text(encoding="utf-8")):
        original = published[copy["id"]]
        for key in ("topic", "input", "expected", "tol"):
            assert copy[key] == original[key], copy["id"]


def test_a_value_outside_its_tolerance_is_said_to_fail() -> None:
    check = Check("x", "x", (1.0, 200.0), (1.0, 200.5), 0.001, "by hand")
    assert check.difference == pytest.approx(0.0025)
    assert not check.passed
