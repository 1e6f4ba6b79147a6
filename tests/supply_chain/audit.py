"""`make audit`: does an advisory database know a fault of a locked package?

An index may be a mirror without advisories, and pip-audit then reports "no known vulnerabilities"
about everything. So the source is first asked about a package whose faults are published: one that
does not know those cannot call anything clean.

Exit 0: asked about every package, no fault known. 1: faults, listed. 4: the source says nothing.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.supply_chain.locked import DEVELOPMENT, RUN_TIME, locked

__all__ = ["FAULTS", "SAYS_NOTHING", "Silent", "answer", "audit"]

FAULTS, SAYS_NOTHING = 1, 4

#: CVE-2019-11324, CVE-2020-26137 and others: known to every advisory database.
KNOWN_FAULTY = "urllib3==1.24.1"


class Silent(Exception):
    """The source could not be asked, or did not know the packages that it was asked about."""


@dataclass(frozen=True, slots=True)
class Fault:
    package: str
    identifier: str
    fixed_in: str

    def __str__(self) -> str:
        return f"{self.package}: {self.identifier}, mended in {self.fixed_in or 'no version yet'}"


def answer(reported: str) -> list[Fault]:
    """The faults in a JSON report of pip-audit; Silent where it is none or packages are missing."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(reported)["dependencies"]
    except (ValueError, KeyError):
        raise Silent("the source cannot be asked") from None
    skipped = [each["name"] for each in dependencies if "skip_reason" in each]
    if skipped or not dependencies:
        raise Silent(f"the source does not know {', '.join(skipped) or 'any package'}")
    return [
        Fault(f"{each['name']} {each['version']}", fault["id"], ", ".join(fault["fix_versions"]))
        for each in dependencies
        for fault in each["vulns"]
    ]


def audit(requirements: Sequence[str]) -> list[Fault]:
    """Published faults of pinned packages; Silent where the source has no advisories."""
    if not answer(_ask([KNOWN_FAULTY])):
        raise Silent(f"the source knows no fault of {KNOWN_FAULTY}, so it has no advisories")
    return answer(_ask(requirements))


def _ask(requirements: Sequence[str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text("\n".join(requirements), encoding="utf-8")
        options = ["--requirement", asked, "--no-deps", "--disable-pip", "--format", "json"]
        command = [sys.executable, "-m", "pip_audit", *options, "--progress-spinner", "off"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def main() -> int:
    packages = {**locked(DEVELOPMENT), **locked(RUN_TIME)}
    try:
        faults = audit([f"{each.name}=={each.version}" for each in packages.values()])
    except Silent as why:
        print(f"Not audited: {why}. That says nothing about the packages.", file=sys.stderr)
        return SAYS_NOTHING
    print("\n".join([*map(str, faults), f"{len(packages)} packages, {len(faults)} known faults"]))
    return FAULTS if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
