"""The text of a policy file as settings: TOML, with bounds that are looked at before it is parsed.

A parser of TOML needs memory that grows with the square of the parts of a dotted key; what is
larger or deeper than any policy is refused by its looks.
"""

import re
import tomllib
from typing import Any

from analytics.errors import PolicyError
from analytics.messages import message

__all__ = ["LARGEST_BYTES", "deeper_than", "settings_of", "shortened", "too_large", "without_texts"]

#: A policy with every key and a comment on each needs a tenth of it.
_LARGEST_KB = 64
LARGEST_BYTES = _LARGEST_KB * 1024

#: Parts of a key, and brackets within each other: the deepest setting of a policy has four.
_DEEPEST = 8

#: Characters of a key or value that a message shows.
_SHOWN = 80

_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*+"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*+",
    re.DOTALL,
)
_BRACKETS = re.compile(r"[\[\]{}]")


def settings_of(text: str) -> dict[str, Any]:
    """The settings by section, as the file spells them.

    Raises
    ------
    PolicyError
        The text is no TOML, or larger or deeper than a policy can be.

    >>> settings_of("[follow]\\nbase_rate = 0.2")
    {'follow': {'base_rate': 0.2}}
    """
    if len(text.encode(errors="replace")) > LARGEST_BYTES:
        raise too_large()
    if deeper_than(_DEEPEST, text):
        raise PolicyError(
            message(
                "policy.toml: keys or brackets go deeper than {most} levels; no setting does",
                most=_DEEPEST,
            )
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            message("policy.toml cannot be read: {reason}", reason=str(error))
        ) from None


def too_large() -> PolicyError:
    """The error for a file of more than :data:`LARGEST_BYTES`."""
    return PolicyError(
        message(
            "policy.toml is larger than {most} KB, which no policy needs; is it another file?",
            most=_LARGEST_KB,
        )
    )


def deeper_than(most: int, text: str) -> bool:
    """Whether keys of a TOML text have more parts, or its brackets more levels, than ``most``.

    >>> deeper_than(2, "a = [[1]]"), deeper_than(2, "a = [[[1]]]")
    (False, True)
    """
    bare = without_texts(text)
    if re.search(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{most}}}", bare):
        return True
    depth = 0
    for bracket in _BRACKETS.findall(bare):
        depth += 1 if bracket in "[{" else -1
        if depth > most:
            return True
    return False


def without_texts(text: str) -> str:
    """TOML with a word in place of each quoted text, and without comments; lines stay lines."""
    return _QUOTED.sub(_stands_in, text)


def _stands_in(quoted: re.Match[str]) -> str:
    """A word in place of a text, which may be a part of a key; nothing in place of a comment."""
    return "" if quoted[0].startswith("#") else "q" + "\n" * quoted[0].count("\n")


def shortened(text: str) -> str:
    """The beginning of a key or value, for a message."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
