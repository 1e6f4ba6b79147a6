"""The page in figures and words: what so many introductions change, and who is proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.actions import Commission, CommissionKind
from analytics.assessment import Assessment
from analytics.coverage.introductions import WorkList, known_already
from analytics.messages import Message, Money, Percent, message
from analytics.relationships.people import under_notice
from pages.components.actions.book import ActionBook
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.text import t_text, tm_text
from pages.components.words import FUNCTIONS, names_of
from pages.coverage.reasons import Colleague, option_reason

__all__ = ["Chosen", "Option", "Proposal", "columns", "headline", "lines", "proposals", "rows"]


#: So many colleagues in touch with a customer are named.
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who may become second contact: what speaks for it, and what it would save (None:
    not known, such as of a colleague of another function)."""

    rep_id: str
    name: str
    reason: Message
    saving: float | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One introduction that is proposed.

    known: colleagues in touch already, most in touch first; options: the proposed person first,
    then the alternatives. leaving: the main contact has given notice, so that time is short.
    """

    customer_id: str
    customer: str
    exposure: float
    main_id: str
    main: str
    team: str | None
    alone: bool
    leaving: bool
    known: tuple[Colleague, ...]
    options: tuple[Option, ...]
    saving: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader asks for: how many introductions in all, which teams and people."""

    number: int
    teams: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether only some introductions are asked for."""
        return bool(self.teams or self.people)

    def holds(self, team: str | None, people: Iterable[str | None]) -> bool:
        """Whether an introduction between some people at a customer of a team is asked for."""
        return (not self.teams or team in self.teams) and (
            not self.people or any(each in self.people for each in people)
        )


def proposals(assessment: Assessment, found: WorkList, number: int) -> tuple[Proposal, ...]:
    """The introductions proposed beside what is agreed, the largest saving first."""
    pairs, options = found.proposed(number), found.options(number)
    ids = pairs["customer_id"].tolist()
    customers = assessment.customers.set_index("customer_id").loc[ids]
    people = assessment.reps.drop_duplicates("rep_id").set_index("rep_id")
    going = set(assessment.reps.loc[under_notice(assessment.reps), "rep_id"])
    names = names_of(assessment.reps, "rep_id")
    known = _known(assessment, ids, names, going)
    by_customer = {str(key): rows for key, rows in options.groupby("customer_id")}
    titles = names_of(assessment.customers, "customer_id")
    return tuple(
        Proposal(
            customer_id=customer_id,
            customer=titles[customer_id],
            exposure=float(customers.at[customer_id, "exposure"]),
            main_id=main,
            main=names.get(main, main),
            team=_text(people["team"].get(main)),
            alone=customers.at[customer_id, "known_by"] == 1,
            leaving=main in going,
            known=known.get(customer_id, ())[:_NAMED],
            options=tuple(_options(by_customer[customer_id], names)),
            saving=float(saving),
        )
        for customer_id, main, saving in zip(
            ids, pairs["current_rep_id"], pairs["saving"], strict=True
        )
    )


def _text(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _known(
    assessment: Assessment, ids: list[str], names: Mapping[str, str], going: set[str]
) -> dict[str, tuple[Colleague, ...]]:
    found = known_already(ids, assessment.edges, assessment.customers)
    functions = dict(zip(assessment.reps["rep_id"], assessment.reps["function"], strict=True))
    by_customer: dict[str, tuple[Colleague, ...]] = {}
    for row in found.itertuples():
        colleague = Colleague(
            row.rep_id,
            names.get(row.rep_id, row.rep_id),
            FUNCTIONS.get(functions.get(row.rep_id, ""), message("not known")),
            float(row.share),
            knows=bool(row.knows),
            leaving=row.rep_id in going,
        )
        by_customer[row.customer_id] = (*by_customer.get(row.customer_id, ()), colleague)
    return by_customer


def _options(options: pd.DataFrame, names: Mapping[str, str]) -> Iterable[Option]:
    for row in options.to_dict("records"):
        rep_id = str(row["rep_id"])
        reason = option_reason({str(key): value for key, value in row.items()})
        yield Option(rep_id, names.get(rep_id, rep_id), reason, float(row["saving"]))


def headline(assessment: Assessment, found: WorkList, number: int, why: Message | None) -> Message:
    """What changes for certain with so many introductions; without any, why there is none."""
    curve, currency = found.curve, assessment.currency
    number = min(max(number, found.agreed), found.longest)
    if found.longest == 0:
        return why or message("No introduction would lower the expected loss.")
    now, then = curve.iloc[0], curve.iloc[number]
    freed = float(now["single_exposure"] - then["single_exposure"])
    parts: Mapping[str, Any] = {
        "now": Percent(float(now["single_share"])),
        "after": Percent(float(then["single_share"])),
        "limit": Percent(assessment.policy.limits.single_threaded_share),
    }
    if not freed > 0:
        return message(
            "{count} introduction leaves the revenue in single hands at {now} (limit {limit})",
            "{count} introductions leave the revenue in single hands at {now} (limit {limit})",
            count=number,
            now=parts["now"],
            limit=parts["limit"],
        )
    return message(
        "{count} introduction takes {amount} a year out of single hands: {now} → {after} "
        "(limit {limit})",
        "{count} introductions take {amount} a year out of single hands: {now} → {after} "
        "(limit {limit})",
        count=number,
        amount=Money(freed, currency),
        **parts,
    )


def lines(
    assessment: Assessment, found: WorkList, number: int, book: ActionBook, running: int
) -> tuple[Message, ...]:
    """What else is to be said below the headline: the saving with its range, what is agreed."""
    return (
        *_saving(assessment, found, number),
        *_agreed(book),
        *_objective(assessment),
        *_inferred(found),
        *_running(running),
    )


def _saving(assessment: Assessment, found: WorkList, number: int) -> Iterable[Message]:
    curve, currency = found.curve, assessment.currency
    row = curve.iloc[min(max(number, found.agreed), found.longest)]
    saved = float(curve["expected_loss"].iloc[0] - row["expected_loss"])
    if not saved > 0:
        return
    parts: Mapping[str, Any] = {
        "before": Money(float(curve["expected_loss"].iloc[0]), currency),
        "after": Money(float(row["expected_loss"]), currency),
        "saved": Money(saved, currency),
    }
    if pd.isna(row["saving_low"]):
        yield message(
            "The expected loss of 12 months falls from {before} to {after}: {saved} saved", **parts
        )
        return
    yield message(
        "The expected loss of 12 months falls from {before} to {after}: {saved} saved, range "
        "{low} to {high} (4 of 5 times)",
        low=Money(float(row["saving_low"]), currency),
        high=Money(float(row["saving_high"]), currency),
        **parts,
    )


def _agreed(book: ActionBook) -> Iterable[Message]:
    agreed = book.introductions
    if not agreed:
        return
    happened = [book.of_pair(each.action) for each in agreed]
    yield message(
        "{count} agreed, {visited} visited, {proven} proven by contact records",
        "{count} agreed, {visited} visited, {proven} proven by contact records",
        count=len(agreed),
        visited=sum(day is not None for day, _ in happened),
        proven=sum(proven for _, proven in happened),
    )
    unsettled = sum(
        (each.action.commission or Commission()).kind is CommissionKind.OPEN for each in agreed
    )
    if unsettled:
        yield message(
            "For {count} of them the commission is still open: nobody introduces a colleague who "
            "costs them money",
            "For {count} of them the commission is still open: nobody introduces a colleague who "
            "costs them money",
            count=unsettled,
        )


def _objective(assessment: Assessment) -> Iterable[Message]:
    if assessment.policy.coverage.objective == "es_95":
        yield message(
            "In the order of expected loss; the plan in the files is made for the worst years, as "
            "the policy says"
        )


def _inferred(found: WorkList) -> Iterable[Message]:
    if found.inferred:
        yield message(
            "No record proves who knows the customers: single hands are those of names on file"
        )


def _running(running: int) -> Iterable[Message]:
    if running:
        yield message(
            "{count} second contact is on record as being introduced already, and is counted",
            "{count} second contacts are on record as being introduced already, and are counted",
            count=running,
        )


def rows(shown: Iterable[Proposal]) -> pd.DataFrame:
    """The proposals as rows of a table, in the reader's language."""
    made: list[dict[str, Any]] = [
        {
            "customer_id": each.customer_id,
            "name": each.customer,
            "exposure": each.exposure,
            "current": tm_text(_now(each)),
            "second": each.options[0].name,
            "why": tm_text(each.options[0].reason),
            "saved": each.saving,
        }
        for each in shown
    ]
    names = ["customer_id", "name", "exposure", "current", "second", "why", "saved"]
    return pd.DataFrame(made, columns=names)


