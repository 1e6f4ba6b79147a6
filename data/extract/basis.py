"""What counts: the customers, reps, contacts and bookings that any figure may be made of.

Every frame starts from these expressions, so that the rules hold everywhere alike: rows of
customers that are not in ``customers`` count nowhere, reps whose function is ``system`` count
nowhere, nothing after the as-of date is seen, and with ``group_by_parent`` a customer stands for
all companies below it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from analytics.policy import Policy
from data.extract.groups import heads
from data.extract.leaving import people_with_days
from data.sources import Source, sql

__all__ = ["ExtractBasis"]

Expression = sa.ColumnElement[Any]
#: Below 2^-900 strengths are counted from the customer's latest event on (see landmark).
_SAFE_HALVINGS = 900.0


@dataclass(frozen=True, eq=False)
class ExtractBasis:
    """One source as of the end of one day under one policy."""

    source: Source
    policy: Policy
    as_of: date
    #: Whether columns that hold only today's state may be used.
    current: bool
    #: Reporting currency, and the currency in which exchange rates are stated.
    currency: str
    company_currency: str
    #: Currencies that bookings name, empty ones as the company's.
    currencies: frozenset[str]
    #: First and last day of any dated record; None without any.
    data_from: date | None = None
    #: The default as-of date of the source; None where it was not asked for.
    newest: date | None = None

    @property
    def until(self) -> date:
        """The last day of which anything is seen."""
        return min(self.as_of, self.source.import_day)

    @property
    def window_start(self) -> date:
        """The first day of W, the 365 days up to and including the as-of date."""
        return self.as_of - timedelta(days=364)

    def seen(self, day: Any) -> Expression:
        """Whether a day is not after the last one that is seen."""
        return day <= sa.literal(self.until, sa.Date)

    def in_window(self, day: Any) -> Expression:
        """Whether a day that is seen lies in W."""
        return day >= sa.literal(self.window_start, sa.Date)

    def age(self, day: Any) -> Expression:
        """Whole days from ``day`` to the as-of date."""
        return sql.days_between(sa.literal(self.as_of, sa.Date), day)

    @cached_property
    def heads(self) -> sa.CTE:
        """customer_id, head_id: the customer that each customer counts for."""
        if self.policy.company.group_by_parent:
            return heads(self.source)
        rows = self.source.rows("customers")
        return sa.select(rows.c.customer_id, rows.c.customer_id.label("head_id")).cte("heads")

    @cached_property
    def customers(self) -> sa.FromClause:
        """The customers that count, one row each; with group_by_parent the heads of groups."""
        rows = self.source.rows("customers")
        if not self.policy.company.group_by_parent:
            return rows
        counted = rows.c.customer_id.in_(sa.select(self.heads.c.head_id))
        return sa.select(*rows.c).where(counted).cte("counted_customers")

    def of_customers(self, rows: sa.FromClause) -> sa.Subquery:
        """Rows of known customers only, each under the customer that it counts for."""
        head = self.heads
        if not self.policy.company.group_by_parent:
            head_ids = sa.select(head.c.customer_id)
            return sa.select(*rows.c).where(rows.c.customer_id.in_(head_ids)).subquery()
        columns = [head.c.head_id.label(c.name) if c.name == "customer_id" else c for c in rows.c]
        joined = rows.join(head, head.c.customer_id == rows.c.customer_id)
        return sa.select(*columns).select_from(joined).subquery()

    @cached_property
    def system_reps(self) -> sa.Select[Any]:
        """The ids of bots and shared mailboxes, whom
        :func:`analytics.relationships.people.human_reps` leaves out of frames."""
        reps = self.source.rows("reps")
        system = sa.select(reps.c.rep_id).where(_system(reps)).cte("system_reps")
        return sa.select(system.c.rep_id)

    @cached_property
    def people(self) -> sa.CTE:
        """The rows of reps with leaving_day_evidence, the leaving day estimated where a person is
        only called inactive (:mod:`data.extract.leaving`)."""
        until = max(self.newest or self.as_of, self.as_of)
        robot = _system(self.source.rows("reps"))
        return people_with_days(self.source, sa.literal(until, sa.Date), robot)

    def departed(self, people: sa.FromClause) -> Expression:
        """Whether a row of :attr:`people` has left by the as-of date, robots aside; in frames
        :func:`analytics.relationships.people.departed_reps`."""
        unknown = sa.func.coalesce(people.c.leaving_day_evidence, "") == "none"
        return sa.and_(sa.or_(self.seen(people.c.left_on), unknown), sa.not_(_system(people)))

    def contacts(self, since: date | None = None) -> sa.Subquery:
        """Activities that are seen, with group_by_parent each under the customer it counts for.

        Of unknown customers and system reps, too: who sums first has fewer rows to check.
        """
        rows = self.source.rows("activities")
        seen = sa.select(*rows.c).where(self.seen(rows.c.happened_on))
        if since:
            seen = seen.where(rows.c.happened_on >= sa.literal(since, sa.Date))
        grouped = self.policy.company.group_by_parent
        return self.of_customers(seen.subquery()) if grouped else seen.subquery()

    def contact_days(self) -> sa.CTE:
        """One row per (customer, rep, local day) of :meth:`contacts`: weight of the strongest
        kind, activities."""
        rows = self.contacts()
        return (
            sa.select(
                rows.c.customer_id,
                rows.c.rep_id,
                rows.c.happened_on.label("day"),
                sa.func.max(self.weight(rows.c.kind)).label("weight"),
                sa.func.count().label("activities"),
            )
            .group_by(rows.c.customer_id, rows.c.rep_id, rows.c.happened_on)
            .cte("contact_days")
        )

    def counting(self, pairs: sa.FromClause) -> sa.Subquery:
        """Of rows with a customer and a rep, those of known customers and real reps."""
        rows = self.of_customers(pairs)
        return sa.select(*rows.c).where(rows.c.rep_id.not_in(self.system_reps)).subquery()

    def weight(self, kind: Any) -> Expression:
        """The weight of a contact day whose strongest contact is of this kind."""
        weights: Mapping[str, float] = self.policy.relationships.weights.model_dump()
        return sa.case(
            *((kind == name, sa.literal(weight, sa.Double)) for name, weight in weights.items())
        )

    def activities(self) -> sa.Subquery:
        """Single activities that are seen, of known customers by real reps."""
        rows = self.source.rows("activities")
        seen = sa.select(*rows.c).where(
            self.seen(rows.c.happened_on), rows.c.rep_id.not_in(self.system_reps)
        )
        return self.of_customers(seen.subquery())

    def assignments(self) -> sa.Subquery:
        """Assignments of known customers to real reps; without start or end they are open."""
        rows = self.source.rows("assignments")
        real = sa.select(*rows.c).where(rows.c.rep_id.not_in(self.system_reps))
        return self.of_customers(real.subquery())

    def halvings(self, day: Any) -> Expression:
        """How often a weight of ``day`` has been halved by the as-of date."""
        half_life = sa.literal(self.policy.relationships.half_life_days, sa.Double)
        return sa.cast(self.age(day), sa.Double) / half_life

    def decayed(self, events: sa.CTE, weight: Any) -> sa.Subquery:
        """Events with ``strength``: their weight, halved every half-life since their ``day``.

        Additive over a landmark: where even the newest event of a customer is so old that its
        weight would vanish from double precision, all events of that customer count from there
        on, so that shares stay right and the strength stays next to nothing.
        """
        halvings = self.halvings(events.c.day)
        if not self.vanishing(self.data_from):
            strength = weight * sql.power2(-halvings)
            return sa.select(*events.c, strength.label("strength")).subquery()
        latest = (
            sa.select(events.c.customer_id, sa.func.min(halvings).label("halvings"))
            .group_by(events.c.customer_id)
            .subquery()
        )
        beyond = latest.c.halvings - _SAFE_HALVINGS
        kept = halvings - sa.case((beyond > 0, beyond), else_=0.0)
        joined = events.join(latest, latest.c.customer_id == events.c.customer_id)
        strength = weight * sql.power2(-kept)
        return sa.select(*events.c, strength.label("strength")).select_from(joined).subquery()

    def vanishing(self, oldest: date | None) -> bool:
        """Whether a weight of that day may vanish from double precision by the as-of date."""
        days = (self.as_of - (oldest or self.as_of)).days
        return days / self.policy.relationships.half_life_days > _SAFE_HALVINGS


def _system(reps: sa.FromClause) -> Expression:
    """Whether a row of reps is no person; its function is never NULL."""
    system: Expression = reps.c.function == "system"
    return system
