"""Everything that was decided about what a reader sees, with the names that sentences need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analytics.actions import Action, ActionKind, ActionState
from analytics.assessment import Assessment
from analytics.coverage.introductions import Decided
from analytics.coverage.progress import introduced
from analytics.errors import LinchpinError
from analytics.relationships.people import staying_reps
from data.details import meetings_since
from data.opening import today
from data.store.actions import (
    KeptAction,
    barred_pairs,
    current_actions,
    newest_version,
)
from pages.components import loading
from pages.components.loading import Context
from pages.components.words import names_of

__all__ = ["DUE_DAYS", "DUE_DAYS_LEAVING", "ActionBook", "book_at_hand", "with_decisions"]

#: Days until an introduction is due, unless somebody says otherwise; by main contacts under notice.
DUE_DAYS, DUE_DAYS_LEAVING = 30, 7


@dataclass(frozen=True, slots=True, eq=False)
class ActionBook:
    """All decisions about what is shown.

    every: with those replaced or undone, oldest first; current: those that count; names by id;
    happened: by customer and person of an agreed introduction, the first visit (None: none yet)
    and whether records prove it.
    """

    about: Context
    every: list[KeptAction]
    current: list[KeptAction]
    people: Mapping[str, str]
    customers: Mapping[str, str]
    happened: Mapping[tuple[str, str], tuple[date | None, bool]]
    #: Who has left or is under notice.
    going: frozenset[str]

    @property
    def is_demo(self) -> bool:
        """Whether it is about the demo company."""
        return self.about.kind == "demo"

    @property
    def today(self) -> date:
        """Today, in the company's zone."""
        return today(self.about.policy)

    def seen(self, action: Action) -> int:
        """The newest version of an action that is shown, to be said when it is changed."""
        return newest_version(self.every, action)

    def person(self, who: str | None) -> str:
        """The name of somebody by id; whoever is not on record goes by what was entered."""
        return self.people.get(who or "", who or "")

    def customer(self, customer_id: str | None) -> str:
        """The name of a customer; its id where the data has it no more."""
        return self.customers.get(customer_id or "", customer_id or "")

    def of_pair(self, action: Action) -> tuple[date | None, bool]:
        """When the second contact first visited the customer, and whether records prove it."""
        return self.happened.get((action.customer_id or "", action.rep_id or ""), (None, False))

    @property
    def overdue(self) -> list[KeptAction]:
        """What should have been done before today."""
        return [each for each in self.current if each.action.is_overdue(self.today)]

    def is_settled(self, action: Action) -> bool:
        """Whether anything is decided about the same, and not put off until a day that is over."""
        same = (action.kind, action.customer_id, action.rep_id)
        return any(
            (each.action.kind, each.action.customer_id, each.action.rep_id) == same
            and not (
                each.action.state is ActionState.PUT_OFF and each.action.is_overdue(self.today)
            )
            for each in self.current
        )

    @property
    def introductions(self) -> list[KeptAction]:
        """The second contacts that are agreed, oldest first."""
        return [
            each
            for each in self.current
            if each.action.kind is ActionKind.SECOND_CONTACT and each.accepted_on is not None
        ]

    @property
    def decided(self) -> Decided:
        """What the work list takes as decided: introductions that records do not prove yet, pairs
        that were rejected, and customers who are put off for now."""
        second = [each for each in self.current if each.action.kind is ActionKind.SECOND_CONTACT]
        return Decided(
            accepted=tuple(
                self._pair(each.action)
                for each in self.introductions
                if not self.of_pair(each.action)[1]
            ),
            rejected=tuple(self._pair(each.action) for each in barred_pairs(self.every)),
            paused=tuple(
                self._pair(each.action)[0]
                for each in second
                if each.accepted_on is None
                and each.action.state is ActionState.PUT_OFF
                and not each.action.is_overdue(self.today)
            ),
        )

    def _pair(self, action: Action) -> tuple[str, str]:
        """Customer and person of an action, as who they count as by what people have stated."""
        same = self.about.statements.identities
        customer, person = action.customer_id or "", action.rep_id or ""
        return same.customer(customer), same.person(person)


def _book(about: Context, assessment: Assessment) -> ActionBook:
    """What was decided about what a context shows."""
    every = loading.actions_at_hand(about.kind, about.policy)
    current = current_actions(every)
    happened = _happened(about, assessment, current)
    return replace(_empty(about, assessment), every=every, current=current, happened=happened)


def with_decisions(book: ActionBook) -> ActionBook:
    """The book with what is decided by now; as it is where the store cannot be read."""
    try:
        every = loading.actions_at_hand(book.about.kind, book.about.policy)
    except LinchpinError:
        return book
    return replace(book, every=every, current=current_actions(every))


def book_at_hand(about: Context, assessment: Assessment) -> ActionBook:
    """What was decided; nothing where the store cannot be read, as the page says on top."""
    try:
        return _book(about, assessment)
    except LinchpinError:
        return _empty(about, assessment)


def _empty(about: Context, assessment: Assessment) -> ActionBook:
    """A book without any decision."""
    people, customers, going = about.once(
        "actions-names",
        lambda: (
            names_of(assessment.reps, "rep_id"),
            names_of(assessment.customers, "customer_id"),
            frozenset(assessment.reps.loc[~staying_reps(assessment.reps), "rep_id"]),
        ),
    )
    return ActionBook(about, [], [], people, customers, {}, going)


def _happened(
    about: Context, assessment: Assessment, current: list[KeptAction]
) -> dict[tuple[str, str], tuple[date | None, bool]]:
    """What records say of agreed introductions; nothing is asked where there is none."""
    accepted = tuple(
        (each.action.customer_id or "", each.action.rep_id or "", each.accepted_on)
        for each in current
        if each.action.kind is ActionKind.SECOND_CONTACT and each.accepted_on is not None
    )
    if not accepted:
        return {}
    first = min(day for _, _, day in accepted)
    ids = sorted({customer for customer, _, _ in accepted})
    if first >= assessment.as_of:
        met = pd.DataFrame(columns=["customer_id", "rep_id", "day"])
    else:
        met = about.asked(
            "meetings",
            lambda: meetings_since(about.source, about.policy, ids, first, assessment.as_of),
            tuple(ids),
            first,
        )
    found = introduced(list(accepted), met, assessment.edges)
    return {
        (row.customer_id, row.rep_id): (
            None if pd.isna(row.visited_on) else row.visited_on.date(),
            bool(row.proven),
        )
        for row in found.itertuples()
    }
