"""The best plans under the rules of ``coverage``, what each rule costs, and why there is none."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.coverage.candidates import LIKENESS, Beyond, Candidates
from analytics.coverage.matching import Choices, optimal_plans
from analytics.messages import Message, message
from analytics.policy import CoverageRules
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = [
    "BestPlans",
    "allowed",
    "best_plans",
    "constraint_costs",
    "language_words",
    "speaks",
    "spoken",
    "why_empty",
]

#: Weights are whole numbers: savings in steps of this part of the largest (equal up to rounding is
#: equal) and below them the number of similar customers, which settles ties.
_STEPS, _TIES, _ALIKE_COUNTED = 2**34, 2**12, 63
_NO_LIKENESS = LIKENESS.index("none")
#: What separates several languages in one text.
_BETWEEN_LANGUAGES = re.compile("[,;/、，；]")


@dataclass(frozen=True, slots=True, eq=False)
class BestPlans:
    """Plans of 0, 1, 2, … pairs (places in ``choices``), each with the largest saving.

    savings (amount) and weights (whole numbers, see above) by pair; beyond: the customers who were
    not looked at.
    """

    choices: Choices
    weights: NDArray[np.int64]
    savings: Floats
    plans: list[Codes]
    beyond: Beyond

    def saved(self, pairs: int) -> float:
        """Saving of the best plan of at most so many pairs."""
        return float(self.savings[self._plan(pairs)].sum())

    def ranked(self, pairs: int) -> Codes:
        """The best plan of at most so many pairs, its largest savings first."""
        plan = self._plan(pairs)
        order = np.lexsort(
            (self.choices.second[plan], self.choices.customer[plan], -self.weights[plan])
        )
        return plan[order]

    def gap(self, pairs: int) -> float:
        """What plans with customers who were not looked at could save beyond the best at most.

        Savings are concave in the number of pairs, so that giving up k pairs costs at least k
        times what the last one adds; a customer who was left out saves no more than with a second
        contact who surely takes and never leaves.
        """
        possible, last = self._last(pairs)
        more = np.concatenate([np.zeros(0), *self.beyond.savings(last)]) - last
        return float(np.sort(more)[::-1][:possible].sum())

    def certain(self, pairs: int) -> bool:
        """Whether no plan with customers who were not looked at saves more: the gap is 0."""
        possible, last = self._last(pairs)
        return possible == 0 or not any(len(more) for more in self.beyond.savings(last))

    def _last(self, pairs: int) -> tuple[int, float]:
        """How many pairs there can be, and what the last of them adds; 0 where one more could be
        had for nothing."""
        possible = min(pairs, int(self.choices.capacity.sum()))
        full = 0 < possible < len(self.plans)
        return possible, self.saved(possible) - self.saved(possible - 1) if full else 0.0

    def _plan(self, pairs: int) -> Codes:
        return self.plans[min(pairs, len(self.plans) - 1)]


def best_plans(
    candidates: Candidates, rules: CoverageRules, *, most: int, about_to_leave: bool = False
) -> BestPlans:
    """Plan 0, 1, … up to ``most`` pairs under the rules.

    A second contact's running coverage counts against the capacity. Nobody about to leave unless
    asked for. Somebody with no likeness only where nobody with one would do.
    """
    second_contacts = candidates.second_contacts
    room = np.maximum(rules.capacity - second_contacts["running"].to_numpy(), 0)
    if not about_to_leave:
        room = np.where(second_contacts["about_to_leave"], 0, room)
    open_ = allowed(candidates, rules) & (room > 0)[:, None]
    open_ &= ~_unlike_without_need(candidates, open_)
    saving = _worth_a_look(np.where(open_, candidates.saving, 0.0), room, most)
    second, customer, weights = _weighed(saving, candidates.alike)
    choices = Choices(customer, second, room)
    return BestPlans(
        choices=choices,
        weights=weights,
        savings=candidates.saving[second, customer],
        plans=optimal_plans(choices, weights, most),
        beyond=candidates.beyond,
    )


def allowed(candidates: Candidates, rules: CoverageRules) -> Flags:
    """Whether each pair (second contacts × customers) saves anything and breaks no rule."""
    open_ = candidates.saving > 0
    if rules.same_team:
        open_ &= candidates.same_team
    if rules.same_region:
        own = candidates.second_contacts["region"].astype("object").to_numpy()
        theirs = candidates.customers["region"].astype("object").to_numpy()
        codes, _ = pd.factorize(np.concatenate([own, theirs]))
        own_code, their_code = codes[: len(own), None], codes[None, len(own) :]
        open_ &= (own_code == their_code) & (own_code >= 0)
    if rules.same_language:
        open_ &= spoken(candidates.second_contacts["languages"], candidates.customers["language"])
    return np.asarray(open_)


def spoken(languages: pd.Series, wanted: pd.Series) -> Flags:
    """Whether each person (rows) speaks the language of each customer (columns).

    Both may name several languages; one in common is enough. Where the customer's is not recorded
    everybody may be asked.
    """
    spoken, asked = languages.map(language_words), wanted.map(language_words)
    names = sorted(set().union(*asked))
    knows, needs = (
        np.array([[name in words for name in names] for words in each], dtype=bool).reshape(
            len(each), len(names)
        )
        for each in (spoken, asked)
    )
    return np.asarray((knows @ needs.T) | ~needs.any(axis=1))


def speaks(languages: object, wanted: object) -> bool | None:
    """Whether somebody speaks one of a customer's languages; None where either is not recorded.

    >>> speaks("English; Mandarin", "mandarin"), speaks("English", "Thai"), speaks(None, "Thai")
    (True, False, None)
    """
    spoken, asked = language_words(languages), language_words(wanted)
    return None if not spoken or not asked else bool(spoken & asked)


def language_words(text: object) -> frozenset[str]:
    """The languages that a text names, in lower case; none of a missing one."""
    words = _BETWEEN_LANGUAGES.split(text) if isinstance(text, str) else ()
    return frozenset(word.strip().casefold() for word in words) - {""}


def _unlike_without_need(candidates: Candidates, open_: Flags) -> Flags:
    unlike = candidates.likeness == _NO_LIKENESS
    return np.asarray(unlike & (open_ & ~unlike).any(axis=0))


def _worth_a_look(saving: Floats, room: Codes, most: int) -> Floats:
    """Leave out pairs (0) that no plan of so many pairs needs; the optimum stays.

    The other pairs of a plan cannot use up a second's ``most`` best customers, nor fill all of a
    customer's best second contacts once these are more than they can fill: a pair beyond either can
    be exchanged for a better one. Second contacts × customers.
    """
    by_second, by_customer = most, _fillable(room, most - 1) + 1
    # Single precision is half the work; what it rounds together is kept.
    rough = saving.astype(np.float32)
    kept = rough > 0
    if 0 < by_second < saving.shape[1]:
        kept &= rough >= _bar(rough, by_second)
    if by_customer < saving.shape[0]:
        asked = np.flatnonzero(kept.any(axis=0))
        rows = np.ascontiguousarray(rough[:, asked].T)
        kept[:, asked] &= (rows >= _bar(rows, by_customer)).T
    return np.where(kept, saving, 0.0)


def _bar(rows: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The ``count``-th largest number of each row, as a column."""
    position = rows.shape[1] - count
    return np.partition(rows, position, axis=1)[:, position, None]


