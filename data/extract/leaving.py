"""On which day people left whom their system only calls inactive.

Many systems keep no leaving day, only a mark that says whether somebody is still there. The day is
then estimated: the last own contact record or login, or the last own booking where there is
neither. A person without any of these has left on an unknown day: departed on every day that is
assessed, since nothing says that there was work before, and in no list of past departures.
"""

from typing import Any

import sqlalchemy as sa

from data.sources import Source

__all__ = ["people_with_days"]


def people_with_days(
    source: Source, until: sa.ColumnElement[Any], robot: sa.ColumnElement[Any]
) -> sa.CTE:
    """The rows of reps, left_on estimated where it is to be, with leaving_day_evidence.

    leaving_day_evidence: ``recorded``, ``contacts`` (records and logins), ``bookings`` or
    ``none`` (the day stays NULL); NULL for who has not left. Records after ``until`` count no more
    than elsewhere; robots never leave (``robot`` tells them among the rows of reps).
    """
    rows = source.rows("reps")
    recorded = sa.case((rows.c.left_on.is_not(None), "recorded"))
    if "active" not in source.tables["reps"]:
        return sa.select(*rows.c, recorded.label("leaving_day_evidence")).cte("people")
    gone = sa.and_(rows.c.active == 0, rows.c.left_on.is_(None), sa.not_(robot))
    met, sold = _last_seen(source, gone, until), _last_sold(source, gone, until)
    joined = rows.outerjoin(met, met.c.rep_id == rows.c.rep_id)
    joined = joined.outerjoin(sold, sold.c.rep_id == rows.c.rep_id)
    evidence = sa.case(
        (rows.c.left_on.is_not(None), "recorded"),
        (sa.not_(sa.func.coalesce(gone, sa.false())), sa.null()),
        (met.c.day.is_not(None), "contacts"),
        (sold.c.day.is_not(None), "bookings"),
        else_="none",
    )
    left_on = sa.func.coalesce(rows.c.left_on, met.c.day, sold.c.day, type_=sa.Date())
    columns = [
        sa.case((sa.or_(rows.c.left_on.is_not(None), gone), left_on)).label(c.name)
        if c.name == "left_on"
        else c
        for c in rows.c
    ]
    labelled = sa.type_coerce(evidence, sa.String).label("leaving_day_evidence")
    return sa.select(*columns, labelled).select_from(joined).cte("people")


def _last_seen(source: Source, gone: Any, until: Any) -> sa.Subquery:
    """rep_id, day: the last contact record with a known customer, or login, of those who went."""
    contacts, log, access = (source.rows(name) for name in ("activities", "access_log", "access"))
    logins = sa.select(log.c.rep_id, log.c.happened_on.label("day")).where(log.c.action == "login")
    last = sa.select(access.c.rep_id, access.c.last_login_on.label("day"))
    met = sa.select(contacts.c.rep_id, contacts.c.happened_on.label("day")).where(
        contacts.c.happened_on <= until, _of_known(source, contacts)
    )
    today = sa.literal(source.import_day, sa.Date)
    seen = [met]
    seen += [part.where(part.selected_columns.day <= today) for part in (logins, last)]
    return _newest(source, gone, seen, "last_seen")


def _last_sold(source: Source, gone: Any, until: Any) -> sa.Subquery:
    rows = source.bookings()
    sold = sa.select(rows.c.rep_id, rows.c.booked_on.label("day")).where(
        rows.c.booked_on <= until, _of_known(source, rows)
    )
    return _newest(source, gone, [sold], "last_sold")


def _of_known(source: Source, rows: sa.FromClause) -> Any:
    return rows.c.customer_id.in_(sa.select(source.rows("customers").c.customer_id))


def _newest(source: Source, gone: Any, parts: list[Any], name: str) -> sa.Subquery:
    """rep_id, day: the newest day of the parts of each person who went."""
    reps = source.rows("reps")
    who = sa.select(reps.c.rep_id).where(gone)
    rows = sa.union_all(*parts).subquery()
    return (
        sa.select(rows.c.rep_id, sa.func.max(rows.c.day, type_=sa.Date()).label("day"))
        .where(rows.c.rep_id.in_(who))
        .group_by(rows.c.rep_id)
        .subquery(name)
    )
