"""Departures counted by hand, and against the sums of the ways of leaving."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.contracts.departing import DEPARTING
from analytics.departure.book import DepartureBook
from analytics.departure.simulation import CLOSE, depart
from analytics.losses.exits import EXIT_KINDS, exit_factor, exit_losses
from tests.analytics.departure.houses import Account, Person, house, large
from tests.assessing import assessed
from tests.invented import invent


def odds(chance: float, kind: str) -> float:
    return chance * exit_factor(kind) / (1 - chance + chance * exit_factor(kind))


def by_customer(book: DepartureBook, people: list[str], **options) -> pd.DataFrame:
    return depart(book, people, kind="sudden", **options).customers.set_index("customer_id")


PEOPLE = {"ann": Person(load=4), "bo": Person(load=1), "cy": Person(staying=False)}
FOUR = {
    "shared": Account(400, {"ann": (0.6, True, 0.2, 0.2), "bo": (0.4, True, 0.1, 0.1)}, "ann"),
    "touched": Account(300, {"ann": (0.9, True, 0.4, 0.2), "bo": (0.1, False, 0, 0)}, "ann"),
    "close": Account(200, {"ann": (1.0, True, 0.4, 0.2)}, "ann"),
    "loose": Account(100, {"ann": (1.0, True, 0.1, 0.05)}, "ann"),
    "notice": Account(50, {"ann": (0.5, True, 0.4, 0.2), "cy": (0.5, True, 0.3, 0.3)}, "cy"),
}


def test_bands_follow_their_rule_and_who_gave_notice_does_not_stay() -> None:
    found = by_customer(house(PEOPLE, FOUR), ["ann"])
    assert odds(0.1, "sudden") < CLOSE < odds(0.4, "sudden")
    assert found["band"].to_dict() == {
        "shared": "stays",
        "touched": "call",
        "close": "go",
        "loose": "call",
        "notice": "go",
    }
    assert found["main"].to_dict() == dict.fromkeys(FOUR, True) | {"notice": False}


@pytest.mark.parametrize("kind", EXIT_KINDS)
def test_chances_are_those_of_the_way_of_leaving(kind: str) -> None:
    found = depart(house(PEOPLE, FOUR), ["ann"], kind=kind)
    chances = {"shared": 0.2, "touched": 0.4, "close": 0.4, "loose": 0.1, "notice": 0.4}
    expected = {name: odds(chance, kind) for name, chance in chances.items()}
    assert found.customers.set_index("customer_id")["chance"].to_dict() == pytest.approx(expected)
    assert found.loss == pytest.approx(sum(FOUR[n].exposure * c for n, c in expected.items()))
    assert (found.loss_after, found.worth) == (pytest.approx(found.loss), 0)


def test_a_customer_of_two_leavers_is_lost_once() -> None:
    found = by_customer(house(PEOPLE, FOUR), ["ann", "bo"])
    both = 1 - (1 - odds(0.2, "sudden")) * (1 - odds(0.1, "sudden"))
    assert found.loc["shared", "chance"] == pytest.approx(both)
    assert found.loc["shared", ["band", "leaver_id", "leaver_share"]].tolist() == ["go", "ann", 1.0]


def test_weeks_introduce_in_order_of_expected_loss_whom_nobody_else_knows() -> None:
    book = house(PEOPLE, FOUR)
    found = by_customer(book, ["ann"], weeks=2)
    assert found["week"].dropna().to_dict() == {"touched": 1, "close": 2}
    saved = {
        name: FOUR[name].exposure * (odds(0.4, "sudden") - odds(0.2, "sudden"))
        for name in ("touched", "close")
    }
    assert (found["loss"] - found["loss_after"]).sum() == pytest.approx(sum(saved.values()))
    assert depart(book, ["ann"], kind="sudden", weeks=2).worth == pytest.approx(sum(saved.values()))


def test_every_leaver_introduces_the_own_customers() -> None:
    accounts = {
        f"{rep}{each}": Account(100 - each, {rep: (1.0, True, 0.4, 0.1)}, rep)
        for rep in ("ann", "bo")
        for each in range(3)
    }
    found = by_customer(house(PEOPLE, accounts, capacity=2), ["ann", "bo"], weeks=1)
    assert set(found.index[found["week"] == 1]) == {"ann0", "ann1", "bo0", "bo1"}
    none = by_customer(house(PEOPLE, accounts, capacity=0), ["ann"], weeks=4)
    assert none["week"].isna().all()


def test_colleagues_of_the_team_may_follow() -> None:
    people = {"ann": Person(), "bo": Person(), "di": Person(team="B"), "el": Person()}
    book = house(people | {"cy": Person(team="B")}, FOUR, pull=0.1)
    found = depart(book, ["ann", "el"], kind="sudden")
    pulled = found.followers.set_index("rep_id")
    assert pulled.index.tolist() == ["bo"]
    assert pulled.loc["bo", "chance_after"] == pytest.approx(0.2 + 0.8 * (1 - 0.9**2))
    assert found.further_departures == pytest.approx(0.8 * (1 - 0.9**2))


@pytest.mark.parametrize(
    ("asked", "gone"),
    [
        ([], ()),
        (["nobody", "<b>"], ()),
        (["ann", "ann", "gone"], ("ann",)),
        (["idle"], ("idle",)),
        (["ann", "bo", "cy", "idle"], ("ann", "bo", "cy", "idle")),
    ],
)
def test_unknown_people_change_nothing(asked: list[str], gone: tuple[str, ...]) -> None:
    people = PEOPLE | {"gone": Person(active=False), "idle": Person()}
    found = depart(house(people, FOUR), asked, kind="team", weeks=1)
    assert found.rep_ids == gone
    assert len(found.customers) == (0 if gone in ((), ("idle",)) else len(FOUR))
    for name in ("customers", "receivers", "followers"):
        assert DEPARTING[name].faults(getattr(found, name)) == []


def test_nobody_is_there_when_everybody_leaves() -> None:
    found = depart(house(PEOPLE, FOUR), list(PEOPLE), kind="sudden")
    assert found.customers["successor_rep_id"].isna().all()
    assert found.receivers.empty
    assert set(found.customers["band"]) == {"go", "call"}


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory):
    work = tmp_path_factory.mktemp("company")
    return assessed(invent(work / "files", 5), work)


@pytest.mark.parametrize("kind", EXIT_KINDS)
@pytest.mark.parametrize("several", [1, 4])
def test_sum_is_that_of_the_ways_of_leaving(assessment, kind: str, several: int) -> None:
    book = DepartureBook.of(assessment)
    active = assessment.reps.loc[assessment.reps["active"], "rep_id"].tolist()[: several + 1]
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    found = depart(book, active, kind=kind, weeks=3)
    told = exit_losses(assessment.edges, exposure, active).set_index("kind")["departure_loss"]
    assert found.loss == pytest.approx(told[kind])
    assert 0 <= found.worth <= found.loss
    for name in ("customers", "receivers", "followers"):
        assert DEPARTING[name].faults(getattr(found, name)) == []


def test_order_of_rows_changes_nothing(assessment) -> None:
    random = np.random.default_rng(1)
    mixed = replace(
        assessment,
        customers=assessment.customers.iloc[random.permutation(len(assessment.customers))],
        reps=assessment.reps.iloc[random.permutation(len(assessment.reps))],
    )
    people = assessment.reps.loc[assessment.reps["active"], "rep_id"].tolist()[:2]
    first, second = (
        depart(DepartureBook.of(each), people, kind="sudden", weeks=2)
        for each in (assessment, mixed)
    )
    pd.testing.assert_frame_equal(first.customers, second.customers)
    pd.testing.assert_frame_equal(first.followers, second.followers)


def test_a_large_house_agrees_with_plain_loops() -> None:
    book = large(20, 60, kinds=5)
    people = ["R0001", "R0004"]
    found = depart(book, people, kind="competitor").customers.set_index("customer_id")
    ids, names = book.reps["rep_id"], book.customers["customer_id"]
    for code, name in enumerate(names):
        rows = [row for row in range(len(book.rep)) if book.customer[row] == code]
        own = [row for row in rows if ids[book.rep[row]] in people]
        assert (name in found.index) == bool(own)
        if not own:
            continue
        stays = 1.0
        for row in own:
            stays *= 1 - odds(float(book.follow[row]), "competitor")
        others = [
            row
            for row in rows
            if ids[book.rep[row]] not in people and book.reps["staying"][book.rep[row]]
        ]
        assert found.loc[name, "chance"] == pytest.approx(1 - stays)
        assert found.loc[name, "known_by_others"] == sum(book.knows[row] for row in others)
