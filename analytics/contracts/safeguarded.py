"""The frames of safeguards: what the rules are checked against, and what they say.

``W`` is the window of the 365 days up to and including the as-of date.
"""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["HAZARDS", "HOUSE_RECORDS", "SAFEGUARDED"]

_ACCOUNTS = contract(
    "One row per account of a person in the customer system that is open today; none for an "
    "earlier day",
    """
    rep_id text: the person
    scope text: `own`, `team` or `all`
    can_export flag?: may take lists out of the system
    last_login_on day?: day of the last log-in
    """,
)

_ROLES = contract(
    "One row per person and role of today; none for an earlier day",
    """
    rep_id text: the person
    role text: `rep`, `manager`, `executive`, `hr` or `admin`
    """,
)

_LOG_DAYS = contract(
    "One row per person, action and day with exports or deletions in the 820 days up to the as-of "
    "date",
    """
    rep_id text: the person
    action text: `export` or `delete`
    day day: local day
    events count records: rows of the log
    records number? records: records taken out or deleted, of the rows that say how many; empty
      where none does
    """,
)

_BACKUPS = contract(
    "One row per system of which a backup ran by the as-of date",
    """
    system text: as in the source
    newest_on day: day of the newest run
    newest_succeeded bool: whether that run succeeded
    succeeded_on day?: day of the newest run that succeeded
    restored_on day?: day of the newest tested restore
    """,
)

_PAPERS = contract(
    "The rows of agreements, also those without a day of signing; none signed after the as-of date",
    """
    rep_id text: the person
    kind text: `confidentiality`, `non_compete`, `non_solicit` or `handover`
    signed_on day?: from then on
    ends_on day?: last day
    months number? months: how long it binds after the last day at work
    paid flag?: paid for meanwhile
    """,
)

_CONTACT_DETAILS = contract(
    "One row per customer with people in the table of contacts",
    """
    customer_id text: the customer
    people count contacts: how many
    reachable count contacts: of them with a phone or an e-mail address
    shared_by count customers: how many customers share the phone or e-mail address that most share
    of_own_people count contacts: whose e-mail address is that of one of our own people
    """,
)

_TWO_YEARS = contract(
    "One row per customer with a booking in W or the 365 days before it, or a contact in "
    "the latter",
    """
    customer_id text: the customer
    quarter_1 number amount: sum of the bookings of the newest 91 days of W
    quarter_2 number amount: of the 91 days before
    quarter_3 number amount: of the 91 days before
    quarter_4 number amount: of the other 92 days of W
    quarter_5 number amount: likewise of the year before W, the newest 91 days
    quarter_6 number amount: the 91 days before
    quarter_7 number amount: the 91 days before
    quarter_8 number amount: the other 92 days
    bookings_before count bookings: in the 365 days before W
    contact_days_before count days: days and people with a contact in them
    """,
)

#: By the name of the frame of :class:`analytics.safeguards.records.HouseRecords`.
HOUSE_RECORDS: Mapping[str, Contract] = MappingProxyType(
    {
        "accounts": _ACCOUNTS,
        "roles": _ROLES,
        "log_days": _LOG_DAYS,
        "backups": _BACKUPS,
        "papers": _PAPERS,
        "contact_details": _CONTACT_DETAILS,
        "two_years": _TWO_YEARS,
    }
)

HAZARDS = contract(
    "One row per open point: a rule and whom or what it is about, the gravest first",
    """
    code text: stable code of the rule
    severity text: `high`, `medium` or `low`
    subject_type text: `rep`, `customer` or `system`
    subject_id text: identifier of the person or customer, or the name of the system
    evidence text: what was seen, with numbers and dates, as a sentence
    remedy text: what to do, as a sentence
    evidence_on day?: the newest day of what was seen; empty where it has none
    money number? amount: what hangs on it: revenue of the customers concerned, or what it would
      cost; empty where no money does
    evidence_message message: the evidence, still to be translated
    remedy_message message: the remedy, still to be translated
    """,
)

_CARDS = contract(
    "One row per active person, sorted by rep_id; what no table says is empty",
    """
    rep_id text: the person
    confidentiality flag?: signed and in force
    non_compete flag?: likewise
    non_solicit flag?: likewise
    handover flag?: likewise
    non_compete_months number? months: how long the non-compete in force binds
    scope text?: of the widest open account: `own`, `team` or `all`
    can_export flag?: may take lists out of the customer system
    last_login_on day?: newest log-in
    pay number? amount≥0: base and variable a year, in the currency of the pay record
    pay_currency text?: of that record; ISO 4217
    pay_gap number? amount≥0: a year, up to the middle of the same job; 0 at it or above; empty
      where fewer than `people` of the job are recorded
    pay_against_middle number? ratio: pay over the middle of the same job, minus 1; likewise
    job_people whole? people: of the same job with recorded pay, the person included
    promoted_on day?: last promotion
    long_term_plan flag?: takes part in one
    non_compete_cost number? amount≥0: what a non-compete of the usual longest length costs by the
      law of the person's jurisdiction, in pay_currency; empty where that is not known or voids it
    revenue_held number amount≥0: what would go along with this person
    """,
)

_EXPORTS = contract(
    "One row per person, action and day of the last 12 months with exports or deletions",
    """
    rep_id text: the person
    action text: `export` or `delete`
    day day: local day
    records number? records: taken out or deleted; empty where the log does not say
    usual number? records: median of the days that this one is compared with
    robust_z number? ratio: how far from it, in robust standard deviations
    against text?: whose days these are: `own`, `job` or `all`; empty where it is not judged
    unusual bool: so many records, and so far from what is usual, that it is an open point
    """,
)

_HABITS = contract(
    "One row per person who is credited most of the revenue of some customer, sorted by rep_id",
    """
    rep_id text: the person; empty text where nobody is credited
    customers count customers: with revenue in W, credited to this person most
    unrecorded count customers: of them, with whom the person has recorded no contact for `days`
    unrecorded_revenue number amount: their revenue in W
    elsewhere number? share: the same part of everybody else's customers
    """,
)

#: By the name of the frame of :class:`analytics.safeguards.checking.Safeguards`.
SAFEGUARDED: Mapping[str, Contract] = MappingProxyType(
    {"hazards": HAZARDS, "cards": _CARDS, "exports": _EXPORTS, "habits": _HABITS}
)
