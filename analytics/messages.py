"""Sentences that analytics and data hand to people, still untranslated.

A :class:`Message` keeps the English template (the key of the translation catalogue)
apart from its values, so that a page can say the same sentence in the reader's language
and number habit, while files and logs use the plain English text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = [
    "NO_CURRENCY",
    "BySurface",
    "Currency",
    "Message",
    "Money",
    "Percent",
    "SchemaName",
    "message",
    "plain",
]

#: ISO 4217 for "no currency": the source names none and the policy sets none.
NO_CURRENCY = "XXX"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency (ISO 4217), named without an amount."""

    code: str


@dataclass(frozen=True, slots=True)
class Percent:
    """A share or probability between 0 and 1, shown as per cent."""

    value: float


@dataclass(frozen=True, slots=True)
class SchemaName:
    """A table of Linchpin, a column of it, or a column alone: files call it by its name
    (``revenue.amount``), pages by words."""

    table: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class BySurface:
    """What to do, where that depends on where it is read: on a page, or in a terminal."""

    page: "Message"
    terminal: "Message"


def plain(value: object) -> str:
    """Write one value without any locale: ISO dates, ``.`` decimals, per cent rounded; what depends
    on where it is read as in a terminal.

    >>> plain(Percent(0.414)), plain(date(2026, 6, 30)), plain(Money(1234.5, "EUR"))
    ('41 %', '2026-06-30', '1,234.50 EUR')
    >>> plain((SchemaName("deals"), SchemaName("deals", "stage"), SchemaName(column="stage")))
    'deals, deals.stage, stage'
    """
    match value:
        case SchemaName():
            return ".".join(name for name in (value.table, value.column) if name)
        case BySurface():
            return value.terminal.text()
        case tuple():
            return ", ".join(map(plain, value))
        case Percent():
            return f"{value.value:.0%}".replace("%", " %")
        case Money():
            named = "" if value.currency == NO_CURRENCY else f" {value.currency}"
            return f"{value.amount:,.2f}{named}"
        case Currency():
            return value.code
        case Message():
            return value.text()
        case date():
            return value.isoformat()
        case float():
            return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
        case int():
            return f"{value:,}"
    return str(value)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence as template and values.

    ``template`` holds named placeholders such as ``{customer}``; ``plural`` is its form for
    ``count`` other than one (``count`` fills the placeholder of that name).
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None

    def text(
        self,
        translate: Callable[[str, str | None, int | None], str] | None = None,
        write: Callable[[object], str] = plain,
    ) -> str:
        """Return the sentence; without arguments, the plain English one.

        ``translate(template, plural, count)`` gives the template in another language,
        ``write(value)`` the text of one value.
        """
        chosen = (
            translate(self.template, self.plural, self.count)
            if translate
            else self.plural
            if self.plural is not None and self.count != 1
            else self.template
        )
        values = dict(self.values) if self.count is None else {**self.values, "count": self.count}
        return chosen.format_map({name: write(value) for name, value in values.items()})

    def __str__(self) -> str:
        return self.text()


def message(
    template: str, plural: str | None = None, /, *, count: int | None = None, **values: object
) -> Message:
    """Make a :class:`Message`; the name marks its templates for the translation catalogue.

    >>> str(message("{count} customer", "{count} customers", count=2))
    '2 customers'
    """
    return Message(template, values, plural, count)
