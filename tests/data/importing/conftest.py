"""A company of three reps and five customers, written as files in any form, and its import."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data.importing import ImportFaults, ImportReport, SourceFile, check

COMPANY = {
    "customers.csv": "customer_id,name\nC1,Acme\nC2,Bolt\nC3,云帆\nC4,Delta\nC5,Echo\n",
    "reps.csv": "rep_id,name\nR1,Ann\nR2,Bob\nR3,陈静\n",
    "assignments.csv": "customer_id,rep_id\nC1,R1\nC2,R1\nC3,R2\n",
}

Files = Callable[..., list[SourceFile]]
Import = Callable[..., ImportReport]


@pytest.fixture
def company() -> Files:
    """Files of the company, with others added or replaced: ``company({"deals.csv": text})``."""

    def files(changes: Mapping[str, str | bytes] | None = None) -> list[SourceFile]:
        contents = {**COMPANY, **(changes or {})}
        return [
            SourceFile(name, text.encode() if isinstance(text, str) else text)
            for name, text in contents.items()
        ]

    return files


@pytest.fixture
def bring_in(tmp_path: Path) -> Import:
    """Check files in a home of their own, in this very process."""

    def bring(files: list[SourceFile], **options: Any) -> ImportReport:
        options = {
            "timezone": "Asia/Shanghai",
            "import_day": date(2026, 7, 1),
            "limits": None,
            **options,
        }
        return check(files, tmp_path / "home", **options)

    return bring


@pytest.fixture
def refused(bring_in: Import) -> Callable[..., ImportFaults]:
    """The faults of files that cannot be brought in."""

    def refuse(files: list[SourceFile], **options: Any) -> ImportFaults:
        with pytest.raises(ImportFaults) as caught:
            bring_in(files, **options)
        return caught.value

    return refuse


@pytest.fixture
def stored() -> Callable[[ImportReport, str], pd.DataFrame]:
    """The rows of a table of the database that an import built."""

    def read(report: ImportReport, table: str) -> pd.DataFrame:
        engine = sa.create_engine(
            f"duckdb:///{report.path}", connect_args={"read_only": True}, poolclass=sa.NullPool
        )
        try:
            with engine.connect() as connection:
                result = connection.execute(sa.text(f'SELECT * FROM "{table}"'))
                return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))
        finally:
            engine.dispose()

    return read
