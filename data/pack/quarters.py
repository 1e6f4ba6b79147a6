"""The four quarters behind the figures of page one: assessed as they would have been then."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from analytics.assessment import Assessment
from analytics.comparison import Comparison, compare, months_before
from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.statements import NO_STATEMENTS, Statements
from data.assessments import assess_source
from data.progress import Progress, silent
from data.sources import AnySource

__all__ = ["four_quarters"]

_MONTHS = (3, 6, 9, 12)


def four_quarters(
    source: AnySource,
    policy: Policy,
    now: Assessment,
    *,
    known: Sequence[Comparison] = (),
    seed: int = 0,
    statements: Statements = NO_STATEMENTS,
    progress: Progress = silent,
) -> tuple[Comparison, ...]:
    """``now`` against three, six, nine and twelve months before, the newest day first.

    known: comparisons that are at hand; only days that are missing among them are assessed. What
    the records of a day cannot give is not comparable, see :mod:`analytics.comparison`.

    Raises
    ------
    InputError
        The source cannot be assessed any more.
    """
    at_hand = {each.as_of: each for each in known}
    found = []
    for place, months in enumerate(_MONTHS):
        day = months_before(now.as_of, months)
        if day not in at_hand:
            tell = partial(_told, progress, place / len(_MONTHS), day)
            at_hand[day] = compare(now, _assessed(source, policy, now, day, seed, statements, tell))
        found.append(at_hand[day])
    return tuple(found)


def _assessed(
    source: AnySource,
    policy: Policy,
    now: Assessment,
    day: date,
    seed: int,
    statements: Statements,
    progress: Progress,
) -> Assessment:
    progress(0.0, message("Starting"))
    return assess_source(
        source,
        policy,
        as_of=day,
        currency=now.currency,
        seed=seed,
        statements=statements,
        progress=progress,
    )


def _told(progress: Progress, done: float, day: date, *_: Message | float) -> None:
    """Progress of one day, told as one step of the whole."""
    progress(done, message("Assessing {day} for comparison", day=day))
