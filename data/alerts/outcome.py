"""What became of one try to send something."""

from dataclasses import dataclass

from analytics.messages import Message, message
from data.store.alerts import DeliveryState

__all__ = ["Outcome", "sent", "unclear"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state that a try leads to, with its reason (None of what was taken)."""

    state: DeliveryState
    reason: Message | None = None


def sent() -> Outcome:
    """It was taken."""
    return Outcome(DeliveryState.SENT)


def unclear(reason: object) -> Outcome:
    """It left, and nobody knows whether it was taken."""
    said = message(
        "it left, and no answer says whether it was taken ({reason})", reason=str(reason)
    )
    return Outcome(DeliveryState.UNCLEAR, said)


def not_reached(reason: object) -> Outcome:
    """It has not left."""
    return Outcome(DeliveryState.WAITING, message("not reached ({reason})", reason=str(reason)))


def refused(reason: Message) -> Outcome:
    """It was refused for good."""
    return Outcome(DeliveryState.FAILED, reason)
