"""Companies checked as the product does it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.policy import read_policy
from analytics.safeguards.checking import Safeguards
from data.assessments import assess_with_quality
from data.sources import open_source
from tests import planted
from tests.data.writing import write
from tests.planted import Tables

Checks = Callable[..., Safeguards]


@pytest.fixture
def checked(tmp_path: Path) -> Checks:
    """Check tables as of a day under the policy of ``planted`` and ``more``."""

    def check(
        tables: Tables,
        more: str = "",
        *,
        as_of: date | None = None,
        policy: str = planted.POLICY,
    ) -> Safeguards:
        database = tmp_path / "company.duckdb"
        database.unlink(missing_ok=True)
        engine = sa.create_engine(f"duckdb:///{database}")
        write(engine, planted.as_text(tables))
        engine.dispose()
        rules = read_policy(policy + more)
        source = open_source(f"duckdb:///{database}", import_day=planted.IMPORT_DAY)
        try:
            return assess_with_quality(source, rules, as_of=as_of).safeguards
        finally:
            source.engine.dispose()

    return check
