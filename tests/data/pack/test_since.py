"""What has changed since the last review: of the same company only, of reviews that are over."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analytics.pack.papers import papers_of
from analytics.review.snapshot import Snapshot
from data.home.settings import Settings
from data.pack.since import changes_since, compared_with, last_review
from data.store.entries import Author, Store
from data.store.reviews import close_review, kept_reviews, open_review, pseudonymised, snapshot_kept
from tests.analytics.review.companies import Firm, assess, frozen
from tests.packs import company_sources

ANN, DAY = Author("Ann"), date(2026, 7, 1)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return frozen(assess(Firm(), tmp_path_factory.mktemp("since") / "one"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.of(Settings(tmp_path, None, tmp_path / "policy.toml"))


def test_of_another_company_or_currency_nothing_is_compared(
    before: Snapshot, tmp_path: Path
) -> None:
    changed = changes_since(before, before)
    assert changed is not None
    assert all(part.cents == 0 for split in changed.values() for part in split.parts)
    assert changes_since(before, replace(before, currency="EUR")) is None
    other = Firm(revenue={"acme": 10.0, "w": 1.0, "x": 2.0, "y": 3.0})
    assert changes_since(before, frozen(assess(other, tmp_path / "other"))) is None


def test_the_last_review_is_closed_and_of_data_no_later(store: Store, before: Snapshot) -> None:
    assert last_review([], before.as_of) is None
    for day in (DAY, date(2026, 10, 1)):
        open_review(store, before, papers_of(company_sources()), author=ANN, opened_on=day)
        (review,) = [each for each in kept_reviews(store) if each.is_open]
        if day == DAY:
            close_review(store, review, [], "", author=ANN, closed_on=day)
    every = kept_reviews(store)
    last = last_review(every, before.as_of)
    assert last is not None
    assert last.opened_on == DAY
    assert last_review(every, date(2026, 6, 29)) is None


def test_people_of_a_review_without_names_are_the_same_people(
    store: Store, before: Snapshot
) -> None:
    open_review(store, before, papers_of(company_sources()), author=ANN, opened_on=DAY)
    pseudonymised(store, date(2100, 1, 1))
    (review,) = kept_reviews(store)
    kept = snapshot_kept(store, review)
    now = compared_with(store, review, before)
    assert now.reps["rep_id"].tolist() == kept.reps["rep_id"].tolist()
    changed = changes_since(kept, now)
    assert changed is not None
    assert all(part.cents == 0 for split in changed.values() for part in split.parts)
