"""What happened to customers when somebody left, as far as it can be told apart from before?

Every past departure with the customers that the leaver held on the last day: what they bought in
the year before and after it, against comparable customers who kept their rep (difference in
differences, matched on level and slope), who took over, how long nobody called, and who stopped
buying. Effects run both ways: a handover may also raise revenue (Schmitz, Friess, Alavi & Habel
2020, Journal of Marketing), and the frames show it. Nothing after the as-of date is used, and of
the circumstances of a departure only what was known on its day.

People may leave because their customers buy less, and customers may buy less because somebody is
about to leave. Either shows in the year before. So every departure is compared a year too early as
well, when it cannot have had an effect (a placebo in time: Abadie, Diamond & Hainmueller 2015,
American Journal of Political Science 59(2)). Where that comparison does not come out at nothing,
the effect is withheld; where it nearly does, the range of the average reaches farther by what is
left (Rambachan & Roth 2023, Review of Economic Studies 90(5)). Leavers, not customers, are drawn in
the bootstrap of the average: what happens to customers of one leaver happens to them together
(Bertrand, Duflo & Mullainathan 2004, Quarterly Journal of Economics 119(1)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtri, stdtrit

from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.extract import Extract
from analytics.follow.comparables import (
    YEAR,
    CustomerDays,
    Ledger,
    comparables,
    day_numbers,
)
from analytics.follow.holdings import holdings
from analytics.messages import Message, Percent, message
from analytics.policy import Policy
from analytics.relationships.pairs import Codes, Flags, Floats, Roster

__all__ = ["BOOK_SPREAD", "BOOK_WORTH", "PastDepartures", "past_departures"]

#: Days after the last day in which somebody who walked books nothing.
_WALKED_DAYS = (31, 395)
#: The same for the follow model: orders under way when somebody leaves are still delivered.
_OUTCOME_DAYS = (91, 395)
#: Days before and after a departure of which what staying customers buy must be known.
_LEAST_DAYS = 182
_DRAWS, _SEED = 400, 4
#: Part of the draws beyond either end of the range of an effect, and of its placebo. The placebo
#: shall fail rather too often, the range hold the effect rather too often.
_TAIL, _PLACEBO_TAIL = 0.025, 0.1
#: Of fewer leavers (customers of a single one) nothing is said.
_LEAST = 3
#: By how much a book that nobody left moves against comparable customers within a year, and as how
#: many leavers that counts.
BOOK_SPREAD, BOOK_WORTH = 0.2, 4.0
#: A customer counts in the sums of a departure where all three are known.
_MONEY = ["revenue_before", "revenue_after", "expected_after"]
#: What was bought, what was expected and its error, after a departure and before it.
_EFFECT = ["revenue_after", "expected_after", "expected_error"]
_PLACEBO = ["placebo_revenue", "placebo_expected", "placebo_error"]
#: Relative changes up to this are rounding.
_NOTHING = 1e-9
#: Why an effect is withheld: codes of column ``withheld``.
_BEFORE, _COMMON, _FEW = "before", "common", "few"


@dataclass(frozen=True, slots=True, eq=False)
class PastDepartures:
    """All past departures and what became of the leavers' customers.

    customers
        One row per (leaver, customer with a share > 0 on the last day), with what was known of the
        circumstances on that day: :data:`analytics.contracts.departed.DEPARTED_CUSTOMERS`.
        ``expected_after`` comes from
        :meth:`~analytics.follow.comparables.Comparables.expected`.
    summary
        One row per departure, customers whom the leaver knew only:
        :data:`analytics.contracts.departed.DEPARTURE_SUMMARY`. Ranges from 400 seeded bootstrap
        samples of customers, with the standard error of comparable customers and with what a book
        does by itself.
    pooled
        The same columns over all departures, one row; rep_id, left_on, left_to missing. The
        bootstrap draws leavers.
    data_from
        First day of any record, as in the extract: relationships that begin there may be older.
    """

    customers: pd.DataFrame
    summary: pd.DataFrame
    pooled: pd.DataFrame
    data_from: date | None

    @property
    def telling(self) -> pd.DataFrame:
        """The customers that models learn from: not of departures whose placebo fails."""
        failed = self.summary["withheld"].isin([_BEFORE, _COMMON])
        return self.customers[~self.customers["rep_id"].isin(self.summary.loc[failed, "rep_id"])]

    @property
    def before_differs(self) -> bool:
        """Whether the placebo of all departures fails."""
        return bool((self.pooled["withheld"] == _BEFORE).any())

    @property
    def withheld(self) -> Message | None:
        """Why no effect of departures on average is said; None where it is."""
        if self.pooled.empty:
            return message("What departures change cannot be said: nobody has left yet.")
        row = self.pooled.iloc[0]
        if pd.notna(row["effect"]):
            return None
        if row["withheld"] != _BEFORE:
            return message(
                "What departures change on average cannot be said: it takes {least} of them whose "
                "customers can be compared before and after.",
                least=_LEAST,
            )
        size = Percent(abs(float(row["placebo"])))
        if row["placebo"] < 0:
            return message(
                "What departures change cannot be said: already before them, customers bought "
                "{size} less than comparable ones.",
                size=size,
            )
        return message(
            "What departures change cannot be said: already before them, customers bought {size} "
            "more than comparable ones.",
            size=size,
        )

    @property
    def effect(self) -> dict[str, Any]:
        """mean, low, high of the effect on average, and withheld: why they are None."""
        reason = self.withheld
        if reason is not None:
            return {"mean": None, "low": None, "high": None, "withheld": str(reason)}
        row = self.pooled.iloc[0]
        names = {"mean": "effect", "low": "effect_low", "high": "effect_high"}
        return {name: float(row[of]) for name, of in names.items()} | {"withheld": None}


def past_departures(extract: Extract, policy: Policy) -> PastDepartures:
    """Put together what is known of every departure up to ``extract.as_of``.

    Frames are empty where nobody has left. Without bookings all revenue and outcomes are missing.
    """
    if extract.departure_edges.empty:
        nobody, nothing = DEPARTED_CUSTOMERS.empty(), DEPARTURE_SUMMARY.empty()
        return PastDepartures(nobody, nothing, nothing, extract.data_from)
    held = holdings(extract, policy)
    customers = _outcomes(held, extract)
    customers = customers[DEPARTED_CUSTOMERS.names].astype(DEPARTED_CUSTOMERS.dtypes)
    single, pooled = (_summaries(customers, single=each) for each in (True, False))
    found = PastDepartures(customers, single, pooled, extract.data_from)
    if found.before_differs:
        known = single["withheld"].notna() | single["effect"].notna()
        single = _without(single, known & (single["withheld"] != _BEFORE), _COMMON)
    return replace(found, summary=single)


def _outcomes(held: pd.DataFrame, extract: Extract) -> pd.DataFrame:
    """Add what was bought before and after, and what comparable customers did."""
    roster = Roster.of(extract.customers["customer_id"])
    ledger = Ledger.of(extract.booking_days, roster)
    asked, left = _customer_days(held, extract, roster)
    today = day_numbers(pd.Series([pd.Timestamp(extract.as_of)]))[0]
    theirs = _theirs(held, asked, (len(left), len(roster)))
    segment = _segments(extract, roster)
    known, year = _known_days(left, extract), np.full(len(left), YEAR)
    others = comparables(ledger, left, known, year, left, theirs, segment, today)
    before = np.where(asked.known_days >= YEAR, asked.before(ledger), np.nan)
    after = ledger.revenue(asked.customer, asked.day + 1, asked.day + YEAR)
    after = np.where(asked.day + YEAR <= today, after, np.nan)
    expected, error = others.expected(asked, before)
    once_over = np.where(np.isfinite(after), 1.0, np.nan)
    bought = ledger.purchases(asked.customer, asked.day - YEAR + 1, asked.day) > 0
    over = asked.day + _WALKED_DAYS[1] <= today
    alone = bought & over & _strongest(held)
    return held.assign(
        revenue_before=before,
        revenue_after=after,
        expected_after=expected * once_over,
        expected_error=error * once_over,
        **_staying(asked, left, ledger, theirs, segment, today, bought & _strongest(held)),
        **_placebo(asked, left, ledger, theirs, segment, extract),
        bought_before=bought,
        walked=_flags(_silent(ledger, asked, _WALKED_DAYS) & bought, over),
        walk_chance=others.stopping(asked, *_WALKED_DAYS),
        stopped=_flags(_silent(ledger, asked, _OUTCOME_DAYS), alone),
        stop_chance=others.stopping(asked, *_OUTCOME_DAYS),
    )


def _staying(
    asked: CustomerDays,
    left: Codes,
    ledger: Ledger,
    theirs: sparse.csr_array,
    segment: Codes,
    today: int,
    alone: Flags,
) -> dict[str, Floats]:
    """What customers bought who did not stop, and comparable ones who did not either.

    Over the year before and the year after a departure, or as much of either as is known: with
    records of three years, only one departure of three has a whole year on both sides. alone: who
    bought before and was not held by another leaver still more.
    """
    known = np.zeros(len(left), np.int64)
    known[asked.departure] = asked.known_days
    span = np.minimum(today - left, YEAR)
    others = comparables(ledger, left, known, span, left, theirs, segment, today)
    kept = _not_silent(others.own_ledger, others.customer_days, today)
    others = replace(others, after=np.where(kept, others.after, np.nan))
    enough = (np.minimum(known, span) >= _LEAST_DAYS)[asked.departure]
    stayed = enough & alone & _not_silent(ledger, asked, today)
    bought = ledger.revenue(asked.customer, asked.day + 1, asked.day + span[asked.departure])
    expected, error = others.expected(asked, np.where(stayed, asked.before(ledger), np.nan))
    return {
        "revenue_staying": np.where(stayed, bought, np.nan),
        "expected_staying": expected,
        "staying_error": error,
    }


def _not_silent(ledger: Ledger, rows: CustomerDays, today: int) -> Flags:
    """Who bought in the days of an outcome, as far as these are over."""
    first, last = _OUTCOME_DAYS
    until = np.minimum(rows.day + last, today)
    return ledger.purchases(rows.customer, rows.day + first, until) > 0


def _placebo(
    asked: CustomerDays,
    left: Codes,
    ledger: Ledger,
    theirs: sparse.csr_array,
    segment: Codes,
    extract: Extract,
) -> dict[str, Floats]:
    """The comparison on a day so long before each departure that nobody can have noticed it.

    A year before, or in the middle of what is known where that is less than two years. Compared
    are customers who bought before that day and between it and the departure, of both kinds:
    whom somebody knows on the last day has hardly stopped buying before.
    """
    span = _known_days(left, extract) // 2
    day = left - span
    known = _known_days(day, extract)
    rows = replace(asked, day=day[asked.departure], known_days=known[asked.departure])
    others = comparables(ledger, day, known, span, left, theirs, segment, left.max(initial=0))
    others = replace(others, after=np.where(others.after > 0, others.after, np.nan))
    revenue = ledger.revenue(rows.customer, rows.day + 1, asked.day)
    before = rows.before(ledger)
    gone = (left[None, :] > day[:, None] - YEAR) & (left[None, :] < left[:, None])
    alone = ~_among(sparse.csr_array(gone.astype(np.int64)) @ theirs, rows)
    compared = (asked.known_days >= YEAR) & (before > 0) & (revenue > 0) & alone
    expected, error = others.expected(rows, np.where(compared, before, np.nan))
    there = np.where(np.isfinite(expected), 1.0, np.nan)
    return {
        "placebo_revenue": revenue * there,
        "placebo_expected": expected,
        "placebo_error": error,
    }


def _among(cells: sparse.csr_array, rows: CustomerDays) -> Flags:
    """Whether each row's cell (departures × customers) is not 0."""
    cells.sort_indices()
    width = cells.shape[1]
    row = np.repeat(np.arange(cells.shape[0]), np.diff(cells.indptr))
    keys = np.append(row * width + cells.indices, -1)
    wanted = rows.departure * width + rows.customer
    return keys[np.searchsorted(keys[:-1], wanted)] == wanted


