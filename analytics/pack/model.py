"""What a pack consists of, whatever file it becomes: figures, sentences, tables and charts.

Every value keeps its kind (:data:`Value`), so that a workbook holds numbers, and every sentence its
template, so that the same pack is written in each language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from analytics.messages import Message, Money, Percent, message

__all__ = [
    "Chart",
    "ChartKind",
    "Figure",
    "LimitLine",
    "Pack",
    "PackOptions",
    "PageOne",
    "Quarter",
    "Section",
    "Series",
    "Table",
    "Value",
]

#: So many rows of a list stand on paper.
_PAPER_ROWS = 20

#: None: not known.
Value = Message | Money | Percent | int | float | date | str | None


@dataclass(frozen=True, slots=True)
class PackOptions:
    """What a pack shall hold.

    language: ``en`` or ``zh``; chances: with the chance of leaving of each person and the reasons
    behind it, and what can be worked out to it; names: False writes *Salesperson 1* and so on;
    filters: which values of ``team`` (of people), ``segment``, ``region`` and ``industry`` (of
    customers) the lists are about, empty for all. The figures of page one are always those of the
    whole company.
    """

    language: str = "en"
    chances: bool = False
    names: bool = True
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A figure at the end of one day; value None: not comparable."""

    day: date
    value: Money | Percent | int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of page one.

    low, high: its 80 % range, None where it has none; note: what it means, in a few words; limit:
    the company's own, if it has set one; quarters: the past of the figure, the oldest first, today
    last; gap: why some of it cannot be compared.
    """

    code: str
    name: Message
    value: Value
    low: Money | None
    high: Money | None
    note: Message
    limit: Percent | None
    exceeded: bool | None
    quarters: tuple[Quarter, ...]
    gap: Message | None


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One of the company's own limits: where it stands, in a sentence; exceeded None: not known."""

    code: str
    sentence: Message
    value: Value
    limit: Value
    exceeded: bool | None

    @property
    def state(self) -> Message:
        """Whether it is kept, in words."""
        if self.exceeded is None:
            return message("not known")
        return message("above the limit") if self.exceeded else message("within the limit")


@dataclass(frozen=True, slots=True)
class PageOne:
    """The meeting on one page: three figures, limits, what management did, what is asked (of
    minutes: what was decided), both with their titles."""

    answer: Message
    figures: tuple[Figure, ...]
    limits: tuple[LimitLine, ...]
    done_title: Message
    done: tuple[Message, ...]
    asked_title: Message
    asked: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; widths: of its columns, in proportion; most: rows on paper, a workbook has all that
    are here; whole: how many there are, where not all of them are."""

    heads: tuple[Message, ...]
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[int, ...]
    most: int = _PAPER_ROWS
    whole: int = 0

    @property
    def more(self) -> int:
        """How many rows paper leaves out of those that are here."""
        return max(0, len(self.rows) - self.most)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are here."""
        return self.whole > len(self.rows)


class ChartKind(StrEnum):
    """BARS lie, one a label, their series stacked; COLUMNS stand, one a label."""

    BARS = "bars"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a chart, one a label; None: a gap. All of one kind."""

    name: Message
    values: tuple[Money | Percent | int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; the title states the finding."""

    kind: ChartKind
    title: Message
    labels: tuple[Value, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the pack; name: a short one, as of a sheet; lines stand before the table."""

    code: str
    name: Message
    title: Message
    lines: tuple[Message, ...] = ()
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that a pack says, in order.

    company: its name, empty where nothing names it; demo: about the invented company, to be said on
    every page; foot: what else stands at the foot of every page; review: the day of the review
    whose minutes it is, None for a pack before one.
    """

    title: Message
    company: str
    as_of: date
    demo: bool
    foot: tuple[Message, ...]
    page_one: PageOne
    sections: tuple[Section, ...]
    options: PackOptions
    review: date | None
