"""What assess.py says of alerts: what would go to whom, and what did not arrive."""

from collections.abc import Sequence

from data.store.alerts import Delivery, DeliveryState

__all__ = ["dry_run", "told"]


def dry_run(outgoing: Sequence[Delivery]) -> str:
    """Everything that would be sent, in full."""
    if not outgoing:
        return "Nothing would be sent."
    return "\n\n".join(_whole(each) for each in outgoing)


def _whole(delivery: Delivery) -> str:
    return f"Would go to {delivery.label} ({delivery.channel}):\n{delivery.title}\n{delivery.text}"


def told(delivery: Delivery) -> str:
    """Why something was not taken, in one line; empty where it was."""
    if delivery.state is DeliveryState.SENT:
        return ""
    return (
        f"Not taken by {delivery.label} ({delivery.channel}): {delivery.state}: {delivery.reason}"
    )
