"""Everything that is ever asked of a source: the statements, as they are before any engine's own.

They are caught on their way to a DuckDB file, so that each can be written in another dialect.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from analytics.errors import InputError
from analytics.policy import Policy
from analytics.statements import Identities
from data import details, handover_details, history
from data.columns_read import columns_read
from data.completion.gaps import contacts_on_record
from data.extract import extract, extract_with_earlier, groups_of
from data.extract.house import house_records
from data.quality import control_total, quality, refuse_losses
from data.sources import Source
from data.sources.checks import faults_of
from data.sources.survey import unusual_values
from tests.data.conftest import IMPORT_DAY, opened

__all__ = ["caught", "questions_of"]

T = date(2026, 6, 30)


@contextmanager
def caught(engine: sa.Engine, statements: list[Any]) -> Iterator[None]:
    """Append to ``statements`` what is run on ``engine``; plain text, which is reflection, not."""

    def catch(_connection: Any, statement: Any, *_: Any) -> None:
        if isinstance(statement, sa.Select | sa.CompoundSelect):
            statements.append(statement)

    event.listen(engine, "before_execute", catch)
    try:
        yield
    finally:
        event.remove(engine, "before_execute", catch)


def questions_of(url: str, policy: Policy, *, everything: bool) -> list[Any]:
    """The statements of a survey, of checks and of an extract; of ``everything`` those of quality,
    house, statements and pages, too. Each text once."""
    statements: list[Any] = []
    source = opened(url, timezone="Asia/Shanghai")
    with caught(source.engine, statements):
        unusual_values(source)
        faults_of(source)
        extract(source, policy)
        if everything:
            _ask_more(source, policy)
    source.close()
    return list({str(each): each for each in statements}.values())


def _ask_more(source: Source, policy: Policy) -> None:
    groups_of(source)
    columns_read(source)
    contacts_on_record(source, policy)
    _assess(source, policy)
    extract(source.stated(_STATED), policy)
    _show(source, policy)


_STATED = Identities(
    same_people={"eve": "ann"},
    same_customers={"A1": "a1"},
    robots=("ben",),
    left={"ben": date(2026, 5, 1)},
    bookings={"o1": "ben"},
)


def _assess(source: Source, policy: Policy) -> None:
    found = extract(source, policy)
    extract_with_earlier(source, policy, days=91)
    house_records(source, policy, found)
    quality(source, policy, found)
    control_total(source, policy, found)
    with suppress(InputError):  # it was asked
        refuse_losses(source, policy, found)


def _show(source: Source, policy: Policy) -> None:
    """What pages ask for."""
    some = {"customer_ids": ["a1", "b2"], "as_of": T}
    since = T - timedelta(days=365)
    ends = [T - timedelta(days=91 * quarter) for quarter in range(4)]
    details.contact_days(source, policy, "a1", T)
    details.activities_of(source, policy, customer_id="a1", as_of=T)
    details.bookings_of(source, policy, rep_id="ann", as_of=T)
    details.contact_kinds(source, policy, T)
    details.meetings_since(source, policy, ["a1"], since, T)
    details.contact_persons(source, policy, **some)
    details.open_deals(source, policy, **some)
    details.unpaid_bookings(source, policy, **some)
    details.touched_since(source, policy, **some, since=since)
    details.yearly_margins(source, policy, **some, currency="EUR")
    history.contact_strengths(source, policy, T, ends)
    history.booking_strengths(source, policy, T, ends, "EUR")
    history.contact_rhythm(source, policy, T, since)
    handover_details.known_persons(source, policy, **some)
    handover_details.last_contacts(source, policy, **some, most=3)
    handover_details.exports_by(source, policy, rep_ids=["cid"], since=since, as_of=IMPORT_DAY)
