"""Who takes over each customer? Who knows it already, else who is most like it and has room.

Among active salespeople who have not given notice and do not leave now, in this order: who knows
the customer; who is in touch; who looks after the most similar customers (Shi, Sridhar, Grewal &
Lilien 2017, Journal of Marketing 81(2)) and speaks its language. Only newcomers to a customer count
against somebody's room: nobody's load grows beyond ``_ROOM`` times the even share, so that likeness
decides first and nobody drowns. The dearest customers choose first; a customer whose best candidate
has no room goes to the next (deferred acceptance, all customers of a round at once).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.departure.book import DepartureBook
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["Successors", "propose", "reasons"]

#: Why somebody is proposed, the best reason first; the last: nobody alike has room.
BASES = ("knows", "in_touch", "both", "either", "team", "room")
KNOWS, IN_TOUCH, BOTH, EITHER, TEAM, ROOM = range(len(BASES))

#: A receiver's load may grow to so many even shares [judgement].
_ROOM = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class Successors:
    """By customer asked for: rep (code, −1: nobody is there), basis (place in BASES, −1), share
    (what the successor holds already) and alike (similar customers of the successor); keeper: who
    of all who stay, whatever the function, holds most of it (−1: nobody). room: the load up to
    which newcomers were given."""

    rep: Codes
    basis: NDArray[np.int8]
    share: Floats
    alike: Codes
    keeper: Codes
    room: int


def propose(book: DepartureBook, asked: Codes, size: Floats, gone: Flags) -> Successors:
    """A successor for each of some customers.

    asked: codes of customers, each once; size: what each is worth, the largest chooses first; gone:
    by rep, who leaves or is away. O(kinds · people) a round.
    """
    staying = book.reps["staying"].to_numpy() & ~gone
    receives = book.reps["receives"].to_numpy() & ~gone
    place = np.full(len(book.customers), -1)
    place[asked] = np.arange(len(asked))
    held = np.flatnonzero((place[book.customer] >= 0) & staying[book.rep])
    keeper = _best(book, held, place, len(asked))
    seller = _best(book, held[receives[book.rep[held]]], place, len(asked))
    rep = np.where(seller >= 0, book.rep[seller], -1)
    share = np.where(seller >= 0, book.share[seller], 0.0)
    basis = np.where(seller >= 0, np.where(book.knows[seller], KNOWS, IN_TOUCH), -1)
    alike = np.zeros(len(asked), np.int64)
    room = _room(book, receives, int((seller < 0).sum()))
    free = np.where(receives, np.maximum(room - book.reps["load"].to_numpy(), 0), 0)
    open_ = np.flatnonzero(seller < 0)
    if receives.any() and len(open_):
        given = _given(book, asked[open_], size[open_], receives, free)
        rep[open_] = given
        basis[open_], alike[open_] = _likeness(book, given, book.alike.kind[asked[open_]])
    who = np.where(keeper >= 0, book.rep[keeper], -1)
    return Successors(rep, basis.astype(np.int8), share, alike, who, room)


def reasons(found: Successors) -> "pd.Series[str]":
    """Why each successor is proposed, of BASES; missing where nobody is there."""
    return pd.Series(pd.array(BASES, dtype="str").take(found.basis, allow_fill=True))


def _best(book: DepartureBook, pairs: Codes, place: Codes, size: int) -> Codes:
    """The pair of each customer with who knows it, then the largest share, then the smaller
    rep; −1 without any."""
    customer = place[book.customer[pairs]]
    order = np.lexsort((-book.rep[pairs], book.share[pairs], book.knows[pairs]))
    best = np.full(size, -1)
    best[customer[order]] = pairs[order]
    return best


def _room(book: DepartureBook, receives: Flags, newcomers: int) -> int:
    """The load up to which everybody may be filled so that all newcomers find a place."""
    loads = np.sort(book.reps["load"].to_numpy()[receives])
    if not len(loads):
        return 0
    # With the k least loaded filled to one level, it is (newcomers + their loads) / k.
    levels = (newcomers + np.cumsum(loads)) / np.arange(1, len(loads) + 1)
    level = float(levels[np.append(loads[1:] >= levels[:-1], True)].min())
    return int(np.ceil(_ROOM * level))


def _given(
    book: DepartureBook, customers: Codes, size: Floats, receives: Flags, free: Codes
) -> Codes:
    """The rep who takes each customer: rounds of asking and accepting."""
    reps = np.flatnonzero(receives)
    kinds, kind = np.unique(book.alike.kind[customers], return_inverse=True)
    rank = _rank(book, reps, kinds)
    free, given = free[reps].copy(), np.full(len(customers), -1)
    waiting = np.argsort(-size, kind="stable")
    while len(waiting) and (free > 0).any():
        rank[free <= 0] = -np.inf
        wanted = np.argmax(rank, axis=0)[kind[waiting]]
        taken = _taken(wanted, free)
        given[waiting[taken]] = reps[wanted[taken]]
        free -= np.bincount(wanted[taken], minlength=len(reps))
        waiting = waiting[~taken]
    return given


def _rank(book: DepartureBook, reps: Codes, kinds: Codes) -> Floats:
    """Reps × kinds: the order of :func:`analytics.coverage.suggestion.suggest_second_contacts` as
    one number, who speaks the language before everybody else, the less loaded before the more."""
    alike, cells = book.alike, np.ix_(reps, kinds)
    load = book.reps["load"].to_numpy()[reps]
    spare = np.broadcast_to((load.max(initial=0) - load)[:, None], (len(reps), len(kinds)))
    rank = alike.speaks[cells].astype(float)
    for values in (*(each[cells] for each in alike.counts), spare):
        rank = rank * (1.0 + float(values.max(initial=0))) + values
    return rank


def _taken(wanted: Codes, free: Codes) -> Flags:
    """Who of those who ask, in their order, is among the first that fit."""
    order = np.argsort(wanted, kind="stable")
    asked = wanted[order]
    before = np.arange(len(asked)) - np.searchsorted(asked, asked)
    taken = np.zeros(len(wanted), bool)
    taken[order] = before < free[asked]
    return taken


def _likeness(book: DepartureBook, reps: Codes, kind: Codes) -> tuple[Codes, Codes]:
    """Why each rep was proposed for a customer of a kind: basis and similar customers."""
    alike = book.alike
    both, industry = alike.both[reps, kind], alike.industry[reps, kind]
    either = np.maximum(industry, alike.region[reps, kind])
    basis = np.select(
        [reps < 0, both > 0, either > 0, alike.same_team[reps, kind]],
        [-1, BOTH, EITHER, TEAM],
        ROOM,
    )
    return basis, np.where(basis == BOTH, both, np.where(basis == EITHER, either, 0))
