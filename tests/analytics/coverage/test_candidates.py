"""What a second contact saves, against the formula in plain Python, and who can be one."""

import numpy as np
import pandas as pd
import pytest

from analytics.coverage.candidates import (
    LIKENESS,
    TAKE,
    Candidates,
    running_second_contacts,
    weigh_pairs,
)
from analytics.coverage.similarity import CustomerBook
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


def weighed(company: Firm, *, build_up: float = 0.5, most: int = 100) -> Candidates:
    running = running_second_contacts(
        company.ownership, company.customers, company.edges, company.reps
    )
    return weigh_pairs(
        company.customers,
        company.edges,
        company.reps,
        running,
        book=CustomerBook.of(company.customers, company.edges, company.reps),
        build_up=build_up,
        follow=follow,
        as_of=DAY,
        most=most,
    )


def table(found: Candidates) -> pd.DataFrame:
    """One row a pair: customer_id, second, saving, kind, alike."""
    second, customer = np.nonzero(np.isfinite(found.saving))
    return pd.DataFrame(
        {
            "customer_id": found.customers["customer_id"].to_numpy()[customer],
            "second": found.second_contacts["rep_id"].to_numpy()[second],
            "saving": found.saving[second, customer],
            "kind": np.array(LIKENESS)[found.likeness[second, customer]],
            "alike": found.alike[second, customer],
        }
    )


def take_by_hand(kind: str, alike: int) -> float:
    part = 1 - 0.5**alike
    return {
        "in_touch": 1.0,
        "both": 0.75 + 0.15 * part,
        "either": 0.6 + 0.15 * part,
        "team": 0.6,
        "none": 0.4,
    }[kind]


@pytest.mark.parametrize("seed", range(20))
def test_savings_equal_the_formula_in_plain_python(seed: int) -> None:
    company = invented(seed)
    build_up = 0.1 * (seed % 10 + 1)
    rows = table(weighed(company, build_up=build_up))
    by_hand = [
        saving_by_hand(
            company, row.customer_id, row.second, take_by_hand(row.kind, row.alike), build_up
        )
        for row in rows.itertuples()
    ]
    assert len(rows)
    np.testing.assert_allclose(rows["saving"], by_hand, rtol=1e-9, atol=1e-9)


def test_the_figures_of_one_customer_by_hand() -> None:
    # Ann alone (a 0.5, q 0.6, loss 100 · 0.3 = 30). With Bo: shares 2/3 and 1/3, one colleague
    # each; q 2/3 · 0.6 · 0.8 = 0.32 and 1/3 · 0.6 · 0.8 · 0.5 = 0.08; w' = 1 − 0.84 · 0.984.
    company = firm([Account("c", {"ann": 10.0})], [Salesperson("ann", 0.5), Salesperson("bo", 0.2)])
    found = weighed(company)
    assert company.customers["expected_loss"].item() == pytest.approx(30)
    assert found.saving[1, 0] == pytest.approx(0.6 * (30 - 100 * (1 - 0.84 * 0.984)))


@pytest.mark.parametrize("seed", range(5))
def test_a_leaver_of_an_orphaned_customer_stays_in(seed: int) -> None:
    random = np.random.default_rng(seed)
    strengths = {"old": 8.0, "ann": float(random.uniform(0.1, 0.4))}
    company = firm(
        [Account("c", strengths, leaver="old")],
        [Salesperson("old", active=False), Salesperson("ann"), Salesperson("bo", team="B")],
    )
    rows = table(weighed(company)).set_index("second")
    by_hand = saving_by_hand(company, "c", "bo", 0.4)
    assert rows.loc["bo", "saving"] == pytest.approx(by_hand)
    assert 0 < by_hand < company.customers["expected_loss"].item()


def test_the_likeness_of_a_second_contact_is_the_closest_there_is() -> None:
    people = [Salesperson("ann"), Salesperson("met", team="B"), Salesperson("both", team="B")]
    people += [Salesperson("field", team="B"), Salesperson("place", team="B")]
    people += [Salesperson("mate"), Salesperson("far", team="B"), Salesperson("alone", team=None)]
    company = firm(
        [
            Account("c", {"ann": 10.0, "met": 1.0}, industry="steel", region="north"),
            Account("d", {"both": 3.0}, industry="steel", region="north"),
            Account("e", {"field": 3.0}, industry="steel", region="south"),
            Account("f", {"place": 3.0}, industry="wine", region="north"),
            Account("g", {"far": 3.0}, industry="wine", region="south"),
            Account("h", {"alone": 3.0}),
        ],
        people,
    )
    kinds = table(weighed(company)).query("customer_id == 'c'").set_index("second")["kind"]
    assert kinds.to_dict() == {
        "met": "in_touch",
        "both": "both",
        "field": "either",
        "place": "either",
        "mate": "team",
        "far": "none",
        "alone": "none",
    }


def test_what_takes_falls_with_the_likeness() -> None:
    assert list(TAKE) == sorted(TAKE, reverse=True)
    assert min(TAKE) > 0
    assert max(TAKE) == 1


