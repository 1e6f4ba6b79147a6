"""One field for each setting: what it is, what it does, its default, and what else it may be."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics.errors import InputError
from analytics.messages import message
from analytics.policy import Policy
from analytics.policy_settings import Setting, SettingKind, value_of
from pages.components.text import t, t_text, tm, tm_text
from pages.settings import draft
from pages.settings.model import CHOICES, counts_text, written

__all__ = ["draw_setting", "read_counts"]

#: Digits behind the point that a number keeps.
_DIGITS = 9


def draw_setting(each: Setting, rules: Policy) -> None:
    """Draw a setting with its words; what is entered becomes part of the draft."""
    with st.container(key=f"setting-{each.path.replace('.', '-')}", gap=None):
        if each.kind is SettingKind.GIVEN:
            st.markdown(
                f"**{tm(each.name)}**: {tm(written(each.path, value_of(rules, each.path)))}"
            )
        else:
            _field(each, rules)
        st.caption(f"{tm(each.meaning)} {_bounds(each)}")
        if each.kind is not SettingKind.GIVEN and _value(each, rules) != each.default:
            label = t("Default again: {value}", value=written(each.path, each.default))
            st.button(
                label,
                key=f"settings-reset-{each.path}",
                type="tertiary",
                icon=":material/restart_alt:",
                on_click=_reset,
                args=(each, rules),
            )


def _value(each: Setting, rules: Policy) -> Any:
    return draft.shown(each.path, rules, each.default)


def _bounds(each: Setting) -> str:
    if each.bounds is None:
        return t("Default: {value}.", value=written(each.path, each.default))
    return t(
        "Default: {value}; from {low} to {high}, since {why}.",
        value=written(each.path, each.default),
        low=written(each.path, each.bounds.low),
        high=written(each.path, each.bounds.high),
        why=each.bounds.why,
    )


def _field(each: Setting, rules: Policy) -> None:
    key = f"settings-{each.path}-{draft.fields_round()}"
    if key not in st.session_state:
        st.session_state[key] = _entered(each, _value(each, rules))
    label, noted = tm(each.name), {"on_change": _noted, "args": (each, rules, key)}
    _FIELDS[each.kind](each, label, key, noted)


def _switch(_: Setting, label: str, key: str, noted: Any) -> None:
    st.toggle(label, key=key, **noted)


def _choice(each: Setting, label: str, key: str, noted: Any) -> None:
    st.selectbox(
        label,
        each.choices,
        key=key,
        format_func=lambda value: tm_text(
            CHOICES.get((each.path, value), message("{value}", value=value))
        ),
        filter_mode=None,
        width=400,
        **noted,
    )


def _number(each: Setting, label: str, key: str, noted: Any) -> None:
    whole = each.kind is SettingKind.WHOLE
    factor = 100.0 if each.kind is SettingKind.SHARE else 1
    unit = int if whole else float
    assert each.bounds is not None
    st.number_input(
        f"{label}, %" if each.kind is SettingKind.SHARE else label,
        min_value=unit(each.bounds.low * factor),
        max_value=unit(each.bounds.high * factor),
        step=1 if whole else 1.0 if each.kind is SettingKind.SHARE else 0.5,
        format=None if whole else "%g",
        key=key,
        width=400,
        **noted,
    )


def _text(_: Setting, label: str, key: str, noted: Any) -> None:
    st.text_input(label, key=key, max_chars=200, width=400, **noted)


def _counts(_: Setting, label: str, key: str, noted: Any) -> None:
    st.text_area(
        label, key=key, placeholder=t_text("Segment = visits, one in a line"), width=400, **noted
    )


_FIELDS: dict[SettingKind, Callable[[Setting, str, str, Any], None]] = {
    SettingKind.SWITCH: _switch,
    SettingKind.CHOICE: _choice,
    SettingKind.SHARE: _number,
    SettingKind.NUMBER: _number,
    SettingKind.WHOLE: _number,
    SettingKind.TEXT: _text,
    SettingKind.COUNTS: _counts,
}


def _entered(each: Setting, value: Any) -> Any:
    """A value as its field holds it."""
    match each.kind:
        case SettingKind.SHARE:
            return round(value * 100, _DIGITS)
        case SettingKind.NUMBER:
            return float(value)
        case SettingKind.COUNTS:
            return counts_text(value)
    return value


def _noted(each: Setting, rules: Policy, key: str) -> None:
    entered = st.session_state[key]
    try:
        draft.note(each.path, _read(each, entered), rules)
    except InputError as error:
        st.session_state[draft.REFUSED] = error.message


def _read(each: Setting, entered: Any) -> Any:
    match each.kind:
        case SettingKind.SHARE:
            return round(entered / 100, _DIGITS)
        case SettingKind.COUNTS:
            return read_counts(entered)
        case SettingKind.TEXT:
            return " ".join(entered.split())
    return entered


def read_counts(text: str) -> dict[str, int]:
    """Numbers by name from lines such as ``Key account = 3``.

    Raises
    ------
    InputError
        A line holds no name and whole number.

    >>> read_counts("Key account = 3")
    {'Key account': 3}
    """
    counts = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, count = line.rpartition("=")
        if not sign or not name.strip() or not count.strip().isdecimal():
            raise InputError(
                message('{line}: write a segment and visits a quarter, as in "Key = 3"', line=line)
            )
        counts[name.strip()] = int(count)
    return counts


def _reset(each: Setting, rules: Policy) -> None:
    value = None if value_of(rules, each.path) != each.default else each.default
    draft.note(each.path, value, rules)
    draft.draw_anew()
