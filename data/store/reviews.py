"""Risk reviews in the store: opened with frozen figures, closed with their decisions, then kept.

A review is one subject. Its first version is the open one, with the digests of its snapshot and of
its papers (what its minutes are made from for ever), which lie in the store itself and come with it
in one transaction; further ones hold notes, and the one that closes it the decisions as they stood.
After that only a correction is taken, a version of its own with a reason; what was before is one
undo away. Reviews of the demo company are apart.
"""

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.actions import Action
from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.pack.papers import Papers, papers_from, papers_to, papers_under
from analytics.review.frozen import from_bytes, to_bytes
from analytics.review.pseudonyms import Renaming, pseudonymous
from analytics.review.snapshot import Snapshot
from data.printable import printable
from data.store.actions import action_held, content_of
from data.store.blobs import digest_of
from data.store.entries import Author, Draft, Entry, Rewritten, Store

__all__ = [
    "CADENCES",
    "LONGEST_NOTES",
    "Cadence",
    "Introduced",
    "KeptReview",
    "Outcome",
    "cadence_of",
    "close_review",
    "correct_review",
    "due_on",
    "kept_reviews",
    "open_review",
    "papers_kept",
    "pseudonymised",
    "review_history",
    "save_notes",
    "set_cadence",
    "snapshot_kept",
    "under_pseudonyms",
    "undo_review",
]

_KINDS = {False: "review", True: "demo review"}
_CADENCES = {False: "review cadence", True: "demo review cadence"}
_KEY_KIND, _SUBJECT = "pseudonym key", "reviews"

#: Characters of the notes, and of the reason of a correction.
LONGEST_NOTES = 20_000
#: Months between two reviews that may be chosen, and those unless somebody does.
CADENCES, _USUAL = (1, 2, 3, 6, 12), 3
_OPEN, _CLOSED = "open", "closed"
#: What people write into a review.
_WRITTEN = ("notes", "correction")
#: Figures that later reviews and their papers show beside their own.
_FIGURES = (
    *("exposure", "expected_loss", "expected_loss_low", "expected_loss_high"),
    *("single_threaded_revenue_share", "single_threaded_proven_share"),
    *("single_threaded_customers", "var_95"),
)


@dataclass(frozen=True, slots=True)
class Introduced:
    """A second contact that was accepted: since when, the first visit (None: none yet), and whether
    records prove that the customer is known."""

    customer_id: str
    rep_id: str
    accepted_on: date
    visited_on: date | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of earlier decisions: second contacts accepted since the review before, and what
    should have been done by now and is not."""

    introduced: tuple[Introduced, ...] = ()
    overdue: tuple[Action, ...] = ()

    @property
    def treated(self) -> frozenset[str]:
        """The customers who were given a second contact."""
        return frozenset(each.customer_id for each in self.introduced)


@dataclass(frozen=True, slots=True)
class KeptReview:
    """A review as it stands.

    entry: its newest version that counts; seen: its newest version, also if taken back; opened_on,
    closed_on: days of the company (closed_on: None while it is open); next_on: when the next was
    to be, as that was set when it was closed; previous: the review before, if any; snapshot: the
    digest of its figures; papers: of its papers, None where an earlier program opened it; figures:
    a few of them; exceeded: codes of the limits that were exceeded; decisions and outcome: those of
    a closed review as they stood (what came of earlier decisions by then); correction: why it was
    corrected, empty unless it was; hidden: whether people go by pseudonyms.
    """

    review_id: str
    entry: Entry
    seen: int
    as_of: date
    opened_on: date
    opened_by: str
    closed_on: date | None
    next_on: date | None
    previous: str | None
    snapshot: str
    papers: str | None
    currency: str
    figures: Mapping[str, float | None]
    exceeded: tuple[str, ...]
    decisions: tuple[Action, ...]
    outcome: "Outcome"
    notes: str
    correction: str
    hidden: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still going on."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often there is a review; version 0: nobody has said, it is the usual."""

    months: int = _USUAL
    version: int = 0


