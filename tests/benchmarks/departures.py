"""How long does a departure of any set of people take, beside a bare numpy aggregate?

20,000 customers, 500 people, three ties a customer. Budget: 0.5 s for any set. The bare aggregate
is one product and one ``bincount`` over the pairs of the same people. Run by hand:
``python -m tests.benchmarks.departures``.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from analytics.departure.away import cover
from analytics.departure.book import DepartureBook
from analytics.departure.first_days import first_days
from analytics.departure.simulation import depart
from tests.analytics.departure.houses import large

BUDGET_SECONDS = 0.5
ROUNDS = 5
PEOPLE, CUSTOMERS = 500, 20_000


def main() -> None:
    """Print one line a set of people."""
    print(
        f"{CUSTOMERS:,} customers, {PEOPLE} people, median of {ROUNDS}; budget {BUDGET_SECONDS} s"
    )
    for kinds in (200, CUSTOMERS):
        book = large(PEOPLE, CUSTOMERS, kinds)
        names = book.reps["rep_id"].tolist()
        sets = {"one": names[:1], "team of ten": names[:10], "half": names[::2], "all": names}
        for name, people in sets.items():
            _compare(f"{name}, {kinds} kinds of customers", book, people)
    print(f"  budget {BUDGET_SECONDS} s")


def _compare(name: str, book: DepartureBook, people: list[str]) -> None:
    leave = _seconds(lambda: first_days(depart(book, people, kind="sudden", weeks=4)))
    away = _seconds(lambda: cover(book, people, weeks=4))
    bare = _seconds(lambda: _bare(book, people))
    print(f"  {name:38} leaving {leave:6.3f} s  away {away:6.3f} s  bare numpy {bare:8.5f} s")


def _bare(book: DepartureBook, people: list[str]) -> float:
    pairs = np.flatnonzero(np.isin(book.rep, book.known(people)))
    worth = book.customers["exposure"].to_numpy()[book.customer[pairs]] * book.follow[pairs]
    return float(np.bincount(book.rep[pairs], weights=worth).sum())


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
