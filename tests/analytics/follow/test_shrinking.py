"""What customers buy less who stay: learned from own departures, nothing without them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.contracts.departed import DEPARTED_CUSTOMERS
from analytics.follow.model import fit_follow
from analytics.follow.past_departures import PastDepartures, past_departures
from analytics.follow.shrinking import fit_shrinking, shrinking_fractions
from analytics.losses.union import either
from analytics.policy import Policy
from tests.analytics.attrition.workforce import workforce
from tests.analytics.follow import known_answers
from tests.analytics.follow.leavers import LEFT, after, company, comparables, edge

POLICY = Policy()
OFF = Policy.model_validate({"follow": {"partial_losses": False}})


def books(*less: float, each: int = 30, share: float = 1.0, **known) -> PastDepartures:
    """One leaver a figure, all of whose customers buy so much less than expected."""
    nothing = past_departures(workforce([{"rep_id": "r"}]), POLICY)
    rows = pd.DataFrame(
        {
            "rep_id": np.repeat([f"r{number}" for number in range(len(less))], each),
            "left_on": pd.Timestamp("2024-01-31"),
            "customer_id": [f"c{number:03}" for number in range(len(less) * each)],
            "share": share,
            "left_on_estimated": False,
            "knew": True,
            "expected_staying": 100.0,
            "staying_error": 0.0,
            "revenue_staying": 100.0 * (1 - np.repeat(less, each)),
        }
        | known
    ).reindex(columns=DEPARTED_CUSTOMERS.names)
    typed = ["rep_id", "left_on", "customer_id", "share", "left_on_estimated"]
    return replace(
        nothing, customers=rows.astype({name: DEPARTED_CUSTOMERS.dtypes[name] for name in typed})
    )


def learned(*less: float, **known) -> float:
    return fit_shrinking(books(*less, **known), POLICY).fraction


def test_nothing_learned_is_exactly_nothing():
    model = fit_shrinking(past_departures(workforce([{"rep_id": "r"}]), POLICY), POLICY)
    assert (model.fraction, model.leavers, model.customers) == (0.0, 0, 0)
    assert model.factors(3, 0).tolist() == [1.0, 1.0, 1.0]


def test_many_books_that_shrink_alike_say_by_how_much():
    assert learned(*[0.3] * 40) == pytest.approx(0.3, abs=0.02)


def test_one_leaver_does_not_settle_it():
    one, four, twelve = learned(0.6), learned(*[0.6] * 4), learned(*[0.6] * 12)
    assert one < 0.6 * 0.6
    assert one < four < twelve < 0.6


def test_customers_of_one_leaver_do_not_stand_for_leavers():
    assert learned(0.3, each=300) < 1.1 * learned(0.3, each=30)


def test_what_chance_shows_is_next_to_nothing():
    assert learned(*[0.0] * 10) == pytest.approx(0.0, abs=1e-9)
    assert learned(*[0.15, -0.15] * 6) == pytest.approx(0.0, abs=1e-9)


def test_little_evidence_says_little():
    """Not what is assumed where nothing is known: that would be a cliff at the first customer."""
    assert learned(0.3, each=1) < 0.05


def test_books_that_grow_are_no_loss():
    assert learned(*[-0.3] * 10) == 0.0


def test_half_a_share_speaks_for_twice_the_fraction():
    assert learned(*[0.2] * 40, share=0.5) == pytest.approx(0.4, abs=0.04)


def test_whose_outcome_is_not_known_or_who_stopped_teaches_nothing():
    assert learned(0.3, 0.3, revenue_staying=np.nan) == 0.0
    assert learned(0.3, 0.3, expected_staying=np.nan) == 0.0


def test_those_who_stop_are_not_counted_once_more():
    staying = np.tile([np.nan, 100.0], 15 * 10)
    assert learned(*[0.0] * 10, revenue_staying=staying) == 0.0


def test_departures_on_an_estimated_day_teach_only_who_wants_it():
    found = books(*[0.3] * 5, left_on_estimated=True)
    wanted = Policy.model_validate({"attrition": {"learn_from_estimates": True}})
    assert fit_shrinking(found, POLICY).fraction == 0.0
    assert fit_shrinking(found, wanted).fraction > 0.1


def test_switched_off_nothing_is_learned():
    assert fit_shrinking(books(*[0.3] * 5), OFF).fraction == 0.0


def test_departures_whose_placebo_fails_teach_nothing():
    found = books(*[0.3] * 5)
    failed = found.summary.reindex(range(5)).assign(
        rep_id=[f"r{number}" for number in range(5)], withheld="before"
    )
    assert fit_shrinking(replace(found, summary=failed), POLICY).fraction == 0.0


def test_order_of_rows_changes_nothing():
    found = books(0.1, 0.4, 0.3)
    turned = replace(found, customers=found.customers.iloc[::-1])
    assert fit_shrinking(turned, POLICY).fraction == pytest.approx(
        fit_shrinking(found, POLICY).fraction, rel=1e-12
    )


def test_draws_have_the_mean_and_the_relative_spread_of_the_posterior_above_nothing():
    model = fit_shrinking(books(0.1, 0.4, 0.3), POLICY)
    drawn = model.fraction * model.factors(4_000, 1)
    values = np.maximum(np.linspace(-1, 1, len(model.chances)), 0.0)
    mean = model.chances @ values
    spread = np.sqrt(model.chances @ (values - mean) ** 2)
    assert drawn.mean() == pytest.approx(model.fraction)
    assert drawn.std() == pytest.approx(spread * model.fraction / mean, rel=0.02)
    assert drawn.max() <= 1.0
    assert (drawn == 0).mean() == pytest.approx(model.chances[values == 0].sum(), abs=0.01)
    assert model.factors(5, 1).tolist() != model.factors(5, 2).tolist()


def test_fractions_are_in_proportion_to_what_the_person_holds():
    edges = pd.DataFrame(
        {"share": [0.5, np.nan, np.nan], "leaver": [False, True, False],
         "leaver_share": [np.nan, 0.8, np.nan]}
    )  # fmt: skip
    assert shrinking_fractions(edges, 0.3).tolist() == pytest.approx([0.15, 0.24, 0.0])


def test_who_stayed_is_compared_with_who_stayed():
    """Half of the comparable customers stop: who stays keeps buying, which is no gain."""
    held = [edge("r", name, "r", 4.0) for name in "cde"]
    rows = [(name, after(day), 100.0) for name in "cde" for day in (-465, -100, 100)]
    stop = [row for row in comparables(40) if row[1] < LEFT or int(row[0][1:]) % 2]
    found = past_departures(company(held, [*rows, *stop]), POLICY).customers
    assert found["expected_after"].tolist() == [pytest.approx(50.0)] * 3
    assert found["expected_staying"].tolist() == [pytest.approx(100.0)] * 3


def spanning(first: int, last: int) -> pd.DataFrame:
    """What is known of customers who buy every 30 days from the first to the last day, and buy
    half after their person left; comparable ones buy as before."""
    days = range(first, last + 1, 30)
    held = [edge("r", name, "r", 4.0) for name in "cde"]
    rows = [(name, after(day), 50.0 if day > 0 else 100.0) for name in "cde" for day in days]
    rows += [(f"k{number}", after(day), 100.0) for number in range(40) for day in days]
    return past_departures(company(held, rows, as_of=after(last)), POLICY).customers


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [(-400, 400, 3), (-200, 400, 3), (-400, 200, 3), (-400, 150, 0), (-150, 400, 0)],
)
def test_half_a_year_on_either_side_teaches_what_who_stays_buys(
    first: int, last: int, known: int
) -> None:
    found = spanning(first, last)
    kept = (found["revenue_staying"] / found["expected_staying"]).dropna()
    assert len(kept) == known
    assert kept.tolist() == pytest.approx([0.5] * len(kept))


def test_whom_nobody_hears_of_any_more_did_not_stay():
    """Nothing since the orders under way: whether the half year is over or not."""
    held = [edge("r", "c", "r", 4.0)]
    rows = [("c", after(day), 100.0) for day in (-300, -100, 20)]
    for last in (200, 400):
        found = past_departures(company(held, rows + comparables(40), as_of=after(last)), POLICY)
        assert found.customers["revenue_staying"].isna().all()


def test_where_departures_on_average_differ_before_nothing_is_learned():
    found = books(*[0.3] * 5)
    failed = found.pooled.reindex(range(1)).assign(withheld="before")
    assert fit_shrinking(replace(found, pooled=failed), POLICY).fraction == 0.0


def test_books_that_lose_three_tenths_and_keep_everybody():
    """Where the placebo of all departures fails by chance, nothing is learned, as for following."""
    taught = 0
    for seed in range(6):
        extract, truth = known_answers.company("loss", seed)
        past = past_departures(extract, POLICY)
        less, stopping = fit_shrinking(past, POLICY), fit_follow(past, POLICY)
        if less.leavers:
            taught += 1
            assert 0.5 <= less.fraction / -truth <= 1.5
            # What goes on average with a leaver who held the customer alone.
            assert 0.5 <= either(stopping.rate, less.fraction) / -truth <= 2.0
    assert taught >= 4


@pytest.mark.parametrize("kind", ["nothing", "raise"])
def test_where_nobody_loses_next_to_nothing_is_learned(kind: str):
    past = [past_departures(known_answers.company(kind, seed)[0], POLICY) for seed in range(6)]
    fractions = [fit_shrinking(each, POLICY).fraction for each in past]
    assert max(fractions) < 0.06
    assert float(np.mean(fractions)) < 0.02
