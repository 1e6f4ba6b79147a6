"""Rows of a report that are no records: totals, lines below the last row, the header once more.

A total is left out only where it is certain: its label and the sum of the rows above it. What
looks like a total and is none is a fault of its row.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from data.importing.cells import amounts, is_blank, kind
from data.recognition.lexicon import meaning

__all__ = ["RECORD", "REPEATED", "TOTAL", "Judge", "Row", "end_of_records", "is_line"]

Row = tuple[int, list[str]]

#: What a row is.
RECORD, TOTAL, SUSPECT, REPEATED = "record", "total", "suspect", "repeated"

_WORDS = (
    "grand totals?|sub-?totals?|totals?|sum|average|合计|总计|小计|共计|总和|累计|平均|summe|gesamt"
    "|gesamtsumme|zwischensumme|sous-total|total général|total general|gran total|totale|итого"
    "|всего|小計|合計|總計"
)
_EXACT = re.compile(rf"({_WORDS})\s*[:：]?( \(\d[\d,. ]* records?\))?", re.IGNORECASE)
_NAMED = re.compile(
    rf"({_WORDS})\s*[:：(（-]?\s*\S.*|.*\S\s*[-:：]?\s+(sub-?total|total)s?|.*\S\s*(小计|合计|总计)",
    re.IGNORECASE,
)
#: What every such word holds, in small letters: text without them holds no total.
_HINTS = (
    *("total", "sum", "average", "gesamt", "итого", "всего"),
    *("计", "計", "总和", "平均"),
)
#: How many rows that may stand below the last record are held back until that is known.
_HELD = 50
_FOOTER = re.compile(
    r"(©|\(c\)|copyright|confidential|generated|printed|exported|created|page|source|as of|filter"
    r"|report|制表|导出|打印|生成|备注|说明|第\s*\d+\s*页)",
    re.IGNORECASE,
)
#: The share of rows with an empty cell under the labels from which a report is grouped.
_GROUPED = 0.25
#: What a figure is written of, besides the sign of a currency.
_FIGURE = re.compile(r"[\d.,'’()+\-−\s]+")
#: Starts of sums that are remembered: a total may count from any of them.
_MARKS = 500


def _label(record: Sequence[str]) -> tuple[int, str] | None:
    """The first cell that is the label of a total, with its place."""
    for place, cell in enumerate(record):
        if is_blank(cell):
            continue
        label = cell.strip()
        if _EXACT.fullmatch(label) or _NAMED.fullmatch(label):
            return place, label
        if kind(label) not in ("text", "code"):
            return None
    return None


@dataclass(slots=True)
class _Sums:
    """Sums of the columns, read with a decimal point and with a decimal comma."""

    values: list[tuple[float, float]]
    blank: list[int]
    rows: int = 0

    def add(self, record: Sequence[str]) -> None:
        self.rows += 1
        for place, cell in enumerate(record[: len(self.values)]):
            if is_blank(cell):
                self.blank[place] += 1
            elif read := amounts(cell):
                point, comma = self.values[place]
                self.values[place] = point + read[0], comma + read[1]


class Judge:
    """Says what each row is. ``above`` reads the records above a row once more, which is done
    when the first row comes that may be a total."""

    def __init__(
        self,
        header: Sequence[str],
        width: int,
        above: Callable[[int], Iterable[Sequence[str]]],
    ):
        self._header, self._width = list(header), width
        #: Where a total says its currency, which is no word of a record.
        self._currencies = {
            place for place, name in enumerate(header) if meaning(name).words == {"currency"}
        }
        self._above = above
        self._sums: _Sums | None = None
        #: The same of the rows of each currency, where rows tell one: totals may be of one alone.
        self._by_currency: dict[str, _Sums] = {}
        #: Where earlier totals stood, by the currency that they told.
        self._marks: dict[str, list[_Sums]] = {}
        #: Where labels of totals stood, by place in the row.
        self.labels: set[int] = set()

    def plain(self, records: list[list[str]]) -> bool:
        """Whether these rows are all records, as a quick look says, and need not be judged."""
        if self._sums is not None or self._header in records:
            return False
        text = "\n".join(map("\t".join, records)).lower()
        return not any(hint in text for hint in _HINTS)

    def judged(self, row: int, record: list[str]) -> str:
        """What a row is; rows are judged in their order."""
        if self._header == [cell.strip() for cell in record]:
            return REPEATED
        said = _label(record)
        verdict = self._total(row, record, *said) if said else RECORD
        if verdict == RECORD and self._sums is not None:
            self._add(record)
        return verdict

    def _total(self, row: int, record: list[str], place: int, label: str) -> str:
        exact = bool(_EXACT.fullmatch(label))
        beside = {place, *self._currencies}
        others = [cell for at, cell in enumerate(record) if at not in beside and not is_blank(cell)]
        figures = [cell for cell in others if amounts(cell) is not None]
        first = all(is_blank(cell) for cell in record[:place])
        texts = len(others) - len(figures)
        if not others:
            return TOTAL if exact else RECORD
        if not figures or texts > (0 if first else 1) or not (exact or first):
            return RECORD
        # A name may begin like a total: then the row must leave something open, as totals do.
        open_ = any(is_blank(cell) for cell in record)
        if not open_ and not (exact and first):
            return RECORD
        if self.adds_up(row, record):
            self.labels.add(place)
            return TOTAL
        return SUSPECT if first else RECORD

    def adds_up(self, row: int, record: Sequence[str]) -> bool:
        """Whether every figure of a row is the sum of those above it, or of those in its currency,
        since one earlier total."""
        whole = self._running(row)
        currency = self._currency(record)
        own = self._by_currency.get(currency) if currency else None
        for key, sums in (("", whole), *([(currency, own)] if own else ())):
            marks = self._marks.setdefault(key, [])
            for start in (*reversed(marks), _no_sums(len(sums.values))):
                if sums.rows > start.rows and _is_sum(record, sums, start):
                    marks.append(_Sums(list(sums.values), [], sums.rows))
                    del marks[:-_MARKS]
                    return True
        return False

    def _add(self, record: Sequence[str]) -> None:
        if self._sums is not None:
            self._sums.add(record)
        if currency := self._currency(record):
            self._by_currency.setdefault(currency, _no_sums(self._width)).add(record)

    def _currency(self, record: Sequence[str]) -> str:
        """What a row says of its currency: in a column for it, else beside a figure."""
        told = (record[at].strip() for at in self._currencies if at < len(record))
        column = next(filter(None, told), "")
        signs = (_FIGURE.sub("", cell) for cell in record if amounts(cell) is not None)
        return (column or next(filter(None, signs), "")).casefold()

    def _running(self, row: int) -> _Sums:
        if self._sums is None:
            self._sums = _no_sums(self._width)
            for record in self._above(row):
                self._add(record)
        return self._sums

    @property
    def rows_summed(self) -> int:
        """How many rows the sums hold."""
        return self._sums.rows if self._sums else 0

    def grouped(self) -> int | None:
        """The place of the column that only the first row of every group fills; None: there is
        none."""
        if self._sums is None:
            return None
        rows, blank = self._sums.rows, self._sums.blank
        return next((at for at in sorted(self.labels) if _GROUPED * rows <= blank[at]), None)


def _no_sums(width: int) -> _Sums:
    return _Sums([(0.0, 0.0)] * width, [0] * width)


def _is_sum(record: Sequence[str], sums: _Sums, start: _Sums) -> bool:
    rows = sums.rows - start.rows
    readings = [
        all(
            _near(read[way], sums.values[at][way] - start.values[at][way], read[2], rows)
            for at, cell in enumerate(record[: len(sums.values)])
            if cell and (read := amounts(cell))
        )
        for way in (0, 1)
    ]
    return any(readings)


def _near(shown: float, summed: float, decimals: int, rows: int) -> bool:
    """Whether a figure is a sum within rounding: of itself, and of each of the rows."""
    # Without decimals the figures may be rounded to whole numbers; with more they are exact.
    half = 0.5 if decimals == 0 else 0.005
    return abs(shown - summed) <= half + (0.01 * sqrt(rows) if decimals else 0) + 1e-9 * abs(summed)


def end_of_records(rows: Sequence[Row], width: int) -> int:
    """From which place on the rows at the end of a text of so many columns may stand below its
    last record."""
    place = len(rows)
    while place > max(len(rows) - _HELD, 0) and _may_end(rows[place - 1][1], width):
        place -= 1
    return place


def _may_end(record: Sequence[str], width: int) -> bool:
    return all(map(is_blank, record)) or is_line(record, width) or _is_figures(record)


def is_line(record: Sequence[str], width: int) -> bool:
    """Whether a row of a table of so many columns is one text, as below a report."""
    filled = [cell.strip() for cell in record if not is_blank(cell)]
    if len(filled) != 1 or width < 2 or is_blank(record[0]):
        return False
    sentence = width > 2 and (" " in filled[0] or len(filled[0]) > 40)
    return bool(_FOOTER.match(filled[0])) or (sentence and kind(filled[0]) == "text")


def _is_figures(record: Sequence[str]) -> bool:
    """Whether the row holds figures alone, behind an empty first cell."""
    filled = [cell for cell in record if not is_blank(cell)]
    return (
        bool(filled)
        and is_blank(record[0])
        and len(filled) < len(record)
        and all(amounts(cell) is not None for cell in filled)
    )
