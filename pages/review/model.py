"""The page in figures and words, from what a review has frozen: agenda, changes, outcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.actions import Action, ActionKind
from analytics.concentration.limits import Limit
from analytics.messages import Message, Money, Percent, message
from analytics.review.changes import CAUSES, Cause, Split
from analytics.review.progress import RiskFall
from analytics.review.snapshot import Snapshot
from data.store.reviews import Introduced, KeptReview, Outcome
from pages.components.actions.book import ActionBook
from pages.components.text import tm_text
from pages.components.words import names_of

__all__ = [
    "LimitLine",
    "ReviewShown",
    "change_rows",
    "customers_alone",
    "decided_in",
    "due_sentence",
    "fall_sentence",
    "figures_of",
    "headline",
    "limit_lines",
    "names_then",
    "open_points",
    "outcome_now",
    "people_first",
    "rows_of_part",
]

#: Rows of the agenda: what a meeting can talk about.
_PEOPLE, _CUSTOMERS = 10, 15


@dataclass(frozen=True, slots=True, eq=False)
class ReviewShown:
    """A review with its figures, and the one before it with its own, if any.

    compared: the figures in which people go by the names of the review before (pseudonyms, where
    its names are forgotten). book: the decisions, with the names of the figures.
    """

    review: KeptReview
    snapshot: Snapshot
    before: KeptReview | None
    earlier: Snapshot | None
    compared: Snapshot
    book: ActionBook


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit: its sentence, whether it is exceeded, and since when (None: not exceeded)."""

    limit: Limit
    since: Message | None


def headline(shown: ReviewShown) -> Message:
    """Where the company stands, by the figures that the review has frozen."""
    snapshot = shown.snapshot
    exceeded = sum(each.exceeded is True for each in snapshot.limits)
    portfolio, currency = snapshot.portfolio, snapshot.currency
    share = portfolio["single_threaded_revenue_share"]
    parts: Mapping[str, Any] = {
        "all": len(snapshot.limits),
        "alone": message("not known") if share is None else Percent(share),
        "loss": Money(portfolio["expected_loss"], currency),
    }
    return message(
        "{count} of {all} limits is exceeded; {alone} of the revenue is on record with one person "
        "only, and {loss} is expected to go within 12 months",
        "{count} of {all} limits are exceeded; {alone} of the revenue is on record with one person "
        "only, and {loss} is expected to go within 12 months",
        count=exceeded,
        **parts,
    )


def names_then(book: ActionBook, snapshot: Snapshot) -> ActionBook:
    """The decisions with the names of the figures of a day: also of who has left since."""
    return replace(
        book,
        people={**book.people, **names_of(snapshot.reps, "rep_id")},
        customers={**book.customers, **names_of(snapshot.customers, "customer_id")},
    )


def limit_lines(
    snapshot: Snapshot, review: KeptReview, every: Sequence[KeptReview]
) -> tuple[LimitLine, ...]:
    """The limits, those exceeded first, with since when by the reviews up to this one."""
    lines = [LimitLine(each, _exceeded_since(each, review, every)) for each in snapshot.limits]
    return tuple(
        sorted(lines, key=lambda line: (not line.limit.exceeded, line.limit.exceeded is False))
    )


def _exceeded_since(
    limit: Limit, review: KeptReview, every: Sequence[KeptReview]
) -> Message | None:
    """Since which review a limit has been exceeded without a break; None where it is not."""
    if not limit.exceeded:
        return None
    earlier = [each for each in every if each.entry.entry_id < review.entry.entry_id]
    since, first = review.as_of, True
    for each in reversed([each for each in earlier if each.review_id != review.review_id]):
        if limit.code not in each.exceeded:
            return message("exceeded since the review of {day}", day=since)
        since, first = each.as_of, False
    if first and not earlier:
        return message("exceeded at this first review")
    return message("exceeded since the review of {day} or longer", day=since)


def people_first(snapshot: Snapshot) -> pd.DataFrame:
    """Whom to talk with first: rep_id, name, team, notice, sole_customers, sole_revenue,
    expected_loss of the active people but owners, the largest expected loss first.

    What is said of each is what rests on them, never how likely somebody is to leave."""
    reps = snapshot.reps
    there = reps[reps["active"] & (reps["function"] != "owner") & (reps["expected_loss"] > 0)]
    ranked = there.sort_values(["expected_loss", "rep_id"], ascending=[False, True])
    names = names_of(reps, "rep_id")
    top = ranked.head(_PEOPLE)
    leaving = tm_text(message("under notice"))
    notice = [leaving if pd.notna(day) else "" for day in top["notice_on"]]
    frame = top.assign(
        name=[names[each] for each in top["rep_id"]],
        team=top["team"].astype(object).where(top["team"].notna(), ""),
        notice=notice,
    )
    columns = ["rep_id", "name", "team", "notice", "sole_customers", "sole_revenue"]
    return frame[[*columns, "expected_loss"]].reset_index(drop=True)


def customers_alone(snapshot: Snapshot) -> pd.DataFrame:
    """Customers on record with one person only: customer_id, name, person, second (who is proposed
    as second contact, empty: nobody), exposure, expected_loss; the largest expected loss first."""
    customers = snapshot.customers
    alone = customers[customers["single_threaded"].fillna(False).astype(bool)]
    ranked = alone.assign(_loss=alone["expected_loss"].fillna(0.0)).sort_values(
        ["_loss", "exposure", "customer_id"], ascending=[False, False, True]
    )
    top, people = ranked.head(_CUSTOMERS), names_of(snapshot.reps, "rep_id")
    names = names_of(customers, "customer_id")
    second = dict(zip(snapshot.plan["customer_id"], snapshot.plan["second_rep_id"], strict=True))
    frame = top.assign(
        name=[names[each] for each in top["customer_id"]],
        person=[people.get(each, "") for each in top["sole_knower_id"].astype(object)],
        second=[people.get(second.get(each, ""), "") for each in top["customer_id"]],
    )
    columns = ["customer_id", "name", "person", "second", "exposure", "expected_loss"]
    return frame[columns].reset_index(drop=True)


