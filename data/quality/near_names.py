"""Names that are probably one: the same but for spelling, found without comparing every pair."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations, product

__all__ = ["near_names", "near_pairs"]

#: Forms of companies say nothing of which company it is.
_FORMS = frozenset(
    "gmbh ag kg ohg ug se inc incorporated llc ltd limited corp corporation co company plc sa sas "
    "sarl srl spa bv nv oy ab as aps pty pte sp z o o kk".split()
)
_WORD = re.compile(r"\w+")
#: A letter more or less, or another one, makes no other name from this length on.
_LONG = 8
#: More names of one spelling are a series, such as branches, and no slips.
_MOST_OF_ONE = 4


def near_names(names: Iterable[str]) -> set[str]:
    """The names that have a near one: the same but for capitals, signs, the order of words or the
    form of the company; or, where they are long, written in letters and alike in every figure, but
    for one letter. Equal names are not near.

    >>> sorted(near_names(["ACME GmbH", "Acme", "Miller, Ann", "Ann Miller", "Store 1", "Store 2"]))
    ['ACME GmbH', 'Acme', 'Ann Miller', 'Miller, Ann']
    >>> sorted(near_names(["Hartmann Logistik", "Hartman Logistik", "Li Na", "Li Nan"]))
    ['Hartman Logistik', 'Hartmann Logistik']
    """
    return {name for pair in near_pairs(names) for name in pair}


def near_pairs(names: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs of :func:`near_names`, each in the order of the letters.

    >>> sorted(near_pairs(["Hartmann Logistik", "Hartman Logistik", "Acme", "ACME AG"]))
    [('ACME AG', 'Acme'), ('Hartman Logistik', 'Hartmann Logistik')]
    """
    spelled: dict[str, set[str]] = {}
    for name in set(names):
        spelled.setdefault(_plain(name), set()).add(name)
    alike = [same for same in spelled.values() if 1 < len(same) <= _MOST_OF_ONE]
    pairs = {pair for same in alike for pair in combinations(sorted(same), 2)}
    for one, other in _one_letter_apart(spelled):
        both = product(spelled[one], spelled[other])
        pairs |= {(min(pair), max(pair)) for pair in both}
    return pairs


def _plain(name: str) -> str:
    """Words in order, without capitals, signs and forms of companies."""
    text = unicodedata.normalize("NFKC", name).casefold()
    words = _WORD.findall(text)
    telling = [word for word in words if word not in _FORMS]
    return " ".join(sorted(telling or words))


def _one_letter_apart(plain: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs with one letter added, lost or changed: they share a text with one letter left out."""
    without: dict[str, list[str]] = {}
    for text in plain:
        if len(text) >= _LONG and text.isascii():
            for left in {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}:
                without.setdefault(left, []).append(text)
    for alike in without.values():
        if 1 < len(alike) <= _MOST_OF_ONE:
            yield from (pair for pair in combinations(alike, 2) if _same_figures(*pair))


def _same_figures(one: str, other: str) -> bool:
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", other)
