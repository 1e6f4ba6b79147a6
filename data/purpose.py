"""Who answers for looking at people one by one: written into the policy file, and taken out.

There are two notices: about estimates of leaving (``[attrition]``), and about checks on single
people (``[safeguards]``).
"""

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


def _by_hand(section: str) -> str:
    return f'[{section}] {_ACCEPTED} = "name, YYYY-MM-DD"'


def accept_purpose(policy_file: Path, name: str, day: date, *, section: str = "attrition") -> None:
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
        settings = document.setdefault(section, tomlkit.table())
        settings[_ACCEPTED] = f"{name}, {day.isoformat()}"
        settings[_VERSION] = PURPOSE_VERSION

    change_policy(policy_file, accept, by_hand=_by_hand(section))


def withdraw_purpose(policy_file: Path, *, section: str = "attrition") -> None:
    """Take the acceptance out again; from then on nobody is looked at one by one.

    Raises
    ------
    PolicyError
        The file cannot be read or understood.
    StorageError
        The file cannot be written.
    """

    def withdraw(document: TOMLDocument) -> None:
        settings = document.get(section, {})
        for key in (_ACCEPTED, _VERSION):
            settings.pop(key, None)

    change_policy(policy_file, withdraw, by_hand=_by_hand(section))
