"""What was decided and what records show of it since, for a pack and for the list of actions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from analytics.actions import ActionKind
from analytics.assessment import Assessment
from analytics.coverage.progress import introduced
from analytics.pack.sources import Followed
from analytics.policy import Policy
from data.details import meetings_since
from data.sources import AnySource
from data.store.actions import KeptAction, current_actions

__all__ = ["Happened", "Pair", "agreed_pairs", "followed", "followed_in", "happened", "meetings_of"]

#: A customer, who becomes its second contact, and since when that is agreed.
Pair = tuple[str, str, date]
#: By customer and person: the first visit (None: none yet) and whether records prove it.
Happened = Mapping[tuple[str, str], tuple[date | None, bool]]


def agreed_pairs(current: Iterable[KeptAction]) -> list[Pair]:
    """The second contacts that are agreed."""
    return [
        (each.action.customer_id or "", each.action.rep_id or "", each.accepted_on)
        for each in current
        if each.action.kind is ActionKind.SECOND_CONTACT and each.accepted_on is not None
    ]


def meetings_of(
    source: AnySource, policy: Policy, pairs: Sequence[Pair], as_of: date
) -> pd.DataFrame:
    """Visits and meetings with their customers since the first was agreed; nothing is asked where
    that was not before ``as_of``."""
    first = min((day for _, _, day in pairs), default=as_of)
    if first >= as_of:
        return pd.DataFrame(columns=["customer_id", "rep_id", "day"])
    ids = sorted({customer for customer, _, _ in pairs})
    return meetings_since(source, policy, ids, first, as_of)


def happened(pairs: Sequence[Pair], meetings: pd.DataFrame, edges: pd.DataFrame) -> Happened:
    """What records say of agreed second contacts; see
    :func:`analytics.coverage.progress.introduced`."""
    found = introduced(list(pairs), meetings, edges)
    return {
        (row.customer_id, row.rep_id): (
            None if pd.isna(row.visited_on) else row.visited_on.date(),
            bool(row.proven),
        )
        for row in found.itertuples()
    }


def followed(current: Iterable[KeptAction], seen: Happened) -> tuple[Followed, ...]:
    """Actions that count, with what became of them."""
    return tuple(_followed(each, seen) for each in current)


def _followed(kept: KeptAction, seen: Happened) -> Followed:
    action = kept.action
    pair = (action.customer_id or "", action.rep_id or "")
    agreed = action.kind is ActionKind.SECOND_CONTACT
    visited, proven = seen.get(pair, (None, False)) if agreed else (None, False)
    return Followed(action, kept.made_on, kept.accepted_on, visited, proven)


def followed_in(
    source: AnySource, policy: Policy, assessment: Assessment, every: Sequence[KeptAction]
) -> tuple[Followed, ...]:
    """The actions about customers and people of these data, each with what records show of it."""
    current = _known(current_actions(every), assessment)
    pairs = agreed_pairs(current)
    met = meetings_of(source, policy, pairs, assessment.as_of)
    return followed(current, happened(pairs, met, assessment.edges) if pairs else {})


def _known(current: Iterable[KeptAction], assessment: Assessment) -> list[KeptAction]:
    """Without those about ids that the data does not have: another company's, perhaps."""
    customers = {None, *assessment.customers["customer_id"]}
    people = {None, *assessment.reps["rep_id"]}
    return [
        each
        for each in current
        if each.action.customer_id in customers and each.action.rep_id in people
    ]
