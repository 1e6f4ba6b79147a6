"""Listen to this computer only, unless whoever starts the server insists in words."""

from collections.abc import Mapping
from typing import Final

from analytics.errors import InputError
from analytics.messages import message
from pages.server.names import is_this_computer

__all__ = ["check_address", "insists"]

EVERYBODY: Final = "LINCHPIN_LISTEN_TO_EVERYBODY"
WORDS: Final = "yes, without sign-in"


def insists(environment: Mapping[str, str]) -> bool:
    """Whether the environment says in words that others may be answered."""
    return environment.get(EVERYBODY) == WORDS


def check_address(address: str | None, environment: Mapping[str, str]) -> None:
    """Check where the server is to listen; an empty or missing address means everywhere.

    Raises
    ------
    InputError
        Others than this computer could reach it, and nobody insists.
    """
    if insists(environment) or (address and is_this_computer(address)):
        return
    raise InputError(
        message(
            "server.address is {address}: everybody who reaches this computer over the network "
            "could read all customers, and who of the staff may leave, for there is no sign-in; "
            'leave it at 127.0.0.1, or insist with {setting}="{words}"',
            address=address or "0.0.0.0",
            setting=EVERYBODY,
            words=WORDS,
        )
    )
