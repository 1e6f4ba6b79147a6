"""The limits of docs/security.md: every number from the code that keeps to it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter

from tests.documents.marked import rewritten
from tests.serving import ROOT

__all__ = ["LIMITS", "SECURITY", "Limit", "with_limits"]

SECURITY = ROOT / "docs" / "security.md"


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table: what is limited, and where the number stands."""

    what: str
    module: str
    name: str
    unit: str

    @property
    def value(self) -> float:
        """The number in the code."""
        return float(attrgetter(self.name)(import_module(self.module)))


def _of_a_reading(what: str, name: str) -> tuple[Limit, ...]:
    module = "data.reader.limits"
    return (
        Limit(f"{what}: resident memory of the process", module, f"{name}.memory", "bytes"),
        Limit(f"{what}: time", module, f"{name}.seconds", "seconds"),
        Limit(f"{what}: processor time", module, f"{name}.cpu_seconds", "seconds"),
        Limit(f"{what}: written to disk meanwhile", module, f"{name}.output", "bytes"),
    )


LIMITS = (
    *_of_a_reading("reading files", "FILES"),
    *_of_a_reading("summing up a database in place", "DATABASE"),
    Limit("faults of one import that are listed", "data.importing.fault_lists", "MOST_FAULTS", ""),
    Limit("imports kept, to go back to", "data.importing.store", "KEPT_VERSIONS", ""),
)


def with_limits(security: str) -> str:
    """The text of docs/security.md with its table of limits written anew."""
    return rewritten(security, "limits", "\n".join(_rows()))


def _rows() -> Iterator[str]:
    yield "| what | limit |\n|---|---|"
    yield f"| one uploaded file | {_written(_upload() << 20, 'bytes')} |"
    for limit in LIMITS:
        yield f"| {limit.what} | {_written(limit.value, limit.unit)} |"


def _upload() -> int:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    return int(config["server"]["maxUploadSize"])


def _written(value: float, unit: str) -> str:
    """A number as people say it.

    >>> _written(1 << 30, "bytes"), _written(3600, "seconds"), _written(500_000, "")
    ('1 GB', '60 minutes', '500,000')
    """
    match unit:
        case "bytes" if value >= 1 << 30:
            return f"{value / (1 << 30):,g} GB"
        case "bytes":
            return f"{value / (1 << 20):,g} MB"
        case "seconds" if value >= 120:
            return f"{value / 60:,g} minutes"
        case "seconds":
            return f"{value:,g} seconds"
    return f"{value:,.0f}"
