"""Names that are probably one: the same but for spelling, found without comparing every pair."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

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

Numbers = NDArray[np.uint64]
#: The number that stands for a text is a polynomial in this, modulo 2^64; it is odd and so has an
#: inverse there. Letters are spread over all bits first.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_SPREAD = np.uint64(0xD6E8FEB86659FD93)


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
    texts = [text for text in plain if len(text) >= _LONG and text.isascii()]
    if not texts:
        return
    parts, owners, figures = [], [], np.zeros(len(texts), np.uint64)
    lengths = np.array([len(text) for text in texts])
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        letters = np.frombuffer("".join(texts[row] for row in rows).encode(), np.uint8)
        left, figures[rows] = _numbered(letters.reshape(len(rows), length))
        parts.append(left.ravel())
        owners.append(np.repeat(rows, length + 1))
    for one, other in _sharing(np.concatenate(parts), np.concatenate(owners), figures):
        # Numbers that are equal by chance are told apart here.
        if _left_out(texts[one]) & _left_out(texts[other]):
            yield texts[one], texts[other]


def _numbered(letters: NDArray[np.uint8]) -> tuple[Numbers, Numbers]:
    """A number for each text, and for each with one letter left out; and for its figures alone.

    A row of ``letters`` is a text. The number is a polynomial of them modulo 2^64: texts that are
    equal have the same.
    """
    rows, length = letters.shape
    powers = np.cumprod(np.append(np.uint64(1), np.full(length, _BASE)))
    with np.errstate(over="ignore"):
        values = (letters.astype(np.uint64) + np.uint64(1)) * _SPREAD
        sums = np.zeros((rows, length + 1), np.uint64)
        np.cumsum(values * powers[:length], axis=1, out=sums[:, 1:])
        whole = sums[:, -1:]
        without = sums[:, :-1] + (whole - sums[:, 1:]) * _INVERSE
        figure = (letters >= ord("0")) & (letters <= ord("9"))
        place = np.cumsum(figure, axis=1)
        digits = np.where(figure, values * powers[place], np.uint64(0)).sum(axis=1)
    return np.hstack([without, whole]), digits


def _sharing(
    keys: Numbers, owners: NDArray[np.int64], figures: Numbers
) -> Iterator[tuple[int, int]]:
    """The pairs of owners that share a key which at most four have, and their figures."""
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    first = np.append(True, (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1]))
    keys, owners = keys[first], owners[first]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    sizes = np.diff(np.append(starts, len(keys)))
    for size in range(2, _MOST_OF_ONE + 1):
        there = starts[sizes == size]
        for one, other in combinations(range(size), 2):
            left, right = owners[there + one], owners[there + other]
            alike = figures[left] == figures[right]
            yield from zip(left[alike].tolist(), right[alike].tolist(), strict=True)


def _left_out(text: str) -> set[str]:
    """The text, and what is left of it without one letter."""
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}
