"""The definitions once more, in slow plain Python, to compare the product against.

Deliberately written from the text of the definitions alone: no pandas, no SQL, no import from
the product. Tables are lists of dicts of text as in canonical CSV files (ISO dates, ``.``
decimals, empty for absent). Leaving and follow probabilities are models, not definitions: they
are taken from the product's own files where walk-away figures are recomputed from them.
"""

import csv
import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from typing import Any

Row = dict[str, str]
RELATIONS = ("activities", "revenue", "deals", "assignments")
WEIGHTS = {
    "visit": 4.0,
    "meeting": 3.0,
    "call": 2.0,
    "service": 1.5,
    "message": 1.0,
    "email": 1.0,
    "other": 0.5,
}


def read_folder(folder: Path) -> dict[str, list[Row]]:
    """Read every CSV file of a folder as lists of dicts of text."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


class Company:
    """All figures of one canonical company as of the end of one day."""

    def __init__(self, tables: dict[str, list[Row]], as_of: date, currency: str, **policy: Any):
        self.t = as_of
        self.currency = currency
        self.half_life = policy.get("half_life_days", 90)
        self.tables = tables
        self.first_day = as_of - timedelta(days=364)
        self.customers = {row["customer_id"].strip(): row for row in tables["customers"]}
        self.reps = {row["rep_id"].strip(): row for row in tables["reps"]}
        for row in [row for name in RELATIONS for row in tables.get(name, [])]:
            rep = (row.get("rep_id") or "").strip()
            if rep and row["customer_id"].strip() in self.customers:
                self.reps.setdefault(rep, {"rep_id": rep, "name": rep})
        for row in self.customers.values():
            if owner := (row.get("owner_id") or "").strip():
                self.reps.setdefault(owner, {"rep_id": owner, "name": owner})
        self.activities = [row for row in tables.get("activities", []) if self.counts(row)]
        self.bookings = self.all_bookings()

    # -- who counts -------------------------------------------------------------------------

    def function(self, rep: str) -> str:
        return self.reps[rep].get("function") or "sales"

    def system(self, rep: str) -> bool:
        return rep in self.reps and self.function(rep) == "system"

    def active(self, rep: str) -> bool:
        row = self.reps[rep]
        hired, left = day(row.get("hired_on") or ""), day(row.get("left_on") or "")
        present = (hired is None or hired <= self.t) and (left is None or left > self.t)
        return present and self.function(rep) != "system"

    def departed(self, rep: str) -> bool:
        left = day(self.reps[rep].get("left_on") or "")
        return left is not None and left <= self.t and self.function(rep) != "system"

    def counts(self, row: Row) -> bool:
        known = row["customer_id"].strip() in self.customers
        past = (day(row["happened_at"]) or date.max) <= self.t
        return known and past and self.function(row["rep_id"].strip()) != "system"

    # -- revenue ----------------------------------------------------------------------------

    def bookings_raw(self) -> list[Row]:
        if self.tables.get("revenue"):
            return self.tables["revenue"]
        won = [r for r in self.tables.get("deals", []) if r.get("stage") == "won"]
        return [
            {**r, "booked_on": r.get("closed_on", ""), "revenue_id": r["deal_id"]}
            for r in won
            if r.get("closed_on") and r.get("amount")
        ]

    def rate(self, currency: str, on: date) -> float | None:
        company = self.tables.get("_company_currency", [{"currency": self.currency}])[0]["currency"]
        if currency == company:
            return 1.0
        rows = [
            (r["valid_on"], float(r["rate"]))
            for r in self.tables.get("exchange_rates", [])
            if r["currency"] == currency and day(r["valid_on"]) <= on  # type: ignore[operator]
        ]
        return max(rows)[1] if rows else None

    def converted(self, row: Row) -> float | None:
        on = day(row["booked_on"])
        assert on is not None
        currency = (row.get("currency") or "") or self.currency
        if currency == self.currency:
            return float(row["amount"])
        own, reporting = self.rate(currency, on), self.rate(self.currency, on)
        return None if own is None or not reporting else float(row["amount"]) * own / reporting

    def all_bookings(self) -> list[tuple[str, str, date, float, str]]:
        """(customer, own rep or empty, day, amount in reporting currency, revenue_id)."""
        found = []
        for row in self.bookings_raw():
            on, customer = day(row["booked_on"]), row["customer_id"].strip()
            if on is None or on > self.t or customer not in self.customers:
                continue
            amount = self.converted(row)
            if amount is None:
                continue
            rep = (row.get("rep_id") or "").strip()
            rep = "" if rep and self.function(rep) == "system" else rep
            found.append((customer, rep, on, amount, (row.get("revenue_id") or "").strip()))
        return found

    def owner_on(self, customer: str, on: date) -> str:
        rows = [
            ((day(r.get("start_on") or "") or date.min), r["rep_id"].strip())
            for r in self.tables.get("assignments", [])
            if r["customer_id"].strip() == customer
            and (r.get("role") or "owner") == "owner"
            and not self.system(r["rep_id"].strip())
            and (day(r.get("start_on") or "") or date.min) <= on
            and on <= (day(r.get("end_on") or "") or date.max)
        ]
        if rows:
            latest = max(start for start, _ in rows)
            return min(rep for start, rep in rows if start == latest)
        return self.owner_id(customer)

    def owner_id(self, customer: str) -> str:
        owner = (self.customers[customer].get("owner_id") or "").strip()
        return "" if self.system(owner) else owner

    def credit(self) -> dict[tuple[str, str], float]:
        """Revenue credit in the window by (customer, rep); rep empty: unassigned."""
        by_pair: dict[tuple[str, str], float] = defaultdict(float)
        for customer, rep, on, amount, _ in self.bookings:
            if on >= self.first_day:
                by_pair[customer, rep or self.owner_on(customer, on)] += amount
        return dict(by_pair)

    def revenue(self) -> dict[str, float]:
        totals = dict.fromkeys(self.customers, 0.0)
        for customer, _, on, amount, _ in self.bookings:
            if on >= self.first_day:
                totals[customer] += amount
        return totals

    def lapsed(self, customer: str) -> bool:
        positive = {on for c, _, on, amount, _ in self.bookings if c == customer and amount > 0}
        days = sorted(positive)
        if len(days) < 2:
            return False
        silent = (self.t - days[-1]).days
        gaps = [(b - a).days for a, b in pairwise(days)]
        return silent > 180 and median(gaps) < 180 / 2

    def exposure(self) -> dict[str, float]:
        revenue = self.revenue()
        return {c: 0.0 if self.lapsed(c) else max(0.0, revenue[c]) for c in self.customers}

    def core(self) -> set[str]:
        exposure, chosen, reached = self.exposure(), set(), 0.0
        total = sum(exposure.values())
        for customer in sorted(exposure, key=lambda c: (-exposure[c], c)):
            if reached >= 0.8 * total - 1e-9 * total or exposure[customer] <= 0:
                break
            chosen.add(customer)
            reached += exposure[customer]
        return chosen

    # -- relationships ----------------------------------------------------------------------

    def activity_strength(self) -> dict[str, dict[str, float]]:
        best: dict[tuple[str, str, date], float] = {}
        for row in self.activities:
            on = day(row["happened_at"])
            assert on is not None
            key = (row["customer_id"].strip(), row["rep_id"].strip(), on)
            weight = WEIGHTS.get((row.get("kind") or "other").strip(), 0.5)
            best[key] = max(best.get(key, 0.0), weight)
        strength: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (customer, rep, on), weight in best.items():
            strength[customer][rep] += weight * 2 ** (-(self.t - on).days / self.half_life)
        return strength

    def booking_strength(self) -> dict[str, dict[str, float]]:
        latest: dict[Any, date] = {}
        for number, (customer, rep, on, _, revenue_id) in enumerate(self.bookings):
            if rep:
                key = (customer, rep, revenue_id or number)
                latest[key] = max(latest.get(key, date.min), on)
        strength: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (customer, rep, _), on in latest.items():
            strength[customer][rep] += 2 ** (-(self.t - on).days / self.half_life)
        return strength

    def owners(self, customer: str) -> dict[str, float]:
        current = {
            r["rep_id"].strip()
            for r in self.tables.get("assignments", [])
            if r["customer_id"].strip() == customer
            and (r.get("role") or "owner") in ("owner", "second")
            and (day(r.get("start_on") or "") or date.min) <= self.t
            and self.t <= (day(r.get("end_on") or "") or date.max)
        }
        found = {rep: 1.0 for rep in current if rep in self.reps and self.active(rep)}
        owner = self.owner_id(customer)
        if not found and owner and owner in self.reps and self.active(owner):
            found = {owner: 1.0}
        return found

    def evidence(self) -> dict[str, tuple[str, dict[str, float]]]:
        contacts = {
            r["customer_id"].strip()
            for r in self.activities
            if self.active(r["rep_id"].strip())
            and (day(r["happened_at"]) or date.min) >= self.first_day
        }
        sold = {
            customer
            for customer, rep, on, _, _ in self.bookings
            if rep and self.active(rep) and on >= self.first_day
        }
        by_activity, by_booking = self.activity_strength(), self.booking_strength()
        result: dict[str, tuple[str, dict[str, float]]] = {}
        for customer in self.customers:
            if customer in contacts:
                result[customer] = ("activity", dict(by_activity[customer]))
            elif customer in sold:
                result[customer] = ("transactions", dict(by_booking[customer]))
            elif owners := self.owners(customer):
                result[customer] = ("ownership", owners)
            else:
                result[customer] = ("none", {})
        return result

    def relationships(self) -> dict[str, dict[str, Any]]:
        last: dict[tuple[str, str], date] = {}
        for row in self.activities:
            key = (row["customer_id"].strip(), row["rep_id"].strip())
            last[key] = max(last.get(key, date.min), day(row["happened_at"]) or date.min)
        by_activity, by_booking = self.activity_strength(), self.booking_strength()
        carried = any(
            (r.get("contact_id") or "").strip() for r in self.tables.get("activities", [])
        )
        result = {}
        for customer, (level, strengths) in self.evidence().items():
            figures: dict[str, Any] = {"evidence": level}
            held = {r: s for r, s in strengths.items() if self.active(r)}
            total = sum(held.values())
            if level != "none":
                shares = {rep: s / total for rep, s in held.items()}
                top = min(
                    shares,
                    key=lambda r: (
                        -shares[r],
                        -(last.get((customer, r), date.min)).toordinal(),
                        r,
                    ),
                )
                floor = 0.2 * max(held.values())
                knows = {
                    r for r, s in held.items() if s >= floor and (level != "activity" or s >= 0.5)
                }
                figures |= {
                    "shares": shares,
                    "knows": knows,
                    "top_rep_id": top,
                    "top_share": shares[top],
                    "effective_reps": 1 / sum(p * p for p in shares.values()),
                    "known_by": len(knows),
                    "single_threaded": len(knows) == 1,
                    "company_share": sum(
                        p for r, p in shares.items() if self.function(r) != "sales"
                    ),
                }
            owner = self.owner_id(customer)
            basis = by_activity.get(customer) or by_booking.get(customer) or {}
            if basis:
                gone = {r: s for r, s in basis.items() if self.departed(r)}
                figures["orphaned"] = sum(gone.values()) > 0.5 * sum(basis.values())
            elif owner:
                figures["orphaned"] = owner in self.reps and self.departed(owner)
            else:
                figures["orphaned"] = None
            ids = {
                (r.get("contact_id") or "").strip()
                for r in self.activities
                if r["customer_id"].strip() == customer
                and (day(r["happened_at"]) or date.min) >= self.first_day
            } - {""}
            figures["contacts_known"] = len(ids) if carried else None
            result[customer] = figures
        return result

    # -- concentration ----------------------------------------------------------------------

    def concentration(self) -> dict[str, float]:
        by_rep: dict[str, float] = defaultdict(float)
        for (_, rep), amount in self.credit().items():
            if rep:
                by_rep[rep] += amount
        positive = sorted((max(0.0, a) for a in by_rep.values()), reverse=True)
        total = sum(positive)
        active = [max(0.0, by_rep.get(r, 0.0)) for r in self.reps if self.active(r)]
        spread = sum(abs(a - b) for a in active for b in active)
        result = {"unassigned": sum(a for (_, r), a in self.credit().items() if not r)}
        if total > 0:
            shares = [a / total for a in positive]
            result |= {"hhi": sum(s * s for s in shares)}
            result |= {f"top{n}_share": sum(shares[:n]) for n in (1, 3, 5, 10)}
        if sum(active) > 0:
            result["gini"] = spread / (2 * len(active) * sum(active))
        return result

    def bus_factor(self) -> int | None:
        """By enumeration, smallest set first; None where proven exposure is under half."""
        exposure, figures = self.exposure(), self.relationships()
        proven = {
            c: f["knows"]
            for c, f in figures.items()
            if f["evidence"] in ("activity", "transactions") and f["knows"]
        }
        known = sum(exposure[c] for c in proven)
        proven_all = sum(
            exposure[c] for c, f in figures.items() if f["evidence"] in ("activity", "transactions")
        )
        if not known or proven_all < 0.5 * sum(exposure.values()):
            return None
        reps = sorted({r for knows in proven.values() for r in knows})
        for size in range(1, len(reps) + 1):
            for gone in combinations(reps, size):
                lost = sum(exposure[c] for c, knows in proven.items() if knows <= set(gone))
                if lost > 0.5 * known * (1 + 1e-12):
                    return size
        return None


def walk_away(rows: list[tuple[float, float]]) -> float:
    """1 − Π(1 − a·q) of (a, q) pairs."""
    return 1 - math.prod(1 - a * q for a, q in rows)
