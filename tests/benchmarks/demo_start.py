"""How long a first start takes: the demo company, and then its first page (``make bench``); and how
long the first page takes once its figures are kept in the home.

Budget: the demo company is ready in 10 s.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from data.demo import build_demo
from tests.benchmarks.visitor import visit
from tests.serving import serve

BUDGET_SECONDS = 10


def main() -> None:
    """Print the seconds of each step of a first start."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        building = _seconds(lambda: build_demo(folder / "demo.duckdb"))
        print(f"demo company built   {building:6.1f} s   budget {BUDGET_SECONDS} s")
        for pages in (("first page ever", "same page again"), ("after a new start",)):
            with serve(folder / "home") as server:
                for what in pages:
                    with visit(server) as visitor:
                        print(f"{what:<20} {_seconds(visitor.rerun):6.1f} s")


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
