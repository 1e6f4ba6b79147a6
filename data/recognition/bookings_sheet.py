"""Sheets that are named after customers or people though each of their rows is a booking.

Who keeps everything on one sheet often calls it by whom it is about: *Kunden* with company, owner,
revenue and day. Only the values tell whether a row is a sale or a customer.
"""

from collections import defaultdict
from enum import Enum

from data.recognition.catalogue import Catalogued
from data.recognition.claims import claims
from data.recognition.lexicon import meaning, spelled
from data.recognition.sample_types import filled
from data.recognition.table_reading import SURE, TableReading, read_table
from data.schema import TABLES

__all__ = ["NAMED_AFTER", "Bookings", "bookings_in"]

#: Kinds of table after which a sheet of bookings may be named.
NAMED_AFTER = ("customers", "contacts", "reps")

#: So many of the rows must be a day and a sum of a customer of their own.
_OWN_ROWS = 0.95
#: So many of the customers that come more than once must do so on several days.
_SEVERAL_DAYS = 0.5

_MONEY, _DAY = "revenue.amount", "revenue.booked_on"


class Bookings(Enum):
    """Whether the rows of a sheet are bookings."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"


def bookings_in(table: Catalogued) -> Bookings:
    """Whether each row is a sale: to a customer, by a person, on a day, for a sum.

    Certain where customers come again on other days; likely where a name says that the sum is what
    was sold; only possible where it may be the customer's own revenue; none where one of the four
    is missing, or the table has the key of the one it is named after.
    """
    keys = {spelled(TABLES[kind].key or "") for kind in NAMED_AFTER}
    if any(spelled(column.name) in keys for column in table.columns):
        return Bookings.NONE
    reading = read_table(table, "revenue", {})
    if not (reading.names("customer") and reading.names("rep") and _sure(table)):
        return Bookings.NONE
    rows = _rows(reading)
    if _repeated(rows):
        return Bookings.CERTAIN if _are_sales(rows) else Bookings.LIKELY
    said = meaning(_column(reading, _MONEY)).words
    return Bookings.POSSIBLE if said == {"revenue"} else Bookings.LIKELY


def _sure(table: Catalogued) -> bool:
    best = dict.fromkeys((_MONEY, _DAY), 0.0)
    for claim in claims(table, "revenue"):
        if claim.field in best:
            best[claim.field] = max(best[claim.field], claim.score)
    return min(best.values()) >= SURE


def _column(reading: TableReading, field: str) -> str:
    """The column taken for a field, or the likeliest one."""
    asked = next((doubt for doubt in reading.doubts if doubt.field == field), None)
    return reading.get(field) or (asked.options[0][field] if asked else "")


def _rows(reading: TableReading) -> list[tuple[str, str, str]]:
    """Customer, day and sum of the rows of the sample that tell all three."""
    customer = _column(reading, "customer.id") or _column(reading, "customer.name")
    names = (customer, _column(reading, _DAY), _column(reading, _MONEY))
    if not all(name in reading.table.header for name in names):
        return []
    columns = [reading.table.column(name) for name in names]
    told = [set(filled(column)) for column in columns]
    trimmed = ([(value or "").strip() for value in column.values] for column in columns)
    rows = zip(*trimmed, strict=True)
    return [
        (one, day, money)
        for one, day, money in rows
        if one in told[0] and day in told[1] and money in told[2]
    ]


def _repeated(rows: list[tuple[str, str, str]]) -> bool:
    return len({customer for customer, _, _ in rows}) < len(rows)


def _are_sales(rows: list[tuple[str, str, str]]) -> bool:
    """Whether customers come again as buyers do: on several days."""
    days: dict[str, list[str]] = defaultdict(list)
    for customer, day, _ in rows:
        days[customer].append(day)
    again = [each for each in days.values() if len(each) > 1]
    several = sum(len(set(each)) > 1 for each in again)
    return len(set(rows)) >= _OWN_ROWS * len(rows) and several >= _SEVERAL_DAYS * len(again)
