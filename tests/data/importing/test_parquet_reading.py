"""Parquet: typed columns end as the same values as text would."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.importing import ImportFaults, ImportReport, SourceFile, find_files, limits
from data.importing.bounds import bounded
from data.importing.fault_lists import FaultLog
from data.importing.parquet_reading import parquet_table

Files = Callable[..., list[SourceFile]]
Stored = Callable[[ImportReport, str], pd.DataFrame]


def parquet(**columns: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_types_are_kept(
    company: Files, bring_in: Callable[..., ImportReport], stored: Stored
) -> None:
    data = parquet(
        note=pa.array([[1], [2]]),
        amount=pa.array([Decimal("10.50"), None], pa.decimal128(10, 2)),
        Customer_ID=pa.array(["C1", "C2"]).dictionary_encode(),
        deal_id=pa.array([1, 2]),
        closed_on=pa.array([date(2026, 3, 5), None]),
        updated_on=pa.array([datetime(2026, 3, 5, 23, tzinfo=UTC)] * 2),
        stage=["Won", "open"],
    )
    report = bring_in(company({"deals.parquet": data}))
    assert report.ignored == ("deals.note",)
    assert stored(report, "deals").astype(object).fillna("").to_dict("list") == {
        "deal_id": ["1", "2"],
        "customer_id": ["C1", "C2"],
        "amount": [10.5, ""],
        "stage": ["won", "open"],
        "closed_on": [date(2026, 3, 5), ""],
        "updated_on": [date(2026, 3, 6)] * 2,
    }


def test_first_row_is_numbered_as_below_a_header(
    company: Files, refused: Callable[..., ImportFaults]
) -> None:
    data = parquet(rep_id=["R1", None], name=["Ann", "Bo"])
    others = [file for file in company() if file.name != "reps.csv"]
    (fault,) = refused([*others, SourceFile("reps.parquet", data)]).faults
    assert str(fault) == "reps, row 3, rep_id: the key is empty. Give the row its own key"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "deals.parquet is empty: it has no header"),
        (b"deal_id,customer_id\n", "deals.parquet is not a Parquet file as its name says"),
        (b"PAR1 and no more", "deals.parquet is damaged and cannot be read"),
        (
            parquet(deal_id=["1"], customer_id=[b"\x00\xff"]),
            "the column holds values of the type binary, which is no text",
        ),
        (parquet(deal_id=["1"], customer_id=["\0"]), "the text holds NUL bytes"),
    ],
    ids=["empty", "csv", "damaged", "binary", "nul"],
)
def test_parquet_that_cannot_be_read_is_a_fault(
    company: Files, refused: Callable[..., ImportFaults], data: bytes, problem: str
) -> None:
    faults = refused(company({"deals.parquet": data})).faults
    assert problem in [str(fault.problem) for fault in faults]


def faults_of(data: bytes) -> list[str]:
    """The faults of customers.parquet with that content, from its end to its last row."""
    log = FaultLog()
    named = log.said_of("customers.parquet", "customers")
    raw = parquet_table(SourceFile("customers.parquet", data), named)
    if raw:
        for _ in bounded(raw, {name: at for at, name in enumerate(raw.header.names)}, named):
            pass
    return [str(fault) for fault in log.faults]


def undecodable(values: list[bytes]) -> pa.Array:
    """Bytes that say that they are text."""
    held = pa.array(values, pa.binary())
    return pa.Array.from_buffers(pa.string(), len(held), held.buffers())


def written(table: pa.Table, **options: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


@pytest.mark.parametrize("dictionary", [True, False])
def test_bytes_that_are_no_text_are_a_fault_of_every_row_with_them(dictionary: bool) -> None:
    names = undecodable([b"Acme", b"\xff\xfe", b"Bolt", b"\xff\xfe"])
    table = pa.table({"customer_id": ["1", "2", "3", "4"], "name": names})
    assert faults_of(written(table, use_dictionary=dictionary)) == [
        f"customers, row {row}, name: the text holds bytes that do not decode as UTF-8 "
        f"('\\\\xff\\\\xfe'). Save the file as CSV UTF-8"
        for row in (3, 5)
    ]


def test_two_columns_of_one_name_are_a_fault_where_they_are_used(
    company: Files, refused: Callable[..., ImportFaults]
) -> None:
    ids = pa.array(["1", "2"])
    table = pa.table([ids, ids, ids], names=["customer_id", "name", "name"])
    files = [file for file in company() if file.name != "customers.csv"]
    error = refused([*files, SourceFile("customers.parquet", written(table))])
    assert [str(fault) for fault in error.faults] == [
        "customers, row 1, name: the header names this column twice. "
        "Rename or remove one of the two"
    ]


def forged(data: bytes, length: int) -> bytes:
    """A file whose description says that it is of another length."""
    return data[:-8] + length.to_bytes(4, "little") + data[-4:]


PLAIN = written(pa.table({"customer_id": ["1"], "name": ["x"]}))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (written(pa.table({})), "customers.parquet is empty: it has no header"),
        (forged(PLAIN, 1 << 31), "customers.parquet is damaged and cannot be read"),
        (forged(PLAIN, 3), "customers.parquet is damaged and cannot be read"),
        (PLAIN[:40] + bytes(60) + PLAIN[100:], "customers.parquet is damaged and cannot be read"),
        (b"PARE" + PLAIN[4:], "customers.parquet is protected by a password"),
        (
            written(pa.table({"x" * 1_001: ["1"]})),
            "the name of column 1 of customers.parquet is longer than 1,000 characters",
        ),
        (
            written(pa.table({str(number): [1] for number in range(16_385)})),
            "customers.parquet has more than 16,384 columns",
        ),
        (
            written(pa.table({"customer_id": pa.nulls(2_000_000, pa.string())})),
            "customers.parquet would unpack to far more than a table (a ZIP bomb)",
        ),
    ],
    ids=["empty", "footer", "short footer", "zeros", "encrypted", "name", "columns", "nulls"],
)
def test_hostile_parquet_is_named(data: bytes, problem: str) -> None:
    (fault,) = faults_of(data)
    assert problem in fault


def test_description_beyond_its_limit_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FOOTER", 300)
    table = pa.table({"customer_id": ["1"], "name": ["x"]}, metadata={"k": "v" * 500})
    (fault,) = faults_of(written(table))
    assert "customers.parquet needs more than 0 MB to describe its columns" in fault


def test_one_long_value_of_many_rows_is_never_written_out_in_all_of_them() -> None:
    rows = 4_000
    value = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 100_000])
    table = pa.table({"customer_id": [str(row) for row in range(rows)], "name": value})
    log = FaultLog()
    raw = parquet_table(SourceFile("customers.parquet", written(table)), log)
    assert raw is not None
    parts = [part for _, part in raw.read(log, {"customer_id": 0, "name": 1})]
    assert max(part.nbytes for part in parts) < 10_000_000
    assert [row for part in parts for row in part["row"].to_pylist()] == list(range(2, rows + 2))
    assert log.count == 0


def test_text_of_hundreds_of_times_its_file_is_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT_UNJUDGED", 1 << 20)
    rows = 4_000
    value = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 10_000])
    table = pa.table({"customer_id": [str(row) for row in range(rows)], "name": value})
    (fault,) = faults_of(written(table))
    assert "customers.parquet would unpack to far more than a table" in fault


def test_unknown_types_are_a_fault_of_their_column() -> None:
    table = pa.table({"customer_id": ["1"], "name": pa.array([b"0123456789abcdef"], pa.uuid())})
    (fault,) = faults_of(written(table))
    assert fault.startswith(
        "customers, name: the column holds values of the type extension<arrow.uuid>"
    )


def test_lists_and_structures_are_read_as_json() -> None:
    table = pa.table(
        {"customer_id": ["C1", "C2"], "name": [["a", "é"], None], "industry": [{"b": 1}, {"b": 2}]}
    )
    log = FaultLog()
    raw = parquet_table(SourceFile("customers.parquet", written(table)), log)
    assert raw is not None
    columns = {"id": 0, "name": 1, "industry": 2}
    rows = [row for _, part in raw.read(log, columns) for row in part.to_pylist()]
    assert rows == [
        {"row": 2, "id": "C1", "name": '["a", "é"]', "industry": '{"b": 1}'},
        {"row": 3, "id": "C2", "name": None, "industry": '{"b": 2}'},
    ]


def test_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "customers.parquet"
    for year, columns in {
        "2024": {"customer_id": ["C1"], "name": ["Acme"]},
        "__HIVE_DEFAULT_PARTITION__": {"name": ["Bolt"], "customer_id": ["C2"], "more": ["x"]},
    }.items():
        part = folder / f"region=N%2FW/year={year}" / "part-0.snappy.parquet"
        part.parent.mkdir(parents=True)
        part.write_bytes(parquet(**columns))
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.crc").touch()
    (file,) = find_files(tmp_path)
    assert (file.table, file.readable) == ("customers", True)
    log = FaultLog()
    raw = parquet_table(file, log)
    assert raw is not None
    assert raw.header.names == ("customer_id", "name", "region", "year", "more")
    columns = {name: place for place, name in enumerate(raw.header.names)}
    rows = [tuple(row.values()) for _, part in raw.read(log, columns) for row in part.to_pylist()]
    assert rows == [
        (2, "C1", "Acme", "N/W", "2024", None),
        (3, "C2", "Bolt", "N/W", None, "x"),
    ]
    assert log.faults == []


def test_damaged_part_is_a_fault_of_the_whole_folder(tmp_path: Path) -> None:
    folder = tmp_path / "customers.parquet"
    folder.mkdir()
    (folder / "a.parquet").write_bytes(parquet(customer_id=["C1"], name=["Acme"]))
    (folder / "b.parquet").write_bytes(b"PAR1 cut")
    log = FaultLog()
    (file,) = find_files(tmp_path)
    assert parquet_table(file, log) is None
    assert "damaged" in str(log.faults[0])
