"""What sessions cost in memory: one more that is open, and a thousand that have come and gone.

One server of the demo company. First its resident memory with 10 and with 60 open sessions that
have each seen a page; then 1,000 sessions, ten at once, that each load a page, every other dozen
of them a customer or a salesperson, too, and go. Streamlit keeps the last 128 of them for two
minutes in case they come back, and the pages keep tables and figures of what was opened for
everybody: both are full after the first few hundred sessions, and from there on nothing may grow.
Run by ``make bench``.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil

from pages.components.registry import ENTRIES
from tests.benchmarks.visitor import visit
from tests.serving import Server, serve

#: Open sessions at the two looks at the memory.
FEW, MANY = 10, 60
#: Sessions that come and go, so many of them at once; between two looks at the memory; and from
#: which look on it may not grow.
COMING, AT_ONCE, LOOK, FULL = 1_000, 10, 200, 400
BUDGET_OPEN_MB, BUDGET_GROWTH_MB = 3, 20
_PLACES = tuple(entry.path for entry in ENTRIES)
#: What sessions open of the demo company, one after the other.
_OPENED = tuple(
    opened
    for number in range(1, 11)
    for opened in (
        ("customers", f"customer=C{number:04}"),
        ("reps", f"rep=R{number:03}"),
    )
)


def main() -> None:
    """Print both, with their budgets."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "home") as server:
        with visit(server) as first:
            for place in _PLACES:
                first.go(place)
        before = _megabytes(server)
        more = _per_open_session(server)
        print(f"a further open session  {more:6.2f} MB  budget {BUDGET_OPEN_MB} MB", flush=True)
        _coming_and_going(server, before)


def _per_open_session(server: Server) -> float:
    """Megabytes that each session between FEW and MANY open ones adds."""
    looks = []
    with ExitStack() as stack:
        for number in range(1, MANY + 1):
            stack.enter_context(visit(server, _PLACES[number % len(_PLACES)])).rerun()
            if number in (FEW, MANY):
                looks.append(_megabytes(server))
    return (looks[1] - looks[0]) / (MANY - FEW)


def _coming_and_going(server: Server, before: float) -> None:
    """Print the resident memory as sessions come and go."""
    print(f"resident MB as {COMING:,} sessions come and go, {AT_ONCE} at once")
    print(f"  before any        {before:7.0f}", flush=True)
    looks = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for gone in range(LOOK, COMING + 1, LOOK):
            list(pool.map(lambda number: _come_and_go(server, number), range(gone - LOOK, gone)))
            looks[gone] = _megabytes(server)
            print(f"  after {gone:>5,}       {looks[gone]:7.0f}", flush=True)
    grown = looks[COMING] - looks[FULL]
    print(f"  the last {COMING - FULL:,} add  {grown:7.0f}  budget {BUDGET_GROWTH_MB} MB")


def _come_and_go(server: Server, number: int) -> None:
    """One session: a page, and in every other dozen of sessions somebody."""
    page, other = number % len(_PLACES), number // len(_PLACES) % 2
    with visit(server, _PLACES[page]) as visitor:
        visitor.rerun()
        if other:
            visitor.go(*_OPENED[number % len(_OPENED)])


def _megabytes(server: Server) -> float:
    return float(psutil.Process(server.pid).memory_info().rss) / 2**20


if __name__ == "__main__":
    main()
