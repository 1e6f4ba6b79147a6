"""The next three steps: who, with whom, at which customer, and why now."""

from collections.abc import Iterator
from dataclasses import dataclass

from analytics.actions import Action, ActionKind
from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.losses.people_order import by_expected_loss
from analytics.messages import Message, Money, message
from analytics.relationships.people import staying_reps, under_notice
from pages.components.sentences.first_people import person
from pages.components.sentences.notices import notices
from pages.components.sentences.rep_steps import rep_steps
from pages.components.text import Link
from pages.components.words import listed, names_of

__all__ = ["MOST", "Step", "next_steps"]

#: Steps on the overview, and how many of a kind are at hand when some are decided.
MOST, _OF_A_KIND = 3, 8


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, why now, the page where it is done (with what it selects), and the
    action that it becomes."""

    title: Message
    why: Message | None
    page: str
    query: str
    subject_id: str
    action: Action


def next_steps(assessment: Assessment, plan: CoveragePlan) -> tuple[Step, ...]:
    """All at hand, the first of each kind before more of any: whoever leaves, a second contact, a
    talk. The first MOST that nobody has decided about are shown."""
    kinds = [
        list(kind)
        for kind in (_leaving(assessment), _contacts(assessment, plan), _talks(assessment, plan))
    ]
    deep = max(map(len, kinds), default=0)
    ordered = [kind[place] for place in range(deep) for kind in kinds if place < len(kind)]
    return tuple(ordered)


def _leaving(assessment: Assessment) -> Iterator[Step]:
    for notice in notices(assessment):
        yield Step(
            message("Hand over what {rep} holds", rep=person(notice.rep_id, notice.name)),
            notice.sentence,
            "departure",
            "rep",
            notice.rep_id,
            Action(ActionKind.HANDOVER, rep_id=notice.rep_id),
        )


def _contacts(assessment: Assessment, plan: CoveragePlan) -> Iterator[Step]:
    people = names_of(assessment.reps, "rep_id")
    leaving = set(assessment.reps.loc[under_notice(assessment.reps), "rep_id"])
    customers = names_of(assessment.customers, "customer_id")
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    pairs = plan.pairs[
        plan.pairs["current_rep_id"].isin(people.keys())
        & ~plan.pairs["current_rep_id"].isin(leaving)
    ]
    for row in pairs.head(_OF_A_KIND).to_dict("records"):
        customer, second = row["customer_id"], row["second_rep_id"]
        yield Step(
            message(
                "Take {second} along to {customer}",
                second=person(second, people.get(second, second)),
                customer=Link(customers[customer], "customers", "customer", customer),
            ),
            message(
                "{amount} a year, main contact {rep}. {reason}",
                amount=Money(float(exposure[customer]), assessment.currency),
                rep=people[row["current_rep_id"]],
                reason=row["message"].values.get("choice", row["message"]),
            ),
            "coverage",
            "customer",
            customer,
            Action(
                ActionKind.SECOND_CONTACT,
                owner=row["current_rep_id"],
                customer_id=customer,
                rep_id=second,
            ),
        )


def _talks(assessment: Assessment, plan: CoveragePlan) -> Iterator[Step]:
    ranked = by_expected_loss(assessment.reps)
    staying = ranked[staying_reps(ranked) & (ranked["expected_loss"] > 0)].head(_OF_A_KIND)
    steps = rep_steps(assessment, staying["rep_id"], plan)
    names = names_of(staying, "rep_id")
    for rep_id in staying["rep_id"]:
        yield Step(
            message("Talk with {rep}", rep=person(rep_id, names[rep_id])),
            listed(steps[rep_id].reasons),
            "reps",
            "rep",
            rep_id,
            Action(ActionKind.TALK, rep_id=rep_id),
        )
