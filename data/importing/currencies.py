"""What a sign or code beside an amount says about its currency."""

from typing import Any

import sqlalchemy as sa

__all__ = ["CERTAIN", "SHARED", "certain_code", "fits", "shared_sign"]

Text = sa.ColumnElement[Any]

CERTAIN = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₪": "ILS",
    "₴": "UAH",
    "₦": "NGN",
    "RMB": "CNY",
    "人民币": "CNY",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "円": "JPY",
    "US$": "USD",
    "U$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "AU$": "AUD",
    "A$": "AUD",
    "CA$": "CAD",
    "C$": "CAD",
    "SG$": "SGD",
    "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN",
}
#: Signs that several currencies have; the first is meant where nothing else fits 元.
SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BRL", "ARS", "CLP", "COP"),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD", "MOP"),
    "圆": ("CNY", "TWD", "HKD", "MOP"),
}


def certain_code(sign: Text) -> Text:
    """The ISO code of an upper-case sign or code that only one currency has; else NULL."""
    code = sa.func.regexp_full_match(sign, "[A-Z]{3}")
    return sa.case((sign.in_(list(CERTAIN)), sa.case(CERTAIN, value=sign)), (code, sign))


def shared_sign(sign: Text) -> Text:
    """The sign where several currencies have it; else NULL."""
    return sa.case((sign.in_(list(SHARED)), sign))


def fits(sign: Text, code: Text) -> Text:
    """Whether the currency of that code has this sign."""
    shared = [(sign == each, code.in_(codes)) for each, codes in SHARED.items()]
    return sa.case(*shared, else_=certain_code(sign) == code)
