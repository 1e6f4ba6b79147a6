"""`make torture`: nothing lost, half, mixed, hung, over memory, in a traceback or leaked.

    python -m tests.torture [--seed N] [--quick] [--only NAME] [--findings FILE]

Every case can be repeated alone: the name and the seed are printed with what it found. Only this
machine is addressed, two cases run at a time, and a case that takes too much is ended.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

from tests.torture.children import Warm
from tests.torture.hostile_files import file_cases
from tests.torture.hostile_values import value_cases
from tests.torture.kills import Prepared, kill_cases
from tests.torture.outcomes import Case, Finding, Kind, random_of

_AT_A_TIME = 2
#: Of so many cases the quick run takes one; demo companies take too long for it.
_EVERY = 20


def main() -> int:
    options = _options()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="linchpin-torture-") as folder:
        cases, prepared = _cases(options, Path(folder))
        if not cases:
            print(f"There is no case {options.only}", file=sys.stderr)
            return 2
        found = list(_run(cases, options.seed, Path(folder)))
    report = [f"{name}: {each.kind}: {each.says}" for name, each in sorted(found, key=_order)]
    print("\n".join(report))
    if options.findings:
        options.findings.write_text("\n".join(report) + "\n", encoding="utf-8")
    counts = Counter(each.kind for _, each in found)
    seconds = time.monotonic() - started
    print(f"{len(cases)} cases of seed {options.seed} in {seconds:.0f} s")
    print(f"{prepared.hits.met} of {prepared.hits.tried} kills met a running process")
    print(", ".join(f"{kind} {counts[kind]}" for kind in Kind))
    return 1 if found else 0


def _order(found: tuple[str, Finding]) -> tuple[int, str, str]:
    name, finding = found
    return list(Kind).index(finding.kind), finding.says, name


def _cases(options: argparse.Namespace, folder: Path) -> tuple[list[Case], Prepared]:
    (folder / "prepared").mkdir()
    prepared = Prepared(folder / "prepared")
    every = [*kill_cases(prepared), *file_cases(options.seed), *value_cases(options.seed)]
    if options.only:
        cases = [case for case in every if fnmatch(case.name, options.only)]
    elif options.quick:
        slow = ("kills/demo-", "files/bomb-", "files/wide-")
        cases = [case for case in every if not case.name.startswith(slow)][::_EVERY]
    else:
        cases = every
        # In an order that shows every kind of fault early.
        random_of(options.seed, "order").shuffle(cases)
    if any(case.name.startswith("kills/") for case in cases):
        warm = Warm()
        prepared.prepare(warm)
        warm.close()
    return cases, prepared


def _run(cases: Iterable[Case], seed: int, folder: Path) -> Iterator[tuple[str, Finding]]:
    local = threading.local()

    def attempt(case: Case) -> list[tuple[str, Finding]]:
        if not hasattr(local, "warm"):
            local.warm = Warm()
            opened.append(local.warm)
        with tempfile.TemporaryDirectory(dir=folder) as sandbox:
            try:
                findings = case.attempt(Path(sandbox), random_of(seed, case.name), local.warm)
            except Exception as error:
                # The case itself is at fault, or the product ended the process it starts from.
                del local.warm
                findings = [Finding(Kind.TRACEBACK, f"the case itself: {error!r}"[:300])]
        return [(case.name, finding) for finding in findings]

    opened: list[Warm] = []
    with ThreadPoolExecutor(_AT_A_TIME) as workers:
        for number, found in enumerate(workers.map(attempt, cases), 1):
            if number % 50 == 0:
                print(f"{number} cases", file=sys.stderr, flush=True)
            for name, finding in found:
                print(f"{name}: {finding.kind}: {finding.says}", file=sys.stderr, flush=True)
                yield name, finding
    for warm in opened:
        warm.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="draw the cases from it")
    parser.add_argument("--quick", action="store_true", help="one case of twenty, about a minute")
    parser.add_argument("--only", metavar="NAME", help="run these cases alone, * for any")
    parser.add_argument("--findings", type=Path, metavar="FILE", help="write what was found there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
