"""What an assessment starts from: the aggregates of one source at one as-of date.

``data.extract`` fills an :class:`Extract` from a customer system; nothing here reads anything.
Identifiers are text (pandas ``str``), days are ``datetime64[s]`` at midnight, amounts are in the
reporting currency, absent values are missing (never 0). Every frame has all its columns even
where the table is absent or empty, and is sorted by its identifiers.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from analytics.messages import Message
from analytics.statements import NO_STATEMENTS, stated_ties

__all__ = ["Extract"]

#: Frames that have many rows for each customer or person.
_LARGE = (
    "activity_edges",
    "booking_edges",
    "ownership",
    "rep_months",
    "departure_edges",
    "touches",
    "booking_days",
)


def _nothing_stated() -> pd.DataFrame:
    return stated_ties(NO_STATEMENTS, as_of=date.min, current=True)


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """One source as of the end of one day.

    Nothing dated after ``as_of`` is in any frame; the columns of each are stated in
    :data:`analytics.contracts.extracted.EXTRACTED`. Customers that are not in ``customers`` count
    nowhere; reps whose function is ``system`` are only in ``reps``.
    """

    as_of: date
    #: Why this day: "newest contact record", "chosen by the reader" …
    as_of_reason: Message
    #: Reporting currency (ISO 4217).
    currency: str
    #: Whether columns that hold only today's state (owner, team, manager, title, access) may be
    #: used; False for an earlier as-of date.
    current: bool
    #: First day of any dated record; None in an empty source.
    data_from: date | None
    #: Names of the canonical tables that the source holds with at least one row.
    tables: frozenset[str]

    # Their columns: analytics.contracts.extracted.
    customers: pd.DataFrame
    reps: pd.DataFrame
    activity_edges: pd.DataFrame
    booking_edges: pd.DataFrame
    ownership: pd.DataFrame
    credits: pd.DataFrame
    rep_months: pd.DataFrame
    quotas: pd.DataFrame
    compensation: pd.DataFrame
    rep_history: pd.DataFrame
    leaver_access: pd.DataFrame
    departure_edges: pd.DataFrame = field(default_factory=pd.DataFrame)
    touches: pd.DataFrame = field(default_factory=pd.DataFrame)
    booking_days: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreements: pd.DataFrame = field(default_factory=pd.DataFrame)
    #: Who is stated to know whom; no record says it.
    stated: pd.DataFrame = field(default_factory=_nothing_stated)
    #: How many statements of any kind count.
    statements: int = 0

    @property
    def knows_money(self) -> bool:
        """Whether any amount is on record: without bookings and deals none is known, also not 0."""
        return not self.tables.isdisjoint({"revenue", "deals"})

    def without_pairs(self) -> "Extract":
        """The same without the frames of pairs and of months and days, which are not to be handed
        to another process where only people and customers are looked at."""
        return replace(self, **dict.fromkeys(_LARGE, pd.DataFrame()))
