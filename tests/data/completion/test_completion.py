"""A workbook goes out, is filled in, comes back, is kept as stated, and is undone."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.assessment import Assessment
from analytics.policy import Policy, read_policy
from analytics.statements import Statement, StatementKind
from data.assessments import assess_source
from data.completion import keeping
from data.completion.checking import Return, check_returned
from data.completion.form import FORM, HEADINGS, MOST_ROWS, WECHAT_WORDS, Field, wechat_of
from data.completion.gaps import contacts_on_record, customers_of_people, gaps
from data.completion.reading import read_returned
from data.completion.workbook import archive, asked_of, file_name_of, workbook_for
from data.importing import SourceFile
from data.sources import Source
from data.store import entries
from data.store.entries import Author, Store
from data.store.failures import Superseded
from data.store.statements import kept_statements, save_statement
from pages.components.catalogue import speaking
from pages.components.text import tm_text
from tests.data.completion.filling import filled_in, saved, sheet_rows
from tests.data.conftest import file_databases, opened

DAY = date(2025, 7, 1)
LI = Author("Li Na")
POLICY: Policy = read_policy('[company]\ncurrency = "EUR"')

_TABLES: dict[str, list[dict[str, str]]] = {
    "reps": [
        {"rep_id": "R1", "name": "Ada Lovell", "hired_on": "2020-01-01"},
        {"rep_id": "R2", "name": "Ben Ohm", "hired_on": "2020-01-01"},
        {"rep_id": "R3", "name": "Ben  Ohm", "hired_on": "2020-01-01"},
        {"rep_id": "R4", "name": "Cleo Park", "hired_on": "2020-01-01"},
        {"rep_id": "R5", "name": "Gone Away", "left_on": "2025-01-31"},
    ],
    "customers": [
        {"customer_id": "=1+1", "name": "=HYPERLINK(1)", "owner_id": "R1"},
        {"customer_id": "C2", "name": "Borealis", "owner_id": "R1"},
        {
            "customer_id": "C3",
            "name": "Whole",
            "owner_id": "R1",
            "contract_ends_on": "2026-01-01",
        },
        {"customer_id": "C4", "name": "Elm", "owner_id": "R2"},
        {"customer_id": "C5", "name": "Left behind", "owner_id": "R5"},
    ],
    "contacts": [
        {"contact_id": "P1", "customer_id": "C3", "name": "Wang", "phone": "0755-1234567"},
        {"contact_id": "P2", "customer_id": "C2", "name": "Wu", "phone": " "},
    ],
    "activities": [
        {"customer_id": "C4", "rep_id": "R1", "happened_at": "2025-06-03", "kind": "visit"},
        {"customer_id": "C4", "rep_id": "R4", "happened_at": "2025-06-30", "kind": "visit"},
    ],
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    made = opened(file_databases("duckdb", tmp_path_factory.mktemp("c")).filled(_TABLES))
    yield made
    made.close()


@pytest.fixture(scope="module")
def assessment(source: Source) -> Assessment:
    return assess_source(source, POLICY, as_of=date(2025, 6, 30))


@pytest.fixture(scope="module")
def lacking(source: Source, assessment: Assessment) -> pd.DataFrame:
    return gaps(assessment, contacts_on_record(source, POLICY))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home" / "store.sqlite")


def test_gaps_of_own_customers_and_of_nobody_who_has_left(
    assessment: Assessment, lacking: pd.DataFrame
) -> None:
    rows = lacking.set_index(["rep_id", "customer_id"])
    flags = ["lacks_contact", "lacks_phone", "lacks_contract"]
    assert {
        key: tuple(row) for key, row in zip(rows.index, rows[flags].to_numpy(), strict=True)
    } == {
        ("R1", "=1+1"): (True, True, True),
        ("R1", "C2"): (False, True, True),
        ("R1", "C4"): (True, True, True),
        ("R2", "C4"): (True, True, True),
        ("R4", "C4"): (True, True, True),
    }
    assert ("R1", "C3") in set(customers_of_people(assessment).itertuples(index=False, name=None))


def test_what_is_stated_closes_a_gap(source: Source, assessment: Assessment) -> None:
    said = pd.DataFrame({"customer_id": ["C2", "C2"], "field": ["phone", "contract_ends_on"]})
    rows = gaps(assessment, contacts_on_record(source, POLICY), said)
    assert "C2" not in set(rows["customer_id"])


def test_workbook_holds_own_customers_as_texts_and_hides_its_keys(lacking: pd.DataFrame) -> None:
    book = workbook_for(lacking, "R1", DAY)
    names, heads, *rows = sheet_rows(book)
    version = asked_of(lacking, "R1", DAY).version
    assert [row[:4] for row in rows] == [
        [FORM, customer, "R1", version] for customer in ("=1+1", "C2", "C4")
    ]
    assert rows[0][4:6] == ["'=HYPERLINK(1)", "contact person, phone, end of the contract"]
    assert names[6:] == [each.value for each in Field]
    assert heads[6:] == [str(each) for each in HEADINGS.values()]
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in sheet
    assert re.search(r'<col min="1" max="4" [^>]*hidden="1"', sheet)
    assert re.search(r'<row r="1" [^>]*hidden="1"', sheet)
    assert 'type="list"' in sheet
    assert "<sheetProtection" in sheet


def test_workbook_is_made_in_both_languages(lacking: pd.DataFrame) -> None:
    with speaking("zh"):
        _, heads, *_ = sheet_rows(workbook_for(lacking, "R1", DAY, tm_text))
        words = {each: tm_text(text) for each, text in WECHAT_WORDS.items()}
    assert heads[6] == "联系人"
    assert {wechat_of(text): text for text in words.values()} == words
    assert {wechat_of(str(text)) for text in WECHAT_WORDS.values()} == set(WECHAT_WORDS)


def test_workbook_of_very_many_customers_asks_for_the_largest() -> None:
    count = MOST_ROWS + 5
    rows = pd.DataFrame(
        {
            "rep_id": "R",
            "rep": "Ada",
            "customer_id": [f"C{number:05}" for number in range(count)],
            "customer": "x",
            "exposure": [float(number) for number in range(count)],
            **dict.fromkeys(("lacks_contact", "lacks_phone", "lacks_contract"), True),
        }
    )
    asked = asked_of(rows, "R", DAY)
    assert len(asked.signs) == MOST_ROWS
    assert not asked.asks("C00004")
    assert asked.asks("C00005")
    assert len(sheet_rows(workbook_for(rows, "R", DAY))) == MOST_ROWS + 2


def test_files_of_people_with_one_name_are_apart() -> None:
    names = [file_name_of("../Ben", rep) for rep in ("R/1", "R:1", "R1", "张")]
    assert len(set(names)) == len(names)
    assert all("/" not in name and ".." not in name for name in names)
    with zipfile.ZipFile(io.BytesIO(archive((name, b"x") for name in names))) as made:
        assert made.namelist() == names


def returned(
    store: Store, assessment: Assessment, *files: tuple[str, bytes]
) -> tuple[list[Return], list[str], keeping.Ledger]:
    sheets = read_returned([SourceFile(name, data) for name, data in files], limits=None)
    ledger = keeping.ledger_of(store)
    company = keeping.company_of(store, ledger, assessment, DAY)
    returns, faults = check_returned(sheets, company)
    return returns, [str(each.problem) for each in faults], ledger


def sent(store: Store, lacking: pd.DataFrame, rep: str, day: date = DAY) -> bytes:
    keeping.hand_out(store, [asked_of(lacking, rep, day)], author=LI)
    return workbook_for(lacking, rep, day)


FILLED = {
    "=1+1": {
        "contact": "=Wang", "title": "CFO", "phone": 13800138000.0, "email": "w@a.cn",
        "contract_ends_on": "2026年3月31日", "wechat": "个人微信", "known_by": "Cleo Park; R2",
    }
}  # fmt: skip


def test_filled_cells_are_kept_as_stated_and_undone_together(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    back = filled_in(sent(store, lacking, "R1"), FILLED)
    (made,), faults, ledger = returned(store, assessment, ("a.xlsx", back))
    assert (faults, made.faults, made.notes, made.cells) == ([], (), (), 8)
    entry = keeping.keep_returned(store, ledger, made, author=LI)
    kept = keeping.ledger_of(store)
    facts = kept.facts()
    assert dict(zip(facts["field"], facts["value"], strict=True)) == {
        "contact": "=Wang",
        "title": "CFO",
        "phone": "13800138000",
        "email": "w@a.cn",
        "contract_ends_on": "2026-03-31",
        "wechat": "private",
    }
    assert (set(facts["author"]), set(facts["customer_id"])) == ({"Ada Lovell"}, {"=1+1"})
    knows = [each.statement for each in kept_statements(store)]
    assert {(each.kind, each.customer_id, each.rep_id) for each in knows} == {
        (StatementKind.KNOWS, "=1+1", "R4"),
        (StatementKind.KNOWS, "=1+1", "R2"),
    }
    standing = kept.standing(lacking, {"R1": "Ada Lovell"}).set_index("rep_id")
    assert standing["returned_on"].notna().to_dict() == {"R1": True, "R2": False, "R4": False}
    assert standing["sent_on"].notna().to_dict() == {"R1": True, "R2": False, "R4": False}
    assert standing["lacking"].to_dict() == {"R1": 3, "R2": 1, "R4": 1}
    keeping.undo_returned(store, entry.entry_id, author=LI)
    assert keeping.ledger_of(store).facts().empty
    assert kept_statements(store) == []
    assert len(keeping.exported_facts(keeping.ledger_of(store))) == 6
    with pytest.raises(Superseded):
        keeping.undo_returned(store, entry.entry_id, author=LI)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"phone": "call me"}, "this is no phone number"),
        ({"email": "w at a"}, "this is no e-mail address"),
        ({"contract_ends_on": "31/03/2026"}, "this is no day"),
        ({"contract_ends_on": "2026-02-30"}, "this is no day"),
        ({"wechat": "both"}, "this is none of the choices"),
        ({"known_by": "Ben Ohm"}, "2 people are called Ben Ohm"),
        ({"known_by": "Gone Away"}, "nobody who is active is called Gone Away"),
        ({"known_by": "Ada Lovell"}, "this is the person who filled it in"),
        ({"title": "CFO"}, "a title without a person"),
        (
            {"contract_starts_on": "2026-05-01", "contract_ends_on": "2026-04-30"},
            "the contract would end before it starts",
        ),
        ({"note": "x" * 3000}, "the cell holds more than 2,000 characters"),
    ],
)
def test_cell_that_cannot_be_taken_is_named_and_the_rest_is_kept(
    store: Store,
    assessment: Assessment,
    lacking: pd.DataFrame,
    cells: dict[str, object],
    problem: str,
) -> None:
    back = filled_in(sent(store, lacking, "R1"), {"C2": cells, "C4": {"phone": "+86 755 1234"}})
    (made,), faults, _ = returned(store, assessment, ("a.xlsx", back))
    assert faults == []
    assert {str(each.problem) for each in made.faults} == {problem}
    assert {each.row for each in made.faults} == {4}
    assert [(each.customer_id, each.value) for each in made.facts] == [("C4", "+86 755 1234")]


def test_rows_that_were_never_asked_are_nobodys(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    book = sent(store, lacking, "R1")
    version = asked_of(lacking, "R1", DAY).version
    forged = [
        [FORM, "C3", "R1", version, "", "", "Eve"],
        [FORM, "C2", "R2", version, "", "", "Eve"],
        [FORM, "C2", "R1", "0" * 16, "", "", "Eve"],
        ["", "", "", "", "New customer", "", "Eve"],
    ]
    (made,), faults, _ = returned(store, assessment, ("a.xlsx", filled_in(book, {}, more=forged)))
    assert made.facts == ()
    assert [str(each.problem) for each in made.faults] == [
        "this customer was not in the workbook that was sent"
    ]
    never = "this version of the workbook was never sent from here to this person"
    other = "this row was not in the workbook that was sent, or is of another version"
    assert faults == [never, never, other]


def test_person_who_contradicts_themselves_is_told_and_neither_is_taken(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    book = sent(store, lacking, "R1")
    one = filled_in(book, {"C2": {"phone": "755 1234", "email": "a@b.cn", "note": "one"}})
    two = filled_in(book, {"C2": {"phone": "755 9999", "email": "a@b.cn", "note": "two"}})
    (made,), _, ledger = returned(store, assessment, ("1.xlsx", one), ("2.xlsx", two))
    assert [(each.field, each.value) for each in made.facts] == [
        (Field.EMAIL, "a@b.cn"),
        (Field.NOTE, "one; two"),
    ]
    assert [(each.table, each.column, each.value) for each in made.faults] == [
        ("1.xlsx", "phone", "755 1234"),
        ("2.xlsx", "phone", "755 9999"),
    ]
    keeping.keep_returned(store, ledger, made, author=LI)


def test_second_return_takes_the_place_of_the_first_and_undoing_brings_it_back(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    book = sent(store, lacking, "R1")
    made_of = []
    for phone in ("755 1234", "755 9999"):
        back = filled_in(book, {"C2": {"phone": phone}})
        (made,), _, ledger = returned(store, assessment, ("a.xlsx", back))
        made_of.append(keeping.keep_returned(store, ledger, made, author=LI))
    assert "has returned a workbook on" in str(made.notes[0])
    assert list(keeping.ledger_of(store).facts()["value"]) == ["755 9999"]
    keeping.undo_returned(store, made_of[1].entry_id, author=LI)
    assert list(keeping.ledger_of(store).facts()["value"]) == ["755 1234"]
    with pytest.raises(Superseded):
        keeping.keep_returned(store, ledger, made, author=LI)
    assert list(keeping.ledger_of(store).facts()["value"]) == ["755 1234"]


def test_older_workbook_is_read_and_said_to_be_older(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    old = sent(store, lacking, "R1")
    sent(store, lacking, "R1", date(2025, 7, 2))
    back = filled_in(old, {"C2": {"phone": "755 1234"}})
    (made,), _, _ = returned(store, assessment, ("a.xlsx", back))
    assert "an older one is read" in str(made.notes[0])
    assert made.cells == 1


def test_what_is_stated_otherwise_is_not_overruled_in_silence(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    said = Statement(StatementKind.DOES_NOT_KNOW, DAY, rep_id="R4", customer_id="C2")
    save_statement(store, said, author=LI, seen=0)
    # Statements stand from the day on which they are made, by the clock of the store.
    back = filled_in(sent(store, lacking, "R1"), {"C2": {"known_by": "Cleo Park"}})
    (made,), _, _ = returned(store, assessment, ("a.xlsx", back))
    assert made.knows == ()
    assert "does not know" in str(made.faults[0].problem)


def test_files_that_are_no_workbook_of_ours_are_named(store: Store, assessment: Assessment) -> None:
    files = [
        ("notes.txt", b"hello"),
        ("empty.xlsx", b""),
        ("odd.xlsx", b"PK\x03\x04nothing"),
        ("other.xlsx", saved([["a", "b"], [1, 2]])),
    ]
    returns, faults, _ = returned(store, assessment, *files)
    assert returns == []
    assert len(faults) == 4
    assert faults[0] == "this is no workbook"
    assert "its hidden first row" in faults[3]


def test_archive_is_read_in_a_process_of_its_own(
    store: Store, assessment: Assessment, lacking: pd.DataFrame
) -> None:
    back = filled_in(sent(store, lacking, "R1"), {"C2": {"phone": "755 1234"}})
    sheets = read_returned([SourceFile("all.zip", archive([("a.xlsx", back), ("b.xlsx", back)]))])
    company = keeping.company_of(store, keeping.ledger_of(store), assessment, DAY)
    (made,), faults = check_returned(sheets, company)
    assert (made.files, made.cells, faults) == (("all.zip: a.xlsx", "all.zip: b.xlsx"), 1, [])


def test_days_are_those_of_the_company(
    store: Store, lacking: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_now", lambda: "2025-06-30T18:00:00.000000Z")
    sent(store, lacking, "R1")
    days = [
        str(keeping.ledger_of(store, zone).standing(lacking, {})["sent_on"].iloc[0].date())
        for zone in ("UTC", "Asia/Shanghai")
    ]
    assert days == ["2025-06-30", "2025-07-01"]


def test_handing_out_twice_on_a_day_is_one_workbook(store: Store, lacking: pd.DataFrame) -> None:
    sent(store, lacking, "R1")
    sent(store, lacking, "R1")
    assert len(keeping.ledger_of(store).sent) == 1
    assert keeping.ledger_of(store, demo=True).sent == ()
