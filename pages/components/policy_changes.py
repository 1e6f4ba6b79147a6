"""Changes of the policy file on any page: kept in its history under the name of who makes them."""

from collections.abc import Callable
from pathlib import Path

from data.store.policy_history import recorded
from pages.components import loading
from pages.components.author import author

__all__ = ["change_recorded"]


def change_recorded(change: Callable[[Path], None]) -> None:
    """Do what changes the policy file, and keep who did.

    Raises
    ------
    PolicyError, StorageError
        The change is refused.
    InputError, StoreError
        The store cannot be written.
    """
    locations = loading.settings()
    with recorded(loading.store(), locations, author=author()):
        change(locations.policy)
