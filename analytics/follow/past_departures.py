"""What happened to customers when somebody left?

Every past departure with the customers that the leaver held on the last day: what they bought in
the year before and after it, against comparable customers who kept their rep (difference in
differences), who took over, how long nobody called, and who stopped buying. Effects run both
ways: a handover may also raise revenue (Schmitz, Friess, Alavi & Habel 2020, Journal of
Marketing), and the frames show it. Nothing after the as-of date is used, and of the circumstances
of a departure only what was known on its day.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.extract import Extract
from analytics.follow.comparables import (
    YEAR,
    Comparables,
    CustomerDays,
    Ledger,
    comparables,
    day_numbers,
)
from analytics.follow.holdings import holdings
from analytics.policy import Policy
from analytics.relationships.pairs import Codes, Flags, Roster

__all__ = ["PastDepartures", "past_departures"]

#: Days after the last day in which somebody who walked books nothing.
_WALKED_DAYS = (31, 395)
#: The same for the follow model: orders under way when somebody leaves are still delivered.
_OUTCOME_DAYS = (91, 395)
_DRAWS, _SEED = 400, 4
#: Ends of an interval that holds four samples of five.
_LOW, _HIGH = 0.1, 0.9
#: A customer counts in the sums of a departure where all three are known.
_MONEY = ["revenue_before", "revenue_after", "expected_after"]


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
        :data:`analytics.contracts.departed.DEPARTURE_SUMMARY`. Intervals are of 80 %, from 400
        seeded bootstrap samples of customers, with the standard error of comparable customers.
    pooled
        The same columns over all departures, one row; rep_id, left_on, left_to missing.
    data_from
        First day of any record, as in the extract: relationships that begin there may be older.
    """

    customers: pd.DataFrame
    summary: pd.DataFrame
    pooled: pd.DataFrame
    data_from: date | None


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
    return PastDepartures(customers, single, pooled, extract.data_from)


def _outcomes(held: pd.DataFrame, extract: Extract) -> pd.DataFrame:
    """Add what was bought before and after, and what comparable customers did."""
    roster = Roster.of(extract.customers["customer_id"])
    ledger = Ledger.of(extract.booking_days, roster)
    asked, left = _customer_days(held, extract, roster)
    today = day_numbers(pd.Series([pd.Timestamp(extract.as_of)]))[0]
    others = _comparables(held, asked, left, ledger, today, extract, roster)
    before = ledger.revenue(asked.customer, asked.day - YEAR + 1, asked.day)
    before = np.where(asked.known_days == YEAR, before, np.nan)
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
        bought_before=bought,
        walked=_flags(_silent(ledger, asked, _WALKED_DAYS) & bought, over),
        walk_chance=others.stopping(asked, *_WALKED_DAYS),
        stopped=_flags(_silent(ledger, asked, _OUTCOME_DAYS), alone),
        stop_chance=others.stopping(asked, *_OUTCOME_DAYS),
    )


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
    """How many of the 365 days up to each day the bookings cover."""
    if extract.booking_days.empty:
        return np.zeros(len(day), np.int64)
    first = day_numbers(extract.booking_days["day"]).min()
    return np.clip(day - first + 1, 0, YEAR)


def _segments(extract: Extract, roster: Roster) -> Codes:
    """A code of each customer's segment by code of the customer; one more for none."""
    frame = extract.customers
    codes = np.zeros(len(roster), np.int64)
    if "segment" in frame:
        codes[roster.codes(frame["customer_id"])] = pd.factorize(frame["segment"])[0] + 1
    return codes


def _comparables(
    held: pd.DataFrame,
    asked: CustomerDays,
    left: Codes,
    ledger: Ledger,
    today: int,
    extract: Extract,
    roster: Roster,
) -> Comparables:
    knew = held["knew"].to_numpy(bool)
    cells = (np.ones(knew.sum(), np.int64), (asked.departure[knew], asked.customer[knew]))
    return comparables(
        ledger,
        left,
        _known_days(left, extract),
        sparse.csr_array(cells, shape=(len(left), len(roster))),
        _segments(extract, roster),
        today,
    )


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
    money = rows[_MONEY].notna().all(axis=1)
    raised = (rows["revenue_after"] > rows["expected_after"]).where(money)
    bought = rows["bought_before"] & rows["walked"].notna()
    facts = pd.DataFrame(
        {
            "customers": 1,
            **{name: rows[name].where(money) for name in _MONEY},
            "raised": raised.astype("Float64"),
            "walked_share": rows["walked"].astype("Float64").where(bought),
            "comparable_walked_share": rows["walk_chance"].where(bought),
            "days_silent": rows["days_silent"].astype("Float64"),
        }
    ).groupby(groups)
    sums = facts[["customers", *_MONEY, "raised"]].sum(min_count=1)
    means = facts[["walked_share", "comparable_walked_share"]].mean()
    summaries = pd.concat([sums, means, facts["days_silent"].median()], axis=1)
    expected = summaries["expected_after"]
    summaries["effect"] = (summaries["revenue_after"] / expected - 1).where(expected > 0)
    summaries[["effect_low", "effect_high"]] = _intervals(rows[money], groups[money], expected)
    who = rows[["rep_id", "left_on", "left_to"]].groupby(groups).first()
    summaries = summaries.join(who if single else who.iloc[:, :0])
    summaries = summaries.reindex(columns=DEPARTURE_SUMMARY.names).reset_index(drop=True)
    return summaries.astype(DEPARTURE_SUMMARY.dtypes)


def _intervals(
    money: pd.DataFrame, groups: NDArray[np.object_], expected: "pd.Series[float]"
) -> NDArray[np.float64]:
    """effect_low, effect_high of each group (the index of ``expected``); missing without one."""
    columns = money[["revenue_after", "expected_after", "expected_error"]].to_numpy(float)
    rows = money.groupby(groups).indices
    intervals = np.full((len(expected), 2), np.nan)
    for row, (group, amount) in enumerate(expected.items()):
        if amount > 0:
            intervals[row] = _interval(columns[rows[group]])
    return intervals


def _interval(customers: NDArray[np.float64]) -> tuple[float, float]:
    """80 % interval of after ÷ expected − 1 over bootstrap samples of the customers.

    customers: after, expected, error of each.

    Customers of one group of comparables share its error: all errors move together, which is
    the careful side.
    """
    random = np.random.default_rng(_SEED)
    count = len(customers)
    weights = random.multinomial(count, np.full(count, 1 / count), size=_DRAWS).astype(float)
    after, expected, error = (weights @ customers).T
    expected = np.maximum(expected + random.standard_normal(_DRAWS) * error, 1e-9)
    low, high = np.quantile(after / expected - 1, [_LOW, _HIGH])
    return float(low), float(high)
