"""The tables of the page: customers with their successors, receivers, first days, ways, prices."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.departure.away import Absence
from analytics.departure.first_days import first_days
from analytics.departure.simulation import Departure
from analytics.losses.exits import exit_losses, exit_text
from analytics.messages import Message, Money, message
from pages.components import numbers
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.sentences.second_contacts import basis_message
from pages.components.text import t_text, tm_text
from pages.components.words import function_word, names_of

__all__ = [
    "absence_columns",
    "absence_rows",
    "band_word",
    "customer_columns",
    "customer_rows",
    "day_columns",
    "day_rows",
    "receiver_columns",
    "receiver_rows",
    "way_columns",
    "way_rows",
]

_CUSTOMER = Target("customers", "customer", "customer_id")
_BANDS = {
    "stays": message("stays: others know it"),
    "call": message("can be saved by a call"),
    "go": message("most likely to go"),
}


def band_word(band: str) -> str:
    """A band in words (plain text)."""
    return tm_text(_BANDS[band])


def _named(ids: pd.Series, names: Mapping[str, str]) -> "pd.Series[str]":
    return ids.map(names).astype("str")


def _function_named(ids: pd.Series, assessment: Assessment) -> "pd.Series[str]":
    """People with what they do, so that nobody takes a technician for a salesperson."""
    reps = assessment.reps
    names = names_of(reps, "rep_id")
    said = {
        rep_id: t_text("{name} ({function})", name=names[rep_id], function=function_word(kind))
        for rep_id, kind in zip(reps["rep_id"], reps["function"], strict=True)
    }
    return ids.map(said).astype("str")


def _reasons(rows: pd.DataFrame, share: str) -> "pd.Series[str]":
    """Why each successor is proposed; every distinct reason is put into words once."""
    percent = rows[share].round(2)
    keys = list(zip(rows["basis"].fillna(""), percent, rows["alike"], strict=True))
    words = {key: tm_text(_reason(*key)) for key in set(keys)}
    return pd.Series([words[key] for key in keys], index=rows.index, dtype="str")


def _reason(basis: str, share: float, alike: int) -> Message:
    if basis in ("knows", "in_touch") and share > 0:
        return basis_message("share", share, None)
    if basis == "knows":
        return message("knows the customer by what is stated")
    if basis in ("both", "either"):
        return basis_message("similar", share, alike)
    if basis == "team":
        return basis_message("similar", share, None)
    if basis == "room":
        return message("has room; nobody with similar customers has")
    return basis_message(None, share, None)


def customer_rows(assessment: Assessment, gone: Departure) -> pd.DataFrame:
    """Every customer in words, the largest loss first."""
    rows = gone.customers
    people = names_of(assessment.reps, "rep_id")
    keeps = rows["keeper_rep_id"].where(rows["keeper_rep_id"] != rows["successor_rep_id"])
    return rows.assign(
        name=_named(rows["customer_id"], names_of(assessment.customers, "customer_id")),
        band_words=rows["band"].map({band: band_word(band) for band in _BANDS}).astype("str"),
        successor=_named(rows["successor_rep_id"], people),
        why=_reasons(rows, "successor_share"),
        keeps=_function_named(keeps, assessment),
        leaver=_named(rows["leaver_id"], people),
    )


def customer_columns(currency: str, *, several: bool, weeks: bool) -> tuple[Column, ...]:
    """The columns that decide first; ``several`` people leave, ``weeks`` are used."""
    columns = [
        Column("name", t_text("Customer"), Cell.LINK, target=_CUSTOMER, width=190),
        _money("exposure", t_text("Yearly revenue"), currency, _a_year(2)),
        Column("band_words", t_text("What happens"), width=190, card=CardLine(2)),
        _money(
            "loss",
            t_text("Would go"),
            currency,
            CardLine(1, t_text("{value} would go", value="{value}")),
        ),
        Column(
            "successor",
            t_text("Proposed successor"),
            Cell.LINK,
            target=Target("reps", "rep", "successor_rep_id"),
            card=CardLine(3, t_text("successor: {value}", value="{value}")),
        ),
        Column("why", t_text("Why"), width=260),
        Column(
            "keeps",
            t_text("Keeps the contact meanwhile"),
            help=t_text("Who of all who stay is in touch most, whatever the function."),
            width=200,
        ),
        Column("chance", t_text("Would follow"), Cell.CHANCE),
    ]
    if weeks:
        columns.append(Column("week", t_text("Introduced in week"), Cell.INTEGER))
        columns.append(_money("loss_after", t_text("Would go then"), currency))
    if several:
        columns.append(Column("leaver", t_text("Closest tie to"), width=140))
    columns.append(Column("contract_ends_on", t_text("Contract ends"), Cell.DATE))
    return tuple(columns)


def _money(name: str, label: str, currency: str, card: CardLine | None = None) -> Column:
    return Column(name, label, Cell.MONEY, currency=currency, card=card)


def _a_year(line: int) -> CardLine:
    return CardLine(line, t_text("{value} a year", value="{value}"))


def receiver_rows(assessment: Assessment, receivers: pd.DataFrame) -> pd.DataFrame:
    """Load before and after in words and as a part of the room."""
    after = receivers["load"] + receivers["new"]
    return receivers.assign(
        name=_named(receivers["rep_id"], names_of(assessment.reps, "rep_id")),
        after=after,
        filled=(after / receivers["room"].clip(lower=1)).clip(upper=1.0),
    )


def receiver_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("load", t_text("Customers now"), Cell.INTEGER),
        Column("new", t_text("New ones"), Cell.INTEGER),
        Column("held", t_text("In touch already"), Cell.INTEGER),
        Column(
            "filled",
            t_text("Load afterwards"),
            Cell.BAR,
            help=t_text(
                "Customers afterwards, as a part of the room: a fifth more than an even share."
            ),
        ),
        _money("exposure", t_text("Revenue taken over"), currency),
    )


def day_rows(assessment: Assessment, gone: Departure, persons: Mapping[str, str]) -> pd.DataFrame:
    """The tasks of the first five days in words; persons: whom to ask for by customer."""
    tasks = first_days(gone)
    people = names_of(assessment.reps, "rep_id")
    names = names_of(assessment.customers, "customer_id")
    facts = gone.customers.set_index("customer_id")
    told = [
        _task(row, people, names, facts, persons, assessment)
        for row in ({str(k): v for k, v in each.items()} for each in tasks.to_dict("records"))
    ]
    return tasks.assign(
        when=[_day(each) for each in tasks["day"]],
        what=[tm_text(what) for what, _, _ in told],
        note=["" if note is None else tm_text(note) for _, note, _ in told],
        who=[tm_text(by) if isinstance(by, Message) else by for _, _, by in told],
    )


def _day(day: int) -> str:
    return t_text("Today") if day == 0 else t_text("Day {day}", day=int(day))


_MANAGEMENT = message("Management")


def _task(
    row: Mapping[str, Any],
    people: Mapping[str, str],
    names: Mapping[str, str],
    facts: pd.DataFrame,
    persons: Mapping[str, str],
    assessment: Assessment,
) -> tuple[Message, Message | None, Message | str]:
    """What is to be done, a note, and by whom."""
    match row["task"]:
        case "call":
            customer = row["customer_id"]
            by = people.get(row["rep_id"], _MANAGEMENT)
            return (
                message("Call {customer}", customer=names[customer]),
                _call_note(facts.loc[customer], persons.get(customer), assessment),
                by,
            )
        case "visit":
            leaver, by = people[row["leaver_id"]], people.get(row["rep_id"], "")
            both = message("{first} and {second}", first=leaver, second=by)
            amount = Money(float(facts.loc[row["customer_id"], "exposure"]), assessment.currency)
            return (
                message("Joint visit to {customer}", customer=names[row["customer_id"]]),
                message("{amount} a year", amount=amount),
                both,
            )
        case "letter":
            return (
                message(
                    "Letter to {count} customer",
                    "Letter to {count} customers",
                    count=row["customers"],
                ),
                message("signed by management, in their language"),
                message("Back office"),
            )
        case "agree":
            return (
                message("Agree the handover"),
                message(
                    "{count} customer nobody else knows: who is introduced when",
                    "{count} customers nobody else knows: who is introduced when",
                    count=row["customers"],
                ),
                _MANAGEMENT,
            )
        case "talk":
            return (
                message("Talk with the team"),
                message("what happens to customers and commission"),
                _MANAGEMENT,
            )
    return (
        message("Close exports and sign-in"),
        message("the last sign-in on the last day"),
        message("Back office"),
    )


def _call_note(facts: pd.Series, person: str | None, assessment: Assessment) -> Message:
    amount = Money(float(facts["exposure"]), assessment.currency)
    if person is None:
        return message("{amount} a year", amount=amount)
    return message("{amount} a year; ask for {person}", amount=amount, person=person)


def day_columns() -> tuple[Column, ...]:
    return (
        Column("when", t_text("When")),
        Column("what", t_text("What")),
        Column("who", t_text("Who")),
        Column("note", t_text("Note")),
    )


def way_rows(assessment: Assessment, gone: Departure) -> pd.DataFrame:
    """What goes by the way of leaving; for one person with a team also the whole team."""
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    people = list(gone.rep_ids)
    rows = exit_losses(assessment.edges, exposure, people)
    rows = rows.assign(words=[tm_text(exit_text(kind)) for kind in rows["kind"]])
    mates = _mates(assessment.reps, people)
    if len(people) == 1 and len(mates) > 1:
        team = exit_losses(assessment.edges, exposure, mates)
        words = t_text(
            "{kind}: {count} person of {team}",
            "{kind}: {count} people of {team}",
            kind=exit_text("team"),
            count=len(mates),
            team=assessment.reps.set_index("rep_id").loc[people[0], "team"],
        )
        together = team[team["kind"] == "team"].assign(words=words)
        rows = pd.concat([rows, together], ignore_index=True)
    expected = rows["customers_expected"]
    # Customers do not go in parts.
    counted = [
        t_text("fewer than 1") if 0 < each < 0.5 else numbers.integer(round(each))
        for each in expected
    ]
    return rows.assign(customers_words=counted)


def _mates(reps: pd.DataFrame, people: list[str]) -> list[str]:
    """Everybody active of the team of the first of some people; nobody without a team."""
    team = reps.loc[reps["rep_id"].isin(people[:1]), "team"].dropna()
    mates = reps[reps["active"].astype(bool) & reps["team"].isin(team[team != ""])]
    return [str(rep_id) for rep_id in mates["rep_id"]]


def way_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("words", t_text("Way of leaving"), width=380),
        Column(
            "departure_loss",
            t_text("Would go"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Yearly revenue that would go, on average."),
        ),
        Column(
            "customers_words",
            t_text("Customers"),
            help=t_text("How many customers would go, on average."),
            sort_by=("customers_expected",),
        ),
    )


def absence_rows(assessment: Assessment, absent: Absence) -> pd.DataFrame:
    """Every customer with who covers."""
    rows, people = absent.customers, names_of(assessment.reps, "rep_id")
    return rows.assign(
        name=_named(rows["customer_id"], names_of(assessment.customers, "customer_id")),
        cover=_named(rows["cover_rep_id"], people),
        why=_reasons(rows, "cover_share"),
        away=_named(rows["away_rep_id"], people),
    )


def absence_columns(currency: str, *, several: bool) -> tuple[Column, ...]:
    columns = [
        Column("name", t_text("Customer"), Cell.LINK, target=_CUSTOMER, width=190),
        _money("exposure", t_text("Yearly revenue"), currency, _a_year(1)),
        Column(
            "cover",
            t_text("Covered by"),
            Cell.LINK,
            target=Target("reps", "rep", "cover_rep_id"),
            card=CardLine(2, t_text("covered by {value}", value="{value}")),
        ),
        Column("why", t_text("Why"), width=260, card=CardLine(3)),
        Column("known_by_others", t_text("Others who know it"), Cell.INTEGER),
        Column("contract_ends_on", t_text("Contract ends meanwhile"), Cell.DATE),
    ]
    if several:
        columns.append(Column("away", t_text("Away"), width=140))
    return tuple(columns)
