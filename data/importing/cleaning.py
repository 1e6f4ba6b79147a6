"""The text of a cell without what programs put around it, as SQL expressions.

White and invisible characters on both sides (every space of Unicode, zero-width ones, soft
hyphens, controls) never count; ``="…"`` is how a spreadsheet is made to keep a text as it is, and
so is an apostrophe before a digit or one of ``= + - @``.
"""

from typing import Any

import sqlalchemy as sa

from data.importing.words import NOTHING
from data.schema import Kind

__all__ = ["LONGEST_VALUE", "USUAL", "bare", "cleaned", "half_width", "is_lost_id", "is_nothing"]

Text = sa.ColumnElement[Any]

#: No number, day or time is written in more characters, the blanks around it included.
LONGEST_VALUE = 100

_AROUND = r"^[\p{Z}\p{Cc}\p{Cf}]+|[\p{Z}\p{Cc}\p{Cf}]+$"
_FORMULA = r'(?s)^="(.*)"$'
_APOSTROPHE = r"^['’]([0-9=+@-])"
_FULL = "０１２３４５６７８９．，－＋（）￥：／％＄　"
_HALF = "0123456789.,-+()¥:/%$ "

#: What a program of spreadsheets makes of an id of many digits: the others are lost.
_LOST_ID = r"[+-]?\d+[.,]\d+[eE][+-]?\d+|[+-]?\d+[eE]\+\d+"

_DAY = r"(?:19[0-9]{2}|20[0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_OFFSET = r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"
_USUAL_TIME = rf"{_DAY}(?:[T ]{_HOUR}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?(?:Z|{_OFFSET})?)?)?"

#: Spellings that need no cleaning and can be read as they stand, which is most of them: columns
#: of nothing else take a shorter way.
USUAL = {
    Kind.ID: "[A-Za-z0-9_-]*[1-9][A-Za-z0-9_-]*",
    Kind.TEXT: "[!-<>-~](?:[ -~]*[!-~])?",
    Kind.DATE: _USUAL_TIME,
    Kind.TIME: _USUAL_TIME,
    Kind.NUMBER: r"-?[0-9]{1,15}(?:\.(?:[0-9]{1,2}|[0-9]{4,15}))?",
}


def bare(text: Text) -> Text:
    """The text without white and invisible characters around it; NULL where nothing is left."""
    return sa.func.nullif(sa.func.regexp_replace(text, _AROUND, "", "g"), "")


def cleaned(text: Text, kind: Kind) -> Text:
    """The text without what stands around it; NULL where nothing is left."""
    inner = bare(sa.func.regexp_replace(bare(text), _FORMULA, r"\1"))
    if kind is Kind.TEXT:
        return inner
    return bare(sa.func.regexp_replace(inner, _APOSTROPHE, r"\1"))


def half_width(text: Text) -> Text:
    """Digits and signs of East Asian width as those of ASCII; cut where no value goes on."""
    cut = sa.func.left(text, LONGEST_VALUE).concat("…")
    short = sa.case((sa.func.length(text) > LONGEST_VALUE, cut), else_=text)
    return sa.func.translate(short, _FULL, _HALF)


def is_nothing(clean: Text, further: tuple[str, ...] = ()) -> Text:
    """Whether a cleaned text is a word for nothing."""
    words = [*NOTHING, *(word.strip().lower() for word in further)]
    return sa.func.coalesce(sa.func.lower(clean).in_(words), sa.false())


def is_lost_id(clean: Text) -> Text:
    """Whether an id was turned into a number of which most digits are gone."""
    return sa.func.regexp_full_match(clean, _LOST_ID)
