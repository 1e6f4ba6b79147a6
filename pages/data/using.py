"""Fourth step: in use, the way back, what the company sells, and what would help most."""

from collections.abc import Collection, Mapping
from typing import cast

import streamlit as st

from analytics.business import BUSINESSES, settings_for
from analytics.errors import LinchpinError
from analytics.policy import Policy
from data.assessments import Examined
from data.importing import activate, history, undo
from data.logs import log_event
from data.mapping.kept import keep
from data.policy_writing import write_settings
from data.recognition.sharpening import sharpening
from data.store.as_of_days import choose_day
from data.store.connections import disconnect
from pages.components import loading
from pages.components.policy_changes import change_recorded
from pages.components.registry import link
from pages.components.text import t, tm, tm_text
from pages.data import checking, choices, effects, mending
from pages.data.checking import Outcome
from pages.data.day_in_use import author
from pages.data.keys import DataKey
from pages.server import uploads

__all__ = [
    "columns_read",
    "draw_import",
    "draw_imported",
    "draw_sells",
    "draw_sharpening",
    "draw_undo",
    "is_said",
]

#: The months that a policy may count.
_MONTHS = (12, 24, 36)

#: So many additions are named.
_MOST = 3


def draw_import(outcome: Outcome) -> None:
    """The button that puts the checked data into use."""
    report, examined = outcome.report, outcome.examined
    if report is None or outcome.unfit is not None:
        return
    refused = examined is not None and examined.refusal is not None
    with st.container(border=True, key="data-effect"):
        if examined is not None:
            first, *others = effects.effect_words(examined)
            st.markdown(f"**{first}**")
            if others:
                st.markdown("\n".join(f"- {line}" for line in others))
            _heavy(examined)
        st.button(
            t("Import and use this data"),
            key=DataKey.IMPORT,
            type="primary",
            icon=":material/check:",
            disabled=refused and not outcome.chosen.accept_losses,
            on_click=_import,
            args=(report.version, outcome),
        )


def _heavy(examined: Examined) -> None:
    """Say how many issues may overturn or change the answer, before it is used."""
    weights = examined.quality["weight"]
    overturn, change = int((weights == "overturns").sum()), int((weights == "changes").sum())
    if overturn:
        said = t(
            "{count} issue above may overturn the answer.",
            "{count} issues above may overturn the answer.",
            count=overturn,
        )
        st.markdown(f":material/warning: {said}")
    elif change:
        said = t(
            "{count} issue above changes figures.",
            "{count} issues above change figures.",
            count=change,
        )
        st.markdown(f":material/info: {said}")


def _import(version: str, outcome: Outcome) -> None:
    if not mending.attempt(lambda: _used(version, outcome)):
        return
    checking.forget()
    choices.forget()
    uploads.drop_all()
    st.session_state[DataKey.IMPORTED] = True
    st.session_state[DataKey.ROUND] = st.session_state.get(DataKey.ROUND, 0) + 1


def _used(version: str, outcome: Outcome) -> None:
    """Use a version, and keep its mapping for the next time that these headers come."""
    home = loading.settings().home
    if outcome.chosen.as_of is not None:
        choose_day(loading.store(), version, outcome.chosen.as_of, author=author())
    activate(home, version)
    log_event("import in use")
    disconnect(loading.store(), author=author())
    if outcome.mapping is not None and outcome.catalogue is not None:
        keep(home, outcome.mapping, outcome.catalogue.headers)


def draw_imported() -> None:
    """Say that the data is in use, with the next step and the way back."""
    with st.container(border=True, key="data-imported-card"):
        st.markdown(f":material/check_circle: **{t('Imported. Every page now shows your data.')}**")
        st.caption(
            t("How the columns were read is kept: the same headers are read the same way again.")
        )
        with st.container(
            horizontal=True, gap="small", vertical_alignment="center", key="data-next"
        ):
            link("overview", t("See the overview"), icon=":material/arrow_forward:")
            draw_undo(key=f"{DataKey.UNDO}-now")


def draw_undo(*, key: str) -> None:
    """The way back to what was in use before the last import."""
    try:
        versions = history(loading.settings().home)
    except LinchpinError:
        return
    if not versions or versions[0] is None:
        return
    label = (
        t("Undo: go back to the data before")
        if len(versions) > 1 and versions[1] is not None
        else t("Undo: go back to the demo company")
    )
    st.button(label, key=key, type="tertiary", icon=":material/undo:", on_click=_undo)


