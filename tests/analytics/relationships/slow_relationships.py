"""Relationships once more, pair by pair in plain Python over the rows of a company.

Written from the definitions alone and without the aggregates that the product starts from.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from analytics.policy import KIND_WEIGHTS
from tests.analytics.companies import Company

Strengths = dict[str, float]


def active(company: Company, rep_id: str) -> bool:
    rep = {r.rep_id: r for r in company.reps}[rep_id]
    hired = rep.hired_on is None or rep.hired_on <= company.as_of
    here = rep.left_on is None or rep.left_on > company.as_of
    return hired and here and rep.function != "system"


def departed(company: Company, rep_id: str) -> bool:
    rep = {r.rep_id: r for r in company.reps}[rep_id]
    gone = rep.left_on is not None and rep.left_on <= company.as_of
    return gone and rep.function != "system"


def by_activity(company: Company, customer_id: str) -> Strengths:
    """Contact days decayed, each with its strongest kind."""
    best: dict[tuple[str, date], float] = defaultdict(float)
    for t in company.touches:
        if t.customer_id == customer_id and t.day <= company.as_of and counts(company, t.rep_id):
            best[t.rep_id, t.day] = max(best[t.rep_id, t.day], KIND_WEIGHTS[t.kind])
    strengths: Strengths = defaultdict(float)
    for (rep_id, day), weight in best.items():
        strengths[rep_id] += weight * 0.5 ** ((company.as_of - day).days / 90)
    return dict(strengths)


def by_bookings(company: Company, customer_id: str) -> Strengths:
    """Own bookings decayed, one order once at its latest day."""
    latest: dict[tuple[str, Any], date] = {}
    for number, b in enumerate(company.bookings):
        seen = b.customer_id == customer_id and b.day <= company.as_of
        if seen and b.rep_id and counts(company, b.rep_id):
            key = (b.rep_id, b.revenue_id or number)
            latest[key] = max(latest.get(key, date.min), b.day)
    strengths: Strengths = defaultdict(float)
    for (rep_id, _), day in latest.items():
        strengths[rep_id] += 0.5 ** ((company.as_of - day).days / 90)
    return dict(strengths)


def counts(company: Company, rep_id: str) -> bool:
    return {r.rep_id: r for r in company.reps}[rep_id].function != "system"


def owner_of(company: Company, customer_id: str) -> str | None:
    owner = {c.customer_id: c.owner_id for c in company.customers}[customer_id]
    system = {r.rep_id for r in company.reps if r.function == "system"}
    return None if not company.current or owner in system else owner


def by_file(company: Company, customer_id: str) -> Strengths:
    named = {
        a.rep_id
        for a in company.assignments
        if a.customer_id == customer_id
        and a.role in ("owner", "second")
        and a.holds(company.as_of)
        and active(company, a.rep_id)
    }
    owner = owner_of(company, customer_id)
    if not named and owner and active(company, owner):
        named = {owner}
    return dict.fromkeys(named, 1.0)


def evidence(company: Company, customer_id: str) -> tuple[str, Strengths]:
    def recent(rep_id: str | None, day: date, customer: str) -> bool:
        mine = customer == customer_id and company.recent(day)
        return mine and rep_id is not None and active(company, rep_id)

    if any(recent(t.rep_id, t.day, t.customer_id) for t in company.touches):
        return "activity", by_activity(company, customer_id)
    if any(recent(b.rep_id, b.day, b.customer_id) for b in company.bookings):
        return "transactions", by_bookings(company, customer_id)
    named = by_file(company, customer_id)
    return ("ownership", named) if named else ("none", {})


def left_behind(company: Company, customer_id: str) -> Strengths:
    """Whose strength tells whether the customer is orphaned; empty: nothing tells."""
    owner = owner_of(company, customer_id)
    return (
        by_activity(company, customer_id)
        or by_bookings(company, customer_id)
        or ({owner: 1.0} if owner else {})
    )


def last_day(company: Company, customer_id: str, rep_id: str) -> date:
    days = [
        t.day
        for t in company.touches
        if (t.customer_id, t.rep_id) == (customer_id, rep_id) and t.day <= company.as_of
    ]
    return max(days, default=date.min)


def first_day(company: Company, customer_id: str, rep_id: str) -> date | None:
    rows = [(t.customer_id, t.rep_id, t.day) for t in company.touches]
    rows += [(b.customer_id, b.rep_id or "", b.day) for b in company.bookings]
    days = [day for c, r, day in rows if (c, r) == (customer_id, rep_id) and day <= company.as_of]
    return min(days, default=None)


def relationship(company: Company, customer_id: str) -> dict[str, Any]:
    """Every figure of one customer; ``edges`` by rep: strength, share, knows."""
    level, strengths = evidence(company, customer_id)
    function = {r.rep_id: r.function for r in company.reps}
    held = {r: s for r, s in strengths.items() if active(company, r)}
    total = sum(held.values())
    shares = {r: s / total for r, s in held.items()}
    knows = {
        r
        for r, s in held.items()
        if s >= 0.2 * max(held.values()) - 1e-12 and (level != "activity" or s >= 0.5 - 1e-12)
    }
    figures: dict[str, Any] = {"evidence": level, "known_by": None, "top_rep_id": None}
    if level != "none":
        figures |= {
            "top_rep_id": min(
                shares,
                key=lambda r: (
                    -round(shares[r], 11),
                    -last_day(company, customer_id, r).toordinal(),
                    r,
                ),
            ),
            "top_share": max(shares.values()),
            "effective_reps": 1 / sum(p * p for p in shares.values()),
            "known_by": len(knows),
            "company_share": sum(p for r, p in shares.items() if function[r] != "sales"),
        }
    before = left_behind(company, customer_id)
    all_before = sum(before.values())
    gone = {r: s for r, s in before.items() if departed(company, r)}
    if before:
        figures["departed_share"] = sum(gone.values()) / all_before
        figures["orphaned"] = figures["departed_share"] > 0.5 + 1e-12
    figures["leaver_id"] = leaver(company, customer_id, figures, gone)
    recorded = by_activity(company, customer_id) or by_bookings(company, customer_id)
    edges = strengths if level != "none" else recorded or gone
    figures["edges"] = {
        r: {
            "strength": s,
            "share": shares.get(r),
            "knows": r in knows,
            "active": active(company, r),
            "leaver": r == figures["leaver_id"],
            "leaver_share": s / all_before if r == figures["leaver_id"] else None,
            "first_on": first_day(company, customer_id, r),
        }
        for r, s in edges.items()
        if counts(company, r)
    }
    return figures


def leaver(
    company: Company, customer_id: str, figures: dict[str, Any], gone: Strengths
) -> str | None:
    if not figures.get("orphaned") or figures["known_by"]:
        return None
    left = {r.rep_id: r.left_on for r in company.reps}
    lately = {r: s for r, s in gone.items() if (company.as_of - left[r]).days < 365}

    def order(rep_id: str) -> tuple[float, int, str]:
        last = last_day(company, customer_id, rep_id)
        return (-round(lately[rep_id], 11), -last.toordinal(), rep_id)

    return min(lately, key=order, default=None)
