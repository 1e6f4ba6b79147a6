"""What a company sells sets what fits, and nothing else."""

import pytest

from analytics.business import BUSINESSES, settings_for
from analytics.policy import Policy


@pytest.mark.parametrize("sells", BUSINESSES)
def test_settings_are_those_of_a_policy_and_are_remembered(sells: str) -> None:
    policy = Policy.model_validate(settings_for(sells))
    assert policy.company.sells == sells
    assert set(policy.changed) <= {"company", "exposure", "follow", "relationships"}


def test_who_sells_seldom_looks_further_back() -> None:
    assert {name: each.months for name, each in BUSINESSES.items() if each.months > 12} == {
        "projects": 36,
        "brokerage": 24,
    }
