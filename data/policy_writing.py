"""Single settings written into the policy file, and taken out again.

Only the keys that are named are touched; every other line of the file, comments included, stays as
its owner wrote it. The file is replaced in one step, so that it is never half written.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from analytics.errors import PolicyError
from analytics.messages import Message, message
from analytics.policy import read_policy
from data.home.private import FILE_MODE
from data.home.replacing import replace_durably
from data.policy_file import policy_text

__all__ = ["change_policy", "changed_text", "replace_text", "write_settings"]


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
        _replace(path, _changed(policy_text(path), change))
    except (OSError, TOMLKitError) as error:
        raise _refused(path, error, by_hand) from None


def changed_text(text: str, values: Mapping[str, object]) -> str:
    """The text of a policy with settings by path (``follow.base_rate``) in place of what it says of
    them; None takes a setting out, so that it has its default again.

    Raises
    ------
    PolicyError
        The text cannot be understood, or a setting cannot be used.
    """

    def change(document: TOMLDocument) -> None:
        for path, value in values.items():
            _put(document, path.split("."), value)

    try:
        return _changed(text, change)
    except TOMLKitError as error:
        raise PolicyError(
            message("policy.toml cannot be read: {reason}", reason=str(error))
        ) from None


def replace_text(path: Path, text: str) -> None:
    """Put a text in the place of the policy file in one step; it is looked at first.

    Raises
    ------
    PolicyError
        A setting of it cannot be used, or the file cannot be replaced.
    StorageError
        The file cannot be written.
    """
    read_policy(text)
    try:
        _replace(path, text)
    except OSError as error:
        raise _refused(path, error, message("the text that was to be saved")) from None


def _put(table: MutableMapping[str, Any], names: Sequence[str], value: object) -> None:
    """Set one value below a table, or take it out."""
    first, *rest = names
    if rest:
        if value is None and first not in table:
            return
        _put(table.setdefault(first, tomlkit.table()), rest, value)
    elif value is None:
        table.pop(first, None)
    else:
        table[first] = value


def _changed(text: str, change: Callable[[TOMLDocument], None]) -> str:
    # Faults are named, and what is too deep refused, before another parser sees the text.
    read_policy(text)
    document = tomlkit.parse(text)
    change(document)
    changed = tomlkit.dumps(document)
    read_policy(changed)
    return changed


def _refused(path: Path, error: Exception, by_hand: str | Message) -> PolicyError:
    return PolicyError(
        message(
            "{file} cannot be changed: {reason}. Write this into it yourself: {line}",
            file=path.name,
            reason=getattr(error, "strerror", None) or str(error),
            line=by_hand,
        )
    )


def _replace(path: Path, text: str) -> None:
    """Through a link, what it leads to is replaced; rights that its owner gave it stay."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else FILE_MODE
    replace_durably(target, text.encode("utf-8"), mode=mode)
