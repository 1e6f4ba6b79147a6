"""Draw the customers and people to act on: link, money, reasons, next step; and files."""

from datetime import date

import streamlit as st

from pages.components.definitions.panel import definition
from pages.components.registry import link
from pages.components.tables import download_row
from pages.components.text import escape, t, tm
from pages.overview.actions import Action, ActionList

__all__ = ["draw_actions"]

#: What the words of each card mean.
_TERMS = {
    "customers": ("rank_band", "second_contact_plan", "expected_loss"),
    "reps": ("rank_band", "attrition_interval", "further_departures", "expected_loss"),
}


def draw_actions(customers: ActionList, people: ActionList, as_of: date) -> None:
    """Two cards side by side, one entry a customer or person."""
    left, right = st.columns(2)
    with left:
        title = t(
            "{count} customer to act on",
            "{count} customers to act on",
            count=len(customers.actions),
        )
        _card(title, "customers", "customer", customers, as_of)
    with right:
        title = t(
            "{count} person to talk to", "{count} people to talk to", count=len(people.actions)
        )
        _card(title, "reps", "rep", people, as_of)


def _card(title: str, target: str, query: str, listed: ActionList, as_of: date) -> None:
    with st.container(border=True, key=f"overview-act-{target}", height="stretch"):
        with st.container(horizontal=True, gap="small", wrap=False):
            st.subheader(title, anchor=False)
            definition(*_TERMS[target], key=f"overview-act-{target}")
        if not listed.actions:
            st.caption(t("Nobody and nothing stands out."))
            return
        if listed.order is not None:
            st.caption(tm(listed.order))
        for action in listed.actions:
            with st.container(gap=None, key=f"flush-{target}-{action.subject_id}"):
                link(target, f"**{escape(action.name)}**", **{query: action.subject_id})
                st.markdown(_entry(action))
        download_row(
            listed.frame, listed.columns, key=f"act-{target}", page="overview", as_of=as_of
        )


def _entry(action: Action) -> str:
    """Money, chance, reasons, next step and its reason, a line each (Markdown)."""
    lines = [action.money, action.chance, action.why]
    step = f":small[**:material/arrow_forward: {tm(action.next_step)}**]"
    because = [] if action.because is None else [action.because]
    return "  \n".join(
        [
            *(f":small[{tm(line)}]" for line in lines if line is not None),
            step,
            *(f":small[{tm(line)}]" for line in because),
        ]
    )
