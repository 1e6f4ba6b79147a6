"""Five slides for the projector, made from what the review has frozen; decisions beside them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Message, Money, Percent, message
from analytics.review.changes import CAUSES, what_changed
from data.store.reviews import KeptReview
from pages.components import numbers
from pages.components.actions.book import with_decisions
from pages.components.text import plain_text, t, t_text, tm_text
from pages.review.agenda import SEVERITIES
from pages.review.deciding import decision_words
from pages.review.model import (
    ReviewShown,
    customers_alone,
    decided_in,
    headline,
    limit_lines,
    open_points,
    people_first,
)

__all__ = ["Slide", "SlideRow", "draw_slides", "slides"]

_HERE = Path(__file__).parent
_SHOW = st.components.v2.component(
    "linchpin_slides",
    js=(_HERE / "slides.js").read_text(encoding="utf-8"),
    css=(_HERE / "slides.css").read_text(encoding="utf-8"),
)
#: Rows of a slide: what can be read from the last row.
_ROWS = 5
#: So often it is looked whether anything was decided at another desk.
_ASKED_EVERY = "4s"


@dataclass(frozen=True, slots=True)
class SlideRow:
    """A line of a slide: what, its figure, and a remark; plain text."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its title, a sentence, and lines; plain text."""

    title: str
    lead: str
    rows: tuple[SlideRow, ...]


def slides(shown: ReviewShown, every: Sequence[KeptReview]) -> tuple[Slide, ...]:
    """Where we stand, what has changed, who may leave, which customers depend on one person, and
    the own house; where nobody has looked at that, what is decided."""
    last = _house(shown)
    return (
        _standing(shown, every),
        _changed(shown),
        _people(shown),
        _customers(shown),
        _decided(shown) if last is None else last,
    )


def _standing(shown: ReviewShown, every: Sequence[KeptReview]) -> Slide:
    rows = [
        SlideRow(
            tm_text(line.limit.message),
            t_text("above the limit") if line.limit.exceeded else _within(line.limit.exceeded),
            "" if line.since is None else tm_text(line.since),
        )
        for line in limit_lines(shown.snapshot, shown.review, every)
    ]
    return Slide(t_text("Where do we stand?"), tm_text(headline(shown)), tuple(rows))


def _within(exceeded: bool | None) -> str:
    return t_text("not known") if exceeded is None else t_text("within the limit")


def _changed(shown: ReviewShown) -> Slide:
    title = t_text("What has changed since the last review?")
    if shown.earlier is None:
        return Slide(title, t_text("This is the first review."), ())
    try:
        split = what_changed(shown.earlier, shown.compared)["single_threaded"]
    except LinchpinError as error:
        return Slide(title, tm_text(error.message), ())
    currency = shown.snapshot.currency
    before, after = (
        Money(each / 100, currency) for each in (split.before_cents, split.after_cents)
    )
    lead = t_text(
        "On record with one person only: {before} then, {after} now", before=before, after=after
    )
    rows = tuple(
        SlideRow(
            tm_text(CAUSES[part.cause]),
            _signed(part.cents / 100, currency),
            t_text("{count} customer", "{count} customers", count=len(part.accounts)),
        )
        for part in split.parts
        if len(part.accounts)
    )
    return Slide(title, lead, rows)


def _signed(amount: float, currency: str) -> str:
    said = numbers.money(abs(amount), currency)
    return f"+{said}" if amount > 0 else f"−{said}" if amount < 0 else said


def _people(shown: ReviewShown) -> Slide:
    currency = shown.snapshot.currency
    rows = tuple(
        SlideRow(
            plain_text(row.name), numbers.money(row.expected_loss, currency), _rests(row, currency)
        )
        for row in people_first(shown.snapshot).head(_ROWS).itertuples()
    )
    lead = t_text(
        "In the order of what is expected to go within 12 months. It says what rests on somebody, "
        "not what somebody has in mind."
    )
    return Slide(t_text("Who may leave, and whom do we talk to first?"), lead, rows)


def _rests(row: Any, currency: str) -> str:
    """What rests on somebody alone, and whether notice is given."""
    alone = t_text(
        "{amount} a year at {count} customer with them alone",
        "{amount} a year at {count} customers with them alone",
        count=int(row.sole_customers),
        amount=Money(row.sole_revenue, currency),
    )
    return f"{alone} · {row.notice}" if row.notice else alone


def _customers(shown: ReviewShown) -> Slide:
    currency = shown.snapshot.currency
    rows = tuple(
        SlideRow(plain_text(row.name), numbers.money(row.exposure, currency), tm_text(_held(row)))
        for row in customers_alone(shown.snapshot).head(_ROWS).itertuples()
    )
    share = shown.snapshot.portfolio["single_threaded_revenue_share"]
    lead = (
        ""
        if share is None
        else t_text(
            "{share} of the revenue is on record with one person only", share=Percent(share)
        )
    )
    title = t_text("Which customers depend on one person, and who becomes their second contact?")
    return Slide(title, lead, rows)


def _held(row: Any) -> Message:
    if not row.second:
        return message("only {person}", person=row.person)
    return message("only {person}; proposed: {second}", person=row.person, second=row.second)


def _house(shown: ReviewShown) -> Slide | None:
    points = open_points(shown.snapshot)
    if points is None:
        return None
    rows = tuple(
        SlideRow(plain_text(row.evidence), _grave(row.severity), plain_text(row.remedy))
        for row in points.head(_ROWS).itertuples()
    )
    lead = t_text("{count} open point", "{count} open points", count=len(points))
    return Slide(t_text("Where is our own house open?"), lead, rows)


def _grave(severity: str) -> str:
    return tm_text(SEVERITIES[severity]) if severity in SEVERITIES else ""


def _decided(shown: ReviewShown) -> Slide:
    count = len(decided_in(shown.book, shown.review))
    lead = t_text("{count} decision so far", "{count} decisions so far", count=count)
    rows = tuple(SlideRow(each, "") for each in _decisions(shown)[: 2 * _ROWS])
    return Slide(t_text("What do we decide?"), lead, rows)


def _decisions(shown: ReviewShown) -> list[str]:
    decided = decided_in(shown.book, shown.review)
    return [tm_text(decision_words(shown.book, each)) for each in decided]


def draw_slides(shown: ReviewShown, every: Sequence[KeptReview]) -> None:
    """Draw the slides, one at a time; arrow keys turn, the last button fills the screen. What is
    decided at another desk meanwhile appears beside them."""
    st.caption(t("Arrow keys turn the page, F fills the screen."))
    again = _ASKED_EVERY if shown.review.is_open else None
    st.fragment(_draw, run_every=again)(shown, every)


def _draw(shown: ReviewShown, every: Sequence[KeptReview]) -> None:
    shown = replace(shown, book=with_decisions(shown.book))
    _SHOW(
        key="review-slides",
        data={
            "slides": [asdict(each) for each in slides(shown, every)],
            "decisions": _decisions(shown),
            "words": {
                "label": t_text("Slides of the risk review"),
                "place": t_text("{number} of {all}", number="{number}", all="{all}"),
                "decisions": t_text("Decided"),
                "none": t_text("Nothing is decided yet."),
                "back": t_text("Slide before"),
                "next": t_text("Next slide"),
                "full": t_text("Fill the screen"),
                "leave": t_text("Leave the whole screen"),
            },
        },
        height="content",
    )
