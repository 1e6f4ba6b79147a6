"""Why the store cannot be read or written, in words."""

from pathlib import Path

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from data.home.refusals import shown
from data.home.stored import StoreError, damaged
from data.sources.failures import Failure
from data.sources.limits import Limits
from data.store.place import Server, StorePlace

__all__ = ["Superseded", "name_of", "newer", "unusable"]


class Superseded(LinchpinError):
    """Somebody else has changed the same thing meanwhile; theirs is kept, and this is not saved."""


def name_of(place: StorePlace) -> str:
    """How the store is named on screen; without user and password."""
    return shown(place) if isinstance(place, Path) else place.address.place


def newer(place: StorePlace) -> StoreError:
    """A later program has given the store a form that this one does not know."""
    return StoreError(
        message(
            "what people entered cannot be read: {file} was written by a newer version of "
            "Linchpin. Update the program; the file is not touched meanwhile",
            file=name_of(place),
        )
    )


def unusable(place: StorePlace, error: BaseException) -> StoreError:
    """What an error of the driver means."""
    if not isinstance(place, Server):
        return _of_file(place, str(getattr(error, "orig", None) or error))
    known = place.kind.failure(error)
    if known is Failure.NOT_ALLOWED:
        reason: Message | str = message(
            "this user may not create its tables or write into them; grant both"
        )
    elif known is not None:
        reason = known.reason(Limits())
    else:
        reason = type(getattr(error, "orig", None) or error).__name__
    return StoreError(
        message(
            "what people entered cannot be read or written: {place}: {reason}",
            place=name_of(place),
            reason=reason,
        )
    )


def _of_file(store: Path, told: str) -> StoreError:
    if "locked" in told or "busy" in told:
        return StoreError(
            message("{file} is in use by another program; try again", file=name_of(store))
        )
    if "readonly" in told or "unable to open" in told:
        return StoreError(
            message(
                "{file} cannot be opened or written. Give the user who runs Linchpin the right to "
                "write it and its folder",
                file=name_of(store),
            )
        )
    if "full" in told:
        return StoreError(
            message(
                "{file} cannot be written: the disk is full. Free some space, then try again",
                file=name_of(store),
            )
        )
    return damaged(name_of(store), told)
