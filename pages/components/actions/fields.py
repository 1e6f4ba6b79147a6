"""What is asked of an action: who does it, by when, what happens to the commission, a note."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from analytics.actions import Action, ActionKind, Commission, CommissionKind
from data.store.actions import LONGEST_TEXT
from pages.components.actions.words import COMMISSIONS
from pages.components.text import t, t_text, tm_text

__all__ = ["OFFERED", "ActionFields", "draw_fields", "draw_owner"]

#: So many people are offered by name; of more, the id is asked for.
OFFERED = 2_000


@dataclass(frozen=True, slots=True)
class ActionFields:
    """What was entered; person: whom it is about, where that was asked."""

    person: str | None
    owner: str
    due: date | None
    commission: Commission | None
    note: str

    def of(self, action: Action) -> Action:
        """The action with what was entered."""
        return replace(
            action,
            rep_id=self.person or action.rep_id,
            owner=self.owner,
            due=self.due,
            commission=self.commission,
            note=self.note,
        )


def draw_fields(
    action: Action,
    people: Mapping[str, str],
    *,
    key: str,
    note_label: str,
    replaceable: bool = False,
) -> ActionFields:
    """Draw the fields, filled with what an action says; they may stand in a form. ``people``:
    names by id of those who may see to it; replaceable: a second contact may be another one."""
    person = None
    if replaceable and action.kind is ActionKind.SECOND_CONTACT:
        person = _person(action.rep_id or "", people, f"{key}-person")
    first, second = st.columns(2)
    with first:
        owner = draw_owner(action.owner, people, f"{key}-owner")
    with second:
        due: date | None = st.date_input(t("Due on"), value=action.due, key=f"{key}-due")
    commission = None
    if action.kind is ActionKind.SECOND_CONTACT:
        commission = _commission(action.commission or Commission(), key)
    note = st.text_area(
        note_label, value=action.note, key=f"{key}-note", max_chars=LONGEST_TEXT, height=68
    )
    return ActionFields(person, owner, due, commission, note)


def _person(chosen: str, people: Mapping[str, str], key: str) -> str:
    label = t("Second contact")
    if len(people) > OFFERED:
        return st.text_input(label, value=chosen, key=key, max_chars=1000).strip()
    return st.selectbox(
        label,
        list(dict.fromkeys([chosen, *people])),
        format_func=lambda each: people.get(each, each),
        key=key,
    )


def draw_owner(chosen: str, people: Mapping[str, str], key: str) -> str:
    """Ask who sees to it: somebody on record, or a name that is entered."""
    label = t("Who sees to it")
    if len(people) > OFFERED:
        return st.text_input(label, value=chosen, key=key, max_chars=1000).strip()
    offered = list(dict.fromkeys([*([chosen] if chosen else []), *people]))
    found: str | None = st.selectbox(
        label,
        offered,
        index=0 if chosen else None,
        format_func=lambda each: people.get(each, each),
        placeholder=t_text("Choose, or enter a name"),
        accept_new_options=True,
        key=key,
    )
    return found or ""


def _commission(agreed: Commission, key: str) -> Commission:
    words = {each: tm_text(COMMISSIONS[each]) for each in CommissionKind}
    columns = st.columns([2, 1, 1])
    with columns[0]:
        kind = st.selectbox(
            t("The commission"),
            list(words),
            index=list(words).index(agreed.kind),
            format_func=words.__getitem__,
            filter_mode=None,
            key=f"{key}-commission",
        )
    with columns[1]:
        until: date | None = st.date_input(
            t("stays until"), value=agreed.until, key=f"{key}-commission-until"
        )
    with columns[2]:
        kept: int | None = st.number_input(
            t("main contact keeps, %"),
            0,
            100,
            value=agreed.main_percent,
            step=5,
            key=f"{key}-commission-kept",
        )
    match kind:
        case CommissionKind.STAYS:
            return Commission(kind, until=until)
        case CommissionKind.SHARED:
            return Commission(kind, main_percent=kept)
    return Commission()
