"""If these people left: what would go, what can be saved, who takes over, who else may follow?

Every customer with which one of them is in touch lies in one band, by rule:

- **stays**: somebody who stays knows it, too;
- **go** (most likely to go): nobody who stays is in touch with it, and it follows with a chance of
  ``CLOSE`` and more in the way of leaving that is looked at;
- **call** (can be saved by a call this week): all others. Nobody who stays knows it, but somebody
  is in touch, or the tie to the leaver is loose.

Who has given notice does not stay. The weeks of notice are worth what the introductions made in
them save: the customers that only leavers know, in order of expected loss, ``coverage.capacity`` a
week and leaver; each gives the successor the strength that the plan of second contacts builds up,
and the worth is the difference of Σ exposure · chance, in the same way of leaving. It is an
assumption about people's work. The way *orderly* is not applied on top: it would count the
handover twice.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.book import DepartureBook
from analytics.departure.held import Held, ids_of
from analytics.departure.receivers import receivers
from analytics.departure.successors import Successors, propose, reasons
from analytics.losses.exits import exit_chances
from analytics.losses.union import chance_of_any, either
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["BANDS", "CLOSE", "Departure", "depart"]

BANDS = ("stays", "call", "go")
STAYS, CALL, GO = range(len(BANDS))

#: From this chance to follow on a tie is close [judgement: three customers of ten].
CLOSE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Departure:
    """A set of people gone; amounts are a year, in the reporting currency.

    rep_ids: who leaves, of those asked for who are active; loss: Σ exposure · chance with nothing
    handed over, loss_after: with the introductions of ``weeks``. The columns of customers (the
    largest loss first), receivers and followers (most first) are stated in
    :data:`analytics.contracts.departing.DEPARTING`.
    """

    rep_ids: tuple[str, ...]
    kind: str
    weeks: int
    customers: pd.DataFrame
    receivers: pd.DataFrame
    followers: pd.DataFrame

    @property
    def loss(self) -> float:
        """What would go with nothing handed over."""
        return float(self.customers["loss"].sum())

    @property
    def loss_after(self) -> float:
        """What would go after the introductions."""
        return float(self.customers["loss_after"].sum())

    @property
    def worth(self) -> float:
        """What the introductions save."""
        return self.loss - self.loss_after

    @property
    def further_departures(self) -> float:
        """How many others are expected to leave beyond what is expected of them anyway."""
        return float((self.followers["chance_after"] - self.followers["chance"]).sum())


def depart(book: DepartureBook, rep_ids: list[str], *, kind: str, weeks: int = 0) -> Departure:
    """What happens when ``rep_ids`` leave in the way ``kind`` (of
    :data:`analytics.losses.exits.EXIT_KINDS`) after ``weeks`` of introductions.

    Unknown ids, and who is not active, change nothing. O(their pairs), no loop over customers.
    """
    gone = np.zeros(len(book.reps), bool)
    leavers = book.known(rep_ids)
    gone[leavers] = True
    held = Held.of(book, leavers, gone)
    exposure = book.customers["exposure"].to_numpy()[held.customers]
    chance = exit_chances(held.follow, held.place, len(exposure), kind)
    after = exit_chances(held.introduced, held.place, len(exposure), kind)
    week = _weeks(held, exposure * chance, weeks, book.capacity)
    chance_after = np.where(week > 0, np.minimum(after, chance), chance)
    found = propose(book, held.customers, exposure * np.maximum(chance, 1e-9), gone)
    customers = _customers(book, held, found, gone).assign(
        exposure=exposure,
        chance=chance,
        loss=exposure * chance,
        band=np.take(np.array(BANDS, dtype=object), _bands(held, chance)),
        week=pd.array(np.where(week > 0, week, 0), dtype="Int64"),
        chance_after=chance_after,
        loss_after=exposure * chance_after,
    )
    customers["week"] = customers["week"].mask(week == 0)
    ordered = customers.sort_values(
        ["loss", "exposure", "customer_id"], ascending=[False, False, True], kind="stable"
    )
    names = tuple(book.reps["rep_id"].to_numpy()[leavers])
    return Departure(
        names,
        kind,
        weeks,
        DEPARTING["customers"].typed(ordered),
        receivers(book, exposure, found),
        _followers(book, gone),
    )


def _bands(held: Held, chance: Floats) -> Codes:
    close = (held.in_touch == 0) & (chance >= CLOSE)
    return np.select([held.knowers > 0, close], [STAYS, GO], CALL)


def _weeks(held: Held, loss: Floats, weeks: int, capacity: int) -> Codes:
    """In which week each customer is introduced; 0: in none."""
    order = np.lexsort((-loss, held.leaver))
    order = order[(held.knowers[order] == 0) & (loss[order] > 0)]
    leaver = held.leaver[order]
    turn = np.arange(len(order)) - np.searchsorted(leaver, leaver)
    week = np.zeros(len(loss), np.int64)
    week[order] = turn // max(capacity, 1) + 1
    return np.where((week <= weeks) & (capacity > 0), week, 0)


def _customers(book: DepartureBook, held: Held, found: Successors, gone: Flags) -> pd.DataFrame:
    rows = book.customers.iloc[held.customers]
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"].to_numpy(),
            "leaver_id": ids_of(book, held.leaver),
            "leaver_share": held.leaver_share,
            "main": held.main(book, gone),
            "core": rows["core"].to_numpy(),
            "known_by_others": held.knowers,
            "keeper_rep_id": ids_of(book, found.keeper),
            "successor_rep_id": ids_of(book, found.rep),
            "basis": reasons(found),
            "successor_share": found.share,
            "alike": found.alike,
            "contract_ends_on": rows["contract_ends_on"].to_numpy(),
        }
    )


def _followers(book: DepartureBook, gone: Flags) -> pd.DataFrame:
    """Who becomes more likely to leave: the pulls of several leavers are taken as independent."""
    others = np.flatnonzero(book.reps["staying"].to_numpy() & ~gone)
    pull = book.rise[np.ix_(np.flatnonzero(gone), others)]
    column = np.broadcast_to(np.arange(len(others)), pull.shape)
    rise = chance_of_any(pull.ravel(), column.ravel(), len(others))
    chance = book.reps["chance"].to_numpy()[others]
    rows = pd.DataFrame(
        {
            "rep_id": book.reps["rep_id"].to_numpy()[others],
            "chance": chance,
            "chance_after": either(chance, rise),
            "exposure": book.reps["departure_loss"].to_numpy()[others],
        }
    )
    rows = rows[rows["chance_after"] > rows["chance"] + _ROUNDING]
    weight = (rows["chance_after"] - rows["chance"]) * rows["exposure"]
    ordered = rows.assign(weight=weight).sort_values(
        ["weight", "rep_id"], ascending=[False, True], kind="stable"
    )
    return DEPARTING["followers"].typed(ordered.drop(columns="weight"))


#: A probability that moves less has not moved.
_ROUNDING = 1e-9
