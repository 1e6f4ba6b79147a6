"""What the words of safeguards mean: open points, checks, customers without anyone."""

from analytics.messages import message
from analytics.self_check import VALID_DAYS
from pages.components.definitions.engine_terms import Definition
from pages.components.definitions.origins import MODELS, RECORDS

__all__ = ["SAFEGUARD_TERMS"]

#: Terms by their name on the page.
SAFEGUARD_TERMS: dict[str, Definition] = {
    "open_points": Definition(
        message("Open points"),
        message(
            "A rule of the house and one person, customer or system for which it is not kept: a "
            "question to be asked, not an accusation."
        ),
        message(
            "One for each rule and subject. What was explained or accepted is not open, as long as "
            "nothing newer is seen and the day has not come."
        ),
        RECORDS,
    ),
    "checks_run": Definition(
        message("Rules that were checked"),
        message(
            "How many rules could be checked. A rule whose table is missing is never taken for "
            "kept: it is asked about in the self-check."
        ),
        message("Rules that ran, of those that are switched on."),
        RECORDS,
    ),
    "without_anyone": Definition(
        message("Customers without anyone"),
        message(
            "Yearly revenue of customers whom people who have left hold, or whom nobody "
            "is in touch "
            "with any more."
        ),
        message("Sum of the yearly customer revenue of these customers, each once."),
        RECORDS,
    ),
    "decided_points": Definition(
        message("Points looked at"),
        message("Points that somebody has checked, explained or accepted until a day."),
        message("Counted by what was decided last and still stands."),
        RECORDS,
    ),
    "self_check": Definition(
        message("Self-check"),
        message(
            "Fifteen questions about what no table says. An answer is stated by somebody, not "
            "measured. Brand and satisfaction of customers are not measured here."
        ),
        message("An answer holds for {days} days.", days=VALID_DAYS),
        RECORDS,
    ),
    "usual_exports": Definition(
        message("Usual and unusual days"),
        message(
            "Half of the days that are compared have fewer records than the dashed line. A filled "
            "dot is a day far beyond: many records, and far from what is usual."
        ),
        message(
            "Measured by the person's own days of 12 months; with few of them, by those of "
            "colleagues in the same job. The limits stand in the policy."
        ),
        RECORDS,
    ),
    "non_compete_cost": Definition(
        message("What a non-compete would cost"),
        message(
            "What the law of the place asks for at least, for the usual longest term, beside what "
            "would go along with the person. Arithmetic, no promise and no advice."
        ),
        message("Base and variable pay of a year × the least part that is owed × term in years."),
        MODELS,
    ),
}
