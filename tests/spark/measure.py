"""What Spark takes for an extract beside DuckDB, on companies of two sizes (docs/scale.md).

    .venv-warehouses/bin/python -m tests.spark.measure

From one size to the other grows what grows with the rows; the rest is what a statement costs.
"""

import tempfile
import time
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from analytics.policy import Policy
from data.extract import extract
from data.sources import Source, open_source
from tests.benchmarks.synthetic import GROUP_BY, Size, build
from tests.spark.server import spark_server

SIZES = (1_000_000, 4_000_000)
CUSTOMERS, REPS, BOOKINGS = 20_000, 500, 200_000
#: After the newest record.
DAY = date(2026, 7, 1)


def main() -> None:
    """Print seconds and rows of both engines at both sizes."""
    print("| activities | engine | bare GROUP BY, s | extract, s | rows that come back |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, spark_server(Path(name)) as server:
        for size in SIZES:
            database = Path(name) / f"company_{size}.duckdb"
            build(database, Size(size, CUSTOMERS, REPS, BOOKINGS))
            address = server.filled(f"company_{size}", database)
            for engine, url in (("DuckDB", f"duckdb:///{database}"), ("Spark", address)):
                bare, whole, rows = _measured(url)
                print(f"| {size:,} | {engine} | {bare:.1f} | {whole:.1f} | {rows:,} |", flush=True)


def _measured(url: str) -> tuple[float, float, int]:
    """Seconds of the bare statement (fetched as a count) and of an extract, and its rows."""
    policy = Policy()
    source = open_source(url, import_day=DAY)
    extract(source, policy)  # whatever is loaded or compiled once
    bare = _seconds(source)
    begun = time.perf_counter()
    found = extract(source, policy)
    seconds = time.perf_counter() - begun
    rows = len(found.activity_edges) + len(found.booking_edges) + len(found.customers)
    source.close()
    return bare, seconds, rows


def _seconds(source: Source) -> float:
    with source.reading() as connection:
        begun = time.perf_counter()
        connection.scalar(sa.text(f"SELECT count(*) FROM ({GROUP_BY}) AS pairs"))
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
