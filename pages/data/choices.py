"""What a reader has chosen for the files at hand, kept for the session until they change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import streamlit as st

from data.mapping import model
from pages.data.keys import DataKey

__all__ = [
    "Choices",
    "Way",
    "answer",
    "choices",
    "choose",
    "choose_mapping",
    "forget",
    "join",
    "part",
]


class Way(StrEnum):
    """Where it comes from what the files mean."""

    #: Nothing was chosen: kept mappings are looked for first.
    OPEN = "open"
    #: Recognised anew, whatever was kept.
    RECOGNISED = "recognised"
    KEPT = "kept"
    PRESET = "preset"
    #: A file that was brought, or the text changed in place.
    FILE = "file"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Choices:
    """Answers by the question's id, and the mapping that was chosen (None: as recognised)."""

    files: tuple[str, ...] = ()
    way: Way = Way.OPEN
    answers: Mapping[str, str] = field(default_factory=dict)
    mapping: model.Mapping | None = None
    #: What the mapping is called: a preset or a file.
    called: str = ""
    skip_faulty: bool = False
    accept_losses: bool = False
    #: Two spellings of one: canonical table, the id that goes, and the one that stands for both.
    same: tuple[tuple[str, str, str], ...] = ()
    #: The day as of which figures are wanted; None: that of the newest record.
    as_of: date | None = None
    #: What the columns are called of files that have no header, by file or sheet.
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Differs whenever the files would be read differently."""
        mapping = self.mapping.model_dump_json() if self.mapping is not None else ""
        told = [*self.files, self.way, self.called, mapping, self.skip_faulty, self.accept_losses]
        told += [str(self.as_of), *self.same, sorted(self.named.items())]
        return json.dumps([told, sorted(self.answers.items())])


def choices(files: tuple[str, ...]) -> Choices:
    """What was chosen for these files; nothing where others were chosen for."""
    chosen: Choices | None = st.session_state.get(DataKey.CHOICES)
    return chosen if chosen is not None and chosen.files == files else Choices(files)


def choose(files: tuple[str, ...], **changes: object) -> None:
    """Change what is chosen (callback); the next run checks the files again."""
    st.session_state[DataKey.CHOICES] = replace(choices(files), **changes)  # type: ignore[arg-type]


def answer(files: tuple[str, ...], question: str, widget: str) -> None:
    """Take the answer that a widget holds (callback)."""
    given = dict(choices(files).answers)
    value = st.session_state.get(widget)
    if value is None:
        given.pop(question, None)
    else:
        given[question] = value
    choose(files, answers=given)


def join(files: tuple[str, ...], table: str, other: str, one: str) -> None:
    """Take one id for another spelling of one (callback)."""
    choose(files, same=(*choices(files).same, (table, other, one)))


def part(files: tuple[str, ...], said: tuple[str, str, str]) -> None:
    """Take two ids apart again (callback)."""
    choose(files, same=tuple(each for each in choices(files).same if each != said))


def choose_mapping(
    files: tuple[str, ...], way: Way, mapping: model.Mapping | None, called: str = ""
) -> None:
    """Read the files by a mapping from now on, or as recognised (callback)."""
    choose(files, way=way, mapping=mapping, called=called, skip_faulty=False, accept_losses=False)


def forget() -> None:
    """Drop what was chosen."""
    st.session_state.pop(DataKey.CHOICES, None)
