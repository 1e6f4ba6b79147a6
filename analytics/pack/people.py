"""On whom does the revenue rest? What everybody holds; chances and reasons only where asked for."""

import pandas as pd

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss
from analytics.messages import Message, Money, message
from analytics.pack.amounts import money_of, share_of
from analytics.pack.model import Chart, ChartKind, PackOptions, Section, Series, Table, Value
from analytics.pack.names import Names, by_held_alone
from analytics.relationships.people import human_reps

__all__ = ["people_section", "reasons_section"]

#: Bars of the chart; reasons of one person.
_DRAWN, _REASONS = 10, 3
_HEADS = (
    message("Salesperson or colleague"),
    message("Yearly customer revenue known"),
    message("Of it by this person alone"),
    message("Customers known alone"),
    message("Main contact of core customers"),
    message("State"),
)


def people_section(assessment: Assessment, options: PackOptions, names: Names) -> Section:
    """Everybody who knows customers, who holds most alone first."""
    people = _holding(assessment, options)
    return Section(
        "people",
        message("People"),
        _title(people, assessment),
        lines=(_order_line(), *_restricted(options)),
        chart=_chart(people, assessment, names) if _is_drawn(people, assessment) else None,
        table=_table(people, assessment, names) if len(people) else None,
    )


def _is_drawn(people: pd.DataFrame, assessment: Assessment) -> bool:
    return bool(assessment.extract.knows_money and (people["known"] > 0).any())


def _holding(assessment: Assessment, options: PackOptions) -> pd.DataFrame:
    """Active people who know somebody, with the exposure that they know (``known``)."""
    edges = assessment.edges
    held = edges.loc[edges["knows"].astype(bool), ["customer_id", "rep_id"]].astype("str")
    held = held.merge(assessment.customers[["customer_id", "exposure"]], on="customer_id")
    known = held.groupby("rep_id")["exposure"].sum()
    reps = assessment.reps
    reps = reps[reps["active"].astype(bool) & human_reps(reps)]
    teams = options.filters.get("team", ())
    if teams:
        reps = reps[reps["team"].isin(teams)]
    reps = reps.assign(known=reps["rep_id"].map(known))
    return by_held_alone(reps[reps["known"].notna()])


def _title(people: pd.DataFrame, assessment: Assessment) -> Message:
    alone = people["sole_revenue"]
    total = float(alone.sum())
    if not assessment.extract.knows_money:
        return message("Who knows the customers; revenue is not known")
    if not total > 0:
        return message("No revenue rests on one person alone")
    half = int((alone.cumsum() < total / 2).sum()) + 1
    return message(
        "Half of the {amount} that one person alone knows rests on {count} person",
        "Half of the {amount} that one person alone knows rests on {count} people",
        count=half,
        amount=money_of(assessment, total),
    )


def _order_line() -> Message:
    return message(
        "In the order of what each knows alone. It is no order of who may leave, and says nothing "
        "about anybody's work."
    )


def _restricted(options: PackOptions) -> tuple[Message, ...]:
    teams = options.filters.get("team", ())
    return (message("Only people of: {teams}.", teams=tuple(teams)),) if teams else ()


def _chart(people: pd.DataFrame, assessment: Assessment, names: Names) -> Chart:
    drawn = people.head(_DRAWN)
    alone = tuple(_amount(each, assessment) for each in drawn["sole_revenue"])
    shared = tuple(
        _amount(max(0.0, known - sole), assessment)
        for known, sole in zip(drawn["known"], drawn["sole_revenue"], strict=True)
    )
    return Chart(
        ChartKind.BARS,
        message("Yearly customer revenue by who knows the customer"),
        tuple(names.person(each) for each in drawn["rep_id"]),
        (Series(message("alone"), alone), Series(message("with others"), shared)),
    )


def _amount(value: float, assessment: Assessment) -> Money | None:
    return money_of(assessment, value)


def _table(people: pd.DataFrame, assessment: Assessment, names: Names) -> Table:
    rows = tuple(_row(row, assessment, names) for row in people.to_dict("records"))
    return Table(_HEADS, rows, (4, 3, 3, 3, 3, 3))


def _row(row: dict[str, object], assessment: Assessment, names: Names) -> tuple[Value, ...]:
    return (
        names.person(str(row["rep_id"])),
        money_of(assessment, row["known"]),
        money_of(assessment, row["sole_revenue"]),
        int(row["sole_customers"]),  # type: ignore[call-overload]
        int(row["core_customers"]),  # type: ignore[call-overload]
        _state(row),
    )


def _state(row: dict[str, object]) -> Message | str:
    """Facts on record, such as a notice: no estimate."""
    leaves, notice = row["leaves_on"], row["notice_on"]
    if isinstance(leaves, pd.Timestamp):
        return message("leaves on {day}", day=leaves.date())
    if isinstance(notice, pd.Timestamp):
        return message("gave notice on {day}", day=notice.date())
    return ""


def reasons_section(assessment: Assessment, options: PackOptions, names: Names) -> Section:
    """The chance of leaving of everybody in sales, with its range and its reasons: personal data,
    only where asked for."""
    ranked = by_expected_loss(assessment.reps)
    teams = options.filters.get("team", ())
    if teams:
        ranked = ranked[ranked["team"].isin(teams)]
    ranked = ranked[ranked["expected_loss"] > 0]
    reasons = _reasons(assessment, names)
    rows = tuple(
        (
            names.person(row["rep_id"]),
            share_of(row["attrition_probability"]),
            share_of(row["attrition_low"]),
            share_of(row["attrition_high"]),
            money_of(assessment, row["expected_loss"]),
            reasons.get(row["rep_id"], ""),
        )
        for row in ranked.to_dict("records")
    )
    heads = (
        message("Salesperson or colleague"),
        message("May leave within 12 months"),
        message("From"),
        message("To"),
        message("Expected loss, 12 months"),
        message("Reasons"),
    )
    return Section(
        "chances",
        message("Chances"),
        message("Who may leave, as an estimate about people with such a history"),
        lines=(_caution(), *_usual(assessment)),
        table=Table(heads, rows, (3, 2, 1, 1, 2, 7)) if rows else None,
    )


def _caution() -> Message:
    return message(
        "An estimate is no knowledge about one person. It is meant for a conversation and for a "
        "second contact; no decision about somebody's employment may rest on it."
    )


def _usual(assessment: Assessment) -> tuple[Message, ...]:
    if assessment.policy.attrition.estimates_individuals:
        return ()
    return (message("People are not estimated one by one here: everybody has the usual rate."),)


def _reasons(assessment: Assessment, names: Names) -> dict[str, Message]:
    """The strongest reasons in words, by rep_id; only those that move the estimate."""
    drivers = assessment.drivers
    moving = drivers[drivers["reason"].notna() | (drivers["indicator"] == "notice")]
    found: dict[str, Message] = {}
    for rep_id, rows in moving.groupby("rep_id", sort=True):
        said = [names.told(each) for each in rows["message"].head(_REASONS)]
        found[str(rep_id)] = joined(said)
    return found


def joined(parts: list[Message]) -> Message:
    """Several short sentences as one."""
    whole, *others = parts
    for each in others:
        whole = message("{first}; {rest}", first=whole, rest=each)
    return whole
