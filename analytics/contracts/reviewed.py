"""The frames of a risk review (:mod:`analytics.review`)."""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["FROZEN", "REVIEWED"]

_CUSTOMERS = contract(
    "One row per customer on the day of the review, in the order of the extract",
    """
    customer_id text: identifier in the source
    name text: as in the source
    exposure number amount≥0: yearly customer revenue
    core bool: a core customer
    evidence text: the best proof of who knows the customer
    top_rep_id text?: the active person with the largest share
    known_by whole? people: active people who know the customer
    single_threaded flag?: exactly one active person knows the customer
    sole_knower_id text?: who alone knows the customer
    untended flag?: nobody knows the customer although there is evidence
    orphaned flag?: people who have left hold most of the relationship
    walk_away_probability number? chance: goes along with somebody within 12 months
    walk_away_before number? chance: the same three months before; empty where not comparable
    expected_loss number? amount≥0: exposure · walk_away_probability
    expected_loss_low number? amount≥0: lower end of its 80 % range
    expected_loss_high number? amount≥0: upper end of that range
    """,
)

_REPS = contract(
    "One row per person on the day of the review, in the order of the extract",
    """
    rep_id text: identifier in the source
    name text: as in the source
    function text: `sales`, `service`, `technical`, `management`, `owner` or `system`
    team text?: of the day
    active bool: hired and not left by the day
    notice_on day?: day of the notice, where given
    left_on day?: last day of who has left
    attrition_probability number? chance: leaves within 12 months
    attrition_low number? chance: lower end of its 80 % range
    attrition_high number? chance: upper end of that range
    attrition_band text?: `low`, `medium`, `high` or `notice`
    sole_customers count customers: on record with this person only
    sole_revenue number amount≥0: their exposure
    departure_loss number? amount≥0: what would go along
    expected_loss number amount≥0: the person's part of the expected loss
    """,
)

_PLAN = contract(
    "One row per planned second contact, what saves most first",
    """
    customer_id text: the customer
    current_rep_id text: the main contact
    second_rep_id text: who becomes the second contact
    expected_loss_before number amount≥0: of the customer, on the day
    expected_loss_after number amount≥0: of the customer, with the second contact
    """,
)

_HAZARDS = contract(
    "One row per open point of the own house",
    """
    code text: which rule
    severity text: `high`, `medium` or `low`
    subject_type text?: `rep`, `customer`, or what else it is about
    subject_id text?: its identifier
    evidence message: what was found
    remedy message: what to do
    """,
)

#: What a review keeps of the figures as they were shown, by the name of the frame.
FROZEN: Mapping[str, Contract] = MappingProxyType(
    {"customers": _CUSTOMERS, "reps": _REPS, "plan": _PLAN, "hazards": _HAZARDS}
)

_ACCOUNTS = contract(
    "One row per customer whose figure a part of the change has moved, the largest move first",
    """
    customer_id text: the customer
    rep_id text?: the person through whom, where people moved
    before number amount≥0: the figure before this part of the change
    after number amount≥0: the figure after it
    difference number amount: after − before
    cents count: the same in hundredths of the currency; those of a part add up to the part
    counted_before bool: whether the customer counted in the figure before
    counted_after bool: whether it counts after
    known_by_before whole? people: who knew the customer at the earlier review
    known_by_after whole? people: at the later one
    evidence_before text?: the best proof at the earlier review; empty of a new customer
    evidence_after text?: at the later one; empty of one who is gone
    """,
)

_MATCHED = contract(
    "One row per customer with a second contact accepted since, and what it is held against",
    """
    customer_id text: the customer
    start number chance: goes along with somebody, at the earlier review
    trend number: by how much that had moved in the three months before
    change number: by how much it has moved since
    others number: by how much that of its matched customers has moved since
    matched count customers: so many of them
    """,
)

#: What is computed from two reviews.
REVIEWED: Mapping[str, Contract] = MappingProxyType({"accounts": _ACCOUNTS, "matched": _MATCHED})
