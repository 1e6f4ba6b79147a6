"""Reviews: opened and closed whole or not at all, never changed afterwards, forgotten on time."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.actions import Action, ActionKind, ActionState
from analytics.errors import InputError
from analytics.pack.papers import Papers, papers_of, papers_to
from analytics.review.frozen import to_bytes
from analytics.review.snapshot import Snapshot
from data.home.settings import Settings
from data.home.stored import StoreError
from data.store import reviews
from data.store.blobs import digest_of
from data.store.connecting import engine_of
from data.store.entries import Author, Draft, Store
from data.store.failures import Superseded
from data.store.place import place_of
from data.store.reviews import (
    KeptReview,
    cadence_of,
    close_review,
    correct_review,
    due_on,
    kept_reviews,
    open_review,
    papers_kept,
    pseudonymised,
    review_history,
    save_notes,
    set_cadence,
    snapshot_kept,
    undo_review,
)
from data.store.schema import blobs
from tests.analytics.review.companies import Firm, assess, frozen
from tests.packs import company_sources
from tests.serving import ROOT

ANN, BO = Author("Ann"), Author("Bo")
DAY = date(2026, 7, 1)
DECIDED = [
    Action(ActionKind.TALK, "bob", rep_id="ann", due=date(2026, 7, 15), note="Ask Ann"),
    Action(
        ActionKind.ACCEPT,
        state=ActionState.PUT_OFF,
        customer_id="bold",
        until=date(2026, 12, 31),
        reason="a new colleague comes",
        owner="Bob",
    ),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return frozen(assess(Firm(), tmp_path_factory.mktemp("review") / "one"))


@cache
def papers() -> Papers:
    """What a review has before it: of a company in which there is an Ann, too."""
    return papers_of(company_sources())


def opened(store: Store, snapshot: Snapshot, day: date = DAY, *, demo: bool = False) -> KeptReview:
    review_id = open_review(store, snapshot, papers(), author=ANN, opened_on=day, demo=demo)
    return one(store, review_id, demo=demo)


def one(store: Store, review_id: str, *, demo: bool = False) -> KeptReview:
    return next(each for each in kept_reviews(store, demo=demo) if each.review_id == review_id)


def closed(store: Store, snapshot: Snapshot, day: date = DAY) -> KeptReview:
    review = opened(store, snapshot, day)
    close_review(store, review, DECIDED, "Talked.", author=BO, closed_on=day)
    return one(store, review.review_id)


def kept_blobs(settings: Settings) -> list[str]:
    with engine_of(place_of(settings), writes=True).connect() as connection:
        return sorted(connection.execute(sa.select(blobs.c.digest)).scalars())


def test_review_is_opened_with_its_figures_in_the_store(store: Store, snapshot: Snapshot) -> None:
    assert kept_reviews(store) == []
    review = opened(store, snapshot)
    assert review.is_open
    assert (review.as_of, review.opened_on, review.opened_by) == (snapshot.as_of, DAY, "Ann")
    assert review.figures["expected_loss"] == snapshot.portfolio["expected_loss"]
    assert review.exceeded == tuple(each.code for each in snapshot.limits if each.exceeded)
    assert to_bytes(snapshot_kept(store, review)) == to_bytes(snapshot)
    assert papers_kept(store, review) == papers()


def test_review_of_an_earlier_program_has_no_papers_and_is_read(
    store: Store, snapshot: Snapshot
) -> None:
    review = opened(store, snapshot, date(2025, 7, 1))
    held = {name: each for name, each in review.entry.content.items() if name != "papers"}
    store.save("review", review.review_id, held, author=ANN, seen=review.seen)
    assert papers_kept(store, one(store, review.review_id)) is None
    pseudonymised(store, date(2026, 1, 1))
    assert papers_kept(store, one(store, review.review_id)) is None


def test_closed_review_keeps_decisions_and_reads_the_same_for_good(
    store: Store, snapshot: Snapshot
) -> None:
    review = closed(store, snapshot)
    assert (review.closed_on, review.notes, review.decisions) == (DAY, "Talked.", tuple(DECIDED))
    for change in (
        lambda: save_notes(store, review, "else", author=ANN),
        lambda: close_review(store, review, [], "else", author=ANN, closed_on=DAY),
    ):
        with pytest.raises(InputError, match="the review is closed; correct it"):
            change()
    assert one(store, review.review_id) == review


def test_correction_is_a_version_of_its_own_and_undone(store: Store, snapshot: Snapshot) -> None:
    review = closed(store, snapshot)
    with pytest.raises(InputError, match="say why"):
        correct_review(store, review, "x", " ", author=ANN)
    correct_review(store, review, "Talked long.", "a word was missing", author=ANN)
    corrected = one(store, review.review_id)
    assert (corrected.notes, corrected.correction) == ("Talked long.", "a word was missing")
    assert (corrected.snapshot, corrected.decisions) == (review.snapshot, review.decisions)
    undo_review(store, corrected, author=ANN)
    again = one(store, review.review_id)
    assert (again.notes, again.correction, again.closed_on) == ("Talked.", "", DAY)
    undo_review(store, again, author=ANN)
    assert one(store, review.review_id).is_open
    assert len(review_history(store, review.review_id)) == 3
    with pytest.raises(InputError, match="it is open still"):
        correct_review(store, one(store, review.review_id), "x", "y", author=ANN)


def test_undone_opening_leaves_no_review(store: Store, snapshot: Snapshot) -> None:
    undo_review(store, opened(store, snapshot), author=ANN)
    assert kept_reviews(store) == []
    assert opened(store, snapshot).review_id == "2026-07-01-2"


def test_second_of_two_is_told(store: Store, snapshot: Snapshot) -> None:
    review = opened(store, snapshot)
    save_notes(store, review, "mine", author=ANN)
    for late in (
        lambda: save_notes(store, review, "yours", author=BO),
        lambda: close_review(store, review, [], "yours", author=BO, closed_on=DAY),
    ):
        with pytest.raises(Superseded, match="Ann has entered something about the same"):
            late()
    with pytest.raises(Superseded):
        undo_review(store, review, author=BO)
    assert one(store, review.review_id).notes == "mine"
    with pytest.raises(InputError, match="is open already"):
        open_review(store, snapshot, papers(), author=BO, opened_on=DAY)


def test_two_who_open_at_once_open_one(
    store: Store, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(store, snapshot)
    monkeypatch.setattr(reviews, "kept_reviews", lambda *_, **__: [])
    monkeypatch.setattr(Store, "all", lambda *_: [])
    with pytest.raises(Superseded):
        open_review(store, snapshot, papers(), author=BO, opened_on=DAY)


def test_reviews_of_the_demo_are_apart(store: Store, snapshot: Snapshot) -> None:
    opened(store, snapshot, demo=True)
    assert kept_reviews(store) == []
    assert len(kept_reviews(store, demo=True)) == 1


def test_review_knows_the_one_before(store: Store, snapshot: Snapshot) -> None:
    first = closed(store, snapshot)
    assert first.previous is None
    assert opened(store, snapshot, date(2026, 10, 1)).previous == first.review_id


def test_review_that_a_later_one_builds_on_stays_closed(store: Store, snapshot: Snapshot) -> None:
    first = closed(store, snapshot)
    last = opened(store, snapshot, date(2026, 10, 1))
    with pytest.raises(InputError, match="A later review builds on this one"):
        undo_review(store, first, author=ANN)
    correct_review(store, first, "x", "y", author=ANN)
    undo_review(store, one(store, first.review_id), author=ANN)
    undo_review(store, last, author=ANN)
    undo_review(store, one(store, first.review_id), author=ANN)
    assert one(store, first.review_id).is_open


def test_cadence_says_when_the_next_is_due(store: Store, snapshot: Snapshot) -> None:
    assert cadence_of(store).months == 3
    assert due_on(kept_reviews(store), cadence_of(store)) is None
    closed(store, snapshot, date(2026, 11, 30))
    assert due_on(kept_reviews(store), cadence_of(store)) == date(2027, 2, 28)
    set_cadence(store, 6, author=ANN, seen=0)
    assert due_on(kept_reviews(store), cadence_of(store)) == date(2027, 5, 30)
    with pytest.raises(Superseded):
        set_cadence(store, 1, author=BO, seen=0)
    with pytest.raises(InputError, match="7 months are no choice"):
        set_cadence(store, 7, author=BO, seen=1)


def test_same_figures_are_kept_once(store: Store, snapshot: Snapshot, settings: Settings) -> None:
    closed(store, snapshot)
    opened(store, snapshot, date(2026, 10, 1))
    assert kept_blobs(settings) == sorted(map(digest_of, (to_bytes(snapshot), papers_to(papers()))))


def test_nothing_of_a_save_that_fails_is_kept(store: Store, settings: Settings) -> None:
    store.save("a", "s", {}, author=ANN, seen=0)
    with pytest.raises(Superseded):
        store.save_all([Draft("a", "s", {}, BO, 0)], [b"figures"])
    assert kept_blobs(settings) == []


def test_too_large_figures_are_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.blobs._LARGEST", 3)
    with pytest.raises(InputError, match="longer than 3 bytes"):
        store.save_all([Draft("a", "s", {}, BO, 0)], [b"four"])
    assert store.all("a") == []


def test_damaged_figures_are_named(store: Store, snapshot: Snapshot, settings: Settings) -> None:
    review = opened(store, snapshot)
    with engine_of(place_of(settings), writes=True).begin() as connection:
        connection.execute(sa.update(blobs).values(content=b"else"))
    with pytest.raises(StoreError, match="damaged"):
        snapshot_kept(store, review)
    with pytest.raises(StoreError, match="damaged"):
        snapshot_kept(store, replace(review, snapshot="0" * 64))


def test_store_of_the_form_before_is_brought_up_to_date(
    store: Store, snapshot: Snapshot, settings: Settings
) -> None:
    store.save("a", "s", {}, author=ANN, seen=0)
    with engine_of(place_of(settings), writes=True).begin() as connection:
        connection.exec_driver_sql("DROP TABLE linchpin_blobs")
        connection.exec_driver_sql("UPDATE linchpin_store_revision SET version_num = '0001'")
    assert [each.subject for each in store.all("a")] == ["s"]
    assert opened(store, snapshot).is_open


# --- forgetting -----------------------------------------------------------------------------------


def test_people_of_old_reviews_become_pseudonyms(
    store: Store, snapshot: Snapshot, settings: Settings
) -> None:
    old = closed(store, snapshot, date(2025, 7, 1))
    correct_review(store, old, "Ann and Bob talked.", "Bob, too", author=BO)
    recent = closed(store, snapshot, date(2026, 7, 1))
    assert pseudonymised(store, date(2026, 1, 1)) == 3
    hidden = one(store, old.review_id)
    assert hidden.hidden
    assert hidden.figures == old.figures
    figures = snapshot_kept(store, hidden)
    ids = figures.reps["rep_id"].tolist()
    assert all(each.startswith("P-") and len(each) == 12 for each in ids)
    name = dict(zip(snapshot.reps["rep_id"], ids, strict=True))
    assert hidden.notes == f"{name['ann']} and {name['bob']} talked."
    assert hidden.decisions[0].rep_id == name["ann"]
    assert (hidden.decisions[0].owner, hidden.decisions[0].note) == (
        name["bob"],
        f"Ask {name['ann']}",
    )
    assert (hidden.decisions[1].kind, hidden.decisions[1].owner) == (ActionKind.ACCEPT, name["bob"])
    assert figures.customers["expected_loss"].equals(snapshot.customers["expected_loss"])
    said = papers_kept(store, hidden)
    assert said is not None
    assert name["ann"] in repr(said.named)
    assert not re.findall(r"'Ann'|'ann'", repr((said.named, said.numbered, said.numbers)))
    assert said.named.page_one.figures == papers().named.page_one.figures
    # The recent one names the same figures as before, and keeps them.
    assert one(store, recent.review_id) == recent
    assert to_bytes(snapshot_kept(store, recent)) == to_bytes(snapshot)
    assert pseudonymised(store, date(2026, 1, 1)) == 0
    # Later, the same people have the same pseudonyms; then no name is left.
    assert pseudonymised(store, date(2027, 1, 1)) == 2
    assert snapshot_kept(store, one(store, recent.review_id)).reps["rep_id"].tolist() == ids
    assert not {digest_of(to_bytes(snapshot)), digest_of(papers_to(papers()))} & set(
        kept_blobs(settings)
    )
    every = " ".join(str(each.content) for each in store.all("review"))
    assert "Ann and" not in every
    assert "Ask Ann" not in every


def test_forgetting_that_fails_changes_nothing(
    store: Store, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = closed(store, snapshot, date(2025, 7, 1))

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("data.store.entries.drop_unnamed", fails)
    with pytest.raises(RuntimeError):
        pseudonymised(store, date(2026, 1, 1))
    assert one(store, old.review_id) == old
    assert to_bytes(snapshot_kept(store, old)) == to_bytes(snapshot)


def test_nothing_to_forget_writes_nothing(store: Store, settings: Settings) -> None:
    assert pseudonymised(store, date(2026, 1, 1)) == 0
    assert not settings.home.exists()


# --- killed ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_kill_while_closing_loses_nothing_and_leaves_nothing_half(
    settings: Settings, snapshot: Snapshot, tmp_path: Path
) -> None:
    store, file = Store.of(settings), tmp_path / "snapshot"
    file.write_bytes(to_bytes(snapshot))
    (tmp_path / "papers").write_bytes(papers_to(papers()))
    for number, lines in enumerate((1, 4, 3, 6)):
        command = [sys.executable, "-m", "tests.data.store.reviewing", str(settings.home)]
        command += [settings.store or "", str(file), str(tmp_path / "papers")]
        program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert program.stdout is not None
        told = [program.stdout.readline().strip() for _ in range(lines)]
        program.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        told += [line.strip() for line in program.stdout.read().splitlines() if line.strip()]
        program.stdout.close()
        program.wait()
        there = kept_reviews(store)
        state = {each.review_id: "open" if each.is_open else "closed" for each in there}
        for line in told:
            word, review_id = line.split(" ", 1)
            assert review_id in state, (number, line)
            assert word == "opened" or state[review_id] == "closed"
        for each in there:
            assert to_bytes(snapshot_kept(store, each)) == to_bytes(snapshot)
            assert papers_kept(store, each) == papers()
            assert each.is_open or len(each.decisions) == 200
        assert sum(each.is_open for each in there) <= 1
