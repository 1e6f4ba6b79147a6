"""Draw, assess and judge companies of every law, and write docs/validation.md with pictures."""

import argparse
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from tests.validation.checks import reference_checks
from tests.validation.laws import LAWS
from tests.validation.report import pictures, report
from tests.validation.runs import judge_all

DOCS = Path(__file__).parents[2] / "docs"
_NAMED = ("numpy", "pandas", "scipy", "duckdb")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.validation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="companies a law (20)")
    parser.add_argument("--laws", nargs="+", default=list(LAWS), choices=list(LAWS))
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of the page (docs)")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _run(asked: argparse.Namespace, seconds: float) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    day = datetime.now(UTC).date().isoformat()
    return (
        f"Run of {day}: seeds 1 to {asked.seeds} of each law, {seconds / 60:.0f} minutes on "
        f"{asked.processes} processes; Python {python_version()}, {versions}."
    )


def main() -> None:
    """Run, then write the page and its pictures."""
    asked, start = _arguments(), time.monotonic()
    scores = judge_all(asked.laws, asked.seeds, asked.processes)
    text = report(scores, reference_checks(), _run(asked, time.monotonic() - start))
    images = asked.out / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures(scores).items():
        (images / f"validation-{name}.svg").write_text(picture, encoding="utf-8")
    page = asked.out / "validation.md"
    page.write_text(text, encoding="utf-8")
    print(f"Wrote {page}", file=sys.stderr)


if __name__ == "__main__":
    main()
