"""From a folder of canonical files to an assessment, as the product does it."""

from datetime import date
from pathlib import Path

from analytics.assessment import Assessment
from analytics.policy import Company, Policy
from data.assessments import assess_source
from data.importing import import_files
from data.opening import database_source

IMPORT_DAY = date(2026, 4, 2)


def assessed(
    folder: Path,
    work: Path,
    *,
    currency: str = "CNY",
    as_of: date | None = None,
    import_day: date = IMPORT_DAY,
    policy: Policy | None = None,
) -> Assessment:
    """Import ``folder`` into a database in ``work`` and assess it."""
    rules = policy or Policy(company=Company(currency=currency))
    database = work / "company.duckdb"
    import_files(folder, database, timezone="UTC", import_day=import_day, limits=None)
    source = database_source(f"duckdb:///{database}", rules)
    try:
        return assess_source(source, rules, as_of=as_of)
    finally:
        source.engine.dispose()
