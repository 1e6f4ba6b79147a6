"""The page of one customer: sentence, figures, who knows them, what if, and the rows behind."""

from collections.abc import Callable, Hashable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.assessment import Assessment
from analytics.messages import Message
from data.assessments import Loaded
from pages.components import listing
from pages.components.definitions.panel import definition
from pages.components.departure_link import departure_link
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.loading import Context
from pages.components.purpose import note_purpose
from pages.components.stating import About, draw_statements
from pages.components.tables import table
from pages.components.tabs import Tab, draw_open
from pages.components.text import escape, t, t_text, tm, tm_text
from pages.components.theme import Palette, chart, figure
from pages.customers import charts, records
from pages.customers.completed import draw_completed
from pages.customers.detail import CustomerDetail
from pages.customers.service import service_words
from pages.customers.trend import trend_title
from pages.customers.unrecorded import draw_unrecorded

__all__ = ["draw_customer"]

NAME = "customers"
#: So many quarters make a trend.
_FEWEST_QUARTERS = 2
Draw = Callable[[Palette], go.Figure]


def draw_customer(view: View, about: Context, detail: CustomerDetail, loaded: Loaded) -> None:
    """Draw everything about one customer; the rows behind it are read when asked for."""
    assessment = loaded.assessment
    view.headline(tm(detail.answer))
    listing.back(t("All customers"), page=NAME, query="customer")
    st.caption(" · ".join(escape(fact) for fact in detail.facts))
    _service(about, detail, assessment)
    note_purpose(about)
    figures(detail.figures)
    left, right = st.columns(2)
    with left:
        _knowers(about, detail)
        _bookings(about, detail, assessment)
    with right:
        _departure(detail)
    draw_unrecorded(assessment, loaded.safeguards, detail.customer_id)
    draw_completed(about, detail.customer_id)
    draw_statements(about, assessment, About(customer_id=detail.customer_id))
    _over_time(about, detail, assessment)
    _tabs(about, detail, assessment)


def _knowers(about: Context, detail: CustomerDetail) -> None:
    if detail.knowers["share"].isna().all():
        _empty_card(tm(detail.knowers_title))
        return
    _chart(
        about,
        detail,
        "knowers",
        tm(detail.knowers_title),
        t("Share of the relationship by person; hatched: a trace only"),
        t_text("Bar chart. {title}.", title=detail.knowers_title),
        lambda colours: charts.knowers_chart(detail.knowers, colours),
        opens=("reps", "rep"),
    )


def _service(about: Context, detail: CustomerDetail, assessment: Assessment) -> None:
    """Whether the customer is looked after as promised, or as usual."""

    def words() -> Message | None:
        rows = records.service(about, assessment)
        row = rows[rows["customer_id"] == detail.customer_id].iloc[0].to_dict()
        return service_words({str(name): value for name, value in row.items()})

    said = about.once("customer-service", words, detail.customer_id)
    if said is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.caption(t("Service {words}", words=said), width="content")
            definition("service", key="customers-service")


def _over_time(about: Context, detail: CustomerDetail, assessment: Assessment) -> None:
    """Who was in touch when, beside how the top share has moved where quarters can be compared."""
    shares = records.top_share_trend(about, assessment)
    own = shares.reindex([detail.customer_id]).iloc[0]
    if own.notna().sum() < _FEWEST_QUARTERS:
        _timeline(about, detail, assessment)
        if not records.trend_is_read(assessment):
            st.caption(
                t(
                    "How the largest share has moved is left out: the contacts of a company of "
                    "this size are too many to be read for every quarter."
                )
            )
        return
    left, right = st.columns(2)
    with left:
        _timeline(about, detail, assessment)
    with right:
        _trend(about, detail, own)


def _trend(about: Context, detail: CustomerDetail, own: pd.Series) -> None:
    title = trend_title(own)
    _chart(
        about,
        detail,
        "trend",
        tm(title),
        t(
            "Largest share of the relationship at the ends of the last twelve quarters, each with "
            "the records of then; open where nothing is comparable"
        ),
        t_text("Line chart. {title}.", title=title),
        lambda colours: charts.trend_chart(own, colours),
    )


def _chart(
    about: Context,
    detail: CustomerDetail,
    name: str,
    title: str,
    subtitle: str,
    alt: str,
    build: Draw,
    opens: tuple[str, str] | None = None,
) -> None:
    drawing = figure((about.key, NAME, name, detail.customer_id), build)
    chart(title, subtitle, drawing, alt=alt, key=f"customers-{name}", opens=opens)


