"""A tiny company, written in every format that is read: what hostile cases start from."""

import csv
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet
import xlsxwriter

__all__ = ["FORMATS", "Tables", "company", "source_of", "write"]

Tables = dict[str, list[dict[str, str]]]

#: Formats of a source; databases hold all tables in one file.
FILES = ("csv", "tsv", "xlsx", "parquet")
DATABASES = ("sqlite", "duckdb")
FORMATS = (*FILES, *DATABASES)


def company(who: str = "A") -> Tables:
    """Three people and six customers; ``who`` decides names, amounts and kinds of contact.

    So every file of two reports differs by more than the last digit of a sum.
    """
    reps = [
        {"rep_id": f"r{n}", "name": f"Rep {who}{n}", "hired_on": f"201{n}-03-01", "left_on": ""}
        for n in range(3)
    ]
    customers = [
        {
            "customer_id": f"c{n}",
            "name": f"Customer {who}{n}",
            "owner_id": f"r{n % 3}",
            "parent_id": "",
        }
        for n in range(6)
    ]
    activities = [
        {
            "customer_id": f"c{n % 6}",
            "rep_id": f"r{n * n % 3}",
            "happened_at": f"2026-0{1 + n % 6}-1{n % 10}T09:30:00",
            "kind": ("visit", "call", "email")[(n + ord(who[0])) % 3],
        }
        for n in range(24)
    ]
    revenue = [
        {
            "revenue_id": f"b{n}",
            "customer_id": f"c{n % 6}",
            "rep_id": f"r{n % 3}",
            "amount": f"{1000 * ord(who[0]) + 17 * n}.50",
            "currency": "EUR",
            "booked_on": f"2026-0{1 + n % 6}-0{1 + n % 9}",
        }
        for n in range(18)
    ]
    return {"reps": reps, "customers": customers, "activities": activities, "revenue": revenue}


def write(tables: Mapping[str, list[dict[str, str]]], folder: Path, form: str) -> None:
    """Write the tables into ``folder`` in one of FORMATS, every value as text."""
    folder.mkdir(parents=True, exist_ok=True)
    {"xlsx": _xlsx, "parquet": _parquet, "sqlite": _sqlite, "duckdb": _duckdb}.get(form, _text)(
        tables, folder, form
    )


def source_of(folder: Path, form: str) -> str:
    """What --source is given for a company written in that format."""
    return f"{form}:///{folder / 'crm.db'}" if form in DATABASES else str(folder)


def _text(tables: Mapping[str, list[dict[str, str]]], folder: Path, form: str) -> None:
    for name, rows in tables.items():
        path = folder / f"{name}.{form}"
        with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
            delimiter = "\t" if form == "tsv" else ","
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, restval="")
            writer.writeheader()
            writer.writerows(rows)


def _xlsx(tables: Mapping[str, list[dict[str, str]]], folder: Path, _: str) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(folder / "crm.xlsx", options) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row.values()):
                    sheet.write_string(number, column, value[:32_767])


def _parquet(tables: Mapping[str, list[dict[str, str]]], folder: Path, _: str) -> None:
    for name, rows in tables.items():
        columns = {key: [row.get(key, "") for row in rows] for key in rows[0]}
        pyarrow.parquet.write_table(pa.table(columns), folder / f"{name}.parquet")


def _insert(connection: sqlite3.Connection | duckdb.DuckDBPyConnection, tables: Tables) -> None:
    for name, rows in tables.items():
        columns = ", ".join('"' + key.replace('"', '""') + '" VARCHAR' for key in rows[0])
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(
            f'INSERT INTO "{name}" VALUES ({marks})',
            [[row.get(key, "") or None for key in rows[0]] for row in rows],
        )


def _sqlite(tables: Tables, folder: Path, _: str) -> None:
    connection = sqlite3.connect(folder / "crm.db")
    _insert(connection, tables)
    connection.commit()
    connection.close()


def _duckdb(tables: Tables, folder: Path, _: str) -> None:
    with duckdb.connect(str(folder / "crm.db")) as connection:
        _insert(connection, tables)
