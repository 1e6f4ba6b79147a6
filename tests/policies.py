"""Policies of companies where somebody answers for estimating people one by one."""

from analytics.policy import Policy, read_policy

__all__ = ["ACCEPTED", "PURPOSE", "accepted"]

#: The line of a policy file, for its section [attrition].
PURPOSE = 'purpose_accepted = "Li Na, 2024-01-01"'


def accepted(attrition: str = "") -> Policy:
    """A policy with an accepted purpose and these further lines under [attrition]."""
    return read_policy(f"[attrition]\n{PURPOSE}\n{attrition}")


ACCEPTED = accepted()
