"""Small files that unfold: on disk some kilobytes, in memory gigabytes, in time for ever."""

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.parquet

from tests.torture.children import Warm
from tests.torture.judging import CANARY, DATABASE, FILES, assess
from tests.torture.material import company, source_of, write
from tests.torture.outcomes import Finding

__all__ = ["BOMBS"]

Attempt = Callable[[Path, Random, Warm], list[Finding]]


def _in_folder(name: str, fill: Callable[[Path], None], form: str = "csv") -> Attempt:
    """A bomb as one file of a folder whose other files are well."""

    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, form)
        (source / f"{Path(name).stem}.csv").unlink(missing_ok=True)
        fill(source / name)
        return assess(warm, sandbox, str(source), limits=FILES, untouched=source)

    return attempt


def _in_database(form: str, statement: str) -> Attempt:
    """A database whose table ``activities`` is replaced by a view."""

    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, form)
        opened = sqlite3.connect if form == "sqlite" else duckdb.connect
        connection = opened(str(source / "crm.db"))
        connection.execute("DROP TABLE activities")
        connection.execute(f"CREATE VIEW activities AS {statement}")
        connection.commit()
        connection.close()
        return assess(warm, sandbox, source_of(source, form), limits=DATABASE, untouched=source)

    return attempt


def _dictionary(path: Path) -> None:
    """One name of a megabyte, three thousand times: 3 GB when it is spelled out."""
    long = pa.DictionaryArray.from_arrays(
        pa.array([0] * 3_000, pa.int32()), pa.array(["x" * 1_000_000])
    )
    ids = [f"c{n}" for n in range(3_000)]
    pyarrow.parquet.write_table(pa.table({"customer_id": ids, "name": long}), path)


def _rows(path: Path) -> None:
    """Forty million equal rows in a few kilobytes."""
    one = pa.array([0] * 1_000_000, pa.int32())
    batch = {
        name: pa.DictionaryArray.from_arrays(one, pa.array([value]))
        for name, value in (("customer_id", "c1"), ("rep_id", "r1"), ("happened_at", "2026-03-01"))
    }
    table = pa.table(batch)
    with pyarrow.parquet.ParquetWriter(path, table.schema) as writer:
        for _ in range(40):
            writer.write_table(table)


def _nested(path: Path) -> None:
    deep: pa.Array = pa.array(["x"])
    for _ in range(200):
        deep = pa.StructArray.from_arrays([deep], ["a"])
    pyarrow.parquet.write_table(pa.table({"customer_id": ["c1"], "name": deep}), path)


def _same_names(path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["c1"])] * 3, names=["customer_id", "name", "name"])
    pyarrow.parquet.write_table(table, path)


def _latin_bytes(path: Path) -> None:
    """A text column whose bytes are no UTF-8."""
    ends, text = pa.py_buffer(b"\x00\x00\x00\x00\x03\x00\x00\x00"), pa.py_buffer(b"\xff\xfe\xfa")
    name = pa.Array.from_buffers(pa.string(), 1, [None, ends, text])
    pyarrow.parquet.write_table(pa.table({"customer_id": ["c1"], "name": name}), path)


def _cell(megabytes: int) -> Callable[[Path], None]:
    def fill(path: Path) -> None:
        with path.open("w", encoding="utf-8") as stream:
            stream.write("customer_id,name\nc1,")
            for _ in range(megabytes):
                stream.write("x" * 1_000_000)

    return fill


def _commas(path: Path) -> None:
    path.write_text("customer_id,name\nc1" + "," * 100_000_000, encoding="utf-8")


def _header(path: Path) -> None:
    path.write_text("customer_id,name" + ",x" * 5_000_000 + "\nc1,x\n", encoding="utf-8")


def _open_quote(path: Path) -> None:
    path.write_text('customer_id,name\nc1,"' + "x,y\n" * 20_000_000, encoding="utf-8")


def _lines(path: Path) -> None:
    path.write_text("customer_id,name\n" + "\n" * 100_000_000, encoding="utf-8")


def _names(path: Path) -> None:
    rows = [f"c{n},{'n' * 1_000_000}" for n in range(200)]
    path.write_text("customer_id,name\n" + "\n".join(rows), encoding="utf-8")


def _parents(path: Path) -> None:
    """A chain of 4,000 customers, each the parent of the next, and the last of the first."""
    rows = [f"c{n},C{n},c{(n + 1) % 4_000}" for n in range(4_000)]
    path.write_text("customer_id,name,parent_id\n" + "\n".join(rows), encoding="utf-8")


_XML = '<?xml version="1.0"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()


def _workbook(sheet: Callable[[zipfile.ZipFile], None]) -> Callable[[Path], None]:
    """A workbook that Excel wrote, but for one of its sheets."""

    def fill(path: Path) -> None:
        beside = path.parent.parent / "workbook"
        write({"customers": company()["customers"]}, beside, "xlsx")
        original = beside / "crm.xlsx"
        with (
            zipfile.ZipFile(original) as read,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written,
        ):
            for entry in read.namelist():
                if entry != "xl/worksheets/sheet1.xml":
                    written.writestr(entry, read.read(entry))
            sheet(written)

    return fill