def _customer_days(
    held: pd.DataFrame, extract: Extract, roster: Roster
) -> tuple[CustomerDays, Codes]:
    """The rows of held as customers and days, and the last day of each departure."""
    departure, leavers = pd.factorize(held["rep_id"], sort=True)
    day = day_numbers(held["left_on"])
    left = np.zeros(len(leavers), np.int64)
    left[departure] = day
    customer = roster.codes(held["customer_id"])
    covered = _known_days(day, extract)
    segment = _segments(extract, roster)[customer]
    return CustomerDays(departure, customer, day, covered, segment), left


def _known_days(day: Codes, extract: Extract) -> Codes:
    """How many of the 730 days up to each day the bookings cover."""
    if extract.booking_days.empty:
        return np.zeros(len(day), np.int64)
    first = day_numbers(pd.Series([extract.booking_days["day"].min()]))[0]
    return np.clip(day - first + 1, 0, 2 * YEAR)


def _segments(extract: Extract, roster: Roster) -> Codes:
    """A code of each customer's segment by code of the customer; one more for none."""
    frame = extract.customers
    codes = np.zeros(len(roster), np.int64)
    if "segment" in frame:
        codes[roster.codes(frame["customer_id"])] = pd.factorize(frame["segment"])[0] + 1
    return codes


