"""Deciding in the room: what is done, with whom, by whom and until when; kept as actions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from analytics.actions import Action, ActionKind, ActionState
from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.review.snapshot import Snapshot
from data.store.actions import LONGEST_TEXT, KeptAction, newest_version, save_action
from pages.components import loading, session
from pages.components.actions.book import DUE_DAYS, ActionBook
from pages.components.actions.fields import OFFERED, draw_owner
from pages.components.actions.listed import draw_actions
from pages.components.actions.words import sentence
from pages.components.author import ask_author, author_given, draw_author
from pages.components.text import t, t_text, tm, tm_text
from pages.review.model import ReviewShown, decided_in

__all__ = ["decision_words", "draw_deciding", "draw_decisions"]

#: What may be decided, and about what.
_KINDS: Mapping[ActionKind, Message] = {
    ActionKind.TALK: message("Talk to somebody"),
    ActionKind.SECOND_CONTACT: message("Add a second contact"),
    ActionKind.CHANGE_OWNER: message("Change the owner"),
    ActionKind.HANDOVER: message("Open a handover"),
    ActionKind.ACCEPT: message("Accept the risk for now"),
}
_PERSON = {
    ActionKind.TALK: message("With whom"),
    ActionKind.SECOND_CONTACT: message("Who becomes the second contact"),
    ActionKind.CHANGE_OWNER: message("Who becomes the owner"),
    ActionKind.HANDOVER: message("Who hands over"),
    ActionKind.ACCEPT: message("With whom, if it is about a person"),
}
#: Kinds that are about a customer.
_OF_CUSTOMERS = (ActionKind.SECOND_CONTACT, ActionKind.CHANGE_OWNER, ActionKind.ACCEPT)
_SEEN, _FORM = "review-seen", "review-decide"
#: Days for which a risk is accepted unless somebody says otherwise.
_ACCEPTED_DAYS = 90


def draw_deciding(shown: ReviewShown) -> None:
    """Draw the form in which something is decided; a name chosen in the agenda stands in it."""
    rep, customer = session.selection("rep"), session.selection("customer")
    usual = ActionKind.SECOND_CONTACT if customer else ActionKind.TALK
    with st.container(border=True, key="review-deciding"):
        st.subheader(t("Decide"), anchor=False)
        kind = st.selectbox(
            t("What is decided?"),
            list(_KINDS),
            index=list(_KINDS).index(usual),
            format_func=lambda each: tm_text(_KINDS[each]),
            key=f"{_FORM}-kind-{rep}-{customer}",
            filter_mode=None,
        )
        _draw_form(shown, kind, rep, customer)


def _draw_form(shown: ReviewShown, kind: ActionKind, rep: str | None, customer: str | None) -> None:
    book, key = shown.book, f"{_FORM}-{kind}-{rep}-{customer}"
    seen = st.session_state.get(_SEEN, _last(book.every))
    with st.form(key, border=False):
        about = _ask_about(shown.snapshot, book, kind, rep, customer, key)
        action = _ask_rest(about, book, key)
        ask_author(key)
        decided = st.form_submit_button(t("Decide"), type="primary", icon=":material/gavel:")
    draw_author(key)
    if decided and _saved(book, replace(action, review=shown.review.review_id), key, seen):
        for name in ("rep", "customer"):
            session.select(name, None)
        st.session_state.pop(_SEEN, None)
        st.rerun()
    st.session_state[_SEEN] = _last(book.every)


def _last(every: list[KeptAction]) -> int:
    return max((each.entry.entry_id for each in every), default=0)


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Whom the plan proposes at a customer, and who holds it now."""

    second: str | None
    main: str | None


def _proposed(snapshot: Snapshot, customer: str | None) -> _Proposed:
    plan = snapshot.plan[snapshot.plan["customer_id"] == customer]
    row = snapshot.customers[snapshot.customers["customer_id"] == customer]
    main = row["top_rep_id"].dropna()
    return _Proposed(
        plan["second_rep_id"].iloc[0] if len(plan) else None,
        main.iloc[0] if len(main) else None,
    )


