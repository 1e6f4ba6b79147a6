"""Messages and their values as JSON and back, for what is kept still untranslated.

Sentences of a past review are said in the reader's language whenever somebody reads them, so they
are kept as template and values, each value with its kind.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from analytics.messages import BySurface, Currency, Message, Money, Percent, SchemaName

__all__ = ["from_json", "to_json"]


def to_json(value: object) -> Any:
    """A value of a message, or a message, as JSON holds it.

    >>> to_json((Percent(0.25), "Acme", date(2026, 6, 30)))
    [{'percent': 0.25}, 'Acme', {'day': '2026-06-30'}]
    """
    match value:
        case Message():
            return {"message": _said(value)}
        case Percent():
            return {"percent": value.value}
        case Money():
            return {"money": value.amount, "currency": value.currency}
        case Currency():
            return {"code": value.code}
        case SchemaName():
            return {"table": value.table, "column": value.column}
        case BySurface():
            return {"page": _said(value.page), "terminal": _said(value.terminal)}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return [to_json(each) for each in value]
        case np.generic():
            return value.item()
    return value


def _said(each: Message) -> dict[str, Any]:
    return {
        "template": each.template,
        "plural": each.plural,
        "count": each.count,
        "values": {name: to_json(value) for name, value in each.values.items()},
    }


def from_json(held: Any) -> Any:
    """What :func:`to_json` was given.

    >>> from_json([{"percent": 0.25}, "Acme"])
    (Percent(value=0.25), 'Acme')
    """
    match held:
        case list():
            return tuple(from_json(each) for each in held)
        case {"message": said}:
            return _message(said)
        case {"percent": value}:
            return Percent(value)
        case {"money": amount, "currency": currency}:
            return Money(amount, currency)
        case {"code": code}:
            return Currency(code)
        case {"table": table, "column": column}:
            return SchemaName(table, column)
        case {"page": page, "terminal": terminal}:
            return BySurface(_message(page), _message(terminal))
        case {"day": day}:
            return date.fromisoformat(day)
    return held


def _message(held: Mapping[str, Any]) -> Message:
    values = {name: from_json(value) for name, value in held["values"].items()}
    return Message(held["template"], values, held["plural"], held["count"])
