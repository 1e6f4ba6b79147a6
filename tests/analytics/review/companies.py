"""Small companies on two days, as folders of files, and what a review freezes of them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from analytics.assessment import Assessment
from analytics.planning import second_contact_plan
from analytics.policy import Company as CompanyRules
from analytics.policy import Policy
from analytics.review.snapshot import Snapshot, snapshot_of
from tests.assessing import assessed
from tests.policies import FEW_DRAWS

DAY = date(2026, 6, 30)
PLAIN = Policy(company=CompanyRules(currency="CNY"), losses=FEW_DRAWS)

Reps = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Firm:
    """Customers with their yearly revenue, and who visits them: one visit ten days ago each."""

    reps: Reps = field(default_factory=lambda: {key: {} for key in ("ann", "bob", "cat")})
    revenue: Mapping[str, float] = field(
        default_factory=lambda: {"acme": 400.0, "bold": 300.0, "cast": 200.0, "dune": 100.0}
    )
    visits: frozenset[tuple[str, str]] = frozenset(
        {("acme", "ann"), ("bold", "bob"), ("cast", "ann"), ("cast", "bob"), ("dune", "cat")}
    )
    owners: Mapping[str, str] = field(default_factory=dict)
    day: date = DAY

    def write(self, folder: Path) -> Path:
        """The company as files."""
        when = (self.day - timedelta(days=10)).isoformat()
        last = (self.day - timedelta(days=1)).isoformat()
        folder.mkdir(parents=True)
        _write(
            folder / "reps.csv",
            [
                {"rep_id": each, "name": each.title(), "hired_on": "2020-01-01", **more}
                for each, more in self.reps.items()
            ],
            ["rep_id", "name", "function", "hired_on", "notice_on", "left_on"],
        )
        _write(
            folder / "customers.csv",
            [
                {"customer_id": each, "name": each.title(), "owner_id": self.owners.get(each, "")}
                for each in self.revenue
            ],
        )
        _write(
            folder / "activities.csv",
            [
                {"customer_id": customer, "rep_id": rep, "happened_at": when, "kind": "visit"}
                for customer, rep in sorted(self.visits)
                if customer in self.revenue
            ],
        )
        _write(
            folder / "revenue.csv",
            [
                {"customer_id": each, "amount": amount, "booked_on": last}
                for each, amount in self.revenue.items()
            ],
        )
        return folder

    def with_revenue(self, **changes: float | None) -> "Firm":
        """The company with other amounts; None: the customer is gone."""
        amounts = {**self.revenue, **changes}
        return replace(
            self, revenue={each: money for each, money in amounts.items() if money is not None}
        )

    def with_rep(self, rep: str, **changes: str) -> "Firm":
        """The company with something else about a person."""
        return replace(self, reps={**self.reps, rep: {**self.reps.get(rep, {}), **changes}})

    def with_visits(self, *pairs: tuple[str, str]) -> "Firm":
        """The company with further people in touch."""
        return replace(self, visits=self.visits | set(pairs))

    def without_visits(self, *pairs: tuple[str, str]) -> "Firm":
        """The company without some."""
        return replace(self, visits=self.visits - set(pairs))


def _write(path: Path, rows: list[dict[str, object]], names: list[str] | None = None) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names or list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)


def assess(firm: Firm, work: Path, policy: Policy = PLAIN) -> Assessment:
    """The figures of a company on its day."""
    work.mkdir(parents=True)
    return assessed(
        firm.write(work / "files"), work, as_of=firm.day, import_day=date(2027, 1, 1), policy=policy
    )


def frozen(assessment: Assessment, **more: object) -> Snapshot:
    """What a review keeps of it."""
    plan = second_contact_plan(assessment, seed=0)
    return snapshot_of(assessment, plan, data_version="v", **more)