def _undo() -> None:
    if mending.attempt(lambda: undo(loading.settings().home)):
        st.session_state.pop(DataKey.IMPORTED, None)


def is_said() -> bool:
    """Whether the company has said what it sells; True where the policy cannot be read."""
    try:
        return bool(loading.policy(loading.settings()).company.sells)
    except LinchpinError:
        return True  # said above, by whoever needs the policy


def draw_sells() -> None:
    """Ask in words what the company sells, and show and let change what that sets."""
    try:
        rules = loading.policy(loading.settings())
    except LinchpinError:
        return  # said above, by whoever needs the policy
    st.subheader(t("What do you sell?"), anchor=False)
    st.caption(
        t(
            "Customers who buy every week and customers who buy once in three years cannot be "
            "judged alike. Your answer sets what fits; each of it can be changed."
        )
    )
    kinds = list(BUSINESSES)
    now = rules.company.sells
    chosen = st.radio(
        t("What do you sell?"),
        kinds,
        index=kinds.index(now) if now in kinds else None,
        format_func=lambda kind: tm_text(BUSINESSES[kind].title),
        captions=[tm(BUSINESSES[kind].meaning) for kind in kinds],
        key=DataKey.SELLS,
        label_visibility="collapsed",
    )
    if chosen is None:
        return
    wanted = _settings(chosen, rules if chosen == now else None)
    if chosen == now and all(_has(rules, name, wanted[name]) for name in wanted):
        st.markdown(f":material/check_circle: {t('These settings are in use.')}")
        return
    st.button(
        t("Use these settings"),
        key=DataKey.SELLS_SAVE,
        type="primary",
        icon=":material/tune:",
        on_click=_sell,
        args=(wanted,),
    )


def _has(rules: Policy, section: str, values: Mapping[str, object]) -> bool:
    return all(getattr(getattr(rules, section), name) == each for name, each in values.items())


def _settings(kind: str, rules: Policy | None) -> dict[str, dict[str, object]]:
    """What fits a kind of business, or what the policy says of it already, as it is changed."""
    fits = settings_for(kind)
    if rules is not None:
        fits = {
            section: {name: getattr(getattr(rules, section), name) for name in values}
            for section, values in fits.items()
        }
    exposure, follow, ties = fits["exposure"], fits["follow"], fits["relationships"]
    key = f"{DataKey.SELLS}-{kind}"
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"{key}-row"):
        exposure["months"] = st.selectbox(
            t("Months of revenue that count as a year's"),
            _MONTHS,
            _MONTHS.index(cast(int, exposure["months"])),
            key=f"{key}-months",
            filter_mode=None,
        )
        share = st.number_input(
            t("Of 100 customers follow whom they know"),
            0,
            100,
            round(100 * cast(float, follow["base_rate"])),
            key=f"{key}-follow",
        )
        follow["base_rate"] = share / 100
        ties["lapsed_days"] = st.number_input(
            t("Days without a booking until a customer has lapsed"),
            30,
            1095,
            cast(int, ties["lapsed_days"]),
            key=f"{key}-lapsed",
        )
    counted = st.checkbox(
        t("Open deals count beside bookings"), exposure["pipeline"] == "open", key=f"{key}-deals"
    )
    exposure["pipeline"] = "open" if counted else "none"
    return fits


def _sell(settings: Mapping[str, Mapping[str, object]]) -> None:
    mending.attempt(lambda: change_recorded(lambda policy: write_settings(policy, settings)))


def draw_sharpening(present: Collection[str]) -> None:
    """Say how many questions the canonical columns at hand (``table.column``) answer, and which
    tables would add most."""
    if not present:
        return
    said = sharpening(present)
    st.subheader(t("What would help most"), anchor=False)
    st.markdown(f"**{tm(said.text)}**")
    if said.additions:
        st.markdown("\n".join(f"- {tm(each.text)}" for each in said.additions[:_MOST]))
    with st.expander(t("Which questions these are")):
        lines = [f"- :material/check: {tm(text)}" for text in said.answered]
        lines += [f"- :material/remove: {tm(text)}" for text in said.unanswered]
        st.markdown("\n".join(lines))


def columns_read(outcome: Outcome) -> frozenset[str]:
    """The canonical columns that were read."""
    if outcome.read is None:
        return frozenset()
    tables = outcome.read.tables
    return frozenset(f"{name}.{column}" for name in tables for column in tables[name].used)
