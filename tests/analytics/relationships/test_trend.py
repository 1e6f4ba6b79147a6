"""Top shares at the ends of quarters, by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.policy import RelationshipRules
from analytics.relationships.trend import top_shares

DAY = date(2026, 6, 30)
NOTHING = pd.DataFrame(
    {"customer_id": [], "rep_id": [], "behind": [], "strength": [], "first_on": [], "last_on": []}
)


def reps(left_on: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {"rep_id": ["ann", "ben"], "function": "sales", "hired_on": pd.NaT,
         "left_on": pd.to_datetime([None, left_on]), "leaving_day_evidence": ""}
    )  # fmt: skip


def added(*rows: tuple[str, int, float, str]) -> pd.DataFrame:
    """Rows of (rep, days behind, strength, day)."""
    frame = pd.DataFrame(rows, columns=["rep_id", "behind", "strength", "last_on"])
    days = pd.to_datetime(frame["last_on"])
    return frame.assign(customer_id="c", first_on=days, last_on=days)


def test_strengths_decay_from_quarter_to_quarter() -> None:
    rows = added(("ann", 0, 1.0, "2026-06-29"), ("ben", 365, 4.0, "2025-06-01"),
                 ("ben", 1004, 0.1, "2023-01-01"))  # fmt: skip
    rules = RelationshipRules(half_life_days=365)
    shares = top_shares(rows, NOTHING, reps(), rules, as_of=DAY).loc["c"]
    last = 4.0 * 0.5 + 0.1 * 2.0 ** (-1004 / 365)
    assert shares.iloc[-1] == pytest.approx(last / (last + 1.0))
    # Ben's contact of June 2025 lies within a year of each quarter since, and nobody else's does.
    assert shares.iloc[-5:-1].tolist() == [1.0] * 4
    assert np.isnan(shares.iloc[-6])


def test_who_has_left_since_counts_as_long_as_they_were_there() -> None:
    rows = added(("ann", 0, 1.0, "2026-06-29"), ("ann", 92, 1.0, "2026-03-01"),
                 ("ben", 92, 3.0, "2026-03-01"), ("ben", 1004, 0.0, "2020-01-01"))  # fmt: skip
    shares = top_shares(rows, NOTHING, reps("2026-05-01"), RelationshipRules(), as_of=DAY).loc["c"]
    assert shares.iloc[-2:].tolist() == pytest.approx([0.75, 1.0])


def test_bookings_prove_where_contacts_do_not() -> None:
    contacts = added(("ann", 0, 1.0, "2026-06-29"), ("ann", 1004, 0.0, "2020-01-01"))
    bookings = added(("ben", 92, 1.0, "2026-03-01"), ("ben", 1004, 1.0, "2020-01-01"))
    shares = top_shares(contacts, bookings, reps(), RelationshipRules(), as_of=DAY).loc["c"]
    assert shares.iloc[-2:].tolist() == [1.0, 1.0]
    # Where contacts begin too late, nobody knows whether bookings would have had to stand in.
    late = contacts[contacts["behind"] == 0]
    shares = top_shares(late, bookings, reps(), RelationshipRules(), as_of=DAY).loc["c"]
    assert shares.isna().all()


def test_without_any_record_there_is_no_row() -> None:
    assert top_shares(NOTHING, NOTHING, reps(), RelationshipRules(), as_of=DAY).empty
