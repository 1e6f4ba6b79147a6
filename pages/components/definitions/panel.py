"""What every figure means: plain words, the formula, where it comes from; one click away."""

from collections.abc import Mapping

import streamlit as st

from analytics.messages import message
from analytics.policy import Policy
from pages.components import loading
from pages.components.cache import Kept
from pages.components.definitions.departure_terms import DEPARTURE_TERMS
from pages.components.definitions.engine_terms import RISK_TERMS, Definition
from pages.components.definitions.origins import BOOKINGS, CONTACTS, LOSSES, RECORDS
from pages.components.definitions.policy_terms import policy_terms
from pages.components.definitions.review_terms import REVIEW_TERMS
from pages.components.definitions.safeguard_terms import SAFEGUARD_TERMS
from pages.components.registry import link
from pages.components.text import t, tm

__all__ = ["definition", "definitions"]


#: Terms by their name in code and files whose meaning no setting changes.
_FIXED: dict[str, Definition] = {
    "revenue_12m": Definition(
        message("Revenue, last 12 months"),
        message("What was booked in the 365 days up to the data's date; not cash received."),
        message("Sum of bookings; credit notes count with their sign."),
        BOOKINGS,
    ),
    "single_threaded": Definition(
        message("On record with one person only"),
        message(
            "Customers with exactly one person in the company who knows them, by what is on "
            "record. Records prove that somebody is in touch, not that nobody else is."
        ),
        message("The number of people who know the customer is 1."),
        CONTACTS,
    ),
    "untended": Definition(
        message("Nobody in touch"),
        message("There are records of this customer, but nobody is in touch any more."),
        message("The number of people who know the customer is 0."),
        CONTACTS,
    ),
    "share": Definition(
        message("Share of the relationship"),
        message("How much of the relationship with a customer one person holds."),
        message("The person's relationship strength divided by that of all active colleagues."),
        CONTACTS,
    ),
    "evidence": Definition(
        message("Proven, inferred, not known"),
        message(
            "Proven: contact records or bookings show who knows the customer. Inferred: only the "
            "name of an owner is on file. Not known: nothing is recorded."
        ),
        message("The first that holds: contact records, bookings, name in the file only."),
        RECORDS,
    ),
    "top_rep": Definition(
        message("Main contact"),
        message("The person who holds the largest part of the relationship."),
        message("The largest share; a tie goes to the latest contact."),
        CONTACTS,
    ),
    "walk_away_probability": Definition(
        message("May leave with a person"),
        message("The chance that the customer is lost within 12 months because somebody leaves."),
        message("1 less the product of (1 − chance of leaving × chance of following)."),
        LOSSES,
    ),
    "expected_loss": Definition(
        message("Expected loss, 12 months"),
        message(
            "The average over many years like this one; most years cost less, a few far more. What "
            "customers who stay buy less stands beside it. Its rank is told as the places that are "
            "possible, four times of five."
        ),
        message("Yearly customer revenue × chance that the customer leaves with a person, summed."),
        LOSSES,
    ),
    "departure_loss": Definition(
        message("Would go with this person"),
        message("The yearly revenue that would probably follow, if this person left."),
        message("Sum of yearly customer revenue × chance of following."),
        LOSSES,
    ),
    "var_95": Definition(
        message("Bad year, one in twenty"),
        message("In one year of twenty, departures cost this much or more."),
        message("95th percentile of the simulated yearly loss (value at risk)."),
        LOSSES,
    ),
    "es_95": Definition(
        message("Average of the worst years"),
        message("What the worst year of twenty costs on average."),
        message("Mean of the simulated loss beyond its 95th percentile (expected shortfall)."),
        LOSSES,
    ),
    "resilience": Definition(
        message("How many departures we survive"),
        message("The revenue whose customer is still known by somebody, person after person gone."),
        message("The departures that cost most come first."),
        CONTACTS,
    ),
    "bus_factor": Definition(
        message("How few departures leave half without anyone"),
        message("The least number of people who together alone know half of the revenue."),
        message(
            "The smallest group whose departure leaves customers with more than half of the proven "
            "yearly customer revenue without anyone who knows them."
        ),
        CONTACTS,
    ),
    "concentration": Definition(
        message("Concentration"),
        message("How much of the revenue rests on how few salespeople."),
        message("Shares of revenue by salesperson; the Herfindahl index is the sum of squares."),
        BOOKINGS,
    ),
    "effective_reps": Definition(
        message("How many equal shares it amounts to"),
        message("As many people with equal shares would be just as concentrated."),
        message("1 divided by the sum of squared shares."),
        BOOKINGS,
    ),
    "logging_coverage": Definition(
        message("Logging coverage"),
        message(
            "How much of somebody's work is recorded. Who records little looks less connected than "
            "they are; who records everything, more."
        ),
        message("Customers with bookings of the person that also have a contact record."),
        RECORDS,
    ),
    "second_contact": Definition(
        message("Second contact"),
        message("A colleague who knows the customer too and could carry on tomorrow."),
        message("A second person who counts among those who know the customer."),
        CONTACTS,
    ),
    "company_share": Definition(
        message("Held by the company, not by sales"),
        message("The part of the relationship with service, technical staff or management."),
        message("Sum of the shares of everybody who is not in sales."),
        CONTACTS,
    ),
    **RISK_TERMS,
    **DEPARTURE_TERMS,
    **SAFEGUARD_TERMS,
    **REVIEW_TERMS,
}


#: The terms of the newest policies.
_TERMS: Kept[Mapping[str, Definition]] = Kept(4)


def definitions(policy: Policy) -> Mapping[str, Definition]:
    """Every term of the pages by its name in code and files, with the numbers of a policy."""
    return _TERMS.get(policy.fingerprint, lambda: {**_FIXED, **policy_terms(policy)})


def definition(term: str, *more: str, key: str) -> None:
    """Draw the small button that opens the definition of a term, and of ``more`` beside it;
    ``key`` is unique on a page."""
    terms = definitions(loading.policy(loading.settings()))
    label = t("What is this? {term}", term=terms[term].name)
    with st.popover(label, type="tertiary", icon=":material/help:", key=f"define-{key}"):
        for each in (term, *more):
            meaning = terms[each]
            st.markdown(f"**{tm(meaning.name)}**\n\n{tm(meaning.meaning)}")
            computed = t("How it is computed: {formula}", formula=meaning.formula)
            st.caption(f"{computed}\n\n{t('From: {origin}', origin=meaning.origin)}")
        link("glossary", t("All words"), icon=":material/menu_book:", term=term)
