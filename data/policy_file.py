"""The policy file on disk: read whole, but never more of it than a policy can be."""

import stat
from pathlib import Path

from analytics.errors import PolicyError
from analytics.messages import Message, message
from analytics.policy_text import LARGEST_BYTES, too_large

__all__ = ["policy_text"]


def policy_text(path: Path, *, required: bool = False) -> str:
    """The text of the file; empty where it does not exist and need not.

    Raises
    ------
    PolicyError
        The file is missing although ``required``, is no regular file, too large or not UTF-8, or
        the system refuses to read it.
    """
    try:
        # Looked at first: to open a pipe waits for who writes into it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(path, message("it is not a regular file"))
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        if not required:
            return ""
        raise _unreadable(path, error.strerror or str(error)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if len(content) > LARGEST_BYTES:
        raise too_large()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, message("it is not UTF-8 text")) from None


def _unreadable(path: Path, reason: str | Message) -> PolicyError:
    return PolicyError(message("{file} cannot be read: {reason}", file=path.name, reason=reason))
