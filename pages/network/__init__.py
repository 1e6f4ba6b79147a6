"""Map, for managers and executives: which customers hang on one person, and who holds the house
together?"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import StorageError
from analytics.map.layout import Layout, positions
from data.home.positions import keep_positions, positions_before
from pages.components import frame, loading, session
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.components.theme import DARK, LIGHT, is_dark
from pages.network.chosen import NOTHING, Chosen, customer_chosen, group_chosen, person_chosen
from pages.network.drawing import Drawing, draw_up, drawing
from pages.network.matrix import matrix, matrix_html
from pages.network.panel import draw_chosen, draw_findings
from pages.network.petals import petal_columns, petal_rows
from pages.network.picture import draw_picture
from pages.network.words import findings, headline

__all__ = ["page"]

#: Ways to look at it, by their word in the address; the first needs none.
_VIEWS = ("map", "matrix", "table")


def page(view: View) -> None:
    """Draw the map, or what it shows as a matrix or a table, as the address says."""
    assessment = view.loaded().assessment
    finding = view.once("network-headline", lambda: headline(assessment))
    view.headline(tm(finding))
    if assessment.customers.empty or not len(assessment.graph.people):
        frame.empty(
            t("There is nothing to draw without customers and salespeople."),
            t("Bring in the table of customers on the page Data."),
        )
        return
    shown = _view()
    drawn = view.once("network-layout", lambda: _laid_out(view.about, assessment))
    match shown:
        case "matrix":
            _matrix(assessment, drawn)
        case "table":
            _table(view, assessment, drawn)
        case _:
            picture = view.once("network-drawing", lambda: drawing(assessment, drawn))
            _map(view, assessment, picture)


def _laid_out(about: loading.Context, assessment: Assessment) -> Layout:
    """The map, whose customers stay where they stood with the data before; the demo company has
    no data before."""
    if about.kind == "demo":
        return draw_up(assessment)
    locations, extract = loading.settings(), assessment.extract
    name = f"{about.kind} {locations.source or ''}"
    state = f"{loading.version_of(about.source)} {extract.as_of}"
    start = positions_before(locations.home, name, state)
    drawn = draw_up(assessment, start)
    with suppress(StorageError):  # the next map may then look otherwise, and that is all
        end = positions(assessment.graph, drawn)
        keep_positions(locations.home, name, state, start, end)
    return drawn


def _view() -> str:
    """The way to look that the address asks for, with the control that changes it."""
    key, asked = "network-view", st.query_params.get("view", "")
    labels = {"map": t("Map"), "matrix": t("Matrix"), "table": t("As a table")}
    st.session_state[key] = asked if asked in labels else _VIEWS[0]
    st.segmented_control(
        t("View"),
        _VIEWS,
        format_func=lambda name: labels[name],
        key=key,
        label_visibility="collapsed",
        on_change=_write_view,
        args=(key,),
    )
    return str(st.session_state[key] or _VIEWS[0])


def _write_view(key: str) -> None:
    chosen = st.session_state[key]
    session.select("view", None if chosen in (None, _VIEWS[0]) else str(chosen))


def _map(view: View, assessment: Assessment, picture: Drawing) -> None:
    chosen = _chosen(view, assessment, picture)
    if chosen is not NOTHING:
        view.name_the_tab(chosen.name)
    st.caption(
        t(
            "Each dot is a customer, its area the yearly revenue. On the ring: people by team. "
            "Outside: customers whom one person alone knows, in that person's petal. Inside: "
            "customers whom several know, between them."
        )
    )
    if picture.groups:
        st.caption(
            t(
                "{count} small customers share {dots} of the dots with others whom the same "
                "people know.",
                count=picture.together,
                dots=len(picture.groups),
            )
        )
    left, right = st.columns([7, 3], gap="medium")
    with left:
        draw_picture(picture, chosen, headline(assessment))
    with right:
        if chosen is NOTHING:
            draw_findings(
                view.once("network-findings", lambda: findings(assessment, picture.layout))
            )
        else:
            draw_chosen(chosen, assessment.currency)


def _chosen(view: View, assessment: Assessment, picture: Drawing) -> Chosen:
    """Who or what the address selects; an id that nobody has is said to be unknown."""
    counted_as = loading.context().statements.identities
    makers: dict[str, Callable[[str], Chosen | None]] = {
        "rep": lambda asked: person_chosen(assessment, counted_as.person(asked)),
        "customer": lambda asked: customer_chosen(assessment, picture, counted_as.customer(asked)),
        "group": lambda asked: group_chosen(assessment, picture, asked),
    }
    for name, make in makers.items():
        asked = session.selection(name)
        if asked is None:
            continue
        found = view.once(f"network-{name}", partial(make, asked), asked)
        if found is not None:
            return found
        st.info(t("Nobody here has the id {rep}.", rep=asked))
    return NOTHING


def _matrix(assessment: Assessment, drawn: Layout) -> None:
    teams = [name for name, _, _ in drawn.people.arcs if name is not None]
    asked = st.query_params.get("team", "")
    team = asked if asked in teams else None
    if len(teams) > 1:
        _teams(teams, team)
    made = matrix(assessment, drawn, team)
    caption = t_text(
        "The largest customers and who knows them: filled where one person alone does, hollow "
        "where several do; the larger the mark, the larger the share."
    )
    st.caption(caption)
    st.html(matrix_html(made, assessment.currency, DARK if is_dark() else LIGHT, caption))


def _teams(teams: list[str], team: str | None) -> None:
    key = "network-team"
    st.session_state[key] = team
    st.selectbox(
        t("Team"),
        teams,
        key=key,
        placeholder=t("All teams"),
        label_visibility="collapsed",
        index=None,
        width=280,
        on_change=lambda: session.select("team", st.session_state[key]),
    )


def _table(view: View, assessment: Assessment, drawn: Layout) -> None:
    rows = view.once("network-petals", lambda: petal_rows(assessment, drawn))
    table(
        rows,
        petal_columns(assessment.currency, float(rows["petal"].max())),
        key="petals",
        page="network",
        as_of=assessment.as_of,
        alt=t_text("People with their outer petals, the largest first; choose a row to see more."),
        token=view.context_key(),
    )
