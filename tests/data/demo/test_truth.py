"""The truth, recomputed from the tables by the formulas of LAW.md."""

import numpy as np
import pandas as pd
import pytest

from data.demo import DEMO_AS_OF, Truth
from data.demo.company import Cast
from data.demo.law import LAW
from data.demo.people import SALES, TITLE_PAY
from data.demo.words import TITLES

pytestmark = pytest.mark.slow

Tables = dict[str, pd.DataFrame]
AS_OF = pd.Timestamp(DEMO_AS_OF)


def months_ahead(number: int) -> pd.Timestamp:
    """The first days of July 2026 and of the eleven spans of thirty days after it."""
    return AS_OF + pd.Timedelta(days=1 + 30 * number)


def pressures_of(rep: pd.Series, tables: Tables) -> list[list[bool]]:
    """Pressures of one person in each coming month, from what the tables say."""
    promoted = rep["last_promoted_on"]
    since = rep["hired_on"] if pd.isna(promoted) else max(rep["hired_on"], promoted)
    quotas = tables["quotas"][tables["quotas"]["rep_id"] == rep["rep_id"]]
    low = bool(quotas["attained"].sum() / quotas["quota"].sum() < 0.85)
    under = pay_level(rep, tables) < 0.9
    reps = tables["reps"]
    left = reps.loc[(reps["team"] == rep["team"]) & (reps["function"] == "sales"), "left_on"]
    ago = [(2026 - day.year) * 12 + 7 - day.month for day in left.dropna()]
    return [
        [
            (months_ahead(number) - rep["hired_on"]).days < 730,
            (months_ahead(number) - since).days >= 1095,
            low,
            under,
            any(1 <= months + number <= 4 for months in ago),
        ]
        for number in range(12)
    ]


def pay_level(rep: pd.Series, tables: Tables) -> float:
    pay = tables["compensation"][tables["compensation"]["rep_id"] == rep["rep_id"]].iloc[-1]
    title = [english for english, _ in TITLES].index(rep["title"])
    growth = 1.03 ** (2026 - max(int(pay["period_start"].year), 2023))
    return float(pay["base"] * growth / 12 / TITLE_PAY[title])


def chance_by_hand(rep: pd.Series, state: str, tables: Tables) -> float:
    """The chain of LAW.md with plain numbers, one month after the other."""
    weights = [0.6, 0.35, 0.5, 0.5, 0.4]
    engaged, withdrawing = (1.0, 0.0) if state == "engaged" else (0.0, 1.0)
    left, first = 0.0, 0.0
    for number, pressures in enumerate(pressures_of(rep, tables)):
        score = sum(w for w, x in zip(weights, pressures, strict=True) if x)
        turn = 1 - np.exp(-0.0085 * np.exp(score))
        left += engaged * turn * 0.15 + withdrawing * 0.18
        engaged, withdrawing = (
            engaged * (1 - turn) + withdrawing * 0.07,
            engaged * turn * 0.85 + withdrawing * 0.75,
        )
        first = left if number == 0 else first
    return (left - first) / (1 - first)


def test_chance_of_leaving_is_what_the_tables_and_the_law_say(tables: Tables, truth: Truth) -> None:
    people = tables["reps"].merge(truth.reps, on="rep_id")
    people = people[people["state"].isin(["engaged", "withdrawing"])]
    assert len(people) > 25
    for _, rep in people.iterrows():
        if (tables["quotas"]["rep_id"] == rep["rep_id"]).sum() >= 4:
            by_hand = chance_by_hand(rep, rep["state"], tables)
            assert rep["leave_probability"] == pytest.approx(by_hand, abs=1e-9), rep["rep_id"]


def test_notice_is_certain_and_leavers_have_no_chance(tables: Tables, truth: Truth) -> None:
    by_state = truth.reps.groupby("state")["leave_probability"]
    assert by_state.get_group("notice").tolist() == [1.0]
    assert by_state.get_group("left").isna().all()
    gone = tables["reps"].loc[tables["reps"]["left_on"] <= AS_OF, "rep_id"]
    assert set(truth.reps.query("state == 'left'")["rep_id"]) == set(gone)


