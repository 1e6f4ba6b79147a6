"""The work list: agreed first, then the plan; alternatives, single hands and the price of rules."""

from datetime import date

import pandas as pd
import pytest

from analytics.coverage.introductions import (
    Considered,
    Decided,
    WorkList,
    known_already,
    work_list,
)
from analytics.coverage.plan import weighed
from analytics.coverage.progress import introduced
from analytics.policy import Policy
from tests.analytics.coverage.companies import (
    DAY,
    Account,
    Firm,
    Salesperson,
    firm,
    follow,
    invented,
    saving_by_hand,
)

PEOPLE = [Salesperson("ann"), Salesperson("bo"), Salesperson("cy", languages="Thai")]
SMALL = firm(
    [
        Account("big", {"ann": 8}, 400, industry="steel", language="Thai"),
        Account("mid", {"ann": 4, "bo": 1}, 200, industry="steel"),
        Account("own", {"bo": 5}, 100, industry="steel"),
        Account("tiny", {"cy": 5, "tess": 1.2}, 50),
    ],
    [*PEOPLE, Salesperson("tess", function="technical")],
)


def considered(company: Firm, **coverage: object) -> Considered:
    rules = Policy.model_validate({"coverage": coverage}).coverage
    customers = company.customers.assign(
        known_by_measured=company.customers["known_by"],
        single_threaded=company.customers["known_by"].eq(1),
    )
    found = weighed(
        customers,
        company.edges,
        company.reps,
        company.ownership,
        rules=rules,
        follow=follow,
        as_of=DAY,
    )
    return Considered(
        customers, company.edges, company.reps, found.candidates, rules, DAY, draws=None
    )


def listed(company: Firm, decided: Decided = Decided(), **asked: int) -> WorkList:  # noqa: B008
    return work_list(considered(company), **{"capacity": 5, "most": 9, **asked}, decided=decided)


