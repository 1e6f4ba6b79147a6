"""What the figures of the risk engine mean: ranges, ranks, reasons, departures."""

from dataclasses import dataclass

from analytics.messages import Message, message

__all__ = ["RISK_TERMS", "Definition"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One term: its name on screen, what it means, how it is computed, from what."""

    name: Message
    meaning: Message
    formula: Message
    origin: Message


_RECORDS = message("Contact records, bookings and people of the customer relationship system.")
_PAST = message("Past departures, the customers of the leavers, and their bookings.")
_MODELS = message("The models of leaving and of following, and how sure they are.")

#: Terms by their name in code and files.
RISK_TERMS: dict[str, Definition] = {
    "range": Definition(
        message("Range (4 of 5 times)"),
        message(
            "Where the true value lies four times of five, as far as the records can say. A wide "
            "range means: little is known, not: little will happen."
        ),
        message("From the 10th to the 90th percentile of what the model holds possible."),
        _MODELS,
    ),
    "rank": Definition(
        message("Rank by expected loss"),
        message(
            "The places that somebody may take in the list if the estimates are off as far as they "
            "may be. Those of one group cannot be told "
            "apart: the order among them is not certain."
        ),
        message(
            "Ranks in some hundred draws of both models; four of five lie between the two places. "
            "A group ends where the best place is worse than the worst of the one who began it."
        ),
        _MODELS,
    ),
    "odds_ratio": Definition(
        message("Times the odds"),
        message(
            "How the reason moves the odds of leaving against a colleague for whom it is as usual. "
            "1.7 times turns 10 in 100 into 16 in 100. It is an association, not a cause."
        ),
        message(
            "exp(weight × distance from the usual); weights from published studies, moved by the "
            "company's own departures."
        ),
        _RECORDS,
    ),
    "backtest": Definition(
        message("Does the estimate come true?"),
        message(
            "The company's history is cut into years; for each, the model learns only from what "
            "was known before it, and its estimates are compared with who left."
        ),
        message(
            "Share of pairs put in the right order (area under the curve, 50 in 100 is chance), "
            "mean squared error (Brier score) and calibration slope, with their ranges."
        ),
        _RECORDS,
    ),
    "domino": Definition(
        message("Further departures"),
        message("What is expected of the others once this person leaves, beyond what is anyway."),
        message(
            "Sum over the others of their chance given this departure less their chance today; in "
            "money, over customers who did not go already."
        ),
        _MODELS,
    ),
    "exit_kinds": Definition(
        message("Ways of leaving"),
        message(
            "What would go if this person left now, by the way it happens: questions to ask, not "
            "forecasts."
        ),
        message(
            "The odds of following × a factor: orderly 0.6, overnight 1.35, competitor 1.65, "
            "own business 2, whole team 2; directions from studies, sizes judged."
        ),
        _MODELS,
    ),
    "keep_value": Definition(
        message("Worth of a year without leaving"),
        message("The expected loss that would not happen if this person surely stayed a year."),
        message(
            "Sum over customers of revenue at stake × this person's part of the chance to leave."
        ),
        _MODELS,
    ),
    "raise_break_even": Definition(
        message("Largest raise that pays"),
        message(
            "Up to this raise a year, the avoided expected loss is as large as the raise. Pay goes "
            "with staying on average: an association, no promise for one person."
        ),
        message(
            "Raises up to half of the pay are tried; each moves the odds of leaving along the "
            "weight of pay against colleagues of the same job."
        ),
        message("Pay on record, and the model of leaving."),
    ),
    "departure_effect": Definition(
        message("Against comparable customers"),
        message(
            "What the customers of a leaver bought in the year after, against customers of the "
            "same size and segment who kept their salesperson. Both less and more occur."
        ),
        message(
            "Revenue of the year after ÷ what comparable customers would have made of the revenue "
            "before, less 1; the range from resampling the customers."
        ),
        _PAST,
    ),
}
