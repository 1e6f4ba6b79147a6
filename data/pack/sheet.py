"""A sheet of a workbook while it is written: every value in its own kind, texts as texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from analytics.messages import Money, Percent
from analytics.pack.model import Value
from data.pack.said import SaidPack, Say, as_number
from data.pack.svg import ACCENT, MUTED
from data.report.spreadsheets import is_formula

__all__ = ["Sheet", "free_name", "print_on_pages", "styles_of"]

_LATIN, _CHINESE = "Arial", "Microsoft YaHei"
#: A little room stands behind each number.
_FORMATS = {Money: "#,##0.00_-", Percent: "0.0%_-", int: "#,##0_-", date: "yyyy-mm-dd_-"}
#: Characters of the foot that a program prints; points of a line of text, lines of a row at most.
_FOOT, _LINE, _LINES = 250, 13.5, 12
#: Signs that no name of a sheet may hold, and its most characters.
_NO_SHEET, _SHEET = str.maketrans("[]:*?/\\'", "        "), 31
#: What a program calls A4.
_A4 = 9


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet while it is written. data: where charts find theirs."""

    page: Any
    name: str
    styles: Mapping[str, Any]
    book: Any
    say: Say

    def write(self, row: int, column: int, value: Value, style: str = "usual") -> None:
        """A value in its own kind; texts as texts."""
        number = as_number(value)
        if isinstance(value, date):
            moment = datetime.combine(value, time())
            self.page.write_datetime(row, column, moment, self.styles["date"])
        elif number is not None:
            kind = next(each for each in (Money, Percent, int) if isinstance(value, each))
            self.page.write_number(row, column, number, self.styles[kind.__name__])
        else:
            text = self.say(value)
            chosen = f"{style}-quoted" if is_formula(text) else style
            self.page.write_string(row, column, text, self.styles[chosen])

    def fit(self, row: int, lengths: Sequence[int], widths: Sequence[float]) -> None:
        """Make a row as high as its longest text needs; not every program does so by itself."""
        lines = max(-(-long // int(wide)) for long, wide in zip(lengths, widths, strict=True))
        if lines > 1:
            self.page.set_row(row, min(lines, _LINES) * _LINE)


def free_name(book: Any, name: str) -> str:
    """A name that no sheet has yet, of signs that it may hold."""
    short = name.translate(_NO_SHEET).strip()[:_SHEET] or "Linchpin"
    taken = {each.get_name().lower() for each in book.worksheets()}
    return short if short.lower() not in taken else f"{short[: _SHEET - 4]} {len(taken) + 1}"


def styles_of(book: Any, language: str) -> dict[str, Any]:
    font = {"font_name": _CHINESE if language == "zh" else _LATIN, "font_size": 10}
    top = {**font, "valign": "top"}
    kinds: dict[str, dict[str, Any]] = {
        "usual": {**top, "text_wrap": True, "align": "left", "indent": 1},
        "line": font,
        "title": {**font, "bold": True, "font_size": 14},
        "head": {**top, "bold": True, "text_wrap": True, "bottom": 1, "indent": 1},
        "number-head": {**top, "bold": True, "text_wrap": True, "bottom": 1, "align": "right"},
        "quiet": {**font, "font_color": MUTED},
        "mark": {**font, "bold": True, "font_color": ACCENT},
        "over": {**top, "bold": True, "font_color": ACCENT},
    }
    made = {name: book.add_format(each) for name, each in kinds.items()}
    made |= {
        f"{name}-quoted": book.add_format({**each, "quote_prefix": True})
        for name, each in kinds.items()
    }
    numbers = {kind.__name__: form for kind, form in _FORMATS.items()}
    return made | {
        name: book.add_format({**top, "num_format": form}) for name, form in numbers.items()
    }


def print_on_pages(page: Any, words: SaidPack) -> None:
    """A4 across, one page wide, what stands at the foot of every page."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    foot = words.footed.replace("&", "&&")[:_FOOT]
    page.set_footer(f"&L&8{' ' if foot[:1].isdigit() else ''}{foot}")
    page.hide_gridlines(2)
