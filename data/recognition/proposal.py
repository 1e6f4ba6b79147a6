"""What recognition hands out: findings, questions with their answers, and the mapping."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.messages import Message
from data.mapping.model import Mapping

__all__ = ["Certainty", "Finding", "Money", "Option", "Proposal", "Question"]


class Certainty(StrEnum):
    """Whether a column is used, asked or left alone."""

    CERTAIN = "certain"
    ASKED = "asked"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one column of the source is taken for.

    ``targets`` are canonical columns (``revenue.amount``), also of tables that are derived from
    this one; ``samples`` at most three values; ``question`` the id of the one that decides.
    """

    table: str
    column: str
    targets: tuple[str, ...]
    certainty: Certainty
    reason: Message
    samples: tuple[str, ...] = ()
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """What a table holds of money: a formula (:mod:`data.mapping.calc`) of its columns."""

    table: str
    calc: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; ``columns`` are what it takes (canonical column, column of the source), and
    ``money`` what its total is made of, which should stand beside it."""

    key: str
    text: Message
    columns: tuple[tuple[str, str], ...] = ()
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is doubtful; ``options`` the likeliest first."""

    id: str
    text: Message
    options: tuple[Option, ...]
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The mapping of everything certain and answered, and what is still to be said."""

    mapping: Mapping
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    missing: tuple[Message, ...]
    #: Canonical columns (``table.column``) that the mapping fills.
    present: frozenset[str]
