"""Tasks of the first five days, and what a concession costs."""

import pandas as pd
import pytest

from analytics.contracts.departing import DEPARTING
from analytics.departure.colleagues import colleagues_customers
from analytics.departure.concessions import concessions, whole_cost
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


def test_what_all_concessions_cost_is_a_part_of_the_margin_where_all_is_recorded() -> None:
    gone = depart(house(PEOPLE, alone(2, ends="2026-12-01")), ["ann"], kind="competitor")
    for margins, part in (({"x00": 40.0, "x01": 9.5}, 9.95 / 49.5), ({"x00": 40.0}, None)):
        found = concessions(gone, pd.Series(margins), as_of=pd.Timestamp(DAY), part=0.05)
        cost = whole_cost(found)
        assert cost.amount == pytest.approx(0.05 * 199)
        assert cost.loss == pytest.approx(gone.loss)
        assert cost.of_margin == (None if part is None else pytest.approx(part))


def test_colleagues_customers_are_those_whose_main_contact_stays() -> None:
    both = {"ann": (0.3, True, 0.1, 0.05), "bo": (0.7, True, 0.2, 0.1)}
    accounts = alone(1) | {"big": Account(70, both, "bo"), "small": Account(30, both, "bo")}
    gone = depart(house(PEOPLE, accounts), ["ann"], kind="competitor")
    customers = pd.DataFrame({"customer_id": list(accounts), "top_rep_id": ["ann", "bo", "bo"]})
    edges = pd.DataFrame(
        [("big", "ann", "2026-05-01"), ("big", "bo", "2026-06-01"), ("x00", "ann", "2026-06-02")],
        columns=["customer_id", "rep_id", "last_activity_on"],
    ).astype({"last_activity_on": "datetime64[s]"})
    found = colleagues_customers(gone, customers, edges)
    assert DEPARTING["colleagues"].faults(found) == []
    assert found["customer_id"].tolist() == ["big", "small"]
    assert found["main_rep_id"].tolist() == ["bo", "bo"]
    assert found["met_on"].astype("str").tolist()[0] == "2026-05-01"
    assert pd.isna(found["met_on"][1])
