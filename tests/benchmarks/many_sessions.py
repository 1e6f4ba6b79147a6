"""Fifty sessions at once, each moving to another page every five seconds, against a bare page.

Two real servers with the same settings, one after the other, the same load on each; what a reader
waits for one rerun, alone and among fifty. Budget: the p95 among fifty at most three times that of
the bare page plus 50 ms. Run by ``make bench``.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from pages.components.registry import ENTRIES
from tests.benchmarks.visitor import visit
from tests.serving import Server, serve

SESSIONS = 50
#: Between two clicks of one session.
PAUSE_SECONDS = 5.0
#: Clicks of each session that count, after one that fills the caches.
CLICKS = 8
_BARE = Path(__file__).with_name("bare_page.py")
#: Addresses that a session moves between: all pages, and some with something open.
_PLACES = (
    *((entry.path, "") for entry in ENTRIES),
    ("reps", "rep=R001"),
    ("customers", "customer=C0001"),
    ("departure", "rep=R001"),
)
#: Elements of the bare page, about as many as the pages draw.
_BARE_PLACES = (("", "elements=80"),)

Places = Sequence[tuple[str, str]]


def main() -> None:
    """Print p50 and p95 of a rerun, alone and among fifty, of both servers."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        linchpin = stack.enter_context(serve(Path(folder) / "linchpin"))
        bare = stack.enter_context(serve(Path(folder) / "bare", script=_BARE))
        ours, theirs = _measured(linchpin, _PLACES), _measured(bare, _BARE_PLACES)
    budget = 3 * theirs[1] + 50
    print(f"a rerun in ms, p95 of {SESSIONS} sessions that click every {PAUSE_SECONDS:.0f} s")
    print(f"  alone       page {ours[0]:7.1f}  bare {theirs[0]:7.1f}")
    print(f"  among all   page {ours[1]:7.1f}  bare {theirs[1]:7.1f}  budget {budget:7.1f}")


def _measured(server: Server, places: Places) -> tuple[float, float]:
    """p95 of one session's reruns, and of all sessions at once."""
    alone = _clicks(server, places, seed=0, pause=0.2)
    with ThreadPoolExecutor(SESSIONS) as pool:
        running = [
            pool.submit(_clicks, server, places, seed=seed, pause=PAUSE_SECONDS)
            for seed in range(1, SESSIONS + 1)
        ]
        together = [each for one in running for each in one.result()]
    return _p95(alone), _p95(together)


def _clicks(server: Server, places: Places, *, seed: int, pause: float) -> list[float]:
    """Milliseconds of each click of one session, after one click on every place."""
    chance, taken = random.Random(seed), []
    with visit(server, *places[0]) as visitor:
        if seed == 0:
            for each in places:
                visitor.go(*each)
        time.sleep(pause * chance.random())
        for _ in range(CLICKS + 1):
            begun = time.monotonic()
            visitor.go(*chance.choice(places))
            spent = time.monotonic() - begun
            taken.append(1000 * spent)
            time.sleep(max(pause - spent, 0.0))
    return taken[1:]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
