"""The formulas of the law against cases counted by hand."""

import numpy as np
import pytest

from data.demo.law import (
    LAW,
    contact_level,
    follow_probability,
    leave_within,
    stays_in_trade,
    transition,
    withdraw_probability,
)

pytestmark = pytest.mark.slow


def test_pressures_multiply_the_chance_of_turning_away() -> None:
    pressures = np.array([[0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]], dtype=bool)
    expected = [
        1 - np.exp(-0.0085),
        1 - np.exp(-0.0085 * np.exp(0.6)),
        1 - np.exp(-0.0085 * np.exp(0.6 + 0.35 + 0.5 + 0.5 + 0.4)),
    ]
    np.testing.assert_allclose(withdraw_probability(pressures), expected, rtol=1e-12)


def test_each_state_goes_somewhere_with_certainty() -> None:
    steps = transition(np.array([0.0, 0.01, 0.3]))
    np.testing.assert_allclose(steps.sum(axis=2), 1)
    assert (steps >= 0).all()


def test_nobody_returns_after_leaving() -> None:
    np.testing.assert_array_equal(transition(np.array([0.2]))[0, 2], [0, 0, 1])


def test_somebody_engaged_leaves_at_once_only_unannounced() -> None:
    assert transition(np.array([0.2]))[0, 0, 2] == pytest.approx(0.2 * LAW.unannounced)


def test_two_months_of_leaving_are_counted_by_hand() -> None:
    """Withdrawing: leaves in month two if not in month one, from either state."""
    step = transition(np.array([0.1]))
    stay, back, go = 0.75, 0.07, 0.18
    second = stay * go + back * 0.1 * LAW.unannounced
    found = leave_within(np.stack([step, step]), np.array([1]))
    assert found[0] == pytest.approx(second / (1 - go))


def test_leaving_within_a_year_agrees_with_a_simulation() -> None:
    step = transition(np.array([0.02]))[0]
    rng = np.random.default_rng(1)
    state = np.zeros(40_000, dtype=int)
    first = np.zeros(len(state), dtype=bool)
    for month in range(12):
        reach = step[state].cumsum(axis=1)
        state = (rng.random(len(state))[:, None] >= reach[:, :2]).sum(axis=1)
        if month == 0:
            first = state == 2
    simulated = (state[~first] == 2).mean()
    exact = leave_within(np.stack([step[None]] * 12), np.array([0]))[0]
    assert exact == pytest.approx(simulated, abs=0.006)


def test_a_withdrawing_person_is_likelier_to_leave() -> None:
    months = np.stack([transition(np.array([0.01, 0.01]))] * 12)
    engaged, withdrawing = leave_within(months, np.array([0, 1]))
    assert engaged < 0.1 < 0.6 < withdrawing < 1


def test_contacts_fall_by_months_since_turning_away() -> None:
    found = contact_level(np.array([0, 1, 2, 3, 24]))
    np.testing.assert_array_equal(found, [1, 0.75, 0.6, 0.45, 0.45])


def test_customer_without_a_share_never_follows() -> None:
    state = [np.array([value]) for value in (0.0, 0.0, 1.0, 0.0, 30.0)]
    assert follow_probability(*state)[0] == 0


def test_following_is_counted_by_hand() -> None:
    score = np.log(0.45 / 0.55) - 1.2 * 0.25 - 0.3 * 2 - 0.06 * 4 + 0.12 * 2
    found = follow_probability(*(np.array([v]) for v in (0.5, 0.25, 3.0, 4.0, 2.0)))
    assert found[0] == pytest.approx(0.5 / (1 + np.exp(-score)))


@pytest.mark.parametrize(
    ("position", "more", "rises"),
    [(0, 0.8, True), (1, 0.5, False), (2, 4.0, False), (3, 9.0, False), (4, 9.0, True)],
)
def test_following_moves_as_the_law_says(position: int, more: float, rises: bool) -> None:
    state = [0.5, 0.1, 2.0, 3.0, 3.0]
    moved = [more if at == position else value for at, value in enumerate(state)]
    before = follow_probability(*(np.array([v]) for v in state))[0]
    after = follow_probability(*(np.array([v]) for v in moved))[0]
    assert bool(after > before) is rises


def test_contacts_and_years_count_only_up_to_their_caps() -> None:
    at_cap = follow_probability(*(np.array([v]) for v in (0.5, 0.1, 5.0, 10.0, 10.0)))
    beyond = follow_probability(*(np.array([v]) for v in (0.5, 0.1, 9.0, 30.0, 40.0)))
    assert at_cap[0] == beyond[0]


def test_three_of_four_leavers_stay_in_the_trade() -> None:
    assert stays_in_trade() == pytest.approx(0.75)
    assert sum(LAW.destinations) == pytest.approx(1)
