"""Terms whose meaning the policy sets: every number in them is the one in force."""

from analytics.messages import Message, Percent, message
from analytics.policy import ExposureRules, LossRules, Policy, RelationshipRules, ServiceRules
from pages.components.definitions.engine_terms import Definition
from pages.components.definitions.origins import (
    BOOKINGS,
    CONTACTS,
    OWN_AND_PUBLISHED,
    RECORDS,
)

__all__ = ["policy_terms"]


def policy_terms(policy: Policy) -> dict[str, Definition]:
    """The terms by their name in code and files, with the numbers of ``policy``."""
    return {
        **_customer_terms(policy),
        "exposure": _exposure(policy.exposure),
        **_contact_terms(policy.relationships),
        **_chance_terms(policy),
        "limits": _limits(policy),
        "loss_law": _loss_law(policy.losses),
        "second_contact_plan": _plan(policy),
        "service": _service(policy.service),
    }


def _service(rules: ServiceRules) -> Definition:
    means = message("Whether a customer is looked after as promised, or as usual.")
    if not rules.visits:
        return Definition(
            message("Service"),
            means,
            message(
                "The days since the last contact are at most twice the customer's own median gap "
                "of the last 24 months. The policy may promise segments visits instead."
            ),
            CONTACTS,
        )
    return Definition(
        message("Service"),
        means,
        message(
            "Days with a visit or meeting in the last three months, at least: {promised}. In other "
            "segments the days since the last contact are at most twice the customer's own median "
            "gap of the last 24 months.",
            promised=" · ".join(f"{segment} {visits}" for segment, visits in rules.visits.items()),
        ),
        CONTACTS,
    )


def _exposure(rules: ExposureRules) -> Definition:
    means = message("The yearly revenue of customers who still buy, and could still be lost.")
    if rules.pipeline == "open":
        return Definition(
            message("Yearly customer revenue"),
            means,
            message(
                "Bookings of the last {months} months (won deals where there are no bookings) as a "
                "year's, at least 0; 0 for a lapsed customer. To it come the open deals times the "
                "share of deals closed in the last 24 months that were won; nothing while fewer "
                "than ten were closed.",
                months=rules.months,
            ),
            BOOKINGS,
        )
    return Definition(
        message("Yearly customer revenue"),
        means,
        message(
            "Bookings of the last {months} months (won deals where there are no bookings) as a "
            "year's, at least 0; 0 for a lapsed customer.",
            months=rules.months,
        ),
        BOOKINGS,
    )


def _customer_terms(policy: Policy) -> dict[str, Definition]:
    rules = policy.relationships
    days = rules.lapsed_days * policy.exposure.years
    return {
        "lapsed": Definition(
            message("Lapsed"),
            message(
                "A customer who used to buy often and has stopped: that money is gone already."
            ),
            message(
                "No positive booking for {days} days, although half of the gaps before were "
                "shorter than {gap} days.",
                days=days,
                gap=days / 2,
            ),
            BOOKINGS,
        ),
        "core": Definition(
            message("Core customer"),
            message(
                "The largest customers, which together make up {share} of the yearly customer "
                "revenue.",
                share=Percent(rules.core_share),
            ),
            message(
                "By yearly customer revenue, largest first, until {share} is reached.",
                share=Percent(rules.core_share),
            ),
            BOOKINGS,
        ),
        "orphaned": Definition(
            message("Without anyone since a departure"),
            message("Most of the relationship was with people who have left the company."),
            message(
                "Departed people hold more than {share} of all relationship strength.",
                share=Percent(rules.orphan_share),
            ),
            CONTACTS,
        ),
    }


