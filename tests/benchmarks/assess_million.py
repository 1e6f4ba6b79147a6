"""``assess.py`` on 1,000,000 activities against DuckDB's plain GROUP BY of the same table.

Budget: six times the GROUP BY plus six seconds, under 1 GB; of these, 0.3 s for the graph of
customers and people and all of its figures. Run by ``make bench``.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from analytics.policy import Policy
from analytics.relationships.connections import connections
from analytics.relationships.exposure import expose
from analytics.relationships.graph import relationship_graph
from analytics.relationships.strength import relate
from data.extract import extract_with_earlier
from data.opening import database_source
from tests.policies import PURPOSE
from tests.serving import ROOT

ACTIVITIES, CUSTOMERS, REPS, BOOKINGS = 1_000_000, 20_000, 500, 200_000
BUDGET_FACTOR, BUDGET_SECONDS, BUDGET_MB, BUDGET_GRAPH = 6, 6.0, 1000, 0.3
ROUNDS = 5

# Every customer has ten reps near each other in number, one of whom has half of the contacts;
# a hash of the row number stands for chance and is the same in every run.
_TABLES = f"""
create temp macro chance(i, salt, n) as cast(hash(i || salt) % n as bigint);
create table reps as select 'R' || i as rep_id, 'Rep ' || i as name, 'Team ' || i // 10 as team,
    'sales' as function, date '2019-01-01' + cast(chance(i, 'h', 1500) as integer) as hired_on,
    case when i % 25 = 0 then date '2025-01-01' + cast(i as integer) end as left_on
  from range({REPS}) as t(i);
create table customers as select 'C' || i as customer_id, 'Customer ' || i as name,
    'R' || i * 7 % {REPS} as owner_id, 'Segment ' || i % 5 as segment
  from range({CUSTOMERS}) as t(i);
create table activities as select 'C' || customer as customer_id,
    'R' || (customer * 7 + chance(i, 'o', 2) * chance(i, 'r', 10)) % {REPS} as rep_id,
    timestamp '2023-07-01' + to_minutes(chance(i, 't', 3 * 365 * 1440)) as happened_at,
    ['meeting', 'call', 'email', 'message', 'visit'][1 + chance(i, 'k', 5)] as kind
  from (select i, chance(i, 'c', {CUSTOMERS}) as customer from range({ACTIVITIES}) as t(i));
create table revenue as select 'C' || customer as customer_id,
    'R' || customer * 7 % {REPS} as rep_id,
    round(100 * exp(chance(i, 'a', 6000) / 1000), 2) as amount,
    date '2023-07-01' + cast(chance(i, 'd', 3 * 365) as integer) as booked_on, 'EUR' as currency
  from (select i, chance(i, 'b', {CUSTOMERS}) as customer from range({BOOKINGS}) as t(i));
"""
_GROUP_BY = """
select customer_id, rep_id, count(*), max(happened_at) from activities group by customer_id, rep_id
"""


def main() -> None:
    """Print both times, their ratio, the memory and the budget."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "million.duckdb"
        with duckdb.connect(str(database)) as connection:
            connection.execute(_TABLES)
        pairs, plain = _plain_group_by(database)
        seconds, megabytes = _assess(database, Path(folder) / "out")
        graph, ties = _graph(database)
    budget = BUDGET_FACTOR * plain + BUDGET_SECONDS
    print(f"{ACTIVITIES:,} activities, {CUSTOMERS:,} customers, {REPS} reps, {pairs:,} pairs")
    print(f"  plain GROUP BY   {plain:8.2f} s   (median of {ROUNDS})")
    print(f"  assess.py        {seconds:8.2f} s   {seconds / plain:.1f} times")
    print(f"  budget           {budget:8.2f} s   {BUDGET_FACTOR} times and {BUDGET_SECONDS:g} s")
    print(f"  peak memory      {megabytes:8.0f} MB  budget {BUDGET_MB} MB")
    print(f"  graph            {graph:8.2f} s   budget {BUDGET_GRAPH} s, {ties:,} ties")


def _plain_group_by(database: Path) -> tuple[int, float]:
    """Return the number of pairs and the median seconds of the plain statement."""
    seconds = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            rows = connection.execute(_GROUP_BY).to_arrow_table().num_rows
            seconds.append(time.perf_counter() - start)
    return rows, statistics.median(seconds)


def _assess(database: Path, out: Path) -> tuple[float, float]:
    """Run assess.py as a program; return its wall seconds and peak resident megabytes."""
    policy = database.with_name("policy.toml")
    policy.write_text(f"[attrition]\n{PURPOSE}\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "assess.py"), "--source", f"duckdb:///{database}"]
    command += ["--policy", str(policy)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"assess.py failed:\n{errors.decode(errors='replace')}")
    return seconds, usage.ru_maxrss / 1024


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
    return statistics.median(seconds), graph.ties.number_of_edges()


if __name__ == "__main__":
    main()
