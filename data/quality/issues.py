"""Issues of quality: what is kept or left out by a stated rule, counted in the engine."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from analytics.contracts.quality import QUALITY
from analytics.extract import Extract
from analytics.messages import Message, message
from analytics.policy import Policy
from data.extract.as_of import basis_of
from data.frames import conform
from data.quality.inquiry import Inquiry, Issue
from data.quality.money import negative, without_rate
from data.quality.rows import row_issues
from data.schema import TABLES
from data.sources import AnySource, Source, in_place

__all__ = ["quality"]

_COUNTED = ("table", "issue", "rows", "example", "money")


def quality(source: AnySource, policy: Policy, extract: Extract) -> pd.DataFrame:
    """Everything that is unclear in the data.

    The columns are those of :data:`analytics.contracts.quality.QUALITY`.
    """
    nothing = pd.DataFrame()
    people = replace(extract, activity_edges=nothing, booking_edges=nothing, ownership=nothing)
    return _quality(source, policy, people)


@in_place
def _quality(source: Source, policy: Policy, extract: Extract) -> pd.DataFrame:
    with source.reading() as connection:
        basis, _ = basis_of(
            connection, source, policy, as_of=extract.as_of, currency=extract.currency
        )
        ask = Inquiry(connection, basis, extract)
        issues = sorted(_issues(ask), key=lambda each: (each.table, each.issue))
    counted = {name: QUALITY.kinds[name] for name in _COUNTED}
    columns = {name: [getattr(each, name) for each in issues] for name in _COUNTED}
    frame = conform(columns, counted)
    frame["effect"] = pd.Series([str(each.said) for each in issues], dtype="str")
    frame["message"] = pd.Series([each.said for each in issues], dtype="object")
    return frame


def _issues(ask: Inquiry) -> Iterator[Issue]:
    for table in sorted(ask.source.filled):
        yield from row_issues(ask, table)
    yield from without_rate(ask)
    yield from negative(ask)
    yield from _same_names(ask)
    yield from _shared_contacts(ask)
    yield from _absent(ask.source)


def _same_names(ask: Inquiry) -> Iterator[Issue]:
    customers, reps = ask.extract.customers, ask.extract.reps
    for table, frame in (("customers", customers), ("reps", reps[reps["known"]])):
        shared = frame[frame["name"].duplicated(keep=False)]
        if shared.empty:
            continue
        said = message(
            "{count} id shares its name with another one; every id counts by itself.",
            "{count} ids share their names with others; every id counts by itself.",
            count=len(shared),
        )
        money = float(shared["revenue_12m"].sum()) if table == "customers" else None
        issue = "same_name_on_several_ids"
        yield Issue(table, issue, said, len(shared), str(shared["name"].min()), money)


def _shared_contacts(ask: Inquiry) -> Iterator[Issue]:
    rows = ask.source.rows("contacts")
    details = [sa.func.lower(rows.c[name], type_=sa.String()) for name in ("email", "phone")]
    for name, detail in zip(("email", "phone"), details, strict=True):
        groups = (
            sa.select(detail.label("detail"), sa.func.count().label("people"))
            .where(detail.is_not(None))
            .group_by(detail)
            .having(sa.func.count() >= 3)
            .subquery()
        )
        number, example, people = ask.count(groups, sa.true(), groups.c.detail, groups.c.people)
        if number and people:
            said = _shared_said(name, int(people))
            yield Issue("contacts", "contact_details_shared", said, int(people), example)


def _shared_said(column: str, people: int) -> Message:
    if column == "email":
        return message(
            "{count} contact shares one e-mail address with at least two others.",
            "{count} contacts share one e-mail address with at least two others.",
            count=people,
        )
    return message(
        "{count} contact shares one phone number with at least two others.",
        "{count} contacts share one phone number with at least two others.",
        count=people,
    )


def _absent(source: Source) -> Iterator[Issue]:
    """Names that are not used, and canonical tables that are not there or hold nothing."""
    for name in source.refused:
        said = message(
            "{name} seems to tell age, sex, origin, religion, health, family, union or the like of "
            "people: nobody may be judged by that, so it is neither stored nor read.",
            name=name,
        )
        yield Issue(name.partition(".")[0], "refused_column", said, example=name)
    for name in source.ignored:
        said = message("{name} is not a name that Linchpin knows; it is ignored.", name=name)
        yield Issue(name.partition(".")[0], "ignored", said, example=name)
    for table in TABLES:
        if table in source.filled:
            continue
        if table in source.tables:
            said = message("The table {table} is empty; nothing is said about it.", table=table)
            yield Issue(table, "empty_table", said)
        else:
            said = message(
                "There is no {table} table; what it would show is not checked.", table=table
            )
            yield Issue(table, "missing_table", said)
