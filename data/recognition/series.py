"""Whether tables with one header follow each other (a sheet a year), or may be one table twice."""

import re
from collections.abc import Sequence

from data.recognition.lexicon import spelled

__all__ = ["is_series"]

_COPY = re.compile(
    r"[(（\[]\d{1,3}[)）\]]\s*$|copy|kopie|copie|copia|副本|backup|备份", re.IGNORECASE
)
#: A whole day: the day of the export rather than the time the rows are from.
_DAY = re.compile(r"(19|20)\d{2}[-_.年]?\d{1,2}[-_.月]?\d{2}")
#: What names of a series differ by: a year, a quarter, a month, a number.
_STEP = re.compile(
    r"(19|20)\d{2}|[一二三四五六七八九十]{1,3}(?=月|季)|\d{1,2}"
    r"|(?<![^\W\d_])(jan(uary|uar|vier)?|feb(ruary|ruar)?|f[ée]vr(ier)?|m(a|ä)r(ch|z|s)?|apr(il)?"
    r"|avr(il)?|ma[iy]|june?|juni|juin|july?|juli|juillet|aug(ust)?|ao[uû]t|sept?(ember|embre)?"
    r"|o[ck]t(ober|obre)?|nov(ember|embre)?|de[cz](ember)?|d[ée]c(embre)?"
    r"|ene(ro)?|abr(il)?|ago(sto)?|dic(iembre)?)(?![^\W\d_])",
    re.IGNORECASE,
)


def is_series(names: Sequence[str]) -> bool:
    """Whether names differ only by a year, a quarter, a month or a number.

    >>> is_series(["Orders 2024", "Orders 2025"]), is_series(["orders", "orders (1)"])
    (True, False)
    >>> is_series(["Januar", "März"]), is_series(["1月", "12月"]), is_series(["all", "all_old"])
    (True, True, False)
    """
    if any(_COPY.search(name) or _DAY.search(name) for name in names):
        return False
    stepped = all(_STEP.search(name) for name in names)
    return stepped and len({spelled(_STEP.sub("", name)) for name in names}) == 1
