"""The bounds of docs/definitions.md: what every number of policy.toml may be, from its type."""

from collections.abc import Iterator

from pydantic import AfterValidator, BaseModel

from analytics.bounds import Between
from analytics.policy import Policy
from tests.documents.marked import rewritten

__all__ = ["bounds", "with_bounds"]


def with_bounds(definitions: str) -> str:
    """The text of docs/definitions.md with its table of bounds written anew."""
    rows = [
        f"| `{key}` | {each.ends()[0]} | {each.ends()[1]} | {each.why} |" for key, each in bounds()
    ]
    head = ["| setting | from | to | why |", "|---|---|---|---|"]
    return rewritten(definitions, "bounds", "\n".join([*head, *rows]))


def bounds(section: str = "", model: type[BaseModel] = Policy) -> Iterator[tuple[str, Between]]:
    """Key and bounds of every number that a policy may set, but those of safeguards."""
    for name, field in model.model_fields.items():
        key = f"{section}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from bounds(f"{key}.", field.annotation)
        checks = (each.func for each in field.metadata if isinstance(each, AfterValidator))
        yield from ((key, each) for each in checks if isinstance(each, Between))
