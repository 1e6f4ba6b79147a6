"""What the figures of a risk review mean: what has changed, and whether the risk fell."""

from analytics.messages import message
from pages.components.definitions.engine_terms import Definition
from pages.components.definitions.origins import MODELS, RECORDS

__all__ = ["REVIEW_TERMS"]

#: Terms by their name in code and files.
REVIEW_TERMS: dict[str, Definition] = {
    "review_change": Definition(
        message("What has changed since the last review"),
        message(
            "The difference between two reviews, split so that it adds up to the cent and to the "
            "last customer. Each customer stands once among people, customers, revenue and records."
        ),
        message(
            "What was known at the last review is replaced by what is known now, in this order: "
            "people, customers, revenue, records, then the policy, the estimates, the program. A "
            "customer stands under the first that makes up half of its change."
        ),
        RECORDS,
    ),
    "risk_fall": Definition(
        message("Did the risk fall?"),
        message(
            "Customers with a second contact accepted since the last review against customers "
            "without, who began with the same risk and the same trend: whoever is chosen because "
            "the risk is high would see some of it fall by itself."
        ),
        message(
            "The mean change of the chance to go with a person, less that of up to five customers "
            "alike; its range from drawing main contacts anew. Shown from 20 customers in each "
            "group."
        ),
        MODELS,
    ),
}
