"""What customers buy and to whom it is credited: statements for customers, credits, months."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from analytics.contracts.extracted import EXTRACTED
from data.extract.basis import ExtractBasis
from data.extract.money import booked, credited, factors
from data.extract.relationships import contacts_known, contacts_recorded
from data.extract.rhythm import median_gaps
from data.schema import Kind
from data.sources import sql
from data.sources.relation import missing

__all__ = [
    "CREDITS",
    "CUSTOMERS",
    "RECORDED_IN",
    "REP_MONTHS",
    "credits",
    "customers",
    "deal_is_open",
    "first_month",
    "other_months",
    "rep_months",
]

Statement = sa.Select[Any]

CUSTOMERS = EXTRACTED["customers"].kinds
CREDITS = EXTRACTED["credits"].kinds
REP_MONTHS = EXTRACTED["rep_months"].kinds
#: By column of rep_months: the table without which nobody knows it.
RECORDED_IN = {"logins": "access_log", "exports": "access_log", "handovers": "assignments"}
#: What became of deals is learned from so many days.
_TWO_YEARS = timedelta(days=730)
#: How many months rep_months goes back, the month of the as-of date included.
MONTHS_BACK = 72
#: A new owner who starts this near to the end of the old one has taken over.
_HANDOVER_DAYS = 31


def customers(basis: ExtractBasis) -> Statement:
    """Every customer with what it bought in W and in the span of exposure, its rhythm of buying,
    its deals and its known contacts.

    ``owner_id`` and ``created_on`` are missing where they say more than was known as of then.
    """
    rows = basis.customers
    rows_booked = sa.select(*booked(basis).c).cte()
    bought, gaps, people, pipeline = (
        _bought(basis, rows_booked),
        _median_gap(rows_booked),
        contacts_known(basis),
        _pipeline(basis),
    )
    joined: sa.FromClause = rows
    for part in (bought, gaps, people, pipeline):
        joined = joined.outerjoin(part, part.c.customer_id == rows.c.customer_id)
    owner = sa.case((rows.c.owner_id.not_in(basis.system_reps), rows.c.owner_id))
    columns: dict[str, Any] = {c.name: c for c in rows.c} | {
        "owner_id": owner if basis.current else missing(Kind.ID),
        "created_on": sa.case((basis.seen(rows.c.created_on), rows.c.created_on)),
        "revenue_12m": sa.func.coalesce(bought.c.revenue_12m, 0.0),
        "bookings_12m": sa.func.coalesce(bought.c.bookings_12m, 0),
        "revenue_span": sa.func.coalesce(bought.c.revenue_span, 0.0),
        "open_deals": sa.func.coalesce(pipeline.c.open_deals, 0.0),
        "deals_won_24m": sa.func.coalesce(pipeline.c.deals_won_24m, 0),
        "deals_closed_24m": sa.func.coalesce(pipeline.c.deals_closed_24m, 0),
        "first_booking_on": bought.c.first_booking_on,
        "last_positive_on": bought.c.last_positive_on,
        "median_gap_days": gaps.c.median_gap_days,
        "contacts_known": sa.case(
            (contacts_recorded(basis), sa.func.coalesce(people.c.contacts, 0))
        ),
    }
    chosen = [columns[name].label(name) for name in CUSTOMERS]
    return sa.select(*chosen).select_from(joined).order_by(rows.c.customer_id)


def _bought(basis: ExtractBasis, rows: sa.CTE) -> sa.Subquery:
    recent = basis.in_window(rows.c.day)
    span = rows.c.day >= sa.literal(basis.as_of - basis.policy.exposure.span, sa.Date)
    positive = sa.case((rows.c.amount > 0, rows.c.day))
    return (
        sa.select(
            rows.c.customer_id,
            sql.total(recent, rows.c.amount).label("revenue_12m"),
            sql.total(recent).label("bookings_12m"),
            sql.total(span, rows.c.amount).label("revenue_span"),
            sa.func.min(rows.c.day).label("first_booking_on"),
            sa.func.max(positive).label("last_positive_on"),
        )
        .group_by(rows.c.customer_id)
        .subquery()
    )


def _pipeline(basis: ExtractBasis) -> sa.Subquery:
    """customer_id, open_deals, deals_won_24m, deals_closed_24m; no row unless the policy counts
    deals.

    A deal that closed after the as-of date was open at its end. Amounts are converted at the rate
    of the as-of date; those in a currency without one are left out.
    """
    rows = basis.of_customers(basis.source.rows("deals"))
    ended = sa.and_(_closed(rows), basis.seen(rows.c.closed_on))
    still_open = deal_is_open(basis, rows)
    recent = sa.and_(ended, rows.c.closed_on > sa.literal(basis.as_of - _TWO_YEARS, sa.Date))
    currency = sa.func.coalesce(rows.c.currency, basis.company_currency, type_=sa.String())
    day: Any = sa.literal(basis.as_of, sa.Date)
    wanted: sa.Select[Any] = sa.select(currency.label("currency")).add_columns(day.label("day"))
    factor = factors(basis, wanted)
    joined = rows.outerjoin(factor, factor.c.currency == currency)
    chosen = (
        sa.select(
            rows.c.customer_id,
            sql.total(still_open, rows.c.amount * sa.func.coalesce(factor.c.factor, 0.0)).label(
                "open_deals"
            ),
            sql.total(sa.and_(recent, rows.c.stage == "won")).label("deals_won_24m"),
            sql.total(recent).label("deals_closed_24m"),
        )
        .select_from(joined)
        .group_by(rows.c.customer_id)
    )
    if basis.policy.exposure.pipeline == "none":
        chosen = chosen.where(sa.literal(1) == 0)
    return chosen.subquery()


def deal_is_open(basis: ExtractBasis, rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a deal with an amount was made by the as-of date and not yet closed at its end."""
    made = sa.or_(rows.c.created_on.is_(None), basis.seen(rows.c.created_on))
    later = sa.and_(_closed(rows), sa.not_(basis.seen(rows.c.closed_on)))
    return sa.and_(made, sa.or_(rows.c.stage == "open", later), rows.c.amount > 0)


