"""Bringing files in as a whole: what is built, what is refused and in which words."""

import json
import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import InputError, InputFaults
from analytics.messages import Message
from data.denied import denied
from data.importing import (
    ImportFaults,
    ImportReport,
    SourceFile,
    fault_lists,
    faults_table,
    find_files,
    import_files,
    plan,
    staging,
)

Files = Callable[..., list[SourceFile]]
Import = Callable[..., ImportReport]
Refused = Callable[..., ImportFaults]
Stored = Callable[[ImportReport, str], pd.DataFrame]

REVENUE = """customer_id,amount,booked_on,currency,fax
C1,"1,000.50",2026-01-05,cny,1
C2,200,2026/2/5,USD,2
C3,-50.25,2026年3月5日,CNY,3
"""
FAULTY = """customer_id,amount,booked_on,currency
C1,100,2026-01-05,CNY
C1,200,,CNY
C2,abc,2026-01-07,CNY
C3,300,2026-02-30,USD
C4,400,soon,x1
C5,500,2026-01-08,CNY,extra
C1,600,2026-01-09,CNY
"""


def test_tables_are_typed_and_named_as_the_schema_says(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    activities = "customer_id,rep_id,happened_at,kind\nC1,R1,2026-03-05 14:30,Call\n"
    report = bring_in(company({"revenue.csv": REVENUE, "activities.csv": activities}))
    assert stored(report, "revenue").to_dict("list") == {
        "customer_id": ["C1", "C2", "C3"],
        "amount": [1000.5, 200.0, -50.25],
        "booked_on": [date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)],
        "currency": ["CNY", "USD", "CNY"],
    }
    assert stored(report, "activities").to_dict("list") == {
        "customer_id": ["C1"],
        "rep_id": ["R1"],
        "happened_at": [datetime.fromisoformat("2026-03-05T14:30")],
        "kind": ["call"],
    }


