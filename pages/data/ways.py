"""Where it comes from what columns mean: recognised, a preset, a mapping kept or made by hand."""

import streamlit as st

from data.mapping.kept import Changed, Changes
from pages.components.text import t
from pages.data.checking import Outcome
from pages.data.choices import Choices, Way, choose_mapping
from pages.data.keys import DataKey
from pages.data.words import preset_title

__all__ = ["draw"]


def draw(outcome: Outcome) -> None:
    """Draw where the meaning of the columns comes from, and from where else it could."""
    chosen = outcome.chosen
    said = _way_said(outcome)
    if said:
        st.markdown(f":material/check_circle: **{said}**")
    if outcome.kept is not None and outcome.kept.changes is not None:
        _changes(outcome.kept.changes)
    if outcome.presets and outcome.way is Way.RECOGNISED:
        _preset(outcome.presets[0], chosen)
    with st.container(horizontal=True, gap="small", key="data-ways"):
        if outcome.way is not Way.RECOGNISED:
            _button("again", t("Recognise the columns anew"), chosen, Way.RECOGNISED)
        offered = outcome.presets[outcome.way is Way.RECOGNISED :]
        for name in offered:
            if name != chosen.called:
                label = t("Use the preset {name}", name=preset_title(name))
                _button(f"preset-{name}", label, chosen, Way.PRESET, name)
        if outcome.kept is not None and outcome.way is not Way.KEPT and not _lost(outcome):
            mapping = outcome.kept.mapping
            label = t("Use the kept mapping")
            _button("kept", label, chosen, Way.KEPT, mapping=mapping)


def _preset(name: str, chosen: Choices) -> None:
    """Offer what is known of the system whose columns these are, before anything is asked."""
    with st.container(border=True, key="data-preset"):
        said = t("These are columns of {name}.", name=preset_title(name))
        st.markdown(f":material/verified: **{said}**")
        st.caption(
            t("Its preset knows what they mean; what is asked or guessed below is then settled.")
        )
        st.button(
            t("Use the preset {name}", name=preset_title(name)),
            key=f"{DataKey.WAY}-preset-{name}",
            type="primary",
            on_click=choose_mapping,
            args=(chosen.files, Way.PRESET, None, name),
        )


def _way_said(outcome: Outcome) -> str:
    called = outcome.chosen.called
    match outcome.way:
        case Way.KEPT:
            return t("The mapping you used before is applied: the headers are the same.")
        case Way.PRESET:
            return t("The preset {name} is applied.", name=preset_title(called))
        case Way.FILE:
            return t("The mapping {name} is applied.", name=called)
        case Way.BY_HAND:
            return t("The mapping you made by hand is applied.")
    return ""


def _button(
    key: str, label: str, chosen: Choices, way: Way, called: str = "", mapping: object = None
) -> None:
    st.button(
        label,
        key=f"{DataKey.WAY}-{key}",
        on_click=choose_mapping,
        args=(chosen.files, way, mapping, called),
    )


def _lost(outcome: Outcome) -> bool:
    """Whether the kept mapping would miss a table or column."""
    changes = outcome.kept.changes if outcome.kept else None
    return changes is not None and any(each.missing for each in changes.tables)


def _changes(changes: Changes) -> None:
    """What is not as it was when the mapping was made."""
    with st.container(border=True, key="data-changes"):
        refused = t(
            "The columns are not those of last time, so the kept mapping is not applied by itself:"
        )
        st.markdown(f":material/difference: **{refused}**")
        st.markdown("\n".join(f"- {line}" for each in changes.tables for line in _changed(each)))


def _changed(table: Changed) -> list[str]:
    if table.table is None:
        return [t("The table {table} is missing.", table=table.alias)]
    lines = []
    for column, near in table.missing:
        if near is None:
            lines.append(t("{table}: {column} is missing.", table=table.table, column=column))
        else:
            lines.append(
                t(
                    "{table}: {column} is missing; nearest to it is {near}, which is new.",
                    table=table.table,
                    column=column,
                    near=near,
                )
            )
    near_ones = {near for _, near in table.missing}
    new = [column for column in table.new if column not in near_ones]
    if new:
        lines.append(t("{table}: new are {columns}.", table=table.table, columns=", ".join(new)))
    return lines
