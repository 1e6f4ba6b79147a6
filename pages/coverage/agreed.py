"""What is agreed, with its files for the customer system; and what was rejected or put off."""

from functools import partial

import streamlit as st

from analytics.actions import ActionKind
from analytics.assessment import Assessment
from data.mapping.presets import preset_in_use
from data.report.crm_forms import crm_files, own_form
from data.store.actions import barred_pairs
from pages.components import loading
from pages.components.actions.book import ActionBook
from pages.components.actions.listed import draw_actions, draw_record
from pages.components.actions.words import sentence
from pages.components.downloads import file_name
from pages.components.text import t, tm_text
from pages.coverage.model import Chosen

__all__ = ["draw_agreed", "draw_refused"]


def draw_agreed(book: ActionBook, assessment: Assessment, chosen: Chosen) -> None:
    """Draw the agreed introductions that are asked for, and their files."""
    mains = dict(
        zip(
            assessment.customers["customer_id"],
            assessment.customers["top_rep_id"].astype(object),
            strict=True,
        )
    )
    teams = dict(
        zip(assessment.reps["rep_id"], assessment.reps["team"].astype(object), strict=True)
    )
    shown = [
        each
        for each in book.introductions
        if chosen.holds(
            teams.get(mains.get(each.action.customer_id)),
            (each.action.rep_id, each.action.owner, mains.get(each.action.customer_id)),
        )
    ]
    if not shown:
        st.caption(t("Nothing is agreed yet that passes the filters."))
    draw_actions(book, shown, key="coverage-agreed")
    if book.introductions:
        _draw_files(book)
    draw_record(book, key="coverage")


def _draw_files(book: ActionBook) -> None:
    """The agreed introductions as files that the customer system takes in."""
    waiting = [each.action for each in book.introductions if each.action.waits]
    described = [
        {
            "customer_id": each.customer_id,
            "customer": book.customer(each.customer_id),
            "rep_id": each.rep_id,
            "person": book.person(each.rep_id),
            "owner_id": each.owner if each.owner in book.people else None,
            "owner": book.person(each.owner),
            "due": each.due_on,
            "subject": tm_text(sentence(book, each)),
        }
        for each in waiting
    ]
    used = preset_in_use(book.about.source.imported.get("mapping"), loading.settings().mapping)
    form = own_form("introductions", used)
    with st.container(horizontal=True, gap="small", key="coverage-files"):
        for name, make in crm_files("introductions", form):
            st.download_button(
                t("{name} for the import of your system", name=name)
                if form
                else t("Agreed introductions as a file"),
                partial(make, described),
                file_name=file_name("coverage", name, book.today, "csv"),
                mime="text/csv",
                key=f"coverage-file-{name}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def draw_refused(book: ActionBook) -> None:
    """Draw what was rejected, with its reason, and what was put off; each can be taken back."""
    refused = barred_pairs(book.every)
    later = [
        each
        for each in book.current
        if each.action.kind is ActionKind.SECOND_CONTACT
        and each.accepted_on is None
        and each.action.waits
    ]
    if not refused and not later:
        st.caption(t("Nothing was rejected or put off."))
    draw_actions(book, [*later, *refused], key="coverage-refused")
