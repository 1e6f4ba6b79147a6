"""What was taken apart once is read again as it was, with what was made good, and only of files
without a fault."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data.importing import ImportFaults, ImportReport, SourceFile, check
from data.mapping.model import Mapping
from data.mapping.text import read_mapping

MAPPING = """
[tables.orders]
name = "orders"

[[customers]]
from = "orders"
one_per = "customer_id"
columns = { customer_id = "Customer", name = "Customer" }

[[reps]]
from = "orders"
one_per = "rep_id"
columns = { rep_id = "Rep", name = "Rep" }

[[revenue]]
from = "orders"
columns = { customer_id = "Customer", rep_id = "Rep", booked_on = "Day", amount = "AMOUNT" }
"""


def orders(*, faulty: bool = False) -> SourceFile:
    """Over a megabyte of orders; one row is short, which is made good."""
    lines = ["Customer,Rep,Day,Net,Gross,Note"]
    lines += [
        f"C{n % 97},R{n % 7},2026-0{1 + n % 6}-1{n % 9},{n}.25,{n}.75,{'x' * 40}"
        for n in range(20_000)
    ]
    lines.append("C1,R1,2026-01-01,1.00,2.00")
    if faulty:
        lines.insert(5, "C1,R1,2026-01-01,1.00,1.00,x,surplus")
    return SourceFile("orders.csv", "\n".join(lines).encode())


def mapping(amount: str) -> Mapping:
    return read_mapping(MAPPING.replace("AMOUNT", amount), "m.toml")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


def brought(home: Path, file: SourceFile, amount: str, kept: Path | None) -> ImportReport:
    return check(
        [file],
        home,
        timezone="UTC",
        import_day=date(2026, 7, 1),
        mapping=mapping(amount),
        kept=kept,
        limits=None,
    )


def bookings(report: ImportReport) -> pd.DataFrame:
    engine = sa.create_engine(f"duckdb:///{report.path}", connect_args={"read_only": True})
    with engine.connect() as connection:
        frame = pd.read_sql(sa.text("SELECT * FROM revenue ORDER BY ALL"), connection)
        frame.attrs["readings"] = connection.execute(
            sa.text("SELECT code, rows FROM linchpin_readings ORDER BY ALL")
        ).all()
    engine.dispose()
    return frame


def test_another_answer_reads_what_is_kept_and_comes_to_the_same(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bookings(brought(tmp_path / "plain", orders(), "Gross", None))
    brought(tmp_path / "first", orders(), "Net", kept)
    assert len(list(kept.glob("*.arrow"))) == 1

    monkeypatch.setattr(
        "data.importing.csv_reading._Reading.batches", lambda _: pytest.fail("read anew")
    )
    again = bookings(brought(tmp_path / "again", orders(), "Gross", kept))
    pd.testing.assert_frame_equal(again, plain)
    assert again.attrs["readings"] == plain.attrs["readings"]
    assert ("short_row", 1) in again.attrs["readings"]


def test_rows_of_a_file_with_faults_are_not_kept(tmp_path: Path, kept: Path) -> None:
    for _ in range(2):
        with pytest.raises(ImportFaults) as caught:
            brought(tmp_path / "home", orders(faulty=True), "Net", kept)
        assert [fault.row for fault in caught.value.faults] == [6]
    assert list(kept.iterdir()) == []
