"""What an issue is, and how the data is asked about it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from analytics.extract import Extract
from analytics.messages import Message
from data.extract.basis import ExtractBasis
from data.sources import Source

__all__ = ["Inquiry", "Issue"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of thing that is unclear in one table; see :func:`data.quality.quality`."""

    table: str
    issue: str
    said: Message
    rows: int | None = None
    example: str | None = None
    money: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Inquiry:
    """One source, asked over one connection."""

    connection: sa.Connection
    basis: ExtractBasis
    extract: Extract

    @property
    def source(self) -> Source:
        """The source that is asked."""
        return self.basis.source

    def count(
        self, rows: sa.FromClause, condition: Any, example: Any, money: Any = None
    ) -> tuple[int, str | None, float | None]:
        """How many rows meet a condition, their smallest example and their money."""
        amount = sa.null() if money is None else sa.func.sum(money)
        statement = sa.select(sa.func.count(), sa.func.min(example), amount).select_from(rows)
        number, shown, worth = self.connection.execute(statement.where(condition)).one()
        return number, None if shown is None else str(shown), _amount(worth)


def _amount(value: Any) -> float | None:
    return None if value is None else float(value)
