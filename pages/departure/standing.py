"""Handovers and cover plans that are under way: one click from where people are chosen."""

from datetime import date

import streamlit as st

from analytics.assessment import Assessment
from analytics.departure.progress import followed_until
from analytics.errors import LinchpinError
from data.store.handovers import Handover, standing_handovers
from pages.components import loading
from pages.components.loading import Context
from pages.components.registry import link
from pages.components.text import t, t_text
from pages.components.words import names_of
from pages.departure.choice import Choice
from pages.departure.entering import is_demo, present_day

__all__ = ["draw_shared", "draw_standing"]

#: As many are listed; the newest.
_LISTED = 6


def draw_standing(about: Context, assessment: Assessment) -> None:
    """Links to what is under way; nothing where nothing is, or where the store cannot be read."""
    try:
        every = _under_way(about, assessment)
    except LinchpinError:
        return  # said wherever something is entered
    if not every:
        return
    with st.container(border=True, key="departure-standing"):
        st.subheader(t("Under way"), anchor=False)
        for each in every[:_LISTED]:
            _link(assessment, each)
        if len(every) > _LISTED:
            st.caption(t("and {count} more", count=len(every) - _LISTED))


def draw_shared(about: Context, assessment: Assessment, choice: Choice) -> None:
    """Links to what is under way of one of the people chosen, together with others.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    chosen = set(choice.handing_over)
    for each in _under_way(about, assessment):
        if each.away == choice.away and chosen & set(each.rep_ids):
            _link(assessment, each)


def _under_way(about: Context, assessment: Assessment) -> list[Handover]:
    """What stands: of people who leave until the last review, of those away until they are back."""
    store, day = loading.store(about.policy), present_day(about, assessment)
    every = standing_handovers(store, demo=is_demo(about))
    return [each for each in every if day <= _until(each)]


def _until(found: Handover) -> date:
    return found.ends_on if found.away else followed_until(found.begins_on, found.ends_on)


def _link(assessment: Assessment, found: Handover) -> None:
    names = names_of(assessment.reps, "rep_id")
    people = t_text(", ").join(names.get(each, each) for each in found.rep_ids)
    begins, ends = found.begins_on, found.ends_on
    label = (
        t("Cover plan: {people}, {begins} to {ends}", people=people, begins=begins, ends=ends)
        if found.away
        else t("Handover: {people}, {begins} to {ends}", people=people, begins=begins, ends=ends)
    )
    kind = {"kind": "away"} if found.away else {}
    icon = ":material/event_busy:" if found.away else ":material/move_up:"
    link("departure", label, icon=icon, rep=",".join(found.rep_ids), tab="handover", **kind)
