"""The laws from which companies are drawn, and the drawing of one company with its truth.

``demo`` is the repository's own law; the others are not assumed by any model of the product:
other forms (``hazard``, ``threshold``), unseen team effects (all), little data (``small``,
``sparse``, ``no_leavers``). Those of ``HELD_OUT`` are of still other forms, and no constant of the
product was settled with a look at them: never settle one on them. Every company is drawn from
(law, seed) alone.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.days import AS_OF_DAY, stream
from data.demo.law import MONTHS
from tests.validation.books import GOING, Book, circumstances, draw_book
from tests.validation.drawn import Drawn, draw_demo
from tests.validation.following import (
    DESTINATIONS,
    Following,
    SmoothFollowing,
    SteppedFollowing,
)
from tests.validation.held_out_following import ContractFollowing, ReorganisedFollowing
from tests.validation.held_out_leaving import (
    MixedLeaving,
    ReorganisedLeaving,
    SeasonalLeaving,
)
from tests.validation.leaving import Leaving, SmoothLeaving, SteppedLeaving, SwayingLeaving
from tests.validation.records import customer_ids, rep_ids, tables_of
from tests.validation.workforce import (
    ALL_MONTHS,
    NEVER,
    Careers,
    draw_force,
    engaged,
    leave_truth,
    leaving_days,
    simulate,
)

__all__ = ["HELD_OUT", "LAWS", "Law", "draw"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Law:
    """One law: how people leave, how customers follow, how large the company is.

    ``base_rate``: range (a year) from which each company's level of leaving is drawn;
    ``follow_shift``: range of each company's level of following (``Following.shift``);
    ``takeover_days``: range of the mean wait for a successor; ``without``: tables the company
    does not keep, ``sometimes_without`` those that every other company does not keep.
    """

    leaving: Leaving = field(default_factory=SmoothLeaving)
    following: Following = field(default_factory=SmoothFollowing)
    reps: int = 80
    teams: int = 8
    present: float = 0.82  # of them employed when the records begin
    customers: int = 1500
    base_rate: tuple[float, float] = (0.06, 0.12)
    churn: tuple[float, float] = (0.03, 0.07)
    follow_shift: tuple[float, float] = (-1.4, 0.2)
    takeover_days: tuple[float, float] = (8.0, 45.0)
    nobody_has_left: bool = False
    without: tuple[str, ...] = ()
    sometimes_without: tuple[str, ...] = ()
    futures: int = 300


#: Every law by name, except ``demo``, which is drawn by ``data.demo``.
LAWS: dict[str, Law | None] = {
    "demo": None,
    "hazard": Law(),
    "swaying": Law(SwayingLeaving()),
    "threshold": Law(
        SteppedLeaving(), SteppedFollowing(), base_rate=(0.06, 0.25), follow_shift=(-0.5, 0.5)
    ),
    "small": Law(reps=10, teams=2, present=0.8, customers=150, base_rate=(0.06, 0.25)),
    "no_leavers": Law(
        base_rate=(0.02, 0.06), nobody_has_left=True, sometimes_without=("quotas", "compensation")
    ),
    "sparse": Law(
        base_rate=(0.06, 0.25),
        without="activities contacts assignments quotas compensation rep_history".split(),
    ),
    "season": Law(SeasonalLeaving(), reps=60, teams=7, customers=900, base_rate=(0.10, 0.25)),
    "contracts": Law(
        MixedLeaving(),
        ContractFollowing(),
        reps=60,
        teams=6,
        customers=900,
        base_rate=(0.08, 0.20),
        follow_shift=(-0.6, 0.6),
    ),
    "reorganised": Law(
        ReorganisedLeaving(),
        ReorganisedFollowing(),
        reps=60,
        teams=6,
        customers=900,
        base_rate=(0.08, 0.20),
        follow_shift=(-0.5, 0.5),
    ),
}

#: Laws that are reported and never looked at while anything is settled.
HELD_OUT = ("season", "contracts", "reorganised")


def draw(name: str, seed: int, **overrides: Any) -> Drawn:
    """Draw one company of a law; ``overrides`` replace fields of :class:`Law`.

    >>> drawn = draw("small", 1)
    >>> len(drawn.tables["customers"]), list(drawn.customers.columns)
    (150, ['customer_id', 'walk', 'walk_seen', 'walks', 'shrink'])
    """
    law = LAWS[name]
    if law is None:
        return draw_demo(seed)
    law, rng = replace(law, **overrides), stream(seed, f"validation {name}")
    careers = _careers(law, rng)
    following = replace(law.following, shift=float(rng.uniform(*law.follow_shift)))
    book = draw_book(
        careers.force,
        following,
        careers.left,
        careers.destination,
        rng,
        customers=law.customers,
        churn=float(rng.uniform(*law.churn)),
        takeover_days=float(rng.uniform(*law.takeover_days)),
    )
    tables = tables_of(careers, law.leaving, book, rng)
    if "activities" in law.without:
        tables["deals"] = _deals(tables["revenue"])
    for each in (*law.without, *(law.sometimes_without if seed % 2 else ())):
        del tables[each]
    reps, futures = _true_reps(law, careers, rng)
    pairs = _true_pairs(following, book, reps, rng)
    return Drawn(name, seed, tables, following, reps, pairs, futures)


def _careers(law: Law, rng: np.random.Generator) -> Careers:
    """Three years with whoever left, and the one real year after them."""
    force = draw_force(
        law.leaving,
        rng,
        reps=law.reps,
        teams=law.teams,
        present=law.present,
        base_rate=float(rng.uniform(*law.base_rate)),
    )
    past = simulate(
        force, law.leaving, range(MONTHS), engaged(force, 1), rng, nobody_leaves=law.nobody_has_left
    )
    coming = simulate(force, law.leaving, range(MONTHS, ALL_MONTHS), past.state, rng)
    gone = coming.state.gone[0]
    notice, left = leaving_days(gone, rng)
    destination = rng.choice(3, law.reps, p=DESTINATIONS)
    return Careers(force, past.state, past.withdrawn[0], gone, notice, left, destination)


def _true_reps(
    law: Law, careers: Careers, rng: np.random.Generator
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Who may leave, for the truth and for who does not see the effects; who does, in futures."""
    left, gone = careers.left, careers.gone
    active = ~(left <= AS_OF_DAY)
    ranked = active & (gone >= MONTHS)
    notice = active & ~ranked
    (truth, futures), (seen, _) = (
        leave_truth(careers.force, law.leaving, careers.state, rng, seen=seen, futures=law.futures)
        for seen in (False, True)
    )
    reps = pd.DataFrame(
        {
            "rep_id": rep_ids(np.arange(law.reps)),
            "ranked": ranked,
            "leave": np.where(ranked, truth, notice.astype(float)),
            "leave_seen": np.where(ranked, seen, notice.astype(float)),
            "leaves": active & (gone < NEVER) & (left <= AS_OF_DAY + 365),
        }
    )
    return reps, (futures & ranked) | notice


