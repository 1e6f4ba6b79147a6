"""The layout of the map: seconds at 1,000 to 20,000 customers, beside the barest way to pack.

Bare is one round of what packing must do at least, times its rounds: a k-d tree of the dots and
every pair of neighbours measured once. Budget: 2 seconds for 5,000 customers. Run by hand:
``python -m tests.benchmarks.map_layout``.
"""

import time

import numpy as np
from scipy.spatial import cKDTree

from analytics.map.layout import Layout, layout
from tests.analytics.map.houses import drawn_rows, house

BUDGET_SECONDS = 2.0
CASES = ((1_000, 40), (5_000, 120), (20_000, 500))
_ROUNDS = 100


def main() -> None:
    """Print one line a case."""
    print(f"map layout, CPU seconds; budget {BUDGET_SECONDS} s for 5,000 customers")
    for customers, people in CASES:
        graph, edges = house(*drawn_rows(customers, people))
        start = time.process_time()
        drawn = layout(graph, edges)
        seconds = time.process_time() - start
        print(
            f"  {customers:6,} customers {people:4} people {len(drawn.dots):6,} dots"
            f"  layout {seconds:5.2f}  bare {_bare(drawn):5.2f}",
            flush=True,
        )


def _bare(drawn: Layout) -> float:
    """CPU of as many rounds of finding and measuring neighbours, nothing moved."""
    start = time.process_time()
    for _ in range(_ROUNDS):
        pairs = cKDTree(drawn.at).query_pairs(2 * np.median(drawn.radius), output_type="ndarray")
        np.hypot(*(drawn.at[pairs[:, 0]] - drawn.at[pairs[:, 1]]).T)
    return time.process_time() - start


if __name__ == "__main__":
    main()
