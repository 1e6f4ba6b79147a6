"""What one click does to an open point: checked, undone, an action; explained and accepted ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from analytics.actions import Action, ActionKind
from analytics.errors import LinchpinError
from analytics.messages import message
from analytics.open_points import PointDecision, PointState
from data.store.actions import save_action
from data.store.open_points import save_decision, undo_decision
from pages.components import loading, session
from pages.components.actions.book import ActionBook
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.text import t, tm, tm_text
from pages.safeguards.book import Point, PointBook

__all__ = ["draw_buttons", "draw_failure", "draw_form"]

#: An action about an open point is due within so many days; what is accepted is so for so many.
_DUE_DAYS, _ACCEPTED_DAYS = 14, 90
_ERROR = "safeguards-error"
#: What each form asks besides who sees to it.
_REASONS = {
    PointState.CHECKED: message("Note"),
    PointState.EXPLAINED: message("Why this is a false alarm"),
    PointState.ACCEPTED: message("Why it is left as it is"),
}
#: Characters of a reason.
_LONGEST = 2_000


def draw_failure() -> None:
    """Say what could not be saved by the last click, once."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))


def _action_of(book: ActionBook, point: Point) -> Action:
    """The remedy of a point as something to be done, by nobody yet."""
    return Action(
        ActionKind.OTHER,
        customer_id=point.subject_id if point.subject_type == "customer" else None,
        rep_id=point.subject_id if point.subject_type == "rep" else None,
        topic=f"{point.name}: {tm_text(point.remedy)}",
        due=book.today + timedelta(days=_DUE_DAYS),
    )


def draw_buttons(book: PointBook, actions: ActionBook, point: Point) -> None:
    """The clicks that a point offers; each is undone with one."""
    with st.container(horizontal=True, width="content", gap="small"):
        if point.state is PointState.OPEN:
            _button(point, "checked", t("I have checked it"), lambda: _save_checked(book, point))
        if point.is_open:
            for state, label in (
                (PointState.CHECKED, t("Hand to …")),
                (PointState.EXPLAINED, t("Explain …")),
                (PointState.ACCEPTED, t("Accept …")),
            ):
                st.button(
                    label,
                    key=f"point-to-{state}-{point.key}",
                    type="tertiary",
                    on_click=session.select,
                    args=("point", f"{state}-{point.key}"),
                )
            action = _action_of(actions, point)
            if not _has_action(actions, action):
                _button(point, "action", t("Make an action"), lambda: _save_action(actions, action))
        if point.decided is not None:
            _button(point, "undo", t("Undo"), lambda: _undo(book, point))


def _has_action(actions: ActionBook, action: Action) -> bool:
    about = (action.kind, action.customer_id, action.rep_id, action.topic)
    return any(
        (each.action.kind, each.action.customer_id, each.action.rep_id, each.action.topic) == about
        for each in actions.current
    )


def _button(point: Point, code: str, label: str, act: Callable[[], object]) -> None:
    st.button(
        label,
        key=f"point-{code}-{point.key}",
        type="tertiary",
        on_click=_acted,
        args=(act,),
    )


def _acted(act: Callable[[], object]) -> None:
    """Do what a button says (callback); a failure is said on the next run."""
    try:
        act()
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def _save_checked(book: PointBook, point: Point) -> None:
    _save(book, point, point.decision(PointState.CHECKED, owner=author().name))


def _save(book: PointBook, point: Point, decision: PointDecision) -> None:
    save_decision(
        loading.store(book.about.policy),
        decision,
        author=author(),
        seen=point.version,
        demo=book.is_demo,
    )


def _save_action(actions: ActionBook, action: Action) -> None:
    store, by = loading.store(actions.about.policy), author()
    mine = replace(action, owner=by.name)
    save_action(store, mine, author=by, seen=actions.seen(mine), demo=actions.is_demo)


def _undo(book: PointBook, point: Point) -> None:
    assert point.decided is not None
    undo_decision(
        loading.store(book.about.policy),
        point.decided.entry.entry_id,
        author=author(),
        seen=point.version,
    )


def draw_form(book: PointBook, point: Point) -> None:
    """The form of who hands on, explains or accepts this point, where the address asks for it."""
    asked = session.selection("point")
    for state in _REASONS:
        if asked == f"{state}-{point.key}" and point.is_open:
            _form(book, point, state)


def _form(book: PointBook, point: Point, state: PointState) -> None:
    name = f"point-form-{point.key}"
    seen = st.session_state.setdefault(f"{name}-seen", point.version)
    accepts = state is PointState.ACCEPTED
    with st.form(name, border=False):
        reason = st.text_area(
            tm(_REASONS[state]),
            key=f"{name}-reason",
            max_chars=_LONGEST,
            height=68,
        )
        until: date | None = None
        if accepts:
            usual = book.today + timedelta(days=_ACCEPTED_DAYS)
            until = st.date_input(t("Until"), value=usual, key=f"{name}-until")
        owner = st.text_input(
            t("Who sees to it"), value=author().name, key=f"{name}-owner", max_chars=200
        )
        ask_author(name)
        with st.container(horizontal=True):
            save = st.form_submit_button(t("Save"), type="primary")
            leave = st.form_submit_button(t("Leave it as it is"), type="tertiary")
    draw_author(name)
    if state is PointState.EXPLAINED:
        st.caption(t("It comes back only when something newer is seen."))
    decided = replace(point.decision(state), reason=reason, until=until, owner=owner)
    if leave or (save and _saved(book, decided, name, seen)):
        st.session_state.pop(f"{name}-seen", None)
        session.select("point", None)
        st.rerun()


def _saved(book: PointBook, decision: PointDecision, key: str, seen: int) -> bool:
    """Whether it is saved; what cannot be saved stays in the form."""
    try:
        save_decision(
            loading.store(book.about.policy),
            decision,
            author=author_given(key),
            seen=seen,
            demo=book.is_demo,
        )
    except LinchpinError as error:
        st.error(tm(error.message))
        return False
    return True
