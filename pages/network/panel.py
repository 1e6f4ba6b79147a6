"""The side of the picture: who or what is chosen; the findings of the map where nothing is."""

from collections.abc import Sequence
from html import escape as html_escape

import streamlit as st

from pages.components import numbers
from pages.components.columns import Cell, Column, Target
from pages.components.departure_link import departure_link
from pages.components.registry import link
from pages.components.tables import rows
from pages.components.text import escape, t, t_text, tm
from pages.components.theme import DARK, LIGHT, Palette, is_dark
from pages.components.words import money_label
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
    """Name, what hangs on it, the chance with its range, ten customers, and where to go on."""
    st.subheader(escape(chosen.name), anchor=False)
    if chosen.facts:
        st.caption(" · ".join(escape(fact) for fact in chosen.facts))
    colours = DARK if is_dark() else LIGHT
    if chosen.alone + chosen.shared > 0:
        st.html(_bar(chosen.alone, chosen.shared, currency, colours))
    if chosen.chance is not None:
        st.html(_range(*chosen.chance, colours))
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
            money_label(t_text("Yearly revenue"), currency),
            Cell.MONEY,
            currency=currency,
            width=130,
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


def _bar(alone: float, shared: float, currency: str, colours: Palette) -> str:
    """A bar of what is at stake (> 0): filled alone, hatched shared; its amounts below."""
    part = 100 * alone / (alone + shared)
    hatch = f"repeating-linear-gradient(135deg,{colours.muted} 0 1px,transparent 1px 5px)"
    parts = [
        t_text("{amount} alone", amount=numbers.money(alone, currency)) if alone > 0 else "",
        t_text("{amount} shared", amount=numbers.money(shared, currency)) if shared > 0 else "",
    ]
    said = " · ".join(part for part in parts if part)
    return (
        f'<div style="display:flex;height:14px;border:1px solid {colours.muted}">'
        f'<span style="width:{part:.2f}%;background:{colours.risk}"></span>'
        f'<span style="flex:1;background:{hatch}"></span></div>'
        f'<p class="lp-note">{html_escape(said)}</p>'
    )


def _range(chance: float, low: float, high: float, colours: Palette) -> str:
    """The chance as a dot on its range, from nothing to certainty."""
    dot = colours.risk_colour(chance)
    said = t_text(
        "may leave within 12 months: {chance}, range {range} (4 of 5 times); a reason to talk, not "
        "a verdict",
        chance=numbers.percent(chance),
        range=numbers.percent_range(low, high),
    )
    span = '<span style="position:absolute;{}"></span>'
    low_at, wide, dot_at = 100 * low, 100 * (high - low), 100 * chance
    whole = span.format(f"left:0;right:0;top:6px;height:1px;background:{colours.grid}")
    reach = span.format(
        f"left:{low_at:.1f}%;width:{wide:.1f}%;top:5px;height:3px;background:{colours.muted}"
    )
    point = span.format(
        f"left:calc({dot_at:.1f}% - 6px);top:1px;width:10px;height:10px;border-radius:50%;"
        f"background:{dot};border:1px solid {colours.ink}"
    )
    return (
        f'<div style="position:relative;height:14px">{whole}{reach}{point}</div>'
        f'<p class="lp-note">{html_escape(said)}</p>'
    )
