"""What changed adds up to the cent and the last account; every movement is found where it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from math import prod
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.assessment import Assessment
from analytics.contracts.reviewed import REVIEWED
from analytics.errors import InputError
from analytics.policy import AttritionRules, Policy
from analytics.review.changes import FIGURES, Cause, Split, cents_of, what_changed
from analytics.review.coefficients import Coefficients
from analytics.review.frozen import from_bytes, to_bytes
from analytics.review.replacing import REPLACED
from analytics.review.rows import figures, rows_of, sums_alike
from analytics.review.snapshot import Snapshot
from tests.analytics.review.companies import PLAIN, Firm, assess, frozen
from tests.assessing import assessed
from tests.invented import AS_OF, invent

FIRM = Firm()
#: Single-threaded: acme 400 (Ann), bold 300 (Bob), dune 100 (Cat); cast 200 has Ann and Bob.
LEAVES = FIRM.with_rep("bob", left_on="2026-06-15")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return frozen(assess(FIRM, tmp_path_factory.mktemp("firm") / "before"))


def split(before: Snapshot, firm: Firm, work: Path, policy: Policy = PLAIN) -> dict[str, Split]:
    return checked(what_changed(before, frozen(assess(firm, work / "now", policy))))


def checked(splits: dict[str, Split]) -> dict[str, Split]:
    """Every split adds up: parts to the whole, accounts to their part, and in order."""
    assert tuple(splits) == tuple(FIGURES)
    for each in splits.values():
        assert [part.cause for part in each.parts] == list(Cause)
        assert sum(part.cents for part in each.parts) == each.after_cents - each.before_cents
        assert sum(part.counted for part in each.parts) == each.counted_after - each.counted_before
        for part in each.parts:
            accounts = part.accounts
            assert REVIEWED["accounts"].faults(accounts) == []
            assert accounts["cents"].sum() == part.cents
            assert accounts["customer_id"].is_unique
            turned = accounts["counted_after"].astype(int) - accounts["counted_before"].astype(int)
            assert turned.sum() == part.counted
            moved = accounts["after"] - accounts["before"]
            assert np.allclose(moved, accounts["difference"], atol=1e-9)
        rows = [part.accounts["customer_id"] for part in each.parts[: len(REPLACED)]]
        assert pd.concat(rows).is_unique  # each account once
    return splits


def moved(found: Split) -> dict[str, tuple[int, list[str]]]:
    """By cause with any account: cents, and the accounts."""
    return {
        part.cause.value: (part.cents, sorted(part.accounts["customer_id"]))
        for part in found.parts
        if len(part.accounts)
    }


def test_nothing_changed(before: Snapshot, tmp_path: Path) -> None:
    splits = split(before, FIRM, tmp_path)
    assert {name: moved(each) for name, each in splits.items()} == {key: {} for key in FIGURES}
    assert splits["single_threaded"].after_cents == 80_000
    assert splits["single_threaded"].counted_after == 3


@pytest.mark.parametrize(
    ("firm", "expected"),
    [
        # Bold is known to nobody any more, cast to Ann alone: -300 + 200.
        (LEAVES, {"people": (-10_000, ["bold", "cast"])}),
        (FIRM.with_revenue(acme=None), {"customers": (-40_000, ["acme"])}),
        (
            FIRM.with_revenue(eden=50.0).with_visits(("eden", "ann")),
            {"customers": (5_000, ["eden"])},
        ),
        # Dune was merged into acme: its revenue comes with it.
        (
            FIRM.with_revenue(dune=None, acme=500.0),
            {"customers": (-10_000, ["dune"]), "revenue": (10_000, ["acme"])},
        ),
        (FIRM.with_revenue(acme=412.34), {"revenue": (1_234, ["acme"])}),
        (FIRM.with_visits(("acme", "cat")), {"recording": (-40_000, ["acme"])}),
        (FIRM.without_visits(("cast", "bob")), {"recording": (20_000, ["cast"])}),
        # Somebody new is in touch with bold, too.
        (FIRM.with_rep("dan").with_visits(("bold", "dan")), {"people": (-30_000, ["bold"])}),
    ],
    ids=["left", "gone", "new", "merged", "money", "better", "worse", "came"],
)
def test_each_movement_stands_under_its_cause(
    before: Snapshot, tmp_path: Path, firm: Firm, expected: dict[str, tuple[int, list[str]]]
) -> None:
    assert moved(split(before, firm, tmp_path)["single_threaded"]) == expected


def test_merged_by_statement_is_a_customer_that_moved(before: Snapshot, tmp_path: Path) -> None:
    now = frozen(
        assess(FIRM.with_revenue(dune=None, acme=500.0), tmp_path / "now"), merged={"dune": "acme"}
    )
    found = checked(what_changed(before, now))["single_threaded"]
    assert moved(found) == {"customers": (0, ["acme", "dune"])}


def test_expected_loss_by_head(before: Snapshot, tmp_path: Path) -> None:
    # A salesperson leaves with 20 %; the follow rate is 0.30 at p = 1.
    single = 0.2 * 0.3
    assert before.customers.set_index("customer_id").at["acme", "expected_loss"] == pytest.approx(
        400 * single
    )
    found = split(before, FIRM.with_revenue(acme=500.0), tmp_path)["expected_loss"]
    assert moved(found) == {"revenue": (600, ["acme"])}


def test_notice_is_people_moving(before: Snapshot, tmp_path: Path) -> None:
    found = split(before, FIRM.with_rep("cat", notice_on="2026-06-20"), tmp_path)
    assert moved(found["single_threaded"]) == {}
    part = found["expected_loss"].part(Cause.PEOPLE)
    assert part.accounts["customer_id"].tolist() == ["dune"]
    assert part.accounts["rep_id"].tolist() == ["cat"]
    assert part.cents == round(100 * 100 * (1.0 - 0.2) * 0.3)


def test_everything_at_once(before: Snapshot, tmp_path: Path) -> None:
    firm = LEAVES.with_revenue(dune=None, acme=500.0, eden=70.0).with_visits(("eden", "cat"))
    firm = firm.without_visits(("acme", "ann")).with_visits(("acme", "cat"), ("acme", "ann"))
    policy = PLAIN.model_copy(update={"follow": PLAIN.follow.model_copy(update={"base_rate": 0.5})})
    found = split(before, firm, tmp_path, policy)
    assert moved(found["single_threaded"]) == {
        "people": (-10_000, ["bold", "cast"]),
        "customers": (-3_000, ["dune", "eden"]),
        "recording": (-40_000, ["acme"]),
    }
    loss = found["expected_loss"]
    assert set(moved(loss)) == {"people", "customers", "recording", "policy"}
    assert loss.part(Cause.POLICY).cents > 0


def test_policy_moves_after_rows(before: Snapshot, tmp_path: Path) -> None:
    # Whoever holds less than 60 % of the largest no longer knows: cast stays with both at equal
    # strength, so nobody moves; a rate moves the loss alone.
    policy = PLAIN.model_copy(
        update={"attrition": PLAIN.attrition.model_copy(update={"base_rate": 0.4})}
    )
    found = split(before, FIRM, tmp_path, policy)
    assert moved(found["single_threaded"]) == {}
    assert set(moved(found["expected_loss"])) == {"policy"}
    acme = found["expected_loss"].part(Cause.POLICY).accounts.set_index("customer_id").loc["acme"]
    assert acme["difference"] == pytest.approx(400 * (0.4 - 0.2) * 0.3)


def test_longer_memory_is_policy_where_the_day_was_summed_both_ways(
    before: Snapshot, tmp_path: Path
) -> None:
    rules = PLAIN.relationships.model_copy(update={"half_life_days": 1.0})
    policy = PLAIN.model_copy(update={"relationships": rules})
    assert not sums_alike(PLAIN, policy)
    now = assess(FIRM, tmp_path / "now", policy)
    as_before = assess(FIRM, tmp_path / "as before").extract
    alone = checked(what_changed(before, frozen(now)))["single_threaded"]
    both = checked(what_changed(before, frozen(now, summed=(PLAIN, as_before))))
    # Ten days after a visit nothing is left of it: nobody knows anybody any more.
    assert moved(both["single_threaded"]) == {"policy": (-80_000, ["acme", "bold", "dune"])}
    assert both["single_threaded"].told_apart
    assert moved(alone) == {"recording": (-80_000, ["acme", "bold", "dune"])}
    assert not alone.told_apart


def test_coefficients_come_after_the_policy(before: Snapshot) -> None:
    now = before
    model = now.coefficients.following
    learned = replace(model, outcomes=50, coefficients=model.coefficients + 0.1)
    coefficients = replace(now.coefficients, following=learned)
    loss = figures(now.rows, now.policy, coefficients)["expected_loss"]
    shown = now.customers.assign(
        expected_loss=loss.reindex(now.customers["customer_id"]).to_numpy()
    )
    found = checked(what_changed(before, replace(now, coefficients=coefficients, customers=shown)))
    assert set(moved(found["expected_loss"])) == {"coefficients"}


def test_another_program_is_told_apart(before: Snapshot, tmp_path: Path) -> None:
    shown = before.customers.assign(expected_loss=before.customers["expected_loss"] + 1.0)
    now = frozen(assess(FIRM.with_revenue(acme=500.0), tmp_path / "now"))
    found = checked(what_changed(replace(before, customers=shown), now))["expected_loss"]
    assert moved(found)["program"] == (-400, ["acme", "bold", "cast", "dune"])
    assert moved(found)["revenue"] == (600, ["acme"])


def with_customers(snapshot: Snapshot, **columns: object) -> Snapshot:
    """The review with something else in the rows of its customers, and what follows from it."""
    extract = snapshot.rows.extract
    customers = extract.customers.assign(**columns)
    rows = replace(snapshot.rows, extract=replace(extract, customers=customers))
    found = figures(rows, snapshot.policy, snapshot.coefficients)
    found = found.loc[snapshot.customers["customer_id"]]
    counted = found["counted"].to_numpy()
    exposure = np.where(counted, found["single_threaded"], snapshot.customers["exposure"])
    shown = snapshot.customers.assign(
        exposure=exposure,
        single_threaded=pd.array(counted, "boolean"),
        expected_loss=found["expected_loss"].to_numpy(),
    )
    return replace(snapshot, rows=rows, customers=shown)


def later(snapshot: Snapshot, days: int, **columns: object) -> Snapshot:
    """The same records, so many days later."""
    extract = snapshot.rows.extract
    day = extract.as_of + timedelta(days=days)
    rows = replace(snapshot.rows, extract=replace(extract, as_of=day))
    return with_customers(replace(snapshot, as_of=day, rows=rows), **columns)


def test_who_has_stopped_buying_is_revenue_and_not_people(before: Snapshot) -> None:
    silent = pd.Timestamp("2026-06-30") - pd.Timedelta(days=120)
    first = with_customers(before, last_positive_on=silent, median_gap_days=30.0)
    assert first.customers["exposure"].sum() == 1000.0
    last = later(first, 61, last_positive_on=silent, median_gap_days=30.0)
    found = checked(what_changed(first, last))
    # Silent for 181 days: gone, no longer to be lost.
    assert moved(found["single_threaded"]) == {"revenue": (-80_000, ["acme", "bold", "dune"])}
    assert set(moved(found["expected_loss"])) == {"revenue"}


def test_contract_that_ends_is_recording(before: Snapshot) -> None:
    ends = {"contract_ends_on": pd.Timestamp("2027-06-29")}
    first = with_customers(before, **ends)
    last = later(first, 61, **ends)
    found = checked(what_changed(first, last))
    assert moved(found["single_threaded"]) == {}
    assert set(moved(found["expected_loss"])) == {"recording"}
    assert found["expected_loss"].part(Cause.RECORDING).cents > 0


def test_who_left_between_two_days_is_people(before: Snapshot, tmp_path: Path) -> None:
    autumn = replace(LEAVES.with_rep("bob", left_on="2026-08-15"), day=date(2026, 9, 30))
    found = split(before, autumn, tmp_path)["single_threaded"]
    assert moved(found) == {"people": (-10_000, ["bold", "cast"])}
    joined = FIRM.with_rep("dan", hired_on="2026-08-01").with_visits(("bold", "dan"))
    found = split(before, replace(joined, day=date(2026, 9, 30)), tmp_path / "b")
    assert moved(found["single_threaded"]) == {"people": (-30_000, ["bold"])}


def test_other_currencies_are_refused(before: Snapshot) -> None:
    with pytest.raises(InputError, match="was in CNY, this one is in EUR"):
        what_changed(before, replace(before, currency="EUR"))


def test_cents_add_up_however_small_the_moves() -> None:
    random = np.random.default_rng(1)
    moves = random.normal(0, 0.004, 10_001)
    start = 123_456
    end = round(100 * (1234.56 + moves.sum()))
    assert cents_of(moves, start, end).sum() == end - start
    assert cents_of(np.zeros(3), 7, 7).tolist() == [0, 0, 0]


# --- messy companies, against a slow recomputation ------------------------------------------------

ESTIMATED = AttritionRules(purpose_accepted="Li, 2026-01-01")
LEARNING = PLAIN.model_copy(update={"attrition": ESTIMATED})
OTHER = LEARNING.model_copy(
    update={
        "relationships": LEARNING.relationships.model_copy(update={"meaningful_share": 0.5}),
        "follow": LEARNING.follow.model_copy(update={"base_rate": 0.45}),
    }
)


def slow(assessment: Assessment) -> dict[str, dict[str, float]]:
    """Both figures by customer, one at a time, from what an assessment shows of pairs."""
    reps = assessment.reps
    chance = dict(zip(reps["rep_id"], reps["attrition_probability"], strict=True))
    pairs: dict[str, list[float]] = {}
    for edge in assessment.edges.itertuples():
        leaves = 1.0 if edge.leaver else chance[edge.rep_id]
        if not pd.isna(leaves) and not pd.isna(edge.follow_probability):
            pairs.setdefault(edge.customer_id, []).append(leaves * edge.follow_probability)
    found: dict[str, dict[str, float]] = {}
    for row in assessment.customers.itertuples():
        stays = prod(1 - each for each in pairs.get(row.customer_id, []))
        known = not pd.isna(row.walk_away_probability)
        found[row.customer_id] = {
            "single_threaded": 0.0 if pd.isna(row.known_by) or row.known_by != 1 else row.exposure,
            "expected_loss": row.exposure * (1 - stays) if known else 0.0,
        }
    return found


Messy = Callable[[int, Policy], Assessment]


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Messy:
    """A company drawn from a seed, assessed once under each policy."""
    made: dict[tuple[int, str], Assessment] = {}

    def of(seed: int, policy: Policy) -> Assessment:
        key = (seed, policy.fingerprint)
        if key not in made:
            work = tmp_path_factory.mktemp("messy")
            files = invent(work / "files", seed)
            made[key] = assessed(files, work, as_of=AS_OF, policy=policy)
        return made[key]

    return of


@pytest.mark.parametrize(("one", "other"), [(5, 5), (5, 6), (7, 8)])
def test_messy_companies_agree_with_a_slow_recomputation(
    messy: Messy, one: int, other: int
) -> None:
    then, now = messy(one, LEARNING), messy(other, OTHER)
    first, last = frozen(then), frozen(now)
    for each, seen in ((first, then), (last, now)):
        again = figures(each.rows, each.policy, each.coefficients)
        assert (again["expected_loss"] == seen.customers["expected_loss"].fillna(0).array).all()
    splits = checked(what_changed(from_bytes(to_bytes(first)), from_bytes(to_bytes(last))))
    for figure, found in splits.items():
        slow_before = {key: each[figure] for key, each in slow(then).items()}
        slow_after = {key: each[figure] for key, each in slow(now).items()}
        assert found.before_cents == round(100 * sum(slow_before.values()))
        assert found.after_cents == round(100 * sum(slow_after.values()))
        for customer in {*slow_before, *slow_after}:
            moves = sum(
                part.accounts.set_index("customer_id")["difference"].get(customer, 0.0)
                for part in found.parts
            )
            difference = slow_after.get(customer, 0.0) - slow_before.get(customer, 0.0)
            assert moves == pytest.approx(difference, abs=1e-6)
    # Rows alone: what the later company would be under the earlier policy, with its coefficients.
    rows = figures(last.rows, LEARNING, first.coefficients)
    told = [splits["expected_loss"].part(Cause(name)).cents for name in REPLACED]
    alone = 100 * (rows["expected_loss"].sum() - then.customers["expected_loss"].sum())
    assert sum(told) == pytest.approx(alone, abs=1.0)


def test_rates_move_the_level_of_learned_models(messy: Messy) -> None:
    seen = messy(5, LEARNING)
    held = Coefficients.of(seen.attrition.model, seen.follow, LEARNING)
    more = LEARNING.model_copy(
        update={"attrition": ESTIMATED.model_copy(update={"base_rate": 0.4})}
    )
    rows = rows_of(seen)
    usual = figures(rows, LEARNING, held)["expected_loss"].sum()
    assert figures(rows, more, held.under(more))["expected_loss"].sum() > 1.1 * usual
    back = held.under(more).under(LEARNING)
    assert figures(rows, LEARNING, back)["expected_loss"].sum() == pytest.approx(usual)
