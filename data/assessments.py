"""From an opened source to a finished assessment: the one way for pages and assess.py."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd

from analytics.errors import InputError
from analytics.extract import Extract
from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.relationships.people import active_reps
from analytics.statements import NO_STATEMENTS, Statements, stated_ties
from data.extract import (
    extract_edges,
    extract_with_earlier,
    groups_of,
    with_departures,
    with_rep_months,
)
from data.extract.house import house_records
from data.law import law
from data.progress import Progress, silent
from data.quality import control_total, quality, refuse_losses, spellings, warnings_of
from data.sources import AnySource, stated

if TYPE_CHECKING:
    from analytics.assessment import Assessment, Portfolio
    from analytics.comparison import Comparison
    from analytics.coverage.plan import CoveragePlan
    from analytics.safeguards.checking import Safeguards

__all__ = [
    "Assessed",
    "Examined",
    "Loaded",
    "assess_source",
    "assess_with_quality",
    "assumptions",
    "examine",
    "load",
    "summed_under",
    "waited",
]

T = TypeVar("T")
#: Begins to ask something; its answer comes later.
_Ask = Callable[[Callable[[], Any]], "Future[Any]"]

#: Bytes of draws up to which others are made beside them.
_ROOM = 400_000_000
#: Between two words to whoever listens.
_TELL_SECONDS = 0.2
_READING = message("Reading customers, contacts and bookings")
_COMPUTING = message("Computing the losses ahead")
_CHECKING = message("Checking the quality of the data")


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """One assessment with what surrounds it on screen."""

    assessment: "Assessment"
    #: Against a quarter and a year ago.
    comparisons: tuple["Comparison", ...]
    quality: pd.DataFrame
    control_total: pd.DataFrame
    #: The second-contact plan.
    plan: "CoveragePlan"
    #: Where the own house is open.
    safeguards: "Safeguards"
    #: What was stated and counts in all of it.
    statements: Statements = NO_STATEMENTS


class Assessed(NamedTuple):
    """An assessment, what is unclear in its data, and where the own house is open."""

    assessment: "Assessment"
    quality: pd.DataFrame
    safeguards: "Safeguards"


def load(
    source: AnySource,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    seed: int = 0,
    accept_losses: bool = False,
    statements: Statements = NO_STATEMENTS,
    progress: Progress = silent,
) -> Loaded:
    """Assess a source now, a quarter and a year ago, and report on its quality.

    statements: what is stated and stands; it counts in every figure.

    Raises
    ------
    InputError
        As :func:`assess_with_quality`.
    """
    from analytics.comparison import compare, months_before
    from analytics.planning import second_contact_plan

    now, issues, open_points = assess_with_quality(
        source,
        policy,
        as_of=as_of,
        currency=currency,
        seed=seed,
        accept_losses=accept_losses,
        statements=statements,
        progress=lambda done, what: progress(0.4 * done, what),
    )
    earlier = []
    for done, months in ((0.4, 3), (0.7, 12)):
        day = months_before(now.as_of, months)
        doing = message("Assessing {day} for comparison", day=day)
        progress(done, doing)
        then = assess_source(
            source,
            policy,
            as_of=day,
            currency=now.currency,
            seed=seed,
            statements=statements,
            progress=partial(_told_as, progress, done, doing),
        )
        earlier.append(compare(now, then))
    progress(0.9, message("Planning second contacts"))
    plan = second_contact_plan(now, seed=seed)
    progress(0.95, _CHECKING)
    total = control_total(stated(source, statements.identities), policy, now.extract)
    return Loaded(now, tuple(earlier), issues, total, plan, open_points, statements)


def _told_as(progress: Progress, done: float, doing: Message, *_: object) -> None:
    """Progress of a part, told as one step of the whole."""
    progress(done, doing)


def assumptions(
    source: AnySource, policy: Policy, now: "Assessment", progress: Progress = silent
) -> pd.DataFrame:
    """How far the answers of ``now`` move with each assumption, see
    :func:`analytics.losses.sensitivity.what_matters`. Reads the source again only for what moves
    its sums; models of leaving and following are learned anew where their own base rate moves."""
    from analytics.attrition.probability import attrition
    from analytics.concentration.shares import portfolio_concentration
    from analytics.estimates import expected_loss
    from analytics.follow.model import fit_follow
    from analytics.follow.past_departures import past_departures
    from analytics.losses.sensitivity import VARIATIONS, Moved, what_matters
    from analytics.relationships.exposure import expose
    from analytics.relationships.strength import relate

    done = count()

    def answers(moved: Policy, read_again: bool) -> Moved:
        progress(
            next(done) / (1 + 2 * len(VARIATIONS)),
            message("Computing the expected loss under other assumptions"),
        )
        extracted = _with_edges(source, moved, now.extract) if read_again else now.extract
        leaving, following = now.attrition, now.follow
        if moved.attrition != policy.attrition:
            leaving = attrition(extracted, moved)
        if moved.follow != policy.follow:
            following = fit_follow(past_departures(extracted, moved), moved)
        ties = relate(extracted, moved)
        exposures = expose(extracted.customers, as_of=extracted.as_of, policy=moved)
        alone = portfolio_concentration(extracted, ties, exposures).single_threaded_revenue_share
        loss = expected_loss(extracted, moved, ties, exposures, leaving, following)
        return Moved(loss, float("nan") if alone is None else alone)

    return what_matters(policy, answers)


def summed_under(
    source: AnySource, policy: Policy, now: Extract, statements: Statements = NO_STATEMENTS
) -> Extract:
    """The extract of the same day with relationships and money summed as another policy says: what
    a review compares with the one before, where the policy has changed since."""
    source = stated(source, statements.identities)
    first, _ = _extracted(
        source, policy, as_of=now.as_of, currency=now.currency, statements=statements
    )
    return replace(
        now,
        customers=first.customers,
        activity_edges=first.activity_edges,
        booking_edges=first.booking_edges,
        ownership=first.ownership,
        stated=first.stated,
    )


def _with_edges(source: AnySource, policy: Policy, now: Extract) -> Extract:
    """The extract with relationships summed anew under another policy; what is stated stays."""
    edges = extract_edges(source, policy, now.as_of, now=now)
    return replace(
        now,
        activity_edges=edges.activity_edges,
        booking_edges=edges.booking_edges,
        ownership=edges.ownership,
    )


def assess_with_quality(
    source: AnySource,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    seed: int = 0,
    accept_losses: bool = False,
    statements: Statements = NO_STATEMENTS,
    progress: Progress = silent,
    closing: bool = False,
    then: "Callable[[Assessment], None] | None" = None,
) -> Assessed:
    """Assess a source, and have its engine look for quality issues meanwhile, and read what the
    own house keeps of itself.

    What overturns or changes the answer stands in ``portfolio.warnings``, too. ``progress`` hears
    of it all the time, and stops everything by raising. ``closing``: let go of the source, and of
    the memory of its engine, as soon as all is read. ``then`` is given the assessment, still
    without warnings, before the rest is looked at: to begin what needs no more.

    Raises
    ------
    InputError
        The day lies after the day of the import, or the source cannot be assessed; unless
        ``accept_losses``, also where less than half of the bookings' money or of the contact
        records would be used.
    """
    with _asking(source) as ask:
        source = stated(source, statements.identities)
        reading = _Reading.begun(
            ask,
            source,
            policy,
            as_of=as_of,
            currency=currency,
            accept_losses=accept_losses,
            statements=statements,
        )
        kept = ask(lambda: house_records(source, policy, reading.first.result()))
        issues = ask(lambda: quality(source, policy, reading.first.result()))
        if closing:
            ask(source.close)
        waited = _Waiting(progress)
        assessment = _assessed(reading, policy, seed, waited)
        if then is not None:
            then(assessment)
        records = waited(0.85, _READING, kept)
        from analytics.safeguards.checking import safeguards

        open_points = safeguards(assessment, records, law())
        noted = waited(0.9, _CHECKING, issues)
        warned = replace(assessment, portfolio=_warned(assessment.portfolio, noted))
        return Assessed(warned, noted, open_points)


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """What data does to the answer, before anything is computed: issues of quality and control
    total as in :class:`Loaded`, how many customers and active people there are, names that are
    probably one (see :func:`data.quality.spellings`), what rests on single people, and why less
    than half would reach the figures, where that is so.

    ``better_day``: the last day without the doubt about the as-of day, where there is one.
    ``buying``: how many of the customers have a booking in W. ``exposure`` is the yearly customer
    revenue; ``single_share``, ``proven_share`` and
    ``unknown_share`` are its parts on record with one person only, proven by records, and of
    customers of whom nobody knows who knows them; None without any exposure.
    """

    as_of: date
    currency: str
    quality: pd.DataFrame
    control_total: pd.DataFrame
    customers: int
    buying: int
    people: int
    exposure: float
    single_share: float | None
    proven_share: float | None
    unknown_share: float | None
    spellings: pd.DataFrame
    better_day: date | None
    refusal: Message | None


def examine(
    source: AnySource, policy: Policy, progress: Progress = silent, *, as_of: date | None = None
) -> Examined:
    """Look at a source as an assessment would, without making one.

    Raises
    ------
    InputError
        The source cannot be assessed at all.
    """
    from analytics.concentration.shares import portfolio_concentration, proven_share
    from analytics.relationships.exposure import expose
    from analytics.relationships.strength import relate

    progress(0.0, _READING)
    extract, _ = _extracted(source, policy, as_of=as_of, currency=None, statements=NO_STATEMENTS)
    small = extract.without_pairs()
    refusal = None
    try:
        refuse_losses(source, policy, small)
    except InputError as error:
        refusal = error.message
    progress(0.5, _CHECKING)
    ties = relate(extract, policy)
    exposures = expose(extract.customers, as_of=extract.as_of, policy=policy)
    held = portfolio_concentration(extract, ties, exposures)
    known = held.single_threaded_revenue_share is not None
    issues = quality(source, policy, small)
    return Examined(
        as_of=extract.as_of,
        currency=extract.currency,
        quality=issues,
        control_total=control_total(source, policy, small),
        customers=len(extract.customers),
        buying=int((extract.customers["bookings_12m"] > 0).sum()),
        people=int(active_reps(extract.reps, as_of=extract.as_of).sum()),
        exposure=float(exposures["exposure"].sum()),
        single_share=held.single_threaded_revenue_share,
        proven_share=proven_share(held.evidence_share) if known else None,
        unknown_share=held.evidence_share.get("none"),
        spellings=spellings(extract),
        better_day=_better_day(issues),
        refusal=refusal,
    )


def _better_day(issues: pd.DataFrame) -> date | None:
    """The day that the doubt about the as-of day names, if any."""
    named = issues.loc[issues["issue"] == "as_of_doubtful", "example"].dropna()
    return date.fromisoformat(named.iloc[0]) if len(named) else None


def _warned(portfolio: "Portfolio", issues: pd.DataFrame) -> "Portfolio":
    return replace(portfolio, warnings=warnings_of(issues))


def assess_source(
    source: AnySource,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    seed: int = 0,
    statements: Statements = NO_STATEMENTS,
    progress: Progress = silent,
) -> "Assessment":
    """Assess a source as of one day (without one: its newest record).

    ``progress`` hears of it all the time, and stops everything by raising.

    Raises
    ------
    InputError
        The day lies after the day of the import, or the source cannot be assessed.
    """
    with _asking(source) as ask:
        source = stated(source, statements.identities)
        reading = _Reading.begun(
            ask, source, policy, as_of=as_of, currency=currency, statements=statements
        )
        return _assessed(reading, policy, seed, _Waiting(progress))


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """An extract on its way: ``first``, then with ``months`` of reps, then ``whole``, with past
    departures.

    ``before`` holds, once the first is there, what the limit on core customers known by one person
    compares it with; whoever compares takes it out, so that nothing keeps its memory.
    """

    first: "Future[Extract]"
    months: "Future[Extract]"
    whole: "Future[Extract]"
    before: list[Extract]

    @classmethod
    def begun(
        cls,
        ask: _Ask,
        source: AnySource,
        policy: Policy,
        *,
        as_of: date | None,
        currency: str | None,
        statements: Statements,
        accept_losses: bool = True,
    ) -> "_Reading":
        """Read one part after another, so that each is there before the next."""
        compared: list[Extract] = []

        def first_of_all() -> Extract:
            now, before = _extracted(
                source, policy, as_of=as_of, currency=currency, statements=statements
            )
            if not accept_losses:
                refuse_losses(source, policy, now.without_pairs())
            compared.append(before)
            return now

        first = ask(first_of_all)
        months = ask(lambda: with_rep_months(source, policy, first.result()))
        whole = ask(lambda: with_departures(source, policy, months.result()))
        return cls(first, months, whole, compared)


@contextmanager
def _asking(source: AnySource) -> Iterator[_Ask]:
    """Asks a source one thing after another, beside what is done with the answers; whoever ends it
    by raising, by a key or since a part has failed, does not wait for the parts that are left."""
    asked: list[Future[Any]] = []
    with ThreadPoolExecutor(max_workers=1) as engine:

        def ask(call: Callable[[], Any]) -> "Future[Any]":
            asked.append(engine.submit(call))
            return asked[-1]

        try:
            yield ask
        except BaseException:
            under_way = [each for each in asked if not each.cancel()]
            if wait(under_way, timeout=_TELL_SECONDS).not_done:
                source.cancel()
            raise


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Waits for parts of the work, and lets whoever listens stop it meanwhile."""

    progress: Progress

    def __call__(self, done: float, what: Message, future: "Future[T]") -> T:
        while not future.done():
            self.progress(done, what)
            wait([future], timeout=_TELL_SECONDS)
        return future.result()


