"""A company small enough to count by hand, as a folder of canonical CSV files.

Three salespeople, five customers, €1,000,000 of bookings in the twelve months to 30 June 2025.
Ada Lovell alone is in touch with Borealis (€600,000) and Cassia (€60,000).
"""

import csv
from pathlib import Path

__all__ = ["HOSTILE_NAMES", "REVENUE", "write_company"]

#: Names that would fetch, run or compute something wherever they were taken for more than text.
HOSTILE_NAMES = (
    "![pixel](https://tracker.example/pixel.png)",
    "<img src=https://tracker.example/x.png onerror=fetch('https://tracker.example/js')>",
    "[click](https://tracker.example/) :material/home: $x^2$ **bold** # title",
    '=HYPERLINK("https://tracker.example/","open")',
    "<script>document.title='owned'</script><h1>second title</h1>",
)

#: Bookings of the twelve months by customer, EUR.
REVENUE = {"C1": 600_000, "C2": 300_000, "C3": 60_000, "C4": 30_000, "C5": 10_000}

_NAMES = ("Borealis", "Dunhill Works", "Cassia", "Elm & Sons", "Farrow")
_REPS = {"R1": "Ada Lovell", "R2": "Ben Ohm", "R3": "Cleo Park"}
_IN_TOUCH = {"C1": "R1", "C2": "R1 R2", "C3": "R1", "C4": "R2 R3", "C5": "R3"}


def write_company(folder: Path, *, names: tuple[str, ...] = _NAMES) -> list[Path]:
    """Write the tables into ``folder`` and return their files; ``names`` are the customers'."""
    folder.mkdir(parents=True, exist_ok=True)
    customers = [
        {"customer_id": customer, "name": name, "owner_id": _IN_TOUCH[customer].split()[0]}
        for customer, name in zip(REVENUE, names, strict=True)
    ]
    reps = [{"rep_id": rep, "name": name, "team": "North"} for rep, name in _REPS.items()]
    return [
        _write(folder / "customers.csv", customers),
        _write(folder / "reps.csv", reps),
        _write(folder / "activities.csv", _activities()),
        _write(folder / "revenue.csv", _bookings()),
    ]


def _activities() -> list[dict[str, str]]:
    days = [f"2025-{month:02}-{day:02}" for month in (4, 5, 6) for day in (3, 17, 30)]
    return [
        {"customer_id": customer, "rep_id": rep, "happened_at": day, "kind": "meeting"}
        for customer, in_touch in _IN_TOUCH.items()
        for rep in in_touch.split()
        for day in days
    ]


def _bookings() -> list[dict[str, str]]:
    return [
        {
            "customer_id": customer,
            "rep_id": _IN_TOUCH[customer].split()[0],
            "amount": str(amount // 2),
            "booked_on": day,
            "currency": "EUR",
        }
        for customer, amount in REVENUE.items()
        for day in ("2024-11-15", "2025-05-15")
    ]


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