def test_other_functions_have_their_constant_chance(tables: Tables, truth: Truth) -> None:
    chance = truth.reps.set_index("rep_id")["leave_probability"]
    function = tables["reps"].set_index("rep_id")["function"]
    assert (chance[function == "service"] == LAW.other_functions).all()
    assert chance[function == "owner"].tolist() == [0.0]
    assert chance[function == "system"].isna().all()


def test_withdrawing_people_are_likelier_to_leave_than_any_engaged_one(truth: Truth) -> None:
    chance = truth.reps.groupby("state")["leave_probability"]
    assert chance.min()["withdrawing"] > chance.max()["engaged"]
    assert 2 <= chance.size()["withdrawing"] <= 5


def test_shares_of_a_customer_add_up_to_one(truth: Truth) -> None:
    total = truth.edges.groupby("customer_id")["share"].sum()
    np.testing.assert_allclose(total, 1)
    assert not truth.edges.duplicated(["customer_id", "rep_id"]).any()


def test_true_following_is_what_the_tables_and_the_law_say(
    tables: Tables, truth: Truth, cast: Cast
) -> None:
    """Only the planned rates are not in the tables: share and company share are taken as given."""
    spans = cast.ties.spans.assign(
        customer_id=lambda f: [f"C{n + 1:04d}" for n in f["customer"]],
        rep_id=lambda f: [f"R{n + 1:03d}" for n in f["rep"]],
    )
    now = spans[(spans["first"] <= 1095) & (spans["last"] >= 1095)]
    began = now.groupby(["customer_id", "rep_id"])["first"].min()
    people = tables["contacts"].groupby("customer_id").size()
    created = tables["customers"].set_index("customer_id")["created_on"]
    edges = truth.edges
    pairs = pd.MultiIndex.from_frame(edges[["customer_id", "rep_id"]])
    with_rep = (1095 - began.loc[pairs].to_numpy()) / 365.25
    with_firm = (AS_OF - edges["customer_id"].map(created)).dt.days / 365.25
    score = (
        np.log(0.45 / 0.55)
        - 1.2 * edges["company_share"]
        - 0.3 * (edges["customer_id"].map(people).clip(upper=5) - 1)
        - 0.06 * with_firm.clip(upper=10)
        + 0.12 * np.minimum(with_rep, 10)
    )
    expected = 0.75 * edges["share"] / (1 + np.exp(-score))
    np.testing.assert_allclose(edges["follow_probability"], expected, rtol=1e-9)


def test_current_owners_are_among_the_true_ties(tables: Tables, truth: Truth) -> None:
    owners = tables["assignments"].query("role == 'owner' and end_on.isna()")
    pairs = set(zip(truth.edges["customer_id"], truth.edges["rep_id"], strict=True))
    buying = owners[owners["customer_id"].isin(truth.edges["customer_id"])]
    assert len(buying) > 800
    assert set(zip(buying["customer_id"], buying["rep_id"], strict=True)) <= pairs


def test_company_share_counts_everybody_outside_sales(tables: Tables, truth: Truth) -> None:
    function = tables["reps"].set_index("rep_id")["function"]
    ours = truth.edges["rep_id"].map(function) != "sales"
    expected = truth.edges["share"].where(ours, 0).groupby(truth.edges["customer_id"]).sum()
    found = truth.edges.groupby("customer_id")["company_share"].first()
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_nobody_who_left_has_a_tie(truth: Truth) -> None:
    gone = set(truth.reps.query("state == 'left'")["rep_id"])
    assert not gone & set(truth.edges["rep_id"])


def test_attainment_in_the_tables_is_the_trait_of_the_law(tables: Tables, cast: Cast) -> None:
    sums = tables["quotas"].groupby("rep_id")[["attained", "quota"]].sum()
    known = sums[tables["quotas"].groupby("rep_id").size() >= 4]
    trait = cast.staff.set_index("rep_id")["attainment"][known.index]
    np.testing.assert_allclose(known["attained"] / known["quota"], trait, rtol=0.12)
    assert len(known) > 0.7 * SALES
