"""The frames of an :class:`~analytics.assessment.Assessment`."""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["ASSESSED"]

_CUSTOMERS = contract(
    "One row per customer of the extract, in its order",
    """
    customer_id text: identifier in the source
    name text: as in the source
    parent_id text?: the customer that this one belongs to
    segment text?: as in the source
    industry text?: as in the source
    region text?: as in the source
    language text?: languages that the customer speaks, separated by a comma, semicolon, slash or 、
    owner_id text?: who owns the customer today; empty for an earlier day
    created_on day?: first day in the source
    contract_ends_on day?: last day of the running contract
    bookings_12m count bookings: bookings of the last 365 days
    revenue_12m number amount: bookings of the last 365 days, credit notes with their sign
    lapsed bool: used to buy often and has not bought for more than `lapsed_days`
    exposure number amount≥0: yearly customer revenue: 0 if lapsed, else max(0, revenue of a year),
      from the `[exposure] months`, and with `[exposure] pipeline` open deals at the win rate
    core bool: one of the largest customers that make up `core_share` of all exposure
    revenue_share number? ratio: part of the revenue of all customers; empty where that is not
      positive
    evidence text: the best proof of who knows the customer: `activity`, `transactions`,
      `ownership`, `none`; `stated` where no record says it, but somebody does
    top_rep_id text?: the active person with the largest share
    top_share number? share: that person's part of the strength of all active people
    effective_reps number? people: 1 / Σ share²: among how many equals the relationship is spread
    known_by whole? people: active people who know the customer
    single_threaded flag?: exactly one active person knows the customer
    untended flag?: nobody knows the customer although there is evidence
    company_share number? share: part of the strength that people outside sales hold
    contacts_known whole? contacts: the customer's people met in the last 365 days; empty where the
      source names none
    single_contact flag?: exactly one of the customer's people is known
    orphaned flag?: departed people hold more than `orphan_share` of all strength; empty without any
      trace
    leaver_id text?: who left within the last 365 days and may still take the customer along
    last_activity_on day?: newest contact by anybody
    known_by_measured whole? people: active people who know the customer by records alone
    stated bool: somebody states who knows the customer or who does not
    sole_knower_id text?: the active person who alone knows the customer, by records or by statement
    follow_probability number? chance: the customer goes along if the main contact leaves (orphaned:
      with the leaver)
    walk_away_probability number? chance: the customer goes along with somebody within 12 months
    expected_loss number? amount≥0: exposure · walk_away_probability; empty where nothing is known
    rank_low whole? rank: best rank by expected loss in four of five draws
    rank_high whole? rank: worst rank by expected loss in four of five draws
    rank_group whole? rank: of the first 60 by expected loss, those of one number cannot be told
      apart: in fewer than nine draws of ten are two of them ordered alike
    expected_loss_low number? amount≥0: lower end of its 80 % range
    expected_loss_high number? amount≥0: upper end of that range
    expected_shrinkage number? amount≥0: what the customer is expected to buy less within 12 months
      although it stays, because somebody leaves; 0 where nothing was learned; empty where
      `[follow] partial_losses` is off, and where nothing is known
    expected_total number? amount≥0: expected_loss + expected_shrinkage
    near_colleagues whole? people: people without notice who know another customer of the only
      person who knows this one; empty unless exactly one does
    nearest_colleague_id text?: of them, who shares most customers with that person
    nearest_shared_customers whole? customers: how many these two share
    component_people whole? people: active people whom this customer is joined with over people who
      know and customers whom they know; empty if nobody knows it
    """,
)

