"""What every figure means: plain words, the formula, where it comes from; one click away."""

import streamlit as st

from analytics.messages import message
from pages.components.definitions.engine_terms import RISK_TERMS, Definition
from pages.components.text import t, tm

__all__ = ["DEFINITIONS", "definition"]


_BOOKINGS = message("Bookings of the last 12 months, in the reporting currency.")
_CONTACTS = message("Contact records; else bookings with a salesperson; else the owner on file.")
_RECORDS = message("Contact records, bookings and people of the customer relationship system.")
_LOSSES = message("Chance of leaving, chance of following and revenue at stake of every customer.")

#: Every term of the pages by its name in code and files.
DEFINITIONS: dict[str, Definition] = {
    "revenue_12m": Definition(
        message("Revenue, last 12 months"),
        message("What was booked in the 365 days up to the data's date; not cash received."),
        message("Sum of bookings; credit notes count with their sign."),
        _BOOKINGS,
    ),
    "exposure": Definition(
        message("Revenue at stake"),
        message("The yearly revenue of customers who still buy, and could still be lost."),
        message("Revenue of the last 12 months, at least 0; 0 for a lapsed customer."),
        _BOOKINGS,
    ),
    "lapsed": Definition(
        message("Lapsed"),
        message("A customer who used to buy often and has stopped: that money is gone already."),
        message(
            "No positive booking for 180 days, although half of the gaps before were shorter "
            "than 90 days."
        ),
        _BOOKINGS,
    ),
    "single_threaded": Definition(
        message("Known by one person only"),
        message("Customers with exactly one person in the company who knows them."),
        message("The number of people who know the customer is 1."),
        _CONTACTS,
    ),
    "known_by": Definition(
        message("People who know the customer"),
        message("Colleagues with a relationship that would carry the customer on."),
        message(
            "A relationship counts if it has at least a fifth of the strength of the strongest "
            "one, and is not just a trace."
        ),
        _CONTACTS,
    ),
    "untended": Definition(
        message("Nobody in touch"),
        message("There are records of this customer, but nobody is in touch any more."),
        message("The number of people who know the customer is 0."),
        _CONTACTS,
    ),
    "orphaned": Definition(
        message("Without anyone since a departure"),
        message("Most of the relationship was with people who have left the company."),
        message("Departed people hold more than half of all relationship strength."),
        _CONTACTS,
    ),
    "strength": Definition(
        message("Relationship strength"),
        message("How often, how closely and how recently two people were in touch."),
        message(
            "Each day of contact counts once, a visit 4, a meeting 3, a call 2, service 1.5, a "
            "message or e-mail 1; after 90 days it counts half."
        ),
        _CONTACTS,
    ),
    "share": Definition(
        message("Share of the relationship"),
        message("How much of the relationship with a customer one person holds."),
        message("The person's relationship strength divided by that of all active colleagues."),
        _CONTACTS,
    ),
    "evidence": Definition(
        message("Proven, inferred, not known"),
        message(
            "Proven: contact records or bookings show who knows the customer. Inferred: only the "
            "name of an owner is on file. Not known: nothing is recorded."
        ),
        message("The first that holds: contact records, bookings, name in the file only."),
        _RECORDS,
    ),
    "top_rep": Definition(
        message("Main contact"),
        message("The person who holds the largest part of the relationship."),
        message("The largest share; a tie goes to the latest contact."),
        _CONTACTS,
    ),
    "core": Definition(
        message("Core customer"),
        message("The largest customers, which together make up four fifths of the revenue."),
        message("By revenue at stake, largest first, until 80 per cent is reached."),
        _BOOKINGS,
    ),
    "attrition_probability": Definition(
        message("May leave within 12 months"),
        message(
            "An estimate from what is usual in the trade and what is recorded about work, never "
            "about age, sex, origin, health, family or union. It is a reason to talk, no verdict."
        ),
        message(
            "Published effects around the yearly rate of the trade, updated by the company's own "
            "departures; 1 where notice is given."
        ),
        _RECORDS,
    ),
    "follow_probability": Definition(
        message("Would follow"),
        message("The chance that a customer goes along if this person leaves."),
        message(
            "Grows with the person's share; falls with further colleagues, more people at the "
            "customer and the age of the firm's relationship; learned from own past departures "
            "where there are any, else published."
        ),
        _RECORDS,
    ),
    "walk_away_probability": Definition(
        message("May leave with a person"),
        message("The chance that the customer is lost within 12 months because somebody leaves."),
        message("1 less the product of (1 − chance of leaving × chance of following)."),
        _LOSSES,
    ),
    "expected_loss": Definition(
        message("Expected loss, 12 months"),
        message(
            "The average over many years like this one; most years cost less, a few far more. Its "
            "rank is told as the places that are possible, four times of five."
        ),
        message("Revenue at stake × chance that the customer leaves with a person, summed."),
        _LOSSES,
    ),
    "departure_loss": Definition(
        message("Would go with this person"),
        message("The yearly revenue that would probably follow, if this person left."),
        message("Sum of revenue at stake × chance of following."),
        _LOSSES,
    ),
    "var_95": Definition(
        message("Bad year, one in twenty"),
        message(
            "In one year of twenty, departures cost this much or more. That departures come in "
            "clusters within a team is counted, as the policy says."
        ),
        message("95th percentile of the simulated yearly loss (value at risk)."),
        _LOSSES,
    ),
    "es_95": Definition(
        message("Average of the worst years"),
        message("What the worst year of twenty costs on average."),
        message("Mean of the simulated loss beyond its 95th percentile (expected shortfall)."),
        _LOSSES,
    ),
    "resilience": Definition(
        message("How many departures we survive"),
        message("The revenue whose customer is still known by somebody, person after person gone."),
        message("The departures that cost most come first."),
        _CONTACTS,
    ),
    "bus_factor": Definition(
        message("How few departures leave half without anyone"),
        message("The least number of people who together alone know half of the revenue."),
        message(
            "The smallest group whose departure leaves customers with more than half of the proven "
            "revenue at stake without anyone who knows them."
        ),
        _CONTACTS,
    ),
    "concentration": Definition(
        message("Concentration"),
        message("How much of the revenue rests on how few salespeople."),
        message("Shares of revenue by salesperson; the Herfindahl index is the sum of squares."),
        _BOOKINGS,
    ),
    "effective_reps": Definition(
        message("How many equal shares it amounts to"),
        message("As many people with equal shares would be just as concentrated."),
        message("1 divided by the sum of squared shares."),
        _BOOKINGS,
    ),
    "limits": Definition(
        message("Limits"),
        message("What the company has set for itself as too much; they can be changed."),
        message(
            "One person at most 20 per cent of core customers, at most 40 per cent of revenue at "
            "stake known by one person only, no core customer so for more than 90 days."
        ),
        _RECORDS,
    ),
    "logging_coverage": Definition(
        message("Logging coverage"),
        message(
            "How much of somebody's work is recorded. Who records little looks less connected than "
            "they are; who records everything, more."
        ),
        message("Customers with bookings of the person that also have a contact record."),
        _RECORDS,
    ),
    "second_contact": Definition(
        message("Second contact"),
        message("A colleague who knows the customer too and could carry on tomorrow."),
        message("A second person who counts among those who know the customer."),
        _CONTACTS,
    ),
    "company_share": Definition(
        message("Held by the company, not by sales"),
        message("The part of the relationship with service, technical staff or management."),
        message("Sum of the shares of everybody who is not in sales."),
        _CONTACTS,
    ),
    **RISK_TERMS,
}


def definition(term: str, *more: str, key: str) -> None:
    """Draw the small button that opens the definition of a term, and of ``more`` beside it;
    ``key`` is unique on a page."""
    label = t("What is this? {term}", term=DEFINITIONS[term].name)
    with st.popover(label, type="tertiary", icon=":material/help:", key=f"define-{key}"):
        for each in (term, *more):
            meaning = DEFINITIONS[each]
            st.markdown(f"**{tm(meaning.name)}**")
            st.markdown(tm(meaning.meaning))
            st.caption(t("How it is computed: {formula}", formula=meaning.formula))
            st.caption(t("From: {origin}", origin=meaning.origin))
