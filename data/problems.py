"""What can be wrong with a value, in words, wherever it is stored."""

from collections.abc import Sequence

from analytics.messages import Message, message

__all__ = ["LARGEST_NUMBER", "MOST_LISTED", "PROBLEMS", "clipped", "listed"]

_SHOWN = 200
#: So many names are shown one after the other.
MOST_LISTED = 30

#: No amount, rate or count of a company is larger, in any currency; sums of as many of them as a
#: source can hold, and their squares, stay finite.
LARGEST_NUMBER = 1e15

#: Problem and remedy of every code that the SQL of the checks gives.
PROBLEMS: dict[str, tuple[Message, Message]] = {
    "empty_key": (
        message("the key is empty"),
        message("Give the row its own key"),
    ),
    "repeated_key": (
        message("the key occurs again; the first row with it is kept"),
        message("Leave one row per key"),
    ),
    "empty": (
        message("a required value is empty"),
        message("Fill it in"),
    ),
    "date": (
        message("the date cannot be read"),
        message("Write it as 2026-03-05"),
    ),
    "impossible_date": (
        message("there is no such day or time"),
        message("Correct it; dates are written as 2026-03-05, times as 14:30"),
    ),
    "number": (
        message("the number cannot be read"),
        message("Write it as 1234.50"),
    ),
    "ambiguous_number": (
        message(
            "the column mixes decimal point and decimal comma, so this number has two meanings"
        ),
        message("Write all numbers of the column alike, as 1234.50"),
    ),
    "not_finite": (
        message("the number is not finite"),
        message("Write a number, or leave the value empty"),
    ),
    "too_large": (
        message("the number is larger than any amount or count of a company"),
        message("Write numbers up to 1,000,000,000,000,000"),
    ),
    "cell_error": (
        message("the cell of the workbook holds an error"),
        message("Mend its formula, or empty the cell, and save the workbook again"),
    ),
    "uncomputed": (
        message("the cell of the workbook holds a formula without a result"),
        message("Open the workbook in Excel and save it there"),
    ),
    "lost_id": (
        message("a spreadsheet has turned the id into a rounded number, so that it is lost"),
        message("Export the table again with the column as text"),
    ),
    "currency_contradicts": (
        message("the currency sign beside the number contradicts the currency of the row"),
        message("Correct one of the two"),
    ),
    "several_currencies": (
        message("the column holds amounts in several currencies, which nothing can add up"),
        message("Convert them into one currency"),
    ),
    "boolean": (
        message("the value is neither yes nor no"),
        message("Write true or false"),
    ),
    "currency": (
        message("this is not a currency code"),
        message("Write the three letters of ISO 4217, such as CNY"),
    ),
}


def clipped(value: str | None) -> str | None:
    """The value as shown to people: at most 200 characters."""
    return value if value is None or len(value) <= _SHOWN else f"{value[:_SHOWN]}…"


def listed(names: Sequence[str]) -> str:
    """The names as a list for people: at most :data:`MOST_LISTED`, and how many more there are.

    >>> listed(["a", "b"]), listed(["x"] * 32)[-9:]
    ('a, b', 'x, … (+2)')
    """
    more = len(names) - MOST_LISTED
    shown = ", ".join(str(clipped(name)) for name in names[:MOST_LISTED])
    return f"{shown}, … (+{more})" if more > 0 else shown
