"""What has changed since the last risk review, for a pack: the same on a page and in assess.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.errors import InputError
from analytics.review.changes import Split, what_changed
from analytics.review.rows import sums_alike
from analytics.review.snapshot import Snapshot, snapshot_of
from analytics.statements import Statements
from data.assessments import summed_under
from data.sources import AnySource
from data.store.entries import Store
from data.store.reviews import KeptReview, kept_reviews, snapshot_kept, under_pseudonyms

__all__ = ["SinceReview", "changes_since", "compared_with", "last_review", "since_last_review"]

#: Of the customers of a review so many have to be in data that are compared with it [judgement]:
#: otherwise these are another company's.
_SAME_COMPANY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SinceReview:
    """The day of the last review, and how figures have changed since, by figure (None: cannot be
    compared)."""

    day: date
    changes: Mapping[str, Split] | None


def last_review(every: Iterable[KeptReview], as_of: date) -> KeptReview | None:
    """The last review that was closed, on data up to a day; None where there is none."""
    closed = [each for each in every if not each.is_open and each.as_of <= as_of]
    return closed[-1] if closed else None


def changes_since(before: Snapshot, now: Snapshot) -> Mapping[str, Split] | None:
    """How figures have changed since a review; None where nothing can be compared: amounts are in
    another currency, or the customers are another company's."""
    then, there = (set(each.customers["customer_id"]) for each in (before, now))
    if len(then & there) < _SAME_COMPANY * len(then):
        return None
    try:
        return what_changed(before, now)
    except InputError:
        return None


def compared_with(store: Store, before: KeptReview, now: Snapshot) -> Snapshot:
    """The figures of now as they are compared with a review: where names are forgotten in that, by
    the same pseudonyms."""
    return under_pseudonyms(store, now) if before.hidden else now


def since_last_review(
    store: Store,
    source: AnySource,
    assessment: Assessment,
    plan: CoveragePlan,
    statements: Statements,
    *,
    demo: bool,
) -> SinceReview | None:
    """What has changed since the last review of the store; None where there was none.

    Raises
    ------
    InputError, StoreError
        The source, the store, or what the review has kept, cannot be read.
    """
    last = last_review(kept_reviews(store, demo=demo), assessment.as_of)
    if last is None:
        return None
    before = snapshot_kept(store, last)
    rules, summed = before.policy, None
    if not sums_alike(rules, assessment.policy):
        summed = (rules, summed_under(source, rules, assessment.extract, statements))
    now = snapshot_of(
        assessment,
        plan,
        data_version="",
        merged=statements.identities.same_customers,
        summed=summed,
    )
    return SinceReview(last.opened_on, changes_since(before, compared_with(store, last, now)))