def _theirs(held: pd.DataFrame, asked: CustomerDays, shape: tuple[int, int]) -> sparse.csr_array:
    """Whom each leaver knew: (departures × customers)."""
    knew = held["knew"].to_numpy(bool)
    cells = (np.ones(knew.sum(), np.int64), (asked.departure[knew], asked.customer[knew]))
    return sparse.csr_array(cells, shape=shape)


def _silent(ledger: Ledger, rows: CustomerDays, days: tuple[int, int]) -> Flags:
    first, last = days
    return ledger.purchases(rows.customer, rows.day + first, rows.day + last) == 0


def _flags(values: Flags, over: Flags) -> pd.arrays.BooleanArray:
    return pd.arrays.BooleanArray(values, ~over)


def _strongest(held: pd.DataFrame) -> Flags:
    """Whether no other leaver held more of the customer within a year of this departure."""
    rows = held[["customer_id", "rep_id", "left_on", "share"]].reset_index(names="row")
    pairs = rows.merge(rows, on="customer_id", suffixes=("", "_other"))
    apart = (pairs["left_on"] - pairs["left_on_other"]).abs() <= pd.Timedelta(days=YEAR)
    more = (pairs["share_other"] > pairs["share"]) | (
        (pairs["share_other"] == pairs["share"]) & (pairs["rep_id_other"] < pairs["rep_id"])
    )
    beaten = pairs.loc[apart & more, "row"].unique()
    return ~held.index.isin(beaten)


