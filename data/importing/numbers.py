"""Reading numbers as people and programs write them, as SQL expressions.

``1234.5``, ``1,234.50``, ``1.234,50``, ``1 234,50``, ``1'234.50``, ``12,34,567``, ``¥1,234``,
``12 €``, ``USD 5``, ``(50)``, ``50-``, ``1.5e3``, ``1.2万``, ``3k$``, full-width digits. Whether
the point or the comma is the decimal sign is decided for the whole column by the values that leave
no doubt; where none does, by its surroundings, and where those are silent it has to be asked.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

__all__ = ["DecimalSign", "Form", "decimal_sign", "form_of", "number_value", "parts_of"]

Text = sa.ColumnElement[Any]


class Form(StrEnum):
    """What the spelling of one number says about its decimal sign."""

    WHOLE = "whole"
    POINT = "point"
    COMMA = "comma"
    #: One to three digits, a point or a comma, and three digits.
    OPEN_POINT = "open_point"
    OPEN_COMMA = "open_comma"


class DecimalSign(StrEnum):
    """The decimal sign of a column.

    EACH: whichever sign a value has is its decimal sign (rates, which nobody groups). MIXED:
    values that leave no doubt contradict. OPEN: nothing decides.
    """

    POINT = "point"
    COMMA = "comma"
    EACH = "each"
    MIXED = "mixed"
    OPEN = "open"


def decimal_sign(
    forms: Mapping[Form, int],
    *,
    hint: str | None,
    rate: bool,
    elsewhere: frozenset[DecimalSign],
    answer: str | None = None,
) -> DecimalSign:
    """Decide for a column with so many values of each form.

    ``elsewhere``: the decimal signs that the file itself and its other columns speak for.
    ``answer``: what somebody says where the values of the column leave it open.
    """
    if hint is not None:
        return DecimalSign.COMMA if hint == "," else DecimalSign.POINT
    point, comma = forms.get(Form.POINT, 0), forms.get(Form.COMMA, 0)
    if point and comma:
        return DecimalSign.MIXED
    if point or comma:
        return DecimalSign.COMMA if comma else DecimalSign.POINT
    open_signs = [form for form in (Form.OPEN_POINT, Form.OPEN_COMMA) if forms.get(form)]
    if not open_signs:
        return DecimalSign.POINT
    if len(open_signs) > 1:
        return DecimalSign.MIXED
    if rate:
        return DecimalSign.EACH
    if answer is not None:
        return DecimalSign.COMMA if answer == "," else DecimalSign.POINT
    return next(iter(elsewhere)) if len(elsewhere) == 1 else DecimalSign.OPEN


# All kinds of spaces and apostrophes that separate thousands become one, all minus signs one.
_SPACES = " \t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f’`´"
_SEPARATORS = str.maketrans({**dict.fromkeys(_SPACES, "'"), "−": "-", "–": "-", "—": "-"})
# No other letters before such a sign: those of ``k$`` are a unit.
_LETTERED = r"(?i:US|U|HK|NT|NZ|AU|A|CA|C|SG|S|R|MX)[$]|(?i:CN|JP)¥"
_CURRENCY = rf"{_LETTERED}|[¥$€£₹₩₽₺₫฿₱₪₴₦元圆円]|人民币|[A-Za-z]{{3}}"
_BEFORE = rf"^([+(-]?)'*({_CURRENCY})?'*([+-]?)'*"
_NUMBER = r"([0-9.,'][0-9.,'eE+-]*?|)"
_UNIT = r"(千万|百万|万|萬|千|亿|億|[kK])?"
_AFTER = rf"'*{_UNIT}'*({_CURRENCY})?'*(%)?([)-]?)$"
_PARTS = ("open", "currency", "sign", "digits", "unit", "currency_after", "percent", "close")
_UNITS = {
    "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "億": 1e8,
    "k": 1e3, "K": 1e3,
}  # fmt: skip


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


_EXPONENT = r"(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+"
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?"
_FORMS = {
    Form.WHOLE: r"\d+|\d{1,3}(?:'\d{3})+",
    Form.POINT: f"{_decimal('[.]', ',')}|{_EXPONENT}|{_INDIAN}",
    Form.COMMA: _decimal(",", "[.]"),
    Form.OPEN_POINT: r"[1-9]\d{0,2}[.]\d{3}",
    Form.OPEN_COMMA: r"[1-9]\d{0,2},\d{3}",
}


def parts_of(clean: Text) -> dict[str, Text]:
    """``digits``, ``currency`` (as written), ``unit`` (a factor), ``percent``, ``negative``.

    All NULL or empty where the text has not the shape of a number.
    """
    signs = "".join(chr(code) for code in _SEPARATORS)
    same = sa.func.translate(clean, signs, "".join(_SEPARATORS.values()))
    pattern = _BEFORE + _NUMBER + _AFTER
    names: Text = sa.literal_column("[" + ", ".join(f"'{name}'" for name in _PARTS) + "]")
    struct = sa.func.regexp_extract(same, pattern, names)
    part = {name: sa.func.struct_extract(struct, name) for name in _PARTS}
    minus = sa.cast(part["open"] == "-", sa.Integer) + sa.cast(part["sign"] == "-", sa.Integer)
    minus += sa.cast(part["close"] == "-", sa.Integer) + sa.cast(part["open"] == "(", sa.Integer)
    paired = (part["open"] == "(") == (part["close"] == ")")
    one_currency = sa.or_(part["currency"] == "", part["currency_after"] == "")
    sound = sa.and_(paired, minus <= 1, one_currency)
    return {
        "digits": sa.case((sound, part["digits"]), else_=""),
        "currency": sa.func.nullif(
            sa.func.upper(part["currency"].concat(part["currency_after"])), ""
        ),
        "unit": sa.case(_UNITS, value=part["unit"], else_=1.0),
        "percent": part["percent"] == "%",
        "negative": minus == 1,
    }


def form_of(digits: Text, unit: Text) -> Text:
    """The :class:`Form` of digits with separators, or NULL where they are no number.

    Nobody groups what is counted in ten thousands: there a point is the decimal sign.
    """
    form: Text = sa.case(
        *[(sa.func.regexp_full_match(digits, body), form.value) for form, body in _FORMS.items()]
    )
    is_open = form.in_([Form.OPEN_POINT.value, Form.OPEN_COMMA.value])
    return sa.case((sa.and_(is_open, unit > 1), Form.POINT.value), else_=form)


def number_value(digits: Text, form: Text, sign: DecimalSign) -> Text:
    """The size of the number as DOUBLE; NULL where it has none or the column leaves it open."""
    plain = sa.func.replace(digits, "'", "")
    point: Text = sa.try_cast(sa.func.replace(plain, ",", ""), sa.Double())
    swapped = sa.func.replace(sa.func.replace(plain, ".", ""), ",", ".")
    comma: Text = sa.try_cast(swapped, sa.Double())
    as_open = {
        DecimalSign.POINT: (point, point),
        DecimalSign.COMMA: (comma, comma),
        DecimalSign.EACH: (point, comma),
    }.get(sign, (sa.null(), sa.null()))
    return sa.case(
        (form.in_([Form.WHOLE.value, Form.POINT.value]), point),
        (form == Form.COMMA.value, comma),
        (form == Form.OPEN_POINT.value, as_open[0]),
        (form == Form.OPEN_COMMA.value, as_open[1]),
    )
