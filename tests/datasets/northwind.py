"""Northwind as canonical tables.

employees → reps, customers (the repaired copy) → customers and contacts, orders (repaired) ×
order-details → revenue: one row a line at unitPrice · quantity · (1 − discount), with the order
as revenue_id and its employee as rep. Freight is not included.
"""

from decimal import Decimal
from pathlib import Path

from tests.datasets import PUBLISHED, read_rows, write_table


def canonical(folder: Path) -> Path:
    """Write the canonical CSV files into ``folder`` and return it."""
    files = PUBLISHED / "northwind"
    customers = read_rows(files / "repaired" / "customers.csv")
    orders = {row["orderID"]: row for row in read_rows(files / "repaired" / "orders.csv")}
    write_table(
        folder,
        "reps",
        (
            {
                "rep_id": row["employeeID"],
                "name": f"{row['firstName']} {row['lastName']}",
                "title": row["title"],
                "manager_id": row["reportsTo"],
                "hired_on": row["hireDate"][:10],
            }
            for row in read_rows(files / "employees.csv")
        ),
    )
    write_table(
        folder,
        "customers",
        (
            {
                "customer_id": row["customerID"],
                "name": row["companyName"],
                "region": row["country"],
            }
            for row in customers
        ),
    )
    write_table(
        folder,
        "contacts",
        (
            {
                "contact_id": row["customerID"],
                "customer_id": row["customerID"],
                "name": row["contactName"],
                "title": row["contactTitle"],
                "phone": row["phone"],
            }
            for row in customers
        ),
    )
    write_table(
        folder,
        "revenue",
        (
            {
                "customer_id": orders[line["orderID"]]["customerID"],
                "rep_id": orders[line["orderID"]]["employeeID"],
                "booked_on": orders[line["orderID"]]["orderDate"][:10],
                "revenue_id": line["orderID"],
                "amount": _amount(line),
            }
            for line in read_rows(files / "order-details.csv")
        ),
    )
    return folder


def _amount(line: dict[str, str]) -> Decimal:
    full = Decimal(line["unitPrice"]) * Decimal(line["quantity"])
    return full * (1 - Decimal(line["discount"]))
