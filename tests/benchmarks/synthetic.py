"""A synthetic company of any size in DuckDB, and what ``assess.py`` takes for a source.

Every customer has ten reps near each other in number, one of whom has half of the contacts; a hash
of the row number stands for chance and is the same in every run.
"""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil

from tests.policies import PURPOSE
from tests.serving import ROOT

__all__ = ["GROUP_BY", "Assessing", "Size", "assess", "build", "plain_seconds"]

#: What an assessment is compared with: who was in touch with whom, how often, and when last.
GROUP_BY = """
select customer_id, rep_id, count(*), max(happened_at) from activities group by customer_id, rep_id
"""
_TABLES = """
create temp macro chance(i, salt, n) as cast(hash(i || salt) % n as bigint);
create table reps as select 'R' || i as rep_id, 'Rep ' || i as name, 'Team ' || i // 10 as team,
    'sales' as function, date '2019-01-01' + cast(chance(i, 'h', 1500) as integer) as hired_on,
    case when i % 25 = 0 then date '2025-01-01' + cast(i % 500 as integer) end as left_on
  from range({reps}) as t(i);
create table customers as select 'C' || i as customer_id, 'Customer ' || i as name,
    'R' || i * 7 % {reps} as owner_id, 'Segment ' || i % 5 as segment
  from range({customers}) as t(i);
create table activities as select 'C' || customer as customer_id,
    'R' || (customer * 7 + chance(i, 'o', 2) * chance(i, 'r', 10)) % {reps} as rep_id,
    timestamp '2023-07-01' + to_minutes(chance(i, 't', 3 * 365 * 1440)) as happened_at,
    ['meeting', 'call', 'email', 'message', 'visit'][1 + chance(i, 'k', 5)] as kind
  from (select i, chance(i, 'c', {customers}) as customer from range({activities}) as t(i));
create table revenue as select 'C' || customer as customer_id,
    'R' || customer * 7 % {reps} as rep_id,
    round(100 * exp(chance(i, 'a', 6000) / 1000), 2) as amount,
    date '2023-07-01' + cast(chance(i, 'd', 3 * 365) as integer) as booked_on, 'EUR' as currency
  from (select i, chance(i, 'b', {customers}) as customer from range({bookings}) as t(i));
"""
#: Between two looks at the memory of the processes.
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows the tables of a company have."""

    activities: int
    customers: int
    reps: int
    bookings: int


@dataclass(frozen=True, slots=True)
class Assessing:
    """What one run of assess.py took: seconds of the clock and of processors, and the most
    megabytes that it and the processes that read for it held at once."""

    seconds: float
    processor_seconds: float
    megabytes: float


def build(database: Path, size: Size) -> None:
    """Write the company into a new DuckDB file."""
    tables = _TABLES.format(
        activities=size.activities, customers=size.customers, reps=size.reps, bookings=size.bookings
    )
    with duckdb.connect(str(database)) as connection:
        connection.execute(tables)


def plain_seconds(database: Path, rounds: int) -> tuple[int, list[float]]:
    """The number of pairs, and the seconds that GROUP_BY takes each time, fetched as Arrow."""
    seconds, rows = [], 0
    with duckdb.connect(str(database), read_only=True) as connection:
        for _ in range(rounds):
            start = time.perf_counter()
            rows = connection.execute(GROUP_BY).to_arrow_table().num_rows
            seconds.append(time.perf_counter() - start)
    return rows, seconds


def assess(url: str, folder: Path) -> Assessing:
    """Run assess.py as a program on a source; its files go into a folder below ``folder``."""
    policy = folder / "policy.toml"
    policy.write_text(f"[attrition]\n{PURPOSE}\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "assess.py"), "--source", url, "--policy", str(policy)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--out", str(folder / "out")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    most = [0]
    watching = threading.Thread(target=_watch, args=(process.pid, most))
    watching.start()
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    watching.join()
    if status:
        sys.exit(f"assess.py failed:\n{errors.decode(errors='replace')}")
    return Assessing(seconds, usage.ru_utime + usage.ru_stime, most[0] / 2**20)


def _watch(pid: int, most: list[int]) -> None:
    """Keep the most bytes that a process and those it has started hold in memory at once."""
    try:
        process = psutil.Process(pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            all_ = [process, *process.children(recursive=True)]
            most[0] = max(most[0], sum(_resident(each) for each in all_))
            time.sleep(_LOOK_SECONDS)
    except psutil.Error:
        return


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
