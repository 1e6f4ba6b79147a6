"""What the words of a name mean, in the languages of ``words.toml``.

A name is read as a set of meanings: "Kundennummer", "client no" and "客户编号" are all
``{customer, id}``. A word that is spelled almost like one of the list counts as it, with a mark.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["Meaning", "meaning", "spelled"]

_FILE = Path(__file__).with_name("words.toml")

#: A word of at least so many letters may be misspelled, and so alike (0 to 1) must it be.
NEAR_LETTERS = 6
NEAR_SCORE = 0.83

#: A part of a compound has so many letters, or is one of these.
PART_LETTERS = 3
_SHORT_PARTS = frozenset(("id", "nr", "no"))

#: Terms of at most so many words.
LONGEST_TERM = 6

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_HAN = r"\u3400-\u9fff"
_PARTS = re.compile(rf"[{_HAN}]+|[^\W\d_{_HAN}]+")
_CAPITALS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

#: Sounds between the parts of a German compound.
_LINKS = ("", "s", "n", "en", "es", "e")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meanings of a name without those of no weight, and how many words nobody knows."""

    words: frozenset[str]
    unknown: int
    near: bool


@lru_cache(maxsize=8192)
def meaning(name: str) -> Meaning:
    """What a name of a column or table means.

    >>> sorted(meaning("Kunden-Nr.").words), sorted(meaning("负责人的用户编号").words)
    (['customer', 'id'], ['employee', 'id', 'owner'])
    >>> meaning("Custmer Name").near, meaning("foo").unknown
    (True, 1)
    """
    words: set[str] = set()
    unknown = 0
    near = False
    for run in _runs(name):
        read = _chinese(run[0]) if _is_han(run[0]) else _latin(run)
        words |= read.words
        unknown += read.unknown
        near |= read.near
    return Meaning(frozenset(words - {"noise"}), unknown, near)


@lru_cache(maxsize=8192)
def spelled(name: str) -> str:
    """A name without capitals, accents, signs and spaces, to compare spellings.

    >>> spelled("customerId"), spelled("Customer ID"), spelled("Straße")
    ('customerid', 'customerid', 'strasse')
    """
    return "".join(sign for sign in _folded(name) if sign.isalnum())


def _folded(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    parted = unicodedata.normalize("NFD", lowered)
    plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
    return plain.translate(_simplified())


def _runs(name: str) -> list[list[str]]:
    """Neighbouring Latin words stand together, as terms may have several; Chinese ones alone."""
    parted = _CAPITALS.sub(" ", unicodedata.normalize("NFKC", name))
    runs: list[list[str]] = []
    for part in _PARTS.findall(_folded(parted)):
        if _is_han(part) or not runs or _is_han(runs[-1][0]):
            runs.append([part])
        else:
            runs[-1].append(part)
    return runs


def _is_han(text: str) -> bool:
    return "\u3400" <= text[0] <= "\u9fff"


def _latin(run: list[str]) -> Meaning:
    """The longest terms first, from left to right; what is left may be a compound."""
    words: set[str] = set()
    unknown, at, near = 0, 0, False
    terms = _terms()
    while at < len(run):
        ends = range(min(len(run), at + LONGEST_TERM), at, -1)
        end = next((end for end in ends if "".join(run[at:end]) in terms), None)
        if end is not None:
            words |= terms["".join(run[at:end])]
            at = end
            continue
        read = _one_word(run[at])
        words |= read.words
        unknown += read.unknown
        near |= read.near
        at += 1
    return Meaning(frozenset(words), unknown, near)


@lru_cache(maxsize=8192)
def _one_word(word: str) -> Meaning:
    parts = _compound(word)
    if parts:
        return Meaning(frozenset().union(*(_terms()[part] for part in parts)), 0, False)
    like = _near(word)
    if like:
        return Meaning(_terms()[like], 0, True)
    return Meaning(frozenset(), int(len(word) > 1), False)


def _compound(word: str) -> tuple[str, ...]:
    """The fewest terms of which a word is made without a rest, with links between them."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for start in range(len(word)):
        if start not in best:
            continue
        for end in range(start + 2, len(word) + 1):
            part = word[start:end]
            if part in _terms() and (len(part) >= PART_LETTERS or part in _SHORT_PARTS):
                _keep_shortest(best, word, end, (*best[start], part))
    return best.get(len(word), ())


def _keep_shortest(
    best: dict[int, tuple[str, ...]], word: str, end: int, parts: tuple[str, ...]
) -> None:
    for link in _LINKS:
        after = end + len(link)
        ends_in_link = bool(link) and after == len(word)
        if not word.startswith(link, end) or ends_in_link:
            continue
        if after not in best or len(parts) < len(best[after]):
            best[after] = parts


def _near(word: str) -> str | None:
    if len(word) < NEAR_LETTERS:
        return None
    match = process.extractOne(
        word, _long_terms(), scorer=OSA.normalized_similarity, score_cutoff=NEAR_SCORE
    )
    return match[0] if match and match[0][0] == word[0] else None


def _chinese(run: str) -> Meaning:
    """The reading that leaves fewest signs over, and then has fewest words."""
    terms = _terms()
    costs: list[tuple[int, int, frozenset[str]]] = [(0, 0, frozenset())]
    for end in range(1, len(run) + 1):
        left, count, words = costs[end - 1]
        best = (left + 1, count, words)
        for start in range(max(0, end - LONGEST_TERM), end):
            term = run[start:end]
            if term in terms:
                left, count, words = costs[start]
                best = min(best, (left, count + 1, words | terms[term]), key=lambda cost: cost[:2])
        costs.append(best)
    left, _, words = costs[-1]
    return Meaning(words, (left + 1) // 2, False)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def _simplified() -> dict[int, str]:
    pairs = _file()["traditional"]
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


@cache
def _terms() -> dict[str, frozenset[str]]:
    """By term without signs: its meanings; of a term that stands twice, the first in the file."""
    lists = [(words, terms) for words, terms in _file()["several"].items()]
    for concept, by_language in _file()["words"].items():
        lists += [(concept, terms) for terms in by_language.values()]
    meanings: dict[str, frozenset[str]] = {}
    for words, terms in lists:
        for term in terms.split():
            meanings.setdefault(spelled(term), frozenset(words.split()))
    return meanings


@cache
def _long_terms() -> tuple[str, ...]:
    return tuple(term for term in _terms() if len(term) >= NEAR_LETTERS)
