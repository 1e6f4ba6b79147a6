"""Draw, assess and judge companies of every law, and write docs/validation.md with pictures."""

import argparse
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from tests.validation.checks import reference_checks
from tests.validation.laws import LAWS
from tests.validation.other_routes import own_checks
from tests.validation.report import pictures, report
from tests.validation.runs import FULL, QUICK, Asked, judge_all

DOCS = Path(__file__).parents[2] / "docs"
_NAMED = ("numpy", "pandas", "scipy", "duckdb")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.validation", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few companies, none reported ones")
    parser.add_argument("--fresh", type=int, help=f"companies a law, out of sample ({FULL.fresh})")
    parser.add_argument("--in-sample", type=int, help=f"the same, in sample ({FULL.in_sample})")
    parser.add_argument("--laws", nargs="+", default=list(LAWS), choices=list(LAWS))
    parser.add_argument("--out", type=Path, default=DOCS, help="folder of the page (docs)")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _asked(given: argparse.Namespace) -> Asked:
    usual = QUICK if given.quick else FULL
    numbers = {"fresh": given.fresh, "in_sample": given.in_sample}
    return replace(usual, **{name: n for name, n in numbers.items() if n is not None})


def _run(asked: Asked, processes: int, seconds: float) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    day = datetime.now(UTC).date().isoformat()
    return (
        f"Run of {day}: seeds {asked.first} to {asked.first + asked.fresh - 1} of each law out of "
        f"sample, 1 to {asked.in_sample} in sample; {seconds / 60:.0f} minutes on {processes} "
        f"processes; Python {python_version()}, {versions}."
    )


def main() -> None:
    """Run, then write the page and its pictures."""
    given, start = _arguments(), time.monotonic()
    asked = _asked(given)
    scores = judge_all(given.laws, asked, given.processes)
    run = _run(asked, given.processes, time.monotonic() - start)
    text = report(scores, [*reference_checks(), *own_checks()], run)
    images = given.out / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures(scores).items():
        (images / f"validation-{name}.svg").write_text(picture, encoding="utf-8")
    page = given.out / "validation.md"
    page.write_text(text, encoding="utf-8")
    print(f"Wrote {page}", file=sys.stderr)


if __name__ == "__main__":
    main()
