"""What speaks for a second contact: share held already, similar customers, language, load."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.messages import Message, Percent, message

__all__ = ["Colleague", "option_reason"]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in touch with a customer besides the main contact: function, share held; leaving:
    under notice."""

    rep_id: str
    name: str
    function: Message
    share: float
    knows: bool
    leaving: bool

    @property
    def words(self) -> Message:
        """Name, function and share in one."""
        parts: Mapping[str, Any] = {
            "name": self.name,
            "function": self.function,
            "share": Percent(self.share),
        }
        if self.knows:
            return message("{name} ({function}) knows it already, {share}", **parts)
        return message("{name} ({function}) is in touch, {share}", **parts)


def option_reason(option: Mapping[str, Any]) -> Message:
    """What speaks for one person of the work list's options."""
    return _in_one(_parts(option))


def _in_one(parts: Iterable[Message]) -> Message:
    """Some remarks in one line; at least one."""
    *before, whole = parts
    for part in reversed(before):
        whole = message("{first} · {rest}", first=part, rest=whole)
    return whole


def _parts(option: Mapping[str, Any]) -> Iterable[Message]:
    yield message("Sales")
    if pd.notna(option["share"]):
        yield message("already {share} of the relationship", share=Percent(float(option["share"])))
    yield from _likeness(str(option["likeness"]), int(option["alike"]))
    if pd.notna(option["speaks"]):
        yield (
            message("speaks the customer's language")
            if option["speaks"]
            else message("does not speak the customer's language")
        )
    yield message(
        "load {load} of {capacity}", load=int(option["load"]), capacity=int(option["capacity"])
    )


def _likeness(kind: str, alike: int) -> Iterable[Message]:
    if kind in ("both", "either") or (kind == "in_touch" and alike):
        yield message("{count} similar customer", "{count} similar customers", count=alike)
    elif kind == "team":
        yield message("same team")
    elif kind == "none":
        yield message("no similar customer, but room for one more")
