"""``assess.py`` on 1,000,000 activities against DuckDB's plain GROUP BY of the same table.

Budget: six times the GROUP BY plus six seconds, under 1 GB; of these, 0.3 s for the graph of
customers and people and all of its figures. Run by ``make bench``.
"""

import statistics
import tempfile
import time
from pathlib import Path

from analytics.policy import Policy
from analytics.relationships.connections import connections
from analytics.relationships.exposure import expose
from analytics.relationships.graph import relationship_graph
from analytics.relationships.strength import relate
from data.extract import extract_with_earlier
from data.opening import database_source
from tests.benchmarks.synthetic import Size, assess, build, plain_seconds

SIZE = Size(activities=1_000_000, customers=20_000, reps=500, bookings=200_000)
BUDGET_FACTOR, BUDGET_SECONDS, BUDGET_MB, BUDGET_GRAPH = 6, 6.0, 1000, 0.3
ROUNDS = 5


def main() -> None:
    """Print both times, their ratio, the memory and the budget."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "million.duckdb"
        build(database, SIZE)
        pairs, each = plain_seconds(database, ROUNDS)
        took = assess(f"duckdb:///{database}", Path(folder))
        graph, ties = _graph(database)
    plain = statistics.median(each)
    budget = BUDGET_FACTOR * plain + BUDGET_SECONDS
    print(f"{SIZE.activities:,} activities, {SIZE.customers:,} customers, {SIZE.reps} reps")
    print(f"  plain GROUP BY   {plain:8.2f} s   (median of {ROUNDS}), {pairs:,} pairs")
    print(f"  assess.py        {took.seconds:8.2f} s   {took.seconds / plain:.1f} times")
    print(f"  budget           {budget:8.2f} s   {BUDGET_FACTOR} times and {BUDGET_SECONDS:g} s")
    print(f"  peak memory      {took.megabytes:8.0f} MB  budget {BUDGET_MB} MB")
    print(f"  graph            {graph:8.2f} s   budget {BUDGET_GRAPH} s, {ties:,} ties")


def _graph(database: Path) -> tuple[float, int]:
    """Return the median seconds of the graph with its figures, and its number of ties."""
    policy = Policy()
    source = database_source(f"duckdb:///{database}", policy)
    extract, _ = extract_with_earlier(source, policy, days=90)
    source.engine.dispose()
    relationships = relate(extract, policy)
    exposures = expose(extract.customers, as_of=extract.as_of, policy=policy)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        graph = relationship_graph(extract, relationships, exposures)
        connections(graph)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), graph.knows.nnz


if __name__ == "__main__":
    main()
