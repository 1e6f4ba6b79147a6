"""Further departures and losses once somebody leaves, by hand and by a slow loop."""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.dependence import JointLaw
from analytics.losses.domino import domino
from tests.analytics.losses.loss_cases import company, edges_of, joint

TEAMS = pd.Series({"r0": "a", "r1": "a", "r2": "a", "r3": "b", "r4": "b"})


def slow(edges, exposure, leave, given):
    """The definition, one customer and one rep at a time."""
    q = edges.pivot(index="customer_id", columns="rep_id", values="follow_probability")
    q = q.reindex(columns=leave.index).fillna(0.0)
    further, losses = [], []
    for place, rep in enumerate(leave.index):
        others = [name for name in leave.index if name != rep]
        now = pd.Series(given[place], index=leave.index)
        further.append((now[others] - leave[others]).sum())
        loss = 0.0
        for customer, amount in exposure.items():
            follow = q.loc[customer]
            before = np.prod([1 - leave[other] * follow[other] for other in others])
            after = np.prod([1 - now[other] * follow[other] for other in others])
            loss += amount * (1 - follow[rep]) * (before - after)
        losses.append(loss)
    return further, losses


@pytest.mark.parametrize(
    "dependence", [{"correlation": 0.3}, {"contagion": 0.3}, {"correlation": 0.1, "contagion": 0.1}]
)
def test_domino_is_the_definition(dependence):
    edges, exposure, leave = company(1, 5, 12)
    found = domino(edges, exposure, leave, teams=TEAMS, **dependence)
    further, losses = slow(edges, exposure, leave, JointLaw.of(leave, TEAMS, **dependence).given())
    assert found["rep_id"].tolist() == list(leave.index)
    assert found["further_departures"].to_numpy() == pytest.approx(further)
    assert found["domino_loss"].to_numpy() == pytest.approx(losses)
    assert (found["domino_loss"] > 0).all()


def test_two_colleagues_by_hand():
    leave = pd.Series({"x": 0.2, "y": 0.2})
    edges = edges_of(("c", "y", 0.5))
    found = domino(
        edges,
        pd.Series({"c": 100.0}),
        leave,
        teams=pd.Series("a", index=leave.index),
        contagion=0.1,
    ).set_index("rep_id")
    direct = JointLaw.of(leave, pd.Series("a", index=leave.index), contagion=0.1).direct[0, 0]
    assert 1 - (1 - direct) * (1 - 0.1 * direct) == pytest.approx(0.2)
    both = direct**2 + 2 * direct * (1 - direct) * 0.1
    assert found["further_departures"].to_numpy() == pytest.approx([both / 0.2 - 0.2] * 2)
    assert found.loc["x", "domino_loss"] == pytest.approx(100 * 0.5 * (both / 0.2 - 0.2))
    assert found.loc["y", "domino_loss"] == 0.0


def test_further_departures_are_those_of_the_enumeration():
    leave = pd.Series({"x": 0.1, "y": 0.3, "z": 0.2})
    teams = pd.Series("a", index=leave.index)
    departures = JointLaw.of(leave, teams, contagion=0.25)
    law = joint(departures.direct[0], list("aaa"), departures.carried[0])
    found = domino(edges_of(), pd.Series(dtype=float), leave, teams=teams, contagion=0.25)
    for place in range(3):
        others = sum(chance * (sum(gone) - 1) for gone, chance in law.items() if gone[place])
        expected = others / leave.iloc[place] - (leave.sum() - leave.iloc[place])
        assert found["further_departures"].iloc[place] == pytest.approx(expected)


def test_without_dependence_nobody_draws_anybody_along():
    found = domino(*company(2, 5, 12), teams=TEAMS)
    assert (found[["further_departures", "domino_loss"]] == 0).all(axis=None)


def test_contagion_stays_within_the_team():
    edges, exposure, leave = company(3, 5, 12)
    found = domino(edges, exposure, leave, teams=TEAMS.drop("r3"), contagion=0.2).set_index(
        "rep_id"
    )
    assert (found.loc[["r3", "r4"]] == 0).all(axis=None)
    assert (found.loc[["r0", "r1", "r2"], "further_departures"] > 0).all()


def test_departure_that_is_certain_is_no_news():
    edges, exposure, leave = company(4, 5, 12)
    leave["r0"] = 1.0
    found = domino(edges, exposure, leave, teams=TEAMS, contagion=0.2).set_index("rep_id")
    assert (found.loc["r0"] == 0).all()
    assert found.loc["r1", "further_departures"] > 0


def test_missing_for_who_is_not_active_and_zero_for_who_never_leaves():
    edges = edges_of(("c", "x", 0.5), ("d", "gone", 0.5, True))
    leave = pd.Series({"x": 0.2, "gone": np.nan, "still": 0.0})
    teams = pd.Series("a", index=leave.index)
    found = domino(
        edges, pd.Series({"c": 10.0, "d": 10.0}), leave, teams=teams, contagion=0.2
    ).set_index("rep_id")
    assert found.loc["gone"].isna().all()
    assert (found.loc[["x", "still"]] == 0).all(axis=None)


def test_order_and_names_change_nothing():
    edges, exposure, leave = company(6, 5, 12)
    first = domino(edges, exposure, leave, teams=TEAMS, contagion=0.1).set_index("rep_id")
    names = dict(zip(leave.index, "vwxyz", strict=True))
    second = domino(
        edges.assign(rep_id=edges["rep_id"].map(names)).sample(frac=1, random_state=0),
        exposure,
        leave.rename(names).iloc[::-1],
        teams=TEAMS.rename(names),
        contagion=0.1,
    ).set_index("rep_id")
    assert second.loc[list("vwxyz")].to_numpy() == pytest.approx(first.to_numpy())


def test_empty_company_has_no_dominoes():
    found = domino(edges_of(), pd.Series(dtype=float), pd.Series(dtype=float), contagion=0.1)
    assert found.columns.tolist() == ["rep_id", "further_departures", "domino_loss"]
    assert found.empty
