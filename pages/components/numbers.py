"""Numbers, money, shares and days as the reader writes them: short on screen, exact on demand.

Amounts are in units of their currency, shares between 0 and 1. A missing value is *not known*,
never 0. The minus sign is the typographic one; spaces inside a figure do not break.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Literal, cast

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
)

from analytics.messages import NO_CURRENCY, message
from pages.components import catalogue
from pages.components.catalogue import Language, speaking, translate

__all__ = [
    "chance",
    "change",
    "currency_word",
    "day",
    "day_short",
    "decimal",
    "integer",
    "money",
    "money_exact",
    "month",
    "percent",
    "percent_range",
    "points",
    "symbol",
]

#: A space that does not break a line.
NBSP = "\u00a0"
MINUS = "\u2212"

# Steps of short amounts: (from, unit). English counts in thousands, Chinese in ten thousands.
_STEPS = {
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "k")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}

Amount = float | int | None
Since = Literal["quarter", "year"]


@cache
def locale(language: str) -> Locale:
    """Babel's locale for a language of the pages."""
    return Locale.parse("zh_Hans_CN" if language == "zh" else "en")


def _spoken(language: str | None) -> Language:
    return catalogue.language() if language is None else cast(Language, language)


def _missing(language: Language) -> str:
    with speaking(language):
        return translate("not known")


@cache
def symbol(currency: str, language: str) -> str:
    """The sign of a currency, or in Chinese its unit, as a heading names it; empty where no
    currency is named.

    One company has one currency, so the yuan is ``¥`` in English too.

    >>> symbol("CNY", "en"), symbol("CNY", "zh"), symbol("EUR", "zh"), symbol("CHF", "en")
    ('¥', '元', '欧元', 'CHF\\xa0')
    """
    if currency == NO_CURRENCY:
        return ""
    if language == "zh":
        return "元" if currency == "CNY" else get_currency_name(currency, locale=locale(language))
    sign = "¥" if currency == "CNY" else get_currency_symbol(currency, locale(language))
    return sign + NBSP if sign[-1:].isalpha() else sign


def currency_word(currency: str, language: str | None = None) -> str:
    """How a currency is called: by its code in English, by its name in Chinese.

    >>> currency_word("CNY", "en"), currency_word("CNY", "zh")
    ('CNY', '人民币')
    """
    spoken = _spoken(language)
    return get_currency_name(currency, locale=locale(spoken)) if spoken == "zh" else currency


def _grouped(value: float, digits: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale(language))


def _signed(value: float, text: str) -> str:
    return MINUS + text if value < 0 and text.strip("0.,") else text


def _short(size: float, language: str, gap: str) -> str:
    """An amount without its sign, with the letter or word of its size after a ``gap``."""
    # A unit begins where the one below would round up to it: 999.5 k is 1.0 M.
    begins = 1 - 0.5 / (10_000 if language == "zh" else 1_000)
    for step, unit in _STEPS[language]:
        scaled = size / step
        if scaled >= begins:
            return _grouped(scaled, 1 if scaled < 99.95 else 0, language) + gap + unit
    return _grouped(size, 0, language)


def money(
    amount: Amount, currency: str, language: str | None = None, *, running: bool = False
) -> str:
    """An amount, short: three figures matter, the rest is in the tables.

    In Chinese the unit follows, after a blank in ``running`` text.

    >>> money(12_400_000, "CNY", "en"), money(12_400_000, "CNY", "zh"), money(1.2e8, "EUR", "zh")
    ('¥12.4\\xa0M', '1,240万元', '1.2亿欧元')
    """
    spoken = _spoken(language)
    if amount is None or pd.isna(amount):
        return _missing(spoken)
    gap = NBSP if running or spoken == "en" else ""
    return _with_unit(round(amount), _short(abs(amount), spoken, gap), currency, spoken, gap)


def _with_unit(signed: float, text: str, currency: str, language: str, gap: str = "") -> str:
    """Digits with the sign of a currency before, or its word after them."""
    unit = symbol(currency, language)
    if language != "zh":
        return _signed(signed, unit + text)
    return _signed(signed, text + (gap if text[-1:].isdigit() and unit else "") + unit)


def money_exact(amount: Amount, currency: str, language: str | None = None) -> str:
    """An amount to the cent (to the unit for currencies without cents).

    >>> money_exact(-1234.5, "EUR", "en"), money_exact(1234.5, "CNY", "zh")
    ('−€1,234.50', '1,234.50元')
    """
    spoken = _spoken(language)
    if amount is None or pd.isna(amount):
        return _missing(spoken)
    digits = get_currency_precision(currency)
    text = _grouped(abs(amount), digits, spoken)
    return _with_unit(round(amount, digits), text, currency, spoken)


def _percent_digits(share: float) -> int:
    inner = 0 < share < 0.00995 or 0.995 <= share < 1
    return 1 if inner else 0


def _percent_sign(language: str) -> str:
    return "%" if language == "zh" else NBSP + "%"


def percent(share: Amount, language: str | None = None) -> str:
    """A share as per cent without false decimals; one only near 0 and 1, where it matters.

    >>> percent(0.414, "en"), percent(0.004, "en"), percent(0.0001, "en"), percent(1, "zh")
    ('41\\xa0%', '0.4\\xa0%', '<0.1\\xa0%', '100%')
    """
    spoken = _spoken(language)
    if share is None or pd.isna(share):
        return _missing(spoken)
    sign = _percent_sign(spoken)
    if 0 < share < 0.001:
        return "<0.1" + sign
    if 0.999 < share < 1:
        return ">99.9" + sign
    text = _grouped(abs(share) * 100, _percent_digits(abs(share)), spoken)
    return _signed(share, text) + sign


