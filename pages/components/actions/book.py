"""Everything that was decided about what a reader sees, with the names that sentences need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from analytics.actions import Action, ActionKind, ActionState
from analytics.assessment import Assessment
from analytics.coverage.introductions import Decided
from analytics.errors import LinchpinError
from analytics.relationships.people import staying_reps
from data.opening import today
from data.pack.followed import Happened, agreed_pairs, happened, meetings_of
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
    happened: Happened
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
        """What should have been done before today, unless records prove it."""
        late = (each for each in self.current if each.action.is_overdue(self.today))
        return [each for each in late if not self.of_pair(each.action)[1]]

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
    seen = _happened(about, assessment, current)
    return replace(_empty(about, assessment), every=every, current=current, happened=seen)


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


def _happened(about: Context, assessment: Assessment, current: list[KeptAction]) -> Happened:
    """What records say of agreed introductions; nothing is asked where there is none."""
    pairs = agreed_pairs(current)
    if not pairs:
        return {}
    met = about.asked(
        "meetings",
        lambda: meetings_of(about.source, about.policy, pairs, assessment.as_of),
        tuple(pairs),
    )
    return happened(pairs, met, assessment.edges)
