"""docs/examples: a company of ten rows and what assess.py makes of it."""

import shutil
import tempfile
from datetime import date
from pathlib import Path
from unittest import mock

import assess
from data.report.columns import FILES
from tests.serving import ROOT

__all__ = ["COMPANY", "OUT", "write_example"]

COMPANY = ROOT / "docs" / "examples" / "company"
OUT = ROOT / "docs" / "examples" / "out"
#: The day on which the example is assessed: its records grow no older.
_TODAY = date(2025, 6, 30)


def write_example(out: Path) -> None:
    """Assess the example as its README says; its files, without a manifest, go to ``out``."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--source", str(COMPANY), "--out", folder]
        with mock.patch("data.opening.today", return_value=_TODAY):
            assert assess.main(arguments) == 0
        for name in FILES:
            shutil.copyfile(Path(folder, name), out / name)
