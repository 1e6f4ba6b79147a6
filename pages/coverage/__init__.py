"""Second contacts, for managers: who introduces whom where, by when, and what does it change?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.assessment import Assessment
from analytics.coverage.introductions import Considered, Decided, WorkList, work_list
from analytics.coverage.plan import furthest
from analytics.messages import Money, message
from analytics.planning import introductions_considered
from analytics.policy import CoverageRules
from data.assessments import Loaded
from pages.components import filters, session
from pages.components.actions.book import ActionBook, book_at_hand
from pages.components.frame import View
from pages.components.purpose import note_purpose
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.coverage.agreed import draw_agreed, draw_refused
from pages.coverage.curves import loss_card, single_card
from pages.coverage.deciding import draw_panel
from pages.coverage.model import Chosen, Proposal, headline, lines, proposals
from pages.coverage.proposed import draw_proposed
from pages.coverage.sheet import draw_sheet, draw_sheet_choice

__all__ = ["page"]

#: The capacity slider ends at twice what the policy says, at this at least.
_CAPACITY = 10

_WEIGHING = message("Weighing who could introduce whom")
_SOLVING = message("Choosing the introductions that save most")


def page(view: View) -> None:
    """Draw what introductions change, and the list to work through; or one person's sheet."""
    loaded, about = view.loaded(), view.about
    book = book_at_hand(view.about, loaded.assessment)
    considered = view.solved(
        "coverage-considered",
        lambda: introductions_considered(loaded.assessment),
        what=_WEIGHING,
    )
    if (person := session.selection("rep")) is not None:
        draw_sheet(view, loaded.assessment, considered, book, person)
        return
    shown = _Shown(view, loaded, considered, book)
    customer = session.selection("customer")
    asked = _asked(shown)
    every = shown.proposed(asked)
    choices = _choices(every, book, loaded.assessment)
    chosen = choices.of(asked.chosen)
    passing = tuple(
        each for each in every if chosen.holds(each.team, (each.main_id, each.options[0].rep_id))
    )
    _headline(view, loaded, asked, chosen, passing)
    saving, decision = st.empty(), st.container()
    _say_saving(saving, shown, asked.listed, asked.chosen.number)
    note_purpose(about)
    _draw_constraints(shown, asked)
    # A decision takes the place of the curves, so that it is seen where it was asked for.
    curves = None if customer is not None else st.columns(2)
    if curves is not None:
        with curves[0]:
            single_card(view, asked.listed.curve, asked.chosen.number, loaded.assessment, asked.key)
    choices.draw()
    if customer is not None:
        with decision:
            draw_panel(loaded.assessment, book, customer, every)
    _tabs(shown, asked, passing, chosen)
    draw_sheet_choice(loaded.assessment, every, book)
    # What takes longest comes last: everything else is there meanwhile.
    whole = shown.listed(asked.capacity, with_range=True)
    _say_saving(saving, shown, whole, asked.chosen.number)
    if curves is not None:
        with curves[1]:
            loss_card(view, whole.curve, asked.chosen.number, loaded.assessment, asked.key)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The constraints that the reader has set, and the work list under them; ``key`` names it."""

    chosen: Chosen
    capacity: int
    listed: WorkList
    key: tuple[int, Decided]


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """What the page is drawn from, each part made once for all readers."""

    view: View
    loaded: Loaded
    considered: Considered
    book: ActionBook

    @property
    def assessment(self) -> Assessment:
        """The figures."""
        return self.loaded.assessment

    def listed(self, capacity: int, *, with_range: bool = False) -> WorkList:
        """The work list; its range costs most of the time."""
        decided = self.book.decided
        considered = self.considered if with_range else replace(self.considered, draws=None)
        most = furthest(self.considered.rules.budget)
        return self.view.solved(
            "coverage-list",
            lambda: work_list(considered, capacity=capacity, most=most, decided=decided),
            capacity,
            decided,
            with_range,
            what=_SOLVING,
        )

    def costs(self, asked_key: tuple[int, Decided], listed: WorkList, number: int) -> pd.DataFrame:
        """The price of the constraints."""
        return self.view.solved(
            "coverage-costs", lambda: listed.costs(number), asked_key, number, what=_SOLVING
        )

    def proposed(self, asked: _Asked) -> tuple[Proposal, ...]:
        """What is proposed."""
        number = asked.chosen.number
        return self.view.once(
            "coverage-proposals",
            lambda: proposals(self.assessment, asked.listed, number),
            asked.key,
            number,
        )


def _say_saving(place: DeltaGenerator, shown: _Shown, listed: WorkList, number: int) -> None:
    """What so many introductions save; with its range as soon as the list has one."""
    running = len(shown.loaded.plan.running)
    told = lines(shown.assessment, listed, number, shown.book, running)
    place.markdown("  \n".join(tm(line) for line in told))


#: The sliders: of capacity, and of the number of introductions.
_Range = dict[str, int]


def _capacities(rules: CoverageRules) -> _Range:
    return {"low": 1, "high": max(_CAPACITY, 2 * rules.capacity), "usual": rules.capacity}


def _numbers(rules: CoverageRules, listed: WorkList) -> _Range:
    return {"low": listed.agreed, "high": listed.longest, "usual": rules.budget}


def _asked(shown: _Shown) -> _Asked:
    """What the sliders say, known from the address before they are drawn."""
    rules = shown.considered.rules
    capacity = filters.number_asked("capacity", **_capacities(rules))
    listed = shown.listed(capacity)
    number = filters.number_asked("n", **_numbers(rules, listed))
    return _Asked(Chosen(number), capacity, listed, (capacity, shown.book.decided))


def _draw_constraints(shown: _Shown, asked: _Asked) -> None:
    """Draw the sliders with the price of each constraint."""
    rules, number = shown.considered.rules, asked.chosen.number
    costs = shown.costs(asked.key, asked.listed, number).set_index("constraint")["saving"]
    currency = shown.assessment.currency
    one_more, more_room = (float(costs.get(each, 0.0)) for each in ("budget", "capacity"))
    left, right = st.columns(2)
    with left:
        filters.number_of(
            "n",
            t("How many introductions can we manage?"),
            **_numbers(rules, asked.listed),
            page="coverage",
        )
        st.caption(
            t("One more introduction would save {amount}", amount=Money(one_more, currency))
            if number < asked.listed.longest
            else t("There are no more that would save anything")
        )
    with right:
        filters.number_of(
            "capacity",
            t("Customers that one person can take on"),
            **_capacities(rules),
            page="coverage",
        )
        st.caption(
            t(
                "One more customer for everybody would save {amount}",
                amount=Money(more_room, currency),
            )
            if more_room > 0
            else t("More room for everybody would save nothing")
        )


@dataclass(frozen=True, slots=True)
class _Choices:
    """The filters by team and person, with the names of those who occur by value."""

    teams: Mapping[str, str]
    people: Mapping[str, str]

    def of(self, asked: Chosen) -> Chosen:
        """What is asked for, with what the filters say."""
        teams = tuple(filters.wanted("team", self.teams))
        return replace(asked, teams=teams, people=tuple(filters.wanted("person", self.people)))

    def draw(self) -> None:
        """Draw both filters."""
        left, right = st.columns(2)
        with left:
            filters.any_of("team", t("Team"), self.teams, page="coverage")
        with right:
            filters.any_of("person", t("Person"), self.people, page="coverage")


def _choices(every: tuple[Proposal, ...], book: ActionBook, assessment: Assessment) -> _Choices:
    """The teams and people of what is proposed or agreed."""
    agreed = [each.action for each in book.introductions]
    ids = {each.main_id for each in every} | {each.options[0].rep_id for each in every}
    ids |= {str(who) for each in agreed for who in (each.rep_id, each.owner) if who in book.people}
    people = dict(sorted(((each, book.person(each)) for each in ids), key=lambda item: item[1]))
    mains = dict(
        zip(assessment.reps["rep_id"], assessment.reps["team"].astype(object), strict=True)
    )
    named = {each.team for each in every if each.team}
    teams = sorted({*named, *(str(mains[i]) for i in ids if pd.notna(mains.get(i)))})
    return _Choices({each: each for each in teams}, people)


def _headline(
    view: View,
    loaded: Loaded,
    asked: _Asked,
    chosen: Chosen,
    passing: tuple[Proposal, ...],
) -> None:
    """The page's sentence; while something is filtered, it speaks of that."""
    assessment = loaded.assessment
    if not chosen.narrowed:
        view.headline(tm(headline(assessment, asked.listed, chosen.number, loaded.plan.message)))
        return
    freed = sum(each.exposure for each in passing if each.alone)
    view.headline(
        t(
            "{count} proposed introduction passes the filters; it takes {amount} a year out of "
            "single hands",
            "{count} proposed introductions pass the filters; they take {amount} a year out of "
            "single hands",
            count=len(passing),
            amount=Money(freed, assessment.currency),
        )
    )


def _tabs(shown: _Shown, asked: _Asked, passing: tuple[Proposal, ...], chosen: Chosen) -> None:
    book, assessment = shown.book, shown.assessment
    token = (asked.key, chosen)
    draw_open(
        (
            Tab(
                "proposed",
                t("Proposed ({count})", "Proposed ({count})", count=len(passing)),
                lambda: draw_proposed(shown.view, passing, assessment, book, token),
            ),
            Tab(
                "agreed",
                t("Agreed ({count})", "Agreed ({count})", count=len(book.introductions)),
                lambda: draw_agreed(book, assessment, chosen),
            ),
            Tab("refused", t("Rejected, put off"), lambda: draw_refused(book)),
        ),
        key="coverage-tabs",
    )
