"""How a name in a mapping meets one in a source, whatever the capitals, spaces and stars around."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

from rapidfuzz import fuzz, process

from analytics.messages import Message, message

__all__ = ["column_key", "headers_keyed", "nearest", "nearest_said", "table_key", "tables_named"]

T = TypeVar("T")

_LONGEST = 80
#: Of 100, so alike is a near name.
_NEAR = 50
_ENDING = re.compile(r"\.(csv|tsv|txt|xlsx?|xlsm|xlsb|ods|parquet|json)$")
_COPY = re.compile(r"[ _-]*(\(\d+\)|- copy|- kopie|副本)$")


def column_key(name: str) -> str:
    """A column's name as it is compared.

    >>> column_key(" Customer Name * "), column_key("客户名称*")
    ('customer name', '客户名称')
    """
    plain = unicodedata.normalize("NFC", name).strip()
    return plain.rstrip("*").rstrip().casefold() or plain


def table_key(name: str) -> str:
    """A table's or file's name as it is compared: without its ending and the mark of a copy.

    >>> table_key("Kunden (1).CSV"), table_key("订单 副本.xlsx")
    ('kunden', '订单')
    """
    plain = unicodedata.normalize("NFC", name).strip().casefold()
    bare = _ENDING.sub("", plain).strip()
    return _COPY.sub("", bare).strip() or bare


def tables_named(wanted: str, names: Iterable[str]) -> list[str]:
    """The tables that a name, perhaps with ``*``, speaks of: one of just that name before others.

    >>> tables_named("orders*", ["Orders_2025.csv", "orders 2024.csv", "reps.csv"])
    ['orders 2024.csv', 'Orders_2025.csv']
    """
    pattern = table_key(wanted).replace("[", "[[]")
    named = [name for name in names if fnmatchcase(table_key(name), pattern)]
    return sorted(named, key=lambda name: (name != wanted, table_key(name), name))


def headers_keyed(headers: Mapping[str, T]) -> dict[str, T]:
    """What stands under headers, by :func:`column_key`; of two that are alike the first."""
    keyed: dict[str, T] = {}
    for name, value in headers.items():
        keyed.setdefault(column_key(name), value)
    return keyed


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that is most like another, whatever the capitals; None where none is."""
    by_key = {column_key(each): each for each in names}
    close = process.extractOne(
        column_key(name)[:_LONGEST], by_key.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR
    )
    return by_key[close[0]] if close else None


def nearest_said(name: str, names: Sequence[str]) -> Message:
    """The nearest name as a question, else those that are known."""
    near = nearest(name, names)
    if near is not None:
        return message("did you mean {name}?", name=near)
    return message("known here: {names}", names=", ".join(names) or "–")