def _empty_card(text: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{text}**")


def _departure(detail: CustomerDetail) -> None:
    """Why, what if the main contact left, and the next step."""
    with st.container(border=True, key="customers-departure", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.subheader(tm(detail.departure_title), anchor=False)
            definition("follow_probability", key="customers-departure")
        if detail.departure:
            st.markdown("  \n".join(tm(line) for line in detail.departure))
        else:
            st.markdown(t("No record shows whom the customer would follow."))
        if detail.main is not None:
            rep_id, name, notice = detail.main
            departure_link(rep_id, name, notice=notice)
        _reasons(detail)
        st.markdown(f"**:material/arrow_forward: {tm(detail.step.next_step)}**")
        if detail.step.why_second:
            st.caption(tm(detail.step.why_second))
        if detail.near:
            st.caption(tm(detail.near))


def _reasons(detail: CustomerDetail) -> None:
    """What the chance to follow is made of, grouped by direction, and from what that is known."""
    parts = detail.reasons
    if not parts.start:
        return
    st.caption("  \n".join(tm(part) for part in (*parts.start, detail.learned)))
    for heading, facts in (
        (t("Makes following likelier:"), parts.likelier),
        (t("Makes following less likely:"), parts.less_likely),
    ):
        if facts:
            st.markdown(f"{heading}\n" + "\n".join(f"- {tm(fact)}" for fact in facts))
    if parts.no_effect:
        listed = " · ".join(tm_text(fact) for fact in parts.no_effect)
        st.caption(t("Next to no effect: {facts}", facts=listed))


def _timeline(about: Context, detail: CustomerDetail, assessment: Assessment) -> None:
    days = records.timeline(about, assessment, detail.customer_id)
    if days.empty:
        _empty_card(t("No contact with this customer is on record within two years"))
    else:
        _timeline_chart(about, detail, assessment, days)


def _timeline_chart(
    about: Context, detail: CustomerDetail, assessment: Assessment, days: pd.DataFrame
) -> None:
    title = records.timeline_title(days, assessment)
    end = pd.Timestamp(assessment.as_of)
    _chart(
        about,
        detail,
        "timeline",
        tm(title),
        t("A dot for each day with contact, larger for a visit or meeting; hollow: has left"),
        t_text("Time line of contact days. {title}.", title=title),
        lambda colours: charts.timeline_chart(
            days, colours, start=end - pd.DateOffset(months=records.MONTHS), end=end
        ),
    )


def _bookings(about: Context, detail: CustomerDetail, assessment: Assessment) -> None:
    months = records.booking_months(about, assessment, detail.customer_id)
    if months.empty:
        _empty_card(t("No booking of this customer is on record within two years"))
        return
    title = records.bookings_title(months, assessment.currency)
    _chart(
        about,
        detail,
        "bookings",
        tm(title),
        t("Revenue booked in the last 24 months, by month"),
        t_text("Bar chart: bookings by month. {title}.", title=title),
        lambda colours: charts.bookings_chart(months, colours, assessment.currency),
    )


def _tabs(about: Context, detail: CustomerDetail, assessment: Assessment) -> None:
    """The rows behind every figure, read and drawn when their tab is opened."""
    chosen = (about, assessment, detail.customer_id)
    token = (about.key, detail.customer_id)
    draw_open(
        (
            Tab(
                "people",
                t("Who knows them"),
                lambda: _rows_of(
                    records.Rows(detail.knowers, detail.knowers_columns),
                    "knowers",
                    assessment,
                    token,
                ),
            ),
            Tab("contacts", t("Through whom"), lambda: _contacts(about, detail, assessment, token)),
            Tab(
                "activities",
                t("Contact records"),
                lambda: _rows_of(records.activities(*chosen), "activities", assessment, token),
            ),
            Tab(
                "bookings",
                t("Bookings"),
                lambda: _rows_of(records.bookings(*chosen), "bookings", assessment, token),
            ),
        ),
        key="customers-tabs",
    )


def _contacts(
    about: Context, detail: CustomerDetail, assessment: Assessment, token: Hashable
) -> None:
    st.caption(t("People at the customer, and who of us was in touch with them."))
    _rows_of(records.contacts(about, assessment, detail.customer_id), "contacts", assessment, token)


def _rows_of(rows: records.Rows, name: str, assessment: Assessment, token: Hashable) -> None:
    if rows.frame.empty:
        st.caption(t("There is nothing on record."))
        return
    titles = {
        "knowers": t_text("Who knows the customer"),
        "contacts": t_text("People at the customer"),
        "activities": t_text("Contact records"),
        "bookings": t_text("Bookings"),
    }
    table(
        rows.frame,
        rows.columns,
        key=f"customer-{name}",
        page=NAME,
        as_of=assessment.as_of,
        alt=titles[name],
        token=token,
    )
