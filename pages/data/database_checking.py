"""Looking at a database as files are looked at: understood, read in place, what it would say."""

from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd
import streamlit as st

from analytics.errors import Fault, InputFaults, LinchpinError
from analytics.policy import Policy
from data.assessments import examine
from data.home.temporary import system_place, temporary_folder
from data.importing.databases import Looked, inspect_database
from data.importing.understood import (
    is_enough,
    named_alike,
    named_mapping,
    with_readings,
)
from data.mapping import model
from data.mapping.answers import reading_asked
from data.mapping.editing import with_same
from data.mapping.presets import fitting_presets, preset
from data.opening import given_source
from data.progress import Cancelled, Progress
from data.quality.key_joins import key_joins
from data.sources.listing import Place
from pages.components import loading
from pages.data.checking import Outcome, asked_of, part_of_way, targets_of
from pages.data.choices import Choices, Way, choices
from pages.data.keys import DataKey

__all__ = ["Seen", "ids_of", "last_seen", "look_at", "look_away", "looked_at", "seen"]

#: What the last look came to, and at which database (place, name of the secret) it is looked.
_SEEN = f"{DataKey.DATABASE}-outcome"
_LOOKING = f"{DataKey.DATABASE}-looking"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a database came to as it was chosen to be read; ``keys``: how its tables join."""

    outcome: Outcome
    keys: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: tuple[Fault, ...] = ()


def ids_of(place: Place, secret: str) -> tuple[str, ...]:
    """What stands for a database where choices speak of files."""
    return ("database", place.address_with(secret), secret)


def look_at(place: Place, secret: str) -> None:
    """Show from now on how the tables of a database are read."""
    st.session_state[_LOOKING] = (place, secret)


def looked_at() -> tuple[Place, str] | None:
    """The database whose tables are being looked at, and the name of its secret."""
    looking: tuple[Place, str] | None = st.session_state.get(_LOOKING)
    return looking


def look_away() -> None:
    """Show it no longer."""
    st.session_state.pop(_LOOKING, None)


def last_seen() -> Outcome | None:
    """What the database that is looked at came to."""
    looking, last = looked_at(), st.session_state.get(_SEEN)
    if looking is None or last is None or last.outcome.chosen.files != ids_of(*looking):
        return None
    outcome: Outcome = last.outcome
    return outcome


def seen(place: Place, secret: str, password: str, progress: Progress) -> Seen:
    """Look at a database as chosen, and remember what it came to."""
    chosen = choices(ids_of(place, secret))
    last: Seen | None = st.session_state.get(_SEEN)
    if last is not None and last.outcome.chosen.key == chosen.key:
        return last
    try:
        locations = loading.settings()
        work = _Look(place.address(password), chosen, loading.policy(locations))
    except LinchpinError as error:
        return Seen(Outcome(chosen, reason=error.message))
    before = last.outcome if last and last.outcome.chosen.files == chosen.files else None
    result = loading.checked(chosen.key, partial(work.done, before), progress)
    st.session_state[_SEEN] = result
    return result


@dataclass(frozen=True, slots=True)
class _Look:
    """One look, outside the session."""

    url: str = field(repr=False)
    chosen: Choices
    rules: Policy

    def done(self, before: Outcome | None, progress: Progress) -> Seen:
        outcome = Outcome(self.chosen)
        try:
            outcome = self._understood(before, part_of_way(progress, 0.0, 0.3))
            open_ = (
                outcome.way is Way.RECOGNISED and outcome.proposal and outcome.proposal.questions
            )
            if open_ or outcome.reason or outcome.mapping is None or not is_enough(outcome.mapping):
                return Seen(outcome)
            return self._read(outcome, outcome.mapping, part_of_way(progress, 0.3, 1.0))
        except Cancelled:
            raise
        except InputFaults as error:
            return Seen(replace(outcome, reason=error.message), faults=error.faults)
        except LinchpinError as error:
            return Seen(replace(outcome, reason=error.message))

    def _understood(self, before: Outcome | None, progress: Progress) -> Outcome:
        told = {k: v for k, v in self.chosen.answers.items() if reading_asked(k) is None}
        looked = inspect_database(self.url, told, progress, every=True)
        mapping, way = self._mapping(looked)
        mapping = with_readings(mapping, self.chosen.answers)
        for table, other, one in self.chosen.same:
            mapping = with_same(mapping, table, other, one)
        known = None if way is Way.RECOGNISED else mapping
        targets, reason = targets_of(known, looked.catalogue)
        return Outcome(
            self.chosen,
            looked.catalogue,
            looked.proposal,
            mapping=mapping,
            way=way,
            presets=fitting_presets(looked.catalogue.headers),
            questions=asked_of(before, looked.proposal),
            sums={**(before.sums if before else {}), **looked.sums},
            targets=targets,
            reason=reason,
        )

    def _mapping(self, looked: Looked) -> tuple[model.Mapping, Way]:
        chosen = self.chosen
        if chosen.way is Way.PRESET:
            return preset(chosen.called), chosen.way
        if chosen.mapping is not None:
            return chosen.mapping, chosen.way
        if named_alike(looked.catalogue, looked.proposal):
            return named_mapping(looked.catalogue), Way.RECOGNISED
        return looked.proposal.mapping, Way.RECOGNISED

    def _read(self, outcome: Outcome, mapping: model.Mapping, progress: Progress) -> Seen:
        """Open it through the mapping and see what every page would say; nothing of it stays."""
        with temporary_folder(system_place()) as folder:
            opening = part_of_way(progress, 0.0, 0.6)
            source = given_source(self.url, self.rules, folder, mapping=mapping, progress=opening)
            try:
                keys = key_joins(source)
                rest = part_of_way(progress, 0.6, 1.0)
                examined = examine(source, self.rules, rest, as_of=self.chosen.as_of)
                return Seen(replace(outcome, examined=examined), keys)
            finally:
                source.close()
