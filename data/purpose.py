"""Who answers for estimating people one by one: written into the policy file, and taken out again.

Only the two keys of the purpose are touched; every other line of the file, comments included, stays
as its owner wrote it. The file is replaced in one step, so that it is never half written.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from analytics.errors import PolicyError
from analytics.messages import message
from analytics.policy import PURPOSE_VERSION, read_policy
from data.home.private import FILE_MODE
from data.home.replacing import replace_durably
from data.policy_file import policy_text

__all__ = ["accept_purpose", "withdraw_purpose"]

_ACCEPTED, _VERSION = "purpose_accepted", "purpose_version"


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

    _change(policy_file, accept)


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

    _change(policy_file, withdraw)


def _change(path: Path, change: Callable[[TOMLDocument], None]) -> None:
    try:
        text = policy_text(path)
        # Faults are named, and what is too deep refused, before another parser sees the text.
        read_policy(text)
        document = tomlkit.parse(text)
        change(document)
        changed = tomlkit.dumps(document)
        read_policy(changed)
        _replace(path, changed)
    except (OSError, TOMLKitError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PolicyError(
            message(
                "{file} cannot be changed: {reason}. Write {line} under [attrition] yourself",
                file=path.name,
                reason=reason,
                line=f'{_ACCEPTED} = "name, YYYY-MM-DD"',
            )
        ) from None


def _replace(path: Path, text: str) -> None:
    """Through a link, what it leads to is replaced; rights that its owner gave it stay."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else FILE_MODE
    replace_durably(target, text.encode("utf-8"), mode=mode)