def _fillable(room: Codes, pairs: int) -> int:
    """How many second contacts with any room so many pairs can fill."""
    filled = np.cumsum(np.sort(room[room > 0]))
    return int(np.searchsorted(filled, pairs, side="right"))


def _weighed(saving: Floats, alike: NDArray[np.int32]) -> tuple[Codes, Codes, NDArray[np.int64]]:
    """Second, customer and weight of every pair that saves anything."""
    second, customer = np.nonzero(saving)
    saved = saving[second, customer]
    steps = np.rint(saved / saved.max(initial=0.0) * _STEPS).astype(np.int64)
    ties = np.minimum(alike[second, customer], _ALIKE_COUNTED)
    kept = steps > 0
    return second[kept], customer[kept], (steps * _TIES + ties)[kept]


def constraint_costs(candidates: Candidates, rules: CoverageRules, best: BestPlans) -> pd.DataFrame:
    """How much more each rule lets be saved if eased: constraint, saving (≥ 0), message.

    One more pair, one more customer for every second contact, or without the rule; in expected
    loss, whatever the objective. Only rules in force; the costliest first.
    """
    now, budget = best.saved(rules.budget), rules.budget
    eased = {"budget": best.saved(budget + 1), "capacity": _eased(candidates, rules, "capacity")}
    for name in ("same_team", "same_region", "same_language"):
        if getattr(rules, name):
            eased[name] = _eased(candidates, rules, name)
    if candidates.second_contacts["about_to_leave"].any():
        eased["about_to_leave"] = best_plans(
            candidates, rules, most=budget, about_to_leave=True
        ).saved(budget)
    rows = [(name, max(0.0, value - now), _EASED[name]) for name, value in eased.items()]
    frame = pd.DataFrame(rows, columns=["constraint", "saving", "message"])
    return frame.sort_values("saving", ascending=False, kind="stable", ignore_index=True)


def _eased(candidates: Candidates, rules: CoverageRules, name: str) -> float:
    value = rules.capacity + 1 if name == "capacity" else False
    eased = rules.model_copy(update={name: value})
    return best_plans(candidates, eased, most=rules.budget).saved(rules.budget)


_EASED = {
    "budget": message("One more pair"),
    "capacity": message("One more customer for every second contact"),
    "same_team": message("Second contacts from other teams, too"),
    "same_region": message("Second contacts from other regions, too"),
    "same_language": message("Second contacts who do not speak the customer's language, too"),
    "about_to_leave": message("Second contacts who may leave themselves, too"),
}


def why_empty(candidates: Candidates, rules: CoverageRules) -> Message:
    """The reason why no pair is planned."""
    if rules.budget == 0:
        return message("No second contact is planned: the budget is 0 pairs")
    if len(candidates.customers) == 0:
        return message("No second contact is planned: no customer has an expected loss to lower")
    if candidates.second_contacts.empty or candidates.second_contacts["about_to_leave"].all():
        return message("No second contact is planned: no salesperson is there to stay")
    if (candidates.second_contacts["running"] >= rules.capacity).all():
        return message("No second contact is planned: no salesperson has room for one more")
    if not np.isfinite(candidates.saving).any():
        return message("No second contact is planned: everybody knows these customers already")
    return message("No second contact is planned: no pair that is allowed lowers the expected loss")