def open_review(
    store: Store,
    snapshot: Snapshot,
    papers: Papers,
    *,
    author: Author,
    opened_on: date,
    demo: bool = False,
) -> str:
    """Open a review on frozen figures and papers, which are kept with it; gives its id. Durable on
    return.

    Raises
    ------
    InputError
        Another one is open, or the figures are too many.
    Superseded
        Somebody has opened one at the same moment.
    StoreError
        The store cannot be written.
    """
    every = kept_reviews(store, demo=demo)
    if any(each.is_open for each in every):
        raise InputError(message("A review is open already. Close it, or undo that it was opened"))
    content, papers_content = to_bytes(snapshot), papers_to(papers)
    held = {
        "state": _OPEN,
        "as_of": snapshot.as_of.isoformat(),
        "opened_on": opened_on.isoformat(),
        "opened_by": author.name,
        "previous": every[-1].review_id if every else None,
        "snapshot": digest_of(content),
        "papers": digest_of(papers_content),
        "currency": snapshot.currency,
        "figures": {name: snapshot.portfolio.get(name) for name in _FIGURES},
        "exceeded": [each.code for each in snapshot.limits if each.exceeded],
        "notes": "",
    }
    review_id = _new_id(opened_on, {each.subject for each in store.all(_KINDS[demo])})
    store.save_all([Draft(_KINDS[demo], review_id, held, author, 0)], [content, papers_content])
    return review_id


def _new_id(day: date, taken: Iterable[str]) -> str:
    """The day, and a number behind it where that is taken."""
    first, known = day.isoformat(), set(taken)
    further = (f"{first}-{number}" for number in range(2, len(known) + 3))
    return next(each for each in (first, *further) if each not in known)


def save_notes(
    store: Store, review: KeptReview, notes: str, *, author: Author, demo: bool = False
) -> Entry:
    """Keep the notes of an open review.

    Raises
    ------
    InputError
        It is closed, or they are too long.
    Superseded
        Somebody has changed the review meanwhile.
    StoreError
        The store cannot be written.
    """
    _refuse_closed(review)
    return _next(store, review, {"notes": _notes(notes)}, author, demo)


def close_review(
    store: Store,
    review: KeptReview,
    decisions: Sequence[Action],
    notes: str,
    *,
    author: Author,
    closed_on: date,
    outcome: Outcome = Outcome(),
    demo: bool = False,
) -> Entry:
    """Close a review with what was decided and what came of earlier decisions; durable on return,
    and unchangeable from then on.

    Raises
    ------
    InputError
        It is closed already, or what is written is too long.
    Superseded
        Somebody has changed the review meanwhile.
    StoreError
        The store cannot be written.
    """
    _refuse_closed(review)
    held = {
        "state": _CLOSED,
        "closed_on": closed_on.isoformat(),
        "next_on": _after(closed_on, cadence_of(store, demo=demo)).isoformat(),
        "decisions": [content_of(each) for each in decisions],
        "introduced": [_introduced_held(each) for each in outcome.introduced],
        "overdue": [content_of(each) for each in outcome.overdue],
        "notes": _notes(notes),
    }
    return _next(store, review, held, author, demo)


def correct_review(
    store: Store, review: KeptReview, notes: str, reason: str, *, author: Author, demo: bool = False
) -> Entry:
    """Correct the notes of a closed review, as a version of its own; figures and decisions stay.

    Raises
    ------
    InputError
        It is not closed, the reason is missing, or what is written is too long.
    Superseded
        Somebody has changed the review meanwhile.
    StoreError
        The store cannot be written.
    """
    if review.is_open:
        raise _refused(message("it is open still; change its notes"))
    if not reason.strip():
        raise _refused(message("say why; the reason is kept for whoever asks later"))
    held = {"notes": _notes(notes), "correction": _notes(reason)}
    return _next(store, review, held, author, demo)


def undo_review(store: Store, review: KeptReview, *, author: Author, demo: bool = False) -> Entry:
    """Take the last step of a review back: a correction, the closing, notes, or the opening.

    Raises
    ------
    InputError
        It would be open again although a later review builds on it.
    Superseded
        Somebody has changed the review meanwhile.
    StoreError
        The store cannot be written.
    """
    later = any(each.previous == review.review_id for each in kept_reviews(store, demo=demo))
    if later and not review.correction:
        raise InputError(message("A later review builds on this one; it stays closed"))
    return store.undo(review.entry.entry_id, author=author, seen=review.seen)


def _next(
    store: Store, review: KeptReview, changes: Mapping[str, Any], author: Author, demo: bool
) -> Entry:
    content = {**review.entry.content, **changes}
    return store.save(_KINDS[demo], review.review_id, content, author=author, seen=review.seen)


