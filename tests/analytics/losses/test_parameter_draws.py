"""The law of the loss where chances are not known: a mixture over their draws."""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.book import ParameterDraws
from analytics.losses.distribution import LossDistribution, loss_distribution

REPS = [f"r{number}" for number in range(8)]
EXPOSURE = pd.Series({f"c{number}": 1000.0 + 37 * number for number in range(60)})
PAIRS = pd.DataFrame(
    [(name, REPS[number % 8], 0.5) for number, name in enumerate(EXPOSURE.index)]
    + [(f"c{number}", REPS[(number + 3) % 8], 0.2) for number in range(0, 60, 4)],
    columns=["customer_id", "rep_id", "follow_probability"],
).assign(leaver=False)


def law(chances, follow=PAIRS["follow_probability"], draws=None, **options) -> LossDistribution:
    edges = PAIRS.assign(follow_probability=np.asarray(follow))
    leave = pd.Series(np.broadcast_to(chances, len(REPS)), REPS)
    return loss_distribution(edges, EXPOSURE, leave, draws=draws, **options)


def drawn(leave, follow, number=64, **options) -> LossDistribution:
    """The law with so many draws; ``leave`` and ``follow``: factors of each draw."""
    factors = np.resize(leave, number)[:, None], np.resize(follow, number)[:, None]
    q = factors[1] * PAIRS["follow_probability"].to_numpy()
    a = factors[0] * np.full(len(REPS), 0.2)
    draws = ParameterDraws(a, q.astype(np.float32))
    return law(a.mean(axis=0), q.mean(axis=0), draws, **options)


def mixture(laws: list[LossDistribution], level: float) -> float:
    values = np.concatenate([each.values for each in laws])
    chances = np.concatenate([each.probabilities for each in laws]) / len(laws)
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(chances[order]), level)])


@pytest.mark.parametrize("options", [{}, {"correlation": 0.2}])
def test_draws_that_are_all_alike_change_nothing(options):
    known = law(0.2, **options)
    found = drawn([1.0], [1.0], **options)
    assert found.method == "simulated"
    for name in ("mean", "sd", "var_95", "es_95", "var_99", "es_99"):
        assert getattr(found, name) == pytest.approx(getattr(known, name), rel=0.03)


@pytest.mark.parametrize(
    ("leave", "follow"), [([0.5, 1.5], [1.0]), ([1.0], [0.5, 1.5]), ([0.5, 1.5], [0.5, 1.5])]
)
def test_law_is_the_mixture_of_the_laws_of_the_draws(leave, follow):
    found = drawn(leave, follow)
    laws = [
        law(0.2 * a, q * PAIRS["follow_probability"])
        for a, q in zip(np.resize(leave, 2), np.resize(follow, 2), strict=True)
    ]
    assert found.mean == pytest.approx(np.mean([each.mean for each in laws]), rel=0.01)
    for level, name in ((0.95, "var_95"), (0.99, "var_99")):
        assert getattr(found, name) == pytest.approx(mixture(laws, level), rel=0.03)


def test_parts_of_a_bad_year_add_up_to_it():
    found = drawn([0.5, 1.5], [0.5, 1.5])
    assert found.es_contributions.sum() == pytest.approx(found.es_95)
    assert (found.es_contributions > 0).all()


def test_nobody_who_may_leave_is_no_loss():
    draws = ParameterDraws(np.zeros((16, 8)), np.zeros((16, len(PAIRS)), np.float32))
    assert law(np.nan, draws=draws).var_99 == 0.0
