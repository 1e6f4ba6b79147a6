"""How people and customers are called in a pack: by their names, or by numbers in their place.

A number belongs to one person throughout a pack. Where names are hidden, what people have typed is
left out, since it may name anybody, and names within other texts are covered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import BySurface, Message, message
from analytics.relationships.people import in_sales
from analytics.review.pseudonyms import any_of

__all__ = ["Names", "by_held_alone", "names_in_pack"]

#: Stands where a name within a text is hidden.
_COVER = "•••"
#: Shorter names would be found within other words.
_SHORTEST = 2


@dataclass(frozen=True)
class Names:
    """people, customers: names by id; numbers: what stands in place of people, None where names
    are shown."""

    people: Mapping[str, str]
    customers: Mapping[str, str]
    numbers: Mapping[str, Message] | None

    @property
    def hidden(self) -> bool:
        """Whether people go by numbers."""
        return self.numbers is not None

    def person(self, who: str | None) -> str | Message:
        """Somebody by rep_id; who is not on record goes by what was entered."""
        if self.numbers is None:
            return self.people.get(who or "", who or "")
        return self.numbers.get(who or "", message("somebody else"))

    def customer(self, customer_id: str | None) -> str:
        """A customer by id; the id where the data has it no more."""
        return self.customers.get(customer_id or "", customer_id or "")

    def typed(self, text: str) -> str:
        """What somebody has typed; nothing where names are hidden."""
        return "" if self.hidden else text

    def told(self, value: Any) -> Any:
        """A sentence or text of another part, with every person in it called as here."""
        if self.numbers is None:
            return value
        match value:
            case Message():
                values = {name: self.told(each) for name, each in value.values.items()}
                return Message(value.template, values, value.plural, value.count)
            case BySurface():
                return BySurface(self.told(value.page), self.told(value.terminal))
            case tuple():
                return tuple(map(self.told, value))
            case str():
                return self._numbered.get(value, self._covered(value))
        return value

    @cached_property
    def _numbered(self) -> dict[str, Message]:
        """Numbers by id and by name; of people of one name, the first."""
        assert self.numbers is not None
        by_name: dict[str, Message] = {}
        for rep_id, number in self.numbers.items():
            by_name.setdefault(self.people.get(rep_id, rep_id), number)
        return {**by_name, **self.numbers}

    def _covered(self, text: str) -> str:
        return self._any_name.sub(_COVER, text)

    @cached_property
    def _any_name(self) -> re.Pattern[str]:
        """Any name or id as a word of its own."""
        return any_of(each for each in self._numbered if len(each) >= _SHORTEST)


def names_in_pack(assessment: Assessment, *, hidden: bool) -> Names:
    """The names of an assessment; ``hidden``: numbers in place of those of people."""
    people = _names(assessment.reps, "rep_id")
    numbers = _numbers(assessment.reps) if hidden else None
    return Names(people, _names(assessment.customers, "customer_id"), numbers)


def by_held_alone(reps: pd.DataFrame) -> pd.DataFrame:
    """Everybody, who holds most revenue alone first: no order of who may leave."""
    return reps.sort_values(
        ["active", "sole_revenue", "revenue_12m", "rep_id"],
        ascending=[False, False, False, True],
        kind="stable",
    )


def _numbers(reps: pd.DataFrame) -> dict[str, Message]:
    ordered = by_held_alone(reps)
    sales = in_sales(ordered).to_numpy(dtype=bool)
    places = np.where(sales, sales.cumsum(), (~sales).cumsum())
    return {
        rep_id: message("Salesperson {number}", number=int(place))
        if sold
        else message("Colleague {number}", number=int(place))
        for rep_id, sold, place in zip(ordered["rep_id"], sales, places, strict=True)
    }


def _names(frame: pd.DataFrame, key: str) -> dict[str, str]:
    ids = frame[key].astype("object")
    named = frame["name"].astype("object")
    named = named.where(frame["name"].notna() & (frame["name"] != ""), ids)
    return dict(zip(ids, named, strict=True))