def test_the_more_similar_of_two_equal_colleagues_saves_more() -> None:
    people = [Salesperson("ann"), *(Salesperson(r, 0.1, team="B") for r in ("far", "near"))]
    company = firm(
        [
            Account("c", {"ann": 5.0}, industry="steel", region="north"),
            Account("d", {"near": 5.0}, industry="steel", region="north"),
        ],
        people,
    )
    rows = table(weighed(company)).query("customer_id == 'c'").set_index("second")["saving"]
    assert rows["near"] / rows["far"] == pytest.approx((0.75 + 0.15 / 2) / 0.4)


def test_only_active_known_salespeople_without_notice_can_be_second_contacts() -> None:
    people = [
        Salesperson("ann"),
        Salesperson("gone", active=False),
        Salesperson("notice", notice=True),
        Salesperson("service", function="service"),
        Salesperson("soon", band="high"),
        Salesperson("unknown", known=False),
    ]
    second_contacts = weighed(firm([Account("c", {"ann": 5.0})], people)).second_contacts.set_index(
        "rep_id"
    )
    assert second_contacts["about_to_leave"].to_dict() == {"ann": False, "soon": True}


def test_who_knows_the_customer_already_and_the_main_contact_are_ruled_out() -> None:
    people = [Salesperson(r) for r in ("ann", "bo", "cy", "dee")]
    company = firm(
        [
            Account("c", {"ann": 5.0, "bo": 4.0, "cy": 0.6}),
            Account("untended", {"ann": 0.3}),
        ],
        people,
    )
    rows = table(weighed(company)).groupby("customer_id")["second"].agg(list).to_dict()
    assert rows == {"c": ["cy", "dee"], "untended": ["bo", "cy", "dee"]}


def test_customers_without_anything_to_lose_or_anybody_known_are_left_out() -> None:
    people = [Salesperson("ann"), Salesperson("owner", 0.0, function="owner")]
    people += [Salesperson("gone", active=False)]
    company = firm(
        [
            Account("a", {"ann": 5.0}),
            Account("b", {"ann": 5.0}, exposure=0.0),
            Account("c", {"owner": 5.0}),
            Account("d", {"gone": 5.0}),
            Account("e", {"gone": 5.0}, leaver="gone"),
        ],
        people,
    )
    assert weighed(company).customers["customer_id"].tolist() == ["a"]


def test_beyond_the_most_customers_the_largest_losses_are_kept() -> None:
    people = [Salesperson("ann"), Salesperson("bo")]
    accounts = [Account(f"c{i}", {"ann": 5.0}, exposure=100.0 * (i + 1)) for i in range(5)]
    found = weighed(firm(accounts, people), most=2)
    assert found.customers["customer_id"].tolist() == ["c3", "c4"]
    # Of expected losses 36, 24, 12, what is saved by a second contact who surely takes and never
    # leaves: following falls to 2/3 by the share and by another fifth for one more colleague.
    saved = np.array([36.0, 24.0, 12.0]) * (1 - 2 / 3 * 0.8)
    np.testing.assert_allclose(np.concatenate(list(found.beyond.savings(0.0))), saved)
    (above,) = found.beyond.savings(saved[1])
    np.testing.assert_allclose(above, saved[:1])


def test_an_assigned_colleague_who_does_not_know_the_customer_is_running_coverage() -> None:
    people = [Salesperson(r) for r in ("ann", "bo", "cy", "dee")]
    people += [Salesperson("off", notice=True), Salesperson("gone", active=False)]
    company = firm(
        [
            Account("c", {"ann": 5.0, "cy": 4.0}, owner_id="dee"),
            Account("d", {"ann": 5.0, "bo": 0.1}),
            Account("e", {"ann": 5.0}),
        ],
        people,
        assigned=[
            ("c", "ann"),
            ("c", "cy"),
            ("c", "dee"),
            ("d", "bo"),
            ("d", "bo"),
            ("e", "off"),
            ("e", "gone"),
        ],
    )
    running = running_second_contacts(
        company.ownership, company.customers, company.edges, company.reps
    )
    assert running.to_dict("records") == [{"customer_id": "d", "second_rep_id": "bo"}]
    found = weighed(company)
    assert found.customers["customer_id"].tolist() == ["c", "e"]
    assert found.second_contacts.set_index("rep_id")["running"].to_dict() == {
        "ann": 0,
        "bo": 1,
        "cy": 0,
        "dee": 0,
    }


def test_a_name_in_the_customer_file_is_no_running_coverage() -> None:
    company = firm(
        [Account("c", {"ann": 5.0})], [Salesperson("ann"), Salesperson("bo")], [("c", "bo")]
    )
    named = company.ownership.assign(basis="owner_id")
    assert running_second_contacts(named, company.customers, company.edges, company.reps).empty


def test_no_customers_give_no_pairs() -> None:
    company = firm([], [Salesperson("ann"), Salesperson("bo")])
    assert weighed(company).saving.shape == (2, 0)
