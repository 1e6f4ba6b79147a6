"""The frames of what happens when people leave or are away (:mod:`analytics.departure`)."""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["DEPARTING"]

_CUSTOMERS = contract(
    "One row per customer with which somebody who leaves is in touch, the largest loss first",
    """
    customer_id text: the customer
    leaver_id text: of those who leave, who has the closest tie
    leaver_share number share: part of the relationship that those who leave hold together
    main bool: one of them is the main contact
    core bool: a core customer
    exposure number amount≥0: yearly customer revenue
    chance number chance: goes along, with nothing handed over
    loss number amount≥0: exposure · chance
    band text: `stays`, `call` (can be saved by a call this week) or `go` (most likely to go)
    known_by_others count people: who stay and know the customer
    keeper_rep_id text?: of them, or of those in touch, who holds most; of any function
    successor_rep_id text?: who is proposed to take over; empty where nobody is there
    basis text?: why: `knows`, `in_touch`, `both` (industry and region), `either`, `team` or `room`
    successor_share number share: part of the relationship that the successor holds already
    alike count customers: similar ones that the successor looks after
    week whole? rank: of the notice in which the successor is introduced; empty for none
    chance_after number chance: goes along, after the introductions
    loss_after number amount≥0: exposure · chance_after
    contract_ends_on day?: last day of the running contract
    """,
)

_RECEIVERS = contract(
    "One row per successor, most new customers first",
    """
    rep_id text: the person
    load count customers: with a share today
    new count customers: proposed ones that are new to the person
    held count customers: proposed ones with which the person is in touch already
    exposure number amount≥0: yearly customer revenue of all that are proposed
    room count customers: to which nobody's load is filled with new ones
    """,
)

_FOLLOWERS = contract(
    "One row per person who becomes more likely to leave, with most to lose first",
    """
    rep_id text: the person
    chance number chance: of leaving within 12 months, today
    chance_after number chance: the same once the others have left
    exposure number amount≥0: what would go with this person
    """,
)

_COVERS = contract(
    "One row per customer of somebody who is away, the largest first",
    """
    customer_id text: the customer
    away_rep_id text: of those who are away, who holds most
    main bool: one of them is the main contact
    exposure number amount≥0: yearly customer revenue
    known_by_others count people: who are there and know the customer
    cover_rep_id text?: who covers meanwhile; empty where nobody is there
    basis text?: why, as for a successor
    cover_share number share: part of the relationship that this person holds already
    alike count customers: similar ones that this person looks after
    contract_ends_on day?: last day of the running contract, if it lies in these weeks
    """,
)

_TASKS = contract(
    "One row per task of the first five days, in their order",
    """
    day count days: after today; 0 is today
    task text: `agree`, `access`, `call`, `visit`, `talk` or `letter`
    customer_id text?: of a call or a visit
    rep_id text?: who does it; empty for management
    leaver_id text?: who leaves and comes along (visit), or is talked with (agree)
    customers count customers: that it is about
    """,
)

_CONCESSIONS = contract(
    "One row per customer whose contract ends soon, the largest loss first",
    """
    customer_id text: the customer
    contract_ends_on day: last day of the running contract
    exposure number amount≥0: yearly customer revenue
    chance number chance: goes along, with nothing handed over
    loss number amount≥0: exposure · chance
    cost number amount≥0: of a price concession, a year
    margin number? amount: a year; empty where it is not recorded
    cost_of_margin number? ratio: the concession as a part of the margin
    worth_up_to number? share: the largest concession that costs no more than it saves, were the
      customer to stay for it for certain
    """,
)

_COLLEAGUES = contract(
    "One row per customer of a colleague with which somebody who leaves is in touch, the largest "
    "first",
    """
    customer_id text: the customer
    main_rep_id text?: the main contact, who stays
    exposure number amount≥0: yearly customer revenue
    leaver_share number share: part of the relationship that those who leave hold together
    met_on day?: their newest contact record
    loss number amount≥0: would go, with nothing handed over
    contract_ends_on day?: last day of the running contract
    """,
)

_PROGRESS = contract(
    "One row per customer of a handover, in its order",
    """
    customer_id text: the customer
    successor_rep_id text?: who takes over; empty where nobody is named yet
    in_touch_on day?: first contact record of the two after the start; empty without one
    met_on day?: first visit or meeting of the two after the start
    managed_on day?: first visit or meeting by management after the start
    knows bool: the successor knows the customer
    leaver_still bool: somebody who hands over has been in touch since the start
    """,
)

#: By the name of the frame.
DEPARTING: Mapping[str, Contract] = MappingProxyType(
    {
        "customers": _CUSTOMERS,
        "receivers": _RECEIVERS,
        "followers": _FOLLOWERS,
        "covers": _COVERS,
        "tasks": _TASKS,
        "concessions": _CONCESSIONS,
        "colleagues": _COLLEAGUES,
        "progress": _PROGRESS,
    }
)
