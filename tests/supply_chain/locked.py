"""The lock files: which packages `make setup` installs, in which version, known by which hashes."""

import re
from dataclasses import dataclass

from tests.serving import ROOT

__all__ = ["DEVELOPMENT", "RUN_TIME", "WAREHOUSES", "Locked", "locked"]

RUN_TIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
#: All of both, as old as the drivers of warehouses want it, and these drivers.
WAREHOUSES = "requirements-warehouses.lock"

_LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; (?P<marker>.+))?")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock file; ``marker`` is empty where it is installed on every machine."""

    name: str
    version: str
    marker: str
    sha256: tuple[str, ...]


def locked(file: str) -> dict[str, Locked]:
    """The packages of a lock file by name; ValueError for a line that is no pinned package."""
    lines = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    packages = [_package(line) for line in lines if line.strip() and line.lstrip()[0] != "#"]
    return {package.name: package for package in packages}


def _package(line: str) -> Locked:
    requirement, *hashes = line.split("--hash=")
    parts = _LINE.fullmatch(requirement.strip())
    wrong = [each for each in hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", each.strip())]
    if not parts or not hashes or wrong:
        raise ValueError(f"not a pinned package with hashes: {requirement.strip()}")
    digests = tuple(each.strip().removeprefix("sha256:") for each in hashes)
    return Locked(parts["name"], parts["version"], parts["marker"] or "", digests)
