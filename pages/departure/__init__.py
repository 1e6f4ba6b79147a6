"""Departure, for managers: what would go with somebody, who takes over, and what to do first?"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.departure.away import Absence, cover
from analytics.departure.book import DepartureBook
from analytics.departure.reach import loss_range
from analytics.departure.simulation import Departure, depart
from analytics.errors import LinchpinError
from analytics.messages import Message
from data.assessments import Loaded
from pages.components.frame import View
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.components.words import names_of
from pages.departure.chips import draw_chips
from pages.departure.choice import Choice, chosen, usual_weeks
from pages.departure.drawn import (
    draw_absence,
    draw_ahead,
    draw_customers,
    draw_missing,
    draw_receivers,
    draw_ways,
)
from pages.departure.first import draw_first, first_of, offered
from pages.departure.handover import draw_handover, handover_chosen
from pages.departure.history import draw_history
from pages.departure.left_customers import left_customers
from pages.departure.past_departures import past_departures
from pages.departure.rivals import draw_rivals
from pages.departure.sentences import (
    absence_headline,
    book_line,
    departure_headline,
    left_headline,
)
from pages.departure.standing import draw_standing

__all__ = ["page"]

_ADDRESS = ("rep", "team", "kind", "weeks", "handover")
#: Ways in which the leaver's customers are courted.
_RIVAL = ("competitor", "own_business", "team")


def page(view: View) -> None:
    """Draw what happens for the people whom the address names, else whom to choose first."""
    loaded = view.loaded()
    assessment = loaded.assessment
    address = {name: st.query_params.get_all(name) for name in _ADDRESS}
    asked = tuple((name, tuple(values)) for name, values in address.items())
    choice, usual = view.once("departure-choice", lambda: _choice(assessment, address), asked)
    people, teams, names = view.once(
        "departure-offered",
        lambda: (offered(assessment), _teams(assessment), names_of(assessment.reps, "rep_id")),
    )
    draw_missing(choice, names)
    draw_chips(choice, people, teams, usual)
    if not choice.rep_ids and choice.left and _followed_on(view, loaded, choice):
        draw_open((_past(view, loaded),), key="departure-tabs")
    elif not choice.rep_ids:
        first = view.once("departure-first", lambda: first_of(assessment))
        view.headline(tm(first.headline))
        draw_first(first)
        draw_standing(view.about, assessment)
        draw_open((_past(view, loaded),), key="departure-tabs")
    elif choice.away:
        _absence(view, loaded, choice)
    else:
        _departure(view, loaded, choice)


def _choice(assessment: Assessment, address: Mapping[str, list[str]]) -> tuple[Choice, int]:
    """What the address asks, and the usual weeks until then."""
    choice = chosen(assessment.reps, address, assessment.as_of)
    return choice, usual_weeks(assessment.reps, choice.rep_ids, assessment.as_of)


def _teams(assessment: Assessment) -> list[str]:
    """The teams of whom is active, in order."""
    return sorted(set(assessment.reps.loc[assessment.reps["active"], "team"].dropna()) - {""})


def _followed_on(view: View, loaded: Loaded, choice: Choice) -> bool:
    """Draw the handover of people who are no longer here, if one was started."""
    about, assessment = view.about, loaded.assessment
    try:
        found = handover_chosen(about, choice)
    except LinchpinError:
        return False
    if found is None:
        return False
    view.headline(tm(left_headline(assessment, choice)))
    draw_handover(about, assessment, choice, found.successors)
    return True


def _book(view: View, loaded: Loaded) -> DepartureBook:
    return view.once("departure-book", lambda: DepartureBook.of(loaded.assessment))


def _absence(view: View, loaded: Loaded, choice: Choice) -> None:
    assessment, book = loaded.assessment, _book(view, loaded)
    weeks = max(choice.weeks, 1)

    def make() -> Absence:
        return cover(book, list(choice.rep_ids), weeks=weeks)

    absent = view.once("absence", make, choice)
    view.headline(tm(absence_headline(assessment, choice, absent)))
    tabs = (
        Tab("cover", t("Who covers"), lambda: draw_absence(view, assessment, choice, absent)),
        _handover(view, loaded, choice, absent.customers, "cover_rep_id"),
    )
    draw_open(tabs, key="departure-tabs")


def _departure(view: View, loaded: Loaded, choice: Choice) -> None:
    assessment, book = loaded.assessment, _book(view, loaded)
    people = list(choice.rep_ids)

    def make() -> Departure:
        return depart(book, people, kind=choice.kind, weeks=choice.introductions)

    gone = view.once("departure", make, choice)
    view.headline(
        tm(
            view.once(
                "departure-headline", lambda: departure_headline(assessment, choice, gone), choice
            )
        )
    )

    def in_all() -> Message:
        reach = loss_range(assessment, people, choice.kind)
        return book_line(assessment, gone, reach, choice)

    if not gone.customers.empty:
        st.caption(tm(view.once("departure-book-line", in_all, choice)))
    draw_ahead(view, view.about, assessment, choice, gone)
    tabs = [
        Tab(
            "customers", t("All customers"), lambda: draw_customers(view, assessment, choice, gone)
        ),
        Tab("receivers", t("Who receives them"), lambda: draw_receivers(assessment, gone)),
        Tab("ways", t("By the way of leaving"), lambda: draw_ways(assessment, gone)),
    ]
    if choice.kind in _RIVAL:
        about = view.about
        tabs.append(
            Tab("prices", t("Contracts and prices"), lambda: draw_rivals(about, assessment, gone))
        )
    draw_open(
        (
            *tabs,
            _handover(view, loaded, choice, gone.customers, "successor_rep_id"),
            _past(view, loaded),
        ),
        key="departure-tabs",
    )


def _handover(
    view: View, loaded: Loaded, choice: Choice, customers: pd.DataFrame, proposed: str
) -> Tab:
    """The handover, or the cover plan, of the people chosen."""

    def draw() -> None:
        found = customers[proposed].astype(object)
        successors = dict(
            zip(customers["customer_id"], found.where(found.notna(), None), strict=True)
        )
        draw_handover(view.about, loaded.assessment, choice, successors)

    return Tab("handover", t("Cover plan") if choice.away else t("Handover"), draw)


def _past(view: View, loaded: Loaded) -> Tab:
    """What really happened when people left."""
    assessment, about = loaded.assessment, view.about

    def draw() -> None:
        past = view.once("past-departures", lambda: past_departures(assessment))
        draw_history(
            about.key,
            past,
            lambda rep_id: about.once(
                "left-customers", lambda: left_customers(assessment, rep_id), rep_id
            ),
            assessment.as_of,
        )

    return Tab("past", t("What happened when people left"), draw)
