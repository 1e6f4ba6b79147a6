"""Drawn companies: seeded, consistent with themselves, readable by the product."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.demo.days import stream
from data.demo.law import DEMO_AS_OF, MONTHS
from tests.validation.drawn import Drawn, assessed, walk_away
from tests.validation.following import SmoothFollowing, SteppedFollowing, shared
from tests.validation.held_out_following import (
    ContractFollowing,
    ReorganisedFollowing,
    contract_ends,
)
from tests.validation.held_out_leaving import (
    MixedLeaving,
    ReorganisedLeaving,
    SeasonalLeaving,
)
from tests.validation.laws import HELD_OUT, LAWS, draw
from tests.validation.leaving import SmoothLeaving, SteppedLeaving, SwayingLeaving
from tests.validation.workforce import (
    draw_force,
    engaged,
    leave_truth,
    simulate,
)

pytestmark = pytest.mark.slow

AS_OF = pd.Timestamp(DEMO_AS_OF)
INVENTED = [name for name, law in LAWS.items() if law is not None]


@pytest.fixture(scope="module", params=INVENTED)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """One small company of each law that is not the demo's."""
    return draw(request.param, 5, customers=150, reps=20, teams=4, futures=50)


@pytest.fixture(scope="module")
def company() -> Drawn:
    """One company large enough for departures."""
    return draw("hazard", 4, customers=400, reps=60, base_rate=(0.2, 0.2), futures=50)


def test_same_seed_gives_the_same_company() -> None:
    first, again, other = (draw("small", seed, futures=20) for seed in (3, 3, 4))
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
    pd.testing.assert_frame_equal(first.reps, again.reps)
    pd.testing.assert_frame_equal(first.pairs, again.pairs)
    assert not first.tables["revenue"].equals(other.tables["revenue"])


def test_no_record_lies_after_the_as_of_date(drawn: Drawn) -> None:
    after = AS_OF + pd.Timedelta(days=1)
    for name, table in drawn.tables.items():
        for column in table.select_dtypes("datetime"):
            if column not in ("period_end", "contract_ends_on"):
                assert not (table[column] >= after).any(), (name, column)


def test_probabilities_are_probabilities(drawn: Drawn) -> None:
    for frame, columns in (
        (drawn.reps, ["leave", "leave_seen"]),
        (drawn.pairs, ["follow", "follow_seen"]),
        (drawn.customers, ["walk", "walk_seen"]),
    ):
        assert frame[columns].notna().all(axis=None)
        assert ((frame[columns] >= 0) & (frame[columns] <= 1)).all(axis=None)


def test_leavers_go_silent_and_keep_no_customers(company: Drawn) -> None:
    reps = company.tables["reps"].set_index("rep_id")
    left = reps["left_on"].dropna()
    assert 10 < len(left) < 45
    made = company.tables["activities"]
    last = made["rep_id"].map(left)
    assert not (made["happened_at"].dt.normalize() > last).any()
    owned = company.tables["assignments"]
    of_leavers = owned[owned["rep_id"].isin(left.index)]
    assert (of_leavers["end_on"] <= of_leavers["rep_id"].map(left)).all()
    assert (company.reps.set_index("rep_id").loc[left.index, "leave"] == 0).all()


def test_most_leavers_gave_notice_a_month_or_two_before(company: Drawn) -> None:
    reps = company.tables["reps"].dropna(subset=["left_on"])
    before = (reps["left_on"] - reps["notice_on"]).dt.days.dropna()
    assert before.between(30, 60).all()
    assert len(before) > len(reps) / 2


def test_customers_of_leavers_follow_about_as_often_as_the_law_says(company: Drawn) -> None:
    pairs = company.pairs[~company.pairs["pending"]]
    assert isinstance(company.following, SmoothFollowing)
    assert -1.4 <= company.following.shift <= 0.2
    assert pairs["follows"].mean() == pytest.approx(pairs["follow"].mean(), abs=0.05)


def test_nobody_has_left_where_the_law_says_so_and_every_other_company_keeps_no_pay() -> None:
    odd, even = (draw("no_leavers", seed, customers=100, reps=20, futures=20) for seed in (1, 2))
    assert odd.tables["reps"]["left_on"].isna().all()
    assert even.tables["reps"]["left_on"].isna().all()
    assert {"quotas", "compensation"} & set(odd.tables) == set()
    assert {"quotas", "compensation"} <= set(even.tables)


def test_sparse_companies_hold_only_bookings_and_deals() -> None:
    tables = draw("sparse", 1, customers=100, reps=20, futures=20).tables
    assert set(tables) == {"reps", "customers", "revenue", "deals"}


