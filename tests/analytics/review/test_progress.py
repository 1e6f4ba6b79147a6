"""Did the risk fall: found where planted, not where only chance brings it back, else not told."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.contracts.reviewed import FROZEN, REVIEWED
from analytics.review.progress import FEWEST, risk_fall
from analytics.review.snapshot import Snapshot
from tests.analytics.review.companies import Firm, assess, frozen


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return frozen(assess(Firm(), tmp_path_factory.mktemp("blank") / "one"))


Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, ...]]


def both(blank: Snapshot, before: np.ndarray, start: np.ndarray, end: np.ndarray) -> list[Snapshot]:
    """Two reviews of customers c0000 … with these risks; a main contact has ten of them."""
    count = len(start)
    ids = [f"c{each:04}" for each in range(count)]
    shown = FROZEN["customers"].typed(
        pd.DataFrame({name: [None] * count for name in FROZEN["customers"].names}).assign(
            customer_id=ids,
            name=ids,
            exposure=1000.0,
            core=False,
            evidence="activity",
            top_rep_id=[f"r{each // 10}" for each in range(count)],
            walk_away_probability=start,
            walk_away_before=before,
        )
    )
    later = shown.assign(walk_away_probability=end)
    return [replace(blank, customers=each) for each in (shown, later)]


def noisy(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Risks that only swing around what each customer's is."""
    level = random.uniform(0.1, 0.3, count)
    return tuple(level + random.normal(0, 0.05, count) for _ in range(3))  # type: ignore[return-value]


def chosen(start: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Those whose risk is high, and not all of them."""
    return np.flatnonzero((start > np.quantile(start, 0.7)) & (random.random(len(start)) < 0.4))


def test_planted_fall_is_found_with_a_range(blank: Snapshot) -> None:
    random = np.random.default_rng(3)
    before, start, end = noisy(random, 1000)
    who = chosen(start, random)
    end[who] -= 0.06
    first, last = both(blank, before, start, end)
    found = risk_fall(first, last, frozenset(f"c{each:04}" for each in who))
    assert found.effect == pytest.approx(-0.06, abs=0.015)
    assert found.low is not None
    assert found.high is not None
    assert found.low < -0.06 < found.high < 0
    assert found.fell is True
    assert REVIEWED["matched"].faults(found.matched) == []


def test_what_comes_back_by_itself_is_no_fall(blank: Snapshot) -> None:
    told, naive = [], []
    for seed in range(40):
        random = np.random.default_rng(seed)
        before, start, end = noisy(random, 1000)
        who = chosen(start, random)
        found = risk_fall(
            *both(blank, before, start, end), frozenset(f"c{each:04}" for each in who), seed=seed
        )
        others = np.setdiff1d(np.arange(1000), who)
        naive.append((end - start)[who].mean() - (end - start)[others].mean())
        told.append((found.effect, found.low, found.high))
    effect, low, high = np.array(told, float).T
    assert np.mean(naive) < -0.02  # without matching it would look like a success
    assert abs(effect.mean()) < 0.003
    holds = ((low <= 0) & (high >= 0)).mean()
    assert 0.65 <= holds <= 0.95  # a range that holds four times of five


def test_matches_by_head(blank: Snapshot) -> None:
    start = np.full(45, 0.2)
    before, end = start.copy(), start.copy()
    end[:20], end[20:40] = 0.15, 0.19
    start[40:] = before[40:] = 0.9  # nobody began like these
    end[40:] = 0.1
    found = risk_fall(*both(blank, before, start, end), frozenset(f"c{i:04}" for i in range(20)))
    assert (found.treated, found.untreated) == (20, 25)
    assert found.change == pytest.approx(-0.05)
    assert found.others == pytest.approx(-0.01)
    assert (found.effect, found.low, found.high) == pytest.approx((-0.04, -0.04, -0.04))


@pytest.mark.parametrize(
    ("treated", "count", "why"),
    [
        (FEWEST - 1, 100, "19 customers have had a second contact accepted since; it takes 20"),
        (80, 99, "19 customers are there to compare with; it takes 20"),
        (0, 50, "0 customers have had a second contact"),
    ],
)
def test_too_few_are_said(blank: Snapshot, treated: int, count: int, why: str) -> None:
    risk = np.full(count, 0.2)
    found = risk_fall(*both(blank, risk, risk, risk), frozenset(f"c{i:04}" for i in range(treated)))
    assert why in str(found.why)
    assert found.effect is None
    assert found.fell is None


def test_nothing_alike_and_nothing_before_are_said(blank: Snapshot) -> None:
    start = np.where(np.arange(60) < 30, 0.1, 0.9)
    ids = frozenset(f"c{i:04}" for i in range(30))
    apart = risk_fall(*both(blank, start, start, start), ids)
    assert "only 0 of them have others that began alike" in str(apart.why)
    unknown = risk_fall(*both(blank, np.full(60, np.nan), start, start), ids)
    assert "do not say how the risk of each customer moved then" in str(unknown.why)
