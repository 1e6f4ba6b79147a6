"""Single settings written into the policy file, and taken out again.

Only the keys that are named are touched; every other line of the file, comments included, stays as
its owner wrote it. The file is replaced in one step, so that it is never half written.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from analytics.errors import PolicyError
from analytics.messages import message
from analytics.policy import read_policy
from data.home.private import FILE_MODE
from data.home.replacing import replace_durably
from data.policy_file import policy_text

__all__ = ["change_policy", "write_settings"]


def write_settings(policy_file: Path, settings: Mapping[str, Mapping[str, object]]) -> None:
    """Write settings by section; the file may not exist yet.

    Raises
    ------
    PolicyError
        The file cannot be read or understood, or would not be any more.
    StorageError
        The file cannot be written.
    """

    def write(document: TOMLDocument) -> None:
        for name, values in settings.items():
            document.setdefault(name, tomlkit.table()).update(values)

    lines = "; ".join(
        f"[{name}] {key} = {tomlkit.item(value).as_string()}"
        for name, values in settings.items()
        for key, value in values.items()
    )
    change_policy(policy_file, write, by_hand=lines)


def change_policy(path: Path, change: Callable[[TOMLDocument], None], *, by_hand: str) -> None:
    """Change the document of a policy file; ``by_hand`` says what to write where that fails.

    Raises
    ------
    PolicyError, StorageError
        As :func:`write_settings`.
    """
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
                "{file} cannot be changed: {reason}. Write this into it yourself: {line}",
                file=path.name,
                reason=reason,
                line=by_hand,
            )
        ) from None


def _replace(path: Path, text: str) -> None:
    """Through a link, what it leads to is replaced; rights that its owner gave it stay."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else FILE_MODE
    replace_durably(target, text.encode("utf-8"), mode=mode)
