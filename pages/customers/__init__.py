"""Customers, for managers and salespeople: which of them depend on one person, and why?"""

import streamlit as st

from analytics.relationships.service import unmatched_segments
from data.assessments import Loaded
from pages.components import listing
from pages.components.frame import View
from pages.components.loading import Context
from pages.components.text import t, tm
from pages.customers import records
from pages.customers.detail import CustomerDetail, customer_detail
from pages.customers.ranking import customer_listing, headline
from pages.customers.single import draw_customer

__all__ = ["page"]


def page(view: View) -> None:
    """Draw one customer, if the address chooses one, else the ranked list."""
    loaded = view.loaded()
    assessment, about = loaded.assessment, view.about
    counted_as = about.statements.identities
    detail = listing.opened(
        "customer",
        lambda customer_id: _detail(about, counted_as.customer(customer_id), loaded),
        lambda customer_id: t("No customer here has the id {customer}.", customer=customer_id),
    )
    if detail:
        view.name_the_tab(detail.name)
        draw_customer(view, about, detail, loaded)
        return
    view.headline(tm(view.once("customers-headline", lambda: headline(assessment))))
    unmatched = view.once(
        "customers-unmatched",
        lambda: unmatched_segments(assessment.customers, about.policy.service),
    )
    if unmatched:
        st.caption(
            t(
                "The policy promises visits to segments that no customer has: {segments}",
                segments=" · ".join(unmatched),
            )
        )
    service = records.service(about, assessment)
    ranked = view.once(
        "customers", lambda: customer_listing(about, assessment, loaded.plan, service)
    )
    listing.draw(view, ranked, assessment.as_of)


def _detail(about: Context, customer_id: str, loaded: Loaded) -> CustomerDetail | None:
    return about.once(
        "customer",
        lambda: customer_detail(loaded.assessment, customer_id, loaded.plan),
        customer_id,
    )
