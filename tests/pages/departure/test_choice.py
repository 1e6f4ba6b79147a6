"""What the address asks, and what it says wrong."""

import pandas as pd
import pytest

from pages.departure.choice import Choice, chosen, usual_weeks
from tests.pages import cast

REPS = cast.reps()


def asked(**address: str | list[str]) -> Choice:
    values = {k: v if isinstance(v, list) else [v] for k, v in address.items()}
    return chosen(REPS, values, cast.DAY)


def test_people_come_from_ids_commas_and_teams_once_each() -> None:
    found = asked(rep=["ann,sue", "ann"], team="North")
    assert found.rep_ids == ("ann", "sue", "bo")
    assert (found.named, found.teams) == (("ann", "sue"), ("North",))


def test_an_id_that_has_a_comma_itself_is_one_id() -> None:
    reps = REPS.assign(rep_id=REPS["rep_id"].replace("ann", "a,b"))
    assert chosen(reps, {"rep": ["a,b", "bo"]}, cast.DAY).rep_ids == ("a,b", "bo")


def test_unknown_people_and_leavers_are_told_apart() -> None:
    found = asked(rep="nobody,dee,bo, <b>", team="Nowhere")
    assert (found.rep_ids, found.unknown, found.left) == (("bo",), ("nobody", "<b>"), ("dee",))
    assert (found.teams, found.unknown_teams) == ((), ("Nowhere",))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({}, ("sudden", 4, True, False)),
        ({"kind": "competitor", "weeks": "8", "handover": "no"}, ("competitor", 8, False, False)),
        ({"kind": "away", "weeks": "2"}, ("sudden", 2, True, True)),
        ({"kind": "team"}, ("sudden", 4, True, False)),
        ({"kind": "<x>", "weeks": "-1", "handover": "?"}, ("sudden", 4, True, False)),
        ({"weeks": "9999"}, ("sudden", 4, True, False)),
    ],
)
def test_the_rest_of_the_address_is_read_or_the_usual(address, expected) -> None:
    found = asked(rep="ann", **address)
    assert (found.kind, found.weeks, found.handover, found.away) == expected
    assert found.introductions == (expected[1] if expected[2] else 0)


def test_several_may_go_to_the_same_place() -> None:
    assert asked(rep="ann,bo", kind="team").kind == "team"


@pytest.mark.parametrize(
    ("leaves", "people", "weeks"),
    [("2026-07-23", ["cy"], 3), (None, ["cy"], 4), ("2026-07-23", ["cy", "ann"], 4)],
)
def test_weeks_are_those_until_the_last_day_of_a_notice(leaves, people, weeks) -> None:
    days = [pd.Timestamp(leaves) if each == "cy" and leaves else pd.NaT for each in REPS["rep_id"]]
    reps = REPS.assign(leaves_on=pd.Series(days, dtype="datetime64[s]"))
    assert usual_weeks(reps, people, cast.DAY) == weeks


def test_a_link_asks_the_same_of_the_same_people() -> None:
    for asked in (
        Choice(rep_ids=("ann", "bo"), named=("ann", "bo"), weeks=0, kind="competitor"),
        Choice(rep_ids=("ann",), named=("ann",), away=True, kind="away", weeks=8),
        Choice(rep_ids=("ann",), named=("ann",), handover=False),
    ):
        said = {name: [value] for name, value in asked.address.items()}
        again = chosen(cast.reps(), said, cast.DAY)
        assert (again.rep_ids, again.weeks, again.away, again.handover) == (
            asked.rep_ids,
            asked.weeks,
            asked.away,
            asked.handover,
        )
        assert again.address == asked.address
