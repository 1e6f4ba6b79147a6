"""Chinook as canonical tables.

Employee → reps, Customer → customers with SupportRepId as owner, Invoice → revenue without a
rep: who sold is known through the owner alone, so evidence is never more than ownership.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.datasets import PUBLISHED, write_table

QUERIES = {
    "reps": """SELECT EmployeeId AS rep_id, FirstName || ' ' || LastName AS name,
        Title AS title, ReportsTo AS manager_id, substr(HireDate, 1, 10) AS hired_on
        FROM Employee ORDER BY EmployeeId""",
    "customers": """SELECT CustomerId AS customer_id, FirstName || ' ' || LastName AS name,
        Country AS region, SupportRepId AS owner_id FROM Customer ORDER BY CustomerId""",
    "revenue": """SELECT CustomerId AS customer_id, Total AS amount,
        substr(InvoiceDate, 1, 10) AS booked_on, InvoiceId AS revenue_id
        FROM Invoice ORDER BY InvoiceId""",
}


def canonical(folder: Path) -> Path:
    """Write the canonical CSV files into ``folder`` and return it."""
    file = PUBLISHED / "chinook" / "Chinook_Sqlite.sqlite"
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        for table, query in QUERIES.items():
            write_table(folder, table, (dict(row) for row in connection.execute(query)))
    return folder
