from datetime import date
from pathlib import Path

import pytest

from data.importing import SourceFile, check, inspect_files
from data.importing.understood import is_enough
from data.recognition.recognise import recognise
from pages.components.catalogue import Language
from pages.data.example import example_workbook


@pytest.mark.parametrize("language", ["en", "zh"])
def test_example_is_imported_as_it_is(language: Language, tmp_path: Path) -> None:
    files = [SourceFile("example.xlsx", example_workbook(language))]
    proposal = recognise(inspect_files(files, limits=None))
    assert (proposal.questions, proposal.missing) == ((), ())
    assert is_enough(proposal.mapping)
    report = check(
        files,
        tmp_path,
        timezone="UTC",
        import_day=date(2026, 7, 1),
        mapping=proposal.mapping,
        limits=None,
    )
    rows = {name: table.rows for name, table in report.tables.items()}
    assert rows == {"reps": 3, "customers": 6, "contacts": 6, "revenue": 36, "activities": 72}
    assert list(report.control["amount"]) == [1_575_000]
    assert report.keys["unmatched"].sum() == 0
