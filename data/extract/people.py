"""The reps and what is known of each: statements for reps, quotas, pay, history, access."""

from typing import Any

import sqlalchemy as sa

from analytics.contracts.extracted import EXTRACTED
from data.extract.basis import ExtractBasis
from data.frames import DAY, FLAG, NUMBER, TEXT
from data.schema import RELATION_TABLES, TABLES, Kind
from data.sources.relation import missing

__all__ = [
    "AGREEMENTS",
    "COMPENSATION",
    "LEAVER_ACCESS",
    "QUOTAS",
    "REPS",
    "REP_HISTORY",
    "agreements",
    "compensation",
    "leaver_access",
    "quotas",
    "rep_history",
    "reps",
]

Statement = sa.Select[Any]

_FRAME_KINDS = {Kind.DATE: DAY, Kind.NUMBER: NUMBER, Kind.BOOLEAN: FLAG}


def _kinds(table: str) -> dict[str, str]:
    return {
        column.name: _FRAME_KINDS.get(column.kind, TEXT)
        for column in TABLES[table].columns.values()
    }


#: Who is active is decided by the leaving day; the mark of the source only helps to estimate it.
REPS = {name: kind for name, kind in _kinds("reps").items() if name != "active"} | {
    "leaving_day_evidence": TEXT,
    "leaves_on": DAY,
    "known": FLAG,
}
QUOTAS = _kinds("quotas")
COMPENSATION = _kinds("compensation")
REP_HISTORY = _kinds("rep_history")
AGREEMENTS = _kinds("agreements")
LEAVER_ACCESS = EXTRACTED["leaver_access"].kinds
#: Columns of reps that hold only today's state.
_TODAYS = ("team", "manager_id", "title")


def reps(basis: ExtractBasis) -> Statement:
    """The rows of reps as of then, and a row for every id that only other tables name.

    Such a rep is active, in sales and named by the id; ``known`` is 0.
    """
    both = sa.union_all(_listed(basis), _unlisted(basis)).subquery()
    return sa.select(*both.c).order_by(both.c.rep_id)


def _listed(basis: ExtractBasis) -> Statement:
    rows = basis.people
    columns: dict[str, Any] = {c.name: c for c in rows.c if c.name != "active"}
    for name in ("notice_on", "left_on", "last_promoted_on"):
        columns[name] = sa.case((basis.seen(rows.c[name]), rows.c[name]))
    for name in ("left_to", "left_reason"):
        columns[name] = sa.case((basis.seen(rows.c.left_on), rows.c[name]))
    columns["leaving_day_evidence"] = sa.case((basis.departed(rows), rows.c.leaving_day_evidence))
    announced = sa.and_(basis.seen(rows.c.notice_on), sa.not_(basis.seen(rows.c.left_on)))
    columns["leaves_on"] = sa.case((announced, rows.c.left_on))
    joined: sa.FromClause = rows
    if not basis.current:
        then = _valid_then(basis)
        joined = rows.outerjoin(then, then.c.rep_id == rows.c.rep_id)
        columns |= {name: then.c[name] for name in _TODAYS}
    named = [value.label(name) for name, value in columns.items()]
    return sa.select(*named, sa.literal(1).label("known")).select_from(joined)


def _valid_then(basis: ExtractBasis) -> sa.Subquery:
    """The newest row of rep_history of each rep that is not after the as-of date."""
    rows = basis.source.rows("rep_history")
    position = sa.func.row_number().over(
        partition_by=rows.c.rep_id,
        order_by=(rows.c.valid_from.desc(), rows.c.team, rows.c.manager_id, rows.c.title),
    )
    ranked = sa.select(*rows.c, position.label("position")).where(basis.seen(rows.c.valid_from))
    newest = ranked.subquery()
    return sa.select(*newest.c).where(newest.c.position == 1).subquery()


def _unlisted(basis: ExtractBasis) -> Statement:
    reps = basis.source.rows("reps")
    listed = sa.select(reps.c.rep_id)
    ids = sa.union(*_named(basis, listed)).subquery()
    rep_id = ids.c.rep_id
    columns = {name: missing(column.kind) for name, column in TABLES["reps"].columns.items()}
    columns |= {"rep_id": rep_id, "name": rep_id, "function": sa.literal("sales")}
    del columns["active"]
    columns["leaving_day_evidence"] = missing(Kind.TEXT)
    columns["leaves_on"] = missing(Kind.DATE)
    labelled = [value.label(name) for name, value in columns.items()]
    return sa.select(*labelled, sa.literal(0).label("known"))


def _named(basis: ExtractBasis, listed: Statement) -> list[Statement]:
    """The rep ids, none of ``listed``, in rows that count: contacts, bookings, deals,
    assignments, owners.
    """
    days = {
        "activities": "happened_on",
        "revenue": "booked_on",
        "deals": "created_on",
        "assignments": "start_on",
    }
    statements = []
    for table in RELATION_TABLES:
        rows = basis.source.rows(table)
        day = rows.c[days[table]]
        # Few rows name an unlisted rep: only theirs are checked for their customer.
        unlisted = (
            sa.select(rows.c.customer_id, rows.c.rep_id)
            .where(
                rows.c.rep_id.is_not(None),
                rows.c.rep_id.not_in(listed),
                sa.or_(day.is_(None), basis.seen(day)),
            )
            .distinct()
        )
        statements.append(sa.select(basis.of_customers(unlisted.subquery()).c.rep_id))
    if basis.current:
        owner = basis.customers.c.owner_id
        statements.append(
            sa.select(owner.label("rep_id")).where(owner.is_not(None), owner.not_in(listed))
        )
    return statements


def quotas(basis: ExtractBasis) -> Statement:
    """Rows of quotas whose period has begun."""
    return _begun(basis, "quotas", "period_start")


def compensation(basis: ExtractBasis) -> Statement:
    """Rows of compensation whose period has begun."""
    return _begun(basis, "compensation", "period_start")


def rep_history(basis: ExtractBasis) -> Statement:
    """Rows of rep_history that are valid by then."""
    return _begun(basis, "rep_history", "valid_from")


def agreements(basis: ExtractBasis) -> Statement:
    """Rows of agreements that are signed by then; without a day of signing they say nothing."""
    return _begun(basis, "agreements", "signed_on")


def _begun(basis: ExtractBasis, table: str, day: str) -> Statement:
    rows = basis.source.rows(table)
    chosen = sa.select(*rows.c).where(
        basis.seen(rows.c[day]), rows.c.rep_id.not_in(basis.system_reps)
    )
    return chosen.order_by(*(column for column in rows.c))


def leaver_access(basis: ExtractBasis) -> Statement:
    """Access that is still open for reps who have left."""
    access, people = basis.source.rows("access"), basis.people
    day = sa.literal(basis.as_of, sa.Date)
    joined = access.join(people, people.c.rep_id == access.c.rep_id)
    return (
        sa.select(access.c.rep_id, access.c.scope)
        .select_from(joined)
        .where(
            basis.departed(people),
            sa.func.coalesce(access.c.active, 1) == 1,
            sa.or_(access.c.revoked_on.is_(None), access.c.revoked_on > day),
            sa.literal(int(basis.current)) == 1,
        )
        .order_by(access.c.rep_id, access.c.scope)
    )
