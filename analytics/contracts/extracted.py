"""The frames of an :class:`~analytics.extract.Extract`.

``W`` is the window of the 365 days up to and including the as-of date. Nothing dated after it is
in any frame.
"""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["EXTRACTED"]

_CUSTOMERS = contract(
    "One row per customer",
    """
    customer_id text: identifier in the source
    name text: as in the source
    parent_id text?: the customer that this one belongs to
    segment text?: as in the source
    industry text?: as in the source
    region text?: as in the source
    owner_id text?: today's owner; empty for an earlier day
    created_on day?: first day in the source
    origin text?: `company`, `inherited` or `brought`
    contract_starts_on day?: first day of the running contract
    contract_ends_on day?: last day of the running contract
    language text?: languages that the customer speaks
    revenue_12m number amount: sum of the bookings in W, 0 without any
    bookings_12m count bookings: bookings in W
    revenue_span number amount: sum of the bookings in the `[exposure] months` up to the as-of date
    open_deals number amount≥0: amounts of deals open at the end of the as-of date; 0 unless
      `[exposure] pipeline` counts them
    deals_won_24m count records: deals won in the 730 days up to the as-of date; likewise
    deals_closed_24m count records: deals won or lost in them; likewise
    first_booking_on day?: oldest booking
    last_positive_on day?: newest booking with an amount above 0
    median_gap_days number? days: median gap between distinct days with a booking above 0;
      empty with fewer than two
    contacts_known whole? contacts: distinct contact_id of activities in W by reps that are no
      system; empty throughout if no activity of the source carries one
    """,
)

_REPS = contract(
    "One row per person, also of those who are named only by other tables",
    """
    rep_id text: identifier in the source
    name text: as in the source, else the id
    email text?: as in the source
    function text: `sales` where the source names none
    team text?: for an earlier day from rep_history, or empty
    manager_id text?: likewise
    title text?: likewise
    region text?: as in the source
    hired_on day?: first day with the company
    notice_on day?: only if not after the as-of date
    left_on day?: only if not after the as-of date; estimated where leaving_day_evidence says so
    left_to text?: `competitor`, `own_business` or `other`
    left_reason text?: `resigned`, `dismissed`, `moved`, `retired` or `other`
    last_promoted_on day?: only if not after the as-of date
    jurisdiction text?: whose law holds
    languages text?: languages that the person speaks
    leaving_day_evidence text?: of who has left: `recorded`, or what the day of somebody who is only
      called inactive was estimated by: `contacts` (records and logins), `bookings`, `none` (then
      left_on is empty)
    leaves_on day?: the announced last day of who has given notice; for display only
    known bool: False for who is named only by an id in another table
    """,
)

_ACTIVITY_EDGES = contract(
    "One row per customer and rep with a contact record; ids are categories, because millions of "
    "pairs name few thousand",
    """
    customer_id ids: the customer
    rep_id ids: the person
    strength number strength: Σ over contact days of weight · 2^(−age/half_life)
    contact_days count days: days with a contact
    contact_days_12m count days: of them in W
    activities count records: contact records
    activities_12m count records: of them in W
    first_on day: oldest
    last_on day: newest
    """,
)

_BOOKING_EDGES = contract(
    "One row per customer and rep with a booking that names its own rep",
    """
    customer_id ids: the customer
    rep_id ids: the person
    strength number strength: Σ 2^(−age/half_life), one per revenue_id at its latest day, else one
      per row
    bookings_12m count bookings: bookings in W
    first_on day: oldest
    last_on day: newest
    """,
)

_OWNERSHIP = contract(
    "One row per customer, rep and basis: owners and second contacts in force",
    """
    customer_id text: the customer
    rep_id text: the person
    basis text: `assignment` (owner or second, in force on the as-of date) or `owner_id` (of
      customers; only where today's state may be used)
    """,
)

_CREDITS = contract(
    "One row per customer and rep with credited revenue in W",
    """
    customer_id text: the customer
    rep_id text?: empty: unassigned
    credit number amount: credited revenue
    """,
)

_REP_MONTHS = contract(
    "One row per rep and month with anything, up to 72 months back",
    """
    rep_id text: the person
    month day: its first day
    contact_days count days: contact days
    customers count customers: distinct customers touched
    activities count records: contact records
    revenue number amount: credited revenue
    logins whole? records: of access_log; empty where that table is absent
    exports whole? records: likewise
    handovers whole? records: owner assignments of the rep that ended in the month and whose
      customer got another owner who started at most 31 days before or after; empty where
      assignments is absent
    """,
)

