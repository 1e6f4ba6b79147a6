"""A pack in the reader's language: every value as it stands on paper, charts with their numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from analytics.messages import Message, Money, Percent, message
from analytics.pack.model import Chart, Figure, LimitLine, Pack, Section, Table, Value
from data.documents.model import cleaned

__all__ = [
    "SaidChart",
    "SaidFigure",
    "SaidLimit",
    "SaidPack",
    "SaidQuarter",
    "SaidSection",
    "SaidTable",
    "Say",
    "as_number",
    "cut",
    "numbers_in",
    "said",
]

#: Writes one value in a language.
Say = Callable[[Any], str]

#: Longer names and longer sentences in a cell on paper are cut; a workbook has them whole.
_NAME, _SENTENCE = 60, 240
#: Characters of the company's name over the title.
_COMPANY = 80


@dataclass(frozen=True, slots=True)
class SaidQuarter:
    """A figure at the end of a day; day: its year and month; size: its number, None where it is not
    comparable."""

    day: str
    value: str
    size: float | None


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A figure of page one in words; limit: the same with its word, empty without a limit; at: the
    number of the limit."""

    name: str
    value: str
    reach: str
    note: str
    limit: str
    at: float | None
    over: bool
    quarters: tuple[SaidQuarter, ...]
    gap: str

    @property
    def alt(self) -> str:
        """What its chart shows, for who does not see it."""
        past = "; ".join(f"{each.day}: {each.value}" for each in self.quarters)
        return f"{self.name}. {past}"


@dataclass(frozen=True, slots=True)
class SaidLimit:
    """A limit in words; state: above, within, or not known."""

    sentence: str
    state: str
    over: bool | None


