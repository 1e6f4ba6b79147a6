"""Every issue of quality, with its count, example and money."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
import sqlalchemy as sa

from analytics.extract import Extract
from analytics.messages import Message
from analytics.policy import Policy
from data.extract import extract
from data.importing import import_files
from data.quality import quality
from data.quality.names import _ignored
from data.sources import Source
from tests.data.conftest import CAST, Databases, Opens


def listed(frame: pd.DataFrame) -> dict[tuple[str, str], list[tuple]]:
    """(table, issue) → its (rows, example, money) in order."""
    found: dict[tuple[str, str], list[tuple]] = {}
    for row in frame.astype(object).itertuples(index=False):
        cells = tuple(None if pd.isna(c) else c for c in (row.rows, row.example, row.money))
        found.setdefault((row.table, row.issue), []).append(cells)
    return found


def issues(source: Source, policy: Policy) -> dict[tuple[str, str], list[tuple]]:
    return listed(quality(source, policy, extract(source, policy)))


@pytest.fixture(scope="module")
def inspected(cast_source: Source, cast_extract: Extract, policy: Policy) -> pd.DataFrame:
    """The quality of the cast."""
    return quality(cast_source, policy, cast_extract)


def test_issues_of_the_cast_are_counted(inspected: pd.DataFrame) -> None:
    assert listed(inspected) == {
        ("activities", "future_date"): [(1, "2026-07-11", None)],
        ("activities", "unknown_customer"): [(1, "zz", None)],
        ("activities", "unknown_kind"): [(1, "fax", None)],
        ("activities", "unknown_rep"): [(1, "eve", None)],
        ("agreements", "missing_table"): [(None, None, None)],
        ("assignments", "unknown_customer"): [(1, "zz", None)],
        ("backups", "missing_table"): [(None, None, None)],
        ("contacts", "missing_table"): [(None, None, None)],
        ("customers", "unknown_rep"): [(1, "dee", None)],
        ("revenue", "currency_without_rate"): [(1, "GBP", 9.0), (1, "USD", 9.0)],
        ("revenue", "future_date"): [(1, "2026-07-11", 11.0)],
        ("revenue", "negative_revenue"): [(1, "a1", -20.0)],
        ("revenue", "unknown_customer"): [(1, "zz", 5.0)],
        ("revenue", "unknown_rep"): [(1, "fay", 5.0)],
        ("roles", "missing_table"): [(None, None, None)],
    }


def test_effects_are_sentences(inspected: pd.DataFrame) -> None:
    columns = ["table", "issue", "rows", "example", "money", "weight", "effect", "message"]
    assert list(inspected.columns) == columns
    assert all(isinstance(said, Message) for said in inspected["message"])
    assert inspected["effect"].str.endswith((".", "?")).all()
    assert not inspected["effect"].str.contains("[{}]").any()
    said = {(row.table, row.issue): row.effect for row in inspected[::-1].itertuples()}
    assert said["activities", "future_date"] == (
        "This row lies after the day of the import (2026-07-10) and is left out."
    )
    assert said["revenue", "currency_without_rate"] == (
        "There is no exchange rate for this row (9.00 GBP) on its day; it is left out."
    )
    assert said["roles", "missing_table"] == (
        "There is no roles table; what it would show is not checked."
    )


def test_weights_are_what_issues_do_to_the_answer(inspected: pd.DataFrame) -> None:
    weights = {(row.table, row.issue): row.weight for row in inspected[::-1].itertuples()}
    heavy = {key: weight for key, weight in weights.items() if weight != "note"}
    # Σ|amount| in W: EUR 100 + 50.5 + 20 + 1000 + 2000 + 300 + 5, USD 10 · 2 + 10 · 4; GBP and one
    # booking in USD, 2 of the 12 that are seen, have no rate. Nine contacts lie in W or after
    # it, one of them by fax, one with an unknown customer.
    assert heavy == {
        ("activities", "unknown_customer"): "overturns",
        ("activities", "unknown_kind"): "changes",
        ("activities", "unknown_rep"): "overturns",
        ("activities", "future_date"): "overturns",
        ("revenue", "currency_without_rate"): "changes",
    }
    ranks = inspected["weight"].map(["overturns", "changes", "note"].index)
    assert ranks.is_monotonic_increasing


def test_repeats_shared_names_and_shared_details_are_found(
    databases: Databases, opens: Opens, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = CAST["activities"][1]
    # Three customers under one address; one telephone for three people of the same customer.
    details = [("a1", "1", "A@x.com"), ("A1", "", "a@x.com "), ("b2", "2", "a@x.com"),
               ("a1", "1", ""), ("a1", "1", "")]  # fmt: skip
    tables = CAST | {
        "activities": [visit, visit, visit, CAST["activities"][2]],
        "customers": [*CAST["customers"], {"customer_id": "a2", "name": "Alpha"}],
        "contacts": [
            {"contact_id": f"p{n}", "customer_id": customer, "phone": phone, "email": email}
            for n, (customer, phone, email) in enumerate(details)
        ],
    }
    source = opens(databases.filled(tables, as_text=True))
    found = issues(source, policy)
    # The first of three equal rows is no repeat.
    assert found["activities", "identical_rows"] == [(2, "a1", None)]
    assert found["customers", "same_name_on_several_ids"] == [(2, "Alpha", 130.5)]
    assert found["contacts", "contact_details_shared"] == [(3, "a@x.com", None)]
    for name, value in {"_AT_ONCE": 1, "_FEW": 0}.items():
        monkeypatch.setattr(f"data.quality.rows.{name}", value)
        assert issues(source, policy) == found


def test_ids_that_never_join_are_said_so(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    rows = [{"customer_id": f"x{n}", "rep_id": f"y{n}", "happened_at": "2026-06-30T10:00:00"}
            for n in range(3)]  # fmt: skip
    source = opens(duckdb_files.filled(CAST | {"activities": rows}))
    frame = quality(source, policy, extract(source, policy)).set_index(["table", "issue"])
    said = "0 % of activities join to customers: are the ids the same?"
    assert frame.loc[("activities", "no_customer_joins"), "effect"] == said
    assert frame.loc[("activities", "no_rep_joins"), "rows"] == 3


def test_unknown_words_are_named_by_their_column(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    tables = CAST | {"reps": [*CAST["reps"], {"rep_id": "x", "name": "X", "function": "Vertrieb"}]}
    source = opens(duckdb_files.filled(tables))
    frame = quality(source, policy, extract(source, policy)).set_index(["table", "issue"])
    assert frame.loc[("reps", "unknown_function"), "example"] == "vertrieb"
    said = frame.loc[("reps", "unknown_function"), "effect"]
    assert said == "The function of this row is none of the known words and is kept as it is."


def test_names_that_are_not_canonical_are_listed(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    url = duckdb_files.filled(CAST | {"roles": []})
    source = opens(url)
    found = issues(source, policy)
    assert found["roles", "empty_table"] == [(None, None, None)]
    assert source.ignored == ()


def test_refused_columns_are_named_with_the_reason(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    url = duckdb_files.filled(CAST)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE reps ADD COLUMN birthday VARCHAR"))
        connection.execute(sa.text("ALTER TABLE reps ADD COLUMN fax VARCHAR"))
    engine.dispose()
    source = opens(url)
    frame = quality(source, policy, extract(source, policy)).set_index(["table", "issue"])
    refused = frame.loc[("reps", "refused_column")]
    assert refused["example"] == "reps.birthday"
    assert refused[["rows", "money"]].isna().all()
    assert refused["effect"] == (
        "reps.birthday seems to tell age, sex, origin, religion, health, family, union or the like "
        "of people: nobody may be judged by that, so it is neither stored nor read."
    )
    assert frame.loc[("reps", "ignored"), "example"] == "reps.fax"


@pytest.fixture
def skipped(duckdb_files: Databases, opens: Opens) -> Source:
    """A live database with faulty bookings, to be read without them."""
    faulty = [
        {"customer_id": "a1", "amount": "12.5", "currency": "EUR", "booked_on": "2026-02-30"},
        {"customer_id": "a1", "amount": "x", "currency": "EUR", "booked_on": "2026-02-20"},
    ]
    tables = CAST | {"revenue": [*CAST["revenue"], *faulty]}
    return opens(duckdb_files.filled(tables, as_text=True))


@pytest.mark.slow
def test_faulty_rows_are_counted_with_the_money_that_can_be_read(
    skipped: Source, policy: Policy
) -> None:
    assert issues(skipped, policy)["revenue", "faulty_rows_left_out"] == [(2, "a1", 12.5)]


def test_an_import_remembers_what_it_left_out(tmp_path, opens: Opens, policy: Policy) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "reps.csv").write_text("rep_id,name\nann,Ann\n")
    (folder / "customers.csv").write_text("customer_id,name\na1,Alpha\n")
    (folder / "revenue.csv").write_text(
        "customer_id,amount,booked_on,due_on\n"
        "a1,10,2026-06-01,\na1,5.25,2026-02-30,soon\na1,x,2026-06-02,\n"
    )
    path = tmp_path / "data.duckdb"
    day = date(2026, 7, 10)
    import_files(folder, path, timezone="UTC", import_day=day, skip_faulty=True, limits=None)
    found = issues(opens(f"duckdb:///{path}"), policy)["revenue", "faulty_rows_left_out"]
    assert [(rows, money) for rows, _, money in found] == [(2, 5.25)]


@pytest.mark.parametrize(("import_day", "days"), [("2026-10-05", 0), ("2026-10-06", 121)])
def test_a_newest_record_long_before_the_import_is_a_warning(
    tmp_path, opens: Opens, policy: Policy, import_day: str, days: int
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "reps.csv").write_text("rep_id,name\nann,Ann\n")
    (folder / "customers.csv").write_text("customer_id,name\na1,Alpha\n")
    (folder / "revenue.csv").write_text(
        "customer_id,amount,booked_on\na1,10,2026-05-20\na1,5,2026-06-07\n"
    )
    path, day = tmp_path / "data.duckdb", date.fromisoformat(import_day)
    import_files(folder, path, timezone="UTC", import_day=day, limits=None)
    source = opens(f"duckdb:///{path}")
    frame = quality(source, policy, extract(source, policy))
    said = frame.loc[frame["issue"] == "newest_record_old", ["table", "weight", "effect"]]
    if not days:
        assert said.empty
        return
    ((table, weight, effect),) = said.itertuples(index=False)
    assert (table, weight) == ("revenue", "overturns")
    assert effect.startswith("The newest record is of 2026-06-07, 121 days before 2026-10-06")
    chosen = extract(source, policy, as_of=date(2026, 6, 1))
    assert "newest_record_old" not in set(quality(source, policy, chosen)["issue"])


def test_files_are_no_columns_and_tables_alike_are_named_together() -> None:
    ignored = ("crm.xlsx: Notes", "photo.csv", "july.Invoice", "august.Invoice", "staff.Fax")
    source = SimpleNamespace(ignored=ignored, tables={})
    said = [(each.table, str(each.said)) for each in _ignored(cast("Source", source))]
    assert said == [
        ("crm.xlsx: Notes", "crm.xlsx: Notes is not a name that Linchpin knows; it is ignored."),
        ("photo.csv", "photo.csv is not a name that Linchpin knows; it is ignored."),
        ("july", "Invoice in july, august is not a column that Linchpin knows; it is ignored."),
        ("staff", "Fax in staff is not a column that Linchpin knows; it is ignored."),
    ]
