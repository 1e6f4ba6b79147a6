"""What do customers do who kept their rep? The measure for what a departure changed.

Every departure is compared with customers none of whose people left within a year before or after
it, over the same calendar days: with the same change of revenue they would have had anyway
(difference in differences), and with the same chance to stop buying. Customers are matched on
what they bought in the year before, because large and small, frequent and rare buyers return to
their mean at different speeds (regression to the mean; Stuart 2010, Statistical Science 25(1)).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.relationships.pairs import Codes, Flags, Floats, Roster, sums

__all__ = ["YEAR", "Comparables", "CustomerDays", "Ledger", "comparables"]

YEAR = 365
#: Comparable customers looked at for each departure; more would only cost time.
_AT_MOST = 2_000
#: A finer group of comparable customers is used from this many on.
_ENOUGH = 20
_SIZE_CLASSES = 5
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
        customer = customers.codes(booking_days["customer_id"])
        day = day_numbers(booking_days["day"])
        origin = int(day.min(initial=0))
        span = int(day.max(initial=0)) - origin + 4 * YEAR
        keys = customer * span + (day - origin)
        order = np.argsort(keys, kind="stable")
        amounts = np.cumsum(booking_days["amount"].to_numpy(float)[order])
        positive = booking_days["positive"].to_numpy(float)[order] > 0
        return cls(origin, span, keys[order], np.append(0.0, amounts), keys[order][positive])

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


def day_numbers(days: pd.Series) -> Codes:
    """Days since 1970 of a column of days without missing ones."""
    return days.to_numpy("datetime64[D]").astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class CustomerDays:
    """Customers on the last days of departures: one row a (departure, customer).

    ``departure`` numbers the departures, ``day`` is the last day, ``known_days`` how many of the
    365 days up to it the bookings cover, ``segment`` a code of the customer's segment.
    """

    departure: Codes
    customer: Codes
    day: Codes
    known_days: Codes
    segment: Codes


@dataclass(frozen=True, slots=True, eq=False)
class Comparables:
    """Customers who kept their people, on the days of the departures.

    ``expected`` estimates, for given customers and days, revenue after and its standard error;
    ``stopping`` the chance to book nothing in a window after the day.
    """

    ledger: Ledger
    customer_days: CustomerDays
    before: Floats
    after: Floats
    today: int

    def expected(self, asked: CustomerDays, before: Floats) -> tuple[Floats, Floats]:
        """Revenue of the year after as comparable customers had it, and its standard error.

        before · Σ after ÷ Σ before over comparable customers of the same departure, size class
        (fifths of comparable revenue before) and segment; without 20 of them of the same size
        class; without 20 of these of all. Missing where nobody is comparable.
        """
        own = self.customer_days
        size, wanted = self._sizes(asked, before)
        sized, wanted = (
            each.departure * (_SIZE_CLASSES + 1) + code
            for each, code in ((own, size), (asked, wanted))
        )
        segments = int(max(own.segment.max(initial=0), asked.segment.max(initial=0))) + 1
        levels = [
            (own.departure, asked.departure),
            (sized, wanted),
            (sized * segments + own.segment, wanted * segments + asked.segment),
        ]
        ratio, error = np.full(len(before), np.nan), np.full(len(before), np.nan)
        for level, (groups, asked_groups) in enumerate(levels):
            of_group, deviation, count = self._ratios(groups, asked_groups)
            use = np.isfinite(of_group) & ((count >= _ENOUGH) | (level == 0))
            ratio, error = np.where(use, of_group, ratio), np.where(use, deviation, error)
        bought = np.maximum(before, 0.0)
        return bought * ratio, bought * error

    def _sizes(self, asked: CustomerDays, before: Floats) -> tuple[Codes, Codes]:
        """Size class of comparable and of asked customers: 0 without revenue, then fifths."""
        own = np.zeros(len(self.before), np.int64)
        wanted = np.zeros(len(before), np.int64)
        steps = np.linspace(0, 1, _SIZE_CLASSES + 1)[1:-1]
        for departure in np.unique(asked.departure):
            rows, theirs = self.customer_days.departure == departure, asked.departure == departure
            bought = self.before[rows]
            edges = np.quantile(bought[bought > 0], steps) if (bought > 0).any() else []
            own[rows] = np.where(bought > 0, 1 + np.searchsorted(edges, bought), 0)
            wanted[theirs] = np.where(
                before[theirs] > 0, 1 + np.searchsorted(edges, before[theirs]), 0
            )
        return own, wanted

    def _ratios(self, groups: Codes, asked: Codes) -> tuple[Floats, Floats, Floats]:
        size = int(max(groups.max(initial=0), asked.max(initial=0))) + 1
        usable = np.isfinite(self.after) & (self.before > 0)
        groups, before, after = groups[usable], self.before[usable], self.after[usable]
        bought, count = sums(groups, before, size), sums(groups, np.ones(len(groups)), size)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = sums(groups, after, size) / bought
            spread = sums(groups, (after - ratio[groups] * before) ** 2, size)
            error = np.sqrt(spread) / bought
        return ratio[asked], error[asked], count[asked]

    def stopping(self, asked: CustomerDays, first: int, last: int) -> Floats:
        """Chance of a comparable customer to book nothing in days ``first`` to ``last`` after.

        The rate among comparable customers who bought in the year before, by bookings a year and
        days since the last one; small groups lean on all of that frequency, those on the Poisson
        chance of no booking, exp(−rate · days), each with the weight of five customers.
        """
        own = self.customer_days
        bought = self.ledger.purchases(own.customer, own.day - own.known_days + 1, own.day) > 0
        own = _chosen(own, bought & (own.day + last <= self.today))
        stopped = self.ledger.purchases(own.customer, own.day + first, own.day + last) == 0
        frequency, cell, _ = self._rhythm(own)
        often, wanted, yearly = self._rhythm(asked)
        chance = np.exp(-yearly * (last - first + 1) / YEAR)
        chance = _leaning(frequency, stopped, often, chance)
        return _leaning(cell, stopped, wanted, chance)

    def _rhythm(self, rows: CustomerDays) -> tuple[Codes, Codes, Floats]:
        """Class of frequency, class of frequency and recency, bookings a year."""
        counted = self.ledger.purchases(rows.customer, rows.day - rows.known_days + 1, rows.day)
        yearly = counted * YEAR / np.maximum(rows.known_days, 1)
        frequency = np.searchsorted(_FREQUENCIES, yearly)
        ago = rows.day - self.ledger.last_purchase(rows.customer, rows.day)
        recency = np.searchsorted(_RECENCIES, ago, side="right")
        return frequency, frequency * (len(_RECENCIES) + 1) + recency, yearly


def _chosen(rows: CustomerDays, which: Flags) -> CustomerDays:
    return CustomerDays(*(getattr(rows, name)[which] for name in rows.__slots__))


def _leaning(groups: Codes, stopped: Flags, asked: Codes, prior: Floats) -> Floats:
    size = int(max(groups.max(initial=0), asked.max(initial=0))) + 1
    count = np.bincount(groups, minlength=size)[asked]
    return (sums(groups, stopped.astype(float), size)[asked] + _WORTH * prior) / (count + _WORTH)


def comparables(
    ledger: Ledger, left: Codes, known_days: Codes, theirs: sparse.csr_array, segment: Codes,
    today: int,
) -> Comparables:  # fmt: skip
    """Find the customers who kept their people within a year of each departure.

    left: last day of each departure; known_days: how many of the 365 days up to it the bookings
    cover; theirs: (departures × customers) whose people each leaver was; segment: a code of each
    customer; today: the last day that is seen. Of more than 2,000 customers every n-th is taken.
    """
    near = sparse.csr_array(np.abs(left[:, None] - left[None, :]) <= YEAR).astype(np.int64)
    touched = near @ theirs
    customers = np.arange(0, len(segment), -(-len(segment) // _AT_MOST) or 1)
    kept = touched[:, customers].toarray() == 0
    departure, column = np.nonzero(kept)
    customer_days = CustomerDays(
        departure, customers[column], left[departure], known_days[departure],
        segment[customers[column]],
    )  # fmt: skip
    day = customer_days.day
    before = ledger.revenue(customer_days.customer, day - customer_days.known_days + 1, day)
    after = ledger.revenue(customer_days.customer, day + 1, day + YEAR)
    return Comparables(
        ledger, customer_days, before, np.where(day + YEAR <= today, after, np.nan), today
    )
