"""Ids of one thing that different tables write differently."""

from collections.abc import Callable

import pandas as pd

from data.importing import ImportFaults, ImportReport, SourceFile

Files = Callable[..., list[SourceFile]]
Import = Callable[..., ImportReport]
Refused = Callable[..., ImportFaults]
Stored = Callable[[ImportReport, str], pd.DataFrame]

HEAD = "customer_id,rep_id,amount,booked_on\n"


def read(report: ImportReport, code: str) -> list[tuple[object, ...]]:
    """Table, column, rows, example and money of a code."""
    rows = report.readings[report.readings["code"] == code]
    columns = ["table_name", "column_name", "rows", "example", "amount"]
    return list(rows[columns].itertuples(index=False, name=None))


def test_words_for_nothing_are_no_people(company: Files, bring_in: Import, stored: Stored) -> None:
    revenue = HEAD + "C1,NULL,5,2026-03-05\nC2,R1,6,2026-03-05\nN/A,R1,7,2026-03-05\n"
    report = bring_in(company({"revenue.csv": revenue}))
    assert stored(report, "revenue")["rep_id"].tolist()[1:] == ["R1"]
    assert stored(report, "revenue")["amount"].tolist() == [5, 6]
    assert read(report, "word_for_nothing") == [("revenue", "rep_id", 1, "NULL → ∅", 5.0)]
    assert [each[:3] for each in read(report, "empty_id")] == [("revenue", "customer_id", 1)]
    assert [each[4] for each in read(report, "empty_id")] == [7.0]
    assert set(stored(report, "linchpin_readings")["code"]) == {"empty_id", "word_for_nothing"}


def test_word_is_an_id_where_somebody_of_another_name_has_it(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    reps = "rep_id,name\nR1,Ann\nNone,Nora Nonesuch\nPOOL,Team\n-,Unassigned\n"
    revenue = HEAD + "C1,None,5,2026-03-05\nC2,-,6,2026-03-05\n"
    report = bring_in(
        company(
            {
                "reps.csv": reps,
                "revenue.csv": revenue,
                "assignments.csv": "customer_id,rep_id\nC1,R1\n",
            }
        )
    )
    assert stored(report, "reps")["rep_id"].tolist() == ["R1", "None", "POOL"]
    ids = stored(report, "revenue")["rep_id"]
    assert (ids[0], ids.isna().tolist()) == ("None", [False, True])
    assert read(report, "pool")[0][:4] == ("reps", "rep_id", 1, "- → ∅")


def test_decimals_join_whole_numbers_only(company: Files, bring_in: Import, stored: Stored) -> None:
    changes = {
        "reps.csv": "rep_id,name\n1,Ann\n2,Bob\n",
        "assignments.csv": "customer_id,rep_id\nC1,1.0\nC2,2.0\nC3,1.5\n",
    }
    report = bring_in(company(changes))
    assert stored(report, "assignments")["rep_id"].tolist() == ["1", "2", "1.5"]
    assert read(report, "decimal_id")[0][:4] == ("assignments", "rep_id", 2, "1.0 → 1")
    changes["reps.csv"] = "rep_id,name\n1,Ann\n1.0,Bob\n"
    report = bring_in(company(changes))
    assert stored(report, "assignments")["rep_id"].tolist() == ["1.0", "2.0", "1.5"]


def test_long_and_short_salesforce_ids_join_by_their_checksum(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    changes = {
        "customers.csv": "customer_id,name\n0015g00000AbCdEAAV,One\n0015g00000AbcdEAAR,Two\n"
        "0015g00000XyZaBAAA,Wrong\n",
        "assignments.csv": "customer_id,rep_id\n0015g00000AbCdE,R1\n0015g00000AbcdE,R1\n"
        "0015g00000XyZaB,R1\n",
    }
    report = bring_in(company(changes))
    assert stored(report, "assignments")["customer_id"].tolist() == [
        "0015g00000AbCdEAAV",
        "0015g00000AbcdEAAR",
        "0015g00000XyZaB",
    ]


def test_long_and_short_form_of_one_key_repeat_it(company: Files, refused: Refused) -> None:
    customers = "customer_id,name\n0015g00000AbCdEAAV,One\n0015g00000AbCdE,Again\n"
    error = refused(company({"customers.csv": customers}))
    assert [(f.table, f.row) for f in error.faults] == [("customers", 3)]


def test_intervals_that_end_before_they_start_are_left_out(
    company: Files, bring_in: Import, stored: Stored
) -> None:
    text = "customer_id,rep_id,start_on,end_on\nC1,R1,2026-02-01,2026-01-01\nC2,R1,2026-02-01,\n"
    report = bring_in(company({"assignments.csv": text}))
    assert stored(report, "assignments")["customer_id"].tolist() == ["C2"]
    assert read(report, "ends_before_start")[0][3] == "2026-02-01 – 2026-01-01"


def test_semicolons_of_the_file_decide_for_thousands(
    company: Files, bring_in: Import, refused: Refused, stored: Stored
) -> None:
    rows = "customer_id;amount;booked_on\nC1;1.250;2026-03-05\n"
    report = bring_in(company({"revenue.csv": rows}))
    assert stored(report, "revenue")["amount"].tolist() == [1250]
    error = refused(company({"revenue.csv": rows.replace(";", ",")}), skip_faulty=True)
    assert error.blocking == 1
    assert "1.25 if the point" in str(error)
    assert [each.total for each in error.report.questions[0].options] == ["1.25", "1,250"]
