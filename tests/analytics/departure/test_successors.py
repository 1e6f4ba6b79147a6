"""Who takes over: known, in touch, alike, with room, in the customer's language."""

import numpy as np
import pytest

from analytics.departure.away import cover
from analytics.departure.simulation import depart
from tests.analytics.departure.houses import Account, Person, house, large

KNOWN = (0.3, True, 0.1, 0.1)
TOUCHED = (0.1, False, 0.0, 0.0)
OWN = (0.7, True, 0.3, 0.1)


def successors(book, people: list[str]) -> dict[str, tuple]:
    rows = depart(book, people, kind="sudden").customers
    chosen = rows[["successor_rep_id", "basis", "keeper_rep_id"]].astype(object)
    chosen = chosen.where(chosen.notna(), None)
    return dict(zip(rows["customer_id"], chosen.itertuples(index=False, name=None), strict=True))


def test_who_knows_the_customer_comes_before_who_is_in_touch_before_who_is_alike() -> None:
    people = {each: Person() for each in ("ann", "bo", "cy", "di")}
    accounts = {
        "x": Account(ties={"ann": OWN, "bo": TOUCHED, "cy": KNOWN}, top="ann"),
        "y": Account(ties={"ann": OWN, "bo": TOUCHED}, top="ann"),
        "z": Account(ties={"ann": OWN}, top="ann", industry="steel"),
        "w": Account(ties={"di": KNOWN}, top="di", industry="steel"),
    }
    assert successors(house(people, accounts), ["ann"]) == {
        "x": ("cy", "knows", "cy"),
        "y": ("bo", "in_touch", "bo"),
        "z": ("di", "either", None),
    }


def test_another_function_keeps_the_contact_but_sales_take_over() -> None:
    people = {"ann": Person(), "bo": Person(), "tec": Person(sells=False), "old": Person()}
    people["old"].staying = False
    accounts = {"x": Account(ties={"ann": OWN, "tec": KNOWN, "old": KNOWN}, top="ann")}
    assert successors(house(people, accounts), ["ann"]) == {"x": ("bo", "team", "tec")}


def test_language_of_the_customer_goes_before_likeness() -> None:
    people = {each: Person() for each in ("ann", "bo", "cy")}
    accounts = {
        "x": Account(ties={"ann": OWN}, top="ann", industry="steel", language="de"),
        "y": Account(ties={"bo": KNOWN}, top="bo", industry="steel"),
    }
    book = house(people, accounts, speaks={"cy": "de"})
    assert successors(book, ["ann"])["x"][0] == "cy"


def test_nobody_takes_more_than_there_is_room_and_the_dearest_choose_first() -> None:
    people = {"ann": Person(load=4), "bo": Person(load=0), "cy": Person(load=0)}
    accounts = {
        f"x{each}": Account(100 - each, {"ann": OWN}, "ann", industry="steel") for each in range(4)
    } | {"y": Account(1, {"bo": KNOWN}, "bo", industry="steel")}
    chosen = successors(house(people, accounts), ["ann"])
    # Two each would be even, a fifth more is three.
    assert [chosen[f"x{each}"][0] for each in range(4)] == ["bo", "bo", "bo", "cy"]


@pytest.mark.parametrize("gone", [1, 10, 50, 99])
def test_everybody_has_a_successor_who_stays_and_sells_within_the_room(gone: int) -> None:
    book = large(100, 1_000, kinds=7)
    people = book.reps["rep_id"].tolist()[:gone]
    found = depart(book, people, kind="sudden")
    receives = book.reps.loc[book.reps["receives"], "rep_id"]
    given = found.customers["successor_rep_id"]
    able = set(receives) - set(people)
    assert set(given.dropna()) <= able
    assert given.notna().all() == bool(able)
    taken = found.receivers[found.receivers["new"] > 0]
    assert (taken["load"] + taken["new"] <= taken["room"]).all()
    assert found.receivers[["new", "held"]].to_numpy().sum() == given.notna().sum()


def test_absence_names_covers_and_neither_chances_nor_losses() -> None:
    people = {each: Person() for each in ("ann", "bo")}
    accounts = {
        "x": Account(10, {"ann": OWN, "bo": KNOWN}, "ann", ends="2026-07-10"),
        "y": Account(20, {"ann": OWN}, "ann", ends="2026-09-10"),
    }
    found = cover(house(people, accounts), ["ann", "unknown"], weeks=4)
    assert found.rep_ids == ("ann",)
    assert found.customers["customer_id"].tolist() == ["y", "x"]
    assert found.customers["cover_rep_id"].tolist() == ["bo", "bo"]
    assert found.customers["contract_ends_on"].isna().tolist() == [True, False]
    assert not [name for name in found.customers if "chance" in name or "loss" in name]
    assert np.array_equal(found.receivers[["new", "held"]], [[1, 1]])