def _closed(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    return rows.c.stage.in_(("won", "lost"))


def _median_gap(rows: sa.CTE) -> sa.Subquery:
    """customer_id, median_gap_days: of the gaps between positive booking days. A credit note is no
    purchase: its day makes no rhythm."""
    positive = sa.select(rows.c.customer_id, rows.c.day).where(rows.c.amount > 0)
    return median_gaps(positive.distinct().subquery())


def credits(basis: ExtractBasis) -> Statement:  # noqa: A001 - the name of the frame
    """Revenue credit in W by (customer, rep); the rep is NULL for what is unassigned."""
    rows = credited(basis)
    return (
        sa.select(rows.c.customer_id, rows.c.rep_id, sa.func.sum(rows.c.amount).label("credit"))
        .where(basis.in_window(rows.c.day))
        .group_by(rows.c.customer_id, rows.c.rep_id)
        .order_by(rows.c.customer_id, sa.case((rows.c.rep_id.is_(None), 1), else_=0), rows.c.rep_id)
    )


def first_month(as_of: date) -> date:
    """The first day of the oldest month of rep_months.

    >>> first_month(date(2026, 3, 31))
    datetime.date(2020, 4, 1)
    """
    months = as_of.year * 12 + as_of.month - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)


def rep_months(basis: ExtractBasis) -> Statement:
    """Contacts, credited revenue, log-ins and handovers of every rep in every month with any."""
    return _months_of(_contact_months(basis), *_other_parts(basis))


def other_months(basis: ExtractBasis) -> Statement:
    """The same without contacts."""
    return _months_of(*_other_parts(basis))


def _other_parts(basis: ExtractBasis) -> list[Statement]:
    return [part(basis) for part in (_revenue_months, _log_months, _handover_months)]


def _months_of(*parts: Statement) -> Statement:
    rows = sa.union_all(*parts).subquery()
    sums = [sa.func.sum(rows.c[name]).label(name) for name in list(REP_MONTHS)[2:]]
    return (
        sa.select(rows.c.rep_id, rows.c.month, *sums)
        .group_by(rows.c.rep_id, rows.c.month)
        .order_by(rows.c.rep_id, rows.c.month)
    )