_QUOTAS = contract(
    "The rows of quotas that began by the as-of date",
    """
    rep_id text: the person
    period_start day: first day
    period_end day?: last day
    quota number: the target, in whatever unit the company sets it
    attained number?: what was reached, in the same unit
    """,
)

_COMPENSATION = contract(
    "The rows of compensation that began by the as-of date",
    """
    rep_id text: the person
    period_start day: first day
    base number?: a year, in `currency`
    variable number?: a year, in `currency`
    commission_rate number? ratio: of revenue
    long_term_plan flag?: takes part in one
    currency text?: ISO 4217
    """,
)

_REP_HISTORY = contract(
    "The rows of rep_history that began by the as-of date",
    """
    rep_id text: the person
    valid_from day: first day
    team text?: from then on
    manager_id text?: from then on
    title text?: from then on
    """,
)

_LEAVER_ACCESS = contract(
    "Departed reps whose access is still open; only where today's state may be used",
    """
    rep_id text: the person
    scope text: `own`, `team` or `all`
    """,
)

_DEPARTURE_EDGES = contract(
    "One row per departed rep, customer held on the last day, and rep in touch then or later",
    """
    leaver_id text: who left
    customer_id text: the customer
    rep_id text: who was in touch, the leaver included
    activity_strength number strength: as in activity_edges, aged to left_on
    booking_strength number strength: as in booking_edges, aged to left_on
    later_strength number strength: of contact days in the 365 days after left_on, aged to their
      last or the as-of date
    activities_12m count records: of the 365 days up to left_on
    bookings_12m count bookings: of the 365 days up to left_on
    owner flag: assigned as owner on left_on
    assigned flag: assigned as owner or second on left_on
    first_on day?: oldest contact or own booking, not after left_on
    last_on day?: newest contact or own booking, not after left_on
    after_on day?: first contact after left_on
    owner_from day?: start of the first assignment as owner from 31 days before left_on on
    contacts_known whole? contacts: of the customer, as of left_on
    channels whole? ways: kinds of the leaver's contacts with the customer in the 365 days up to
      left_on
    met whole? contacts: distinct contact_id in them; empty if no activity of the source carries one
    """,
)

_TOUCHES = contract(
    "One row per customer and rep with a contact record in W",
    """
    customer_id ids: the customer
    rep_id ids: the person
    channels count ways: distinct kinds of contact
    met whole? contacts: distinct contact_id; empty if no activity of the source carries one
    """,
)

_BOOKING_DAYS = contract(
    "One row per customer and day with a booking; none as long as nobody has left; ids are "
    "categories",
    """
    customer_id ids: the customer
    day day: of the bookings
    amount number amount: their sum
    positive number amount≥0: sum of the amounts above 0
    """,
)

_AGREEMENTS = contract(
    "The rows of agreements signed by the as-of date",
    """
    rep_id text: the person
    kind text: `confidentiality`, `non_compete`, `non_solicit` or `handover`
    signed_on day?: from then on
    ends_on day?: last day
    months number? months: how long it binds after the last day
    paid flag?: paid for meanwhile
    """,
)

_STATED = contract(
    "One row per customer and person of whom somebody states whether they know each other",
    """
    customer_id text: the customer
    rep_id text: the person
    knows bool: stated to know the customer, or not to
    """,
)

#: By the name of the frame.
EXTRACTED: Mapping[str, Contract] = MappingProxyType(
    {
        "customers": _CUSTOMERS,
        "reps": _REPS,
        "activity_edges": _ACTIVITY_EDGES,
        "booking_edges": _BOOKING_EDGES,
        "ownership": _OWNERSHIP,
        "credits": _CREDITS,
        "rep_months": _REP_MONTHS,
        "quotas": _QUOTAS,
        "compensation": _COMPENSATION,
        "rep_history": _REP_HISTORY,
        "leaver_access": _LEAVER_ACCESS,
        "departure_edges": _DEPARTURE_EDGES,
        "touches": _TOUCHES,
        "booking_days": _BOOKING_DAYS,
        "agreements": _AGREEMENTS,
        "stated": _STATED,
    }
)