@dataclass(frozen=True, slots=True)
class SaidTable:
    """A table in words, without columns that are empty; numeric: which columns hold numbers; more:
    what it leaves out, if any."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numeric: tuple[bool, ...]
    more: str


@dataclass(frozen=True, slots=True)
class SaidChart:
    """A chart in words, each series with its sizes and how they are written; form: the number
    format of a workbook."""

    kind: str
    title: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    sizes: tuple[tuple[float | None, ...], ...]
    written: tuple[tuple[str, ...], ...]
    form: str

    @property
    def alt(self) -> str:
        """What it shows, for who does not see it."""
        rows = zip(self.labels, *self.written, strict=True)
        told = "; ".join(f"{label}: {', '.join(values)}" for label, *values in rows)
        return f"{self.title}. {told}"


@dataclass(frozen=True, slots=True)
class SaidSection:
    """A part in words."""

    code: str
    name: str
    title: str
    lines: tuple[str, ...]
    chart: SaidChart | None
    table: SaidTable | None


@dataclass(frozen=True, slots=True)
class SaidPack:
    """A pack in words; demo: the mark of the demo company, empty for a real one; about: company
    and day over the title; name: of page one."""

    language: str
    title: str
    about: str
    demo: str
    foot: str
    answer: str
    figures: tuple[SaidFigure, ...]
    limits_title: str
    limits: tuple[SaidLimit, ...]
    done_title: str
    done: tuple[str, ...]
    asked_title: str
    asked: tuple[str, ...]
    sections: tuple[SaidSection, ...]
    name: str

    @property
    def footed(self) -> str:
        """What stands at the foot of every page, the mark of the demo company first."""
        return " · ".join(filter(None, (self.demo, self.foot)))


def said(pack: Pack, write: Say) -> SaidPack:
    """The pack in the language that ``write`` speaks, every text in one printable line."""
    page = pack.page_one

    def say(value: Any) -> str:
        return str(cleaned(write(value)))

    return SaidPack(
        language=pack.options.language,
        title=say(pack.title),
        about=" · ".join(filter(None, (cut(say(pack.company), _COMPANY), say(_when(pack))))),
        demo=say(message("Demo company: invented data")) if pack.demo else "",
        foot=" · ".join(say(each) for each in pack.foot),
        answer=say(page.answer),
        figures=tuple(_figure(each, say) for each in page.figures),
        limits_title=say(message("Our own limits")),
        limits=tuple(_limit(each, say) for each in page.limits),
        done_title=say(page.done_title),
        done=tuple(map(say, page.done)),
        asked_title=say(page.asked_title),
        asked=tuple(map(say, page.asked)) or (say(message("Nothing is asked.")),),
        sections=tuple(_section(each, say) for each in pack.sections),
        name=say(message("Page one")),
    )


def _when(pack: Pack) -> Message:
    if pack.review is not None:
        return message("review of {day}", day=pack.review)
    return message("as of {day}", day=pack.as_of)


def _figure(figure: Figure, say: Say) -> SaidFigure:
    return SaidFigure(
        name=say(figure.name),
        value=say(figure.value),
        reach=_reach(figure, say),
        note=say(figure.note),
        limit="" if figure.limit is None else say(_against(figure)),
        at=None if figure.limit is None else figure.limit.value,
        over=bool(figure.exceeded),
        quarters=tuple(
            SaidQuarter(
                f"{each.day:%Y-%m}",
                "–" if each.value is None else say(each.value),
                as_number(each.value),
            )
            for each in figure.quarters
        ),
        gap="" if figure.gap is None else say(figure.gap),
    )


def _reach(figure: Figure, say: Say) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return say(message("{low} to {high} in 4 of 5 cases", low=figure.low, high=figure.high))


def _against(figure: Figure) -> Message:
    words = {
        True: message("above our limit of {limit}", limit=figure.limit),
        False: message("within our limit of {limit}", limit=figure.limit),
        None: message("our limit is {limit}", limit=figure.limit),
    }
    return words[figure.exceeded]


def _limit(line: LimitLine, say: Say) -> SaidLimit:
    return SaidLimit(say(line.sentence), say(line.state), line.exceeded)


def _section(section: Section, say: Say) -> SaidSection:
    return SaidSection(
        section.code,
        say(section.name),
        say(section.title),
        tuple(map(say, section.lines)),
        None if section.chart is None else _chart(section.chart, say),
        None if section.table is None else _table(section.table, say),
    )


def _table(table: Table, say: Say) -> SaidTable:
    more = _more(table)
    rows = [tuple(_cell(each, say) for each in row) for row in table.rows[: table.most]]
    filled = [any(column) for column in zip(*rows, strict=True)]

    def kept(row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(compress(row, filled))

    return SaidTable(
        kept([say(each) for each in table.heads]),
        tuple(map(kept, rows)),
        kept(table.widths),
        kept([numbers_in(column) for column in zip(*table.rows, strict=True)]),
        "" if more is None else say(more),
    )


def _more(table: Table) -> Message | None:
    """What stands elsewhere, if anything does."""
    if table.is_cut:
        return message(
            "The first {shown} of {all}; a workbook holds the first {held}.",
            shown=min(table.most, len(table.rows)),
            all=table.whole,
            held=len(table.rows),
        )
    if not table.more:
        return None
    return message(
        "{count} more row is in the workbook.",
        "{count} more rows are in the workbook.",
        count=table.more,
    )


def _cell(value: Value, say: Say) -> str:
    return cut(say(value), _NAME if isinstance(value, str) else _SENTENCE)


def cut(text: str, most: int) -> str:
    """The text in at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def numbers_in(column: Sequence[Value]) -> bool:
    """Whether a column holds numbers."""
    return any(isinstance(each, Money | Percent | int) for each in column)


def _chart(chart: Chart, say: Say) -> SaidChart:
    return SaidChart(
        chart.kind.value,
        say(chart.title),
        tuple(map(say, chart.labels)),
        tuple(say(each.name) for each in chart.series),
        tuple(tuple(map(as_number, each.values)) for each in chart.series),
        tuple(tuple(map(say, each.values)) for each in chart.series),
        _form(chart),
    )


def _form(chart: Chart) -> str:
    shares = any(isinstance(each, Percent) for one in chart.series for each in one.values)
    return "0%" if shares else "#,##0"


def as_number(value: Value) -> float | None:
    """The number that a chart draws or a cell holds; None where there is none."""
    match value:
        case Money():
            return value.amount
        case Percent():
            return value.value
        case int():
            return value
    return None
