"""Who answers for estimating people one by one: written into the policy file, and taken out."""

from datetime import date
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument

from analytics.errors import PolicyError
from analytics.messages import message
from analytics.policy import PURPOSE_VERSION
from data.policy_writing import change_policy

__all__ = ["accept_purpose", "withdraw_purpose"]

_ACCEPTED, _VERSION = "purpose_accepted", "purpose_version"
_BY_HAND = f'[attrition] {_ACCEPTED} = "name, YYYY-MM-DD"'


def accept_purpose(policy_file: Path, name: str, day: date) -> None:
    """Write down that somebody accepts the present purpose notice; the file may not exist yet.

    Raises
    ------
    PolicyError
        The name is empty, or the file cannot be read or understood.
    StorageError
        The file cannot be written.
    """
    name = " ".join(name.split())
    if not name:
        raise PolicyError(message("Enter the name of the person who answers for it"))

    def accept(document: TOMLDocument) -> None:
        section = document.setdefault("attrition", tomlkit.table())
        section[_ACCEPTED] = f"{name}, {day.isoformat()}"
        section[_VERSION] = PURPOSE_VERSION

    change_policy(policy_file, accept, by_hand=_BY_HAND)


def withdraw_purpose(policy_file: Path) -> None:
    """Take the acceptance out again; from then on everybody has the base rate.

    Raises
    ------
    PolicyError
        The file cannot be read or understood.
    StorageError
        The file cannot be written.
    """

    def withdraw(document: TOMLDocument) -> None:
        section = document.get("attrition", {})
        for key in (_ACCEPTED, _VERSION):
            section.pop(key, None)

    change_policy(policy_file, withdraw, by_hand=_BY_HAND)