def _summaries(customers: pd.DataFrame, *, single: bool) -> pd.DataFrame:
    """One row per departure, or one over all; sums over whom the leavers knew."""
    rows = customers[customers["knew"]]
    groups = rows["rep_id"].to_numpy() if single else np.full(len(rows), "all")
    money = rows[_MONEY].notna().all(axis=1) & (rows["revenue_before"] > 0)
    placed = money & rows["placebo_expected"].notna()
    if not single:
        # Departures without a placebo tell nothing about the average.
        money &= placed.groupby(rows["rep_id"]).transform("any")
    bought = rows["bought_before"] & rows["walked"].notna()
    facts = (
        pd.DataFrame(
            {
                "customers": 1,
                **{name: rows[name].where(money) for name in _MONEY},
                "raised": (rows["revenue_after"] > rows["expected_after"]).where(money),
                "walked_share": rows["walked"].astype("Float64").where(bought),
                "comparable_walked_share": rows["walk_chance"].where(bought),
                "days_silent": rows["days_silent"].astype("Float64"),
            }
        )
        .astype({"raised": "Float64"})
        .groupby(groups)
    )
    sums = facts[["customers", *_MONEY, "raised"]].sum(min_count=1)
    means = facts[["walked_share", "comparable_walked_share"]].mean()
    summaries = pd.concat([sums, means, facts["days_silent"].median()], axis=1)
    clusters = rows["customer_id" if single else "rep_id"]
    earlier = _drawn(rows.loc[placed, _PLACEBO], groups[placed], clusters[placed])
    later = _drawn(rows.loc[money, _EFFECT], groups[money], clusters[money])
    spread = _book_spread(earlier) if single else 0.0
    ranges = (
        _ranges(later, _TAIL, spread, "effect"),
        _ranges(earlier, _PLACEBO_TAIL, spread, "placebo"),
    )
    summaries = summaries.join(list(ranges))
    if not single:
        # What was the matter before may go on, either way.
        size = summaries["placebo"].abs()
        summaries["effect_low"] = (summaries["effect_low"] - size).clip(lower=-1.0)
        summaries["effect_high"] += size
    who = rows[["rep_id", "left_on", "left_to"]].groupby(groups).first()
    summaries = summaries.join(who if single else who.iloc[:, :0])
    summaries = summaries.reindex(columns=DEPARTURE_SUMMARY.names).reset_index(drop=True)
    return _told(summaries.astype(DEPARTURE_SUMMARY.dtypes), single=single)


