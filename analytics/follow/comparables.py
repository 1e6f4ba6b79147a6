"""What do customers do who kept their rep? The measure for what a departure changed.

Every departure is compared with customers none of whose people left within a year before or after
it, over the same calendar days: with the same change of revenue they would have had anyway
(difference in differences), and with the same chance to stop buying. Customers are matched with
their nearest neighbours in what they bought before and in how it was changing, because large and
small, growing and shrinking customers return to their mean at different speeds (regression to the
mean; Stuart 2010, Statistical Science 25(1); lagged outcomes: Abadie, Diamond & Hainmueller 2010,
Journal of the American Statistical Association 105). The same comparison on an earlier day, when
nobody had left yet, is the placebo of a departure.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from analytics.relationships.pairs import Codes, Flags, Floats, Roster, sums

__all__ = ["YEAR", "Comparables", "CustomerDays", "Ledger", "comparables"]

YEAR = 365
#: Comparable customers looked at for each departure; more would only cost time.
_AT_MOST = 2_000
#: Nearest comparable customers whose change of revenue is expected of one.
_NEIGHBOURS = 20
#: Customers of a segment from which on only they are neighbours of each other.
_ENOUGH = 100
#: Spreads below this are rounding.
_SAME = 1e-9
#: Groups of customers lie so far apart that nobody has neighbours in another one.
_APART = 1e4
#: Bookings a year and days since the last one, from which the next class begins.
_FREQUENCIES, _RECENCIES = (1.5, 2.5, 4.5, 8.5), (31, 91, 181)
#: Pseudo-customers of the coarser group in the rate of a finer one [judgement].
_WORTH = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Bookings as running totals: any window of any customer costs two look-ups.

    Days are numbers (days since 1970). ``keys`` is customer · span + day in order, ``amounts``
    their running total; ``positive_keys`` the keys of days with a positive booking.
    """

    origin: int
    span: int
    keys: Codes
    amounts: Floats
    positive_keys: Codes

    @classmethod
    def of(cls, booking_days: pd.DataFrame, customers: Roster) -> "Ledger":
        """Take frame booking_days: customer_id, day, amount, positive."""
        day = day_numbers(booking_days["day"])
        origin = int(day.min(initial=0))
        span = int(day.max(initial=0)) - origin + 4 * YEAR
        keys = customers.codes(booking_days["customer_id"])
        keys *= span
        keys += day
        keys -= origin
        # Of twenty million days no array is kept that has been used.
        del day
        amounts = booking_days["amount"].to_numpy(float)
        positive = booking_days["positive"].to_numpy(float) > 0
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            keys, amounts, positive = keys[order], amounts[order], positive[order]
        totals = np.zeros(len(amounts) + 1)
        np.cumsum(amounts, out=totals[1:])
        return cls(origin, span, keys, totals, keys[positive])

    def of_customers(self, customers: Codes) -> "Ledger":
        """The same of these customers (ascending) alone, so few that the processor keeps them."""
        firsts = np.searchsorted(self.keys, customers * self.span)
        lasts = np.searchsorted(self.keys, (customers + 1) * self.span)
        # With each customer's own end, whose running total is not that of the next one here.
        rows = _ranges(firsts, lasts + 1)
        ends = np.cumsum(lasts + 1 - firsts) - 1
        keys = np.append(self.keys, 0)[rows]
        keys[ends] = (customers + 1) * self.span - 1
        bought = _ranges(
            np.searchsorted(self.positive_keys, customers * self.span),
            np.searchsorted(self.positive_keys, (customers + 1) * self.span),
        )
        amounts = np.append(self.amounts[rows], self.amounts[-1])
        return Ledger(self.origin, self.span, keys, amounts, self.positive_keys[bought])

    def _count_until(self, keys: Codes, customer: Codes, day: Codes) -> Codes:
        """How many of the keys come before the end of the customer's day."""
        within = np.clip(day - self.origin, -1, self.span - 2)
        return np.searchsorted(keys, customer * self.span + within, side="right")

    def revenue(self, customer: Codes, first: Codes, last: Codes) -> Floats:
        """Bookings of each customer from the first to the last day, both included."""
        low = self._count_until(self.keys, customer, first - 1)
        return self.amounts[self._count_until(self.keys, customer, last)] - self.amounts[low]

    def purchases(self, customer: Codes, first: Codes, last: Codes) -> Codes:
        """Days with a positive booking of each customer from the first to the last day."""
        low = self._count_until(self.positive_keys, customer, first - 1)
        return self._count_until(self.positive_keys, customer, last) - low

    def last_purchase(self, customer: Codes, day: Codes) -> Codes:
        """The newest day up to ``day`` with a positive booking; long ago without one."""
        last = self._count_until(self.positive_keys, customer, day) - 1
        key = np.append(self.positive_keys, -(2**40))[last]
        return key - customer * self.span + self.origin


