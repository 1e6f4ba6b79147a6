"""Which introductions are agreed, which come next, by whom else, and what do they change?

The work list behind :mod:`analytics.coverage.plan`: the same pairs, weighed once, planned anew for
other constraints and around what people have decided. What is agreed comes first; then, for each
further introduction, the plan that saves most expected loss with so many (no customer leaves it as
it grows, see :mod:`analytics.coverage.matching`). A pair that was rejected is never proposed, nor
is anybody for a customer who was put off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from analytics.contracts.planned import INTRODUCED
from analytics.coverage.candidates import LIKENESS, Candidates
from analytics.coverage.matching import Choices
from analytics.coverage.reach import SavingDraws, reach, saving_draws
from analytics.coverage.rules import BestPlans, allowed, best_plans, constraint_costs, speaks
from analytics.policy import CoverageRules
from analytics.relationships.evidence import PROVEN
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["Considered", "Decided", "WorkList", "known_already", "work_list"]

#: Alternatives beside the proposed second contact.
_ALTERNATIVES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Considered:
    """What every work list of one assessment starts from: its frames as for the plan, the pairs
    weighed, and what ranges rest on (None: there are none)."""

    customers: pd.DataFrame
    edges: pd.DataFrame
    reps: pd.DataFrame
    candidates: Candidates
    rules: CoverageRules
    as_of: date
    draws: SavingDraws | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What people have decided: pairs of customer_id and rep_id that are accepted, in their order,
    and rejected; customers who were put off."""

    accepted: tuple[tuple[str, str], ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    paused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class WorkList:
    """Introductions under one set of constraints and decisions.

    The columns of curve are stated in :data:`analytics.contracts.planned.INTRODUCED`. inferred: no
    record proves who knows whom, and single hands are those of names on file.
    """

    curve: pd.DataFrame
    agreed: int
    inferred: bool
    _candidates: Candidates
    _best: BestPlans
    _rules: CoverageRules
    _used: Codes
    _drawn: Floats | None

    @property
    def longest(self) -> int:
        """The largest number of introductions that there are."""
        return len(self.curve) - 1

    def proposed(self, number: int) -> pd.DataFrame:
        """What is proposed beside what is agreed, ``number`` introductions in all; columns as in
        :data:`analytics.contracts.planned.INTRODUCED`."""
        plan = self._ranked(number)
        chosen = self._best.choices.at(plan)
        rows = self._candidates.customers.take(chosen.customer)
        low, high = self._ends(plan)
        frame = pd.DataFrame(
            {
                "customer_id": rows["customer_id"].to_numpy(),
                "current_rep_id": rows["top_rep_id"].to_numpy(),
                "second_rep_id": self._seconds(chosen.second),
                "saving": self._best.savings[plan],
                "saving_low": low,
                "saving_high": high,
            }
        )
        return frame.astype(INTRODUCED["proposed"].dtypes)

    def options(self, number: int) -> pd.DataFrame:
        """For each customer of :meth:`proposed`, in their order: who is proposed, and up to two
        alternatives, those first who have room, by what they save; columns as in
        :data:`analytics.contracts.planned.INTRODUCED`."""
        chosen = self._best.choices.at(self._ranked(number))
        planned = np.bincount(chosen.second, minlength=len(self._candidates.second_contacts))
        load = self._candidates.second_contacts["running"].to_numpy() + planned
        rows = [
            row
            for customer, second in zip(chosen.customer, chosen.second, strict=True)
            for row in self._options_of(int(customer), int(second), load)
        ]
        contract = INTRODUCED["options"]
        return pd.DataFrame(rows, columns=contract.names).astype(contract.dtypes)

    def costs(self, number: int) -> pd.DataFrame:
        """What easing each constraint would save beyond ``number`` introductions in all; columns as
        the plan's constraint_costs in :data:`analytics.contracts.planned.PLANNED`."""
        rules = self._rules.model_copy(update={"budget": max(number - self.agreed, 0)})
        return constraint_costs(self._candidates, rules, self._best)

    def _options_of(self, customer: int, second: int, load: Codes) -> Iterable[tuple[object, ...]]:
        saving = self._candidates.saving[:, customer].copy()
        saving[second] = -np.inf
        saving[self._candidates.second_contacts["about_to_leave"].to_numpy(dtype=bool)] = -np.inf
        full = load >= self._rules.capacity
        order = np.lexsort((np.arange(len(saving)), -saving, full))
        others = [each for each in order if saving[each] > 0][:_ALTERNATIVES]
        for place, each in enumerate([second, *others], start=1):
            yield self._option(customer, each, place, int(load[each]) - (place == 1))

    def _option(self, customer: int, second: int, place: int, load: int) -> tuple[object, ...]:
        found, person = self._candidates, self._candidates.second_contacts.iloc[second]
        row = found.customers.iloc[customer]
        met = np.flatnonzero(
            (found.follow.touch_second == second)
            & (found.follow.customer[found.follow.touch_pair] == customer)
        )
        return (
            row["customer_id"],
            person["rep_id"],
            place,
            found.saving[second, customer],
            found.follow.share[found.follow.touch_pair[met[0]]] if len(met) else np.nan,
            LIKENESS[found.likeness[second, customer]],
            int(found.alike[second, customer]),
            speaks(person["languages"], row["language"]),
            load,
            self._rules.capacity,
        )

    def _ranked(self, number: int) -> Codes:
        return self._best.ranked(max(number - self.agreed, 0))

    def _seconds(self, second: Codes) -> np.ndarray:
        return self._candidates.second_contacts["rep_id"].to_numpy(dtype=object)[second]

    def _ends(self, plan: Codes) -> tuple[Floats, Floats]:
        if self._drawn is None:
            return np.full(len(plan), np.nan), np.full(len(plan), np.nan)
        return reach(self._best.savings[plan], self._drawn[:, np.searchsorted(self._used, plan)])


def work_list(considered: Considered, *, capacity: int, most: int, decided: Decided) -> WorkList:
    """Plan up to ``most`` introductions around what is decided.

    Parameters
    ----------
    capacity
        Customers whom a second contact may take on, those under way and agreed included.

    Accepted pairs of customers or people that are not weighed (such as a colleague of another
    function) take the customer out of single hands, and save an unknown amount that counts as 0.
    """
    rules = considered.rules.model_copy(update={"capacity": capacity})
    agreed = _Agreed.of(considered.candidates, decided)
    candidates = _around(considered.candidates, rules, decided)
    further = max(most - len(decided.accepted), 0)
    best = best_plans(candidates, rules, most=further)
    used = np.unique(np.concatenate(best.plans))
    drawn = _drawn(considered, best.choices.at(used), agreed)
    single, inferred = _single_hands(considered.customers)
    own = None if drawn is None else drawn[:, len(agreed.customer) :]
    return WorkList(
        curve=_curve(considered, decided, agreed, best, used, drawn, single),
        agreed=len(decided.accepted),
        inferred=inferred,
        _candidates=candidates,
        _best=best,
        _rules=rules,
        _used=used,
        _drawn=own,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Agreed:
    """The accepted pairs that are weighed, in their order: customer, second (places among the
    candidates), saving, and the number of the acceptance."""

    customer: Codes
    second: Codes
    saving: Floats
    number: Codes

    @classmethod
    def of(cls, candidates: Candidates, decided: Decided) -> "_Agreed":
        customer, second = _places(candidates, decided.accepted)
        number = np.flatnonzero((customer >= 0) & (second >= 0))
        saving = candidates.saving[second[number], customer[number]]
        number = number[np.isfinite(saving)]
        return cls(
            customer[number],
            second[number],
            candidates.saving[second[number], customer[number]],
            number,
        )


def _places(candidates: Candidates, pairs: Sequence[tuple[str, str]]) -> tuple[Codes, Codes]:
    """Places of customers and second contacts among the candidates, −1 of whoever is none."""
    customers = pd.Index(candidates.customers["customer_id"])
    people = pd.Index(candidates.second_contacts["rep_id"])
    return (
        customers.get_indexer(pd.Index([each for each, _ in pairs], dtype="object")),
        people.get_indexer(pd.Index([each for _, each in pairs], dtype="object")),
    )


def _around(candidates: Candidates, rules: CoverageRules, decided: Decided) -> Candidates:
    """The candidates without what is decided or against the rules; who is agreed upon has so much
    less room."""
    saving = np.where(allowed(candidates, rules), candidates.saving, -np.inf)
    settled = {each for each, _ in decided.accepted} | set(decided.paused)
    saving[:, candidates.customers["customer_id"].isin(settled).to_numpy(dtype=bool)] = -np.inf
    customer, second = _places(candidates, decided.rejected)
    known = (customer >= 0) & (second >= 0)
    saving[second[known], customer[known]] = -np.inf
    people = candidates.second_contacts
    _, busy = _places(candidates, decided.accepted)
    taken = np.bincount(busy[busy >= 0], minlength=len(people))
    return replace(
        candidates, saving=saving, second_contacts=people.assign(running=people["running"] + taken)
    )


def _drawn(considered: Considered, planned: Choices, agreed: _Agreed) -> Floats | None:
    """What the agreed and then the planned pairs save in draws (draws × pairs)."""
    if considered.draws is None:
        return None
    every = Choices(
        np.concatenate([agreed.customer, planned.customer]),
        np.concatenate([agreed.second, planned.second]),
        planned.capacity,
    )
    return saving_draws(
        considered.candidates,
        every,
        considered.edges,
        considered.reps,
        considered.draws,
        build_up=considered.rules.build_up,
        as_of=considered.as_of,
    )


def _single_hands(customers: pd.DataFrame) -> tuple[Flags, bool]:
    """Who is on record with one person only: proven, or inferred where nothing is proven."""
    proven = customers["evidence"].isin(PROVEN).to_numpy(dtype=bool)
    if proven.any():
        alone = customers["known_by_measured"].eq(1).fillna(False).to_numpy(dtype=bool)
        return alone & proven, False
    return customers["single_threaded"].fillna(False).to_numpy(dtype=bool), True


def _curve(
    considered: Considered,
    decided: Decided,
    agreed: _Agreed,
    best: BestPlans,
    used: Codes,
    drawn: Floats | None,
    single: Flags,
) -> pd.DataFrame:
    customers = considered.customers
    exposure = customers["exposure"].fillna(0.0).to_numpy(dtype=float)
    alone = pd.Series(np.where(single, exposure, 0.0), index=customers["customer_id"])
    settled = [each for each, _ in decided.accepted]
    known = considered.candidates.customers["customer_id"].to_numpy(dtype=object)
    plans = [
        *((settled[:number], number, best.plans[0]) for number in range(len(settled))),
        *((settled, len(settled), plan) for plan in best.plans),
    ]
    rows = []
    for number, (first, counted, plan) in enumerate(plans):
        members = [*first, *known[best.choices.customer[plan]]]
        freed = float(alone.reindex(members).fillna(0.0).sum())
        kept = agreed.number < counted
        saved = float(agreed.saving[kept].sum() + best.savings[plan].sum())
        low, high = _ends(saved, drawn, np.concatenate([kept, np.isin(used, plan)]))
        rows.append((number, float(alone.sum()) - freed, saved, low, high))
    total = float(exposure.sum())
    frame = pd.DataFrame(
        rows, columns=["introductions", "single_exposure", "saved", "saving_low", "saving_high"]
    )
    frame["single_exposure"] = frame["single_exposure"].clip(lower=0.0)
    frame["single_share"] = frame["single_exposure"] / total if total > 0 else np.nan
    frame["expected_loss"] = float(customers["expected_loss"].sum()) - frame["saved"]
    contract = INTRODUCED["curve"]
    return frame[contract.names].astype(contract.dtypes)


def _ends(saved: float, drawn: Floats | None, members: Flags) -> tuple[float, float]:
    """The range of what some of the drawn pairs save together."""
    if drawn is None:
        return float("nan"), float("nan")
    low, high = reach(np.array([saved]), drawn[:, members].sum(axis=1, keepdims=True))
    return float(low[0]), float(high[0])


def known_already(
    customer_ids: Sequence[str], edges: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    """Colleagues in touch with some customers besides their main contacts.

    edges: customer_id, rep_id, share, knows, active; customers: customer_id, top_rep_id. Columns
    as in :data:`analytics.contracts.planned.INTRODUCED`; largest shares first, by customer.
    """
    contract = INTRODUCED["known"]
    rows = edges.loc[
        edges["customer_id"].isin(customer_ids) & edges["active"].astype(bool), contract.names
    ].merge(customers[["customer_id", "top_rep_id"]], on="customer_id")
    main = rows["rep_id"].eq(rows["top_rep_id"]).fillna(False).astype(bool)
    rows = rows[(rows["share"] > 0) & ~main]
    rows = rows.sort_values(
        ["customer_id", "share", "rep_id"], ascending=[True, False, True], ignore_index=True
    )
    return rows[contract.names].astype(contract.dtypes)
