"""How the largest share of each relationship has moved: recomputed as of the end of each quarter.

The same definitions as today (:mod:`analytics.relationships.strength`), with the decay, the window
and the people of then. Only what records prove is compared: a name in the file says nothing of how
a share has moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.policy import RelationshipRules
from analytics.relationships.pairs import Codes, Days, Flags, Floats, Roster, group_max, sums
from analytics.relationships.people import active_reps, human_reps

__all__ = ["quarter_ends", "top_shares"]

#: Ends of quarters, the as-of date among them.
_QUARTERS = 12
_MONTHS = 3
#: From the first day of the window W to its last.
_WINDOW = timedelta(days=364)


def quarter_ends(as_of: date) -> tuple[date, ...]:
    """The as-of date and every third month before, clipped to the ends of months, oldest first.

    >>> quarter_ends(date(2026, 5, 31))[-2:]
    (datetime.date(2026, 2, 28), datetime.date(2026, 5, 31))
    """
    months = range(_MONTHS * (_QUARTERS - 1), -1, -_MONTHS)
    return tuple((pd.Timestamp(as_of) - pd.DateOffset(months=each)).date() for each in months)


def top_shares(
    contacts: pd.DataFrame,
    bookings: pd.DataFrame,
    reps: pd.DataFrame,
    rules: RelationshipRules,
    *,
    as_of: date,
) -> pd.DataFrame:
    """The top share of each customer at :func:`quarter_ends`: a row a customer, by customer_id, a
    column a day, oldest first.

    contacts, bookings: customer_id, rep_id, behind (days from the end of a quarter to the as-of
    date), strength (as of that end), first_on, last_on, as each quarter adds them. reps: rep_id,
    function, hired_on, left_on, leaving_day_evidence.

    As of each end: by contacts where somebody active has one in the 365 days before, else by
    bookings in the name of somebody active; the largest strength of the active over their sum.
    Missing where neither proves anything, and where records of one kind begin less than 365 days
    before: what was known then is not comparable.
    """
    ends = quarter_ends(as_of)
    people = reps[human_reps(reps)].sort_values("rep_id", ignore_index=True)
    active = np.column_stack([active_reps(people, as_of=end).to_numpy(bool) for end in ends])
    rosters = _customers(contacts, bookings), Roster.of(people["rep_id"])
    shares = np.full((len(rosters[0]), len(ends)), np.nan)
    comparable = np.ones(len(ends), bool)
    for rows in (contacts, bookings):
        if rows.empty:
            continue
        comparable &= [rows["first_on"].min() <= pd.Timestamp(end - _WINDOW) for end in ends]
        held = _largest(_Spans.of(rows, rosters, ends), active, ends, rules.half_life_days)
        shares = np.where(np.isnan(shares) & comparable, held, shares)
    return pd.DataFrame(shares, index=rosters[0].index, columns=pd.DatetimeIndex(list(ends)))


def _customers(*frames: pd.DataFrame) -> Roster:
    return Roster.of(pd.concat([rows["customer_id"].astype("str") for rows in frames]))


@dataclass(frozen=True, slots=True, eq=False)
class _Spans:
    """Pairs by code, and what each quarter (a column) adds to them: strength, last day (or NaT)."""

    customer: Codes
    rep: Codes
    strength: Floats
    last: Days
    #: How many customers there are.
    size: int

    @classmethod
    def of(
        cls, rows: pd.DataFrame, rosters: tuple[Roster, Roster], ends: Sequence[date]
    ) -> "_Spans":
        customers, reps = rosters
        known = rows[reps.codes(rows["rep_id"]) >= 0]
        codes = customers.codes(known["customer_id"]) * len(reps) + reps.codes(known["rep_id"])
        keys, pair = np.unique(codes, return_inverse=True)
        place = pd.Index([(ends[-1] - end).days for end in ends]).get_indexer(known["behind"])
        strength = np.zeros((len(keys), len(ends)))
        strength[pair, place] = known["strength"]
        last = np.full(strength.shape, np.datetime64("NaT", "s"))
        last[pair, place] = known["last_on"]
        return cls(keys // len(reps), keys % len(reps), strength, last, len(customers))


def _largest(spans: _Spans, active: Flags, ends: Sequence[date], half_life: float) -> Floats:
    """The largest share of every customer (a row) at each end; missing where nothing proves it."""
    shares = np.full((spans.size, len(ends)), np.nan)
    strength = np.zeros(len(spans.rep))
    last = np.full(len(spans.rep), np.datetime64("NaT", "s"))
    before = ends[0]
    for place, end in enumerate(ends):
        strength = strength * 2.0 ** (-(end - before).days / half_life) + spans.strength[:, place]
        last, before = np.fmax(last, spans.last[:, place]), end
        here = active[spans.rep, place]
        held = np.where(here, strength, 0.0)
        recent = here & (last >= np.datetime64(end - _WINDOW))
        proven = np.bincount(spans.customer[recent], minlength=spans.size) > 0
        total = sums(spans.customer, held, spans.size)
        largest = group_max(spans.customer, held, spans.size)
        np.divide(largest, total, out=shares[:, place], where=proven & (total > 0))
    return shares
