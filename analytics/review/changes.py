"""What has changed between two reviews, split so that it adds up to the cent and the last account.

By sequential replacement, in this order: the **rows** of the later day (each account once, by the
first of people, customers, revenue and recording that explains it, see
:mod:`analytics.review.replacing`), then the **policy**, then the **coefficients** of the models,
then the **program**. Rows are replaced under the policy and with the coefficients of the earlier
review, so that a part is what it would have moved had nothing after it changed.

A kind of row *explains* an account if it makes up half and more of what all rows together change
there, in the order above; where none does, the one that makes up most.

An earlier program cannot be run any more: its part is how far this one's figures of either day
differ from those that were frozen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.contracts.reviewed import REVIEWED
from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.review.replacing import REPLACED, arrived, replacements
from analytics.review.rows import Rows, figures, sums_alike
from analytics.review.snapshot import Snapshot

__all__ = ["CAUSES", "FIGURES", "Cause", "Part", "Split", "cents_of", "what_changed"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

#: The figures that are split, in words.
FIGURES: Mapping[str, Message] = {
    "single_threaded": message("On record with one person only"),
    "expected_loss": message("Expected loss, 12 months"),
}
#: Frames with a row a customer and person who may be in touch.
_TOUCHING = ("activity_edges", "booking_edges", "ownership", "stated")
#: Differences below this part of the amount are none: sums of the same numbers in another order.
_TOLERANCE = 1e-9
#: The part of an account's change that explains it.
_EXPLAINS = 0.5


class Cause(StrEnum):
    """What a part of a change comes from, in the order of replacement."""

    PEOPLE = "people"
    CUSTOMERS = "customers"
    REVENUE = "revenue"
    RECORDING = "recording"
    POLICY = "policy"
    COEFFICIENTS = "coefficients"
    PROGRAM = "program"


#: What each is called.
CAUSES: Mapping[Cause, Message] = {
    Cause.PEOPLE: message("People came, left or gave notice"),
    Cause.CUSTOMERS: message("Customers new, gone or merged"),
    Cause.REVENUE: message("Revenue rose or fell"),
    Cause.RECORDING: message("More or less is on record"),
    Cause.POLICY: message("The policy was changed"),
    Cause.COEFFICIENTS: message("The estimates have learned"),
    Cause.PROGRAM: message("The program was updated"),
}
_OF_ROWS = tuple(Cause(name) for name in REPLACED)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of a change: cents (hundredths of the currency), counted (how many more accounts
    count in the figure), accounts (columns in :data:`analytics.contracts.reviewed.REVIEWED`)."""

    cause: Cause
    cents: int
    counted: int
    accounts: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The change of one figure: hundredths of the currency and accounts that count, before and
    after. The cents of the parts add up to ``after_cents - before_cents``, their accounts to
    ``counted_after - counted_before``.

    told_apart: False where the earlier policy sums rows otherwise and the later day was not summed
    that way: part of what the policy changed then stands among the rows.
    """

    figure: str
    before_cents: int
    after_cents: int
    counted_before: int
    counted_after: int
    parts: tuple[Part, ...]
    told_apart: bool

    def part(self, cause: Cause) -> Part:
        """The part of one cause; there is one of each."""
        return next(each for each in self.parts if each.cause is cause)


def what_changed(before: Snapshot, now: Snapshot) -> dict[str, Split]:
    """Split the changes of FIGURES between two reviews, by figure.

    Raises
    ------
    InputError
        They are in different currencies.
    """
    if before.currency != now.currency:
        raise InputError(
            message(
                "The last review was in {before}, this one is in {now}: amounts cannot be compared",
                before=before.currency,
                now=now.currency,
            )
        )
    states, told_apart = _states(before, now)
    ids = states[0].index
    facts = _facts(before, now, ids)
    people = _through_whom(before, now, ids)
    return {figure: _split(figure, states, facts, people, told_apart) for figure in FIGURES}


class _At(IntEnum):
    """Places of the states of :func:`_states`: as frozen then, computed anew, after all rows, under
    the policy, with the coefficients, as frozen now."""

    FROZEN = 0
    FIRST = 1
    ROWS = 5
    POLICY = 6
    LEARNED = 7
    LAST = 8


def _states(before: Snapshot, now: Snapshot) -> tuple[list[pd.DataFrame], bool]:
    """The figures of every account, earlier or later: as frozen then, computed anew, after each
    kind of rows, under the policy and with the coefficients of now, as frozen now."""
    old, told_apart = before.coefficients, True
    later = now.rows
    if not sums_alike(before.policy, now.policy):
        told_apart = now.summed is not None and now.summed.policy == before.policy.fingerprint
        if told_apart and now.summed is not None:
            later = Rows(now.summed.extract, now.rows.people)
    half_life = before.policy.relationships.half_life_days
    mixed = replacements(before.rows, later, _moved(before, now), half_life)
    states = [_frozen(before)]
    states += [figures(rows, before.policy, old) for rows in mixed]
    states.append(figures(now.rows, now.policy, old.under(now.policy)))
    states.append(figures(now.rows, now.policy, now.coefficients))
    states.append(_frozen(now))
    ids = before.customers["customer_id"].tolist() + now.customers["customer_id"].tolist()
    every = pd.Index(dict.fromkeys(ids), name="customer_id")
    return [_of_all(state, every) for state in states], told_apart


def _of_all(state: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """The figures of all accounts; nothing of those that are not there."""
    there = state[[*FIGURES, "counted"]].reindex(ids)
    return there.assign(
        single_threaded=there["single_threaded"].fillna(0.0),
        expected_loss=there["expected_loss"].fillna(0.0),
        counted=there["counted"].astype("boolean").fillna(False).astype(bool),
    )


def _frozen(snapshot: Snapshot) -> pd.DataFrame:
    """The figures as they were shown on the day."""
    customers = snapshot.customers
    single = customers["single_threaded"].fillna(False).astype(bool)
    frame = pd.DataFrame(
        {
            "single_threaded": customers["exposure"].where(single, 0.0),
            "expected_loss": customers["expected_loss"].fillna(0.0),
            "counted": single,
        }
    )
    return frame.set_index(pd.Index(customers["customer_id"], name="customer_id"))


def _moved(before: Snapshot, now: Snapshot) -> frozenset[str]:
    """Customers that are new or gone, and those whom others were merged into since."""
    old, new = (frozenset(each.customers["customer_id"]) for each in (before, now))
    joined = {into for gone, into in now.merged.items() if before.merged.get(gone) != into}
    return (old ^ new) | (joined & new)


def _split(
    figure: str,
    states: list[pd.DataFrame],
    facts: pd.DataFrame,
    people: pd.Series,
    told_apart: bool,
) -> Split:
    values = np.vstack([state[figure].to_numpy(float) for state in states])
    flags = np.vstack([state["counted"].to_numpy(np.int64) for state in states])
    if figure == "expected_loss":
        flags = np.vstack([(row > 0).astype(np.int64) for row in values])
    before_cents, after_cents = (
        round(100 * float(values[at].sum())) for at in (_At.FROZEN, _At.LAST)
    )
    moves = list(_moves(values, flags))
    cents = cents_of(np.concatenate([move for _, move, _ in moves]), before_cents, after_cents)
    by_part = np.split(cents, len(moves))
    running, counts = values[_At.FROZEN].copy(), flags[_At.FROZEN].copy()
    parts = []
    for (cause, move, counted), own in zip(moves, by_part, strict=True):
        whom = people if cause is Cause.PEOPLE else None
        accounts = _accounts(move, counted, own, running, counts, facts, whom)
        parts.append(Part(cause, int(own.sum()), int(counted.sum()), accounts))
        running, counts = running + move, counts + counted
    return Split(
        figure,
        before_cents,
        after_cents,
        int(flags[_At.FROZEN].sum()),
        int(flags[_At.LAST].sum()),
        tuple(parts),
        told_apart,
    )


def _moves(values: Floats, flags: Counts) -> Iterator[tuple[Cause, Floats, Counts]]:
    """Of each cause, by account: by how much it moves the figure, and whether it counts."""
    explained = _explained(values[_At.FIRST : _At.ROWS + 1], flags[_At.FIRST : _At.ROWS + 1])
    rows = _differences(values[_At.ROWS], values[_At.FIRST])
    counted = flags[_At.ROWS] - flags[_At.FIRST]
    for place, cause in enumerate(_OF_ROWS):
        own = explained == place
        yield cause, np.where(own, rows, 0.0), np.where(own, counted, 0)
    for cause, at in ((Cause.POLICY, _At.POLICY), (Cause.COEFFICIENTS, _At.LEARNED)):
        yield cause, _differences(values[at], values[at - 1]), flags[at] - flags[at - 1]
    program = _differences(values[_At.FIRST], values[_At.FROZEN])
    program = program + _differences(values[_At.LAST], values[_At.LEARNED])
    yield (
        Cause.PROGRAM,
        program,
        flags[_At.FIRST] - flags[_At.FROZEN] + flags[_At.LAST] - flags[_At.LEARNED],
    )


def _differences(after: Floats, before: Floats) -> Floats:
    difference = after - before
    size = np.maximum(np.abs(after), np.abs(before))
    return np.where(np.abs(difference) <= _TOLERANCE * size, 0.0, difference)


def _explained(values: Floats, flags: Counts) -> Counts:
    """The place of the kind of rows that explains each account.

    values, flags: states × accounts, from the first before any is replaced to the last after all.
    Where the amount does not change, whether the account counts decides.
    """
    amount = _differences(values[-1], values[0]) != 0
    steps = np.where(amount, np.diff(values, axis=0), np.diff(flags, axis=0).astype(float))
    whole = steps.sum(axis=0)
    part = np.divide(steps, whole, out=np.zeros_like(steps), where=whole != 0)
    enough = part >= _EXPLAINS - _TOLERANCE
    return np.where(enough.any(axis=0), enough.argmax(axis=0), part.argmax(axis=0))


def cents_of(moves: Floats, before_cents: int, after_cents: int) -> Counts:
    """Moves as whole hundredths that add up to ``after_cents - before_cents``: each is what it
    adds to the running total, rounded.

    >>> cents_of(np.array([0.333, 0.333, 0.334]), 0, 100).tolist()
    [33, 34, 33]
    """
    totals = before_cents / 100 + np.cumsum(moves)
    rounded = np.rint(100 * totals).astype(np.int64)
    moved = np.flatnonzero(moves)
    if len(moved):
        rounded[moved[-1] :] = after_cents
    cents = np.diff(rounded, prepend=np.int64(before_cents))
    return np.asarray(cents, dtype=np.int64)


def _accounts(
    move: Floats,
    counted: Counts,
    cents: Counts,
    running: Floats,
    counts: Counts,
    facts: pd.DataFrame,
    people: pd.Series | None,
) -> pd.DataFrame:
    """The accounts of one part, the largest move first, then by id."""
    at = np.flatnonzero((move != 0) | (counted != 0))
    ids = facts.index[at]
    frame = facts.loc[ids].reset_index()
    whom = pd.array([None] * len(at), "str") if people is None else people.loc[ids].array
    frame = frame.assign(
        rep_id=whom,
        before=running[at],
        after=running[at] + move[at],
        difference=move[at],
        cents=cents[at],
        counted_before=counts[at] > 0,
        counted_after=counts[at] + counted[at] > 0,
    )
    order = np.lexsort((frame["customer_id"].to_numpy(object), -np.abs(move[at])))
    return REVIEWED["accounts"].typed(frame.iloc[order])


def _facts(before: Snapshot, now: Snapshot, ids: pd.Index) -> pd.DataFrame:
    """known_by and evidence of every account, at both reviews."""
    columns: Mapping[str, Snapshot] = {"before": before, "after": now}
    return pd.DataFrame(
        {
            f"{name}_{when}": snapshot.customers.set_index("customer_id")[name].reindex(ids)
            for name in ("known_by", "evidence")
            for when, snapshot in columns.items()
        },
        index=ids,
    )


def _through_whom(before: Snapshot, now: Snapshot, ids: pd.Index) -> pd.Series:
    """The person through whom each account may have moved: of those in touch then or now, who came
    or left; else whose chance of leaving has moved most."""
    pairs = pd.concat(_in_touch(before.rows) + _in_touch(now.rows)).drop_duplicates()
    old, new = before.rows.extract, now.rows.extract
    crossed = arrived(old, new) | arrived(new, old)
    earlier, later = (_chance(each, pairs["rep_id"]) for each in (before, now))
    weight = np.abs(later - earlier) + 2.0 * pairs["rep_id"].isin(crossed).to_numpy()
    ranked = pairs.assign(weight=-weight).sort_values(["customer_id", "weight", "rep_id"])
    first = ranked[ranked["weight"] < 0].drop_duplicates("customer_id")
    return first.set_index("customer_id")["rep_id"].reindex(ids).astype("str")


def _in_touch(rows: Rows) -> list[pd.DataFrame]:
    """Customer and person of every pair that anything is known of."""
    return [getattr(rows.extract, name)[["customer_id", "rep_id"]] for name in _TOUCHING]


def _chance(snapshot: Snapshot, people: pd.Series) -> Floats:
    """The chance of leaving of each, 0 where there is none."""
    known = snapshot.reps.set_index("rep_id")["attrition_probability"].fillna(0.0)
    return known.reindex(people, fill_value=0.0).to_numpy(float)
