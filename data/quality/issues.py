"""Issues of quality: what is kept or left out by a stated rule, counted in the engine."""

from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from analytics.contracts.quality import QUALITY
from analytics.extract import Extract
from analytics.messages import Message, message
from analytics.policy import Policy
from data.extract.as_of import basis_of
from data.frames import conform
from data.quality.days import day_doubts, old_records, span_doubts
from data.quality.inquiry import Inquiry, Issue
from data.quality.leaving import estimated_days
from data.quality.money import negative, without_rate
from data.quality.names import absent, name_issues
from data.quality.readings import read_specially
from data.quality.rows import faulty, row_issues
from data.quality.weight import ranked, weight_of
from data.sources import AnySource, Source, in_place

__all__ = ["quality"]

_COUNTED = ("table", "issue", "rows", "example", "money")


def quality(source: AnySource, policy: Policy, extract: Extract) -> pd.DataFrame:
    """Everything that is unclear in the data.

    The columns are those of :data:`analytics.contracts.quality.QUALITY`.
    """
    return _quality(source, policy, extract.without_pairs())


@in_place
def _quality(source: Source, policy: Policy, extract: Extract) -> pd.DataFrame:
    with source.reading() as connection:
        basis, _ = basis_of(
            connection, source, policy, as_of=extract.as_of, currency=extract.currency
        )
        ask = Inquiry(connection, basis, extract)
        issues = list(_issues(ask))
    counted = {name: QUALITY.kinds[name] for name in _COUNTED}
    columns = {name: [getattr(each, name) for each in issues] for name in _COUNTED}
    frame = conform(columns, counted)
    frame["weight"] = pd.Series([weight_of(ask, each) for each in issues], dtype="str")
    frame["effect"] = pd.Series([str(each.said) for each in issues], dtype="str")
    frame["message"] = pd.Series([each.said for each in issues], dtype="object")
    return ranked(frame)


def _issues(ask: Inquiry) -> Iterator[Issue]:
    for table in sorted(ask.source.tables):
        # Rows that were left out are kept here, also where nothing is left of a table.
        yield from row_issues(ask, table) if table in ask.source.filled else faulty(ask, table)
    yield from day_doubts(ask)
    yield from old_records(ask)
    yield from span_doubts(ask)
    yield from estimated_days(ask)
    yield from read_specially(ask)
    yield from without_rate(ask)
    yield from negative(ask)
    yield from name_issues(ask)
    yield from _shared_contacts(ask)
    yield from absent(ask.source)


def _shared_contacts(ask: Inquiry) -> Iterator[Issue]:
    """One phone or e-mail on contacts of three or more customers."""
    rows = ask.source.rows("contacts")
    details = [sa.func.lower(rows.c[name], type_=sa.String()) for name in ("email", "phone")]
    for name, detail in zip(("email", "phone"), details, strict=True):
        groups = (
            sa.select(detail.label("detail"), sa.func.count().label("people"))
            .where(detail.is_not(None))
            .group_by(detail)
            .having(sa.func.count(sa.distinct(rows.c.customer_id)) >= 3)
            .subquery()
        )
        number, example, people = ask.count(groups, sa.true(), groups.c.detail, groups.c.people)
        if number and people:
            said = _shared_said(name, int(people))
            yield Issue("contacts", "contact_details_shared", said, int(people), example)


def _shared_said(column: str, people: int) -> Message:
    if column == "email":
        return message(
            "{count} contact shares one e-mail address with contacts of at least two other "
            "customers.",
            "{count} contacts share one e-mail address with contacts of at least two other "
            "customers.",
            count=people,
        )
    return message(
        "{count} contact shares one phone number with contacts of at least two other customers.",
        "{count} contacts share one phone number with contacts of at least two other customers.",
        count=people,
    )
