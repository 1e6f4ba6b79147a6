"""The rules of safeguards in docs/definitions.md, with their limits, from the code."""

from analytics.hazard_rules import HAZARD_RULES, RuleLimit
from analytics.safeguards.checking import RULES
from tests.documents.marked import rewritten

__all__ = ["with_hazards"]


def with_hazards(definitions: str) -> str:
    """The text of docs/definitions.md with its table of rules written anew."""
    head = ["| rule | tells | severity | limits (from–to) | needs |", "|---|---|---|---|---|"]
    return rewritten(definitions, "hazards", "\n".join([*head, *map(_row, HAZARD_RULES)]))


def _row(code: str) -> str:
    rule = HAZARD_RULES[code]
    limits = ", ".join(_limit(name, each) for name, each in rule.limits.items())
    severity = rule.severity if rule.enabled else f"{rule.severity}, off"
    needs = ", ".join(f"`{each}`" for each in RULES[code].needs).replace("|", "` or `")
    return f"| `{code}` | {RULES[code].brings} | {severity} | {limits} | {needs} |"


def _limit(name: str, limit: RuleLimit) -> str:
    low, high = limit.bounds.ends()
    return f"`{name}` {limit.default:g} ({low}–{high})"
