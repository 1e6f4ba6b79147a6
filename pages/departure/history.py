"""What happened when people left, drawn: the average, every departure, and one of them in full."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from pages.components import frame
from pages.components.definitions.panel import definition
from pages.components.headings import headed
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.components.theme import chart, figure
from pages.departure import charts
from pages.departure.left_customers import LeftCustomers
from pages.departure.past_departures import DepartureRecords

__all__ = ["draw_history", "draw_left"]

Key = tuple[str, ...]
NAME = "departure"


def draw_history(
    key: Key, past: DepartureRecords, left: Callable[[str], LeftCustomers | None], as_of: date
) -> None:
    """Draw all departures; choosing a row shows its customers (``left`` by rep_id)."""
    if past.rows.empty:
        frame.empty(
            t("Nobody is on record as having left."),
            t("Bring in the days on which people left, in the table of people on the page Data."),
        )
        st.caption("  \n".join(tm(line) for line in past.learned))
        return
    headed(tm(past.sentences[0]), "past_departures", "departure-effect")
    st.markdown("  \n".join(tm(line) for line in past.sentences[1:]))
    if not past.effects.empty:
        _effects(key, past)
    st.caption(t("Choose a row or a name to see the customers whom this person left behind."))
    position = table(
        past.rows,
        past.columns,
        key="past",
        page=NAME,
        as_of=as_of,
        alt=t_text("Past departures, the newest first; choose a row for its customers."),
        selectable=True,
        token=key,
    )
    if position is not None:
        _chosen(past, position, left, as_of)
    headed(t("What is learned from it"), "follow_probability", "departure-learned")
    st.markdown("  \n".join(tm(line) for line in past.learned))


def _effects(key: Key, past: DepartureRecords) -> None:
    chart(
        tm(past.finding),
        t("Purchases of the year after, against comparable ones; line: range (19 of 20 times)"),
        figure((key, NAME, "effects"), lambda colours: charts.effects_chart(past.effects, colours)),
        alt=t_text("Range chart: change of revenue by departure. {title}", title=past.sentences[0]),
        key="departure-effects",
    )


def _chosen(
    past: DepartureRecords, position: int, left: Callable[[str], LeftCustomers | None], as_of: date
) -> None:
    row = past.rows.iloc[position]
    customers = left(str(row["rep_id"]))
    if customers is not None:
        st.subheader(t("Customers left behind by {rep}", rep=row["name"]), anchor=False)
        draw_left(customers, str(row["rep_id"]), as_of)


def draw_left(left: LeftCustomers, rep_id: str, as_of: date) -> None:
    """Draw what became of the customers of one leaver."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.markdown("  \n".join(tm(sentence) for sentence in left.sentences), width="content")
        definition("past_departures", key=f"left-{rep_id}")
    if left.rows.empty:
        st.caption(t("There is nothing on record."))
        return
    alt = t_text("Customers of who has left, the largest first")
    table(left.rows, left.columns, key=f"left-{rep_id}", page=NAME, as_of=as_of, alt=alt)
