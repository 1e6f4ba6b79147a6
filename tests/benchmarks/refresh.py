"""A refresh after 0.1 % new rows against reading everything, on 2,000,000 contacts.

Printed for PostgreSQL, where the programs of a server are installed, and for a DuckDB file: seconds
of a full reading (opened, checked and summed up where it is) and of a refresh (a reading process
that asks for what is new and builds the next copy; the copy opened and summed up), for the same
frames. The budget of 10 % is that of the sums on a server; the whole of both is told beside it. A
DuckDB file is summed up by the engine that sums up its copy, so that there is less to save. Run by
``make bench-scale``.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from analytics.extract import Extract
from analytics.policy import Policy
from data.extract import extract_with_earlier, with_departures, with_rep_months
from data.opening import copied_source, given_source, refreshed
from data.sources import AnySource
from tests.with_databases import postgresql

T = TypeVar("T")

ACTIVITIES, CUSTOMERS, REPS, BOOKINGS = 2_000_000, 40_000, 500, 400_000
NEW = ACTIVITIES // 1000
BUDGET = 0.10
POLICY = Policy()

_PLACE = "from generate_series(cast({first} as bigint), {last}) as t(i)"
#: Chance by arithmetic that every engine does alike: the same rows in each.
_CUSTOMER = f"'C' || ((i * 48271) % {CUSTOMERS})"
_OTHER = "(i % 2) * (cast(floor(i / 7) as bigint) % 10)"
_REP = f"'R' || (((i * 48271) % {CUSTOMERS}) * 7 + {_OTHER}) % {REPS}"
_FROM_0 = "from generate_series(cast(0 as bigint), {last}) as t(i)"
_TABLES = {
    "reps": f"""select 'R' || i as rep_id, 'Rep ' || i as name, 'sales' as "function",
        case when i % 25 = 0 then date '2025-01-01' + cast(i as integer) end as left_on
        {_FROM_0.format(last=REPS - 1)}""",
    "customers": f"""select 'C' || i as customer_id, 'Customer ' || i as name,
        'R' || (i * 7) % {REPS} as owner_id {_FROM_0.format(last=CUSTOMERS - 1)}""",
}
_ACTIVITIES = f"""select i as activity_id, {_CUSTOMER} as customer_id, {_REP} as rep_id,
    timestamp '2023-07-01 08:00:00' + ((i * 7919) % {3 * 365 * 24}) * interval '1 hour'
        as happened_at,
    case i % 3 when 0 then 'meeting' when 1 then 'call' else 'email' end as kind,
    timestamp '2026-06-30 12:00:00' - ({{base}} - i) * interval '20 seconds' as updated_at
    {_PLACE}"""
_REVENUE = f"""select 'B' || i as revenue_id, {_CUSTOMER} as customer_id,
    'R' || (((i * 48271) % {CUSTOMERS}) * 7) % {REPS} as rep_id,
    cast(100 + i % 9000 as double precision) as amount,
    date '2023-07-01' + cast((i * 7919) % {3 * 365} as integer) as booked_on, 'EUR' as currency,
    timestamp '2026-06-30 12:00:00' - ({BOOKINGS} - i) * interval '1 minute' as updated_at
    {_PLACE}"""


def main() -> None:
    """Print the times of both, their ratios and the budget."""
    with tempfile.TemporaryDirectory() as folder:
        for name, serve in (("PostgreSQL", postgresql), ("DuckDB", _file)):
            try:
                with serve() as url:
                    _measured(name, url, Path(folder) / name)
            except FileNotFoundError as error:
                print(f"{name}: not measured, {error}")


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"duckdb:///{folder}/crm.duckdb"


def _measured(name: str, url: str, home: Path) -> None:
    _run(url, *(f"create table {table} as {rows}" for table, rows in _TABLES.items()))
    base = ACTIVITIES
    _run(url, f"create table activities as {_rows(_ACTIVITIES, 1, ACTIVITIES, base)}")
    _run(url, f"create table revenue as {_rows(_REVENUE, 1, BOOKINGS, base)}")
    _run(url, *_KEYS)
    first, (_, before) = _timed(lambda: refreshed(url, POLICY, home))
    with closing(copied_source(before, home, url, POLICY, home)) as copy:
        _extract(copy)  # what a server has at hand
    bookings = (BOOKINGS + 1, BOOKINGS + BOOKINGS // 1000)
    _run(
        url,
        f"insert into activities {_rows(_ACTIVITIES, base + 1, base + NEW, base)}",
        f"insert into revenue {_rows(_REVENUE, *bookings, base)}",
    )
    asked, (_, state) = _timed(lambda: refreshed(url, POLICY, home))
    read = sum(each.read for each in state.tables if each.name in ("activities", "revenue"))
    opened, copy = _timed(lambda: copied_source(state, home, url, POLICY, home))
    with closing(copy):
        summed, here = _timed(lambda: _extract(copy))
    full_open, source = _timed(lambda: given_source(url, POLICY, home))
    with closing(source):
        full_sum, there = _timed(lambda: _extract(source))
    assert here.activity_edges["activities"].sum() == there.activity_edges["activities"].sum()
    part, whole = asked + opened + summed, full_open + full_sum
    print(f"{name}: {ACTIVITIES:,} contacts, {BOOKINGS:,} bookings, {NEW:,} new, {read:,} read")
    print(f"  first copy        {first:8.2f} s")
    print(
        f"  full reading      {whole:8.2f} s   open and check {full_open:.2f}, sum {full_sum:.2f}"
    )
    print(
        f"  refresh           {part:8.2f} s   ask {asked:.2f}, open {opened:.2f}, sum {summed:.2f}"
    )
    print(f"  sums, refresh / full {summed / full_sum:5.1%}   budget {BUDGET:.0%} on a server")
    print(f"  all of it            {part / whole:5.1%}")


_KEYS = (
    "alter table activities add primary key (activity_id)",
    "alter table revenue add primary key (revenue_id)",
    "create index activities_updated on activities (updated_at)",
    "create index revenue_updated on revenue (updated_at)",
    "analyze",
)


def _rows(statement: str, first: int, last: int, base: int) -> str:
    return statement.format(first=first, last=last, base=base)


def _run(url: str, *statements: str) -> None:
    engine: Any = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def _extract(source: AnySource) -> Extract:
    now, _ = extract_with_earlier(source, POLICY, days=90)
    return with_departures(source, POLICY, with_rep_months(source, POLICY, now))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


if __name__ == "__main__":
    main()