def chance(share: Amount, language: str | None = None) -> str:
    """A chance with as many digits as its product with an amount needs to be worked out again.

    >>> chance(0.0219, "en"), chance(0.124, "en"), chance(0.00318, "en"), chance(1.0, "en")
    ('2.2\\xa0%', '12.4\\xa0%', '0.32\\xa0%', '100\\xa0%')
    """
    spoken = _spoken(language)
    if share is None or pd.isna(share) or not 0.0001 <= share <= 0.9999:
        return percent(share, language)
    pattern = "0.##" if share < 0.01 else "0.#"
    return format_decimal(share * 100, pattern, locale(spoken)) + _percent_sign(spoken)


def money_range(low: Amount, high: Amount, currency: str, language: str | None = None) -> str:
    """A range of amounts, each short.

    >>> money_range(920_000, 3_640_000, "CNY", "en")
    '¥920\\xa0k–¥3.64\\xa0M'
    """
    return f"{money(low, currency, language)}–{money(high, currency, language)}"


def percent_range(low: Amount, high: Amount, language: str | None = None) -> str:
    """A range of shares.

    >>> percent_range(0.14, 0.33, "en")
    '14–33\\xa0%'
    """
    spoken = _spoken(language)
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return _missing(spoken)
    return f"{_grouped(low * 100, 0, spoken)}–{_grouped(high * 100, 0, spoken)}" + _percent_sign(
        spoken
    )


def integer(value: Amount, language: str | None = None) -> str:
    """A whole number with separators.

    >>> integer(1240, "en")
    '1,240'
    """
    return decimal(value, 0, language)


def decimal(value: Amount, digits: int | None = None, language: str | None = None) -> str:
    """A number with separators; without ``digits``, three figures that matter.

    >>> decimal(1234.5678, 1, "en"), decimal(0.01234, None, "en"), decimal(-3.0, None, "en")
    ('1,234.6', '0.0123', '−3')
    """
    spoken = _spoken(language)
    if value is None or pd.isna(value):
        return _missing(spoken)
    if digits is not None:
        text = _grouped(abs(value), digits, spoken)
    elif abs(value) >= 100:
        text = _grouped(abs(value), 0, spoken)
    else:
        text = format_decimal(abs(float(f"{value:.3g}")), "#,##0.########", locale(spoken))
    return _signed(value, text)


def day(value: date | None, language: str | None = None) -> str:
    """A day, in full.

    >>> day(date(2026, 6, 30), "en"), day(date(2026, 6, 30), "zh")
    ('30 June 2026', '2026年6月30日')
    """
    return _dated(value, {"en": "d MMMM y", "zh": "y年M月d日"}, language)


def day_short(value: date | None, language: str | None = None) -> str:
    """A day, short.

    >>> day_short(date(2026, 6, 30), "en")
    '30 Jun 2026'
    """
    return _dated(value, {"en": "d MMM y", "zh": "y年M月d日"}, language)


def month(value: date | None, language: str | None = None) -> str:
    """A month.

    >>> month(date(2026, 6, 30), "en"), month(date(2026, 6, 30), "zh")
    ('June 2026', '2026年6月')
    """
    return _dated(value, {"en": "MMMM y", "zh": "y年M月"}, language)


def _dated(value: date | None, patterns: dict[str, str], language: str | None) -> str:
    spoken = _spoken(language)
    if value is None or pd.isna(value):
        return _missing(spoken)
    return format_date(value, patterns[spoken], locale(spoken))


def points(difference: float, language: str | None = None) -> str:
    """A difference of two shares, in percentage points, without sign.

    >>> points(-0.031, "en"), points(0.01, "en")
    ('3 points', '1 point')
    """
    spoken = _spoken(language)
    size = abs(difference) * 100
    text = _grouped(size, 0 if size >= 0.95 else 1, spoken)
    with speaking(spoken):
        template = translate("{points} point", "{points} points", 1 if text == "1" else 2)
    return template.format(points=text)


_CHANGES = {
    ("quarter", "unknown"): message("not comparable with a quarter ago"),
    ("quarter", "same"): message("as a quarter ago"),
    ("quarter", "more"): message("{size} more than a quarter ago"),
    ("quarter", "less"): message("{size} less than a quarter ago"),
    ("year", "unknown"): message("not comparable with a year ago"),
    ("year", "same"): message("as a year ago"),
    ("year", "more"): message("{size} more than a year ago"),
    ("year", "less"): message("{size} less than a year ago"),
}


def change(
    difference: float | None,
    since: Since,
    write: Callable[[float], str],
    *,
    smallest: float = 0.0,
    language: str | None = None,
) -> str:
    """How a figure changed, in words; ``write`` gives the size of the difference.

    ``smallest`` is the size up to which nothing worth a word has changed; a missing difference is
    *not comparable*.

    >>> change(200_000, "quarter", lambda size: money(size, "EUR", "en"), language="en")
    '€200\xa0k more than a quarter ago'
    """
    if difference is None or pd.isna(difference):
        kind, size = "unknown", ""
    elif abs(difference) <= smallest:
        kind, size = "same", ""
    else:
        kind, size = ("more" if difference > 0 else "less"), write(abs(difference))
    with speaking(_spoken(language)):
        return translate(_CHANGES[since, kind].template).format(size=size)
