"""Which customers depend on one person, and who becomes their second contact?"""

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, message
from analytics.pack.amounts import money_of
from analytics.pack.model import Chart, ChartKind, PackOptions, Section, Series, Table, Value
from analytics.pack.names import Names

__all__ = ["customers_section", "second_contacts_section"]

_FILTERS = ("segment", "region", "industry")
_EVIDENCE = {
    "activity": message("contact records"),
    "transactions": message("bookings"),
    "ownership": message("name in the file only"),
    "stated": message("stated, not measured"),
}
_OF_CUSTOMER = (
    message("Customer"),
    message("Yearly customer revenue"),
    message("Known by nobody but"),
    message("Core customer"),
    message("Last contact"),
    message("Evidence"),
)
_OF_PAIR = (
    message("Customer"),
    message("Yearly customer revenue"),
    message("Main contact"),
    message("Second contact"),
    message("Why"),
)
#: So many customers a pack holds, the largest.
_LISTED = 5_000
#: Steps of the curve that are drawn, and introductions of one step at least.
_STEPS, _TOGETHER = 20, 5


def customers_section(assessment: Assessment, options: PackOptions, names: Names) -> Section:
    """The customers on record with one person only, the largest first."""
    alone = _alone(assessment, options)
    return Section(
        "customers",
        message("Customers"),
        _title(alone, assessment),
        lines=(
            message(
                "Records prove that somebody is in touch, not that nobody else is. Who knows a "
                "customer and is not named here can say so."
            ),
            *restricted(options),
        ),
        table=_customers(alone, assessment, names) if len(alone) else None,
    )


def _title(alone: pd.DataFrame, assessment: Assessment) -> Message:
    if alone.empty:
        return message("No customer is on record with one person only")
    if not assessment.extract.knows_money:
        return message(
            "{count} customer is on record with one person only",
            "{count} customers are on record with one person only",
            count=len(alone),
        )
    return message(
        "{count} customer with {amount} a year is on record with one person only",
        "{count} customers with {amount} a year are on record with one person only",
        count=len(alone),
        amount=money_of(assessment, float(alone["exposure"].sum())),
    )


def restricted(options: PackOptions) -> tuple[Message, ...]:
    """Which customers alone a list is about."""
    values = tuple(each for name in _FILTERS for each in options.filters.get(name, ()))
    return (message("Only customers of: {values}.", values=values),) if values else ()


def _chosen(customers: pd.DataFrame, options: PackOptions) -> pd.DataFrame:
    for name in _FILTERS:
        if wanted := options.filters.get(name, ()):
            customers = customers[customers[name].isin(wanted)]
    return customers


def _alone(assessment: Assessment, options: PackOptions) -> pd.DataFrame:
    customers = _chosen(assessment.customers, options)
    alone = customers["single_threaded"].astype("boolean").fillna(False).astype(bool)
    held = customers[alone]
    return held.sort_values(["exposure", "customer_id"], ascending=[False, True], kind="stable")


def _customers(alone: pd.DataFrame, assessment: Assessment, names: Names) -> Table:
    listed = alone.head(_LISTED).to_dict("records")
    rows = tuple(_customer(row, assessment, names) for row in listed)
    return Table(_OF_CUSTOMER, rows, (5, 3, 3, 3, 4, 3), whole=len(alone))


def _customer(row: dict[str, object], assessment: Assessment, names: Names) -> tuple[Value, ...]:
    last, alone = row["last_activity_on"], row["sole_knower_id"]
    knower = row["top_rep_id"] if pd.isna(alone) else alone
    return (
        names.customer(str(row["customer_id"])),
        money_of(assessment, row["exposure"]),
        names.person(str(knower)),
        message("yes") if row["core"] else "",
        last.date() if isinstance(last, pd.Timestamp) else None,
        _EVIDENCE.get(str(row["evidence"]), message("not known")),
    )


def second_contacts_section(
    assessment: Assessment, plan: CoveragePlan, options: PackOptions, names: Names
) -> Section:
    """Who becomes whose second contact, and what all of them would save."""
    return Section(
        "second_contacts",
        message("Second contacts"),
        _plan_title(assessment, plan),
        lines=(*_plan_lines(plan), *restricted(options)),
        chart=_curve(assessment, plan, options) if len(plan.frontier) > 1 else None,
        table=_pairs(assessment, plan, options, names) if len(plan.pairs) else None,
    )


def _plan_title(assessment: Assessment, plan: CoveragePlan) -> Message:
    if plan.pairs.empty:
        return message("No second contact is proposed")
    last = plan.frontier.iloc[-1]
    planned = plan.frontier.set_index("pairs").loc[len(plan.pairs)]
    return message(
        "{count} introduction lowers the expected loss from {before} to {after}",
        "{count} introductions lower the expected loss from {before} to {after}",
        count=len(plan.pairs),
        before=money_of(assessment, plan.frontier["expected_loss"].iloc[0]),
        after=money_of(assessment, planned["expected_loss"] if len(planned) else last),
    )


def _plan_lines(plan: CoveragePlan) -> tuple[Message, ...]:
    if plan.message is not None:
        return (plan.message,)
    return (
        message(
            "The plan saves most with so many introductions; nobody gets more new customers than "
            "the policy allows, and nobody who has given notice is named."
        ),
    )


def _curve(assessment: Assessment, plan: CoveragePlan, options: PackOptions) -> Chart:
    """What remains of the expected loss after so many introductions, to those that are planned; one
    by one only with ``chances``: what a single one saves says much of one person."""
    upto = plan.frontier[plan.frontier["pairs"] <= max(len(plan.pairs), 1)]
    step = max(1 if options.chances else _TOGETHER, -(-len(upto) // _STEPS))
    drawn = upto[(upto["pairs"] % step == 0) | (upto["pairs"] == upto["pairs"].max())]
    return Chart(
        ChartKind.COLUMNS,
        message("Expected loss after so many introductions"),
        tuple(int(each) for each in drawn["pairs"]),
        (
            Series(
                message("Expected loss, 12 months"),
                tuple(money_of(assessment, each) for each in drawn["expected_loss"]),
            ),
        ),
    )


def _pairs(
    assessment: Assessment, plan: CoveragePlan, options: PackOptions, names: Names
) -> Table | None:
    wanted = set(_chosen(assessment.customers, options)["customer_id"])
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    pairs = plan.pairs[plan.pairs["customer_id"].isin(wanted)].sort_values("rank")
    rows = tuple(
        (
            names.customer(row["customer_id"]),
            money_of(assessment, exposure[row["customer_id"]]),
            names.person(row["current_rep_id"]),
            names.person(row["second_rep_id"]),
            names.told(row["message"].values.get("choice", row["message"])),
        )
        for row in pairs.to_dict("records")
    )
    return Table(_OF_PAIR, rows, (4, 3, 3, 3, 5)) if rows else None
