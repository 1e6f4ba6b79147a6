"""docs/examples: a company of ten rows and what assess.py makes of it."""

from pathlib import Path

import assess
from tests.serving import ROOT

__all__ = ["COMPANY", "OUT", "write_example"]

COMPANY = ROOT / "docs" / "examples" / "company"
OUT = ROOT / "docs" / "examples" / "out"


def write_example(out: Path) -> None:
    """Assess the example as its README says, into ``out``."""
    arguments = ["--source", str(COMPANY), "--out", str(out)]
    assert assess.main(arguments) == 0