def _refuse_closed(review: KeptReview) -> None:
    if not review.is_open:
        raise _refused(message("the review is closed; correct it, which keeps what was before"))


def _notes(text: str) -> str:
    if len(text) > LONGEST_NOTES:
        raise _refused(message("the note is longer than {most} characters", most=LONGEST_NOTES))
    return text.strip()


def _refused(reason: Message) -> InputError:
    return InputError(message("This is not saved: {reason}", reason=reason))


def kept_reviews(store: Store, *, demo: bool = False) -> list[KeptReview]:
    """Every review that stands, oldest first."""
    versions: dict[str, list[Entry]] = {}
    for entry in store.all(_KINDS[demo]):
        versions.setdefault(entry.subject, []).append(entry)
    found = []
    for every in versions.values():
        standing = [each for each in every if each.undone_at is None]
        review = _review(standing[-1], every[-1].version) if standing else None
        if review is not None:
            found.append(review)
    return found


def review_history(store: Store, review_id: str, *, demo: bool = False) -> list[Entry]:
    """Every version of a review, oldest first; also those taken back."""
    return [each for each in store.all(_KINDS[demo]) if each.subject == review_id]


def snapshot_kept(store: Store, review: KeptReview) -> Snapshot:
    """The figures that a review has frozen.

    Raises
    ------
    InputError, StoreError
        They cannot be read.
    """
    return from_bytes(store.blob(review.snapshot))


def papers_kept(store: Store, review: KeptReview) -> Papers | None:
    """The papers of a review; None of one that an earlier program opened.

    Raises
    ------
    InputError, StoreError
        They cannot be read.
    """
    return None if review.papers is None else papers_from(store.blob(review.papers))


def cadence_of(store: Store, *, demo: bool = False) -> Cadence:
    """How often there is a review."""
    kind = _CADENCES[demo]
    current = store.current(kind)
    version = store.version(kind, _SUBJECT)
    months = current[-1].content.get("months") if current else _USUAL
    return Cadence(months if months in CADENCES else _USUAL, version)


def set_cadence(
    store: Store, months: int, *, author: Author, seen: int, demo: bool = False
) -> Entry:
    """Say how often there is a review.

    Raises
    ------
    InputError
        It is none of CADENCES.
    Superseded
        Somebody has changed it meanwhile.
    StoreError
        The store cannot be written.
    """
    if months not in CADENCES:
        raise _refused(message("{months} months are no choice", months=months))
    return store.save(_CADENCES[demo], _SUBJECT, {"months": months}, author=author, seen=seen)


def due_on(every: Iterable[KeptReview], cadence: Cadence) -> date | None:
    """The day on which the next review is due; None before the first was closed."""
    closed = [each.closed_on for each in every if each.closed_on is not None]
    if not closed:
        return None
    return _after(max(closed), cadence)


def _after(day: date, cadence: Cadence) -> date:
    return (pd.Timestamp(day) + pd.DateOffset(months=cadence.months)).date()


