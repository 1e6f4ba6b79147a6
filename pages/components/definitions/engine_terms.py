"""What the figures of the risk engine mean: how sure, how checked, what would change them."""

from dataclasses import dataclass
from typing import Any

from analytics.attrition.drivers import REASON, STRONG_REASON
from analytics.losses.exits import EXIT_KINDS, exit_factor
from analytics.messages import Message, Percent, message
from pages.components.definitions.origins import MODELS, OWN_AND_PUBLISHED, RECORDS

__all__ = ["RISK_TERMS", "Definition"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One term: its name on screen, what it means, how it is computed, from what."""

    name: Message
    meaning: Message
    formula: Message
    origin: Message


_FACTORS: dict[str, Any] = {kind: exit_factor(kind) for kind in EXIT_KINDS}

#: Terms by their name in code and files.
RISK_TERMS: dict[str, Definition] = {
    "reason": Definition(
        message("How much a reason counts"),
        message(
            "The estimate as it is, and as it would be if this one thing were as usual. It is an "
            "association, not a cause."
        ),
        message(
            "Weights from published studies, moved by the company's own departures, × the distance "
            "from the usual. A reason is what moves the estimate by {weak} and more; from {strong} "
            "on it is strong.",
            weak=Percent(REASON),
            strong=Percent(STRONG_REASON),
        ),
        RECORDS,
    ),
    "exit_kinds": Definition(
        message("Ways of leaving"),
        message(
            "What would go if this person left now, by the way it happens: questions to ask, not "
            "forecasts."
        ),
        message(
            "q ÷ (1 − q) of the chance q of following × a factor: orderly {orderly}, overnight "
            "{sudden}, competitor {competitor}, own business {own_business}, whole team {team}; "
            "directions from studies, sizes judged.",
            **_FACTORS,
        ),
        MODELS,
    ),
    "keep_value": Definition(
        message("Worth of a year without leaving"),
        message("The expected loss that would not happen if this person surely stayed a year."),
        message(
            "Sum over customers of yearly customer revenue × this person's part of the chance to "
            "leave."
        ),
        MODELS,
    ),
    "raise_break_even": Definition(
        message("Largest raise that pays"),
        message(
            "Up to this raise a year, the avoided expected loss is as large as the raise. Pay goes "
            "with staying on average: an association, no promise for one person."
        ),
        message(
            "Raises up to half of the pay are tried; each lowers the chance of leaving along the "
            "weight of pay against colleagues of the same job."
        ),
        message("Pay on record, and the model of leaving."),
    ),
    "attrition_interval": Definition(
        message("Range of the chance (4 of 5 times)"),
        message(
            "The chance of leaving lies within this range four times out of five. It is wide "
            "because few departures are known and nobody's reasons are all on record."
        ),
        message(
            "The middle 80 per cent of the chances that agree with published effects, own "
            "departures and what no record says about a person."
        ),
        OWN_AND_PUBLISHED,
    ),
    "rank_band": Definition(
        message("Cannot be told apart"),
        message(
            "The order by expected loss is uncertain as its parts are. Whoever is in the first "
            "group may just as well be first."
        ),
        message(
            "Chances of leaving and following are drawn many times, everybody is ranked each "
            "time; the range holds four of five of these ranks. Two are told apart where nine "
            "draws of ten order them alike; a group ends before the first who is told apart from "
            "one of its members. That the models may have the wrong form is drawn, too, as far as "
            "the check against the past leaves it open."
        ),
        OWN_AND_PUBLISHED,
    ),
    "further_departures": Definition(
        message("Further departures (domino effect)"),
        message(
            "When somebody leaves, colleagues of the same team become somewhat more likely to "
            "leave, too. This is what more would then be expected to go."
        ),
        message(
            "Expected loss through the others once this person has left, less what is expected "
            "through them anyway; no customer counts twice."
        ),
        message("Chances of leaving, teams, and how departures depend on each other (policy)."),
    ),
    "learned_from": Definition(
        message("What the estimates rest on"),
        message(
            "Every estimate begins with published studies. The company's own departures move it, "
            "the more of them the further."
        ),
        message("Published effects and rates as a starting point, updated by own departures."),
        OWN_AND_PUBLISHED,
    ),
    "past_check": Definition(
        message("Checked against what happened"),
        message(
            "Estimates as they would have been made in the past, from what was known then, "
            "compared with what came after. Better is only said where chance does not explain it."
        ),
        message(
            "Learned before a day, predicted for the time after it. Order: of two people, how "
            "often the one who left had the higher chance (area under the curve). Size: mean "
            "squared error (Brier score) and calibration slope. Where time with the company alone "
            "or one chance for everybody predicts better, the chances shown move there."
        ),
        message("The company's own departures on record."),
    ),
    "what_matters": Definition(
        message("What would change the expected loss"),
        message(
            "Each assumption is moved alone to both ends of a plausible range. What moves the "
            "result far deserves a discussion; what hardly moves it does not."
        ),
        message("Expected loss computed anew at both ends of each range, all else as it is."),
        message("The policy of the company; ranges from published values and judgement."),
    ),
    "joint_stress": Definition(
        message("Both more likely at once"),
        message(
            "Where customers can follow easily, people leave more often. The estimate takes both "
            "as independent; this asks what it would be if they were not. No forecast."
        ),
        message(
            "q ÷ (1 − q) of the chance of following half as high again; of the chance of leaving "
            "the same for people of average ease, more for those whose customers follow easily."
        ),
        message("Gurun, Stoffman & Yonker 2021; Clifford & Gerken 2021; the size is a judgement."),
    ),
    "past_departures": Definition(
        message("When people left before"),
        message(
            "What customers of people who left bought in the year after, against customers who "
            "bought and grew alike and whose salesperson stayed. It may be less or more, and is "
            "said only where the same comparison a year earlier comes out at nothing."
        ),
        message(
            "Revenue of the year after, divided by what comparable customers would lead one to "
            "expect, less 1; the range holds 19 times out of 20. A year earlier, 0 has to lie in "
            "the range of four times out of five."
        ),
        message("Bookings of up to three years before and of the year after each departure."),
    ),
}
