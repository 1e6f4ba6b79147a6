"""Tasks of the first five days, and what a concession costs."""

import pandas as pd
import pytest

from analytics.contracts.departing import DEPARTING
from analytics.departure.concessions import concessions
from analytics.departure.first_days import DAYS, first_days
from analytics.departure.simulation import depart
from tests.analytics.departure.houses import DAY, Account, Person, house

PEOPLE = {"ann": Person(), "bo": Person()}


def alone(count: int, **more) -> dict[str, Account]:
    tie = {"ann": (1.0, True, 0.3, 0.1)}
    return {f"x{each:02}": Account(100.0 - each, tie, "ann", **more) for each in range(count)}


def test_calls_go_by_size_times_chance_so_many_a_day() -> None:
    tasks = first_days(depart(house(PEOPLE, alone(30)), ["ann"], kind="sudden"))
    calls = tasks[tasks["task"] == "call"]
    assert calls["customer_id"].tolist() == [f"x{each:02}" for each in range(20)]
    assert calls["day"].value_counts().to_dict() == dict.fromkeys(range(1, DAYS + 1), 4)
    assert set(calls["rep_id"]) == {"bo"}
    assert DEPARTING["tasks"].faults(tasks) == []


@pytest.mark.parametrize(
    ("kind", "weeks", "once", "visits"),
    [
        ("sudden", 0, {"access": 0, "talk": 3, "letter": 4}, 0),
        ("sudden", 4, {"agree": 0, "talk": 3, "letter": 4, "access": 5}, 4),
        ("competitor", 4, {"agree": 0, "access": 0, "talk": 3, "letter": 4}, 4),
    ],
)
def test_what_is_done_once_depends_on_the_way_and_the_time(kind, weeks, once, visits) -> None:
    tasks = first_days(depart(house(PEOPLE, alone(9)), ["ann"], kind=kind, weeks=weeks))
    rest = tasks[~tasks["task"].isin(["call", "visit"])]
    assert dict(zip(rest["task"], rest["day"], strict=True)) == once
    joint = tasks[tasks["task"] == "visit"]
    assert joint["day"].tolist() == [2, 3, 4, 5][:visits]
    assert tasks["day"].is_monotonic_increasing


def test_nobody_leaves_nothing_to_do() -> None:
    tasks = first_days(depart(house(PEOPLE, alone(3)), ["nobody"], kind="sudden"))
    assert tasks.empty
    assert DEPARTING["tasks"].faults(tasks) == []


def test_concession_costs_margin_and_is_worth_what_it_saves() -> None:
    accounts = alone(1, ends="2026-12-01") | {
        "y": Account(50, {"ann": (1.0, True, 0.2, 0.1)}, ends="2026-07-01"),
        "late": Account(50, {"ann": (1.0, True, 0.2, 0.1)}, ends="2027-07-01"),
        "open": Account(50, {"ann": (1.0, True, 0.2, 0.1)}),
    }
    gone = depart(house(PEOPLE, accounts), ["ann"], kind="competitor")
    margins = pd.Series({"x00": 40.0})
    found = concessions(gone, margins, as_of=pd.Timestamp(DAY), part=0.05)
    assert DEPARTING["concessions"].faults(found) == []
    assert found["customer_id"].tolist() == ["x00", "y"]
    first, second = found.to_dict("records")
    assert (first["cost"], second["cost"]) == (5.0, 2.5)
    assert first["cost_of_margin"] == pytest.approx(5 / 40)
    assert first["worth_up_to"] == pytest.approx(first["chance"] * 40 / 100)
    assert pd.isna(second["worth_up_to"])