def _review(entry: Entry, seen: int) -> KeptReview | None:
    """The review of an entry; None of one that this program cannot read."""
    held: Mapping[str, Any] = entry.content
    try:
        closed = held.get("closed_on") if held["state"] == _CLOSED else None
        return KeptReview(
            review_id=entry.subject,
            entry=entry,
            seen=seen,
            as_of=date.fromisoformat(held["as_of"]),
            opened_on=date.fromisoformat(held["opened_on"]),
            opened_by=printable(str(held["opened_by"])),
            closed_on=_day(closed),
            next_on=_day(held.get("next_on")) if closed else None,
            previous=held.get("previous"),
            snapshot=str(held["snapshot"]),
            papers=held.get("papers"),
            currency=str(held["currency"]),
            figures=dict(held["figures"]),
            exceeded=tuple(held["exceeded"]),
            decisions=_actions(held.get("decisions", ())),
            outcome=Outcome(
                tuple(_introduced(each) for each in held.get("introduced", ())),
                _actions(held.get("overdue", ())),
            ),
            notes=str(held.get("notes", "")),
            correction=str(held.get("correction", "")),
            hidden=bool(held.get("hidden", False)),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _day(held: str | None) -> date | None:
    return None if held is None else date.fromisoformat(held)


def _actions(held: Iterable[Mapping[str, Any]]) -> tuple[Action, ...]:
    read = (action_held(each) for each in held)
    return tuple(each for each in read if each is not None)


def _introduced_held(each: Introduced) -> dict[str, Any]:
    visited = None if each.visited_on is None else each.visited_on.isoformat()
    return {
        "customer_id": each.customer_id,
        "rep_id": each.rep_id,
        "accepted_on": each.accepted_on.isoformat(),
        "visited_on": visited,
        "proven": each.proven,
    }


def _introduced(held: Mapping[str, Any]) -> Introduced:
    visited = held["visited_on"]
    return Introduced(
        held["customer_id"],
        held["rep_id"],
        date.fromisoformat(held["accepted_on"]),
        None if visited is None else date.fromisoformat(visited),
        bool(held["proven"]),
    )


def pseudonymised(store: Store, before: date, *, demo: bool = False) -> int:
    """Replace ids and names of people in every review opened before a day by pseudonyms, for good:
    in its figures, papers, decisions and notes, of every version. Figures stay as they are; the
    same person has the same pseudonym in all reviews. All or nothing; gives how many versions
    changed.

    Raises
    ------
    StoreError
        The store cannot be written, or the figures of a review are damaged.
    """
    if not store.all(_KINDS[demo]):
        return 0
    key = _pseudonym_key(store)
    known: dict[tuple[str, str | None], _Nameless] = {}

    def hidden(entry: Entry, blob: Callable[[str], bytes | None]) -> Rewritten | None:
        review = _review(entry, entry.version)
        if review is None or review.hidden or review.opened_on >= before:
            return None
        named = (review.snapshot, review.papers)
        if named not in known:
            known[named] = _Nameless.of(review, blob, key)
        return known[named].rewritten(entry, named)

    return store.rewrite(_KINDS[demo], hidden)


@dataclass(frozen=True, slots=True)
class _Nameless:
    """What a review has kept, without names: figures, papers (None: it has none), and how."""

    figures: bytes
    papers: bytes | None
    renaming: Renaming

    @classmethod
    def of(cls, review: KeptReview, blob: Callable[[str], bytes | None], key: bytes) -> "_Nameless":
        snapshot = from_bytes(blob(review.snapshot) or b"")
        renaming = Renaming(snapshot.reps, lambda rep_id: _pseudonym(rep_id, key))
        figures = to_bytes(pseudonymous(snapshot, renaming.ids.__getitem__))
        if review.papers is None:
            return cls(figures, None, renaming)
        papers = papers_under(papers_from(blob(review.papers) or b""), renaming)
        return cls(figures, papers_to(papers), renaming)

    def rewritten(self, entry: Entry, named: Iterable[str | None]) -> Rewritten:
        """The version of a review without names, in place of one that named these blobs."""
        held = {name: self.renaming.text(entry.content.get(name) or "") for name in _WRITTEN}
        lists = {
            name: [_renamed(each, self.renaming) for each in entry.content.get(name, [])]
            for name in ("decisions", "introduced", "overdue")
        }
        new = {**entry.content, **held, **lists, "hidden": True}
        new["snapshot"] = digest_of(self.figures)
        new["papers"] = None if self.papers is None else digest_of(self.papers)
        kept = tuple(each for each in (self.figures, self.papers) if each is not None)
        return Rewritten(new, kept, tuple(each for each in named if each is not None))


def _renamed(held: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    """A decision, or what came of it, in which people go by pseudonyms."""
    named = ("rep_id", "owner", "topic", "reason", "note")
    return {**held, **{each: renaming.text(held[each]) for each in named if each in held}}


def under_pseudonyms(store: Store, snapshot: Snapshot) -> Snapshot:
    """The figures with the pseudonyms that people have in reviews whose names are forgotten, so
    that one of these can be compared with them."""
    key = _pseudonym_key(store)
    return pseudonymous(snapshot, lambda rep_id: _pseudonym(rep_id, key))


def _pseudonym(rep_id: str, key: bytes) -> str:
    return f"P-{hmac.digest(key, rep_id.encode(), 'sha256').hex()[:10].upper()}"


def _pseudonym_key(store: Store) -> bytes:
    """The key of all pseudonyms, made when it is first needed."""
    current = store.current(_KEY_KIND)
    if current:
        return bytes.fromhex(current[-1].content["key"])
    key = secrets.token_bytes(32)
    seen = store.version(_KEY_KIND, _SUBJECT)
    store.save(_KEY_KIND, _SUBJECT, {"key": key.hex()}, author=Author("retention"), seen=seen)
    return key
