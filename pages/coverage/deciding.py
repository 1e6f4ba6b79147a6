"""One customer's decision in place: who becomes second contact, by when, for which commission."""

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from analytics.actions import Action, ActionKind, ActionState
from analytics.assessment import Assessment
from analytics.errors import LinchpinError
from analytics.messages import Money
from data.store.actions import save_action
from pages.components import loading, session
from pages.components.actions.book import DUE_DAYS, DUE_DAYS_LEAVING, ActionBook
from pages.components.actions.fields import draw_fields
from pages.components.actions.listed import draw_actions
from pages.components.author import ask_author, author_given, draw_author
from pages.components.registry import link
from pages.components.text import escape, t, t_text, tm
from pages.coverage.model import Proposal
from pages.coverage.reasons import Colleague

__all__ = ["draw_panel", "proposed_action"]

_SEEN = "coverage-seen"


def draw_panel(
    assessment: Assessment, book: ActionBook, customer_id: str, every: tuple[Proposal, ...]
) -> None:
    """Draw what is proposed or agreed for the customer that the address selects."""
    proposal = next((each for each in every if each.customer_id == customer_id), None)
    agreed = [each for each in book.introductions if each.action.customer_id == customer_id]
    with st.container(border=True, key="coverage-panel"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(escape(book.customer(customer_id)), anchor=False)
            st.button(
                t("Close"),
                key="coverage-close",
                icon=":material/close:",
                type="tertiary",
                on_click=session.select,
                args=("customer", None),
            )
        link("customers", t("Who knows this customer, and since when"), customer=customer_id)
        if agreed or proposal is None:
            _say_superseded(book, customer_id)
        if agreed:
            draw_actions(book, agreed, key="coverage-panel")
        elif proposal is None:
            st.caption(t("No introduction is proposed for this customer with these numbers."))
        else:
            _situation(proposal)
            _draw_form(proposal, assessment, book)


def _say_superseded(book: ActionBook, customer_id: str) -> None:
    """Tell whoever had the form open that somebody else was quicker: what was pressed in it since
    then is not saved."""
    seen_of: dict[str, int] = st.session_state.get(_SEEN, {})
    seen = seen_of.pop(customer_id, None)
    theirs = [each for each in book.current if each.action.customer_id == customer_id]
    if seen is not None and theirs and theirs[-1].entry.version > seen:
        st.warning(
            t(
                "{name} has decided about this customer meanwhile; nothing of yours is saved. Look "
                "at theirs first.",
                name=theirs[-1].entry.author,
            )
        )


def _situation(proposal: Proposal) -> None:
    """Who holds the customer, who else knows it, and why sales still needs somebody."""
    sentences = [
        t("{name} has given notice, so time is short.", name=proposal.main)
        if proposal.leaving
        else t("{name} is the main contact.", name=proposal.main)
    ]
    sentences += [t("{words}.", words=each.words) for each in proposal.known]
    if not proposal.known:
        sentences.append(t("Nobody else is in touch."))
    holder = next((each for each in proposal.known if each.knows and not each.leaving), None)
    first = proposal.options[0]
    if holder is not None:
        sentences.append(
            t(
                "{holder} keeps the contact meanwhile; for offers and contracts the customer needs "
                "somebody in sales, of whom {second} is closest.",
                holder=holder.name,
                second=first.name,
            )
        )
    st.markdown("  \n".join(sentences))


def proposed_action(proposal: Proposal, today: date) -> Action:
    """The introduction that is proposed: the main contact sees to it, soon where under notice."""
    days = DUE_DAYS_LEAVING if proposal.leaving else DUE_DAYS
    return Action(
        ActionKind.SECOND_CONTACT,
        owner=proposal.main_id,
        customer_id=proposal.customer_id,
        rep_id=proposal.options[0].rep_id,
        due=today + timedelta(days=days),
    )


def _draw_form(proposal: Proposal, assessment: Assessment, book: ActionBook) -> None:
    action = proposed_action(proposal, book.today)
    seen_of: dict[str, int] = st.session_state.setdefault(_SEEN, {})
    seen = seen_of.setdefault(proposal.customer_id, book.seen(action))
    key = f"coverage-decide-{proposal.customer_id}"
    with st.form(key, border=False):
        person = _draw_choice(proposal, assessment, book, key)
        entered = draw_fields(
            action, book.people, key=key, note_label=t("Note, or the reason for a no")
        )
        ask_author(key)
        with st.container(horizontal=True):
            accept = st.form_submit_button(t("Accept"), type="primary")
            later = st.form_submit_button(t("Put off until the day above"))
            reject = st.form_submit_button(t("Reject, for the reason above"))
    draw_author(key)
    decided = replace(entered.of(action), rep_id=person)
    if later:
        decided = replace(decided, state=ActionState.PUT_OFF, until=entered.due, due=None, owner="")
    elif reject:
        decided = replace(
            decided, state=ActionState.REJECTED, reason=entered.note, note="", due=None
        )
    if (accept or later or reject) and _saved(book, decided, key, seen):
        seen_of.pop(proposal.customer_id, None)
        session.select("customer", None)
        st.rerun()
    seen_of[proposal.customer_id] = book.seen(action)


def _draw_choice(proposal: Proposal, assessment: Assessment, book: ActionBook, key: str) -> str:
    """The proposed person, the alternatives, who is in touch already, or anybody else."""
    colleagues = {each.rep_id: each for each in proposal.known if not each.leaving}
    options = {each.rep_id: each for each in proposal.options}
    ids = [*options, *(each for each in colleagues if each not in options)]
    captions = [
        t(
            "{reason}. Saves {amount}",
            reason=options[each].reason,
            amount=Money(options[each].saving or 0.0, assessment.currency),
        )
        if each in options
        else _held(colleagues[each])
        for each in ids
    ]
    chosen = st.radio(
        t("Who becomes the second contact?"),
        ids,
        format_func=lambda each: escape(book.person(each)),
        captions=captions,
        key=f"{key}-person",
    )
    reps = assessment.reps
    others = reps.loc[
        reps["active"].astype(bool) & ~reps["rep_id"].isin([*ids, proposal.main_id]), "rep_id"
    ]
    other: str | None = st.selectbox(
        t("Or somebody else"),
        others.astype(object).tolist(),
        index=None,
        format_func=book.person,
        placeholder=t_text("Choose"),
        key=f"{key}-other",
    )
    return other or str(chosen)


def _held(colleague: Colleague) -> str:
    return tm(colleague.words)


def _saved(book: ActionBook, action: Action, key: str, seen: int) -> bool:
    """Whether the decision is saved; what cannot be saved stays in the form."""
    try:
        store, by = loading.store(book.about.policy), author_given(key)
        save_action(store, action, author=by, seen=seen, demo=book.is_demo)
    except LinchpinError as error:
        st.error(tm(error.message))
        return False
    return True
