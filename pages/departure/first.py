"""Whom to look at first: who has given notice, then who may cost most."""

import streamlit as st

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss, owners
from analytics.messages import Message, Money, message
from analytics.relationships.people import under_notice
from pages.components.departure_link import departure_link
from pages.components.frame import View
from pages.components.sentences.first_people import first_people
from pages.components.sentences.notices import notices
from pages.components.text import t, tm
from pages.components.words import names_of

__all__ = ["draw_first", "first_headline", "offered"]


def offered(assessment: Assessment) -> dict[str, str]:
    """Names by id of everybody who may be chosen: who has given notice, then by expected loss."""
    reps = assessment.reps
    ranked = by_expected_loss(reps)
    names = names_of(reps, "rep_id")
    first = [notice.rep_id for notice in notices(assessment)]
    rest = [*ranked["rep_id"], *owners(reps)["rep_id"]]
    return {str(each): names[each] for each in dict.fromkeys([*first, *rest])}


def first_headline(assessment: Assessment) -> Message:
    """Who leaves first, or who would cost most."""
    told = notices(assessment)
    if told:
        return message("{rep} {sentence}.", rep=told[0].name, sentence=told[0].sentence)
    people = first_people(assessment)
    if not people:
        return message("Choose who leaves or is away")
    rep_id, name = next(iter(people.items()))
    row = assessment.reps.set_index("rep_id").loc[rep_id]
    return message(
        "Nobody has given notice. With {rep}, {amount} a year would go.",
        rep=name,
        amount=Money(float(row["departure_loss"]), assessment.currency),
    )


def draw_first(view: View, assessment: Assessment) -> None:
    """Links to who has given notice, and to the first people of the ranking."""
    st.caption(
        t("Choose people or a team above, or begin with those below. Nothing is saved by looking.")
    )
    told = view.once("departure-notices", lambda: notices(assessment))
    left, right = st.columns(2)
    if told:
        with left.container(border=True, height="stretch", key="departure-notices"):
            st.subheader(t("Have given notice"), anchor=False)
            for notice in told:
                departure_link(notice.rep_id, notice.name, notice=True)
                st.caption(tm(notice.sentence))
    going = set(assessment.reps.loc[under_notice(assessment.reps), "rep_id"])
    people = {key: name for key, name in first_people(assessment).items() if key not in going}
    if people:
        place = right if told else left
        with place.container(border=True, height="stretch", key="departure-first"):
            st.subheader(t("Would cost most"), anchor=False)
            rows = assessment.reps.set_index("rep_id")
            for rep_id, name in people.items():
                departure_link(rep_id, name)
                amount = Money(float(rows.loc[rep_id, "departure_loss"]), assessment.currency)
                st.caption(t("{amount} a year would go, on average", amount=amount))
