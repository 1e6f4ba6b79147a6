"""The overview's one picture: who holds what and may leave, in the one declared order."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss, owners
from analytics.messages import Message, Money, message
from pages.components.glyph import Glyph, glyphs_of
from pages.components.registry import entry
from pages.components.sentences.first_people import owner_lines
from pages.components.text import Link, tm_text

__all__ = ["SHOWN", "Ranking", "ranking"]

#: People drawn on the overview.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Ranking:
    """``shown``: the first people; ``all_of``: everybody, on whose scale they are drawn; ``rest``
    says what is left out, owners apart (in sentences; empty where nothing is)."""

    title: Message
    shown: tuple[Glyph, ...]
    all_of: tuple[Glyph, ...]
    rest: tuple[Message, ...]


def ranking(assessment: Assessment) -> Ranking:
    """Make it in the reader's language; nobody who holds or may cost nothing is drawn."""
    people = glyphs_of(assessment)
    apart = set(owners(assessment.reps)["rep_id"])
    others = tuple(each for each in people if each.rep_id not in apart)
    holding = tuple(each for each in others if each.total > 0 or each.chance == 1)
    shown = holding[:SHOWN]
    return Ranking(
        _title(assessment),
        shown,
        people,
        _rest(holding[SHOWN:], assessment),
    )


def _title(assessment: Assessment) -> Message:
    """On how few people half of the expected loss rests, and how sure their order is."""
    ranked = by_expected_loss(assessment.reps)
    losses = ranked["expected_loss"].fillna(0.0)
    half = _fewest(losses, float(losses.sum()) / 2)
    if half is None:
        return message("Nobody's departure is expected to cost revenue")
    title = message(
        "Half of the expected loss rests on {count} person",
        "Half of the expected loss rests on {count} people",
        count=half,
    )
    together = int((ranked["rank_group"] == 1).sum())
    if together < 2:
        return title
    return message(
        "{title}; the order of the first {count} is not certain",
        "{title}; the order of the first {count} is not certain",
        count=together,
        title=title,
    )


def _fewest(sorted_amounts: pd.Series, wanted: float) -> int | None:
    """How many of the largest amounts reach ``wanted``; None if all of them do not."""
    reached = np.flatnonzero(sorted_amounts.cumsum().to_numpy() >= wanted)
    return int(reached[0]) + 1 if len(reached) and wanted > 0 else None


def _rest(left_out: tuple[Glyph, ...], assessment: Assessment) -> tuple[Message, ...]:
    """What the others hold together, and what is the owner's."""
    apart = owner_lines(assessment)
    if not left_out:
        return apart
    others = message("{count} other", "{count} others", count=len(left_out))
    together = message(
        "{people}: {total}, {alone} of it on record with one person only.",
        people=Link(tm_text(others), entry("reps").path, "show", "active"),
        total=Money(sum(each.total for each in left_out), assessment.currency),
        alone=Money(sum(each.alone for each in left_out), assessment.currency),
    )
    return (together, *apart)
