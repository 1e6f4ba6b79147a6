"""What the own house keeps of itself: accounts, exports, backups, papers, and how customers can be
reached; statements for what safeguards are checked against.

Read beside an assessment; customers and people are those of its extract.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from analytics.contracts.safeguarded import HOUSE_RECORDS
from analytics.extract import Extract
from analytics.policy import Policy
from analytics.safeguards.records import HouseRecords
from data.extract.as_of import basis_of
from data.extract.basis import ExtractBasis
from data.extract.money import booked
from data.frames import FLAG, fetch
from data.sources import AnySource, Source, in_place, sql

__all__ = ["house_records"]

Statement = sa.Select[Any]

_YEAR = timedelta(days=365)
#: Exports of a year, of the year before somebody left in it, and of the quarter before that.
_LOG_DAYS = timedelta(days=2 * 365 + 90)


def house_records(source: AnySource, policy: Policy, extract: Extract) -> HouseRecords:
    """Read what safeguards are checked against, as of the day of an extract of the same source."""
    return _records(source, policy, extract.as_of, extract.currency)


@in_place
def _records(source: Source, policy: Policy, as_of: date, currency: str) -> HouseRecords:
    with source.reading() as connection:
        basis, _ = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        frames = {
            name: fetch(connection, _STATEMENTS[name](basis), _kinds(name))
            for name in HOUSE_RECORDS
        }
    succeeded = frames["backups"]["newest_succeeded"].astype(bool)
    frames["backups"] = frames["backups"].assign(newest_succeeded=succeeded)
    return HouseRecords(columns=dict(source.tables), **frames)


def _kinds(name: str) -> dict[str, str]:
    """Engines say 1 and 0; what is never missing is a plain boolean only later."""
    kinds = HOUSE_RECORDS[name].kinds
    return {column: FLAG if kind == "bool" else kind for column, kind in kinds.items()}


def _accounts(basis: ExtractBasis) -> Statement:
    """Accounts that are open: not switched off, and not revoked by then."""
    rows = basis.source.rows("access")
    day = sa.literal(basis.as_of, sa.Date)
    return (
        sa.select(
            rows.c.rep_id,
            rows.c.scope,
            rows.c.can_export,
            sa.case((basis.seen(rows.c.last_login_on), rows.c.last_login_on)),
        )
        .where(
            sa.func.coalesce(rows.c.active, 1) == 1,
            sa.or_(rows.c.revoked_on.is_(None), rows.c.revoked_on > day),
            rows.c.rep_id.not_in(basis.system_reps),
            sa.literal(int(basis.current)) == 1,
        )
        .order_by(rows.c.rep_id, rows.c.scope, rows.c.last_login_on)
    )


def _roles(basis: ExtractBasis) -> Statement:
    rows = basis.source.rows("roles")
    return (
        sa.select(rows.c.rep_id, rows.c.role)
        .where(sa.literal(int(basis.current)) == 1)
        .distinct()
        .order_by(rows.c.rep_id, rows.c.role)
    )


def _log_days(basis: ExtractBasis) -> Statement:
    rows = basis.source.rows("access_log")
    return (
        sa.select(
            rows.c.rep_id,
            rows.c.action,
            rows.c.happened_on,
            sa.func.count(),
            sa.func.sum(rows.c.records),
        )
        .where(
            basis.seen(rows.c.happened_on),
            rows.c.happened_on >= sa.literal(basis.as_of - _LOG_DAYS, sa.Date),
            rows.c.action.in_(("export", "delete")),
            rows.c.rep_id.not_in(basis.system_reps),
        )
        .group_by(rows.c.rep_id, rows.c.action, rows.c.happened_on)
        .order_by(rows.c.rep_id, rows.c.action, rows.c.happened_on)
    )


def _backups(basis: ExtractBasis) -> Statement:
    """Of two runs of one moment, one that failed is the newer."""
    rows = basis.source.rows("backups")
    good = sa.func.coalesce(rows.c.succeeded, 0) == 1
    position = sa.func.row_number().over(
        partition_by=rows.c.system, order_by=(rows.c.finished_at.desc(), rows.c.succeeded)
    )
    seen = sa.select(
        rows.c.system,
        rows.c.finished_on,
        sa.case((good, 1), else_=0).label("good"),
        sa.case((basis.seen(rows.c.restored_on), rows.c.restored_on)).label("restored_on"),
        position.label("position"),
    ).where(basis.seen(rows.c.finished_on))
    runs = seen.subquery()
    newest = sa.case((runs.c.position == 1, runs.c.good), else_=0)
    return (
        sa.select(
            runs.c.system,
            sa.func.max(runs.c.finished_on),
            sa.func.max(newest),
            sa.func.max(sa.case((runs.c.good == 1, runs.c.finished_on))),
            sa.func.max(runs.c.restored_on),
        )
        .group_by(runs.c.system)
        .order_by(runs.c.system)
    )


def _papers(basis: ExtractBasis) -> Statement:
    rows = basis.source.rows("agreements")
    return (
        sa.select(
            rows.c.rep_id,
            rows.c.kind,
            rows.c.signed_on,
            rows.c.ends_on,
            rows.c.months,
            rows.c.paid,
        )
        .where(
            sa.or_(rows.c.signed_on.is_(None), basis.seen(rows.c.signed_on)),
            rows.c.rep_id.not_in(basis.system_reps),
        )
        .order_by(*(rows.c[name] for name in HOUSE_RECORDS["papers"].names))
    )


def _contact_details(basis: ExtractBasis) -> Statement:
    """Details compare without case, as in the table of quality."""
    people = basis.of_customers(basis.source.rows("contacts"))
    reps = basis.source.rows("reps")
    email, phone = (sa.func.lower(people.c[name], type_=sa.String()) for name in ("email", "phone"))
    rows = sa.select(people.c.customer_id, email.label("email"), phone.label("phone")).cte(
        "contact_rows"
    )
    by_email, by_phone = _sharing(rows, "email"), _sharing(rows, "phone")
    own = (
        sa.select(sa.func.lower(reps.c.email, type_=sa.String()).label("email"))
        .where(reps.c.email.is_not(None))
        .distinct()
        .subquery()
    )
    joined = (
        rows.outerjoin(by_email, by_email.c.detail == rows.c.email)
        .outerjoin(by_phone, by_phone.c.detail == rows.c.phone)
        .outerjoin(own, own.c.email == rows.c.email)
    )
    reachable = sa.or_(rows.c.email.is_not(None), rows.c.phone.is_not(None))
    most = sa.case(
        (
            sa.func.coalesce(by_email.c.customers, 0) >= sa.func.coalesce(by_phone.c.customers, 0),
            sa.func.coalesce(by_email.c.customers, 0),
        ),
        else_=by_phone.c.customers,
    )
    return (
        sa.select(
            rows.c.customer_id,
            sa.func.count(),
            sql.total(reachable),
            sa.func.max(most),
            sql.total(own.c.email.is_not(None)),
        )
        .select_from(joined)
        .group_by(rows.c.customer_id)
        .order_by(rows.c.customer_id)
    )


def _sharing(rows: sa.CTE, name: str) -> sa.Subquery:
    """detail, customers: how many customers have it among their people."""
    return (
        sa.select(
            rows.c[name].label("detail"),
            sa.func.count(sa.distinct(rows.c.customer_id)).label("customers"),
        )
        .where(rows.c[name].is_not(None))
        .group_by(rows.c[name])
        .subquery()
    )


def _two_years(basis: ExtractBasis) -> Statement:
    """Bookings of W and the year before, contacts of the latter: those of W are sums that the
    extract has already."""
    end = sa.literal(basis.window_start, sa.Date)
    sold, met = booked(basis), basis.contacts(since=basis.window_start - _YEAR)
    days = (
        sa.select(
            met.c.customer_id,
            met.c.rep_id,
            sa.func.count(sa.distinct(met.c.happened_on)).label("days"),
        )
        .where(met.c.happened_on < end)
        .group_by(met.c.customer_id, met.c.rep_id)
        .subquery()
    )
    touched = basis.counting(days)
    age, none, money = basis.age(sold.c.day), sa.literal(0), sa.literal(0.0, sa.Double)
    names = HOUSE_RECORDS["two_years"].names[1:]
    quarters = [
        sa.case((age.between(first, last), sold.c.amount), else_=money)
        for first, last in _quarters()
    ]
    bookings = sa.case((age >= _YEAR.days, 1), else_=0)
    of_sales = [*quarters, bookings, none]
    of_contacts = [*(money for _ in quarters), none, touched.c.days]
    parts = sa.union_all(
        sa.select(
            sold.c.customer_id,
            *(column.label(name) for column, name in zip(of_sales, names, strict=True)),
        ).where(age < 2 * _YEAR.days),
        sa.select(touched.c.customer_id, *of_contacts),
    ).subquery()
    return (
        sa.select(parts.c.customer_id, *(sa.func.sum(parts.c[name]) for name in names))
        .group_by(parts.c.customer_id)
        .order_by(parts.c.customer_id)
    )


def _quarters() -> list[tuple[int, int]]:
    """First and last age, in days, of the quarters of W and of the year before, newest first.

    >>> _quarters()[:5]
    [(0, 90), (91, 181), (182, 272), (273, 364), (365, 455)]
    """
    year = [(91 * quarter, 91 * quarter + 90) for quarter in range(3)] + [(273, 364)]
    return year + [(first + _YEAR.days, last + _YEAR.days) for first, last in year]


_STATEMENTS: Mapping[str, Callable[[ExtractBasis], Statement]] = {
    "accounts": _accounts,
    "roles": _roles,
    "log_days": _log_days,
    "backups": _backups,
    "papers": _papers,
    "contact_details": _contact_details,
    "two_years": _two_years,
}
