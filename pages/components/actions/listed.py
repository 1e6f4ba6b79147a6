"""The list of actions: state, who, by when, and done, later, undo, edit beside each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from analytics.actions import Action, ActionKind, ActionState
from analytics.errors import LinchpinError
from data.store.actions import KeptAction, actions_exported, save_action, undo_action
from data.store.statements import csv_of
from pages.components import loading
from pages.components.actions.book import DUE_DAYS, ActionBook
from pages.components.actions.fields import draw_fields
from pages.components.actions.words import origin, sentence, standing
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.downloads import file_name
from pages.components.text import escape, t, tm

__all__ = ["draw_actions", "draw_failure", "draw_offer", "draw_record"]

#: So many actions are drawn at first, and with each click more.
_DRAWN = 20
#: By how many days a click puts off.
_LATER_DAYS = 14
_ERROR, _EDITED = "actions-error", "actions-edited"

_ICONS = {
    ActionState.DONE: ":material/check_circle:",
    ActionState.REJECTED: ":material/block:",
    ActionState.PUT_OFF: ":material/schedule:",
    ActionState.OPEN: ":material/radio_button_unchecked:",
}


def draw_actions(book: ActionBook, shown: Sequence[KeptAction], *, key: str) -> None:
    """Draw some actions of a book, overdue ones first, then by the day on which they are due."""
    draw_failure()
    ordered = sorted(shown, key=lambda each: _urgency(book, each))
    drawn = st.session_state.get(f"actions-drawn-{key}", _DRAWN)
    for each in ordered[:drawn]:
        _draw(book, each, key)
    if (further := min(len(ordered) - drawn, _DRAWN)) > 0:
        st.button(
            t("Show {count} more", "Show {count} more", count=further),
            key=f"actions-more-{key}",
            type="tertiary",
            on_click=_show_more,
            args=(key, drawn + _DRAWN),
        )


def draw_offer(book: ActionBook, action: Action, *, key: str) -> None:
    """The buttons of a step that nobody has decided about: agree on an introduction, or say that
    the step is done, or put it off."""
    agree = action.kind is ActionKind.SECOND_CONTACT
    due = book.today + timedelta(days=DUE_DAYS)
    now = replace(action, due=due) if agree else replace(action, state=ActionState.DONE)
    until = book.today + timedelta(days=_LATER_DAYS)
    later = replace(action, state=ActionState.PUT_OFF, until=until)
    for code, label, changed in (
        ("now", t("Agree") if agree else t("Done"), now),
        ("later", t("Later"), later),
    ):
        st.button(
            label,
            key=f"action-{code}-{key}",
            type="tertiary",
            on_click=_change,
            args=(book, changed, book.seen(action)),
        )


def draw_failure() -> None:
    """Say what could not be saved by the last click, once."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))


def _show_more(key: str, drawn: int) -> None:
    """Draw more actions of a list (callback of the button)."""
    st.session_state[f"actions-drawn-{key}"] = drawn


def _urgency(book: ActionBook, kept: KeptAction) -> tuple[bool, bool, str, int]:
    action, due = kept.action, kept.action.due_on
    return (
        not action.waits,
        not action.is_overdue(book.today),
        due.isoformat() if due else "9999",
        kept.entry.entry_id,
    )


def _draw(book: ActionBook, kept: KeptAction, key: str) -> None:
    action, number = kept.action, kept.entry.entry_id
    overdue = action.is_overdue(book.today)
    icon = ":material/warning:" if overdue else _ICONS[action.state]
    lines = [f"{icon} **{tm(sentence(book, action))}**"]
    if (stands := standing(book, kept)) is not None:
        lines.append(f"**{tm(stands)}**" if overdue else tm(stands))
    if action.note:
        lines.append(f"*{escape(action.note)}*")
    lines.append(tm(origin(kept)))
    with st.container(key=f"action-{key}-{number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("  \n".join(lines), width="stretch")
            _buttons(book, kept, f"{key}-{number}")
        if st.session_state.get(_EDITED) == (key, kept.entry.subject):
            _draw_form(book, kept, f"{key}-{kept.entry.subject[:12]}")


def _buttons(book: ActionBook, kept: KeptAction, key: str) -> None:
    action, seen = kept.action, book.seen(kept.action)
    with st.container(horizontal=True, width="content", gap="small"):
        if action.waits and kept.accepted_on is not None:
            done = replace(action, state=ActionState.DONE)
            until = book.today + timedelta(days=_LATER_DAYS)
            later = replace(action, state=ActionState.PUT_OFF, until=until)
            for code, label, changed in (("done", t("Done"), done), ("later", t("Later"), later)):
                st.button(
                    label,
                    key=f"action-{code}-{key}",
                    type="tertiary",
                    on_click=_change,
                    args=(book, changed, seen),
                )
            st.button(
                t("Edit"),
                key=f"action-edit-{key}",
                type="tertiary",
                on_click=_edit,
                args=(key.rsplit("-", 1)[0], kept.entry.subject),
            )
        st.button(
            t("Undo"),
            key=f"action-undo-{key}",
            type="tertiary",
            on_click=_undo,
            args=(book, kept.entry.entry_id, seen),
        )


def _draw_form(book: ActionBook, kept: KeptAction, key: str) -> None:
    """The form in which an action is changed; what cannot be saved stays in it."""
    name = f"action-form-{key}"
    seen = st.session_state.setdefault(f"{name}-seen", book.seen(kept.action))
    with st.form(name, border=False):
        entered = draw_fields(
            kept.action, book.people, key=name, note_label=t("Note"), replaceable=True
        )
        ask_author(name)
        with st.container(horizontal=True):
            save = st.form_submit_button(t("Save"), type="primary")
            leave = st.form_submit_button(t("Leave it as it is"), type="tertiary")
    draw_author(name)
    if leave or (save and _saved(book, entered.of(_reopened(kept.action)), name, seen)):
        st.session_state.pop(_EDITED, None)
        st.session_state.pop(f"{name}-seen", None)
        st.rerun()
    st.session_state[f"{name}-seen"] = book.seen(kept.action)


def _reopened(action: Action) -> Action:
    """Whoever names another day takes it up again."""
    return replace(action, state=ActionState.OPEN, until=None) if action.waits else action


def _saved(book: ActionBook, action: Action, key: str, seen: int) -> bool:
    try:
        store, by = loading.store(book.about.policy), author_given(key)
        save_action(store, action, author=by, seen=seen, demo=book.is_demo)
    except LinchpinError as error:
        st.error(tm(error.message))
        return False
    return True


def _edit(key: str, subject: str) -> None:
    """Open the form of an action (callback of the button)."""
    st.session_state[_EDITED] = (key, subject)


def _change(book: ActionBook, action: Action, seen: int) -> None:
    """Save a changed action (callback of a button)."""
    try:
        store = loading.store(book.about.policy)
        save_action(store, action, author=author(), seen=seen, demo=book.is_demo)
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def _undo(book: ActionBook, entry_id: int, seen: int) -> None:
    """Take the last change of an action back (callback of the button)."""
    try:
        undo_action(loading.store(book.about.policy), entry_id, author=author(), seen=seen)
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def draw_record(book: ActionBook, *, key: str) -> None:
    """The file of every decision ever made; nothing before the first."""
    if not book.every:
        return
    st.download_button(
        t("All decisions as a file"),
        data=lambda: csv_of(actions_exported(book.every)),
        file_name=file_name("actions", "all", book.today, "csv"),
        mime="text/csv",
        type="tertiary",
        icon=":material/download:",
        key=f"actions-export-{key}",
    )
