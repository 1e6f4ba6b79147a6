"""Published data sets, brought to canonical files and imported, against reference.json."""

import importlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.policy import Policy
from data.extract import extract
from data.importing import import_files
from data.quality import control_total, quality
from tests.data.conftest import opened
from tests.datasets import PUBLISHED

NAMES = ("maven_crm", "northwind", "chinook", "cn_superstore")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the data sets are not here"),
]


def reference(name: str, part: str = "by_design") -> dict[str, Any]:
    return json.loads((PUBLISHED / "reference.json").read_text(encoding="utf-8"))[part][name]


@pytest.fixture(scope="module", params=NAMES)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Name, extract, quality and control total of one data set."""
    name: str = request.param
    folder: Path = tmp_path_factory.mktemp(name)
    files = importlib.import_module(f"tests.datasets.{name}").canonical(folder / "files")
    path = folder / "data.duckdb"
    import_files(files, path, timezone="UTC", import_day=date(2026, 7, 10))
    source = opened(f"duckdb:///{path}")
    found = extract(source, Policy())
    yield (
        name,
        found,
        quality(source, Policy(), found),
        control_total(source, Policy(), found),
    )
    source.close()


def credit_shares(found: Extract) -> pd.Series:
    """Shares of credit by rep, unassigned left out, negative totals as 0, largest first."""
    credit = found.credits.dropna(subset=["rep_id"]).groupby("rep_id")["credit"].sum()
    positive = credit.clip(lower=0).sort_values(ascending=False)
    return positive / positive.sum()


def test_the_as_of_date_is_the_newest_booking(published) -> None:
    name, found, _, _ = published
    assert found.as_of.isoformat() == reference(name)["as_of"]


def test_revenue_is_that_of_the_reference(published) -> None:
    name, found, _, totals = published
    expected = reference(name)["revenue_12m"]
    assert found.customers["revenue_12m"].sum() == pytest.approx(expected, abs=1e-6)
    assert totals["amount"].iloc[-1] == pytest.approx(expected, abs=0.005)


def test_credits_are_concentrated_as_in_the_reference(published) -> None:
    name, found, _, _ = published
    shares = credit_shares(found)
    assert (shares**2).sum() == pytest.approx(reference(name)["hhi"], abs=1e-12)
    assert shares.head(3).sum() == pytest.approx(reference(name)["top3_share"], abs=1e-12)


def test_unassigned_revenue_is_that_of_the_reference(published) -> None:
    name, found, _, _ = published
    unassigned = found.credits.loc[found.credits["rep_id"].isna(), "credit"].sum()
    assert unassigned == pytest.approx(reference(name)["unassigned_revenue"], abs=1e-6)


def test_lapsed_customers_can_be_counted_from_the_extract(published) -> None:
    name, found, _, _ = published
    silent = (pd.Timestamp(found.as_of) - found.customers["last_positive_on"]).dt.days
    lapsed = (silent > 180) & (found.customers["median_gap_days"] < 180 / 2)
    assert lapsed.sum() == reference(name)["lapsed"]
    exposure = found.customers["revenue_12m"].clip(lower=0).where(~lapsed, 0.0)
    assert exposure.sum() == pytest.approx(reference(name)["exposure"], abs=1e-6)


def test_evidence_rests_on_what_the_source_can_show(published) -> None:
    name, found, _, _ = published
    evidence = reference(name)["evidence"]
    sold = found.booking_edges.query("bookings_12m > 0")["customer_id"].nunique()
    assert sold == evidence.get("transactions", 0)
    assert found.activity_edges.empty
    owned = found.ownership["customer_id"].nunique()
    assert owned == evidence.get("ownership", 0)


def test_nothing_names_a_currency(published) -> None:
    _, found, _, _ = published
    assert found.currency == "XXX"


def test_names_that_stand_for_several_ids_are_reported(published) -> None:
    name, found, issues, _ = published
    shared = issues.query("issue == 'same_name_on_several_ids'")
    expected = len(found.customers) - found.customers["name"].nunique()
    assert (name == "cn_superstore") == bool(len(shared))
    if len(shared):
        assert expected == 790 - 771
        assert shared["rows"].iloc[0] == 2 * expected


def test_all_bookings_of_the_files_are_in_the_control_total(published) -> None:
    name, _, _, totals = published
    source = totals.loc[totals["line"] == "source", "amount"].sum()
    assert source == pytest.approx(reference(name, "all_time")["total_revenue"], abs=0.005)
