"""The choices of the page as a sentence of chips, kept in the address."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.text import t, t_text
from pages.departure.choice import DESTINATIONS, WEEKS, Choice

__all__ = ["draw_chips"]

_PEOPLE = "departure-people"
#: What the address leaves out, because it is what everybody asks first.
_DEFAULTS = {"kind": "sudden", "handover": "yes"}


def draw_chips(
    choice: Choice, people: Mapping[str, str], teams: Sequence[str], usual_weeks: int
) -> None:
    """Draw who, what, when, where to; people: names by id, in the order in which they are offered.

    Every change is written to the address before the page is drawn.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lp-chips"):
        _people(choice, people, teams)
        if not choice.rep_ids:
            return
        away = {"leaves": t("leaves"), "away": t("is away for some weeks")}
        _one("is", away, "away" if choice.away else "leaves", "kind", {"leaves": "sudden"})
        _one("weeks", _weeks(choice, usual_weeks), str(choice.weeks), "weeks", {})
        if choice.away:
            return
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", width="content"
        ):
            st.markdown(t("to"), width="content")
            _one("kind", _places(choice), choice.kind, "kind", {})
        if choice.weeks:
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", width="content"
            ):
                st.markdown(t("handover"), width="content")
                answers = {"yes": t("yes"), "no": t("no")}
                _one("handover", answers, "yes" if choice.handover else "no", "handover", {})


def _kept_together() -> DeltaGenerator:
    """A word of the sentence and its chips, on one line where there is room."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small", width="content")


def _places(choice: Choice) -> dict[str, str]:
    words = {
        "sudden": t("not known"),
        "competitor": t("a competitor"),
        "own_business": t("own business"),
        "team": t("the same place, together"),
    }
    shown = DESTINATIONS if len(choice.rep_ids) > 1 else DESTINATIONS[:-1]
    return {each: words[each] for each in shown}


def _weeks(choice: Choice, usual: int) -> dict[str, str]:
    shown = sorted({*WEEKS, usual, choice.weeks} - ({0} if choice.away else set()))
    return {str(each): _when(each, away=choice.away) for each in shown}


def _when(weeks: int, *, away: bool) -> str:
    if away:
        return t("{count} week", "{count} weeks", count=weeks)
    if weeks == 0:
        return t("tomorrow")
    return t("in {count} week", "in {count} weeks", count=weeks)


def _people(choice: Choice, people: Mapping[str, str], teams: Sequence[str]) -> None:
    options = {f"r{each}": name for each, name in people.items()}
    options |= {f"t{each}": t_text("Team: {team}", team=each) for each in teams}
    picked = [*(f"r{each}" for each in choice.named), *(f"t{each}" for each in choice.teams)]
    st.session_state[_PEOPLE] = [each for each in picked if each in options]
    st.multiselect(
        t("People or teams"),
        list(options),
        format_func=lambda each: options.get(each, each),
        key=_PEOPLE,
        placeholder=t_text("Who? A person, several, or a team"),
        label_visibility="collapsed",
        width=420,
        on_change=_write_people,
    )


def _write_people() -> None:
    picked = [str(each) for each in st.session_state[_PEOPLE]]
    ids = [each[1:] for each in picked if each.startswith("r")]
    # An id that has a comma itself stays apart.
    joined = ids if any("," in each for each in ids) else [",".join(ids)]
    _say("rep", joined if ids else [])
    _say("team", [each[1:] for each in picked if each.startswith("t")])


def _one(
    name: str,
    options: Mapping[str, str],
    value: str,
    query: str,
    renamed: Mapping[str, str],
) -> None:
    key = f"departure-{name}"
    st.session_state[key] = value
    st.pills(
        _LABELS[name](),
        list(options),
        format_func=lambda each: options.get(each, each),
        key=key,
        label_visibility="collapsed",
        width="content",
        on_change=_write,
        args=(key, query, dict(renamed)),
    )


_LABELS = {
    "is": lambda: t("Leaves or is away"),
    "weeks": lambda: t("When"),
    "kind": lambda: t("Where to"),
    "handover": lambda: t("With or without handover"),
}


def _write(key: str, query: str, renamed: dict[str, str]) -> None:
    picked = st.session_state[key]
    if picked is None:
        # A second click on what is chosen changes nothing.
        return
    value = renamed.get(picked, picked)
    _say(query, [] if _DEFAULTS.get(query) == value else [value])


def _say(name: str, values: list[str]) -> None:
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)
