"""Values of databases that need reading are seen by the engine, whichever it is, and no others."""

from typing import Any

import pytest

from data.sources.survey import unusual_values
from tests.data.conftest import Databases, Opens
from tests.data.writing import Tables

CLEAN: Tables = {
    "reps": [
        {"rep_id": "ann", "name": "Ann O'Neil", "hired_on": "2020-01-01", "left_on": "",
         "active": "true", "function": "sales", "title": "Key account"},
        {"rep_id": "王芳", "name": "王芳", "hired_on": "", "left_on": "2026-01-31", "active": "no",
         "function": "", "title": ""},
    ],
    "customers": [
        {"customer_id": "c.1", "name": "Alpha & Söhne", "owner_id": "ann", "parent_id": "",
         "contract_ends_on": "2098-12-31", "contract_starts_on": "2020-01-01"},
        {"customer_id": "NA", "name": "Namibia Ltd", "owner_id": "", "parent_id": "c.1",
         "contract_ends_on": "", "contract_starts_on": ""},
    ],
    "revenue": [
        {"customer_id": "c.1", "rep_id": "ann", "amount": "1250.5", "currency": "EUR",
         "booked_on": "2026-06-30", "status": "booked"},
        {"customer_id": "NA", "rep_id": "", "amount": "-3", "currency": "", "status": "",
         "booked_on": "2026-06-30"},
    ],
    "activities": [
        {"customer_id": "c.1", "rep_id": "ann", "happened_at": "2026-06-30T09:00:00",
         "kind": "Fax", "direction": "in"},
    ],
    "deals": [{"deal_id": "d1", "customer_id": "c.1", "stage": "Pondering", "amount": "5",
               "closed_on": "2026-06-30"}],
    "assignments": [{"customer_id": "c.1", "rep_id": "ann", "role": "owner",
                     "start_on": "2024-01-01", "end_on": "2024-01-01"}],
}  # fmt: skip

#: Values of each kind with their neighbours, by the column in which they stand.
UNUSUAL = {
    "reps.rep_id": ["ann\u00a0", "\u200bann", "a\u200bnn", "ａｎｎ", "\tann", "ann\r", "ann ",
                    '="001"', "'001", "1.0",
                    "1.2E+17", "12e+16", "NULL", "None", "未分配", "-", "000000000000000AAA"],
    "customers.owner_id": ["N/A", "(blank)", "公海", "unassigned", "\u3000", "nan"],
    "reps.name": ["", "null", "\ufeffAnn", '="Ann"', "Ann\n"],
    "reps.title": [" Key", "Key\u2009", '="Key"'],
    "reps.hired_on": ["03/04/2026", "31.12.2025", "20210420", "2021.4.20", "20 Apr, 2021", "46086",
                      "0000-00-00", "0001-01-01", "1753-01-01", "1900-01-01", "1970-01-01",
                      "NULL", "2026年3月5日", "2026-03-00", "infinity", "9999-12-31"],
    "reps.left_on": ["9999-12-31", "2099-12-31", "2019-12-31"],
    "reps.active": ["Ja", "在职", "disabled", "X", "-"],
    "reps.function": ["Vertrieb", "sales ", "经理"],
    "customers.contract_ends_on": ["2099-12-31", "2019-12-31"],
    "revenue.amount": ["1,250", "1.250", "1.250,00", "€ 5", "(5)", "1.2万", "-", "NA", "5 ", "1e3"],
    "revenue.currency": ["eur", "€", "RMB", "Euro", "NIL"],
    "revenue.customer_id": ["", "None"],
    "revenue.status": ["posted", "已审核"],
    "activities.rep_id": [""],
    "activities.kind": ["phone call", "微信", "none"],
    "activities.happened_at": ["2026-06-30 09:00 PM", "30.06.2026 09:00", "2026-6-30 9:00"],
    "deals.stage": ["Closed Won", "赢单"],
    "assignments.end_on": ["2023-12-31"],
    "assignments.role": ["负责人"],
}  # fmt: skip


def _with(values: dict[str, list[str]]) -> Tables:
    """The clean tables and one more row for each value, which differs in that value only."""
    changed = {each: [dict(row) for row in rows] for each, rows in CLEAN.items()}
    for column, each in values.items():
        table, name = column.split(".")
        changed[table] += [{**CLEAN[table][0], name: value} for value in each]
    return changed


def _seen(opens: Opens, databases: Databases, tables: Tables, *, as_text: bool) -> dict[str, int]:
    source = opens(databases.filled(tables, as_text=as_text))
    seen = {each.column: each.rows for each in unusual_values(source)}
    source.close()
    return seen


@pytest.mark.parametrize("as_text", [False, True], ids=["typed", "text"])
def test_clean_values_are_read_in_place(opens: Opens, databases: Databases, as_text: bool) -> None:
    assert _seen(opens, databases, CLEAN, as_text=as_text) == {}


def test_values_that_need_reading_are_seen(opens: Opens, databases: Databases) -> None:
    seen = _seen(opens, databases, _with(UNUSUAL), as_text=True)

    assert seen == {column: len(values) for column, values in UNUSUAL.items()}


def test_stored_days_that_mean_none_are_seen(opens: Opens, databases: Databases) -> None:
    days = {
        "reps.left_on": ["2019-12-31", "2099-12-31", "9999-12-31"],
        "reps.hired_on": ["1970-01-01", "1900-01-01", "1899-12-30", "1753-01-01"],
        "assignments.end_on": ["2023-12-31"],
    }
    assert _seen(opens, databases, _with(days), as_text=False) == {
        column: len(values) for column, values in days.items()
    }


def test_short_ids_are_seen_only_beside_long_ones(opens: Opens, databases: Databases) -> None:
    short: dict[str, Any] = {"customer_id": "001A0000006Vm9r", "rep_id": "ann"}
    long = {"customer_id": "001A0000006Vm9rIAC", "name": "Alpha"}
    rest = {name: CLEAN[name] for name in ("reps", "customers")}
    alone = {**rest, "assignments": [short]}
    both = {**alone, "customers": [*CLEAN["customers"], long]}

    assert _seen(opens, databases, alone, as_text=True) == {}
    assert _seen(opens, databases, both, as_text=True) == {"assignments.customer_id": 1}