_REPS = contract(
    "One row per person of the extract, in its order",
    """
    rep_id text: identifier in the source
    name text: as in the source; the id where only other tables name it
    function text: `sales`, `service`, `technical`, `management`, `owner` or `system`
    team text?: today's, or of that day by `rep_history`
    manager_id text?: likewise
    title text?: likewise
    region text?: as in the source
    languages text?: languages that the person speaks, separated as those of customers
    known bool: has a row in reps, instead of being only named by other tables
    hired_on day?: first day with the company
    notice_on day?: day of the notice, where given by the as-of date
    leaves_on day?: announced last day of somebody under notice
    left_on day?: last day of somebody who has left by the as-of date
    left_to text?: `competitor`, `own_business` or `other`
    leaving_day_evidence text?: of who has left: `recorded`, or what the day of somebody who is only
      called inactive was estimated by: `contacts` (records and logins), `bookings`, `none` (then
      left_on is empty)
    active bool: hired and not left by the as-of date, and no system
    revenue_12m number amount: revenue of the last 365 days credited to the person
    revenue_share number? ratio: part of all credited revenue; empty where that is not positive
    customers count customers: customers with a share above 0
    sole_customers count customers: single-threaded customers whom this person knows
    sole_revenue number amount≥0: exposure of the single-threaded customers whom this person knows
    core_customers count customers: core customers whose main contact this is
    core_share number? share: part of the core customers whose main contact this is; empty without
      any
    contact_days_12m whole? days: distinct customers and days with a contact in the last 365 days
    logging_coverage number? share: part of the customers credited to or owned by the person with a
      recorded contact in the last 365 days: how far the records can be trusted
    attrition_probability number? chance: leaves within 12 months; empty for who has left, is to
      come, or is a system
    attrition_low number? chance: lower end of the 80 % range; empty where no model is asked
    attrition_high number? chance: upper end of the 80 % range; empty where no model is asked
    attrition_band text?: `low`, `medium`, `high` (against the mean of salespeople) or `notice`
    departure_loss number? amount≥0: Σ exposure · follow probability: what would go along
    expected_loss number amount≥0: the person's part of the expected loss within 12 months
    further_departures number? people: further departures to be expected if this person leaves
    domino_loss number? amount≥0: further expected loss through those who would leave, too
    keep_value number? amount≥0: expected loss that would not happen if the person surely stayed
    raise_break_even number? amount≥0: largest raise a year that avoids as much loss as it costs
    rank_low whole rank: best rank by expected loss in four of five draws
    rank_high whole rank: worst rank by expected loss in four of five draws
    rank_group whole? rank: of the first 60 who may leave, by expected loss, those of one number
      cannot be told apart: in fewer than nine draws of ten are two of them ordered alike
    expected_loss_low number amount≥0: lower end of its 80 % range
    expected_loss_high number amount≥0: upper end of that range
    expected_shrinkage number? amount≥0: the person's part of what customers who stay are expected
      to buy less; 0 where nothing was learned; empty where `[follow] partial_losses` is off
    expected_total number? amount≥0: expected_loss + expected_shrinkage
    near_colleagues whole? people: people without notice who know a customer that this person
      knows, too; this and the following are empty for who is not active
    component_people whole? people: whom this person is joined with over shared customers, oneself
      included
    component_customers whole? customers: the customers whom these people know
    component_revenue number? amount≥0: their exposure
    team_sole_customers whole? customers: whom nobody else in the team knows; empty without a team
    team_sole_revenue number? amount≥0: their exposure
    pair_rep_id text?: the colleague with whom most exposure is known by these two and nobody else
    pair_customers whole? customers: whom these two know and nobody else
    pair_revenue number? amount≥0: their exposure
    es_contribution number? amount≥0: the person's part of es_95
    """,
)

_EDGES = contract(
    "One row per customer and person with a trace, sorted by both",
    """
    customer_id ids: the customer
    rep_id ids: the person
    strength number strength: of the relationship; compares within a customer only; 0 where only a
      statement says that the two know each other
    share number? share: part of the strength of all active people; empty for others and under
      evidence `none`
    knows bool: the person knows the customer
    active bool: the person is active
    leaver bool: the person is the customer's leaver_id
    leaver_share number? share: of a leaver: part of all strength
    activities count records: contact records
    last_activity_on day?: newest contact of the two
    first_on day?: first contact or first booking in the person's own name
    knows_measured bool: the person knows the customer by records alone
    stated flag?: somebody states that the person knows the customer, or does not; empty where
      nobody does
    follow_probability number? chance: the customer goes along if this person leaves; empty for
      departed people other than the leaver
    shrinking number? share: what the customer is expected to buy less if this person leaves and it
      stays; empty like follow_probability, and where `[follow] partial_losses` is off
    """,
)

_DRIVERS = contract(
    "One row per person and indicator of leaving",
    """
    rep_id text: the person
    indicator text: code of the indicator, `team` or `notice`
    value number: of the indicator, in its own unit (the text says it in words)
    reference number: of a usual colleague, in the same unit
    odds_ratio number? odds: odds of leaving, as a multiple of those of a colleague at the
      reference; empty for `notice`
    probability_without number? chance: of leaving, were this indicator as usual; empty for `notice`
    reason text?: `strong` where it moves the chance by three points and more, `weak` by one, in
      the direction that its sentence speaks for
    text text: the reason as a sentence
    message message: the same sentence, still to be translated
    """,
)

_RESILIENCE = contract(
    "One row per departure, each time of the person who would be missed most; first that of nobody",
    """
    departures count people: how many have left
    rep_id text?: who leaves at this step
    exposure_left number amount≥0: exposure that somebody still knows
    share_left number? share: part of the exposure known at the start; empty where that is 0
    """,
)

#: By the name of the frame.
ASSESSED: Mapping[str, Contract] = MappingProxyType(
    {
        "customers": _CUSTOMERS,
        "reps": _REPS,
        "edges": _EDGES,
        "drivers": _DRIVERS,
        "resilience": _RESILIENCE,
    }
)
