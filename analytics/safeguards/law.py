"""What the law of a jurisdiction says of non-competes, as data: information, never advice.

Read from files by :mod:`data.law`; each rule names its article, where it was looked up and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

__all__ = ["NO_LAW", "Jurisdiction", "Law", "LawRule", "Said", "compensation_share"]

#: Months from which on the share for longer non-competes holds.
_LONGER_THAN_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the files, in both languages: it has no values, and no code repeats it."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class LawRule:
    """One rule: what it says in one sentence, its article, and where and when it was checked."""

    says: Said
    article: Said
    source: Said
    url: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The law of one jurisdiction (``CN``, ``US-CA``).

    void: a non-compete binds nobody. longest_months: the longest that may be agreed; None: no such
    limit is known here. compensation: the least part of pay that is owed while it binds;
    compensation_longer: for one of more than a year, where that is another. owed: by what that part
    is owed: ``law`` (without it nothing binds), or ``unless_agreed`` (where nothing was agreed).
    """

    code: str
    name: Said
    void: bool
    longest_months: float | None
    compensation: float | None
    compensation_longer: float | None
    owed: str
    rules: tuple[LawRule, ...]


#: Jurisdictions by code.
Law = Mapping[str, Jurisdiction]

NO_LAW: Law = MappingProxyType({})


def compensation_share(place: Jurisdiction, months: float) -> float | None:
    """The least part of pay that a non-compete of so many months costs; None where none is known
    or none can bind."""
    if place.void:
        return None
    longer = months > _LONGER_THAN_MONTHS and place.compensation_longer is not None
    return place.compensation_longer if longer else place.compensation
