"""Parquet: typed columns end as the same values as text would."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.importing import ImportFaults, ImportReport, SourceFile, parquet_reading

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
    data = parquet(rep_id=["R1", "R2"], name=["Ann", None])
    others = [file for file in company() if file.name != "reps.csv"]
    (fault,) = refused([*others, SourceFile("reps.parquet", data)]).faults
    assert str(fault) == "reps, row 3, name: a required value is empty. Fill it in"


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


def test_parquet_that_unpacks_to_too_many_rows_is_a_bomb(
    company: Files, refused: Callable[..., ImportFaults], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_reading, "_MOST_ROWS", 1)
    data = parquet(deal_id=["1", "2"], customer_id=["C1", "C1"])
    (fault,) = refused(company({"deals.parquet": data})).faults
    assert str(fault.problem) == (
        "deals.parquet would unpack to far more than a table (a ZIP bomb)"
    )
