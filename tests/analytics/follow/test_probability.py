"""Would customers follow? The formula, its sources, and what is not known."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from analytics.follow.probability import follow_probabilities, follow_reasons, points_to_log_odds
from analytics.policy import Policy, read_policy
from tests.analytics.attrition.workforce import DAY, DAYS, table, workforce

TYPICAL, TYPICAL_FIRM = (DAY - timedelta(days=round(years * 365.25)) for years in (3, 5))


def pairs(*rows: dict) -> pd.DataFrame:
    """Pairs of customer c0, c1 … (one each) with rep r, known to r alone."""
    given = [
        {"customer_id": f"c{i}", "rep_id": "r", "knows": True, "leaver": False} | row
        for i, row in enumerate(rows)
    ]
    kinds = {
        "customer_id": "str",
        "rep_id": "str",
        "share": "float64",
        "knows": "bool",
        "leaver": "bool",
        "leaver_share": "float64",
        "first_on": DAYS,
    }
    return pd.DataFrame(
        {name: pd.Series([r.get(name) for r in given], dtype=kind) for name, kind in kinds.items()}
    )


def follow(edges: pd.DataFrame, policy: Policy | None = None, **facts) -> np.ndarray:
    """q of the pairs; facts of all customers: known_by, company_share, contacts_known, created_on,
    first_booking_on; everything else is unknown."""
    return follow_probabilities(*arguments(edges, **facts), policy or Policy()).to_numpy()


def arguments(edges: pd.DataFrame, **facts):
    names = edges["customer_id"].unique()
    known = {"known_by": "Int64", "company_share": "float64", "contacts_known": "Int64"}
    customers = pd.DataFrame({"customer_id": pd.Series(names, dtype="str")})
    for name, kind in known.items():
        customers[name] = pd.Series([facts.get(name)] * len(names), dtype=kind)
    days = {name: facts.get(name) for name in ("created_on", "first_booking_on")}
    rows = [{"customer_id": name} | days for name in names]
    functions = [
        {"rep_id": "r", "function": facts.get("function", "sales")},
        {"rep_id": "s", "function": "sales"},
    ]
    extract = workforce(functions, data_from=facts.get("data_from", date(2010, 1, 1)))
    return edges, customers, replace(extract, customers=table("customers", rows))


#: Evidence of single studies, under which the share counts in proportion.
STUDIES = read_policy('[follow]\nevidence = "studies"')


def test_with_the_share_alone_q_is_base_rate_times_its_power():
    edges = pairs({"share": 1.0}, {"share": 0.25})
    assert follow(edges).tolist() == [0.30, pytest.approx(0.30 * 0.25**1.4)]
    assert follow(edges, STUDIES).tolist() == [0.30, 0.30 * 0.25]


def test_a_second_person_holds_the_customer_as_in_the_register():
    # Chicago lobbyists: 0.88 gone more than elsewhere where one person held them, 0.34 where two.
    alone, half = follow(pairs({"share": 1.0}, {"share": 0.5}))
    assert half / alone == pytest.approx(0.34 / 0.88, abs=0.02)


def test_base_rate_is_the_policys():
    for rate in (0.15, 0.80):
        policy = read_policy(f'[follow]\nbase_rate = {rate}\nevidence = "studies"')
        assert follow(pairs({"share": 0.5}), policy).tolist() == [rate * 0.5]


def bound(ends_on: date | None, starts_on: date | None = None, **facts: Any) -> float:
    edges, customers, extract = arguments(pairs({"share": 1.0}), **facts)
    days = {"contract_starts_on": starts_on, "contract_ends_on": ends_on}
    firm = extract.customers.assign(**{name: pd.Timestamp(day) for name, day in days.items()})
    known = (edges, customers, replace(extract, customers=firm))
    return float(follow_probabilities(*known, Policy()).iloc[0])


def test_a_running_contract_binds_as_long_as_it_runs():
    # Over all days of the coming year on which somebody may leave, by plain averaging.
    leaving = (np.arange(100_000) + 0.5) / 100_000
    for years in (0.4, 1.0, 1.6, 2.0, 7.0):
        part = np.clip(years - leaving, 0, 1).mean()
        found = bound(DAY + timedelta(days=round(365 * years)))
        assert found == pytest.approx(expit(logit(0.3) - 1.5 * part), abs=1e-6)


def test_a_contract_that_has_ended_or_not_begun_binds_nobody():
    year = DAY + timedelta(days=365)
    assert bound(DAY - timedelta(days=1)) == bound(None) == 0.30
    assert bound(year, starts_on=DAY + timedelta(days=1)) == 0.30


def touched(*rows: dict[str, Any]) -> pd.DataFrame:
    kinds = {"customer_id": "str", "rep_id": "str", "channels": "int64", "met": "Int64"}
    given = [{"customer_id": "c0", "rep_id": "r"} | row for row in rows]
    return pd.DataFrame(given, columns=list(kinds)).astype(kinds)


@pytest.mark.parametrize(
    ("channels", "met", "known", "expected"),
    [(1, 2, 2, 0.0), (2, 2, 2, 0.15), (9, 2, 2, 0.3877), (1, 1, 2, -0.15), (1, 0, 2, -0.45)],
)
def test_more_ways_and_more_of_the_people_make_the_tie_the_persons_own(
    channels: int, met: int, known: int, expected: float
):
    edges, customers, extract = arguments(pairs({"share": 1.0}), contacts_known=known)
    seen = replace(extract, touches=touched({"channels": channels, "met": met}))
    found = follow_probabilities(edges, customers, seen, Policy())
    assert found.tolist() == [pytest.approx(expit(logit(0.3) + expected), abs=1e-4)]
    plain = follow_probabilities(edges, customers, seen, STUDIES)
    assert plain.tolist() == [pytest.approx(0.3)]


def test_reasons_name_the_contract_the_ways_and_the_people():
    edges, customers, extract = arguments(pairs({"share": 1.0}), contacts_known=3)
    firm = extract.customers.assign(contract_ends_on=pd.Timestamp("2027-03-01"))
    seen = replace(extract, customers=firm, touches=touched({"channels": 3, "met": 2}))
    reasons = follow_reasons(edges, customers, seen, Policy())
    assert [str(text) for text in reasons["message"][-3:]] == [
        "A contract binds the customer until 2027-03-01",
        "In touch in 3 ways in the last 12 months",
        "Has met 2 of 3 known people at the customer",
    ]
    assert reasons["part"].tolist()[-3:] == ["contract", "channels", "people_met"]
    assert len(follow_reasons(edges, customers, seen, STUDIES)) == len(reasons) - 3


def test_without_share_nobody_follows():
    assert follow(pairs({"share": None}, {"share": 0.0})).tolist() == [0.0, 0.0]


def test_leaver_of_an_orphan_counts_with_his_part_of_all_strength():
    edges = pairs({"share": None, "leaver": True, "leaver_share": 0.7, "knows": False})
    assert follow(edges, STUDIES).tolist() == [pytest.approx(0.21)]


def test_published_points_at_their_baseline():
    # raffiee-01: two years more with the person and the firm and one colleague: +8 − 4 − 2.5 pp
    points = 2 * 2 * 0.02 - 2 * 2 * 0.01 - 0.025
    assert points == pytest.approx(0.015, abs=1e-12)
    steps = np.array([points_to_log_odds(each) for each in (0.02, -0.01, -0.025)]) @ [4, 4, 1]
    # Log-odds bend the line of the points a little: less than one point here.
    assert 0 < expit(logit(0.14) + steps) - 0.14 == pytest.approx(points, abs=0.01)


def test_three_and_a_half_years_with_the_person_double_the_published_baseline():
    # Raffiee 2017: doubles after 3.5 years, seven steps of two points from 14 %
    assert pytest.approx(2 * 0.14) == 0.14 + 7 * 0.02
    assert expit(logit(0.14) + 7 * points_to_log_odds(0.02)) == pytest.approx(0.28, abs=0.06)


def test_average_sales_loss_is_not_the_default():
    # follow-01: 13.2 % to 17.6 % (Shi et al. 2017) is the average loss of sales after a rep left,
    # with partial losses and handover friction: another quantity than P(follows)
    low, high = 0.132, 0.176
    assert not low <= Policy().follow.base_rate <= high


def test_typical_relationship_shifts_nothing():
    found = follow(pairs({"share": 1.0, "first_on": TYPICAL}), created_on=TYPICAL_FIRM, known_by=1)
    assert found == pytest.approx([0.30], abs=1e-3)


def test_two_more_years_with_the_person():
    day = DAY - timedelta(days=round(5 * 365.25))
    expected = expit(logit(0.3) + 4 * points_to_log_odds(0.02))
    assert follow(pairs({"share": 1.0, "first_on": day})) == pytest.approx([expected], abs=1e-3)


def test_older_relationship_with_the_firm_holds_the_customer():
    old, new = (follow(pairs({"share": 1.0}), first_booking_on=d) for d in (date(2015, 1, 1), DAY))
    assert old < 0.30 < new


def test_firm_knows_the_customer_since_the_first_sign():
    first = follow(pairs({"share": 1.0}), first_booking_on=date(2021, 1, 1))
    both = follow(pairs({"share": 1.0}), first_booking_on=date(2021, 1, 1), created_on=DAY)
    assert first.tolist() == both.tolist()


def test_each_colleague_who_knows_the_customer_holds_him():
    expected = [expit(logit(0.3) + n * points_to_log_odds(-0.025)) for n in (0, 1, 4, 4)]
    found = [follow(pairs({"share": 1.0}), known_by=n)[0] for n in (1, 2, 5, 9)]
    assert found == pytest.approx(expected)


def test_who_does_not_know_the_customer_is_not_his_own_colleague():
    stranger = follow(pairs({"share": 1.0, "knows": False}), known_by=1)
    assert stranger == pytest.approx(follow(pairs({"share": 1.0}), known_by=2))


def test_other_departments_hold_the_customer():
    expected = expit(logit(0.3) - 0.5) * 0.5
    assert follow(pairs({"share": 0.5}), STUDIES, company_share=0.5) == pytest.approx([expected])


def test_own_share_of_a_service_engineer_is_not_another_department():
    alone = follow(pairs({"share": 0.4}), STUDIES, company_share=0.4, function="service")
    assert alone == pytest.approx([0.3 * 0.4])


def test_many_contacts_hold_the_customer():
    found = [follow(pairs({"share": 1.0}), contacts_known=n)[0] for n in (0, 1, 2, 8, 50)]
    expected = [expit(logit(0.3) - 0.15 * doublings) for doublings in (-1, -1, 0, 2, 2)]
    assert found == pytest.approx(expected)


def test_relationship_as_old_as_the_records_is_not_called_young():
    edges = pairs({"share": 1.0, "first_on": date(2025, 9, 1)})
    assert follow(edges, data_from=date(2025, 8, 1)) == pytest.approx([0.30])
    assert follow(edges, data_from=date(2015, 8, 1)) < 0.30


@given(
    first=st.floats(0, 1),
    second=st.floats(0, 1),
    base=st.floats(0.01, 0.95),
    years=st.integers(0, 20),
    known_by=st.integers(1, 9) | st.none(),
    contacts=st.integers(0, 40) | st.none(),
)
def test_q_grows_with_the_share_and_stays_below_one(first, second, base, years, known_by, contacts):
    low, high = sorted((first, second))
    day = DAY - timedelta(days=365 * years)
    edges = pairs({"share": low, "first_on": day}, {"share": high, "first_on": day})
    policy = read_policy(f"[follow]\nbase_rate = {base}")
    found = follow(edges, policy, known_by=known_by, contacts_known=contacts)
    assert 0 <= found[0] <= found[1] <= max(0.95, base)


def test_result_is_aligned_with_the_pairs():
    edges = pairs({"share": 0.1}, {"share": 0.2}, {"share": 0.3}).iloc[[2, 0, 1]]
    found = follow_probabilities(*arguments(edges), STUDIES)
    assert found.index.equals(edges.index)
    assert found.to_dict() == pytest.approx({0: 0.03, 1: 0.06, 2: 0.09})
    assert found.name == "follow_probability"


def test_no_pairs_give_an_empty_series():
    assert len(follow(pairs())) == 0


def test_reasons_multiply_to_q():
    edges = pairs({"share": 0.8, "first_on": date(2024, 1, 1)})
    known = arguments(
        edges, known_by=3, company_share=0.1, contacts_known=4, created_on=date(2018, 5, 1)
    )
    reasons = follow_reasons(*known, Policy()).set_index("part")["factor"]
    rate = reasons["base_rate"]
    shifts = reasons.drop(["base_rate", "share"])
    expected = reasons["share"] * expit(logit(rate) + np.log(shifts).sum())
    assert follow_probabilities(*known, Policy()).tolist() == [pytest.approx(expected)]


def test_reasons_name_what_is_known_and_nothing_else():
    edges = pairs({"share": 0.8, "first_on": date(2024, 1, 1)})
    some = follow_reasons(*arguments(edges, known_by=2, created_on=date(2020, 2, 3)), Policy())
    assert some["part"].tolist() == [
        "base_rate",
        "share",
        "years_with_person",
        "years_with_firm",
        "colleagues",
    ]
    assert [str(text) for text in some["message"]] == [
        "Assumed for a customer held by one person alone: 30 % would follow",
        "Holds 80 % of the relationship",
        "In touch since 2024-01-01",
        "Customer of the company since 2020-02-03",
        "1 colleague knows the customer, too",
    ]


def test_reasons_of_everything_read_as_sentences():
    edges = pairs({"share": 0.8})
    known = arguments(edges, known_by=1, company_share=0.1, contacts_known=1)
    texts = [str(text) for text in follow_reasons(*known, Policy())["message"]]
    assert texts[2:] == [
        "Nobody else knows the customer",
        "10 % of the relationship is held outside sales",
        "1 person at the customer is known",
    ]
