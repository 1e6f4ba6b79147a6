"""Any tables brought in by a mapping: small sources of our own, with results counted by hand."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.messages import Message
from data.importing import ImportFaults, ImportReport, SourceFile, staging
from data.importing.building import Options
from data.importing.imports import version_of
from data.mapping.model import Mapping, Reading
from data.progress import Cancelled
from tests.data.importing.conftest import Files

Bring = Callable[..., ImportReport]
Refused = Callable[..., ImportFaults]
Stored = Callable[[ImportReport, str], pd.DataFrame]

PEOPLE = {
    "staff.csv": "No,Name\nR1,Ann\nR2,Bob\n",
    "kunden.csv": "Nr,Firma,Betreuer\nC1,Acme,R1\nC2,Bolt,R9\n",
}
TABLES: dict[str, Any] = {"staff": {"name": "staff"}, "kunden": {"name": "Kunden.xlsx"}}
PARTS: dict[str, Any] = {
    "reps": [{"from": "staff", "columns": {"rep_id": "No", "name": "Name"}}],
    "customers": [
        {
            "from": "kunden",
            "columns": {"customer_id": "Nr", "name": "Firma", "owner_id": "Betreuer"},
        }
    ],
}
BOOKING = {"customer_id": "Kunde", "amount": "Betrag", "booked_on": "Tag"}


def source(texts: dict[str, str]) -> list[SourceFile]:
    return [SourceFile(name, text.encode()) for name, text in {**PEOPLE, **texts}.items()]


def mapping(tables: dict[str, Any], **parts: Any) -> Mapping:
    return Mapping.model_validate({"tables": {**TABLES, **tables}, "parts": {**PARTS, **parts}})


def bookings(tables: dict[str, Any], **columns: Any) -> Mapping:
    """All tables given become revenue, one part each."""
    made = {**BOOKING, **columns}
    return mapping(tables, revenue=[{"from": alias, "columns": made} for alias in tables])


OLD = "Kunde,Betrag,Tag,Notiz\nC1,100,2024-03-05,a\nC2,50,2024-03-06,b\n"
NEW = "Kunde;Betrag;Tag\nC1;1.000,50;2025.12.31\nC2;0,25;2025.02.01\n"


def test_files_of_one_table_are_each_read_in_their_own_style(
    bring_in: Bring, stored: Stored
) -> None:
    told = bookings({"old": {"name": "umsatz_2024"}, "new": {"name": "umsatz_2025"}})
    texts = {
        "umsatz_2024.csv": 'Kunde,Betrag,Tag\nC1,"1,000.50",2024年5月31日\nC2,1.5,2024-06-02\n',
        "umsatz_2025.csv": NEW,
    }
    report = bring_in(source(texts), mapping=told)
    assert stored(report, "revenue").values.tolist() == [
        ["C1", 1000.5, date(2024, 5, 31)],
        ["C2", 1.5, date(2024, 6, 2)],
        ["C1", 1000.5, date(2025, 12, 31)],
        ["C2", 0.25, date(2025, 2, 1)],
    ]
    assert [(part.source, part.rows) for part in report.tables["revenue"].parts] == [
        ("umsatz_2024.csv", 2),
        ("umsatz_2025.csv", 2),
    ]


def test_report_says_which_columns_of_which_files_were_used(bring_in: Bring) -> None:
    report = bring_in(source({"umsatz.csv": OLD}), mapping=bookings({"umsatz": {"name": "umsatz"}}))
    revenue = report.tables["revenue"]
    assert revenue.source == "umsatz.csv"
    assert revenue.parts[0].columns == {
        "customer_id": ("Kunde",),
        "amount": ("Betrag",),
        "booked_on": ("Tag",),
    }
    assert revenue.ignored == ("Notiz",)
    assert report.ignored == ("umsatz.Notiz",)


def test_faults_name_the_file_the_row_and_the_column_as_written(refused: Refused) -> None:
    told = bookings({"old": {"name": "umsatz_2024"}, "new": {"name": "umsatz_2025"}})
    texts = {
        "umsatz_2024.csv": OLD,
        "umsatz_2025.csv": "Kunde,Betrag,Tag\nC1,5,2025-01-01\nC2,much,2025-01-02\nC1,1\n",
    }
    error = refused(source(texts), mapping=told)
    assert [(fault.table, fault.row, fault.source) for fault in error.faults] == [
        ("revenue", 3, "umsatz_2025.csv, Betrag"),
        ("revenue", 4, "umsatz_2025.csv, Tag"),
    ]
    assert "revenue.amount (umsatz_2025.csv, Betrag), row 3" in str(error)
    assert error.report.samples["revenue"]["row"].tolist() == [2, 3, 2]


def test_faulty_rows_of_two_files_with_one_number_are_recorded_apart(
    bring_in: Bring, stored: Stored
) -> None:
    told = bookings({"old": {"name": "a"}, "new": {"name": "b"}})
    bad = "Kunde,Betrag,Tag\nC1,much,2025-01-01\nC2,7,2025-01-02\n"
    report = bring_in(source({"a.csv": bad, "b.csv": bad}), mapping=told, skip_faulty=True)
    assert stored(report, "revenue")["amount"].tolist() == [7, 7]
    record = stored(report, "linchpin_faults")
    assert record[["row", "source"]].values.tolist() == [[2, "a.csv"], [2, "b.csv"]]
    assert report.left_out[["table", "rows"]].values.tolist() == [["revenue", 2]]


def test_key_that_a_further_file_repeats_is_a_fault_there(refused: Refused) -> None:
    more = {"from": "more", "columns": {"rep_id": "No", "name": "Name"}}
    told = mapping(
        {"umsatz": {"name": "umsatz"}, "more": {"name": "more"}},
        reps=[*PARTS["reps"], more],
        revenue=[{"from": "umsatz", "columns": BOOKING}],
    )
    texts = {"umsatz.csv": OLD, "more.csv": "No,Name\nR3,Cy\nR1,Ann\n"}
    (fault,) = refused(source(texts), mapping=told).faults
    assert (fault.table, fault.row, fault.value, fault.source) == (
        "reps",
        3,
        "R1",
        "more.csv, No",
    )


def test_second_column_of_one_name_can_be_named(bring_in: Bring, stored: Stored) -> None:
    text = "Kunde,Betrag,Tag,Betrag\nC1,1,2025-01-01,10\nC2,2,2025-01-02,20\n"
    told = bookings({"umsatz": {"name": "umsatz"}}, amount="Betrag (2)")
    report = bring_in(source({"umsatz.csv": text}), mapping=told)
    assert stored(report, "revenue")["amount"].tolist() == [10, 20]


def test_column_of_two_alike_must_be_told_apart(refused: Refused) -> None:
    text = "Kunde,Betrag,Tag,Betrag\nC1,1,2025-01-01,10\n"
    (fault,) = refused(
        source({"umsatz.csv": text}), mapping=bookings({"umsatz": {"name": "umsatz"}})
    ).faults
    assert (fault.row, fault.column) == (1, "Betrag")
    assert str(fault.problem) == "the header names this column twice"


def test_file_without_header_is_read_by_the_names_that_a_mapping_gives(
    bring_in: Bring, stored: Stored
) -> None:
    table = {"name": "umsatz", "header": 0, "names": ["Kunde", "Betrag", "Tag"]}
    text = "C1,100,2025-01-01\nC2,50,2025-01-02\n"
    report = bring_in(source({"umsatz.csv": text}), mapping=bookings({"umsatz": table}))
    assert stored(report, "revenue")["amount"].tolist() == [100, 50]
    assert report.samples["revenue"]["row"].tolist() == [1, 2]


def test_more_names_than_columns_are_a_fault(refused: Refused) -> None:
    table = {"name": "umsatz", "header": 0, "names": ["Kunde", "Betrag", "Tag", "Was"]}
    error = refused(
        source({"umsatz.csv": "C1,100,2025-01-01\n"}), mapping=bookings({"umsatz": table})
    )
    assert str(error.faults[0].problem) == ("the mapping names 4 columns, but umsatz.csv has 3")


REPORT = """Umsatz 2025
Kunde,Tag,Betrag
C1,2025-01-01,10
,2025-01-02,20
C2,2025-01-03,5
,2025-01-04,6
Summe,,41
"""


def test_grouped_report_is_carried_down_without_its_total(bring_in: Bring, stored: Stored) -> None:
    table = {"name": "umsatz", "header": 2, "skip_last": 1, "carry_down": ["Kunde"]}
    report = bring_in(source({"umsatz.csv": REPORT}), mapping=bookings({"umsatz": table}))
    revenue = stored(report, "revenue")
    assert revenue.groupby("customer_id")["amount"].sum().to_dict() == {"C1": 30, "C2": 11}
    assert report.samples["revenue"]["row"].tolist() == [3, 4, 5]


def test_inner_group_starts_empty_in_a_new_outer_group(bring_in: Bring) -> None:
    table = {"name": "umsatz", "carry_down": ["Region", "Kunde"]}
    text = (
        "Region,Kunde,Tag,Betrag\nNord,C1,2025-01-01,1\n,,2025-01-02,2\nSüd,,2025-01-03,4\n"
        ",C2,2025-01-04,8\n"
    )
    report = bring_in(source({"umsatz.csv": text}), mapping=bookings({"umsatz": table}))
    (left_out,) = report.readings[report.readings["code"] == "empty_id"].to_dict("records")
    assert (left_out["column_name"], left_out["rows"], left_out["amount"]) == (
        "customer_id",
        1,
        4.0,
    )


def test_optional_table_that_is_missing_is_left_out_and_reported(bring_in: Bring) -> None:
    told = bookings({"new": {"name": "umsatz"}, "old": {"name": "archiv", "optional": True}})
    report = bring_in(source({"umsatz.csv": OLD}), mapping=told)
    assert report.tables["revenue"].rows == 2
    assert [(each.table, str(each.reason)) for each in report.missing] == [
        ("revenue", "the source has no table archiv")
    ]


def test_required_table_that_is_missing_is_named_with_the_files(refused: Refused) -> None:
    told = bookings({"umsatz": {"name": "umsatz"}})
    (fault,) = refused(source({}), mapping=told).faults
    assert str(fault) == (
        "umsatz: the mapping asks for umsatz, which is none of the files: staff.csv, kunden.csv. "
        "Add it, or mark it as optional in the mapping"
    )


def test_two_files_that_fit_are_refused_by_their_names(refused: Refused) -> None:
    told = bookings({"umsatz": {"name": "umsatz*"}})
    error = refused(source({"umsatz_1.csv": OLD, "umsatz_2.csv": OLD}), mapping=told)
    assert str(error.faults[0].problem) == (
        "umsatz_1.csv / umsatz_2.csv both fit what the mapping says of this table"
    )


def test_column_about_age_cannot_be_mapped(refused: Refused) -> None:
    people = {"staff.csv": "No,Name,Age\nR1,Ann,44\n", "umsatz.csv": OLD}
    told = mapping(
        {"umsatz": {"name": "umsatz"}},
        reps=[{"from": "staff", "columns": {"rep_id": "No", "name": "Name", "title": "Age"}}],
        revenue=[{"from": "umsatz", "columns": BOOKING}],
    )
    (fault,) = refused(source(people), mapping=told).faults
    assert str(fault.problem) == "Age must never be used to judge people"


def test_every_key_is_measured_in_rows_and_money(bring_in: Bring) -> None:
    text = "Kunde,Betrag,Tag\nC1,100,2025-01-01\nC7,-30,2025-01-02\nC2,5,2025-01-03\n"
    told = bookings({"umsatz": {"name": "umsatz"}})
    keys = bring_in(source({"umsatz.csv": text}), mapping=told).keys
    assert keys.values.tolist() == [
        ["customers", "owner_id", "reps", "", 2, 1, 1, 0.0, 0.0, "R9"],
        ["revenue", "customer_id", "customers", "", 3, 2, 1, 135.0, 30.0, "C7"],
    ]


def test_times_with_and_without_zone_in_two_files_stand_as_text(
    bring_in: Bring, stored: Stored
) -> None:
    columns = {"customer_id": "Kunde", "rep_id": "Wer", "happened_at": "Wann"}
    told = mapping(
        {"a": {"name": "a"}, "b": {"name": "b"}},
        activities=[{"from": alias, "columns": columns} for alias in "ab"],
    )
    head = "Kunde,Wer,Wann\nC1,R1,"
    texts = {"a.csv": f"{head}2026-03-05 14:30\n", "b.csv": f"{head}2026-03-05T14:30Z\n"}
    report = bring_in(source(texts), mapping=told)
    assert stored(report, "activities")["happened_at"].tolist() == [
        "2026-03-05T14:30:00",
        "2026-03-05T14:30:00+00:00",
    ]


def test_mapping_is_part_of_the_version_and_kept_in_the_file(
    bring_in: Bring, stored: Stored
) -> None:
    files = source({"umsatz.csv": OLD})
    told = bookings({"umsatz": {"name": "umsatz"}})
    other = bookings({"umsatz": {"name": "umsatz"}}, margin="Betrag")
    report = bring_in(files, mapping=told)
    assert report.version != bring_in(files, mapping=other).version
    assert report.version == Options("Asia/Shanghai", date(2026, 7, 1), False, told).version(files)
    assert version_of(files, timezone="UTC", skip_faulty=False) != version_of(
        files, timezone="UTC", skip_faulty=False, mapping=told
    )
    facts = dict(stored(report, "linchpin_import").itertuples(index=False))
    assert 'customer_id = "Kunde"' in facts["mapping"]
    assert json.loads(facts["files"]) == ["staff.csv", "kunden.csv", "umsatz.csv"]


def test_reading_by_a_mapping_can_be_cancelled(bring_in: Bring, tmp_path: Path) -> None:
    def stop(_share: float, doing: Message) -> None:
        if "umsatz" in str(doing):
            raise Cancelled(doing)

    told = bookings({"umsatz": {"name": "umsatz"}})
    with pytest.raises(Cancelled):
        bring_in(source({"umsatz.csv": OLD}), mapping=told, progress=stop)
    assert list((tmp_path / "home").iterdir()) == []


def test_two_tables_are_joined_and_what_was_met_is_counted(bring_in: Bring, stored: Stored) -> None:
    texts = {
        "rechnung.csv": "Nr,Kunde,Tag\n1,C1,2025-01-01\n2,C2,2025-01-02\n3,C2,2025-01-03\n",
        "posten.csv": "Rechnung,Preis,Menge\n1,10,2\n1,5,1\n2,7,3\n9,100,1\n",
    }
    part = {
        "from": "posten",
        "join": [{"table": "rechnung", "on": {"Nr": "Rechnung"}}],
        "columns": {
            "customer_id": "rechnung.Kunde",
            "booked_on": "rechnung.Tag",
            "amount": {"calc": "Preis * Menge"},
        },
    }
    tables = {"rechnung": {"name": "rechnung"}, "posten": {"name": "posten"}}
    report = bring_in(source(texts), mapping=mapping(tables, revenue=[part]), skip_faulty=True)
    revenue = stored(report, "revenue")
    assert revenue.groupby("customer_id")["amount"].sum().to_dict() == {"C1": 25, "C2": 21}
    assert {fault.row for fault in report.faults} == {5}
    (met,) = report.lookups.to_dict("records")
    assert (met["source"], met["kind"], met["rows"], met["matched"], met["unmatched"]) == (
        "posten.csv",
        "join",
        4,
        3,
        1,
    )


def test_row_that_is_split_is_named_once_for_each_fault_of_it(
    bring_in: Bring, stored: Stored, refused: Refused
) -> None:
    text = "Kunden,Wer,Wann\nC1;C2,R1,2025-01-01 10:00\nC1,R2,2025-01-02 11:00\n"
    columns = {
        "customer_id": {"column": "Kunden", "split": ";"},
        "rep_id": "Wer",
        "happened_at": "Wann",
    }
    told = mapping(
        {"besuche": {"name": "besuche"}}, activities=[{"from": "besuche", "columns": columns}]
    )
    report = bring_in(source({"besuche.csv": text}), mapping=told)
    assert sorted(stored(report, "activities")["customer_id"]) == ["C1", "C1", "C2"]
    assert report.samples["activities"]["row"].tolist() == [2, 2, 3]
    error = refused(source({"besuche.csv": text.replace("2025-01-01", "soon")}), mapping=told)
    assert [(fault.row, fault.column) for fault in error.faults] == [(2, "happened_at")] * 2
    assert error.count == 2


def test_one_file_may_be_several_tables(bring_in: Bring, stored: Stored) -> None:
    text = "Kunde,Firma,Wer,Tag,Betrag\nC1,Acme,R1,2025-01-01,1\nC1,Acme,R2,2025-01-02,2\n"
    told = mapping(
        {"flat": {"name": "flat"}},
        customers=[
            {
                "from": "flat",
                "one_per": "customer_id",
                "columns": {"customer_id": "Kunde", "name": "Firma"},
            }
        ],
        revenue=[{"from": "flat", "columns": {**BOOKING, "rep_id": "Wer"}}],
    )
    report = bring_in(source({"flat.csv": text}), mapping=told)
    assert stored(report, "customers").values.tolist() == [["C1", "Acme"]]
    assert stored(report, "revenue")["amount"].tolist() == [1, 2]
    assert report.ignored == ("kunden.csv",)


def test_only_columns_that_are_used_are_staged(
    bring_in: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths: dict[str, int] = {}
    stage = staging.insert_from_arrow
    monkeypatch.setattr(
        staging,
        "insert_from_arrow",
        lambda connection, name, arrow: (
            widths.update({name: arrow.num_columns}),
            stage(connection, name, arrow),
        ),
    )
    names = [f"extra_{number}" for number in range(197)]
    row = ",".join("x" * 50 for _ in names)
    lines = [f"C1,1,2025-01-01,{row}" for _ in range(2_000)]
    text = "\n".join([",".join(["Kunde", "Betrag", "Tag", *names]), *lines])
    report = bring_in(source({"umsatz.csv": text}), mapping=bookings({"u": {"name": "umsatz"}}))
    assert report.tables["revenue"].rows == 2_000
    assert sorted(widths.values()) == [3, 4, 4]


def test_what_holds_for_all_values_holds_for_columns_as_they_stand(
    bring_in: Bring, stored: Stored
) -> None:
    told = bookings({"umsatz": {"name": "umsatz"}}, rep_id="Wer").model_copy(
        update={
            "read": Reading(empty=("nobody",)),
            "same": {"customers": {"C-1": "C1"}},
        }
    )
    text = "Kunde,Betrag,Tag,Wer\nC-1,1,2025-01-01,Nobody\nC2,2,2025-01-02,R1\n"
    report = bring_in(source({"umsatz.csv": text}), mapping=told)
    revenue = stored(report, "revenue").sort_values("amount")
    assert revenue["customer_id"].tolist() == ["C1", "C2"]
    assert revenue["rep_id"].isna().tolist() == [True, False]


def test_header_that_holds_contents_is_not_repeated(refused: Refused, company: Files) -> None:
    text = "Ann Smith,2026-01-05,100\n"
    error = refused(company({"revenue.csv": text}))
    assert not any("Ann" in str(fault) for fault in error.faults)


def test_answer_for_one_file_leaves_another_as_its_values_say(bring_in: Bring) -> None:
    texts = {
        "july.csv": "Kunde,Betrag,Tag\nC1,10,26.07.2025\n",
        "august.csv": "Kunde,Betrag,Tag\nC2,20,8/3/2025\n",
    }
    told = bookings({"july": {"name": "july"}, "august": {"name": "august"}})
    answered = told.model_copy(update={"answers": {"revenue.booked_on.order": "MDY"}})
    report = bring_in(source(texts), mapping=answered)
    days = {each.source: (each.form, each.first) for each in report.formats if each.first}
    assert days == {"july.csv": ("DMY", "2025-07-26"), "august.csv": ("MDY", "2025-08-03")}


def test_changes_in_a_file_become_intervals(bring_in: Bring, stored: Stored) -> None:
    log = {"of": "Kunde", "at": "Tag", "old": "Alt", "new": "Neu"}
    told = mapping(
        {"changes": {"name": "changes", "log": log}},
        assignments=[
            {
                "from": "changes",
                "columns": {
                    "customer_id": "of",
                    "rep_id": "holder",
                    "start_on": "start_on",
                    "end_on": "end_on",
                },
            }
        ],
    )
    texts = {"changes.csv": "Kunde,Tag,Alt,Neu\nC1,2025-03-05,R1,R2\n"}
    report = bring_in(source(texts), mapping=told)
    rows = stored(report, "assignments").astype(object).values.tolist()
    assert sorted(row[:2] for row in rows) == [["C1", "R1"], ["C1", "R2"]]
