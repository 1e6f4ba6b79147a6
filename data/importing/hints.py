"""What is told about the columns of a table besides their values, and what has to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from data.mapping.answers import codes
from data.mapping.model import DateOrder

__all__ = ["NO_HINTS", "ColumnHint", "Hints", "Option", "Question"]


ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """How one column is written, where a mapping or a person says so."""

    order: Literal["YMD", "DMY", "MDY"] | None = None
    decimal: Literal[".", ","] | None = None
    #: What people answered: it decides what the values themselves leave open, and no more.
    open_order: Literal["YMD", "DMY", "MDY"] | None = None
    open_decimal: Literal[".", ","] | None = None
    #: ISO 4217: what signs of several countries (``$``, ``¥``) mean here.
    currency: tuple[str, ...] = ()
    #: Zone of times that name none; not given: the company's.
    zone: str | None = None
    #: Further words for nothing.
    nothing: tuple[str, ...] = ()


NO_HINT = ColumnHint()


@dataclass(frozen=True, slots=True)
class Hints:
    """What is told about one table.

    ``semicolon``: its file separates fields by semicolons. ``company_currency``: the currency of
    the company, empty where it is not known. ``derived``: the table was not brought but made of
    the ids in other tables, so that it proves no id.
    """

    columns: Mapping[str, ColumnHint] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    semicolon: bool = False
    company_currency: str = ""
    derived: bool = False

    def of(self, column: str) -> ColumnHint:
        """What is told about a column."""
        return self.columns.get(column, NO_HINT)

    def answered(self, column: str, kind: str, answer: str) -> "Hints":
        """The same with an answer to a question of that kind.

        What a mapping says of a column, and what its values leave no doubt of, come first: of
        several files that make one table, some may be written otherwise than the one in doubt.
        """
        told = self.of(column)
        if kind == "currency":
            told = replace(told, currency=(*told.currency, *codes(answer)))
        elif kind == "decimal":
            told = replace(told, open_decimal="," if answer == "," else ".")
        elif kind == "order":
            told = replace(told, open_order=next(o for o in ORDERS if o == answer))
        return replace(self, columns={**self.columns, column: told})

    def meant(self, column: str, shared: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """By currency sign that several currencies share: the one that is meant, where known."""
        told = (*self.of(column).currency, self.company_currency)
        meant = {sign: next((c for c in told if c in codes), "") for sign, codes in shared.items()}
        return {sign: code for sign, code in meant.items() if code}


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: the value of the hint that gives it, and what the column then adds up to."""

    value: str
    total: str


@dataclass(frozen=True, slots=True)
class Question:
    """One column that can be read in several ways.

    ``kind`` names the hint that answers it: ``decimal``, ``order`` or ``currency``.
    ``contradiction``: row and text of values that contradict each other, so that no answer reads
    all of them.
    """

    table: str
    column: str
    kind: Literal["decimal", "order", "currency"]
    options: tuple[Option, ...]
    contradiction: tuple[tuple[int, str], ...] = ()

    @property
    def id(self) -> str:
        """By which a mapping answers it: ``revenue.amount.decimal``."""
        return f"{self.table}.{self.column}.{self.kind}"
