"""CPU of a warm rerun of every page against a bare Streamlit page with as many elements.

Two real servers with the same settings, one session each, reruns in turn; the CPU is that of the
whole server process, garbage collection after the run included. Budget: 40 ms more than bare.
Run by ``make bench``; needs Linux (another process's CPU clock).
"""

import statistics
import tempfile
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from pages.components.registry import ENTRIES
from tests.benchmarks.visitor import Visitor, cpu_seconds, visit
from tests.serving import Server, serve

RERUNS = 40
WARM_UP = 5
BUDGET_MS = 40
#: Pages with something of the demo company open.
_OPENED = (
    ("reps", "rep=R001"),
    ("customers", "customer=C0001"),
    ("network", "rep=R001"),
    ("departure", "rep=R001"),
    ("departure", "rep=R001&kind=away"),
    ("coverage", "rep=R001"),
)
_BARE = Path(__file__).with_name("bare_page.py")


def main() -> None:
    """Print one line a page."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        linchpin = stack.enter_context(serve(Path(folder) / "linchpin"))
        bare = stack.enter_context(serve(Path(folder) / "bare", script=_BARE))
        print(f"warm rerun, CPU in ms, median of {RERUNS}; budget {BUDGET_MS} ms more than bare")
        for path, query in (*((entry.path, "") for entry in ENTRIES), *_OPENED):
            _compare(path, query, linchpin, bare)


def _compare(path: str, query: str, linchpin: Server, bare: Server) -> None:
    with visit(linchpin, path, query) as ours:
        elements = ours.rerun()
        with visit(bare, query=f"elements={elements}") as theirs:
            page_ms, bare_ms = _costs_ms([(linchpin, ours), (bare, theirs)])
    address = f"/{path}?{query}" if query else f"/{path}"
    print(
        f"  {address:<31}{elements:4d} elements  page {page_ms:6.1f}  bare {bare_ms:6.1f}"
        f"  more {page_ms - bare_ms:6.1f}"
    )


def _costs_ms(sessions: list[tuple[Server, Visitor]]) -> list[float]:
    """Median CPU of one rerun in each session, from one start to the next."""
    readings: list[list[float]] = [[] for _ in sessions]
    for _ in range(WARM_UP + RERUNS + 1):
        for (server, visitor), seconds in zip(sessions, readings, strict=True):
            seconds.append(cpu_seconds(server))
            visitor.rerun()
    return [1000 * statistics.median(_differences(seconds[WARM_UP:])) for seconds in readings]


def _differences(values: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(values)]


if __name__ == "__main__":
    main()
