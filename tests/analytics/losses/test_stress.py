"""More leaving and easier following at once, by hand."""

import pandas as pd
import pytest

from analytics.losses.stress import JointStress, joint_stress
from tests.analytics.losses.loss_cases import edges_of

CUSTOMERS = pd.DataFrame(
    {"customer_id": ["c", "d"], "exposure": [100.0, 50.0], "evidence": "activity"}
)


def stressed(rows, leave, shares, **options) -> JointStress:
    reps = pd.DataFrame({"rep_id": list(leave), "attrition_probability": list(leave.values())})
    edges = edges_of(*rows).assign(share=shares)
    reps = reps.astype({"attrition_probability": float})
    return joint_stress(edges, CUSTOMERS, reps, **options)


def odds(chance: float, factor: float) -> float:
    return factor * chance / (1 - chance + factor * chance)


def test_one_rep_is_of_average_ease():
    found = stressed([("c", "x", 0.4)], {"x": 0.2}, [1.0], leave_odds=2.0, follow_odds=3.0)
    assert found.expected_loss == pytest.approx(100 * 0.2 * 0.4)
    assert found.only_leaving == pytest.approx(100 * (2 * 0.25 / 1.5) * 0.4)
    assert found.only_following == pytest.approx(100 * 0.2 * (3 * 0.4 / 1.8))
    assert found.both == pytest.approx(100 * (2 * 0.25 / 1.5) * (3 * 0.4 / 1.8))
    parts = found.only_leaving + found.only_following - found.expected_loss
    assert found.joint_part == pytest.approx(found.both - parts)
    assert found.joint_part > 0


def test_whose_customers_follow_more_easily_leaves_more_often():
    # ease: 0.6 and 0.2 of relationships held; 0.4 over both
    found = stressed(
        [("c", "x", 0.6), ("d", "y", 0.2)], {"x": 0.2, "y": 0.2}, [1.0, 1.0], leave_odds=1.5
    )
    more = 100 * odds(0.2, 1.75) * 0.6 + 50 * odds(0.2, 1.25) * 0.2
    assert found.only_leaving == pytest.approx(more)


def test_ease_is_relative_to_what_the_rep_holds():
    # Both would be followed by 0.4 of what they hold: the same ease.
    found = stressed([("c", "x", 0.4), ("d", "y", 0.2)], {"x": 0.2, "y": 0.2}, [1.0, 0.5])
    more = odds(0.2, 1.5)
    assert found.only_leaving == pytest.approx(100 * more * 0.4 + 50 * more * 0.2)


def test_nobody_under_notice_or_gone_changes():
    found = stressed(
        [("c", "notice", 0.4), ("d", "gone", 0.3, True)],
        {"notice": 1.0, "gone": None},
        [1.0, None],
    )
    assert found.expected_loss == pytest.approx(100 * 0.4 + 50 * 0.3)
    assert {found.only_leaving, found.only_following, found.both} == {found.expected_loss}


def test_odds_of_one_change_nothing():
    found = stressed(
        [("c", "x", 0.4), ("c", "y", 0.1)],
        {"x": 0.2, "y": 0.3},
        [0.8, 0.2],
        leave_odds=1.0,
        follow_odds=1.0,
    )
    assert found.both == pytest.approx(found.expected_loss)


def test_rep_whom_nobody_follows_leaves_as_before():
    found = stressed([("c", "x", 0.0)], {"x": 0.2}, [1.0])
    assert found.both == 0.0


def test_nothing_to_lose_stays_nothing():
    assert stressed([], {}, []).both == 0.0
