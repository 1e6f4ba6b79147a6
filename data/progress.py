"""How long work tells what it is doing, and how it is stopped.

Whoever does long work calls its :data:`Progress` with the part done and what is being done; while
it waits for another process, several times a second with the same words. A listener stops the work
by raising :class:`Cancelled` from there.
"""

from collections.abc import Callable

from analytics.errors import LinchpinError
from analytics.messages import Message

__all__ = ["Cancelled", "Progress", "silent"]

#: Told how much is done (0 to 1) and what is being done; may raise :class:`Cancelled`.
Progress = Callable[[float, Message], None]


class Cancelled(LinchpinError):
    """Whoever waited for the work does not want it any more."""


def silent(done: float, doing: Message) -> None:
    """Tell nobody."""
