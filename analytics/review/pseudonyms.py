"""A snapshot in which people go by pseudonyms: who they were is gone, every figure stays."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analytics.concentration.limits import Limit
from analytics.extract import Extract
from analytics.messages import BySurface, Message
from analytics.review.coefficients import Coefficients
from analytics.review.rows import KEPT, Rows
from analytics.review.snapshot import Snapshot

__all__ = ["Renaming", "any_of", "pseudonymous"]

#: Columns that hold the id of a person, whatever the frame.
_IDS = ("rep_id", "top_rep_id", "sole_knower_id", "current_rep_id", "second_rep_id")
_PERSON = "rep"


def any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as a word of its own, a longer one before one within it; Chinese has no
    blanks between words.

    >>> any_of(["Ann", "Ann Lee"]).sub("•", "Ann Lee met Ann, not Annie")
    '• met •, not Annie'
    """
    longest_first = sorted(set(names), key=lambda each: (-len(each), each))
    return re.compile("|".join(map(_as_a_word, longest_first)) or r"(?!)")


def _as_a_word(name: str) -> str:
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
    return f"{before}{re.escape(name)}{after}"


class Renaming:
    """Ids and names of the people of a snapshot, with their pseudonyms."""

    def __init__(self, reps: pd.DataFrame, pseudonym: Callable[[str], str]) -> None:
        ids = reps["rep_id"].astype("str").tolist()
        self.ids: Mapping[str, str] = {each: pseudonym(each) for each in ids}
        self.names = {
            str(name): self.ids[each]
            for each, name in zip(ids, reps["name"], strict=True)
            if pd.notna(name) and str(name).strip()
        }
        self._any_name = any_of(self.names)

    def text(self, said: str) -> str:
        """A text with every id that is all of it, and every name within it, replaced."""
        if said in self.ids:
            return self.ids[said]
        return self._any_name.sub(lambda found: self.names[found[0]], said)

    def value(self, held: Any) -> Any:
        """Anything that JSON holds, likewise; also messages."""
        match held:
            case str():
                return self.text(held)
            case Message():
                values = {name: self.value(each) for name, each in held.values.items()}
                return Message(held.template, values, held.plural, held.count)
            case BySurface():
                return BySurface(self.value(held.page), self.value(held.terminal))
            case Mapping():
                return {name: self.value(each) for name, each in held.items()}
            case list():
                return [self.value(each) for each in held]
            case tuple():
                return tuple(self.value(each) for each in held)
        return held

    def column(self, values: pd.Series) -> pd.Series:
        """A column of ids; whoever is in no table of reps stays."""
        return values.map(lambda each: self.ids.get(each, each), na_action="ignore").astype("str")

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with the ids of people replaced in every column that holds some."""
        return frame.assign(**{name: self.column(frame[name]) for name in _IDS if name in frame})


def pseudonymous(snapshot: Snapshot, pseudonym: Callable[[str], str]) -> Snapshot:
    """The snapshot with every id and name of a person replaced by ``pseudonym(id)``.

    Figures, customers, teams and the policy stay as they are. In texts, names are replaced.
    """
    renaming = Renaming(snapshot.reps, pseudonym)
    reps = renaming.frame(snapshot.reps)
    summed = snapshot.summed
    return replace(
        snapshot,
        portfolio=renaming.value(dict(snapshot.portfolio)),
        limits=tuple(_limit(each, renaming) for each in snapshot.limits),
        customers=renaming.frame(snapshot.customers),
        reps=reps.assign(name=reps["rep_id"]),
        plan=renaming.frame(snapshot.plan),
        rows=Rows(_extract(snapshot.rows.extract, renaming), _people(snapshot.rows, renaming)),
        coefficients=_coefficients(snapshot.coefficients, renaming),
        hazards=None if snapshot.hazards is None else _hazards(snapshot.hazards, renaming),
        summed=summed and replace(summed, extract=_extract(summed.extract, renaming)),
    )


def _limit(limit: Limit, renaming: Renaming) -> Limit:
    return replace(
        limit, subject=renaming.value(limit.subject), message=renaming.value(limit.message)
    )


def _extract(extract: Extract, renaming: Renaming) -> Extract:
    return replace(extract, **{name: renaming.frame(getattr(extract, name)) for name in KEPT})


def _people(rows: Rows, renaming: Renaming) -> pd.DataFrame:
    """A team is called after its manager where it has no name."""
    people = renaming.frame(rows.people)
    return people.assign(team_name=renaming.column(people["team_name"]))


def _coefficients(held: Coefficients, renaming: Renaming) -> Coefficients:
    if held.leaving is None:
        return held
    teams = tuple(renaming.ids.get(each, each) for each in held.leaving.team_names)
    return replace(held, leaving=replace(held.leaving, team_names=teams))


def _hazards(hazards: pd.DataFrame, renaming: Renaming) -> pd.DataFrame:
    about = hazards["subject_type"] == _PERSON
    subject = renaming.column(hazards["subject_id"])
    return hazards.assign(
        subject_id=hazards["subject_id"].mask(about, subject),
        **{name: hazards[name].map(renaming.value) for name in ("evidence", "remedy")},
    )
