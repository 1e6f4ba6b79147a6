"""Unusual days by hand: the robust z, and against whom a day is measured."""

import numpy as np
import pandas as pd
import pytest

from analytics.safeguards import exports
from tests import planted
from tests.analytics.safeguards.conftest import Checks


def test_robust_z_is_the_distance_from_the_median_in_median_deviations() -> None:
    # Median 30; deviations 20, 10, 0, 10, 970: their median is 10.
    records = pd.Series([10.0, 20.0, 30.0, 40.0, 1000.0])
    made = exports._measured(records, pd.Series("", index=records.index))
    assert made["usual"].tolist() == [30.0] * 5
    assert made["robust_z"].tolist() == pytest.approx(
        [-20 / 14.826, -10 / 14.826, 0.0, 10 / 14.826, 970 / 14.826]
    )


def test_where_most_days_are_alike_the_mean_deviation_stands_in() -> None:
    # Median 20 and median deviation 0; mean deviation (0 + 0 + 0 + 980) / 4 = 245.
    records = pd.Series([20.0, 20.0, 20.0, 1000.0])
    made = exports._measured(records, pd.Series("", index=records.index))
    assert made["robust_z"].iloc[3] == pytest.approx(980 / (1.2533 * 245))
    same = exports._measured(pd.Series([5.0, 5.0]), pd.Series(["", ""]))
    assert same["robust_z"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("own", "job", "everybody", "against"),
    [(20, 40, 40, "own"), (19, 24, 40, "job"), (19, 23, 40, "all"), (3, 3, 7, "")],
)
def test_own_days_count_first_then_the_job_then_everybody(
    own: int, job: int, everybody: int, against: str
) -> None:
    reps = pd.Series(["me"] * own + ["peer"] * (job - own) + ["other"] * (everybody - job))
    jobs = pd.Series(["sales"] * job + ["service"] * (everybody - job))
    groups = {"own": reps, "job": jobs, "all": pd.Series("", index=reps.index)}
    chosen = exports._choice(reps, groups, 20)
    assert (chosen.iloc[0] if pd.notna(chosen.iloc[0]) else "") == against


def test_days_without_a_number_of_records_are_counted_and_not_judged(checked: Checks) -> None:
    tables = planted.clean()
    day = planted.ago(33)
    tables["access_log"].append(planted.logged("S2", "export", day, 0) | {"records": ""})
    made = checked(tables)
    assert made.hazards.empty
    assert "1 day is not judged" in str(made.check("mass_export").note)
    row = made.exports[(made.exports["rep_id"] == "S2") & (made.exports["day"] == str(day))]
    assert np.isnan(row["records"].iloc[0])
    assert not row["unusual"].any()


def test_a_large_export_of_who_has_few_days_is_held_against_colleagues(checked: Checks) -> None:
    tables = planted.clean()
    tables["access_log"].append(planted.logged("S5", "export", planted.ago(33), 700))
    made = checked(tables)
    assert made.hazards["code"].tolist() == ["mass_export"]
    assert "colleagues" in made.hazards["evidence"].iloc[0]