def _contact_terms(rules: RelationshipRules) -> dict[str, Definition]:
    return {
        "known_by": Definition(
            message("People who know the customer"),
            message("Colleagues with a relationship that would carry the customer on."),
            message(
                "A relationship counts if it has at least {share} of the strength of the strongest "
                "one and, by contact records, a strength of {strength} and more.",
                share=Percent(rules.meaningful_share),
                strength=rules.min_strength,
            ),
            CONTACTS,
        ),
        "strength": Definition(
            message("Relationship strength"),
            message("How often, how closely and how recently two people were in touch."),
            message(
                "Each day of contact counts once, by its closest kind: visit {visit}, meeting "
                "{meeting}, call {call}, service {service}, message {message}, e-mail {email}, "
                "other {other}; after {days} days it counts half.",
                days=rules.half_life_days,
                **rules.weights.model_dump(),
            ),
            CONTACTS,
        ),
    }


def _chance_terms(policy: Policy) -> dict[str, Definition]:
    rates = policy.attrition
    return {
        "attrition_probability": Definition(
            message("May leave within 12 months"),
            message(
                "An estimate from what is usual in the trade and what is recorded about work, "
                "never about age, sex, origin, health, family or union. It is a reason to talk, "
                "no verdict."
            ),
            message(
                "Published effects around a yearly rate of {rate}, updated by the company's own "
                "departures. Outside sales {other}; the owner is not estimated; 1 where notice is "
                "given.",
                rate=Percent(rates.base_rate),
                other=Percent(rates.other_rate),
            ),
            RECORDS,
        ),
        "follow_probability": Definition(
            message("Would follow"),
            message("The chance that a customer goes along if this person leaves."),
            message(
                "Assumed are {rate} for a customer held by one person alone. Grows with the "
                "person's share; falls with further colleagues, more people at the customer and "
                "the age of the firm's relationship; learned from own past departures where there "
                "are any, else published.",
                rate=Percent(policy.follow.base_rate),
            ),
            RECORDS,
        ),
    }


def _limits(policy: Policy) -> Definition:
    rules = policy.limits
    return Definition(
        message("Limits"),
        message("What the company has set for itself as too much; they can be changed."),
        message(
            "One person at most {core} of the core customers; at most {single} of yearly customer "
            "revenue on record with one person only; no core customer so for more than {days} "
            "days; nobody who has left with access.",
            core=Percent(rules.rep_core_share),
            single=Percent(rules.single_threaded_share),
            days=rules.core_single_threaded_days,
        ),
        RECORDS,
    )


def _loss_law(rules: LossRules) -> Definition:
    return Definition(
        message("How the bad year is computed"),
        message(
            "Every departure may happen or not; customers then follow or stay. {dependence}",
            dependence=_dependence(rules),
        ),
        message(
            "Exact where the company is small enough, else {scenarios} simulated years; two of "
            "three repetitions would differ by less than the accuracy stated.",
            scenarios=rules.scenarios,
        ),
        message("Chances of leaving and following, teams, yearly customer revenue."),
    )


def _dependence(rules: LossRules) -> Message:
    if rules.contagion > 0 and rules.correlation > 0:
        return message(
            "A departure makes others in the same team more likely ({team}), and in some years "
            "everybody is more likely to leave ({years}).",
            team=rules.contagion,
            years=rules.correlation,
        )
    if rules.contagion > 0:
        return message(
            "A departure makes others in the same team a little more likely ({team}).",
            team=rules.contagion,
        )
    if rules.correlation > 0:
        return message(
            "In some years everybody is more likely to leave ({years}).", years=rules.correlation
        )
    return message("Departures are taken as independent of each other.")


def _plan(policy: Policy) -> Definition:
    rules = policy.coverage
    return Definition(
        message("Plan of second contacts"),
        message(
            "The pairs of customer and second contact that together save most expected loss; at "
            "most {budget} new pairs.",
            budget=rules.budget,
        )
        if rules.objective == "expected_loss"
        else message(
            "The pairs of customer and second contact that together make the worst years cost "
            "least; at most {budget} new pairs.",
            budget=rules.budget,
        ),
        message(
            "Best choice with at most {budget} pairs, {capacity} for each person, under the other "
            "rules; nobody who may leave becomes a second contact. A new second contact is taken "
            "to reach {part} of the main contact's relationship.",
            budget=rules.budget,
            capacity=rules.capacity,
            part=Percent(rules.build_up),
        ),
        OWN_AND_PUBLISHED,
    )
