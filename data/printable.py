"""Text from outside as it may be shown: what a screen or a terminal would obey is written out."""

import unicodedata

__all__ = ["printable"]

#: Control codes, halves of characters, ends of lines and paragraphs.
_OBEYED = ("Cc", "Cs", "Zl", "Zp")
#: What turns the direction of the text around it.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str, most: int | None = None) -> str:
    """The text in one line, of at most so many characters, without any that would be obeyed.

    A byte of a file's name that is no character comes out as that byte.

    >>> printable("a\\x1b[31m\\nb"), printable("客户.csv"), printable("abc", 2)
    ('a\\\\x1b[31m\\\\nb', '客户.csv', 'ab…')
    """
    cut = text if most is None else text[:most]
    shown = cut if cut.isprintable() else "".join(map(_written_out, cut))
    return shown if len(cut) == len(text) else f"{shown}…"


def _written_out(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":
        return f"\\x{ord(sign) - 0xDC00:02x}"
    if unicodedata.category(sign) in _OBEYED or sign in _TURNING:
        return sign.encode("unicode_escape").decode("ascii")
    return sign
