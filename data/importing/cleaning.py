"""The text of a cell without what programs put around it, as SQL expressions.

White and invisible characters on both sides (every space of Unicode, zero-width ones, soft
hyphens, controls) never count; ``="…"`` is how a spreadsheet is made to keep a text as it is, and
so is an apostrophe before a digit or one of ``= + - @``.
"""

from typing import Any

import sqlalchemy as sa

from data.schema import Kind
from data.usual import LOST_ID
from data.words import NOTHING

__all__ = ["bare", "cleaned", "half_width", "is_lost_id", "is_nothing"]

Text = sa.ColumnElement[Any]

#: No number, day or time is written in more characters, the blanks around it included.
LONGEST_VALUE = 100

_AROUND = r"^[\p{Z}\p{Cc}\p{Cf}]+|[\p{Z}\p{Cc}\p{Cf}]+$"
_FORMULA = r'(?s)^="(.*)"$'
_APOSTROPHE = r"^['’]([0-9=+@-])"
_FULL = "０１２３４５６７８９．，－＋（）￥：／％＄　"
_HALF = "0123456789.,-+()¥:/%$ "


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
    return sa.func.regexp_full_match(clean, LOST_ID)
