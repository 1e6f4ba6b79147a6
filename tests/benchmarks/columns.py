"""Does the time of an import grow with rows times columns, and not faster?

The same number of cells in 100, 1,000 and 4,000 columns, of which the table knows two, as CSV,
XLSX, Parquet and SQLite: seconds, and how many times those of 100 columns. A second part multiplies
the columns at equal rows. ``python -m tests.benchmarks.columns``.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import xlsxwriter

from data.importing import SourceFile, check
from data.sources.source import open_source

__all__ = ["main"]

COLUMNS = (100, 1_000, 4_000)
CELLS = 2_000_000
#: A workbook is read whole: fewer cells, so that its fixed costs stay visible.
SHEET_CELLS = 400_000
#: SQLite is built for at most 2,000 columns unless told otherwise.
SQLITE_COLUMNS = (100, 1_000, 2_000)
DAY = date(2026, 7, 1)

OTHERS = {
    "reps.csv": b"rep_id,name\nR1,Ann\n",
    "assignments.csv": b"customer_id,rep_id\nC0,R1\n",
}


def table(columns: int, cells: int) -> pa.Table:
    """customer_id and name, then columns that nobody knows."""
    rows = cells // columns
    known = {
        "customer_id": [f"C{row}" for row in range(rows)],
        "name": [f"Customer {row}" for row in range(rows)],
    }
    unknown = pa.array(["value"] * rows)
    return pa.table({**known, **{f"custom_{n}": unknown for n in range(columns - 2)}})


def write_sheet(held: pa.Table, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as target:
        sheet = target.add_worksheet("customers")
        sheet.write_row(0, 0, held.column_names)
        columns = [held.column(place).to_pylist() for place in range(held.num_columns)]
        for number, row in enumerate(zip(*columns, strict=True), start=1):
            sheet.write_row(number, 0, row)


def write_sqlite(held: pa.Table, path: Path) -> None:
    with sqlite3.connect(path) as target:
        target.execute("CREATE TABLE reps (rep_id TEXT, name TEXT)")
        target.execute("CREATE TABLE assignments (customer_id TEXT, rep_id TEXT)")
        names = ", ".join(f"{name} TEXT" for name in held.column_names)
        target.execute(f"CREATE TABLE customers ({names})")
        marks = ", ".join("?" * held.num_columns)
        columns = [held.column(place).to_pylist() for place in range(held.num_columns)]
        target.executemany(f"INSERT INTO customers VALUES ({marks})", zip(*columns, strict=True))
    target.close()


def imported(path: Path, folder: Path) -> None:
    files = [SourceFile(name, text) for name, text in OTHERS.items()]
    check(
        [SourceFile(path.name, path), *files],
        folder / "home",
        timezone="UTC",
        import_day=DAY,
        limits=None,
    )


def opened(path: Path, _folder: Path) -> None:
    open_source(f"sqlite:///{path}", import_day=DAY).close()


FORMATS: dict[str, tuple[str, int, tuple[int, ...], Callable[..., object], Callable[..., None]]] = {
    "CSV": ("customers.csv", CELLS, COLUMNS, pyarrow.csv.write_csv, imported),
    "XLSX": ("customers.xlsx", SHEET_CELLS, COLUMNS, write_sheet, imported),
    "Parquet": ("customers.parquet", CELLS, COLUMNS, pq.write_table, imported),
    "SQLite": ("crm.sqlite", CELLS, SQLITE_COLUMNS, write_sqlite, opened),
}


def seconds(
    name: str, held: pa.Table, write: Callable[..., object], read: Callable[..., None]
) -> float:
    """The faster of two readings."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(held, path)
        spent = []
        for _ in range(2):
            started = time.perf_counter()
            read(path, Path(folder))
            spent.append(time.perf_counter() - started)
    return min(spent)


def main() -> None:
    """Print one line a format: seconds by number of columns, and times those of the first."""
    print(f"{'':10}equal cells{'':24}equal rows (200)")
    for label, (name, cells, counts, write, read) in FORMATS.items():
        parts = []
        for held in (
            [table(columns, cells) for columns in counts],
            [table(columns, 200 * columns) for columns in counts],
        ):
            spent = [seconds(name, each, write, read) for each in held]
            parts.append(
                "  ".join(
                    f"{columns:,}: {each:.2f} s ({each / spent[0]:.1f}×)"
                    for columns, each in zip(counts, spent, strict=True)
                )
            )
        print(f"{label:10}" + "    ".join(parts), flush=True)


if __name__ == "__main__":
    main()
