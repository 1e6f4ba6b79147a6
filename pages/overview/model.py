"""Everything that the overview shows, made once per data version, policy, reader and language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics.assessment import Assessment
from analytics.comparison import Comparison
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, message
from pages.components.figures import Figure
from pages.overview.answer import answer, basis_line, loss_line
from pages.overview.headline import headline_figures, incomparable
from pages.overview.limit_chips import Chip, chips
from pages.overview.ranking import Ranking, ranking
from pages.overview.steps import Step, next_steps

__all__ = ["Overview", "overview"]


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """The overview: sentences, the ranking, steps, figures, limits; nothing is left to compute.

    ``nothing`` says why there is nothing to show, and the next step; else None.
    """

    answer: Message
    lines: tuple[Message, ...]
    nothing: tuple[Message, Message] | None
    ranking: Ranking
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    limits: tuple[Chip, ...]
    currency: str


def overview(
    assessment: Assessment, comparisons: Sequence[Comparison], plan: CoveragePlan, days: int
) -> Overview:
    """Make the overview in the language spoken now (see ``text.speaking``).

    ``days``: how long the limits allow core customers to be on record with one person only.
    """
    apart = incomparable(comparisons)
    lines = (loss_line(assessment), basis_line(assessment), apart)
    return Overview(
        answer=answer(assessment),
        lines=tuple(line for line in lines if line is not None),
        nothing=_nothing(assessment),
        ranking=ranking(assessment),
        steps=next_steps(assessment, plan),
        figures=tuple(map(_short, headline_figures(assessment, () if apart else comparisons))),
        limits=chips(assessment, days),
        currency=assessment.currency,
    )


def _short(figure: Figure) -> Figure:
    """A figure with one note; the others wait folded."""
    return replace(figure, notes=figure.notes[:1], more=(*figure.notes[1:], *figure.more))


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
