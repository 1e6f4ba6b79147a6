"""The law of the loss and the domino effect of large houses: seconds and peak memory.

Budget: 10 seconds and 1 GB for 3,000 people, whatever their teams and customers. Run by hand:
``python -m tests.benchmarks.many_people``. Every case is a process of its own, for its memory.
"""

import resource
import subprocess
import sys
import time

from analytics.losses.distribution import loss_distribution
from analytics.losses.domino import domino
from tests.analytics.losses.loss_cases import large_house

BUDGET_SECONDS, BUDGET_MB = 10.0, 1_000
#: Name: people, customers, people a team (0: no teams), correlation.
CASES = {
    "teams of ten": (3_000, 30_000, 10, 0.0),
    "nobody in a team": (3_000, 30_000, 0, 0.0),
    "one team": (3_000, 30_000, 3_000, 0.0),
    "common factor": (3_000, 30_000, 10, 0.1),
    "few customers": (3_000, 900, 10, 0.0),
}


def measure(case: str) -> None:
    """Print seconds and peak memory of one case."""
    people, customers, team, correlation = CASES[case]
    edges, exposure, leave, teams = large_house(people, customers, team)
    dependence = {"teams": teams, "correlation": correlation, "contagion": 0.01}
    start, work = time.perf_counter(), time.process_time()
    loss_distribution(edges, exposure, leave, **dependence)
    law = time.perf_counter() - start
    domino(edges, exposure, leave, **dependence)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    work = time.process_time() - work
    times = f"{law:6.2f} s law {seconds - law:6.2f} s domino {work:6.2f} s CPU"
    print(f"  {case:18} {times} {peak:5.0f} MB", flush=True)


def main() -> None:
    """Every case in a process of its own, and the budget."""
    for case in CASES:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.many_people", case], check=True)
    print(f"  budget               {BUDGET_SECONDS:8.2f} s together, {BUDGET_MB} MB")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
