"""Policies of companies where somebody answers for estimating people one by one, and one of few
draws."""

from analytics.policy import LossRules, Policy, read_policy

__all__ = ["ACCEPTED", "FEW_DRAWS", "PURPOSE", "accepted"]

#: For figures that rest on no draw of losses or parameters: an assessment takes a quarter less.
FEW_DRAWS = LossRules(scenarios=100, parameter_uncertainty=False)

#: The line of a policy file, for its section [attrition].
PURPOSE = 'purpose_accepted = "Li Na, 2024-01-01"'


def accepted(attrition: str = "") -> Policy:
    """A policy with an accepted purpose and these further lines under [attrition]."""
    return read_policy(f"[attrition]\n{PURPOSE}\n{attrition}")


ACCEPTED = accepted()
