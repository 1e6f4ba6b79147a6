"""Neighbours of the given cases: one small company with one thing in it as real exports have it.

Every case changes a company of six customers and three people (63,000 in bookings, all three
active) and names what must come of it: figures and what is counted, or a refusal that names place
and remedy. A figure that is wrong without a word is the one thing that may never be.
"""

import csv
import sqlite3
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from analytics.errors import InputError, InputFaults
from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.people import active_reps
from data.extract import frames
from data.importing import import_files
from data.opening import database_source
from data.quality import quality, refuse_losses
from data.sources import Source, open_source
from data.sources.checks import check_source
from data.sources.copying import copied_tables
from data.sources.survey import unusual_values
from tests.spreadsheets import ods, xls

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Change = Callable[[Tables], object]

WHOLE = 63_000.0
_TODAY = date(2026, 11, 2)
_NAMES = ("Alder Works", "Birch Foods", "Cedar Lab", "Dogwood Rail", "Elm Print", "Fir Glass")
_PEOPLE = {"Ana Quist": "2019-02-01", "Ben Orlo": "2020-05-04", "Cem Vael": "2018-09-03"}
_DAYS = ("2026-03-10", "2026-07-21", "2026-11-02")
_COMPANY: Tables = {
    "customers": [
        {"customer_id": f"C{n + 1}", "name": name, "owner_id": f"R{n // 2 + 1}"}
        for n, name in enumerate(_NAMES)
    ],
    "reps": [
        {"rep_id": f"R{n + 1}", "name": name, "hired_on": day, "left_on": "", "active": "yes"}
        for n, (name, day) in enumerate(_PEOPLE.items())
    ],
    "revenue": [
        {
            "customer_id": f"C{n + 1}",
            "amount": f"{n + 1}000.00",
            "booked_on": day,
            "rep_id": f"R{n // 2 + 1}",
        }
        for n in range(6)
        for day in _DAYS
    ],
}


def company(*changes: Change) -> Tables:
    """The company, changed."""
    tables = deepcopy(_COMPANY)
    for change in changes:
        change(tables)
    return tables


def put(table: str, column: str, *texts: Any) -> Change:
    """Write texts into a column, one after the other over all rows."""

    def change(tables: Tables) -> None:
        for place, row in enumerate(tables[table]):
            row[column] = texts[place % len(texts)]

    return change


def first(table: str, **values: Any) -> Change:
    """Change the first row of a table."""
    return lambda tables: tables[table][0].update(values)


def add(table: str, *rows: Row) -> Change:
    """Further rows of a table."""
    return lambda tables: tables.setdefault(table, []).extend(deepcopy(list(rows)))


def without(table: str) -> Change:
    """The company without a table."""
    return lambda tables: tables.pop(table)


def each_id(written: Callable[[str], str], **tables: Callable[[str], str]) -> Change:
    """Write the ids of customers as digits, each in its own way by table."""

    def change(brought: Tables) -> None:
        for name in ("customers", "revenue"):
            for row in brought[name]:
                row["customer_id"] = tables.get(name, written)(row["customer_id"][1:])

    return change


