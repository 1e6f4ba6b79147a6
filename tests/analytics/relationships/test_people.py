"""Who works here, has left, has given notice, sells: by hand, for one day and for a day a row."""

import pandas as pd

from analytics.relationships.people import (
    active_reps,
    at_work,
    departed_reps,
    human_reps,
    in_sales,
    people_of,
    staying_reps,
    under_notice,
)
from tests.analytics.companies import DAY, Company, Customer, Rep, ago

STAFF = [
    Rep("a"),
    Rep("b", hired_on=ago(0)),
    Rep("c", hired_on=ago(-1)),
    Rep("d", left_on=ago(0)),
    Rep("e", left_on=ago(-1)),
    Rep("f", function="system"),
    Rep("g", function="service"),
    Rep("h", function="system", left_on=ago(3)),
    Rep("i", left_on=ago(364)),
    Rep("j", left_on=ago(365)),
    Rep("k", hired_on=ago(-5), left_on=ago(5)),
]


def company() -> Company:
    return Company(customers=[Customer("c")], reps=STAFF)


def chosen(reps: pd.DataFrame, rows: "pd.Series[bool]") -> str:
    return "".join(reps.loc[rows, "rep_id"])


def test_active_people_work_here_at_the_end_of_the_day() -> None:
    reps = company().extract().reps
    assert chosen(reps, active_reps(reps, as_of=DAY)) == "abeg"


def test_the_last_day_is_still_a_day_at_work() -> None:
    reps = company().extract().reps
    assert chosen(reps, at_work(reps, on=DAY)) == "abdeg"


def test_departed_people_left_by_the_end_of_the_day() -> None:
    reps = company().extract().reps
    assert chosen(reps, departed_reps(reps, as_of=DAY)) == "dijk"


def test_a_day_a_row_is_the_same_as_day_by_day() -> None:
    reps = company().extract().reps
    days = pd.Series(pd.to_datetime([ago(back) for back in range(len(reps))]))
    for tell in (
        lambda frame, day: active_reps(frame, as_of=day),
        lambda frame, day: at_work(frame, on=day),
        lambda frame, day: departed_reps(frame, as_of=day),
    ):
        one_by_one = [
            bool(tell(reps.iloc[[row]], day.date()).item()) for row, day in enumerate(days)
        ]
        assert tell(reps, days).tolist() == one_by_one


def test_robots_are_no_people_and_only_sales_sells() -> None:
    reps = company().extract().reps
    assert chosen(reps, ~human_reps(reps)) == "fh"
    assert chosen(reps, ~in_sales(reps)) == "fgh"


def test_notice_counts_for_who_is_still_here() -> None:
    reps = pd.DataFrame(
        {
            "rep_id": ["given", "not", "gone", "left"],
            "active": [True, True, False, False],
            "notice_on": pd.to_datetime(["2026-06-30", None, "2026-01-01", None]),
        }
    )
    assert chosen(reps, under_notice(reps)) == "given"
    assert chosen(reps, staying_reps(reps)) == "not"


def test_codes_carry_the_same_answers() -> None:
    extract = company().extract()
    people, reps = people_of(extract), extract.reps
    names = people.roster.index.to_numpy()

    def coded(flags: object) -> str:
        return "".join(names[flags])

    assert coded(people.active) == chosen(reps, active_reps(reps, as_of=DAY))
    assert coded(people.departed) == chosen(reps, departed_reps(reps, as_of=DAY))
    assert coded(people.left_lately) == "dik"
    assert coded(people.human) == chosen(reps, human_reps(reps))
    assert coded(people.outside_sales) == chosen(reps, ~in_sales(reps))
