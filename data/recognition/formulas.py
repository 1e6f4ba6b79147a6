"""Money that no column holds: price times quantity, less the discount."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.recognition.catalogue import Catalogued, SourceColumn
from data.recognition.lexicon import meaning
from data.recognition.sample_types import filled, looks_like

__all__ = ["Formula", "amounts_of_lines", "named"]

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_BESIDE = frozenset("sale product order invoice line id".split())


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum as a formula (:mod:`data.mapping.calc`) and the columns of which it is made."""

    calc: str
    columns: tuple[str, ...]


def named(column: str) -> str | None:
    """A column as formulas name it; None where none can.

    >>> named("unit_price"), named("Unit price"), named("a [b]")
    ('unit_price', '[Unit price]', None)
    """
    if _PLAIN_NAME.fullmatch(column):
        return column
    return None if "[" in column or "]" in column or not column else f"[{column}]"


def amounts_of_lines(table: Catalogued) -> list[Formula]:
    """The ways in which lines with price and quantity may give their money, the likeliest first;
    which one it is nobody knows, for a discount is written in many ways."""
    prices = _said(table, ({"price"}, {"unit_price"}))
    quantities = _said(table, ({"quantity"},))
    if len(prices) != 1 or len(quantities) != 1:
        return []
    discounts = _said(table, ({"discount"}, {"discount", "rate"}, {"discount", "amount"}))
    price, quantity = named(prices[0].name), named(quantities[0].name)
    discount = named(discounts[0].name) if len(discounts) == 1 else None
    if price is None or quantity is None:
        return []
    columns = (prices[0].name, quantities[0].name)
    gross = Formula(f"{price} * {quantity}", columns)
    if discount is None:
        return [gross]
    less = [
        Formula(f"{gross.calc} {each.format(discount)}", (*columns, discounts[0].name))
        for each in _less(discounts[0])
    ]
    return [*less, gross]


def _less(discount: SourceColumn) -> list[str]:
    """What takes a discount off, by what its values look like."""
    values = [_number(value) for value in filled(discount)]
    numbers = [value for value in values if value is not None]
    shares = all(0 <= value <= 1 for value in numbers)
    kept = ["* {0}"] if numbers and min(numbers) > 0 else []
    return ["* (1 - {0})", *kept] if shares else ["* (1 - {0} / 100)", "- {0}"]


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _said(table: Catalogued, meanings: Iterable[set[str]]) -> list[SourceColumn]:
    return [
        column
        for column in table.columns
        if meaning(column.name).words - _BESIDE in list(map(frozenset, meanings))
        and looks_like(column, "number") is not False
    ]