def _zeros(basis: ExtractBasis) -> dict[str, Any]:
    def recorded(table: str) -> Any:
        return sa.literal(0) if table in basis.source.tables else missing(Kind.BOOLEAN)

    counts: dict[str, Any] = dict.fromkeys(
        ("contact_days", "customers", "activities"), sa.literal(0)
    )
    known = {name: recorded(table) for name, table in RECORDED_IN.items()}
    return counts | {"revenue": sa.literal(0.0, sa.Double)} | known


def _month_rows(basis: ExtractBasis, rep: Any, month: Any, **figures: Any) -> Statement:
    values = _zeros(basis) | figures
    return sa.select(
        rep.label("rep_id"), month.label("month"), *(v.label(n) for n, v in values.items())
    ).group_by(rep, month)


def _contact_months(basis: ExtractBasis) -> Statement:
    contacts = basis.contacts(since=first_month(basis.as_of))
    month = sql.first_of_month(contacts.c.happened_on)
    pairs = (
        sa.select(
            contacts.c.customer_id,
            contacts.c.rep_id,
            month.label("month"),
            sql.days_of_month(contacts.c.happened_on).label("days"),
            sa.func.count().label("activities"),
        )
        .group_by(contacts.c.customer_id, contacts.c.rep_id, month)
        .subquery()
    )
    rows = basis.counting(pairs)
    return _month_rows(
        basis,
        rows.c.rep_id,
        rows.c.month,
        contact_days=sa.func.sum(rows.c.days),
        customers=sa.func.count(),
        activities=sa.func.sum(rows.c.activities),
    )


def _revenue_months(basis: ExtractBasis) -> Statement:
    bookings = credited(basis)
    since = sa.literal(first_month(basis.as_of), sa.Date)
    rows = (
        sa.select(
            bookings.c.rep_id,
            bookings.c.amount,
            sql.first_of_month(bookings.c.day).label("month"),
        )
        .where(bookings.c.rep_id.is_not(None), bookings.c.day >= since)
        .subquery()
    )
    return _month_rows(basis, rows.c.rep_id, rows.c.month, revenue=sa.func.sum(rows.c.amount))


def _log_months(basis: ExtractBasis) -> Statement:
    log = basis.source.rows("access_log")
    since = sa.literal(first_month(basis.as_of), sa.Date)
    rows = (
        sa.select(log.c.rep_id, log.c.action, sql.first_of_month(log.c.happened_on).label("month"))
        .where(
            basis.seen(log.c.happened_on),
            log.c.happened_on >= since,
            log.c.action.in_(("login", "export")),
            log.c.rep_id.not_in(basis.system_reps),
        )
        .subquery()
    )
    return _month_rows(
        basis,
        rows.c.rep_id,
        rows.c.month,
        logins=sql.total(rows.c.action == "login"),
        exports=sql.total(rows.c.action == "export"),
    )


def _handover_months(basis: ExtractBasis) -> Statement:
    """Customers whose owner ended and who got another owner within 31 days of that end."""
    rows = basis.assignments()
    owners = sa.select(rows.c.customer_id, rows.c.rep_id, rows.c.start_on, rows.c.end_on)
    ended = owners.where(rows.c.role == "owner").cte("owners")
    following = ended.alias("following_owners")
    days = sql.days_between(following.c.start_on, ended.c.end_on)
    taken_over = sa.and_(
        following.c.customer_id == ended.c.customer_id,
        following.c.rep_id != ended.c.rep_id,
        basis.seen(following.c.start_on),
        days.between(-_HANDOVER_DAYS, _HANDOVER_DAYS),
    )
    since = sa.literal(first_month(basis.as_of), sa.Date)
    month = sql.first_of_month(ended.c.end_on).label("month")
    handovers = (
        sa.select(ended.c.customer_id, ended.c.rep_id, ended.c.end_on, month)
        .select_from(ended.join(following, taken_over))
        .where(basis.seen(ended.c.end_on), ended.c.end_on >= since)
        .distinct()
        .subquery()
    )
    return _month_rows(basis, handovers.c.rep_id, handovers.c.month, handovers=sa.func.count())
