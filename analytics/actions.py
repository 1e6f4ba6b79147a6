"""What is to be done after a risk review: the talk, the second contact, the handover, the visit.

It answers the last question of the review, what was decided and who does it by when. Who entered an
action and when is kept in the store (:mod:`data.store.actions`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analytics.messages import Message, message

__all__ = ["Action", "ActionKind", "ActionState", "Commission", "CommissionKind", "what_to_do"]


class ActionKind(StrEnum):
    """What is to be done. CHANGE_OWNER: the person becomes the customer's owner. ACCEPT: nothing,
    until a day: the risk is known and taken (put off until then, with a reason)."""

    TALK = "talk"
    SECOND_CONTACT = "second_contact"
    HANDOVER = "handover"
    VISIT = "visit"
    RECORD = "record"
    CHANGE_OWNER = "change_owner"
    ACCEPT = "accept"
    OTHER = "other"


class ActionState(StrEnum):
    """What became of it: REJECTED has a reason, PUT_OFF a day."""

    OPEN = "open"
    DONE = "done"
    PUT_OFF = "put_off"
    REJECTED = "rejected"


class CommissionKind(StrEnum):
    """What happens to the commission: it stays with the main contact, is shared, or is not settled
    yet."""

    OPEN = "open"
    STAYS = "stays"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Commission:
    """What was agreed on the commission of a customer who gets a second contact.

    until: the last day on which it stays as it is; main_percent: what the main contact keeps of a
    shared one, 0 to 100, the second contact having the rest.
    """

    kind: CommissionKind = CommissionKind.OPEN
    until: date | None = None
    main_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to be done.

    owner: who does it, the rep_id of somebody on record or else a name. customer_id, rep_id: whom
    it is about; of a second contact, rep_id becomes it. topic tells apart actions of one kind
    about the same, and says what the kind OTHER is about. until: the day up to which it is put
    off. commission: of a second contact. review: the id of the risk review that decided it.
    """

    kind: ActionKind
    owner: str = ""
    state: ActionState = ActionState.OPEN
    customer_id: str | None = None
    rep_id: str | None = None
    topic: str = ""
    due: date | None = None
    until: date | None = None
    reason: str = ""
    note: str = ""
    commission: Commission | None = None
    review: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is still to be done."""
        return self.state in (ActionState.OPEN, ActionState.PUT_OFF)

    @property
    def due_on(self) -> date | None:
        """The day on which it is due: the one that it was put off to, else the one agreed."""
        return self.until if self.state is ActionState.PUT_OFF else self.due

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been done before a day."""
        return self.waits and self.due_on is not None and self.due_on < day


def what_to_do(action: Action, *, customer: str, person: str | Message) -> Message:
    """What is to be done, with whom; ``customer`` and ``person``: how those of the action are
    called."""
    match action.kind:
        case ActionKind.TALK:
            return message("Talk with {person}", person=person)
        case ActionKind.SECOND_CONTACT:
            return message(
                "{person} becomes second contact of {customer}", person=person, customer=customer
            )
        case ActionKind.HANDOVER if action.customer_id:
            return message("Hand {customer} over to {person}", person=person, customer=customer)
        case ActionKind.HANDOVER:
            return message("Hand over the customers of {person}", person=person)
        case ActionKind.VISIT:
            return message("Visit {customer}", customer=customer)
        case ActionKind.CHANGE_OWNER:
            return message("{person} becomes owner of {customer}", person=person, customer=customer)
        case ActionKind.ACCEPT:
            return message("Accept the risk with {name} for now", name=customer or person)
        case ActionKind.RECORD:
            return message("Record the contacts of {name}", name=customer or person)
    return message("{what}", what=action.topic)