def open_points(snapshot: Snapshot) -> pd.DataFrame | None:
    """The open points of the own house, the gravest first, with their sentences in the reader's
    language; None where nobody has looked."""
    if snapshot.hazards is None:
        return None
    points = snapshot.hazards
    grave = points["severity"].map({"high": 0, "medium": 1, "low": 2})
    said = {name: [tm_text(each) for each in points[name]] for name in ("evidence", "remedy")}
    return points.assign(grave=grave, **said).sort_values("grave", kind="stable")


def decided_in(book: ActionBook, review: KeptReview) -> list[Action]:
    """What was decided in a review: as it stood when it was closed, or as it stands."""
    if not review.is_open:
        return list(review.decisions)
    return [each.action for each in book.current if each.action.review == review.review_id]


def outcome_now(book: ActionBook, review: KeptReview, before: KeptReview | None) -> Outcome:
    """What came of earlier decisions by the records and the day of now."""
    if before is None:
        return Outcome()
    since = [
        (each.action, each.accepted_on)
        for each in book.introductions
        if each.accepted_on is not None
        and before.opened_on <= each.accepted_on < review.opened_on
        and each.action.review != review.review_id
    ]
    introduced = []
    for action, day in since:
        visited, proven = book.of_pair(action)
        pair = (action.customer_id or "", action.rep_id or "")
        introduced.append(Introduced(*pair, day, visited, proven))
    earlier = [each.action for each in book.overdue if each.action.kind is not ActionKind.ACCEPT]
    return Outcome(tuple(introduced), tuple(earlier))


def change_rows(split: Split) -> pd.DataFrame:
    """The steps of a waterfall: label, start, end, amount, kind (``total``, ``rise``, ``fall``);
    parts that move nothing are left out."""
    rows = [(tm_text(message("Last review")), 0, split.before_cents, "total")]
    running = split.before_cents
    for part in split.parts:
        if part.cents:
            kind = "rise" if part.cents > 0 else "fall"
            rows.append((tm_text(CAUSES[part.cause]), running, running + part.cents, kind))
        running += part.cents
    rows.append((tm_text(message("This review")), 0, split.after_cents, "total"))
    frame = pd.DataFrame(rows, columns=["label", "start", "end", "kind"])
    frame[["start", "end"]] = frame[["start", "end"]] / 100
    return frame.assign(amount=frame["end"] - frame["start"])


def rows_of_part(
    split: Split, cause: Cause, names: Mapping[str, str], people: Mapping[str, str]
) -> pd.DataFrame:
    """The accounts of one part, with names: name, person, before, after, difference, known_by_…."""
    accounts = split.part(cause).accounts
    ids, whom = accounts["customer_id"], accounts["rep_id"].astype(object)
    return accounts.assign(
        name=[names.get(each, each) for each in ids],
        person=["" if pd.isna(each) else people.get(each, each) for each in whom],
        difference=accounts["cents"] / 100,
        after=accounts["before"] + accounts["cents"] / 100,
    )


def fall_sentence(fall: RiskFall) -> Message:
    """Did the risk fall where something was done, more than elsewhere?"""
    if fall.why is not None:
        return message("Whether the risk fell cannot be told yet: {why}.", why=fall.why)
    ends = sorted(abs(100 * (each or 0.0)) for each in (fall.low, fall.high))
    parts: Mapping[str, Any] = {
        "effect": round(abs(100 * (fall.effect or 0.0)), 1),
        "low": round(ends[0], 1),
        "high": round(ends[1], 1),
    }
    if fall.fell is True:
        return message(
            "With a second contact, the chance to lose a customer with a person fell by "
            "{effect} points more than with customers that began alike (range {low} to {high}, 4 "
            "of 5 times)",
            **parts,
        )
    if fall.fell is False:
        return message(
            "With a second contact, the chance to lose a customer with a person rose by {effect} "
            "points against customers that began alike (range {low} to {high}, 4 of 5 times)",
            **parts,
        )
    return message(
        "Whether the risk fell more than elsewhere cannot be told: the difference may be chance"
    )


def due_sentence(due: date | None, today: date) -> Message:
    """When the next review is due."""
    if due is None:
        return message(
            "There has been no risk review yet. Opening one freezes today's figures, so that the "
            "next can say what has changed"
        )
    if due < today:
        return message("The next risk review was due on {day}", day=due)
    return message("The next risk review is due on {day}", day=due)


def figures_of(every: Iterable[KeptReview]) -> pd.DataFrame:
    """Past reviews, the newest first: review_id, as_of, closed_on, exposure, expected_loss,
    single_share, decisions (number)."""
    rows = [
        {
            "review_id": each.review_id,
            "day": each.opened_on,
            "as_of": each.as_of,
            "closed_on": each.closed_on,
            "expected_loss": each.figures.get("expected_loss"),
            "single_share": each.figures.get("single_threaded_revenue_share"),
            "decisions": len(each.decisions),
        }
        for each in every
    ]
    columns = [
        *("review_id", "day", "as_of", "closed_on", "expected_loss", "single_share", "decisions")
    ]
    frame = pd.DataFrame(rows[::-1], columns=columns)
    return frame.astype({"expected_loss": float, "single_share": float, "decisions": int})
