"""Texts that no spreadsheet takes for a formula (OWASP ASVS 5, 1.2.10).

A cell is one where its text begins with a sign of a formula, in whatever width, or with a tab or
the end of a line; what nobody sees (blanks, zero-width characters, a byte-order mark) may stand
before it. An apostrophe in front makes a text of it. Numbers are no texts and stay as they are.
"""

import re
import unicodedata

import pandas as pd

__all__ = ["is_formula", "neutral", "neutral_frame"]

_SIGNS = frozenset("=+-@−")
_BREAKS = frozenset("\t\r\n")
#: Letters and marks that are drawn as nothing; other invisible characters say so by category.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def neutral(text: str) -> str:
    """The text with an apostrophe in front where it would be read as a formula.

    >>> neutral("=1+1"), neutral("\u200b ＝1+1"), neutral("Acme = best")
    ("'=1+1", "'\u200b ＝1+1", 'Acme = best')
    """
    return "'" + text if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula.

    >>> is_formula("\u00a0@SUM(A1)"), is_formula("A-1")
    (True, False)
    """
    for character in text:
        if character in _BREAKS:
            return True
        if not _unseen(character):
            return unicodedata.normalize("NFKC", character)[:1] in _SIGNS
    return False


def _unseen(character: str) -> bool:
    return (
        unicodedata.category(character) in _UNSEEN_CATEGORIES
        or character in _UNSEEN
        or _VARIATION.match(character) is not None
    )


def neutral_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text of it neutral; numbers, days and flags as they are."""
    texts = [
        name
        for name in frame.columns
        if pd.api.types.is_object_dtype(frame[name]) or pd.api.types.is_string_dtype(frame[name])
    ]
    made = frame.copy(deep=False)
    for name in texts:
        made[name] = frame[name].map(_neutral_value, na_action="ignore")
    return made


def _neutral_value(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value
