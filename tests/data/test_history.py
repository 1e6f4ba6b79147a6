"""Strengths by quarter and the rhythm of contacts, from every engine."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.policy import Company, Policy
from analytics.relationships.evidence import PROVEN
from analytics.relationships.strength import relate
from analytics.relationships.trend import quarter_ends, top_shares
from data.extract import extract, extract_edges
from data.history import booking_strengths, contact_rhythm, contact_strengths
from data.importing import import_files
from data.opening import database_source
from data.sources import Source
from tests.assessing import IMPORT_DAY
from tests.data.conftest import CAST, Databases, Opens
from tests.invented import invent

T = date(2026, 6, 30)
RULES = Policy(company=Company(currency="CNY"))


@pytest.mark.parametrize("without", [(), ("activities",)])
def test_shares_of_quarters_are_those_of_an_extract_of_their_last_day(
    tmp_path: Path, without: tuple[str, ...]
) -> None:
    files = invent(tmp_path / "files", 4, without=without)
    import_files(files, tmp_path / "c.duckdb", timezone="UTC", import_day=IMPORT_DAY, limits=None)
    source = database_source(f"duckdb:///{tmp_path / 'c.duckdb'}", RULES)
    now = extract(source, RULES)
    ends = quarter_ends(now.as_of)
    contacts = contact_strengths(source, RULES, now.as_of, ends)
    bookings = booking_strengths(source, RULES, now.as_of, ends, now.currency)
    found = top_shares(contacts, bookings, now.reps, RULES.relationships, as_of=now.as_of)
    first = [rows["first_on"].min() for rows in (contacts, bookings) if len(rows)]
    compared = 0
    for end in ends:
        then = relate(extract_edges(source, RULES, end, now=now), RULES).customers
        proven = then[then["evidence"].isin(PROVEN)].set_index("customer_id")["top_share"]
        shares = found[pd.Timestamp(end)].dropna()
        if max(first) > pd.Timestamp(end) - pd.Timedelta(days=364):
            continue
        pd.testing.assert_series_equal(
            shares, proven, check_names=False, check_dtype=False, check_index_type=False, rtol=1e-9
        )
        compared += len(shares)
    source.engine.dispose()
    assert compared > 30
    assert found.iloc[:, 0].isna().all(), "records of less than a year before are not comparable"


def test_what_is_booked_again_counts_at_its_latest_day(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    bookings = [
        {"customer_id": "a1", "rep_id": "ann", "booked_on": day, "amount": 1, "revenue_id": "o1",
         "currency": "EUR"}
        for day in ("2026-03-30", "2026-06-30")
    ]  # fmt: skip
    source = opens(duckdb_files.filled(CAST | {"revenue": bookings}, as_text=True))
    rows = booking_strengths(source, policy, T, quarter_ends(T)[-2:], "EUR")
    decayed = 2 ** (-92 / policy.relationships.half_life_days)
    assert rows["behind"].tolist() == [92, 0]
    assert rows["strength"].tolist() == pytest.approx([1.0, 1.0 - decayed])


def test_the_cast_is_summed_in_every_engine(cast_source: Source, policy: Policy) -> None:
    rows = contact_strengths(cast_source, policy, T, quarter_ends(T))
    own = rows[(rows["customer_id"] == "a1") & (rows["rep_id"] == "ann")]
    # A visit on the last day; a call 90 days before it, in the quarter that began with April.
    assert own["behind"].tolist() == [0]
    assert own["strength"].tolist() == pytest.approx([4 + 2 * 0.5])
    assert own["first_on"].tolist() == [pd.Timestamp("2026-04-01")]
    assert set(rows["rep_id"]) == {"ann", "ben", "cid", "eve"}
    booked = booking_strengths(cast_source, policy, T, quarter_ends(T), "EUR")
    assert (booked["strength"] > 0).all()


def test_the_rhythm_is_the_median_of_the_gaps_of_two_years(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    days = {
        "2024-06-01": "visit", "2026-01-01": "call", "2026-03-01": "meeting",
        "2026-05-01": "visit", "2026-05-11": "call", "2026-06-10": "visit",
    }  # fmt: skip
    touched = [
        {"customer_id": "a1", "rep_id": rep, "happened_at": day, "kind": kind}
        for day, kind in days.items()
        for rep in ("ann", "ben")
    ]
    source = opens(duckdb_files.filled(CAST | {"activities": touched}, as_text=True))
    rows = contact_rhythm(source, policy, T, date(2026, 3, 30))
    # The first day lies beyond; gaps of 59, 61, 10 and 30 days.
    assert rows[["customer_id", "gaps", "median_gap_days", "visits"]].to_numpy().tolist() == [
        ["a1", 4, 44.5, 2]
    ]
    assert rows["last_on"].tolist() == [pd.Timestamp("2026-06-10")]
