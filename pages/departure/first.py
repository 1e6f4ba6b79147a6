"""Whom to look at first: who has given notice, then who may cost most."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss, owners
from analytics.messages import Message, Money, message
from pages.components.departure_link import departure_link
from pages.components.sentences.first_people import first_people
from pages.components.sentences.notices import Notice, notices
from pages.components.text import t, tm
from pages.components.words import names_of

__all__ = ["First", "draw_first", "first_of", "offered"]


def offered(assessment: Assessment) -> dict[str, str]:
    """Names by id of everybody who may be chosen: who has given notice, then by expected loss."""
    reps = assessment.reps
    ranked = by_expected_loss(reps)
    names = names_of(reps, "rep_id")
    first = [notice.rep_id for notice in notices(assessment)]
    rest = [*ranked["rep_id"], *owners(reps)["rep_id"]]
    return {str(each): names[each] for each in dict.fromkeys([*first, *rest])}


@dataclass(frozen=True, slots=True)
class First:
    """Whom to look at first. notices: who has given notice; costly: of the others, name and what
    would go a year, by id."""

    headline: Message
    notices: tuple[Notice, ...]
    costly: Mapping[str, tuple[str, Money]]


def first_of(assessment: Assessment) -> First:
    """Who leaves first, and who would cost most."""
    told, currency = notices(assessment), assessment.currency
    losses = assessment.reps.set_index("rep_id")["departure_loss"]
    people = {
        rep_id: (name, Money(float(losses[rep_id]), currency))
        for rep_id, name in first_people(assessment).items()
    }
    going = {each.rep_id for each in told}
    costly = {rep_id: each for rep_id, each in people.items() if rep_id not in going}
    return First(_headline(told, list(people.values())), told, costly)


def _headline(told: tuple[Notice, ...], people: list[tuple[str, Money]]) -> Message:
    if told:
        return message("{rep} {sentence}.", rep=told[0].name, sentence=told[0].sentence)
    if not people:
        return message("Choose who leaves or is away")
    name, amount = people[0]
    return message(
        "Nobody has given notice. With {rep}, {amount} a year would go.", rep=name, amount=amount
    )


def draw_first(first: First) -> None:
    """Links to who has given notice, and to the first people of the ranking."""
    st.caption(
        t("Choose people or a team above, or begin with those below. Nothing is saved by looking.")
    )
    left, right = st.columns(2)
    if first.notices:
        with left.container(border=True, height="stretch", key="departure-notices"):
            st.subheader(t("Have given notice"), anchor=False)
            for notice in first.notices:
                departure_link(notice.rep_id, notice.name, notice=True)
                st.caption(tm(notice.sentence))
    if first.costly:
        place = right if first.notices else left
        with place.container(border=True, height="stretch", key="departure-first"):
            st.subheader(t("Would cost most"), anchor=False)
            for rep_id, (name, amount) in first.costly.items():
                departure_link(rep_id, name)
                st.caption(t("{amount} a year would go, on average", amount=amount))