def waited(source: AnySource, ask: Callable[[], T], what: Message, progress: Progress) -> T:
    """What is asked of a source; ``progress`` is told all the time, and ends it by raising."""
    with _asking(source) as beside:
        return _Waiting(progress)(0.0, what, beside(ask))


def _assessed(reading: _Reading, policy: Policy, seed: int, waited: _Waiting) -> "Assessment":
    """The steps of an assessment, each as soon as what it needs has been read."""
    # Imported while the engine reads: SciPy takes a good part of a second.
    from analytics.assessment import complete
    from analytics.attrition.probability import attrition
    from analytics.estimates import losses_ahead, parameter_draws, prospects, ranges, ranks
    from analytics.reliance import reliance

    extract = waited(0.0, _READING, reading.first)
    held = reliance(extract, policy, before=reading.before.pop())
    leaving = attrition(waited(0.3, _READING, reading.months), policy)
    extract = waited(0.4, _READING, reading.whole)
    ahead = prospects(extract, policy, held, leaving)
    draws = parameter_draws(extract, policy, ahead, seed=seed)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Large arrays all of it, as long as ranks take: each leaves the other a core.
        losses = beside.submit(losses_ahead, extract, policy, ahead, draws, seed=seed)
        reach = beside.submit(ranges, extract, policy, ahead, draws)
        if draws.follow.nbytes > _ROOM:
            # Ranks take as much once more: of the largest companies after the rest.
            waited(0.8, _COMPUTING, losses)
            waited(0.8, _COMPUTING, reach)
        bands = ranks(ahead, draws, seed=seed)
        worth = waited(0.8, _COMPUTING, losses)
        further = waited(0.8, _COMPUTING, reach)
        return complete(extract, policy, held, ahead, worth, bands, further)


def _extracted(
    source: AnySource,
    policy: Policy,
    *,
    as_of: date | None,
    currency: str | None,
    statements: Statements,
) -> tuple[Extract, Extract]:
    """The extract, and what the limit on core customers known by one person compares it with."""
    if as_of is not None and as_of > source.import_day:
        raise InputError(
            message(
                "{day} cannot be assessed yet: the data was read on {today}",
                day=as_of,
                today=source.import_day,
            )
        )
    days = policy.limits.core_single_threaded_days
    now, before = extract_with_earlier(source, policy, days=days, as_of=as_of, currency=currency)
    grouped = policy.company.group_by_parent and bool(statements.ties())
    groups = groups_of(source) if grouped else {}
    return _with_ties(now, statements, groups), _with_ties(before, statements, groups)


def _with_ties(extract: Extract, statements: Statements, groups: Mapping[str, str]) -> Extract:
    """The extract with who is stated to know whom on its day; ``groups``: heads by customer."""
    ties = stated_ties(statements, as_of=extract.as_of, current=extract.current, groups=groups)
    return replace(extract, stated=ties, statements=len(statements.made))
