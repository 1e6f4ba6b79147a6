"""Which table a file or sheet is named after, and how certain that is."""

import re
from enum import StrEnum

from data.schema import TABLES

__all__ = ["Certainty", "named_like"]


class Certainty(StrEnum):
    """How a name comes to mean a table, the surest first."""

    #: The name itself, in whatever capitals.
    EXACT = "exact"
    #: A copy of it: ``customers (1)``, ``customers - Copy``, ``customers - 副本``.
    COPY = "copy"
    #: With the day or the time of the export: ``customers_2024-01-31``.
    DATED = "dated"
    #: One customer for all, or all for one.
    NUMBER = "number"
    #: With something before or behind it, which may change what it means: ``old_customers``.
    AFFIXED = "affixed"


_COPY = re.compile(
    r"([ _.-]*[(（\[]\d{1,3}[)）\]]"
    r"|[ _-]+(copy|kopie|copie|copia|副本)([ _]?[(（]?\d{1,3}[)）]?)?)+$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"[ _.-]*(19|20)\d{2}[-_.]?\d{2}([-_.]?\d{2})?([T _.-]+\d{2}[-_.:h]?\d{2}([-_.:m]?\d{2})?)?s?$"
)
_SINGULAR = {
    "activity": "activities",
    "agreement": "agreements",
    "assignment": "assignments",
    "backup": "backups",
    "contact": "contacts",
    "customer": "customers",
    "deal": "deals",
    "exchange_rate": "exchange_rates",
    "quota": "quotas",
    "rep": "reps",
    "revenues": "revenue",
    "role": "roles",
    "compensations": "compensation",
    "access_logs": "access_log",
}


def named_like(name: str) -> tuple[str, Certainty] | None:
    """The canonical table that a name without ending means, and how certain that is.

    All but :attr:`Certainty.AFFIXED` may be taken where no second name means the same table.

    >>> named_like("Customers (1)"), named_like("customer_20240131"), named_like("notes")
    (('customers', <Certainty.COPY: 'copy'>), ('customers', <Certainty.NUMBER: 'number'>), None)
    """
    plain = _spelled(name)
    if plain in TABLES:
        return plain, Certainty.EXACT
    whole = _COPY.sub("", name.strip())
    stem = _STAMP.sub("", whole)
    stem = _COPY.sub("", stem) if stem != whole else stem
    certainty = Certainty.DATED if stem != whole else Certainty.COPY
    plain = _spelled(stem)
    if plain in TABLES:
        return plain, certainty
    if plain in _SINGULAR:
        return _SINGULAR[plain], Certainty.NUMBER
    ends = [table for table in (*TABLES, *_SINGULAR) if _affixed(plain, table)]
    if not ends:
        return None
    longest = max(ends, key=len)
    return _SINGULAR.get(longest, longest), Certainty.AFFIXED


def _spelled(name: str) -> str:
    return re.sub(r"[ _-]+", "_", name.strip().casefold()).strip("_")


def _affixed(name: str, table: str) -> bool:
    return name.endswith(f"_{table}") or name.startswith(f"{table}_")