def _told(summaries: pd.DataFrame, *, single: bool) -> pd.DataFrame:
    """Withhold effects that cannot be told apart from what went before."""
    few = summaries[["effect_low", "placebo_low"]].isna().any(axis=1)
    if single:
        # Where the year after is not known there is nothing to withhold.
        few &= summaries["effect"].notna()
    failed = (summaries["placebo_low"] > _NOTHING) | (summaries["placebo_high"] < -_NOTHING)
    failed &= summaries["effect"].notna() & ~few
    return _without(_without(summaries, few, _FEW), failed, _BEFORE)


def _without(summaries: pd.DataFrame, rows: "pd.Series[bool]", reason: str) -> pd.DataFrame:
    """Take out the effect of these rows and, where customers are not comparable, how many bought
    more or stopped against comparable ones."""
    names = ["effect", "effect_low", "effect_high"]
    names += [] if reason == _FEW else ["raised", "comparable_walked_share"]
    told = summaries.copy()
    told[names] = told[names].mask(rows)
    told["withheld"] = told["withheld"].mask(rows, reason)
    return told


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """after ÷ expected − 1 of one group, and in bootstrap samples of its clusters (empty for fewer
    than three)."""

    value: float
    draws: Floats
    clusters: int

    @property
    def variance(self) -> float:
        return float(self.draws.var() * self.clusters / (self.clusters - 1))


def _drawn(
    amounts: pd.DataFrame, groups: NDArray[np.object_], clusters: "pd.Series[str]"
) -> dict[str, _Drawn]:
    """The relative change of each group; amounts: what was bought, expected, and its error."""
    added = amounts.groupby([groups, clusters.to_numpy()]).sum()
    return {
        str(group): _resampled(rows.to_numpy(float))
        for group, rows in added.groupby(level=0)
        if rows.iloc[:, 1].sum() > 0
    }


def _resampled(clusters: Floats) -> _Drawn:
    """Bootstrap samples of the clusters: after, expected, error of each.

    Errors of the clusters move together, which is the careful side: they share comparable
    customers.
    """
    after, expected, _ = clusters.sum(axis=0)
    count = len(clusters)
    if count < _LEAST:
        return _Drawn(after / expected - 1, np.empty(0), count)
    random = np.random.default_rng(_SEED)
    weights = random.multinomial(count, np.full(count, 1 / count), size=_DRAWS).astype(float)
    afters, expecteds, errors = (weights @ clusters).T
    expecteds = np.maximum(expecteds + random.standard_normal(_DRAWS) * errors, 1e-9)
    return _Drawn(after / expected - 1, afters / expecteds - 1, count)


def _book_spread(placebos: Mapping[str, _Drawn]) -> float:
    """By how much the books of leavers moved by themselves, beyond chance among their customers.

    The standard deviation between placebos (method of moments), leaning on what is usual.
    """
    known = [each for each in placebos.values() if len(each.draws)]
    beyond = 0.0
    if len(known) > 1:
        values = np.array([each.value for each in known])
        total = len(known) * values.var(ddof=1)
        beyond = max(float(total - sum(each.variance for each in known)), 0.0)
    return float(np.sqrt((BOOK_WORTH * BOOK_SPREAD**2 + beyond) / (BOOK_WORTH + len(known))))


def _ranges(groups: Mapping[str, _Drawn], tail: float, spread: float, name: str) -> pd.DataFrame:
    """value, low and high of each group, in columns that begin with ``name``."""
    ends = [(each.value, *_range(each, tail, spread)) for each in groups.values()]
    columns = [name, f"{name}_low", f"{name}_high"]
    return pd.DataFrame(ends, index=list(groups), columns=columns, dtype=float)


def _range(drawn: _Drawn, tail: float, spread: float) -> tuple[float, float]:
    """The ends that so many of the draws lie beyond, wider where there are few clusters (Student's
    t), and with what a book does by itself."""
    if not len(drawn.draws):
        return np.nan, np.nan
    count = drawn.clusters
    student = stdtrit(count - 1, 1 - tail) / ndtri(1 - tail)
    wider = student * np.sqrt(count / (count - 1))
    draws = drawn.value + (drawn.draws - drawn.value) * wider
    own = np.random.default_rng([_SEED, 1]).standard_normal(len(draws))
    low, high = np.quantile((1 + draws) * np.exp(spread * own) - 1, [tail, 1 - tail])
    return max(float(low), -1.0), float(high)
