"""Everything that the overview shows, made once per data version, policy, reader and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.assessment import Assessment
from analytics.comparison import Comparison
from analytics.concentration.limits import Limit
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, message
from pages.components.cards import Finding
from pages.components.figures import Figure
from pages.components.sentences.first_people import first_people, owner_lines
from pages.components.sentences.notices import Notice, notices
from pages.components.words import names_of
from pages.confidence.certainty import Certainty, certainty
from pages.overview import findings
from pages.overview.actions import ActionList, customer_actions, rep_actions
from pages.overview.answer import answer, basis_line, evidence_line, loss_line
from pages.overview.headline import headline_figures, incomparable

__all__ = ["Overview", "limits_title", "overview"]


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """The overview: sentences, figures, and a frame for each chart; nothing is left to compute.

    ``named``: names by rep_id of the people of the answer. ``nothing`` says why there is nothing
    to show, and the next step; else None.
    """

    answer: Message
    named: Mapping[str, str]
    loss: Message | None
    lines: tuple[Message, ...]
    nothing: tuple[Message, Message] | None
    notices: tuple[Notice, ...]
    limits: tuple[Limit, ...]
    figures: tuple[Figure, ...]
    currency: str
    exposure: float
    holders: pd.DataFrame
    holders_words: Finding
    leavers: pd.DataFrame
    leavers_words: Finding
    resilience: pd.DataFrame
    resilience_words: Finding
    losses: pd.DataFrame
    losses_words: Finding
    loss_mean: float
    var_95: float
    customers: ActionList
    people: ActionList
    certainty: Certainty


def overview(
    assessment: Assessment, comparisons: Sequence[Comparison], plan: CoveragePlan
) -> Overview:
    """Make the overview in the language spoken now (see ``text.speaking``)."""
    portfolio = assessment.portfolio
    holders = findings.holders(assessment)
    leavers = findings.leavers(assessment)
    apart = incomparable(comparisons)
    lines = (
        basis_line(assessment),
        evidence_line(assessment),
        *owner_lines(assessment),
        apart,
    )
    return Overview(
        answer=answer(assessment),
        named=first_people(assessment),
        loss=loss_line(assessment),
        lines=tuple(line for line in lines if line is not None),
        nothing=_nothing(assessment),
        notices=notices(assessment),
        limits=assessment.limits,
        figures=headline_figures(assessment, () if apart else comparisons),
        currency=assessment.currency,
        exposure=float(portfolio.exposure),
        holders=holders,
        holders_words=findings.holders_finding(holders, assessment),
        leavers=leavers,
        leavers_words=findings.leavers_finding(leavers, assessment),
        resilience=_named_curve(assessment),
        resilience_words=findings.resilience_finding(assessment),
        losses=assessment.losses.histogram(),
        losses_words=findings.bad_year_finding(assessment),
        loss_mean=float(portfolio.loss_mean),
        var_95=float(portfolio.var_95),
        customers=customer_actions(assessment, plan),
        people=rep_actions(assessment, plan),
        certainty=certainty(assessment, plan),
    )


def _nothing(assessment: Assessment) -> tuple[Message, Message] | None:
    if assessment.customers.empty:
        return (
            message("There are no customers in this data."),
            message("Bring in the table of customers on the page Data."),
        )
    if not assessment.portfolio.exposure > 0:
        return (
            message("There are no bookings of the last 12 months, so no customer revenue to lose."),
            message("Bring in bookings or won deals on the page Data."),
        )
    return None


def _named_curve(assessment: Assessment) -> pd.DataFrame:
    names = names_of(assessment.reps, "rep_id")
    curve = assessment.resilience
    return curve.assign(name=[names.get(rep, "") for rep in curve["rep_id"].astype(object)])


def limits_title(limits: Sequence[Limit]) -> Message:
    """Whether it is too much: how many limits are exceeded, and how many cannot be checked."""
    exceeded = sum(each.exceeded is True for each in limits)
    unknown = sum(each.exceeded is None for each in limits)
    if exceeded:
        return message(
            "More than we allow: {count} of {all} limits is exceeded",
            "More than we allow: {count} of {all} limits are exceeded",
            count=exceeded,
            all=len(limits),
        )
    if unknown:
        return message(
            "No limit is exceeded, but {count} of {all} cannot be checked",
            "No limit is exceeded, but {count} of {all} cannot be checked",
            count=unknown,
            all=len(limits),
        )
    return message("Within all {count} limits", "Within all {count} limits", count=len(limits))