def test_product_reads_a_drawn_company(tmp_path: Path) -> None:
    drawn = draw("small", 1, futures=20)
    found = assessed(drawn, tmp_path)
    assert found.as_of <= DEMO_AS_OF
    assert (AS_OF - pd.Timestamp(found.as_of)).days <= 3
    assert len(found.customers) == 150
    active = set(
        found.reps.loc[found.reps["active"] & (found.reps["function"] == "sales"), "rep_id"]
    )
    assert set(drawn.reps.loc[drawn.reps["leave"] > 0, "rep_id"]) == active
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "law",
    [
        SmoothLeaving(),
        SwayingLeaving(),
        SteppedLeaving(),
        SeasonalLeaving(),
        MixedLeaving(),
        ReorganisedLeaving(),
    ],
)
def test_truth_is_the_frequency_of_leaving_in_many_futures(law: SmoothLeaving) -> None:
    rng = stream(1, "frequency")
    force = draw_force(law, rng, reps=12, teams=3, present=0.8, base_rate=0.2)
    state = simulate(force, law, range(MONTHS), engaged(force, 1), rng).state
    truth, futures = leave_truth(force, law, state, rng, seen=False, futures=1500)
    often = futures.mean(axis=0)
    there = (state.gone[0] > MONTHS) & force.employed(MONTHS)
    assert there.sum() > 4
    assert np.abs(often - truth)[there].max() < 0.05


def test_engagement_sways_about_its_usual_level() -> None:
    law, rng = SwayingLeaving(), stream(3, "swaying")
    steps = np.full(4000, 6)
    for _ in range(60):
        steps = law.next_month(steps, np.zeros(4000), rng.random(4000))
    assert steps.mean() == pytest.approx(0.0, abs=0.15)
    assert 1.2 < steps.std() < 2.2
    assert law.level(np.array([-1, 0, 1])) == pytest.approx(np.exp([0.12, 0.0, -0.12]))
    assert law.withdrawn(np.array([-2, 0, 2])).tolist() == [-1.0, 0.0, 1.0]


def test_level_of_leaving_is_the_base_rate() -> None:
    law, rng = SmoothLeaving(), stream(2, "level")
    force = draw_force(law, rng, reps=80, teams=8, present=1.0, base_rate=0.15)
    gone = simulate(force, law, range(12), engaged(force, 200), rng).state.gone
    assert (gone < 12).mean() == pytest.approx(0.15, abs=0.04)