def _spaces(book: zipfile.ZipFile) -> None:
    with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
        stream.write(_SHEET)
        for _ in range(1_500):
            stream.write(b" " * 1_000_000)


def _cells(book: zipfile.ZipFile) -> None:
    row = b"<row>" + b'<c t="inlineStr"><is><t>x</t></is></c>' * 500 + b"</row>"
    with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
        stream.write(_SHEET)
        for _ in range(20_000):
            stream.write(row)
        stream.write(b"</sheetData></worksheet>")


def _laughs(book: zipfile.ZipFile) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'{_XML}<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet>&l11;</worksheet>'
    book.writestr("xl/worksheets/sheet1.xml", text)


def _outside(path: Path) -> None:
    """A cell whose text is an entity that stands for a file outside of the source."""
    secret = path.parent.parent / "secret.txt"
    secret.write_text(CANARY, encoding="utf-8")

    def sheet(book: zipfile.ZipFile) -> None:
        entity = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
        rows = "".join(
            _row(*cells) for cells in (("customer_id", "name"), ("&secret;", "&secret;"))
        )
        text = f'{_XML}{entity}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", text)

    _workbook(sheet)(path)


def _row(*cells: str) -> str:
    written = "".join(f"<c t='inlineStr'><is><t>{each}</t></is></c>" for each in cells)
    return f"<row>{written}</row>"


def _far_cell(book: zipfile.ZipFile) -> None:
    cells = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    book.writestr("xl/worksheets/sheet1.xml", _SHEET + cells)


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number in range(20):
            book.writestr(f"../../customers-{number}.csv", "c1,x\n" * 5_000_000)


_REST = "'r1' AS rep_id, '2026-03-01' AS happened_at"
_EACH = f"SELECT 'c' || n AS customer_id, {_REST}"
_ENDLESS = f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) {_EACH} FROM s"
_LONG = f"SELECT repeat('x', 100000000) || n AS customer_id, {_REST} FROM range(100) t(n)"
_SERIES = f"{_EACH} FROM range(1000000000000) t(n)"
_BLOB = f"SELECT hex(zeroblob(400000000)) AS customer_id, {_REST}"
_PRODUCT = (
    "SELECT a.customer_id, b.rep_id, '2026-03-01' AS happened_at FROM revenue a, revenue b, "
    "revenue c, revenue d, revenue e, revenue f, revenue g, revenue h, revenue i"
)


def _deep(levels: int) -> str:
    """A view of views of views, as deep as the parser of the engine lets one write it."""
    return f"{'SELECT * FROM (' * levels}SELECT customer_id, {_REST} FROM revenue{')' * levels}"


BOMBS: dict[str, Attempt] = {
    "bomb-parquet-dictionary": _in_folder("customers.parquet", _dictionary),
    "bomb-parquet-rows": _in_folder("activities.parquet", _rows),
    "bomb-parquet-nested": _in_folder("customers.parquet", _nested),
    "bomb-parquet-same-names": _in_folder("customers.parquet", _same_names),
    "bomb-parquet-no-utf8": _in_folder("customers.parquet", _latin_bytes),
    "bomb-csv-cell-300": _in_folder("customers.csv", _cell(300)),
    "bomb-csv-cell-20": _in_folder("customers.csv", _cell(20)),
    "bomb-csv-commas": _in_folder("customers.csv", _commas),
    "bomb-csv-header": _in_folder("customers.csv", _header),
    "bomb-csv-open-quote": _in_folder("customers.csv", _open_quote),
    "bomb-csv-lines": _in_folder("customers.csv", _lines),
    "bomb-csv-names": _in_folder("customers.csv", _names),
    "bomb-csv-parents": _in_folder("customers.csv", _parents),
    "bomb-xlsx-spaces": _in_folder("customers.xlsx", _workbook(_spaces)),
    "bomb-xlsx-cells": _in_folder("customers.xlsx", _workbook(_cells)),
    "bomb-xlsx-laughs": _in_folder("customers.xlsx", _workbook(_laughs)),
    "bomb-xlsx-outside": _in_folder("customers.xlsx", _outside),
    "bomb-xlsx-far-cell": _in_folder("customers.xlsx", _workbook(_far_cell)),
    "bomb-zip": _in_folder("customers.zip", _archive),
    "bomb-zip-as-xlsx": _in_folder("customers.xlsx", _archive),
    "bomb-sqlite-endless": _in_database("sqlite", _ENDLESS),
    "bomb-sqlite-many": _in_database("sqlite", f"{_ENDLESS} LIMIT 300000000"),
    "bomb-sqlite-blob": _in_database("sqlite", _BLOB),
    "bomb-sqlite-product": _in_database("sqlite", _PRODUCT),
    "bomb-duckdb-endless": _in_database("duckdb", _ENDLESS),
    "bomb-duckdb-series": _in_database("duckdb", _SERIES),
    "bomb-duckdb-text": _in_database("duckdb", _LONG),
    "bomb-duckdb-product": _in_database("duckdb", _PRODUCT),
    "bomb-duckdb-deep": _in_database("duckdb", _deep(400)),
    "bomb-sqlite-deep": _in_database("sqlite", _deep(10)),
    "bomb-sqlite-recursive-view": _in_database("sqlite", "SELECT * FROM activities"),
}  # fmt: skip