def _ask_about(
    snapshot: Snapshot,
    book: ActionBook,
    kind: ActionKind,
    rep: str | None,
    customer: str | None,
    key: str,
) -> Action:
    """The action with whom and what it is about."""
    of_customer = kind in _OF_CUSTOMERS
    chosen = None
    if of_customer:
        chosen = _choice(t("Customer"), book.customers, customer, f"{key}-customer")
    proposed = _proposed(snapshot, customer)
    usual = proposed.second if kind is ActionKind.SECOND_CONTACT and not rep else rep
    person = _choice(tm(_PERSON[kind]), book.people, usual, f"{key}-person")
    # Whoever is talked with does not see to the talk.
    owner = proposed.main or (rep if kind is ActionKind.HANDOVER else None) or ""
    return Action(kind, owner=owner, customer_id=chosen, rep_id=person)


def _choice(label: str, names: Mapping[str, str], usual: str | None, key: str) -> str | None:
    """One of many by name; of too many the id is asked for."""
    if len(names) > OFFERED:
        return st.text_input(label, value=usual or "", key=key, max_chars=1000).strip() or None
    ids = list(names)
    return st.selectbox(
        label,
        ids,
        index=ids.index(usual) if usual is not None and usual in names else None,
        format_func=lambda each: names.get(each, each),
        placeholder=t_text("Choose"),
        key=key,
    )


def _ask_rest(action: Action, book: ActionBook, key: str) -> Action:
    """The action with owner and day, or with the day and the reason why the risk is accepted."""
    accepts = action.kind is ActionKind.ACCEPT
    days = _ACCEPTED_DAYS if accepts else DUE_DAYS
    owner = draw_owner(action.owner, book.people, f"{key}-owner")
    day: date | None = st.date_input(
        t("Accepted until") if accepts else t("Due on"),
        value=book.today + timedelta(days=days),
        key=f"{key}-due",
    )
    text = st.text_input(
        t("Why") if accepts else t("Note"), key=f"{key}-note", max_chars=LONGEST_TEXT
    )
    if accepts:
        return replace(action, state=ActionState.PUT_OFF, owner=owner, until=day, reason=text)
    return replace(action, owner=owner, due=day, note=text)


def _saved(book: ActionBook, action: Action, key: str, until: int) -> bool:
    """Whether it is saved; what cannot be saved stays in the form."""
    known = [each for each in book.every if each.entry.entry_id <= until]
    try:
        store, by = loading.store(book.about.policy), author_given(key)
        seen = newest_version(known, action)
        save_action(store, action, author=by, seen=seen, demo=book.is_demo)
    except LinchpinError as error:
        st.error(tm(error.message))
        return False
    return True


def draw_decisions(shown: ReviewShown) -> None:
    """Draw what was decided: to be worked with while the review is open, as it stood afterwards."""
    decided = decided_in(shown.book, shown.review)
    if not decided:
        st.caption(
            t("Nothing is decided yet.") if shown.review.is_open else t("Nothing was decided.")
        )
    elif shown.review.is_open:
        kept = [each for each in shown.book.current if each.action in decided]
        draw_actions(shown.book, kept, key="review")
    else:
        st.markdown("\n".join(f"- {tm(decision_words(shown.book, each))}" for each in decided))


def decision_words(book: ActionBook, action: Action) -> Message:
    """A decision in one line: what, who sees to it, until when, why."""
    what = sentence(book, action)
    if action.kind is ActionKind.ACCEPT:
        return message(
            "{what}: accepted until {day}, because {reason}",
            what=what,
            day=action.until,
            reason=action.reason,
        )
    return message(
        "{what}: {owner}, until {day}",
        what=what,
        owner=book.person(action.owner) or message("nobody named"),
        day=action.due if action.due is not None else message("no day"),
    )
