"""What matters: every assumption is moved alone, to both ends, and nothing else changes."""

import pytest

from analytics.losses.sensitivity import VARIATIONS, Moved, varied, what_matters
from analytics.policy import Policy, read_policy


def test_one_assumption_moves_and_all_others_stay():
    policy = read_policy("[attrition]\nother_rate = 0.05\n[relationships]\nweights.call = 7")
    for variation in VARIATIONS:
        moved = varied(policy, variation, variation.high)
        before, after = policy.model_dump(), moved.model_dump()
        changed = {
            (section, key)
            for section, keys in after.items()
            for key, value in keys.items()
            if value != before[section][key]
        }
        assert changed == {(variation.section, variation.key)}


def test_moved_policy_is_still_a_valid_policy():
    for variation in VARIATIONS:
        for end in (variation.low, variation.high):
            moved = varied(Policy(), variation, end)
            assert Policy.model_validate(moved.model_dump()) == moved


def test_weights_of_other_kinds_stay_as_set():
    weights = next(each for each in VARIATIONS if each.key == "weights")
    moved = varied(read_policy("[relationships]\nweights.call = 7"), weights, weights.high)
    assert moved.relationships.weights.email == 1.0
    assert moved.relationships.weights.visit == 8.0


def test_defaults_lie_within_every_range():
    for variation in VARIATIONS:
        if not isinstance(variation.low, dict):
            now = getattr(getattr(Policy(), variation.section), variation.key)
            assert variation.low < now < variation.high


def loss(policy: Policy, _read_again: bool) -> Moved:
    known = policy.relationships.meaningful_share
    return Moved(1000 * policy.follow.base_rate * policy.attrition.base_rate, 0.2 + known)


def test_widest_span_comes_first_and_counts_from_today():
    found = what_matters(Policy(), loss)
    assert found["key"].head(2).tolist() == ["base_rate", "base_rate"]
    assert found["section"].head(2).tolist() == ["follow", "attrition"]
    first = found.iloc[0]
    assert (first["loss_low"], first["loss_high"]) == pytest.approx((30.0, 160.0))
    assert first["span"] == pytest.approx(130.0)
    assert found["span"].iloc[2:].tolist() == [0.0] * (len(VARIATIONS) - 2)


def test_what_is_on_record_with_one_only_is_moved_beside():
    found = what_matters(Policy(), loss).set_index("key")
    shares = found.loc["meaningful_share", ["alone_low", "alone_high", "alone_span"]]
    assert shares.tolist() == pytest.approx([0.3, 0.6, 0.3])
    assert found["alone_span"].drop("meaningful_share").eq(0).all()


def test_only_what_the_extract_holds_is_read_again():
    asked: dict[str, set[bool]] = {}

    def recorded(policy: Policy, read_again: bool) -> Moved:
        changed = policy.changed
        for section, keys in changed.items():
            for key in keys:
                asked.setdefault(f"{section}.{key}", set()).add(read_again)
        return Moved(0.0, 0.0)

    what_matters(Policy(), recorded)
    assert asked["relationships.half_life_days"] == {True}
    assert asked["relationships.weights"] == {True}
    assert asked["follow.base_rate"] == {False}