def test_following_grows_with_share_and_falls_with_another_contact() -> None:
    tie = {"customer": 0, "rate": 2.0, "rep_years": 3.0, "firm_years": 5.0}
    tie |= {"contacts": 2, "unseen": 0.0}
    alone = shared(pd.DataFrame([tie]))
    both = shared(pd.DataFrame([tie, tie | {"rate": 1.0}]))
    assert both["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    for law in (SmoothFollowing(), SteppedFollowing()):
        assert law.probability(alone)[0] > law.probability(both)[0] > law.probability(both)[1]


def test_following_over_all_places_is_their_mean() -> None:
    ties = shared(pd.DataFrame([{"customer": 0, "rate": 1.0, "rep_years": 1.0, "contacts": 3,
                                 "unseen": 0.0}]))  # fmt: skip
    law = SteppedFollowing()
    # 0.4 · share² = 0.4 with 0.9, 1.2 and 0.1 by place, drawn with 0.5, 0.2 and 0.3
    assert law.given(ties, 1)[0] == pytest.approx(0.48)
    assert law.probability(ties)[0] == pytest.approx(0.4 * (0.45 + 0.24 + 0.03))


def test_walking_away_with_anybody_is_one_minus_staying_with_all() -> None:
    chances = pd.DataFrame({"customer_id": ["a", "a", "b"], "walk": [0.1, 0.2, 0.3]})
    assert walk_away(chances)["walk"].tolist() == pytest.approx([1 - 0.9 * 0.8, 0.3])


def test_another_contact_lowers_the_truth_of_following(company: Drawn) -> None:
    pairs = company.pairs
    alone = pairs[(pairs["colleagues"] == 0) & ~pairs["pending"]].head(20)
    added = alone.assign(rep_id="zz", rate=alone["rate"] * 0.5, rep_years=0.5)
    anew = company.following_with(pd.concat([pairs, added], ignore_index=True))
    before = pairs.set_index(["customer_id", "rep_id"])["follow"]
    after = anew.set_index(["customer_id", "rep_id"])["follow"]
    keys = alone.set_index(["customer_id", "rep_id"]).index
    assert (after[keys] < before[keys]).all()
    others = before.index.difference(keys)
    assert np.allclose(after[others], before[others])


def test_demo_law_is_the_demos_own() -> None:
    drawn = draw("demo", 7)
    assert drawn.following.unseen_sd == 0
    assert (drawn.reps["leave"] == drawn.reps["leave_seen"]).all()
    assert drawn.currency == "CNY"


def test_laws_held_out_are_laws() -> None:
    assert set(HELD_OUT) < set(LAWS)


def test_people_come_and_go_by_season_and_managers_who_went_are_on_record() -> None:
    drawn = draw("season", 2, futures=20)
    reps = drawn.tables["reps"]
    sales = reps[reps["function"] == "sales"]
    came = sales.loc[sales["hired_on"] > pd.Timestamp("2023-07-01"), "hired_on"]
    assert set(came.dt.month) <= {1, 9}
    managers = reps[reps["function"] == "management"].set_index("rep_id")["left_on"]
    now = set(sales["manager_id"])
    assert managers.notna().any()
    assert managers[managers.isna()].index.isin(now).all()


def test_a_managers_going_sets_off_leaving_in_the_team() -> None:
    law, rng = SeasonalLeaving(year_sd=0.0, cascade=1.0), stream(4, "cascade")
    manager = np.zeros((2, 48), dtype=np.int64)
    manager[1, 10:] = 1
    felt = law.past(manager, np.zeros(0, dtype=np.int64), rng)
    assert felt[0].tolist() == [0.0] * 48
    assert felt[1, 9:16].tolist() == [0.0, *law.waves, 0.0]
    assert (law.coming(200, 3, rng) > 0).mean() == pytest.approx(0.025 * 5, rel=0.35)


def test_contracts_bind_less_the_sooner_they_end() -> None:
    clients = pd.DataFrame({"term": [0, 365, 730], "phase": [0.0, 100.0, 30.0]})
    assert contract_ends(clients, 100)[1:].tolist() == [100.0, 760.0]
    assert contract_ends(clients, 101)[1:].tolist() == [465.0, 760.0]
    assert np.isnan(contract_ends(clients, 99)[0])
    tie = {"customer": 0, "rate": 1.0, "contacts": 2, "unseen": 0.0, "private": 0.5, "met": 1}
    rows = shared(pd.DataFrame([tie | {"customer": n} for n in range(3)]))
    law = ContractFollowing()
    chances = law.probability(rows.assign(bound=[0.0, 100.0, 700.0]))
    assert chances[0] > chances[1] > chances[2] > 0
    known = law.probability(rows.assign(bound=0.0, met=[1, 2, 2], private=[0.5, 0.5, 1.0]))
    assert known[0] < known[1] < known[2]


def test_two_of_five_leavers_take_nobody_and_all_take_the_mean() -> None:
    taking = ContractFollowing().taking((400, 400), stream(5, "taking"))
    assert (taking == 0).mean() == pytest.approx(0.4, abs=0.01)
    assert taking.mean() == pytest.approx(1.0, abs=0.01)
    assert SmoothFollowing().taking((2, 3), stream(5, "taking")).tolist() == [[1.0] * 3] * 2


def test_contracts_channels_and_people_met_are_in_the_records() -> None:
    drawn = draw("contracts", 2, futures=20)
    customers = drawn.tables["customers"].dropna(subset=["contract_ends_on"])
    assert 0.4 < len(customers) / len(drawn.tables["customers"]) < 0.8
    assert (customers["contract_starts_on"] <= AS_OF).all()
    assert (customers["contract_ends_on"] >= AS_OF).all()
    made = drawn.tables["activities"]
    privately = made["kind"].isin(["message", "call"])
    share = privately.groupby([made["customer_id"], made["rep_id"]]).agg(["mean", "size"])
    assert share.loc[share["size"] > 30, "mean"].std() > 0.15


def test_who_means_to_stay_writes_down_more() -> None:
    law, effects = ReorganisedLeaving(), np.linspace(-1.5, 1.5, 2_000)
    logged = law.logging(effects, stream(6, "logging"))
    assert logged.min() >= 0.15
    assert logged.max() <= 1.0
    assert np.corrcoef(effects, logged)[0, 1] < -0.6


def test_a_reorganisation_gives_customers_to_others_in_bulk() -> None:
    drawn = draw("reorganised", 3, futures=20)
    owned = drawn.tables["assignments"]
    starts = owned.groupby("start_on").size()
    assert starts.max() > 0.1 * len(drawn.tables["customers"])


def test_customers_who_stay_shrink_as_often_and_as_far_as_is_expected() -> None:
    law, rng = ReorganisedFollowing(), stream(7, "shrinking")
    ties = pd.DataFrame({"rep_years": np.full(20_000, 4.0)})
    assert law.shrinks(ties, rng).mean() == pytest.approx(law.shrinkage(ties)[0], rel=0.05)
    customers = draw("reorganised", 3, futures=20).customers
    assert (customers["shrink"] >= 0).all()
    assert 0.001 < customers["shrink"].mean() < 0.1
    assert (draw("small", 3, futures=20).customers["shrink"] == 0).all()