def test_times_with_zones_are_stored_as_iso_text(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    text = "customer_id,rep_id,happened_at\nC1,R1,2026-03-05T14:30Z\nC1,R1,2026-03-05 9:00\n"
    report = bring_in(company({"activities.csv": text}))
    assert stored(report, "activities")["happened_at"].tolist() == [
        "2026-03-05T14:30:00+00:00",
        "2026-03-05T09:00:00",
    ]


def test_report_names_what_was_used_and_what_was_ignored(company: Files, bring_in: Import) -> None:
    report = bring_in(company({"revenue.csv": REVENUE, "notes.md": "# hi", "orders.csv": "a\n"}))
    assert report.ignored == ("notes.md", "orders.csv", "revenue.fax")
    used = report.tables["revenue"]
    assert (used.source, used.rows, used.used, used.ignored) == (
        "revenue.csv",
        3,
        ("customer_id", "amount", "booked_on", "currency"),
        ("fax",),
    )
    assert report.faults == ()
    assert report.left_out.empty
    assert report.samples["customers"].to_dict("list") == {
        "row": [2, 3, 4],
        "customer_id": ["C1", "C2", "C3"],
        "name": ["Acme", "Bolt", "云帆"],
    }


def test_columns_that_people_must_not_be_judged_by_are_never_stored(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    reps = "rep_id,name,Gender,年龄,fax\nR1,Ann,f,41,1\nR2,Bob,m,35,2\nR3,陈静,f,29,3\n"
    report = bring_in(company({"reps.csv": reps}))
    assert report.refused == ("reps.Gender", "reps.年龄")
    assert report.ignored == ("reps.fax",)
    used = report.tables["reps"]
    assert (used.used, used.ignored, used.refused) == (
        ("rep_id", "name"),
        ("fax",),
        ("Gender", "年龄"),
    )
    assert list(stored(report, "reps").columns) == ["rep_id", "name"]
    assert list(report.samples["reps"].columns) == ["row", "rep_id", "name"]
    facts = dict(stored(report, "linchpin_import").itertuples(index=False))
    assert json.loads(facts["refused"]) == ["reps.Gender", "reps.年龄"]
    assert json.loads(facts["ignored"]) == ["reps.fax"]


def test_database_says_where_it_comes_from(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    report = bring_in(company({"revenue.csv": REVENUE}))
    facts = dict(stored(report, "linchpin_import").itertuples(index=False))
    assert facts["version"] == report.version
    assert (facts["kind"], facts["imported_on"], facts["timezone"]) == (
        "import",
        "2026-07-01",
        "Asia/Shanghai",
    )
    assert json.loads(facts["ignored"]) == ["revenue.fax"]
    assert json.loads(facts["files"]) == [
        "reps.csv",
        "customers.csv",
        "revenue.csv",
        "assignments.csv",
    ]
    assert stored(report, "linchpin_faults").empty


def test_control_totals_add_up_per_currency(company: Files, bring_in: Import) -> None:
    control = bring_in(company({"revenue.csv": REVENUE})).control
    assert control.values.tolist() == [["revenue", "CNY", 2, 950.25], ["revenue", "USD", 1, 200.0]]


def test_won_deals_stand_in_where_there_are_no_bookings(company: Files, bring_in: Import) -> None:
    deals = (
        "deal_id,customer_id,amount,stage\n1,C1,10,Won\n2,C1,20,lost\n3,C2,30.5,won\n4,C2,,won\n"
    )
    files = {"deals.csv": deals, "revenue.csv": "customer_id,amount,booked_on\n"}
    assert bring_in(company(files)).control.values.tolist() == [["deals", "", 2, 40.5]]


def test_no_money_gives_empty_totals_of_the_same_types(company: Files, bring_in: Import) -> None:
    report = bring_in(company())
    assert report.control.dtypes.astype(str).to_dict() == {
        "table": "str",
        "currency": "str",
        "rows": "int64",
        "amount": "float64",
    }
    assert len(report.control) == len(report.left_out) == 0
    assert list(report.left_out) == ["table", "currency", "rows", "amount", "unreadable_rows"]


def test_all_faults_come_at_once_with_place_value_and_remedy(
    company: Files, refused: Refused
) -> None:
    error = refused(company({"revenue.csv": FAULTY}))
    assert [str(fault) for fault in error.faults] == [
        "revenue, row 3, booked_on: a required value is empty. Fill it in",
        "revenue, row 4, amount: the number cannot be read ('abc'). Write it as 1234.50",
        "revenue, row 5, booked_on: there is no such day or time ('2026-02-30'). "
        "Correct it; dates are written as 2026-03-05, times as 14:30",
        "revenue, row 6, booked_on: the date cannot be read ('soon'). Write it as 2026-03-05",
        "revenue, row 6, currency: this is not a currency code ('x1'). "
        "Write the three letters of ISO 4217, such as CNY",
        "revenue, row 7: the row has 5 fields where the header has 4 "
        "('C5,500,2026-01-08,CNY,extra'). "
        "Put values that hold the separator in double quotation marks",
    ]
    assert (error.count, error.blocking) == (6, 0)
    assert [fault.amount for fault in error.faults] == [200, None, 300, 400, 400, None]
    assert str(error) == (
        "Nothing was imported: 6 faults, the first of them: revenue.booked_on, row 3: "
        "a required value is empty. Fill it in"
    )


def test_refused_files_leave_nothing_behind(
    company: Files, refused: Refused, tmp_path: Path
) -> None:
    error = refused(company({"revenue.csv": FAULTY}))
    assert list((tmp_path / "home").iterdir()) == []
    assert error.report.path is None
    assert error.report.tables["customers"].rows == 5
    assert error.report.left_out.values.tolist() == [
        ["revenue", "", 2, 400.0, 1],
        ["revenue", "CNY", 2, 200.0, 1],
        ["revenue", "USD", 1, 300.0, 0],
    ]


def test_faulty_rows_can_be_left_out_and_are_recorded_with_their_money(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    report = bring_in(company({"revenue.csv": FAULTY}), skip_faulty=True)
    assert stored(report, "revenue")["amount"].tolist() == [100, 600]
    assert report.tables["revenue"].rows == 2
    assert len(report.faults) == 6
    record = stored(report, "linchpin_faults")
    assert record["row"].tolist() == [3, 4, 5, 6, 6, 7]
    assert record["problem"].tolist()[1] == "the number cannot be read"
    # Row 6 has two faults, its money is recorded once: what was left out adds up.
    assert record["amount"].fillna(0).tolist() == [200, 0, 300, 400, 0, 0]
    used = stored(report, "revenue")["amount"].sum()
    assert used + record["amount"].sum() == report.control["amount"].sum() == 1600


def test_faults_that_no_row_explains_still_stop_the_import(
    company: Files, refused: Refused
) -> None:
    text = "customer_id,booked_on\nC1,soon\n"
    error = refused(company({"revenue.csv": text}), skip_faulty=True)
    assert [str(fault) for fault in error.faults] == [
        "revenue, amount: the required column is missing. "
        "Add it to revenue.csv, whose columns are customer_id, booked_on",
        "revenue, row 2, booked_on: the date cannot be read ('soon'). Write it as 2026-03-05",
    ]
    assert error.blocking == 1


def test_keys_must_be_filled_and_unique_and_the_first_row_stays(
    company: Files, refused: Refused, bring_in: Import, stored: Stored
) -> None:
    text = "customer_id,name\nC1,Acme\nC1,Acme\nc1,small\n,Nobody\n C1 ,Other\n"
    files = company({"customers.csv": text})
    again = "the key stands in row 2 already, which is kept"
    assert [(f.row, f.value, str(f.problem)) for f in refused(files).faults] == [
        (3, "C1", again),
        (5, None, "the key is empty"),
        (6, "C1", again),
    ]
    report = bring_in(files, skip_faulty=True)
    assert stored(report, "customers").values.tolist() == [["C1", "Acme"], ["c1", "small"]]


def test_word_for_nothing_in_a_required_number_is_an_empty_value(
    company: Files, refused: Refused
) -> None:
    text = "customer_id,amount,booked_on\nC1,NULL,2026-01-05\n"
    (fault,) = refused(company({"revenue.csv": text})).faults
    assert str(fault) == "revenue, row 2, amount: a required value is empty ('NULL'). Fill it in"


def test_long_values_are_cut(company: Files, refused: Refused) -> None:
    text = f"customer_id,amount,booked_on\nC1,{'x' * 1000},2026-01-05\n"
    (fault,) = refused(company({"revenue.csv": text})).faults
    assert fault.value == "x" * 200 + "…"


def test_customers_that_only_bookings_name_are_derived_from_them(bring_in: Import) -> None:
    files = [
        SourceFile("revenue.csv", REVENUE.encode()),
        SourceFile("reps.csv", b"rep_id,name\nR1,Ann\n"),
    ]
    report = bring_in(files)
    assert report.tables["customers"].rows > 0
    assert report.tables["customers"].source == report.tables["revenue"].source


def test_company_without_any_relation_cannot_be_assessed(company: Files, refused: Refused) -> None:
    (fault,) = refused(company()[:2]).faults
    assert str(fault) == (
        "activities/revenue/deals/assignments: cannot be assessed: there is none of the tables "
        "activities, revenue, deals, assignments. "
        "Add at least one of them, so that it is known who deals with which customer"
    )


def test_missing_tables_and_faulty_values_come_together(refused: Refused) -> None:
    error = refused([SourceFile("revenue.csv", FAULTY.encode())])
    assert [fault.table for fault in error.faults] == ["customers", "reps"] + ["revenue"] * 6


def test_files_that_are_no_table_are_refused_with_what_is_missing(refused: Refused) -> None:
    error = refused([SourceFile("orders.csv", b"order,customer name,amount\n1,Acme,2\n")])
    told = {fault.table: str(fault) for fault in error.faults}
    assert "there is none of the tables" in told["activities/revenue/deals/assignments"]
    assert "is not used for revenue yet: no column is taken for booked_on" in " ".join(
        told.values()
    )


def test_file_without_any_customer_column_says_so(bring_in: Import) -> None:
    header = "订单日期,销售员,收入,客户细分\n2026-01-05,陈静,5,大客户\n"
    with pytest.raises(InputError) as caught:
        bring_in([SourceFile("销售数据.csv", header.encode())])
    assert str(caught.value) == (
        "cannot be assessed: no customer is named. The columns found are "
        "销售数据.csv (订单日期, 销售员, 收入, 客户细分). Needed are the tables "
        "customers, reps and at least one of activities, revenue, deals, assignments, "
        "one file or sheet each, with the customer of every row in the column customer_id"
    )


def test_only_foreign_files_are_listed_by_name(bring_in: Import) -> None:
    with pytest.raises(InputError, match=r"Found: photo\.jpg, notes\.md\. Needed"):
        bring_in([SourceFile("photo.jpg", b"x"), SourceFile("notes.md", b"y")])


def test_header_only_tables_are_empty_tables(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    report = bring_in(company({"activities.csv": "customer_id,rep_id,happened_at\n"}))
    assert report.tables["activities"].rows == 0
    assert stored(report, "activities").empty
    assert list(report.samples["activities"]) == ["row", "customer_id", "rep_id", "happened_at"]


def test_version_follows_content_and_options(company: Files, bring_in: Import) -> None:
    report = bring_in(company())
    assert report.path is not None
    assert report.path.name == f"data-{report.version}.duckdb"
    assert bring_in(company()).version == report.version
    assert bring_in(company(), timezone="UTC").version != report.version
    assert bring_in(company(), import_day=date(2026, 7, 2)).version != report.version
    assert bring_in(company({"reps.csv": "rep_id,name\n"})).version != report.version


def test_folder_is_brought_into_a_database_of_any_name(tmp_path: Path, company: Files) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for file in company():
        (source / file.name).write_bytes(bytes(file.data))
    day = date(2026, 7, 1)
    target = tmp_path / "out" / "any.duckdb"
    report = import_files(source, target, timezone="UTC", import_day=day)
    assert report.path == target
    assert os.listdir(target.parent) == ["any.duckdb"]
    again = import_files(
        find_files(source), tmp_path / "again.duckdb", timezone="UTC", import_day=day
    )
    assert again.version == report.version


def test_progress_never_falls_and_ends_at_one(company: Files, bring_in: Import) -> None:
    heard: list[tuple[float, Message]] = []
    bring_in(company({"revenue.csv": REVENUE}), progress=lambda *each: heard.append(each))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert "reading revenue: 3 rows" in [str(doing) for _, doing in heard]


def test_beyond_a_limit_faults_are_counted_but_not_listed(
    company: Files, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "MOST_FAULTS", 2)
    monkeypatch.setattr(fault_lists, "MOST_FAULTS", 2)
    error = refused(company({"revenue.csv": FAULTY}))
    assert (len(error.faults), error.count) == (2, 6)
    assert str(error).startswith("Nothing was imported: 6 faults")


def test_faults_can_be_downloaded_as_a_table(company: Files, refused: Refused) -> None:
    error = refused(company({"revenue.csv": FAULTY}))
    table = faults_table(error.faults)
    assert len(table) == 6
    assert table.iloc[2].to_dict() == {
        "table": "revenue",
        "source": "",
        "row": 5,
        "column": "booked_on",
        "value": "2026-02-30",
        "problem": "there is no such day or time",
        "remedy": "Correct it; dates are written as 2026-03-05, times as 14:30",
        "amount": 300.0,
        "skippable": True,
    }
    assert faults_table([]).dtypes.to_dict() == table.dtypes.to_dict()


def test_import_faults_are_input_faults(company: Files, refused: Refused) -> None:
    assert isinstance(refused(company({"reps.csv": b""})), InputFaults)


def test_hundred_thousand_rows_are_all_brought_in(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    lines = [
        f"C{i % 5 + 1},R{i % 3 + 1},2026-01-{i % 28 + 1:02} 10:{i % 60:02}" for i in range(10**5)
    ]
    lines[99_998] = "C1,R1,nonsense"
    text = "customer_id,rep_id,happened_at\n" + "\n".join(lines)
    report = bring_in(company({"activities.csv": text}), skip_faulty=True)
    assert report.tables["activities"].rows == 99_999
    assert [fault.row for fault in report.faults] == [100_000]
    assert stored(report, "activities")["customer_id"].value_counts().to_dict() == {
        "C1": 20_000,
        "C2": 20_000,
        "C3": 20_000,
        "C4": 19_999,
        "C5": 20_000,
    }


@pytest.mark.parametrize("columns", [300, 1200])
def test_work_on_a_header_grows_with_its_columns_only(
    columns: int, company: Files, bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    judged = denied

    def judge(table: str, column: str) -> bool:
        asked.append(column)
        return judged(table, column)

    monkeypatch.setattr(plan, "denied", judge)
    names = [f"custom_{number}" for number in range(columns)]
    header = ",".join(["rep_id", "name", *names])
    row = ",".join(["R1", "Ann", *names])
    report = bring_in(company({"reps.csv": f"{header}\n{row}\n"}))
    assert len(report.tables["reps"].ignored) == columns
    assert len(asked) <= columns + 10
