"""The bounds of docs/definitions.md: what every number of policy.toml may be, from its type."""

from analytics.policy_settings import bounds, setting
from tests.documents.marked import rewritten

__all__ = ["with_bounds"]


def with_bounds(definitions: str) -> str:
    """The text of docs/definitions.md with its table of bounds written anew."""
    rows = [
        f"| `{key}` | {_name(key)} | {each.ends()[0]} | {each.ends()[1]} | {each.why} |"
        for key, each in bounds()
    ]
    head = ["| setting | what it is | from | to | why |", "|---|---|---|---|---|"]
    return rewritten(definitions, "bounds", "\n".join([*head, *rows]))


def _name(key: str) -> str:
    found = setting(key)
    return str(found.name) if found else ""
