"""What an assessment starts from: the aggregates of one source at one as-of date.

``data.extract`` fills an :class:`Extract` from a customer system; nothing here reads anything.
Identifiers are text (pandas ``str``), days are ``datetime64[s]`` at midnight, amounts are in the
reporting currency, absent values are missing (never 0). Every frame has all its columns even
where the table is absent or empty, and is sorted by its identifiers.
"""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from analytics.messages import Message

__all__ = ["Extract"]


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """One source as of the end of one day; see the column lists of each frame.

    Nothing dated after ``as_of`` is in any frame. ``W`` is the window of the 365 days up to and
    including ``as_of``. Customers that are not in ``customers`` count nowhere; reps whose function
    is ``system`` are only in ``reps``.
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

    #: customer_id, name, parent_id, segment, industry, region, owner_id (missing unless
    #: ``current``), created_on, origin, contract_ends_on, language, revenue_12m (sum of bookings
    #: in W, 0 without any), bookings_12m (rows in W), first_booking_on, last_positive_on (newest
    #: booking with amount > 0), median_gap_days (median gap between distinct days with such a
    #: booking up to as_of, missing with fewer than two), contacts_known (distinct contact_id of
    #: activities in W by reps that are not system; missing throughout if no activity of the source
    #: carries one).
    customers: pd.DataFrame

    #: rep_id, name, email, function (never missing: sales where the source has none), team,
    #: manager_id, title, region, hired_on, notice_on (only if ≤ as_of), left_on (only if ≤ as_of),
    #: left_to, last_promoted_on (only if ≤ as_of), jurisdiction, languages, leaves_on (the
    #: announced last day, after as_of, of who has given notice; for display only), known (False:
    #: named only by an id in another table). For an earlier as_of, team, manager_id and title come
    #: from rep_history or are missing.
    reps: pd.DataFrame

    #: One row per (customer, rep) with an activity ≤ as_of: customer_id, rep_id (categories, here
    #: and in booking_edges, because millions of pairs name few thousand), strength (Σ over
    #: contact days of weight · 2^(−age/half_life)), contact_days, contact_days_12m, activities,
    #: activities_12m, first_on, last_on.
    activity_edges: pd.DataFrame

    #: One row per (customer, rep) with a booking ≤ as_of that names its own rep: customer_id,
    #: rep_id, strength (Σ 2^(−age/half_life), one per revenue_id at its latest day, else one per
    #: row), bookings_12m, first_on, last_on.
    booking_edges: pd.DataFrame

    #: Current owners and second contacts: customer_id, rep_id, basis (``assignment`` for rows of
    #: assignments in force on as_of with role owner or second, ``owner_id`` for customers.owner_id;
    #: the latter only if ``current``), one row per (customer, rep, basis).
    ownership: pd.DataFrame

    #: Revenue credit in W: customer_id, rep_id (missing: unassigned), credit.
    credits: pd.DataFrame

    #: One row per (rep, month) with anything, up to 72 months back: rep_id, month (its first day),
    #: contact_days, customers (distinct customers touched), activities, revenue (credited),
    #: logins, exports (rows of access_log; missing where that table is absent), handovers (owner
    #: assignments of the rep that ended in the month and whose customer got another owner who
    #: started at most 31 days before or after; missing where assignments is absent).
    rep_months: pd.DataFrame

    #: The rows of quotas with period_start ≤ as_of: rep_id, period_start, period_end, quota,
    #: attained.
    quotas: pd.DataFrame

    #: The rows of compensation with period_start ≤ as_of: rep_id, period_start, base, variable,
    #: commission_rate, long_term_plan, currency.
    compensation: pd.DataFrame

    #: The rows of rep_history with valid_from ≤ as_of: rep_id, valid_from, team, manager_id, title.
    rep_history: pd.DataFrame

    #: Departed reps (left_on ≤ as_of) whose access is still open: rep_id, scope. Only if
    #: ``current``.
    leaver_access: pd.DataFrame

    #: What each departed rep (leaver_id) held on the last day, by who was in touch with the
    #: customer then or later: leaver_id, customer_id, rep_id, activity_strength, booking_strength
    #: (as in the frames above, aged to left_on), later_strength (of contact days in the 365 days
    #: after left_on, aged to their last or as_of), activities_12m, bookings_12m (left_on − 364 …
    #: left_on), owner, assigned (boolean: assignment as owner, as owner or second in force on
    #: left_on), first_on, last_on (contact or own booking, not after left_on), after_on (first
    #: contact after left_on), owner_from (start of the first assignment as owner from 31 days
    #: before left_on on), contacts_known (of the customer, as above, of left_on).
    departure_edges: pd.DataFrame = field(default_factory=pd.DataFrame)

    #: Bookings by customer_id and day: amount, positive (sum of amounts > 0); no row as long as
    #: nobody has left.
    booking_days: pd.DataFrame = field(default_factory=pd.DataFrame)

    #: The rows of agreements with signed_on ≤ as_of: rep_id, kind, signed_on, ends_on, months,
    #: paid.
    agreements: pd.DataFrame = field(default_factory=pd.DataFrame)
