"""Files as others have published them, with their real faults."""

import csv
from collections.abc import Callable

import pytest

from analytics.errors import InputError
from data.importing import ImportFaults, ImportReport, SourceFile
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from tests.serving import ROOT

SHARED = ROOT.parent / "shared/datasets"

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="shared data sets are not here")


@pytest.mark.parametrize(
    ("file", "table", "faulty"),
    [
        ("orders.csv", "revenue", 176),
        ("customers.csv", "customers", 24),
        ("suppliers.csv", "contacts", 9),
    ],
)
def test_every_row_with_an_unquoted_comma_is_named(file: str, table: str, faulty: int) -> None:
    path = SHARED / "northwind" / file
    lines = path.read_text(encoding="utf-8").splitlines()
    log = FaultLog()
    raw = csv_table(SourceFile(f"{table}.csv", path), file, log)
    assert raw is not None
    assert sum(arrow.num_rows for _, arrow in raw.read(log, {})) + faulty == len(lines) - 1
    assert (log.count, log.blocking) == (faulty, 0)
    # No line end is quoted in these files, so a row of the file is a line of it.
    wide = {
        row
        for row, line in enumerate(lines, start=1)
        if len(next(csv.reader([line]))) != len(raw.header.names)
    }
    assert {fault.row for fault in log.faults} == wide


def test_raw_northwind_is_refused_with_all_its_rows(refused: Callable[..., ImportFaults]) -> None:
    folder = SHARED / "northwind"
    named = {"customers": "customers", "orders": "revenue", "employees": "reps"}
    files = [SourceFile(f"{table}.csv", folder / f"{name}.csv") for name, table in named.items()]
    error = refused(files)
    counts = [fault for fault in error.faults if fault.row and fault.column is None]
    assert sum(fault.table == "revenue" for fault in counts) == 176
    assert sum(fault.table == "customers" for fault in counts) == 24
    missing = {(f.table, f.column) for f in error.faults if not f.skippable}
    assert ("revenue", "amount") in missing
    # customerID and companyName are certain names of what is needed.
    assert missing == {("revenue", "amount")}


def test_gbk_export_is_read(bring_in: Callable[..., ImportReport]) -> None:
    source = (SHARED / "cn_superstore" / "订单_gbk.csv").read_bytes().decode("gbk")
    header, _, rest = source.partition("\n")
    renamed = {"客户 ID": "customer_id", "订单日期": "booked_on", "销售额": "amount"}
    for old, new in renamed.items():
        header = header.replace(old, new)
    keys = b"customer_id,name\n" + "曾惠-14485,曾惠\n".encode("gbk")
    files = [
        SourceFile("revenue.csv", f"{header}\n{rest}".encode("gbk")),
        SourceFile("customers.csv", keys),
        SourceFile("reps.csv", "rep_id,name\n东北,楚杰\n".encode("gbk")),
    ]
    report = bring_in(files)
    assert report.tables["revenue"].rows == 10_000
    assert "revenue.客户名称" in report.ignored
    assert report.samples["revenue"]["customer_id"].tolist()[0] == "曾惠-14485"
    sales = [float(row["销售额"]) for row in csv.DictReader(source.splitlines())]
    assert report.control["amount"].sum() == pytest.approx(sum(sales), abs=1e-6)


def test_orders_without_a_customer_cannot_be_assessed(
    bring_in: Callable[..., ImportReport],
) -> None:
    path = next((SHARED / "cn_salesperson_orders").glob("*.csv"))
    with pytest.raises(InputError, match="cannot be assessed: no customer is named"):
        bring_in([SourceFile(path.name, path)])
