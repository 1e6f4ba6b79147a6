"""What a reader has changed on the page and not saved yet; it outlives a change of the tab."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.policy import Policy
from analytics.policy_settings import value_of
from data.policy_file import policy_text
from data.store.policy_history import policy_stamp
from pages.components import loading

__all__ = [
    "REFUSED",
    "discard",
    "draft",
    "draw_anew",
    "fields_round",
    "note",
    "seen",
    "shown",
    "take_anew",
]

#: Where the session keeps why something was refused, to be said once.
REFUSED = "settings-refused"
_DRAFT, _SEEN, _ROUND = "settings-draft", "settings-seen", "settings-round"


def draft() -> Mapping[str, Any]:
    """New values by path; None: the default again."""
    changed: dict[str, Any] = st.session_state.get(_DRAFT, {})
    return changed


def note(path: str, value: Any, rules: Policy) -> None:
    """Take a new value into the draft, or out of it where it is the one in force."""
    changed = dict(draft())
    if not changed:
        st.session_state[_SEEN] = _now_stamp()
    if value == value_of(rules, path):
        changed.pop(path, None)
    else:
        changed[path] = value
    st.session_state[_DRAFT] = changed


def shown(path: str, rules: Policy, default: Any) -> Any:
    """What the field of a setting holds."""
    changed = draft()
    if path not in changed:
        return value_of(rules, path)
    return default if changed[path] is None else changed[path]


def seen() -> str:
    """The stamp of the policy on which the draft rests."""
    stamp: str = st.session_state.get(_SEEN) or _now_stamp()
    return stamp


def take_anew() -> None:
    """Let the draft rest on the policy as it is now; fields show it."""
    st.session_state[_SEEN] = _now_stamp()


def discard() -> None:
    """Forget what was not saved; fields are drawn anew."""
    st.session_state.pop(_DRAFT, None)
    st.session_state.pop(_SEEN, None)
    draw_anew()


def draw_anew() -> None:
    """Let all fields show what the draft and the policy say."""
    st.session_state[_ROUND] = fields_round() + 1


def fields_round() -> int:
    """Part of the key of each field, so that it is drawn anew where its value changes elsewhere."""
    return int(st.session_state.get(_ROUND, 0))


def _now_stamp() -> str:
    """The stamp of the policy file."""
    return policy_stamp(policy_text(loading.settings().policy))
