"""Small messy companies drawn from a seed, as folders of canonical CSV files.

They hold what real exports hold: leavers, newcomers, people under notice, robots, unknown ids,
credit notes, two currencies, overlapping assignments, silent customers, future rows.
"""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

AS_OF = date(2026, 3, 31)
Rows = list[dict[str, Any]]


def invent(folder: Path, seed: int, *, without: tuple[str, ...] = ()) -> Path:
    """Write one company into ``folder``; ``without`` names tables to leave out."""
    random = np.random.default_rng(seed)
    tables = {"reps": _reps(random), "customers": _customers(random)}
    tables |= {
        "assignments": _assignments(random),
        "revenue": _revenue(random),
        "deals": _deals(random),
        "activities": _activities(random),
        "exchange_rates": [
            {"currency": "USD", "valid_on": day, "rate": rate}
            for day, rate in (("2024-01-01", 7.1), ("2025-07-01", 7.3), ("2026-01-01", 6.9))
        ],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if name not in without:
            _write(folder / f"{name}.csv", rows)
    return folder


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _day(random: np.random.Generator, first: int = -900, last: int = 5) -> date:
    return AS_OF + timedelta(days=int(random.integers(first, last)))


def _reps(random: np.random.Generator) -> Rows:
    functions = ["", "sales", "sales", "", "sales", "service", "technical", "owner", "system", ""]
    rows: Rows = [
        {
            "rep_id": f"r{number}",
            "name": f"Rep {number}",
            "function": function,
            "hired_on": _day(random, -2000, -600) if random.random() < 0.7 else "",
            "notice_on": "",
            "left_on": "",
        }
        for number, function in enumerate(functions)
    ]
    rows[1]["left_on"] = AS_OF - timedelta(days=40)
    rows[2]["left_on"] = AS_OF - timedelta(days=500)
    rows[3]["notice_on"] = AS_OF - timedelta(days=10)
    rows[3]["left_on"] = AS_OF + timedelta(days=20)
    rows[4]["hired_on"] = AS_OF + timedelta(days=15)
    return rows


def _rep(random: np.random.Generator, *, empty: float = 0.0) -> str:
    if random.random() < empty:
        return ""
    return "ghost" if random.random() < 0.02 else f"r{random.integers(10)}"


def _customer(random: np.random.Generator) -> str:
    return "nobody" if random.random() < 0.02 else f"c{random.integers(24):02}"


def _customers(random: np.random.Generator) -> Rows:
    return [
        {
            "customer_id": f"c{number:02}",
            "name": f"Customer {number}",
            "owner_id": _rep(random, empty=0.4),
        }
        for number in range(24)
    ]


def _assignments(random: np.random.Generator) -> Rows:
    rows: Rows = []
    for _ in range(25):
        start = _day(random)
        rows.append(
            {
                "customer_id": _customer(random),
                "rep_id": _rep(random),
                "role": str(random.choice(["", "owner", "second", "support"])),
                "start_on": start if random.random() < 0.8 else "",
                "end_on": start + timedelta(days=int(random.integers(0, 900)))
                if random.random() < 0.5
                else "",
            }
        )
    return rows


def _revenue(random: np.random.Generator) -> Rows:
    busy = random.permutation(24)[:17]
    return [
        {
            "customer_id": "nobody" if random.random() < 0.02 else f"c{random.choice(busy):02}",
            "amount": round(float(random.normal(900, 700)), 2),
            "booked_on": _day(random),
            "rep_id": _rep(random, empty=0.5),
            "currency": str(random.choice(["", "CNY", "USD", "EUR"], p=[0.3, 0.5, 0.17, 0.03])),
            "revenue_id": f"o{random.integers(60)}" if random.random() < 0.7 else "",
        }
        for _ in range(160)
    ]


def _deals(random: np.random.Generator) -> Rows:
    return [
        {
            "deal_id": f"d{number}",
            "customer_id": _customer(random),
            "rep_id": _rep(random, empty=0.3),
            "amount": round(float(random.gamma(2, 500)), 2) if random.random() < 0.9 else "",
            "currency": "CNY",
            "stage": str(random.choice(["open", "won", "won", "lost"])),
            "closed_on": _day(random) if random.random() < 0.9 else "",
        }
        for number in range(60)
    ]


def _activities(random: np.random.Generator) -> Rows:
    touched = random.permutation(24)[:14]
    kinds = ["visit", "meeting", "call", "service", "message", "email", "other", "", "fax"]
    return [
        {
            "customer_id": "nobody" if random.random() < 0.02 else f"c{random.choice(touched):02}",
            "rep_id": _rep(random),
            "happened_at": f"{_day(random)}T{random.integers(24):02}:15:00",
            "kind": str(random.choice(kinds)),
            "contact_id": f"k{random.integers(9)}" if random.random() < 0.6 else "",
        }
        for _ in range(130)
    ]
