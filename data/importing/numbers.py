"""Reading numbers as people and programs write them, as SQL expressions.

``1234.5``, ``1,234.50``, ``1.234,50``, ``1 234,50``, ``1'234.50``, ``¥1,234``, ``12 €``,
``(50)``, ``50-``, ``1.5e3``, full-width digits. Whether the point or the comma is the decimal
sign is decided for the whole column by the values that leave no doubt; where none does,
``1,234`` is 1234 and ``1.234`` is 1.234.
"""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

__all__ = ["DecimalSign", "Form", "decimal_sign", "form_of", "number_value", "plain_spelling"]

Text = sa.ColumnElement[Any]


class Form(StrEnum):
    """What the spelling of one number says about its decimal sign."""

    WHOLE = "whole"
    POINT = "point"
    COMMA = "comma"
    AMBIGUOUS = "ambiguous"


class DecimalSign(StrEnum):
    """The decimal sign of a column; MIXED where values that leave no doubt contradict."""

    POINT = "point"
    COMMA = "comma"
    MIXED = "mixed"


def decimal_sign(point: int, comma: int) -> DecimalSign:
    """Decide for a column with so many undoubted values of either kind."""
    if point and comma:
        return DecimalSign.MIXED
    return DecimalSign.COMMA if comma else DecimalSign.POINT


# All kinds of spaces and apostrophes that separate thousands become one, all minus signs one.
_SPACES = " \t\u00a0\u2007\u2009\u202f’`"
_SEPARATORS = str.maketrans({**dict.fromkeys(_SPACES, "'"), "−": "-", "–": "-"})
_SIGN_BEFORE = r"^([+(-]?)'*[¥$€£]'*([+-]?)"
_SIGN_AFTER = r"'*(?:[¥$€£]|元)'*([)-]?)$"


def _decimal(sign: str, group: str) -> str:
    """Spellings that are certain to have ``sign`` as decimal sign (both as escaped for RE2)."""
    return "|".join(
        [
            rf"\d{{1,3}}(?:{group}\d{{3}})+{sign}\d+",
            rf"\d{{1,3}}(?:'\d{{3}})+{sign}\d+",
            rf"\d{{1,3}}(?:{group}\d{{3}}){{2,}}",
            rf"\d*{sign}(?:\d{{1,2}}|\d{{4,}})",
            rf"(?:\d{{4,}}|0\d*|){sign}\d{{3}}",
            rf"\d+{sign}",
        ]
    )


# The usual spelling, which needs no rewriting.
_USUAL = r"-?\d+[.](?:\d{1,2}|\d{4,})"
_EXPONENT = r"(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+"
_FORMS = {
    Form.WHOLE: r"\d+|\d{1,3}(?:'\d{3})+",
    Form.POINT: f"{_decimal('[.]', ',')}|{_EXPONENT}",
    Form.COMMA: _decimal(",", "[.]"),
    Form.AMBIGUOUS: r"[1-9]\d{0,2}[.,]\d{3}",
}


def _signed(body: str) -> str:
    return rf"[+-]?'*(?:{body})|(?:{body})'*-|\('*(?:{body})'*\)"


def plain_spelling(text: Text) -> Text:
    """The cleaned text with one kind of separator and without its currency sign."""
    signs = "".join(chr(code) for code in _SEPARATORS)
    same = sa.func.translate(text, signs, "".join(_SEPARATORS.values()))
    bare = sa.func.regexp_replace(same, _SIGN_BEFORE, r"\1\2")
    rewritten = sa.func.regexp_replace(bare, _SIGN_AFTER, r"\1")
    return sa.case((sa.func.regexp_full_match(text, _USUAL), text), else_=rewritten)


def form_of(plain: Text) -> Text:
    """The :class:`Form` of a plain spelling, or NULL where it is no number."""
    return sa.case(
        (sa.func.regexp_full_match(plain, _USUAL), Form.POINT.value),
        *[
            (sa.func.regexp_full_match(plain, _signed(body)), form.value)
            for form, body in _FORMS.items()
        ],
    )


def number_value(plain: Text, form: Text, sign: DecimalSign) -> Text:
    """The number as DOUBLE; NULL where it has none or, in a MIXED column, two meanings."""
    digits = sa.func.regexp_replace(plain, r"^[+(-]|[)-]$|'", "", "g")
    swapped = sa.func.replace(sa.func.replace(digits, ".", ""), ",", ".")
    point: Text = sa.try_cast(sa.func.replace(digits, ",", ""), sa.Double())
    comma: Text = sa.try_cast(swapped, sa.Double())
    undecided = {DecimalSign.POINT: point, DecimalSign.COMMA: comma}.get(sign, sa.null())
    size: Text = sa.case(
        (form.in_([Form.WHOLE.value, Form.POINT.value]), point),
        (form == Form.COMMA.value, comma),
        (form == Form.AMBIGUOUS.value, undecided),
    )
    return sa.case(
        (sa.func.regexp_full_match(plain, _USUAL), sa.try_cast(plain, sa.Double())),
        (sa.func.regexp_matches(plain, r"^[(-]|-$"), -size),
        else_=size,
    )
