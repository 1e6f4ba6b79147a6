"""One order of people: expected loss, ties, notice, owners."""

import numpy as np
import pandas as pd

from analytics.losses.people_order import by_expected_loss, owners


def people() -> pd.DataFrame:
    rows = [
        ("a", True, "sales", 10.0, 50.0, 5.0),
        ("b", True, "", 30.0, 60.0, 0.0),
        ("c", True, "service", 10.0, 80.0, 0.0),
        ("d", True, "sales", 10.0, 50.0, 0.0),
        ("unknown", True, "sales", np.nan, np.nan, 0.0),
        ("gone", False, "sales", 90.0, np.nan, 0.0),
        ("bot", True, "system", 0.0, 0.0, 0.0),
        ("boss", True, "owner", 0.0, 99.0, 70.0),
        ("partner", True, "owner", 0.0, 99.0, 80.0),
    ]
    columns = "rep_id active function expected_loss departure_loss sole_revenue".split()
    return pd.DataFrame(rows, columns=columns)


def test_people_stand_by_expected_loss_and_ties_by_what_would_go():
    assert by_expected_loss(people())["rep_id"].tolist() == ["b", "c", "a", "d", "unknown"]


def test_owners_are_apart():
    assert owners(people())["rep_id"].tolist() == ["partner", "boss"]


def test_notice_moves_nobody():
    reps = people().assign(notice_on=[pd.Timestamp("2026-06-01"), *[pd.NaT] * 8])
    assert by_expected_loss(reps)["rep_id"].tolist()[:3] == ["b", "c", "a"]
