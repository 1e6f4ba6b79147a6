"""The parts of the page, drawn."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.departure.away import Absence
from analytics.departure.simulation import Departure
from data import details
from pages.components.frame import View, progress_bar
from pages.components.headings import headed
from pages.components.loading import Context, cancel
from pages.components.registry import link
from pages.components.tables import download_row, table
from pages.components.text import escape, t, t_text, tm
from pages.components.theme import chart, figure
from pages.components.words import names_of
from pages.departure import rows
from pages.departure.charts import load_chart
from pages.departure.choice import Choice
from pages.departure.days import draw_days
from pages.departure.picture import bands_of, draw_picture
from pages.departure.sentences import NOBODY, domino_line

__all__ = [
    "draw_absence",
    "draw_ahead",
    "draw_customers",
    "draw_missing",
    "draw_receivers",
    "draw_ways",
]

NAME = "departure"
#: Rows on screen; all are in the files.
_SHOWN, _DAYS_SHOWN = 200, 8
#: Colleagues who may follow that are named.
_FOLLOWERS = 3


def draw_missing(choice: Choice, names: Mapping[str, str]) -> None:
    """Say of whom nothing can be said."""
    for rep_id in choice.unknown[:_FOLLOWERS]:
        st.info(t("Nobody here has the id {rep}.", rep=rep_id), icon=":material/info:")
    for team in choice.unknown_teams[:_FOLLOWERS]:
        st.info(t("There is no team {team}.", team=team), icon=":material/info:")
    for rep_id in choice.left[:_FOLLOWERS]:
        label = t("{rep} is no longer here: see what happened since", rep=names[rep_id])
        link("reps", label, icon=":material/history:", rep=rep_id)


def draw_ahead(
    view: View, about: Context, assessment: Assessment, choice: Choice, gone: Departure
) -> None:
    """The bands, the first five days, who receives, and who may follow."""
    if gone.customers.empty:
        return
    told = view.once("departure-rows", lambda: rows.customer_rows(assessment, gone), choice)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        headed(t("Which customers stay, and which may go"), "departure_bands", "departure-bands")
        st.caption(t("Blocks as large as the yearly revenue; choose one to open the customer"))
        bands = view.once("departure-picture", lambda: bands_of(assessment, told), choice)
        draw_picture(bands, alt=t_text("Customers in three bands, as blocks of their revenue"))
        _load(view, assessment, choice, gone)
    with right:
        headed(t("The first five days"), "first_days", "departure-days")
        called = view.once("departure-called", lambda: _called(gone), choice)
        persons = _persons(about, assessment, called)
        days = view.once("departure-days", lambda: rows.day_rows(assessment, gone, persons), choice)
        draw_days(days.head(_DAYS_SHOWN), alt=t_text("The first five days: what, when and who"))
        if len(days) > _DAYS_SHOWN:
            shown = t(
                "{shown} of {rows} shown; all are in the file.", shown=_DAYS_SHOWN, rows=len(days)
            )
            st.caption(shown)
        link(
            "departure",
            t("Start or follow the handover"),
            icon=":material/move_up:",
            tab="handover",
            **choice.address,
        )
        download_row(days, rows.day_columns(), key="first-days", page=NAME, as_of=assessment.as_of)
        _followers(view, assessment, choice, gone)


def _load(view: View, assessment: Assessment, choice: Choice, gone: Departure) -> None:
    """The receivers' load before and after, as a picture; the table has its tab."""
    if gone.receivers["new"].sum() == 0:
        return
    loads = view.once(
        "departure-loads", lambda: rows.receiver_rows(assessment, gone.receivers), choice
    )
    most = loads.iloc[0]
    chart(
        t(
            "{count} colleague takes over; most new customers come to {name}: {new}",
            "{count} colleagues take over; most new customers come to {name}: {new}",
            count=len(loads),
            name=most["name"],
            new=int(most["new"]),
        ),
        t("Customers now (dark), and new ones (hatched), of those with most new ones"),
        figure(
            (view.context_key(), NAME, "load", choice),
            lambda colours: load_chart(loads, colours),
        ),
        alt=t_text("Bar chart: customers of each successor now, and new ones."),
        key="departure-load",
        terms=("successor",),
    )