def _true_pairs(
    law: Following, book: Book, reps: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Every tie of the as-of date, and leavers whose customers may still be on their way."""
    stops = book.customers["stops"].to_numpy()
    now = circumstances(book.ties, book.customers, stops, AS_OF_DAY, law)
    now = now[reps["leave"].to_numpy()[now["rep"]] > 0].assign(pending=False)
    follow = law.probability(now)
    now = now.assign(
        follow=follow,
        follow_seen=law.probability(now.assign(unseen=0.0)),
        follows=rng.random(len(now)) < follow * law.taking(len(reps), rng)[now["rep"]],
        shrink=law.shrinkage(now) * now["owner"].to_numpy(dtype=float),
    )
    pairs = pd.concat([now, _pending(book, stops)], ignore_index=True)
    return pairs.assign(
        customer_id=customer_ids(pairs["customer"]), rep_id=rep_ids(pairs["rep"])
    ).drop(columns="place")


def _pending(book: Book, stops: Ints) -> pd.DataFrame:
    """Customers of recent leavers: P(follows and has not stopped) given that it has not stopped."""
    gone = book.departures
    gone = gone[
        (gone["left"] > AS_OF_DAY - GOING[1]) & (stops[gone["customer"].astype(int)] > AS_OF_DAY)
    ]
    done = ((AS_OF_DAY - gone["left"] - GOING[0] + 1) / (GOING[1] - GOING[0])).clip(0.0, 1.0)
    still = gone["q"] * (1 - done) / (1 - gone["q"] * done)
    return pd.DataFrame(
        {
            "customer": gone["customer"].astype(int),
            "rep": gone["rep"].astype(int),
            "pending": True,
            "follow": still,
            "follow_seen": still,
            "follows": gone["follows"].astype(bool),
            "shrink": 0.0,
        }
    )


def _deals(revenue: pd.DataFrame) -> pd.DataFrame:
    """A won deal for every sixth booking."""
    won = revenue.iloc[::6]
    return pd.DataFrame(
        {
            "deal_id": won["revenue_id"],
            "customer_id": won["customer_id"],
            "rep_id": won["rep_id"],
            "amount": won["amount"],
            "stage": "won",
            "created_on": won["booked_on"] - pd.Timedelta(days=60),
            "closed_on": won["booked_on"],
        }
    )
