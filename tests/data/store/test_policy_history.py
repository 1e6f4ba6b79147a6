"""Who changed what of the policy when: saved, seen when made outside, undone, reset."""

import pytest

from analytics.errors import PolicyError
from analytics.policy import read_policy
from data.home.settings import Settings
from data.policy_file import policy_text
from data.policy_writing import write_settings
from data.store.entries import Author, Store
from data.store.policy_history import (
    PolicySource,
    policy_changes,
    policy_stamp,
    recorded,
    save_policy,
    undo_policy,
)

ANN, BO = Author("Ann"), Author("Bo")
TEXT = "# ours\n[follow]\nbase_rate = 0.2  # as in 2025\n"


def stamp(settings: Settings) -> str:
    return policy_stamp(policy_text(settings.policy))


def save(store: Store, settings: Settings, author: Author = ANN, **values: object) -> None:
    paths = {name.replace("__", "."): value for name, value in values.items()}
    save_policy(store, settings, paths, author=author, seen=stamp(settings))


def write(settings: Settings, text: str) -> None:
    settings.policy.parent.mkdir(parents=True, exist_ok=True)
    settings.policy.write_text(text, encoding="utf-8")


def test_what_is_saved_stands_in_the_file_and_in_the_history(
    store: Store, settings: Settings
) -> None:
    save(store, settings, limits__single_threaded_share=0.3, relationships__weights__visit=5)
    rules = read_policy(policy_text(settings.policy))
    assert (rules.limits.single_threaded_share, rules.relationships.weights.visit) == (0.3, 5)
    (change,) = policy_changes(store, settings)
    assert (change.source, change.author) == (PolicySource.HERE, "Ann")
    assert change.changed == {
        "limits.single_threaded_share": (0.4, 0.3),
        "relationships.weights.visit": (4.0, 5.0),
    }


def test_comments_and_order_of_the_file_stay(store: Store, settings: Settings) -> None:
    write(settings, TEXT)
    save(store, settings, follow__base_rate=0.25)
    assert policy_text(settings.policy) == TEXT.replace("0.2 ", "0.25 ")


def test_a_setting_that_is_reset_leaves_the_file(store: Store, settings: Settings) -> None:
    write(settings, TEXT)
    save(store, settings, follow__base_rate=None)
    assert read_policy(policy_text(settings.policy)).follow.base_rate == 0.30
    assert "base_rate" not in policy_text(settings.policy)


def test_a_file_changed_meanwhile_is_never_overwritten(store: Store, settings: Settings) -> None:
    seen = stamp(settings)
    write(settings, TEXT)
    with pytest.raises(PolicyError, match="was changed meanwhile"):
        save_policy(store, settings, {"follow.base_rate": 0.4}, author=ANN, seen=seen)
    assert policy_text(settings.policy) == TEXT


def test_a_change_by_hand_shows_as_made_outside_and_is_kept_with_the_next_one(
    store: Store, settings: Settings
) -> None:
    save(store, settings, follow__base_rate=0.25)
    write(settings, "[follow]\nbase_rate = 0.35\n")
    outside, _ = policy_changes(store, settings)
    assert (outside.source, outside.author, outside.number) == (PolicySource.OUTSIDE, "", 0)
    assert outside.changed == {"follow.base_rate": (0.25, 0.35)}
    save(store, settings, BO, follow__base_rate=0.4)
    assert [(each.source, each.author) for each in policy_changes(store, settings)] == [
        (PolicySource.HERE, "Bo"),
        (PolicySource.OUTSIDE, ""),
        (PolicySource.HERE, "Ann"),
    ]


def test_undoing_the_last_change_brings_the_file_back_letter_by_letter(
    store: Store, settings: Settings
) -> None:
    write(settings, TEXT)
    save(store, settings, follow__base_rate=0.25, company__name="A")
    undo_policy(store, settings, policy_changes(store, settings)[0], author=BO)
    assert policy_text(settings.policy) == TEXT
    undone = policy_changes(store, settings)[0]
    assert (undone.source, undone.author) == (PolicySource.UNDO, "Bo")


def test_undoing_an_older_change_leaves_what_came_after(store: Store, settings: Settings) -> None:
    save(store, settings, follow__base_rate=0.25)
    save(store, settings, company__name="A")
    undo_policy(store, settings, policy_changes(store, settings)[1], author=ANN)
    rules = read_policy(policy_text(settings.policy))
    assert (rules.follow.base_rate, rules.company.name) == (0.30, "A")


def test_a_broken_file_can_be_taken_back(store: Store, settings: Settings) -> None:
    save(store, settings, follow__base_rate=0.25)
    good = policy_text(settings.policy)
    write(settings, "[folow]\nbase_rate = 0.2\n")
    broken = policy_changes(store, settings)[0]
    assert broken.changed is None
    undo_policy(store, settings, broken, author=ANN)
    assert policy_text(settings.policy) == good


def test_a_wrong_value_is_refused_with_the_reason_and_nothing_changes(
    store: Store, settings: Settings
) -> None:
    with pytest.raises(PolicyError, match=r"must be between 0\.001 and 0\.95"):
        save(store, settings, follow__base_rate=2)
    with pytest.raises(PolicyError, match=r"did you mean base_rate\?"):
        save(store, settings, follow__bas_rate=0.2)
    assert policy_text(settings.policy) == ""
    assert policy_changes(store, settings) == []


def test_what_other_pages_write_is_kept_under_its_author(store: Store, settings: Settings) -> None:
    with recorded(store, settings, author=BO):
        write_settings(settings.policy, {"company": {"currency": "EUR"}})
    (change,) = policy_changes(store, settings)
    assert (change.author, change.changed) == ("Bo", {"company.currency": ("", "EUR")})


def test_a_file_of_before_the_history_shows_as_made_outside(
    store: Store, settings: Settings
) -> None:
    write(settings, TEXT)
    (change,) = policy_changes(store, settings)
    assert change.source is PolicySource.OUTSIDE
    assert change.changed == {"follow.base_rate": (0.3, 0.2)}
