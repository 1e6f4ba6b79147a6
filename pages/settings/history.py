"""The tab on who changed what of the policy when, with the way back."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.policy_settings import setting
from data.store.policy_history import PolicyChange, PolicySource, policy_changes, undo_policy
from pages.components import loading
from pages.components.author import ask_author, author_given, draw_author
from pages.components.text import t, tm
from pages.settings import draft
from pages.settings.model import written

__all__ = ["draw"]

#: So many changes are listed at first, and more when asked.
_FEW = 20


def draw() -> None:
    """Draw every change, newest first; each can be undone."""
    refused = st.session_state.pop(draft.REFUSED, None)
    if refused is not None:
        st.error(tm(refused))
    try:
        changes = policy_changes(loading.store(), loading.settings())
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    st.subheader(t("Who changed what"), anchor=False)
    if not changes:
        st.markdown(t("Nobody has changed a setting yet: all are at their defaults."))
        return
    draw_author("settings-history")
    ask_author("settings-history")
    for place, change in enumerate(changes[: None if _all() else _FEW]):
        _draw(place, change)
    if len(changes) > _FEW:
        st.toggle(t("Show all"), key="settings-history-all")


def _all() -> bool:
    return bool(st.session_state.get("settings-history-all"))


def _draw(place: int, change: PolicyChange) -> None:
    with st.container(border=True, key=f"settings-change-{place}"):
        st.markdown(f"**{tm(_who(change))}**")
        st.markdown("\n".join(f"- {line}" for line in _lines(change)))
        st.button(
            t("Undo"),
            key=f"settings-undo-{place}-{change.number}",
            icon=":material/undo:",
            type="tertiary",
            on_click=_undo,
            args=(change,),
        )


def _who(change: PolicyChange) -> Message:
    day = change.made_at.date()
    match change.source:
        case PolicySource.OUTSIDE:
            return message("{day}: changed outside, in the file itself", day=day)
        case PolicySource.UNDO:
            return message("{day}: undone by {name}", day=day, name=change.author)
    return message("{day}: changed by {name}", day=day, name=change.author)


def _lines(change: PolicyChange) -> list[str]:
    if change.changed is None:
        return [t("The file cannot be understood before or after it.")]
    if not change.changed:
        return [t("No setting changed: only comments or order.")]
    return [_line(path, *values) for path, values in change.changed.items()]


def _line(path: str, before: object, after: object) -> str:
    known = setting(path)
    return t(
        "{name}: {before} → {after}",
        name=known.name if known else path,
        before=written(path, before),
        after=written(path, after),
    )


def _undo(change: PolicyChange) -> None:
    try:
        author = author_given("settings-history")
        undo_policy(loading.store(), loading.settings(), change, author=author)
    except LinchpinError as error:
        st.session_state[draft.REFUSED] = error.message
        return
    draft.discard()