def pairs(found: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(found["customer_id"], found["second_rep_id"], strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_without_decisions_it_is_the_plan(seed: int) -> None:
    company = invented(seed, customers=8, reps=5)
    for budget in (0, 2, 5):
        plan = company.plan(budget=budget, capacity=2).pairs
        found = listed(company, capacity=2).proposed(budget)
        assert pairs(found) == pairs(plan)
        saved = plan["expected_loss_before"] - plan["expected_loss_after"]
        assert found["saving"].sum() == pytest.approx(saved.sum())


def test_curve_takes_customers_out_of_single_hands_and_counts_their_savings() -> None:
    found = listed(SMALL)
    first = found.proposed(1).iloc[0]
    assert (first["customer_id"], found.longest) == ("big", 4)
    curve = found.curve
    # Of 750 only big (400) and own (100) are known by one person.
    assert curve["single_share"].iloc[0] == pytest.approx(500 / 750)
    assert curve["single_share"].iloc[1] == pytest.approx(100 / 750)
    assert curve["single_share"].iloc[-1] == 0
    total = SMALL.customers["expected_loss"].sum()
    assert curve["expected_loss"].iloc[1] == pytest.approx(total - first["saving"])
    assert curve["expected_loss"].is_monotonic_decreasing


def test_agreed_pair_comes_first_and_takes_room() -> None:
    agreed = Decided(accepted=(("own", "cy"),))
    found = listed(SMALL, agreed, capacity=1)
    saved = saving_by_hand(SMALL, "own", "cy", take=0.6)
    total = SMALL.customers["expected_loss"].sum()
    assert found.curve["expected_loss"].iloc[1] == pytest.approx(total - saved)
    assert found.curve["single_share"].iloc[1] == pytest.approx(400 / 750)
    assert found.agreed == 1
    assert found.proposed(1).empty
    assert "own" not in set(found.proposed(9)["customer_id"])
    assert "cy" not in set(found.proposed(9)["second_rep_id"])


def test_agreement_with_somebody_who_is_no_candidate_frees_the_customer_and_saves_nothing() -> None:
    found = listed(SMALL, Decided(accepted=(("big", "tess"),)))
    assert found.curve["single_share"].iloc[1] == pytest.approx(100 / 750)
    assert found.curve["expected_loss"].iloc[:2].nunique() == 1
    gone = listed(SMALL, Decided(accepted=(("no such customer", "bo"),)))
    assert gone.curve["single_share"].iloc[1] == pytest.approx(500 / 750)


def test_rejected_pair_and_customer_who_was_put_off_are_not_proposed() -> None:
    first = listed(SMALL).proposed(9).set_index("customer_id")["second_rep_id"]
    found = listed(SMALL, Decided(rejected=(("big", first["big"]),), paused=("mid",)))
    now = found.proposed(9).set_index("customer_id")["second_rep_id"]
    assert now["big"] not in (first["big"], "ann")
    assert "mid" not in now
    assert first["big"] not in found.options(9).query("customer_id == 'big'")["rep_id"].tolist()


def test_options_are_the_proposed_and_two_others_with_what_speaks_for_them() -> None:
    options = listed(SMALL).options(9)
    big = options[options["customer_id"] == "big"]
    assert big["place"].tolist() == [1, 2]
    by_person = big.set_index("rep_id")
    assert by_person["speaks"].to_dict() == {"bo": None, "cy": True}
    assert by_person.loc["bo", ["likeness", "alike"]].tolist() == ["either", 2]
    for person, take in (("bo", 0.75 - 0.15 / 4), ("cy", 0.6)):
        assert by_person.loc[person, "saving"] == pytest.approx(
            saving_by_hand(SMALL, "big", person, take=take)
        )
    people = [Salesperson(f"r{each}", leaves=0.1 + each / 50) for each in range(6)]
    many = firm([Account(f"c{each}", {"r0": 5}) for each in range(3)], people)
    found = listed(many, capacity=2).options(3)
    assert found.groupby("customer_id")["place"].max().unique().tolist() == [3]
    # Two go to r1, who then has no room for the third.
    assert found.loc[found["place"] == 1, "load"].tolist() == [1, 1, 0]
    others = found[found["place"] > 1]
    assert (others["load"] < 2).all()


def test_price_of_a_rule_is_what_easing_it_would_save() -> None:
    found = listed(SMALL, capacity=1)
    costs = found.costs(1).set_index("constraint")["saving"]
    proposed = found.proposed(2)
    assert costs["budget"] == pytest.approx(
        proposed["saving"].sum() - found.proposed(1)["saving"].sum()
    )
    assert costs["capacity"] >= 0


def test_where_nothing_is_proven_single_hands_are_those_of_names_on_file() -> None:
    company = considered(SMALL)
    company.customers["evidence"] = "ownership"
    found = work_list(company, capacity=5, most=9, decided=Decided())
    assert found.inferred
    assert found.curve["single_exposure"].iloc[0] == 500


def test_one_salesperson_has_nobody_to_introduce() -> None:
    alone = firm([Account("a", {"ann": 5})], [Salesperson("ann")])
    found = listed(alone)
    assert (found.longest, len(found.proposed(9)), len(found.options(9))) == (0, 0, 0)
    assert found.costs(0).empty or (found.costs(0)["saving"] == 0).all()
    assert found.curve["single_share"].tolist() == [1.0]


def test_colleagues_in_touch_are_named_with_their_share_most_in_touch_first() -> None:
    found = known_already(["mid", "tiny", "big"], SMALL.edges, SMALL.customers)
    assert found["rep_id"].tolist() == ["bo", "tess"]
    assert found["share"].tolist() == pytest.approx([0.2, 1.2 / 6.2])
    assert found["knows"].tolist() == [True, True]


MEETINGS = pd.DataFrame(
    {
        "customer_id": ["acme", "acme", "acme", "bold"],
        "rep_id": ["sue", "sue", "ann", "sue"],
        "day": pd.to_datetime(["2026-05-04", "2026-05-20", "2026-05-05", "2026-05-03"]),
    }
)
EDGES = pd.DataFrame(
    {
        "customer_id": ["acme", "bold", "cast"],
        "rep_id": ["sue", "sue", "sue"],
        "knows_measured": [True, True, False],
        "last_activity_on": pd.to_datetime(["2026-05-20", "2026-05-03", "2026-05-30"]),
    }
)


def test_records_after_the_acceptance_say_what_has_happened() -> None:
    day = date(2026, 5, 4)
    accepted = [(each, "sue", day) for each in ("bold", "acme", "cast", "gone")]
    found = introduced(accepted, MEETINGS, EDGES).set_index("customer_id")
    assert found["visited_on"].dropna().to_dict() == {"acme": pd.Timestamp("2026-05-20")}
    assert found.index[found["proven"]].tolist() == ["acme"]
    assert len(introduced([], MEETINGS.head(0), EDGES)) == 0
