"""What the words of a departure mean: bands, first days, successors, prices."""

from analytics.departure.first_days import DAYS
from analytics.departure.simulation import CLOSE
from analytics.messages import Percent, message
from pages.components.definitions.engine_terms import Definition
from pages.components.definitions.origins import MODELS, RECORDS

__all__ = ["DEPARTURE_TERMS"]

#: Terms by their name on the page.
DEPARTURE_TERMS: dict[str, Definition] = {
    "departure_bands": Definition(
        message("Stays, can be saved, most likely to go"),
        message(
            "What happens to customers by who else knows them. Stays: somebody who stays knows the "
            "customer. Most likely to go: nobody who stays is in touch, and the tie is close. Can "
            "be saved by a call: all others."
        ),
        message(
            "Who has given notice does not stay. A tie is close from a chance of {close} on, in "
            "the way of leaving that is looked at. What the weeks are worth: the difference of "
            "revenue × chance before and after introductions of customers nobody else knows, in "
            "order of expected loss; each gives the successor the strength of the second-contact "
            "plan.",
            close=Percent(CLOSE),
        ),
        MODELS,
    ),
    "first_days": Definition(
        message("The first five days"),
        message("Whom to call in which order, and what else has to be done at once."),
        message(
            "Calls to customers nobody who stays knows, in order of revenue × chance, by the "
            "proposed successor, within {days} days; joint visits to core customers while the "
            "leaver is here. Access is closed at once where somebody goes at once or to a rival.",
            days=DAYS,
        ),
        RECORDS,
    ),
    "successor": Definition(
        message("Proposed successor"),
        message(
            "Who could take over: who knows the customer, else who is in touch, else who looks "
            "after similar customers, speaks the language and has room. Decide together."
        ),
        message(
            "Salespeople who stay. The dearest customers choose first; nobody is filled with new "
            "customers beyond a fifth more than an even share."
        ),
        RECORDS,
    ),
    "price_concession": Definition(
        message("Price concession"),
        message("What a lower price to keep a customer costs a year, all of it margin."),
        message(
            "Cost: part of the yearly revenue. Pays up to: the chance to follow × margin ÷ "
            "revenue, if the concession surely keeps the customer."
        ),
        MODELS,
    ),
}
