"""The side of the picture: who or what is chosen; the findings of the map where nothing is."""

from collections.abc import Sequence

import streamlit as st

from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.departure_link import departure_link
from pages.components.glyph import glyph_below_name
from pages.components.registry import link
from pages.components.tables import rows
from pages.components.text import escape, t, t_text, tm
from pages.network.chosen import Chosen, choose
from pages.network.words import Finding

__all__ = ["draw_chosen", "draw_findings"]


def draw_findings(said: Sequence[Finding]) -> None:
    """What only the picture of all shows, each a way to the person it speaks of."""
    st.subheader(t("What the map shows"), anchor=False)
    for place, (sentence, rep_id) in enumerate(said):
        if rep_id is None:
            st.markdown(tm(sentence))
        else:
            _way_to(rep_id, tm(sentence), key=f"network-finding-{place}")
    st.caption(t("Choose a person or a customer to see more."))


def draw_chosen(chosen: Chosen, currency: str) -> None:
    """Name, a person's risk glyph, ten customers, and where to go on."""
    st.subheader(escape(chosen.name), anchor=False)
    if chosen.facts:
        st.caption(" · ".join(escape(fact) for fact in chosen.facts))
    if chosen.glyph is not None:
        st.html(glyph_below_name(chosen.glyph, currency))
        st.caption(t("A reason to talk, not a verdict."))
    for sentence in chosen.sentences:
        st.markdown(tm(sentence))
    if chosen.people:
        _people(chosen)
    _customers(chosen, currency)
    _further(chosen)


def _people(chosen: Chosen) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for rep_id, name in chosen.people:
            _way_to(rep_id, f"**{escape(name)}**", key=f"network-person-{rep_id}")


def _way_to(rep_id: str, label: str, *, key: str) -> None:
    """What chooses a person here; a link to this page would look like the page that is open."""
    st.button(label, key=key, type="tertiary", on_click=choose, kwargs={"rep": rep_id})


def _customers(chosen: Chosen, currency: str) -> None:
    if chosen.customers is None or chosen.customers.empty or chosen.heading is None:
        return
    st.caption(tm(chosen.heading))
    target = Target("network", "customer", "customer_id")
    columns = (
        Column("name", t_text("Customer"), Cell.LINK, target=target),
        Column(
            "exposure",
            t_text("Yearly revenue"),
            Cell.MONEY,
            currency=currency,
            width=130,
            card=CardLine(1),
        ),
    )
    rows(chosen.customers, columns, key="network-customers", alt=tm(chosen.heading))


def _further(chosen: Chosen) -> None:
    if chosen.rep_id is not None:
        departure_link(chosen.rep_id, chosen.name)
        about = t("All about {name}", name=chosen.name)
        link("reps", about, icon=":material/arrow_forward:", rep=chosen.rep_id)
    elif chosen.customer_id is not None:
        about = t("All about {name}", name=chosen.name)
        link("customers", about, icon=":material/arrow_forward:", customer=chosen.customer_id)
