"""Invented companies against the definitions in slow plain Python."""

import math
from datetime import timedelta
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
import sqlalchemy as sa

from analytics.extract import Extract
from analytics.policy import Policy
from data.extract import extract, extract_edges, extract_with_earlier
from tests.data.conftest import file_databases, opened
from tests.data.writing import write
from tests.independent import Company, read_folder
from tests.invented import AS_OF, invent

pytestmark = pytest.mark.slow

POLICY = Policy.model_validate({"company": {"currency": "CNY"}})
CASES = [(seed, ()) for seed in range(6)] + [(6, ("revenue",)), (7, ("assignments",))]


@pytest.fixture(
    scope="module",
    params=[(engine, *case) for engine in ("duckdb", "sqlite") for case in CASES],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Extract, Company]:
    """The same company by the product and by the independent implementation."""
    engine, seed, without = request.param
    folder = tmp_path_factory.mktemp("invented")
    tables = read_folder(invent(folder / "csv", seed, without=without))
    url = file_databases(engine, folder).filled(tables, as_text=engine == "sqlite")
    source = opened(url, import_day=AS_OF)
    found = extract(source, POLICY, as_of=AS_OF)
    source.engine.dispose()
    return found, Company(tables, AS_OF, "CNY")


def same(found: dict, expected: dict) -> None:
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert math.isclose(found[key], value, rel_tol=1e-9, abs_tol=1e-9), key


def by_pair(frame: pd.DataFrame, figure: str) -> dict:
    rows = frame[["customer_id", "rep_id", figure]].itertuples(index=False)
    return {(customer, "" if pd.isna(rep) else rep): value for customer, rep, value in rows}


def flat(nested: dict) -> dict:
    return {(c, r): value for c, inner in nested.items() for r, value in inner.items()}


def test_revenue_and_credit_are_as_defined(pair: tuple[Extract, Company]) -> None:
    found, company = pair
    same(found.customers.set_index("customer_id")["revenue_12m"].to_dict(), company.revenue())
    same(by_pair(found.credits, "credit"), company.credit())


def test_strengths_are_as_defined(pair: tuple[Extract, Company]) -> None:
    found, company = pair
    same(by_pair(found.activity_edges, "strength"), flat(company.activity_strength()))
    same(by_pair(found.booking_edges, "strength"), flat(company.booking_strength()))


def test_every_rep_that_is_named_is_there(pair: tuple[Extract, Company]) -> None:
    found, company = pair
    assert set(found.reps["rep_id"]) >= set(company.reps)


def test_rhythm_of_buying_is_as_defined(pair: tuple[Extract, Company]) -> None:
    found, company = pair
    days: dict[str, set] = {}
    for customer, _, on, amount, _ in company.bookings:
        if amount > 0:
            days.setdefault(customer, set()).add(on)
    gaps = {
        customer: median((b - a).days for a, b in zip(sorted(on), sorted(on)[1:], strict=False))
        for customer, on in days.items()
        if len(on) > 1
    }
    rows = found.customers.set_index("customer_id")["median_gap_days"].dropna()
    same(rows.to_dict(), gaps)


def test_contacts_known_are_as_defined(pair: tuple[Extract, Company]) -> None:
    found, company = pair
    expected = {c: row["contacts_known"] for c, row in company.relationships().items()}
    counted = found.customers.set_index("customer_id")["contacts_known"].astype(object)
    assert {c: None if pd.isna(n) else n for c, n in counted.items()} == expected


def test_months_add_up_to_credit_and_contact_days(pair: tuple[Extract, Company]) -> None:
    found, company = pair
    months = found.rep_months
    recent = {
        (customer, rep, row["happened_at"][:10])
        for row in company.activities
        if (customer := row["customer_id"].strip()) and (rep := row["rep_id"].strip())
        and row["happened_at"][:10] >= "2020-04-01"
    }  # fmt: skip
    assert months["contact_days"].sum() == len(recent)
    last_year = months[months["month"] >= "2025-04-01"].groupby("rep_id")["revenue"].sum()
    assigned = found.credits.dropna(subset=["rep_id"]).groupby("rep_id")["credit"].sum()
    for rep, credit in assigned.items():
        assert math.isclose(last_year[rep], credit, rel_tol=1e-9, abs_tol=1e-6)


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    tables = read_folder(invent(tmp_path / "csv", 1))
    frames = []
    for name, order in (("a", 1), ("b", -1)):
        url = f"duckdb:///{tmp_path / name}.duckdb"
        engine = sa.create_engine(url)
        write(engine, {table: rows[::order] for table, rows in tables.items()})
        engine.dispose()
        source = opened(url, import_day=AS_OF)
        frames.append(extract(source, POLICY, as_of=AS_OF))
        source.engine.dispose()
    for name in ("customers", "activity_edges", "booking_edges", "credits", "rep_months"):
        one, other = (getattr(frame, name) for frame in frames)
        pd.testing.assert_frame_equal(one, other, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_both_days_at_once_are_the_same_as_one_by_one(seed: int, tmp_path: Path) -> None:
    tables = read_folder(invent(tmp_path / "csv", seed))
    source = opened(file_databases("duckdb", tmp_path).filled(tables), import_day=AS_OF)
    now = extract(source, POLICY, as_of=AS_OF)
    at_once, before = extract_with_earlier(source, POLICY, days=90, as_of=AS_OF)
    alone = extract_edges(source, POLICY, AS_OF - timedelta(days=90), now=now)
    source.engine.dispose()
    for name in ("activity_edges", "booking_edges", "ownership"):
        for found, expected in ((at_once, now), (before, alone)):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), rtol=1e-12)
    assert len(before.activity_edges) < len(now.activity_edges)
