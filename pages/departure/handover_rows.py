"""A handover in words: how far it is, what is due, and every customer of it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from analytics.assessment import Assessment
from analytics.departure.progress import milestones
from analytics.messages import Message, message
from data.store.entries import Entry
from data.store.handovers import Handover
from pages.components import numbers
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.text import t_text, tm_text
from pages.components.words import names_of
from pages.departure.followed import Particulars, customer_tasks, followed, steps_done

__all__ = [
    "ANSWER_WORDS",
    "TASK_WORDS",
    "handover_columns",
    "handover_rows",
    "history_line",
    "milestone_lines",
    "summary",
    "visit_line",
]

TASK_WORDS: Mapping[str, Message] = {
    "talk": message("Talk with the team"),
    "agreement": message("Handover agreement signed"),
    "access": message("Access revoked"),
    "introduction": message("Introduction meeting"),
    "letter": message("Letter sent"),
    "contacts": message("Contacts recorded"),
    "management_visit": message("Visit by management"),
}
ANSWER_WORDS: Mapping[str, Message] = {
    "accepted": message("accepted"),
    "refused": message("refused"),
    "silent": message("silent"),
}


def handover_rows(assessment: Assessment, found: Handover, behind: Particulars) -> pd.DataFrame:
    """Every customer of a handover, the largest first: what is settled, what records show."""
    rows = followed(assessment, found, behind)
    done = steps_done(found, rows)
    facts = assessment.customers.set_index("customer_id")
    rows = rows[rows["customer_id"].isin(facts.index)].reset_index(drop=True)
    own = facts.loc[rows["customer_id"]]
    ids = rows["customer_id"]
    wanted = [customer_tasks(each) for each in own[["core", "known_by"]].to_dict("records")]
    open_ = [
        sorted((found.due(task), task) for task in tasks if task not in done[each])
        for each, tasks in zip(ids, wanted, strict=True)
    ]
    counts = [len(tasks) - len(left) for tasks, left in zip(wanted, open_, strict=True)]
    answers = [found.state(each).answer for each in ids]
    rows = rows.assign(
        name=ids.map(names_of(assessment.customers, "customer_id")).astype("str"),
        exposure=own["exposure"].to_numpy(),
        successor=rows["successor_rep_id"].map(names_of(assessment.reps, "rep_id")).astype("str"),
        answer_words=[
            tm_text(ANSWER_WORDS[each]) if each else t_text("not asked yet") for each in answers
        ],
        answer=pd.Series(answers, dtype="str"),
        visit=["management_visit" in tasks for tasks in wanted],
        done=counts,
        done_words=[
            t_text("{done} of {all}", done=count, all=len(tasks))
            for count, tasks in zip(counts, wanted, strict=True)
        ],
        next_due=pd.to_datetime([left[0][0] if left else None for left in open_]),
        next_words=[tm_text(TASK_WORDS[left[0][1]]) if left else "" for left in open_],
        person=ids.map(_first_person(behind.persons)).astype("str"),
        last_activity_on=own["last_activity_on"].to_numpy(),
        open_deals=_count(behind.deals, ids),
        unpaid=_count(behind.unpaid, ids),
    )
    return rows.sort_values(
        ["exposure", "customer_id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _first_person(persons: pd.DataFrame) -> dict[str, str]:
    """Whom to ask for, by customer."""
    named = persons.dropna(subset=["contact"]).drop_duplicates("customer_id")
    return dict(zip(named["customer_id"], named["contact"], strict=True))


def _count(rows: pd.DataFrame, customer_ids: pd.Series) -> "pd.Series[int]":
    counts: pd.Series[int] = customer_ids.map(rows["customer_id"].value_counts()).fillna(0)
    return counts.astype(int)


def handover_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column(
            "name",
            t_text("Customer"),
            Cell.LINK,
            target=Target("customers", "customer", "customer_id"),
            width=180,
        ),
        Column(
            "exposure",
            t_text("Yearly revenue"),
            Cell.MONEY,
            currency=currency,
            card=CardLine(1, t_text("{value} a year", value="{value}")),
        ),
        Column(
            "successor",
            t_text("Successor"),
            Cell.LINK,
            target=Target("reps", "rep", "successor_rep_id"),
            card=CardLine(2, t_text("successor: {value}", value="{value}")),
        ),
        Column("in_touch_on", t_text("In touch since the start"), Cell.DATE),
        Column("answer_words", t_text("Answer"), card=CardLine(2)),
        Column("done_words", t_text("Steps done"), sort_by=("done",)),
        Column("next_words", t_text("Next step"), width=150, card=CardLine(3)),
        Column("next_due", t_text("Next step until"), Cell.DATE),
        Column("person", t_text("Person at the customer"), width=150),
        Column("open_deals", t_text("Open deals"), Cell.INTEGER),
        Column("unpaid", t_text("Unpaid bookings"), Cell.INTEGER),
        Column("last_activity_on", t_text("Last contact"), Cell.DATE),
    )


def summary(found: Handover, rows: pd.DataFrame) -> Message:
    """How far it is: contacts since the start, and the answers."""
    touched = int(rows["in_touch_on"].notna().sum())
    if found.away:
        return message(
            "Covered from {begins} to {ends}: {touched} of {count} customer has been in touch with "
            "who covers.",
            "Covered from {begins} to {ends}: {touched} of {count} customers have been in touch "
            "with who covers.",
            begins=found.begins_on,
            ends=found.ends_on,
            touched=touched,
            count=len(rows),
        )
    return message(
        "Handover since {begins}, last day {ends}: the successor is in touch with {touched} of "
        "{count} customer; accepted: {accepted}, refused: {refused}, silent: {silent}.",
        "Handover since {begins}, last day {ends}: successors are in touch with {touched} of "
        "{count} customers; accepted: {accepted}, refused: {refused}, silent: {silent}.",
        begins=found.begins_on,
        ends=found.ends_on,
        touched=touched,
        count=len(rows),
        **{each: int((rows["answer"] == each).sum()) for each in ANSWER_WORDS},
    )


def visit_line(found: Handover, rows: pd.DataFrame) -> Message | None:
    """How many of the customers that management is to visit it has; None where there are none."""
    wanted = rows[rows["visit"]]
    if found.away or wanted.empty:
        return None
    ticked = [
        "management_visit" in found.state(each).done for each in wanted["customer_id"].astype(str)
    ]
    return message(
        "Management has visited {done} of {count} shared core customer; until {day}.",
        "Management has visited {done} of {count} shared core customers; until {day}.",
        done=int((wanted["managed_on"].notna().to_numpy() | ticked).sum()),
        count=len(wanted),
        day=found.due("management_visit"),
    )


def milestone_lines(found: Handover, rows: pd.DataFrame, as_of: date) -> list[Message]:
    """How far it was, as far as the data reach, after a day, a week, a month and a quarter."""
    lines = []
    for after, day, reached in milestones(found.begins_on, as_of):
        if not reached:
            lines.append(message("Day {after}, {day}: still to come", after=after, day=day))
            continue
        touched = int((rows["in_touch_on"] <= pd.Timestamp(day)).sum())
        lines.append(
            message(
                "Day {after}, {day}: {touched} of {count} in touch",
                after=after,
                day=day,
                touched=touched,
                count=len(rows),
            )
        )
    return lines


def history_line(entry: Entry, names: Mapping[str, str], people: Mapping[str, str]) -> Message:
    """One entry of a handover in words."""
    held = entry.content
    day = numbers.day(entry.made_at.date())
    if "task" in held:
        done = message("done") if held.get("done_on") else message("open again")
        what: Message | str = message(
            "{task}: {state}", task=TASK_WORDS.get(held["task"], held["task"]), state=done
        )
    elif "customer_id" in held:
        successor = people.get(held.get("successor_id") or "", message("nobody yet"))
        what = message(
            "{customer}: {successor}",
            customer=names.get(held["customer_id"], held["customer_id"]),
            successor=successor,
        )
    else:
        what = message("started")
    if entry.undone_by is not None:
        return message(
            "{day}, {author}: {what} (taken back by {other})",
            day=day,
            author=entry.author,
            what=what,
            other=entry.undone_by,
        )
    return message("{day}, {author}: {what}", day=day, author=entry.author, what=what)