def _called(gone: Departure) -> tuple[str, ...]:
    """The first customers to be called."""
    return tuple(gone.customers.loc[gone.customers["band"] != "stays", "customer_id"].head(_SHOWN))


def _persons(about: Context, assessment: Assessment, asked: tuple[str, ...]) -> dict[str, str]:
    """Whom to ask for at these customers, by customer."""
    if not asked:
        return {}
    with progress_bar(st.empty(), cancel, "contact-persons") as progress:
        found = about.asked(
            "contact_persons",
            lambda: details.contact_persons(
                about.source, about.policy, customer_ids=asked, as_of=assessment.as_of
            ),
            asked,
            progress=progress,
        )
    named = found.dropna(subset=["contact"])
    return dict(zip(named["customer_id"], named["contact"], strict=True))


def _followers(view: View, assessment: Assessment, choice: Choice, gone: Departure) -> None:
    def named() -> dict[str, str]:
        names = names_of(assessment.reps, "rep_id")
        return {str(each): names[each] for each in gone.followers["rep_id"].head(_FOLLOWERS)}

    with st.container(border=True, key="departure-followers"):
        headed(t("Who else may follow"), "further_departures", "departure-followers")
        st.markdown(tm(domino_line(assessment, gone)))
        if gone.further_departures < NOBODY:
            return
        people = view.once("departure-followers", named, choice)
        with st.container(horizontal=True, gap="small"):
            for rep_id, name in people.items():
                link("reps", escape(name), icon=":material/person:", rep=rep_id)


def draw_customers(view: View, assessment: Assessment, choice: Choice, gone: Departure) -> None:
    """All customers with their successors."""
    if gone.customers.empty:
        st.caption(t("There is nothing on record."))
        return
    told = view.once("departure-rows", lambda: rows.customer_rows(assessment, gone), choice)
    if len(told) > _SHOWN:
        st.caption(t("{shown} of {rows} shown; all are in the file.", shown=_SHOWN, rows=len(told)))
    table(
        told.head(_SHOWN),
        rows.customer_columns(
            assessment.currency,
            several=len(gone.rep_ids) > 1,
            weeks=bool(choice.introductions),
        ),
        key="departure-customers",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Customers of who leaves, the largest loss first, with proposed successors"),
        token=(view.context_key(), choice),
        whole=lambda: told,
        missing="",
    )


def draw_receivers(assessment: Assessment, gone: Departure) -> None:
    """The load of who would take over."""
    _receivers(assessment, gone.receivers)


def _receivers(assessment: Assessment, receivers: pd.DataFrame) -> None:
    if receivers.empty:
        st.caption(t("Nobody is there to take over."))
        return
    table(
        rows.receiver_rows(assessment, receivers),
        rows.receiver_columns(assessment.currency),
        key="departure-receivers",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Who would take over how many customers"),
    )


def draw_ways(assessment: Assessment, gone: Departure) -> None:
    """What goes by the way of leaving."""
    headed(t("What would go, by the way of leaving"), "exit_kinds", "departure-ways")
    table(
        rows.way_rows(assessment, gone),
        rows.way_columns(assessment.currency),
        key="departure-ways",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Revenue and customers that would go, by the way of leaving"),
    )


def draw_absence(view: View, assessment: Assessment, choice: Choice, absent: Absence) -> None:
    """The cover plan: who covers whom, and how many come to whom."""
    if absent.customers.empty:
        return
    st.caption(
        t("A plan for a holiday or an illness: nothing is estimated, and no reason is asked for.")
    )
    told = view.once("absence-rows", lambda: rows.absence_rows(assessment, absent), choice)
    if len(told) > _SHOWN:
        st.caption(t("{shown} of {rows} shown; all are in the file.", shown=_SHOWN, rows=len(told)))
    table(
        told.head(_SHOWN),
        rows.absence_columns(assessment.currency, several=len(absent.rep_ids) > 1),
        key="departure-cover",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Customers of who is away, the largest first, with who covers"),
        token=(view.context_key(), choice),
        whole=lambda: told,
        missing="",
    )
    headed(t("Who covers how many"), "successor", "departure-receivers")
    _receivers(assessment, absent.receivers)