def _now(each: Proposal) -> Message:
    """Who holds the customer today, and who of others knows it, with function and share."""
    other = each.known[0].words if each.known else message("nobody else")
    if each.leaving:
        return message("{name}, under notice · {other}", name=each.main, other=other)
    return message("{name} · {other}", name=each.main, other=other)


def columns(currency: str) -> tuple[Column, ...]:
    """The six columns that decide."""
    target = Target("coverage", "customer", "customer_id")
    return (
        Column("name", t_text("Customer"), Cell.LINK, target=target, width=180),
        Column(
            "exposure",
            t_text("Yearly revenue"),
            Cell.MONEY,
            currency=currency,
            width=130,
            card=CardLine(2, t_text("{value} a year", value="{value}")),
        ),
        Column(
            "current",
            t_text("Now with"),
            width=280,
            card=CardLine(3, t_text("now with {value}", value="{value}")),
        ),
        Column(
            "second",
            t_text("Proposed"),
            width=130,
            card=CardLine(2, t_text("proposed: {value}", value="{value}")),
        ),
        Column("why", t_text("Why"), width=360),
        Column(
            "saved",
            t_text("Saves"),
            Cell.MONEY,
            currency=currency,
            width=110,
            card=CardLine(1, t_text("saves {value}", value="{value}")),
        ),
    )
