"""The frames of a :class:`~analytics.coverage.plan.CoveragePlan`."""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["INTRODUCED", "PLANNED"]

_PAIRS = contract(
    "One row per planned second contact, sorted by customer",
    """
    customer_id text: the customer
    current_rep_id text: the main contact
    second_rep_id text: who becomes the second contact
    expected_loss_before number amount≥0: of the customer, today
    expected_loss_after number amount≥0: of the customer, with the second contact
    rank count rank: 1 saves most
    likeness text: what speaks for this person: `in_touch`, `both` (industry and region), `either`,
      `team` or `none`
    reason text: the reason as a sentence
    message message: the same sentence, still to be translated
    saving_low number? amount: lower end of the 80 % range of what this saves, over what is not
      known of the chances, whether the introduction takes, and how far the contact grows; below 0
      where the second contact may take along more than it keeps; empty without draws
    saving_high number? amount: its upper end
    """,
)

_FRONTIER = contract(
    "One row per number of planned pairs, from 0",
    """
    pairs count pairs: planned
    expected_loss number amount≥0: of the portfolio with the best plan of so many pairs
    es_95 number? amount≥0: the same of the average loss of the worst twentieth of years; empty
      without scenarios
    saving_low number? amount: lower end of the 80 % range of what the plan of so many pairs saves;
      empty without draws
    saving_high number? amount: its upper end
    """,
)

_CONSTRAINT_COSTS = contract(
    "One row per constraint, the costliest first",
    """
    constraint text: `budget`, `capacity`, `same_team`, `same_region`, `same_language` or
      `about_to_leave`
    saving number amount≥0: further expected loss that could be saved without it, or with one more
      of it
    message message: the same as a sentence
    """,
)

_RUNNING = contract(
    "One row per second contact under way",
    """
    customer_id text: the customer
    second_rep_id text: who is becoming the second contact
    """,
)

#: By the name of the frame.
PLANNED: Mapping[str, Contract] = MappingProxyType(
    {
        "pairs": _PAIRS,
        "frontier": _FRONTIER,
        "constraint_costs": _CONSTRAINT_COSTS,
        "running": _RUNNING,
    }
)

_CURVE = contract(
    "One row per number of introductions, from 0: those agreed first, then those that save most",
    """
    introductions count pairs: agreed or proposed
    single_exposure number amount≥0: of customers on record with one person only, without those who
      get a second contact; proven ones, or where no record proves anything, inferred ones
    single_share number? share: the same of all exposure; empty where there is none
    expected_loss number amount≥0: of the portfolio with so many introductions
    saving_low number? amount: lower end of the 80 % range of what they save; empty without draws
    saving_high number? amount: its upper end
    """,
)

_PROPOSED = contract(
    "One row per introduction that is proposed, the largest saving first",
    """
    customer_id text: the customer
    current_rep_id text: the main contact
    second_rep_id text: who may become the second contact
    saving number amount: of expected loss
    saving_low number? amount: lower end of its 80 % range; empty without draws
    saving_high number? amount: its upper end
    """,
)

_OPTIONS = contract(
    "One row per customer and person who may become its second contact, the proposed one first",
    """
    customer_id text: the customer
    rep_id text: the person
    place count rank: 1 is proposed, 2 and 3 are alternatives
    saving number amount: of expected loss
    share number? share: of the relationship that the person holds already; empty without any
    likeness text: as in the plan's pairs
    alike count customers: similar ones whom the person looks after
    speaks flag?: whether the person speaks the customer's language; empty where it is not recorded
    load count customers: whom the person is becoming second contact of otherwise, agreed and
      proposed
    capacity count customers: whom the person may take on at most
    """,
)

_KNOWN = contract(
    "One row per colleague in touch with a customer besides the main contact, most in touch first",
    """
    customer_id text: the customer
    rep_id text: the colleague
    share number share: of the relationship
    knows bool: whether the colleague knows the customer
    """,
)

_INTRODUCED = contract(
    "One row per introduction that is agreed",
    """
    customer_id text: the customer
    rep_id text: who becomes the second contact
    visited_on day?: first visit or meeting of this person after the day of acceptance
    proven bool: whether this person knows the customer on contact records after it
    """,
)

#: By the name of what a work list of introductions says.
INTRODUCED: Mapping[str, Contract] = MappingProxyType(
    {
        "curve": _CURVE,
        "proposed": _PROPOSED,
        "options": _OPTIONS,
        "known": _KNOWN,
        "introduced": _INTRODUCED,
    }
)