def _header(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(tables: Tables, folder: Path, separator: str = ",") -> Path:
    """One file a table."""
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, _header(rows), delimiter=separator, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def as_semicolons(tables: Tables, folder: Path) -> Path:
    """As a spreadsheet of Europe writes it."""
    return as_csv(tables, folder, ";")


def as_xlsx(tables: Tables, folder: Path) -> Path:
    """One workbook; a callable writes its cell itself."""
    place = folder / "crm.xlsx"
    book = xlsxwriter.Workbook(str(place))
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for column, header in enumerate(_header(rows)):
            sheet.write_string(0, column, header)
            for number, row in enumerate(rows, start=1):
                value = row.get(header, "")
                if callable(value):
                    value(sheet, number, column)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
    book.close()
    return place


def _grid(tables: Tables) -> dict[str, list[list[str]]]:
    return {
        name: [_header(rows), *([str(row.get(c, "")) for c in _header(rows)] for row in rows)]
        for name, rows in tables.items()
    }


def as_ods(tables: Tables, folder: Path) -> Path:
    """An OpenDocument workbook."""
    (folder / "crm.ods").write_bytes(ods(_grid(tables)))
    return folder / "crm.ods"


def as_xls(tables: Tables, folder: Path) -> Path:
    """A workbook of Excel 97."""
    (folder / "crm.xls").write_bytes(xls(_grid(tables)))
    return folder / "crm.xls"


def as_parquet(tables: Tables, folder: Path) -> Path:
    """One Parquet file a table."""
    for name, rows in tables.items():
        pd.DataFrame(rows, columns=_header(rows)).to_parquet(folder / f"{name}.parquet")
    return folder


def as_sqlite(tables: Tables, folder: Path) -> Path:
    """A database; empty texts are NULL."""
    place = folder / "crm.sqlite"
    with sqlite3.connect(place) as connection:
        for name, rows in tables.items():
            header = _header(rows)
            connection.execute(f"CREATE TABLE {name} ({', '.join(header)})")
            marks = ", ".join("?" * len(header))
            cells = [[row.get(column) or None for column in header] for row in rows]
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", cells)
    connection.close()
    return place


Form = Callable[[Tables, Path], Path]


@dataclass(frozen=True)
class Case:
    """What is brought in, and what has to come of it.

    ``counted``: issues as table, issue, rows; ``heavy`` the issues that warn, in their order;
    ``refused``: what the refusal says.
    """

    name: str
    tables: Tables
    form: Form = as_csv
    revenue: float = WHOLE
    active: int = 3
    counted: tuple[tuple[str, str, int], ...] = ()
    heavy: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    currency: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


def _error(text: str) -> Any:
    return lambda sheet, row, column: sheet.write_formula(row, column, "=NA()", None, text)


def _orders(*days: str) -> Tables:
    return company(put("revenue", "booked_on", *days))


def _amounts(*texts: Any, **columns: Any) -> Tables:
    return company(
        put("revenue", "amount", *texts),
        *(put("revenue", name, *each) for name, each in columns.items()),
    )


_LOST = ("turned the id into a rounded number", "as text")
_SCIENTIFIC = company(first("revenue", customer_id="1.2E+17"))
_TWO_ORDERS = ("13/03/2026 stands in row 2", "07/21/2026 in row 3", '"revenue.booked_on.order"')
_OPEN_AMOUNT = ("41.25 if the point", "41,250 if the comma", '"revenue.amount.decimal"')
_POOL = company(
    add("reps", {"rep_id": "公海", "name": "公海"}),
    first("customers", owner_id="公海"),
    first("revenue", rep_id="公海"),
)
_NULL = company(
    add("reps", {"rep_id": "null", "name": "Chris Null", "hired_on": "2020-01-01"}),
    first("revenue", rep_id="null"),
)
_NONE_DAYS = company(
    put("reps", "left_on", "1899-12-30", "0001-01-01", "1/0/1900"),
    put("reps", "hired_on", "1753-01-01", "9999-12-31", "infinity"),
)
_ERRORS = company(first("revenue", amount="#N/A"), first("customers", owner_id="#REF!"))
_WITHOUT_MONEY = company(
    without("revenue"),
    add("activities", {"customer_id": "C1", "rep_id": "R1", "happened_at": "2026-11-01"}),
)
_REPEATED = company(add("reps", {"rep_id": "R1", "name": "Somebody Else"}))
_HALF_LOST = company(put("revenue", "customer_id", *["X"] * 15, *["C6"] * 3))

CASES = [
    # Words for nothing.
    *(
        Case(
            f"owner {word}",
            company(first("customers", owner_id=word), first("revenue", rep_id=word)),
            counted=(("customers", "word_for_nothing", 1), ("revenue", "word_for_nothing", 1)),
        )
        for word in ("#N/A", "\\N", "未分配", "待定", "k.A.", "TBD", "?", "000000000000000AAA")
    ),
    Case("pool", _POOL, counted=(("reps", "pool", 1), ("revenue", "word_for_nothing", 1))),
    Case("pool in a database", _POOL, as_sqlite, counted=(("reps", "pool", 1),)),
    Case("somebody called null", _NULL, active=4),
    Case("somebody called null in a database", _NULL, as_sqlite, active=4),
    *(
        Case(
            f"active {word}",
            company(first("reps", active=word)),
            active=2,
            counted=(("reps", "word_for_no", 1), ("reps", "leaving_day_estimated", 1)),
            heavy=("leaving_day_estimated",),
        )
        for word in ("无", "None")
    ),
    *(
        Case(
            f"dash as amount, {form.__name__}",
            company(first("revenue", amount="-")),
            form,
            revenue=WHOLE - 1000,
            counted=(("revenue", "dash_is_zero", 1),),
        )
        for form in (as_csv, as_xlsx, as_sqlite)
    ),
    Case(
        "NA as amount",
        company(first("revenue", amount="NA")),
        refused=("revenue, row 2, amount: a required value is empty ('NA')",),
    ),
    # Days.
    *(
        Case(
            f"days for none, {form.__name__}",
            _NONE_DAYS,
            form,
            counted=(("reps", "day_for_none", 3),),
        )
        for form in (as_csv, as_sqlite, as_parquet)
    ),
    Case("two orders", _orders("13/03/2026", "07/21/2026", "30/10/2026"), refused=_TWO_ORDERS),
    Case(
        "two orders in a workbook",
        _orders("13/03/2026", "07/21/2026", "30/10/2026"),
        as_xlsx,
        refused=_TWO_ORDERS,
    ),
    Case(
        "two orders in a database",
        _orders("13/03/2026", "07/21/2026", "30/10/2026"),
        as_sqlite,
        refused=("13/03/2026", "07/21/2026"),
    ),
    Case(
        "one reading decides",
        _orders("10/03/2026", "21/07/2026", "02/11/2026"),
        counted=(("revenue", "date_order", 18),),
    ),
    Case(
        "open order",
        _orders("10/03/2026", "11/07/2026", "02/11/2026"),
        refused=("DMY: 2026-03-10 – 2026-11-02", "MDY: 2026-02-11 – 2026-11-07"),
    ),
    Case(
        "no such day",
        company(first("revenue", booked_on="2026-03-00")),
        refused=("revenue, row 2, booked_on: there is no such day", "2026-03-00"),
    ),
    Case(
        "day for none where one is needed",
        company(first("revenue", booked_on="1900-01-01")),
        refused=("revenue, row 2, booked_on: a required value is empty",),
    ),
    *(
        Case(
            f"earlier employment, {form.__name__}",
            company(first("reps", left_on="2018-01-01")),
            form,
            counted=(("reps", "before_hired_on", 1),),
        )
        for form in (as_csv, as_sqlite)
    ),
    Case(
        "reversed interval",
        company(
            add(
                "assignments",
                {"customer_id": "C1", "rep_id": "R1", "start_on": "2026-05-01",
                 "end_on": "2026-01-01"},
                {"customer_id": "C2", "rep_id": "R1", "start_on": "2025-05-01",
                 "end_on": "2026-01-01"},
            )
        ),
        counted=(("assignments", "ends_before_start", 1),),
        heavy=("ends_before_start",),
    ),
    # Ids.
    *(
        Case(
            f"id {written('001')!r}, {form.__name__}",
            company(each_id("00{}".format, revenue=lambda n, w=written: w(f"00{n}"))),
            form,
            counted=(("revenue", issue, 18),),
        )
        for written, issue in (
            ('="{}"'.format, "text_marker"),
            ("'{}".format, "text_marker"),
            ("\u200b{}\u3000".format, "space_around"),
            (lambda text: f"{text[0]}\u200b{text[1:]}", "plain_id"),
        )
        for form in (as_csv, as_sqlite)
    ),
    Case(
        "decimal keys",
        company(each_id(str, customers="{}.0".format)),
        counted=(("customers", "decimal_id", 6),),
    ),
    Case(
        "001 is not 1",
        company(each_id(str, customers="00{}".format)),
        refused=("0 %", "customer_id (1, 2, 3)", "(001, 002, 003)", "--accept-losses"),
    ),
    Case("id in scientific notation", _SCIENTIFIC, refused=("revenue, row 2, customer_id", *_LOST)),
    Case("lost in a database", _SCIENTIFIC, as_sqlite, refused=("customer_id", *_LOST)),
    Case(
        "sixteen digits in a cell",
        company(first("revenue", customer_id=1234567890123456)),
        as_xlsx,
        refused=("revenue, row 2, customer_id", *_LOST),
    ),
    # Numbers and currencies.
    Case("open point", _amounts("1.250", "2.500", "3.125"), refused=_OPEN_AMOUNT),
    Case("open point in a database", _amounts("1.250", "2.500", "3.125"), as_sqlite,
         refused=_OPEN_AMOUNT),
    Case("point in a file of semicolons", _amounts("1.250", "2.500", "3.125"), as_semicolons,
         revenue=41_250, counted=(("revenue", "decimal_sign_decided", 18),)),
    Case("decimal comma beside it", _amounts("1.250", "2.500", "3.125", margin=["12,5"]),
         revenue=41_250, counted=(("revenue", "decimal_sign_decided", 18),)),
    Case("decimal point beside it", _amounts("1.250", "2.500", "3.125", margin=["12.5"]),
         revenue=41.25, counted=(("revenue", "decimal_sign_decided", 18),)),
    Case("both signs", _amounts("1,250.00", "2.500,00", "13.5"), revenue=22_581,
         counted=(("revenue", "mixed_decimal_signs", 12),)),
    Case("both signs and an open one", _amounts("1,250.00", "2.500,00", "3.125"),
         refused=("revenue, row 4, amount: the column mixes decimal point and decimal comma",)),
    Case("sign of a currency", _amounts("€1000"), revenue=18_000, currency="EUR",
         counted=(("revenue", "currency_by_sign", 18),)),
    Case("thousands before a sign", _amounts("1k€", "2 K€"), revenue=27_000, currency="EUR",
         counted=(("revenue", "unit", 18),)),
    Case("letters that are no sign", _amounts("1x$"),
         refused=("revenue, row 2, amount: the number cannot be read ('1x$')",)),
    Case("code after a number", _amounts("1000KRW"), revenue=18_000, currency="KRW"),
    Case("sign of a dollar", _amounts("HK$1000"), revenue=18_000, currency="HKD"),
    Case("sign of several", _amounts("$1000"), refused=("$ 18,000", '"revenue.amount.currency"')),
    Case("sign against the column", _amounts("$1000", *["€1000"] * 17, currency=["EUR"]),
         refused=("revenue, row 2, amount: the currency sign", "contradicts")),
    # Tables, rows and cells.
    Case("repeated key", _REPEATED,
         refused=("reps, row 5, rep_id: the key stands in row 2 already", "'R1'")),
    Case("key of two rows", _REPEATED, as_sqlite, refused=("2 rows have this key", "R1")),
    Case("less than half joins", _HALF_LOST,
         refused=("Only 29 % of the money in revenue", "(X)", "--accept-losses")),
    Case("no money at all", _WITHOUT_MONEY, revenue=0, heavy=("no_money",)),
    Case(
        "errors of a workbook",
        company(first("revenue", amount=_error("#N/A"))),
        as_xlsx,
        refused=("revenue, row 2, amount: the cell of the workbook holds an error ('#N/A')",),
    ),
    *(
        Case(
            f"errors, {form.__name__}",
            _ERRORS,
            form,
            refused=("revenue, row 2, amount: the cell of the workbook holds an error ('#N/A')",),
        )
        for form in (as_ods, as_xls)
    ),
    *(
        Case(
            f"errors elsewhere, {form.__name__}",
            company(first("revenue", rep_id="#REF!"), first("customers", owner_id="#N/A")),
            form,
            counted=(("revenue", "cell_error", 1), ("customers", "cell_error", 1)),
        )
        for form in (as_ods, as_xls)
    ),
    Case("faulty rows left out", company(first("revenue", amount="x")), revenue=WHOLE - 1000,
         counted=(("revenue", "faulty_rows_left_out", 1),), heavy=("faulty_rows_left_out",),
         told={"skip_faulty": True}),
    Case("nothing left", company(put("revenue", "amount", "x")),
         refused=("0 of 18", "18 rows were left out as faulty"), told={"skip_faulty": True}),
]  # fmt: skip


def _examined(case: Case, folder: Path) -> tuple[Extract, pd.DataFrame]:
    """What reaches the figures, and what is said of it; the estimates need not be made."""
    policy = Policy()
    place = folder / "source"
    place.mkdir()
    where = case.form(case.tables, place)
    source = _opened(where, folder, policy, case)
    try:
        names = ("customers", "reps", "credits")
        aggregates = frames._run(source, policy, names, as_of=_TODAY, currency=None)
        refuse_losses(source, policy, aggregates)
        return aggregates, quality(source, policy, aggregates)
    finally:
        source.close()


def _opened(where: Path, folder: Path, policy: Policy, case: Case) -> Source:
    """As :func:`data.opening.given_source` does it, in this very process."""
    if case.form is as_sqlite:
        database = open_source(f"sqlite:///{where}", timezone="UTC", import_day=_TODAY)
        if not unusual_values(database):
            check_source(database)
            return database
        where = folder / "tables"
        where.mkdir()
        copied_tables(database, str(where))
        database.close()
    copy = folder / "copy.duckdb"
    import_files(where, copy, timezone="UTC", limits=None, **case.told)
    return database_source(f"duckdb:///{copy}", policy)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_wrong_in_silence(case: Case, tmp_path: Path) -> None:
    if case.refused:
        with pytest.raises((InputError, InputFaults)) as caught:
            _examined(case, tmp_path)
        said = "\n".join([str(caught.value), *map(str, getattr(caught.value, "faults", ()))])
        assert [words for words in case.refused if words not in said] == []
        assert len(getattr(caught.value, "faults", ())) <= 18
        return
    aggregates, issues = _examined(case, tmp_path)
    revenue = aggregates.customers["revenue_12m"].sum()
    active = active_reps(aggregates.reps, as_of=_TODAY).sum()
    assert (revenue, active) == (case.revenue, case.active)
    assert case.currency in ("", aggregates.currency)
    found = set(zip(issues["table"], issues["issue"], issues["rows"], strict=True))
    assert [each for each in case.counted if each not in found] == []
    heavy = issues[issues["weight"] != "note"]
    assert tuple(heavy["issue"]) == case.heavy
