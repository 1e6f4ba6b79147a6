"""What keeping somebody is worth: the expected loss with and without the chance to leave."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.losses.distribution import walk_away
from analytics.losses.retention import keep_values, raise_break_even, yearly_pay
from tests.analytics.companies import cast


def company(seed: int):
    random = np.random.default_rng(seed)
    pairs = [(f"c{c}", f"r{r}") for c in range(12) for r in range(4) if random.random() < 0.6]
    edges = pd.DataFrame(pairs, columns=["customer_id", "rep_id"])
    edges["leaver"] = False
    edges["follow_probability"] = random.uniform(0, 0.9, len(edges))
    exposure = pd.Series({f"c{c}": float(random.integers(1, 90)) for c in range(12)})
    leave = pd.Series({f"r{r}": random.uniform(0.05, 0.9) for r in range(4)})
    return edges, exposure, leave


def expected_loss(edges, exposure, leave) -> float:
    customers = pd.DataFrame(
        {"customer_id": exposure.index, "exposure": exposure.to_numpy(), "evidence": "activity"}
    )
    reps = pd.DataFrame({"rep_id": leave.index, "attrition_probability": leave.to_numpy()})
    return float(walk_away(edges, customers, reps).customers["expected_loss"].sum())


@pytest.mark.parametrize("seed", range(5))
def test_value_of_keeping_is_the_loss_with_minus_the_loss_without(seed):
    edges, exposure, leave = company(seed)
    found = keep_values(edges, exposure, leave)
    for rep in leave.index:
        without = expected_loss(edges, exposure, leave.where(leave.index != rep, 0.0))
        assert found[rep] == pytest.approx(expected_loss(edges, exposure, leave) - without)


def test_who_has_left_lessens_what_keeping_others_is_worth():
    edges, exposure, leave = company(0)
    alone = keep_values(edges, exposure, leave)
    orphan = pd.DataFrame(
        {"customer_id": ["c0"], "rep_id": ["gone"], "leaver": True, "follow_probability": [0.9]}
    )
    with_leaver = keep_values(pd.concat([edges, orphan], ignore_index=True), exposure, leave)
    holders = edges.loc[edges["customer_id"] == "c0", "rep_id"]
    assert (with_leaver[holders] < alone[holders]).all()
    others = leave.index.difference(holders)
    assert with_leaver[others].tolist() == pytest.approx(alone[others].tolist())


def test_missing_probability_has_no_value():
    edges, exposure, leave = company(1)
    found = keep_values(edges, exposure, leave.where(leave.index != "r1"))
    assert found.isna().tolist() == [False, True, False, False]


def test_raise_at_break_even_costs_what_it_avoids():
    value, chance, pay = (
        pd.Series({"a": 50_000.0}),
        pd.Series({"a": 0.3}),
        pd.Series({"a": 100.0e3}),
    )
    weight = -0.5
    amount = raise_break_even(value, chance, pay, weight)["a"]
    share = amount / 100e3
    odds = 0.3 / 0.7 * np.exp(weight * np.log1p(share) / 0.2)
    avoided = 50_000 * (1 - odds / (1 + odds) / 0.3)
    assert avoided >= amount
    more = share + 0.005
    odds = 0.3 / 0.7 * np.exp(weight * np.log1p(more) / 0.2)
    assert 50_000 * (1 - odds / (1 + odds) / 0.3) < more * 100e3


def test_smallest_raise_is_half_a_per_cent_and_the_largest_half_of_the_pay():
    # with pay 100,000, a = 0.3 and weight −0.5 a raise s avoids at most keep · 1.75 · s:
    # 57,300 stops paying between 0 and 0.5 %, 57,500 between 0.5 and 1 %
    value = pd.Series({"a": 57_300.0, "b": 57_500.0, "c": 1e9})
    chance, pay = (pd.Series(dict.fromkeys("abc", each)) for each in (0.3, 100e3))
    assert raise_break_even(value, chance, pay, -0.5).tolist() == [0.0, 500.0, 50_000.0]


def test_raise_never_pays_where_little_is_at_stake_or_pay_does_not_matter():
    chance, pay = pd.Series({"a": 0.3, "b": 0.3}), pd.Series({"a": 100e3, "b": 100e3})
    small = raise_break_even(pd.Series({"a": 100.0, "b": 1e6}), chance, pay, -0.3)
    assert small["a"] == 0.0
    assert small["b"] > 0
    assert raise_break_even(pd.Series({"a": 1e6, "b": 1e6}), chance, pay, 0.0).tolist() == [0, 0]


def test_raise_is_unknown_without_pay_and_under_notice():
    value = pd.Series({"a": 1e6, "b": 1e6, "c": 0.0})
    chance = pd.Series({"a": 0.3, "b": 1.0, "c": 0.0})
    assert raise_break_even(value, chance, pd.Series({"b": 9e4, "c": 9e4}), -0.3).isna().all()


def paid(*records: tuple[str, str, float, float, str | None], home: str = "EUR"):
    columns = ["rep_id", "period_start", "base", "variable", "currency"]
    frame = pd.DataFrame(records, columns=columns)
    frame = frame.assign(period_start=pd.to_datetime(frame["period_start"]))
    return yearly_pay(replace(cast().extract(), currency="EUR", compensation=frame), home).to_dict()


def test_yearly_pay_is_base_and_variable_of_the_newest_record():
    found = paid(
        ("a", "2025-01-01", 60.0, 9.0, "EUR"),
        ("a", "2024-01-01", 50.0, 5.0, "EUR"),
        ("b", "2025-01-01", 40.0, np.nan, "EUR"),
        ("c", "2025-01-01", 0.0, 30.0, "EUR"),
    )
    # without a base the year's pay is not on record
    assert found == {"a": 69.0, "b": 40.0}


@pytest.mark.parametrize(("home", "known"), [("EUR", ["a", "b"]), ("", ["a", "b"]), ("USD", ["a"])])
def test_pay_in_another_currency_is_left_out(home, known):
    records = [("a", "EUR"), ("b", None), ("c", "USD")]
    rows = ((rep, "2025-01-01", 50.0, 5.0, currency) for rep, currency in records)
    assert list(paid(*rows, home=home)) == known
