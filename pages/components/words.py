"""The words on screen for codes in the frames: evidence, function, leaving band, names.

The terms are those of the glossary; every page uses these and no others.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from analytics.assessment import Portfolio
from analytics.messages import Message, message
from pages.components.text import tm_text

__all__ = [
    "BANDS",
    "EVIDENCE",
    "FUNCTIONS",
    "KINDS",
    "NO_ESTIMATE",
    "band_word",
    "evidence_word",
    "function_word",
    "kind_word",
    "level_share",
    "listed",
    "names_of",
    "word_or_code",
]

EVIDENCE = {
    "activity": message("contact records"),
    "transactions": message("bookings"),
    "ownership": message("name in the file only"),
    "none": message("not known"),
    "stated": message("stated, not measured"),
}

FUNCTIONS = {
    "sales": message("sales"),
    "service": message("service"),
    "technical": message("technical"),
    "management": message("management"),
    "owner": message("owner of the company"),
    "system": message("mailbox or robot"),
}

#: Band of whom no model was asked.
NO_ESTIMATE = "none"

BANDS = {
    "notice": message("leaving"),
    "high": message("higher than usual"),
    "medium": message("usual"),
    "low": message("lower than usual"),
    NO_ESTIMATE: message("not estimated"),
}

KINDS = {
    "visit": message("visit"),
    "meeting": message("meeting"),
    "call": message("call"),
    "service": message("service job"),
    "message": message("message"),
    "email": message("e-mail"),
    "other": message("other contact"),
}


def word_or_code(words: dict[str, Message], code: object) -> str:
    """The word for a code in the reader's language; a code without word as it is."""
    if code is None or pd.isna(code):
        return tm_text(message("not known"))
    word = words.get(str(code))
    return tm_text(word) if word else str(code)


def evidence_word(code: object) -> str:
    """How far it can be proven who knows a customer."""
    return word_or_code(EVIDENCE, code)


def function_word(code: object) -> str:
    """What a salesperson or colleague does in the company."""
    return word_or_code(FUNCTIONS, code)


def band_word(code: object) -> str:
    """How the chance of leaving compares with the usual one."""
    return word_or_code(BANDS, code)


def kind_word(code: object) -> str:
    """One kind of contact."""
    return word_or_code(KINDS, code)


def names_of(frame: pd.DataFrame, key: str) -> dict[str, str]:
    """Names by identifier; the identifier itself where the name is missing or empty."""
    ids = frame[key].astype("object")
    named = frame["name"].astype("object").where(frame["name"].notna() & (frame["name"] != ""), ids)
    return dict(zip(ids, named, strict=True))


def listed(parts: Sequence[Message] | Iterable[Message]) -> Message | None:
    """Several short remarks as one, in the reading order; None without any."""
    whole: Message | None = None
    for part in reversed(list(parts)):
        whole = part if whole is None else message("{first}. {rest}", first=part, rest=whole)
    return whole


def level_share(portfolio: Portfolio, level: str) -> float:
    """Part of yearly customer revenue with one level of evidence; 0 where it cannot be known."""
    return float(portfolio.evidence_share.get(level) or 0.0)
