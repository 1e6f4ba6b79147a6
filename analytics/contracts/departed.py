"""The frames of :class:`~analytics.follow.past_departures.PastDepartures`."""

from analytics.contracts.contract import contract

__all__ = ["DEPARTED_CUSTOMERS", "DEPARTURE_SUMMARY"]

DEPARTED_CUSTOMERS = contract(
    "One row per past departure and customer with a share above 0 on the last day",
    """
    rep_id text: who left
    left_on day: the last day
    customer_id text: the customer
    revenue_before number? amount: of the 365 days up to and including left_on; empty where the
      bookings begin later
    revenue_after number? amount: of days 1–365 after; empty until they are over
    expected_after number? amount: what comparable customers would have bought; empty where either
      of the two is
    taken_over_by text?: next owner by assignment, else the largest strength of the year after
    days_silent whole? days: to the first contact by somebody else, at most to the as-of date
    walked flag?: no positive booking in days 31–395 although one in the year before; empty where
      these days are not over
    share number share: the leaver's on left_on, counted as active
    knew bool: the leaver knew the customer, or owned it
    colleagues number people: further people who knew the customer
    company_share number share: part of the strength outside sales, without the leaver's own
    contacts_known number? contacts: the customer's people met in the year before
    person_since day?: first contact or booking of the leaver
    firm_since day?: first contact or booking of anybody
    left_to text?: `competitor`, `own_business` or `other`
    non_solicit flag?: an agreement not to solicit was in force; empty without that table
    channels number? ways: kinds of the leaver's contacts with the customer in the year before
    met number? contacts: the customer's people whom the leaver met in it
    bought_before bool: a positive booking in the year before
    walk_chance number? chance: of comparable customers to do the same as `walked`
    stopped flag?: no positive booking in days 91–395; empty unless bought_before, the days over,
      and no other leaver held more of the customer within a year
    stop_chance number? chance: of comparable customers to do the same as `stopped`
    expected_error number? amount≥0: standard error of expected_after, as its part in that of the
      departure's sum
    revenue_staying number? amount: of the 365 days after, or of as many as are over, of who did not
      stop; empty where the bookings cover no half year before or after, and as `stopped` otherwise
    expected_staying number? amount: what comparable customers who did not stop would have bought
    staying_error number? amount≥0: its standard error, as in expected_error
    placebo_revenue number? amount: of the year up to left_on (of half of what is known, where that
      is less than two years); empty where bookings cover no year, nothing was bought before or
      within it, or somebody else had left the customer
    placebo_expected number? amount: what comparable customers would have bought in those days
    placebo_error number? amount≥0: its standard error, as in expected_error
    left_on_estimated bool: nobody recorded the last day; the leaver is only called inactive
    """,
)

DEPARTURE_SUMMARY = contract(
    "One row per departure, or one over all (then without who and when); customers whom the leaver "
    "knew",
    """
    rep_id text?: who left
    left_on day?: the last day
    left_to text?: `competitor`, `own_business` or `other`
    customers count customers: whom the leaver knew
    revenue_before number? amount: sum over customers who bought before, with all three amounts;
      of all together over departures with a placebo
    revenue_after number? amount: likewise
    expected_after number? amount: likewise
    effect number? ratio: after ÷ expected − 1; negative: lost; empty where withheld
    effect_low number? ratio: lower end of the 95 % range
    effect_high number? ratio: upper end of the 95 % range
    placebo number? ratio: the same comparison a year too early: revenue ÷ expected − 1
    placebo_low number? ratio: lower end of its 80 % range
    placebo_high number? ratio: upper end of its 80 % range
    withheld text?: why the effect cannot be told apart from what went before: `before` (the placebo
      is not 0), `common` (that of all departures is not), `few` (fewer than three customers, or
      leavers, with both); empty where it can, or where the year after is not known
    raised whole? customers: who bought more than comparable ones; empty where the placebo fails
    walked_share number? share: of those who bought before
    comparable_walked_share number? share: of comparable customers of those
    days_silent number? days: median
    """,
)
