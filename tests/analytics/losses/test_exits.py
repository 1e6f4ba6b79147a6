"""Ways of leaving as scenarios, by hand."""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.exits import EXIT_KINDS, exit_losses, exit_text
from tests.analytics.losses.loss_cases import company, edges_of

EXPOSURE = pd.Series({"c": 100.0, "d": 50.0, "lapsed": 0.0})


def odds(chance: float, shift: float) -> float:
    return float(1 / (1 + (1 - chance) / chance * np.exp(-shift)))


def test_kinds_shift_the_log_odds_of_following():
    edges = edges_of(("c", "x", 0.3), ("d", "x", 0.1), ("d", "y", 0.9), ("lapsed", "x", 0.5))
    found = exit_losses(edges, EXPOSURE, ["x"]).set_index("kind")
    assert found.index.tolist() == ["orderly", "sudden", "competitor", "own_business"]
    shifts = {"orderly": -0.5, "sudden": 0.3, "competitor": 0.5, "own_business": 0.7}
    for kind, shift in shifts.items():
        c, d = odds(0.3, shift), odds(0.1, shift)
        assert found.loc[kind, "departure_loss"] == pytest.approx(100 * c + 50 * d)
        # A lapsed customer is no loss.
        assert found.loc[kind, "customers_expected"] == pytest.approx(c + d)


def test_shared_customer_of_a_team_is_lost_once():
    edges = edges_of(("c", "x", 0.3), ("c", "y", 0.2))
    found = exit_losses(edges, EXPOSURE, ["x", "y"]).set_index("kind")
    assert found.index.tolist() == list(EXIT_KINDS)
    x, y = odds(0.3, 0.7), odds(0.2, 0.7)
    assert found.loc["team", "departure_loss"] == pytest.approx(100 * (1 - (1 - x) * (1 - y)))


@pytest.mark.parametrize("seed", range(3))
def test_expected_exits_cost_least_and_never_more_than_all_there_is(seed):
    edges, exposure, leave = company(seed, 4, 20)
    found = exit_losses(edges, exposure, list(leave.index)).set_index("kind")["departure_loss"]
    assert found["orderly"] == found.min()
    assert (found <= exposure.sum()).all()
    fewer = exit_losses(edges, exposure, ["r0"]).set_index("kind")["departure_loss"]
    assert (fewer <= found[fewer.index]).all()


def test_certain_follower_is_lost_in_every_way():
    found = exit_losses(edges_of(("c", "x", 1.0)), EXPOSURE, ["x"])
    assert found["departure_loss"].tolist() == [100.0] * 4


def test_unknown_rep_and_missing_chances_take_nobody_along():
    edges = edges_of(("c", "x", np.nan), ("other", "y", 0.5))
    for rep_ids in (["x"], ["nobody"], ["y"], []):
        found = exit_losses(edges, EXPOSURE, rep_ids)
        assert found["departure_loss"].tolist() == [0.0] * 4
        assert found["customers_expected"].tolist() == [0.0] * 4


def test_repeated_rep_is_no_team():
    assert len(exit_losses(edges_of(("c", "x", 0.3)), EXPOSURE, ["x", "x"])) == 4


def test_every_kind_has_words():
    texts = [str(exit_text(kind)) for kind in EXIT_KINDS]
    assert texts[0] == "Announced, with time to hand over"
    assert len(set(texts)) == len(EXIT_KINDS)