def _ranges(firsts: Codes, ends: Codes) -> Codes:
    """The numbers from each first one up to its end, one range after the other."""
    sizes = ends - firsts
    return np.arange(sizes.sum()) + np.repeat(firsts - np.cumsum(sizes) + sizes, sizes)


def day_numbers(days: pd.Series) -> Codes:
    """Days since 1970 of a column of days without missing ones."""
    return days.to_numpy("datetime64[D]").astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class CustomerDays:
    """Customers on the last days of departures: one row a (departure, customer).

    ``departure`` numbers the departures, ``day`` is the day of comparison, ``known_days`` how many
    of the 730 days up to it the bookings cover, ``segment`` a code of the customer's segment.
    """

    departure: Codes
    customer: Codes
    day: Codes
    known_days: Codes
    segment: Codes

    def before(self, ledger: Ledger) -> Floats:
        """Revenue of the year up to the day, or of as much of it as is known."""
        days = np.minimum(self.known_days, YEAR)
        return ledger.revenue(self.customer, self.day - days + 1, self.day)

    def slope(self, ledger: Ledger) -> Floats:
        """Part of the later half in the revenue of all known days; a half where nothing changes."""
        span = self.known_days // 2
        late = ledger.revenue(self.customer, self.day - span + 1, self.day)
        early = ledger.revenue(self.customer, self.day - 2 * span + 1, self.day - span)
        late, early = np.maximum(late, 0.0), np.maximum(early, 0.0)
        total = late + early
        return np.divide(late, total, out=np.full(len(total), 0.5), where=total > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Comparables:
    """Customers who kept their people, on the days of the departures; ``own_ledger`` is theirs.

    ``expected`` estimates, for given customers and days, revenue after and its standard error;
    ``stopping`` the chance to book nothing in a window after the day.
    """

    ledger: Ledger
    own_ledger: Ledger
    customer_days: CustomerDays
    before: Floats
    after: Floats
    today: int

    def expected(self, asked: CustomerDays, before: Floats) -> tuple[Floats, Floats]:
        """Revenue of the days after as comparable customers had it, and its standard error.

        before · Σ after ÷ Σ before over the 20 nearest comparable customers of the same departure
        (of the same segment where that has 100), near in the logarithm of revenue before and in
        its slope, each in its standard deviations. Missing where nobody is comparable. Errors are
        parts of that of the departure's sum: who is near to many counts in it many times.
        """
        own = self.customer_days
        usable = np.flatnonzero(np.isfinite(self.after) & (self.before > 0))
        anybody = np.isin(asked.departure, own.departure[usable]) & np.isfinite(before)
        expected, error = (np.where(anybody, 0.0, np.nan) for _ in range(2))
        wanted = np.flatnonzero(anybody & (before > 0))
        if not len(wanted):
            return expected, error
        amount = before[wanted]
        rows = self._neighbours(_chosen(asked, wanted), amount, usable)
        bought, later = (np.where(rows >= 0, each[rows], 0.0) for each in (self.before, self.after))
        ratio = later.sum(axis=1) / bought.sum(axis=1)
        apart = (later - ratio[:, None] * bought) * (amount / bought.sum(axis=1))[:, None]
        expected[wanted] = amount * ratio
        error[wanted] = _parts(asked.departure[wanted], rows, apart)
        return expected, error

    def _neighbours(self, asked: CustomerDays, before: Floats, usable: Codes) -> Codes:
        """Rows of comparable customers nearest to each asked one; −1 where there are fewer."""
        own = _chosen(self.customer_days, usable)
        places = _traits(own, self.before[usable], self.own_ledger)
        unit = _spreads(own.departure, places)
        places /= unit[own.departure]
        there = _traits(asked, before, self.ledger) / unit[asked.departure]
        segments = int(max(own.segment.max(), asked.segment.max())) + 1
        of_own, of_asked = (each.departure * segments + each.segment for each in (own, asked))
        sizes = np.bincount(of_own, minlength=int(of_asked.max()) + 1)
        alike = sizes[of_asked] >= _ENOUGH
        near = np.full((len(before), _NEIGHBOURS), -1)
        for which, group, theirs in (
            (~alike, own.departure, asked.departure),
            (alike, of_own, of_asked),
        ):
            if which.any():
                found = _nearest(places, group, there[which], theirs[which])
                near[which] = np.append(usable, -1)[found]
        return near

    def stopping(self, asked: CustomerDays, first: int, last: int) -> Floats:
        """Chance of a comparable customer to book nothing in days ``first`` to ``last`` after.

        The rate among comparable customers who bought in the year before, by bookings a year and
        days since the last one; small groups lean on all of that frequency, those on the Poisson
        chance of no booking, exp(−rate · days), each with the weight of five customers.
        """
        own = self.customer_days
        days = np.minimum(own.known_days, YEAR)
        bought = self.own_ledger.purchases(own.customer, own.day - days + 1, own.day) > 0
        own = _chosen(own, bought & (own.day + last <= self.today))
        stopped = self.own_ledger.purchases(own.customer, own.day + first, own.day + last) == 0
        frequency, cell, _ = _rhythm(own, self.own_ledger)
        often, wanted, yearly = _rhythm(asked, self.ledger)
        chance = np.exp(-yearly * (last - first + 1) / YEAR)
        chance = _leaning(frequency, stopped, often, chance)
        return _leaning(cell, stopped, wanted, chance)


def _rhythm(rows: CustomerDays, ledger: Ledger) -> tuple[Codes, Codes, Floats]:
    """Class of frequency, class of frequency and recency, bookings a year."""
    days = np.minimum(rows.known_days, YEAR)
    counted = ledger.purchases(rows.customer, rows.day - days + 1, rows.day)
    yearly = counted * YEAR / np.maximum(days, 1)
    frequency = np.searchsorted(_FREQUENCIES, yearly)
    ago = rows.day - ledger.last_purchase(rows.customer, rows.day)
    recency = np.searchsorted(_RECENCIES, ago, side="right")
    return frequency, frequency * (len(_RECENCIES) + 1) + recency, yearly


def _chosen(rows: CustomerDays, which: Flags | Codes) -> CustomerDays:
    return CustomerDays(*(getattr(rows, name)[which] for name in rows.__slots__))


def _leaning(groups: Codes, stopped: Flags, asked: Codes, prior: Floats) -> Floats:
    size = int(max(groups.max(initial=0), asked.max(initial=0))) + 1
    count = np.bincount(groups, minlength=size)[asked]
    return (sums(groups, stopped.astype(float), size)[asked] + _WORTH * prior) / (count + _WORTH)


def _traits(rows: CustomerDays, before: Floats, ledger: Ledger) -> Floats:
    """What customers are matched on, one column each: level and slope."""
    return np.column_stack([np.log(before), rows.slope(ledger)])


def _spreads(groups: Codes, traits: Floats) -> Floats:
    """Standard deviation of each column in each group, 1 where nobody differs."""
    size = int(groups.max()) + 1
    count = np.maximum(np.bincount(groups, minlength=size), 1)
    columns = []
    for column in traits.T:
        apart = column - (sums(groups, column, size) / count)[groups]
        columns.append(np.sqrt(sums(groups, apart**2, size) / count))
    spreads = np.column_stack(columns)
    return np.where(spreads > _SAME, spreads, 1.0)


def _nearest(places: Floats, groups: Codes, asked: Floats, theirs: Codes) -> Codes:
    """The nearest places of the same group to each asked one; their number where there are none."""
    tree = cKDTree(
        np.column_stack([places, _APART * groups]), balanced_tree=False, compact_nodes=False
    )
    ranks = np.arange(1, _NEIGHBOURS + 1)
    at = np.column_stack([asked, _APART * theirs])
    return tree.query(at, ranks, distance_upper_bound=_APART / 2)[1]


def _parts(departure: Codes, rows: Codes, apart: Floats) -> Floats:
    """Standard error of each expectation, as its part in that of the departure's sum.

    rows, apart: neighbours of each customer (−1: none), and by how much each pulls the
    expectation. One neighbour pulls all its expectations at once; different ones are independent.
    """
    alone = np.sqrt((apart**2).sum(axis=1))
    wide = int(rows.max()) + 2
    cells = departure[:, None] * wide + rows + 1
    pulling, cell = np.unique(cells, return_inverse=True)
    pull = sums(cell.ravel(), apart.ravel(), len(pulling))
    size = int(departure.max()) + 1
    joint = np.sqrt(sums(pulling // wide, pull**2, size))
    added = sums(departure, alone, size)
    share = np.divide(joint, added, out=np.ones(size), where=added > 0)
    return alone * share[departure]


def comparables(
    ledger: Ledger, day: Codes, known_days: Codes, days_after: Codes, left: Codes,
    theirs: sparse.csr_array, segment: Codes, today: int,
) -> Comparables:  # fmt: skip
    """Find the customers who kept their people within a year of each day of comparison.

    day, known_days: of each departure, as in :class:`CustomerDays`; days_after: how many days are
    compared after it; left: the last day of each departure; theirs: (departures × customers) whose
    people each leaver was; segment: a code of each customer; today: the last day that is seen. Of
    more than 2,000 customers every n-th is taken.
    """
    near = sparse.csr_array(np.abs(day[:, None] - left[None, :]) <= YEAR).astype(np.int64)
    touched = near @ theirs
    customers = np.arange(0, len(segment), -(-len(segment) // _AT_MOST) or 1)
    own = ledger.of_customers(customers)
    kept = touched[:, customers].toarray() == 0
    departure, column = np.nonzero(kept)
    rows = CustomerDays(
        departure, customers[column], day[departure], known_days[departure],
        segment[customers[column]],
    )  # fmt: skip
    end = rows.day + days_after[departure]
    after = own.revenue(rows.customer, rows.day + 1, end)
    known = np.where(end <= today, after, np.nan)
    return Comparables(ledger, own, rows, rows.before(own), known, today)
