"""Public data sets as companies, in the canonical form that reference.json describes."""

import csv
from datetime import date

import pytest

from tests.analytics.companies import Booking, Company, Customer, Rep
from tests.datasets import PUBLISHED

#: by_design of datasets/reference.json, computed there by other programs.
BY_DESIGN = {
    "northwind": {
        "revenue_12m": 856885.232,
        "exposure": 839205.582,
        "lapsed": 4,
        "core_customers": 32,
        "evidence": {"transactions": 88, "none": 3},
        "known_by": {1: 6, 2: 19, 3: 28, 4: 16, 5: 12, 6: 6, 8: 1},
        "hhi": 0.1279560829477146,
        "top3_share": 0.4790175255348549,
        "gini": 0.21951738949122448,
        "unassigned_revenue": 0.0,
        "single_threaded_customers": 6,
        "single_threaded_revenue_share": 0.012176426395600402,
        "single_threaded_proven_share": 0.012176426395600402,
        "bus_factor": 8,
    },
    "cn_superstore": {
        "revenue_12m": 5516183.687,
        "exposure": 5343642.864,
        "lapsed": 45,
        "core_customers": 290,
        "evidence": {"transactions": 702, "none": 88},
        "known_by": {1: 285, 2: 284, 3: 121, 4: 11, 5: 1},
        "hhi": 0.21266239761388842,
        "top3_share": 0.7217591806057637,
        "gini": 0.29478707147942945,
        "unassigned_revenue": 0.0,
        "single_threaded_customers": 285,
        "single_threaded_revenue_share": 0.2522920702808405,
        "single_threaded_proven_share": 0.2522920702808405,
        "bus_factor": 4,
    },
}


def read(path: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    file = PUBLISHED / path
    if not file.exists():
        pytest.skip(f"the public data sets are not here: no {file.name}")
    with file.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


def northwind() -> Company:
    """Revenue is one booking per order line, the order its revenue_id."""
    orders = {row["orderID"]: row for row in read("northwind/repaired/orders.csv")}
    bookings = [_line(orders[row["orderID"]], row) for row in read("northwind/order-details.csv")]
    return Company(
        customers=[Customer(r["customerID"]) for r in read("northwind/repaired/customers.csv")],
        reps=[Rep(r["employeeID"]) for r in read("northwind/employees.csv")],
        bookings=bookings,
        as_of=max(b.day for b in bookings),
    )


def _line(order: dict[str, str], row: dict[str, str]) -> Booking:
    amount = float(row["unitPrice"]) * int(row["quantity"]) * (1 - float(row["discount"]))
    day = date.fromisoformat(order["orderDate"][:10])
    return Booking(order["customerID"], day, amount, order["employeeID"], row["orderID"])


def cn_superstore() -> Company:
    """The rep of a booking is the manager of its region."""
    managers = {
        row["地区"]: row["地区经理"] for row in read("cn_superstore/销售人员_gbk.csv", "gb18030")
    }
    rows = read("cn_superstore/订单_gbk.csv", "gb18030")
    bookings = [
        Booking(
            row["客户 ID"],
            date.fromisoformat(row["订单日期"][:10]),
            float(row["销售额"]),
            managers[row["地区"]],
            row["订单 ID"],
        )
        for row in rows
    ]
    return Company(
        customers=[Customer(customer) for customer in sorted({b.customer_id for b in bookings})],
        reps=[Rep(name) for name in managers.values()],
        bookings=bookings,
        as_of=max(b.day for b in bookings),
    )


COMPANIES = {"northwind": northwind, "cn_superstore": cn_superstore}
