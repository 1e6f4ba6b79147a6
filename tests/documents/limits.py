"""The limits of docs/security.md: every number from the code that keeps to it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter

from tests.documents.marked import rewritten
from tests.serving import ROOT

__all__ = ["LIMITS", "OF_ONE_FILE", "SECURITY", "Limit", "commented", "with_limits"]

SECURITY = ROOT / "docs" / "security.md"

#: Its comments are the text of the table.
OF_ONE_FILE = "data.importing.limits"


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
        place, _, name = self.name.rpartition(".")
        found = attrgetter(place)(import_module(self.module)) if place else None
        if isinstance(found, type):
            # Defaults of a dataclass are those of an instance.
            found = found()
        return float(getattr(found or import_module(self.module), name))


def _of_a_reading(what: str, name: str) -> tuple[Limit, ...]:
    module = "data.reader.limits"
    return (
        Limit(f"{what}: resident memory of the process", module, f"{name}.memory", "bytes"),
        Limit(f"{what}: time", module, f"{name}.seconds", "seconds"),
        Limit(f"{what}: processor time", module, f"{name}.cpu_seconds", "seconds"),
        Limit(f"{what}: written to disk meanwhile", module, f"{name}.output", "bytes"),
    )


def _of_a_source(what: str, name: str, unit: str) -> Limit:
    return Limit(f"a database: {what}", "data.sources.limits", f"Limits.{name}", unit)


LIMITS = (
    *_of_a_reading("reading files", "FILES"),
    *_of_a_reading("summing up a database in place", "DATABASE"),
    _of_a_source("connecting", "connect_seconds", "seconds"),
    _of_a_source("one statement (LINCHPIN_SOURCE_SECONDS)", "statement_seconds", "seconds"),
    _of_a_source("a whole reading, or silence of the connection", "reading_seconds", "seconds"),
    _of_a_source("ending a statement", "cancel_seconds", "seconds"),
    _of_a_source("rows of one statement, where they are fetched one by one", "rows", ""),
    _of_a_source("characters of all values of one statement", "size", ""),
    _of_a_source("characters of one value", "value", ""),
    _of_a_source("memory of an engine within the process, in bytes", "memory", ""),
    _of_a_source("its room on disk, in bytes", "spill", ""),
    Limit("uploads of one session", "data.uploads", "SESSION_BYTES", "bytes"),
    Limit("uploads of all sessions", "data.uploads", "SERVER_BYTES", "bytes"),
    Limit("disk that uploads leave free", "data.uploads", "SPARE_BYTES", "bytes"),
    Limit("uploads stay after their page is gone", "data.uploads", "ENDED_SECONDS", "seconds"),
    Limit("uploads stay without use", "data.uploads", "UNUSED_SECONDS", "seconds"),
    Limit(
        "work goes on after the last page that waits for it is gone",
        "pages.components.work",
        "PATIENCE_SECONDS",
        "seconds",
    ),
    Limit(
        "a failure stands before it is tried again",
        "pages.components.work",
        "FAILURE_SECONDS",
        "seconds",
    ),
    Limit("one file of the log, in bytes", "data.logs", "FILE_BYTES", ""),
    Limit("older files of the log that stay", "data.logs", "OLDER_FILES", ""),
    Limit("faults of one import that are listed", "data.importing.fault_lists", "MOST_FAULTS", ""),
    Limit("imports kept, to go back to", "data.home.retention", "KEPT_VERSIONS", ""),
    Limit("what is out of use stays", "data.home.retention", "UNUSED_DAYS", "days"),
    Limit("what a restore replaced stays", "data.home.retention", "BEFORE_RESTORE_DAYS", "days"),
)


def with_limits(security: str) -> str:
    """The text of docs/security.md with its table of limits written anew."""
    return rewritten(security, "limits", "\n".join(_rows()))


def _rows() -> Iterator[str]:
    yield "| what | limit |\n|---|---|"
    yield f"| one uploaded file | {_written(_upload() << 20, 'bytes')} |"
    for limit in LIMITS:
        yield f"| {limit.what} | {_written(limit.value, limit.unit)} |"
    for says, names in commented(OF_ONE_FILE):
        module = import_module(OF_ONE_FILE)
        values = [_written(getattr(module, name), _unit(says, name, module)) for name in names]
        yield f"| {says} | {'; '.join(values)} |"


def commented(module: str) -> Iterator[tuple[str, list[str]]]:
    """What the comments of a module of constants say, each with the names that it is about."""
    path = ROOT / module.replace(".", "/")
    says: list[str] = []
    names: list[str] = []
    for line in path.with_suffix(".py").read_text(encoding="utf-8").splitlines():
        if line.startswith("#: "):
            if names:
                yield _sentence(says), names
                says, names = [], []
            says.append(line.removeprefix("#: "))
        elif constant := re.match(r"([A-Z_]+) = ", line):
            names.append(constant[1])
    yield _sentence(says), names


def _sentence(says: list[str]) -> str:
    text = " ".join(says).removesuffix(".")
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _unit(says: str, name: str, module: object) -> str:
    """Sizes in memory or on disk are whole megabytes; characters are counted one by one."""
    whole = getattr(module, name) % (1 << 20) == 0
    return "bytes" if whole and "haracters" not in says else ""


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
        case "days":
            return "1 day" if value == 1 else f"{value:,g} days"
        case "seconds" if value >= 120:
            return f"{value / 60:,g} minutes"
        case "seconds":
            return f"{value:,g} seconds"
    return f"{value:,.0f}"
