"""The tab on what counts: every setting by what it is about, and what a change does before it is
saved."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import message
from analytics.policy import Policy, read_policy
from analytics.policy_settings import GROUPS, differences, setting, settings_in, value_of
from data.opening import with_demo_company
from data.policy_file import policy_text
from data.policy_writing import changed_text
from data.store.policy_history import save_policy
from pages.components import loading
from pages.components.author import ask_author, author_given, draw_author
from pages.components.frame import View, progress_bar
from pages.components.registry import link
from pages.components.text import t, tm
from pages.settings import draft
from pages.settings.fields import draw_setting
from pages.settings.model import Effect, effects, moves_figures, written

__all__ = ["draw"]

_SHOWN = "settings-effect-of"
#: Stay where everything else is reset: who the company is, and who has accepted what.
_KEPT = ("company.", "attrition.purpose_", "safeguards.")


def draw(view: View, rules: Policy, assessed: bool) -> None:
    """Draw what is not saved yet with its effect, then every setting in its group."""
    _draw_refusal()
    room = st.container()
    for group, title in GROUPS.items():
        found = settings_in(group)
        with st.expander(tm(title), expanded=group == "limits"):
            for each in found:
                draw_setting(each, rules)
            if group == "people":
                link("reps", t("What is estimated, and what it is for"))
                link("safeguards", t("What is checked of single people, and what it is for"))
    if _resettable(rules):
        st.button(
            t("All defaults again, but company and what was accepted"),
            key="settings-reset-all",
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=_reset_all,
            args=(rules,),
        )
    with room:
        _draw_draft(view, rules, assessed)


def _draw_refusal() -> None:
    refused = st.session_state.pop(draft.REFUSED, None)
    if refused is not None:
        st.error(tm(refused))


def _draw_draft(view: View, rules: Policy, assessed: bool) -> None:
    changed = draft.draft()
    if not changed:
        return
    with st.container(border=True, key="settings-draft-card"):
        st.subheader(t("Not saved yet"), anchor=False)
        st.markdown("\n".join(f"- {_line(path, rules)}" for path in changed))
        needed = assessed and moves_figures(list(changed))
        ready = not needed or st.session_state.get(_SHOWN) == _key()
        if needed and ready:
            _draw_effect(view)
        draw_author("settings")
        ask_author("settings")
        with st.container(horizontal=True, gap="small"):
            if ready:
                st.button(
                    t("Save"),
                    key="settings-save",
                    type="primary",
                    icon=":material/check:",
                    on_click=_save,
                )
            else:
                st.button(
                    t("Show what it changes"),
                    key="settings-show",
                    type="primary",
                    icon=":material/visibility:",
                    on_click=_show,
                )
            st.button(t("Discard"), key="settings-discard", on_click=draft.discard)


def _line(path: str, rules: Policy) -> str:
    known = setting(path)
    return t(
        "{name}: {before} → {after}",
        name=known.name if known else path,
        before=written(path, value_of(rules, path)),
        after=written(path, draft.draft()[path]),
    )


def _key() -> str:
    return repr(sorted(draft.draft().items(), key=lambda each: each[0]))


def _show() -> None:
    st.session_state[_SHOWN] = _key()


def _draw_effect(view: View) -> None:
    """The headline figures now and with the change; or why it cannot be saved."""
    about = view.about
    try:
        text = changed_text(policy_text(loading.settings().policy), draft.draft())
        planned = read_policy(text)
        if about.kind == "demo":
            planned = with_demo_company(planned)
        with progress_bar(st.empty()) as progress:
            then = loading.previewed(about, planned, progress)
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    now = loading.loaded(about).assessment
    st.markdown(f"**{t('What it changes')}**")
    st.markdown("\n".join(f"- {_moved(each)}" for each in effects(now, then)))
    if "company.timezone" in draft.draft():
        st.caption(t("The time zone counts when the data is read next; it is not shown here."))


def _moved(effect: Effect) -> str:
    if not effect.moves:
        return t("{name}: {now}, as now", name=effect.name, now=effect.now)
    said = t("{name}: {now} now, {then} then", name=effect.name, now=effect.now, then=effect.then)
    return f"**{said}**"


def _save() -> None:
    """Save the draft (callback); what is refused is said, and the draft stays."""
    locations = loading.settings()
    try:
        author = author_given("settings")
        save_policy(loading.store(), locations, draft.draft(), author=author, seen=draft.seen())
    except LinchpinError as error:
        st.session_state[draft.REFUSED] = error.message
        draft.take_anew()
        return
    draft.discard()
    st.toast(tm(message("Saved. It can be undone under “Who changed what”.")))


def _resettable(rules: Policy) -> list[str]:
    changed = differences(Policy(), rules)
    return [path for path in changed if not path.startswith(_KEPT)]


def _reset_all(rules: Policy) -> None:
    for path in _resettable(rules):
        draft.note(path, None, rules)
    draft.draw_anew()
