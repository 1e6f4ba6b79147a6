import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data.importing import SourceFile, check
from data.schema import TABLES
from pages.components.catalogue import Language
from pages.data.templates import template_workbook
from tests.pages.homes import IMPORT_DAY


@pytest.fixture(scope="module")
def workbook() -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(template_workbook("en")))


def test_workbook_has_a_sheet_per_table_in_documented_order(workbook: CalamineWorkbook) -> None:
    assert workbook.sheet_names == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_sheet_is_empty_under_the_columns_of_its_table(
    workbook: CalamineWorkbook, name: str
) -> None:
    assert workbook.get_sheet_by_name(name).to_python() == [list(TABLES[name].columns)]


@pytest.mark.parametrize(("language", "words"), [("en", "identifier, once only"), ("zh", "编号")])
def test_headings_explain_themselves_in_the_readers_language(
    language: Language, words: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(template_workbook(language))) as archive:
        notes = archive.read("xl/comments1.xml").decode()
    assert words in notes


@pytest.mark.slow
def test_untouched_template_is_read_as_tables_without_rows(tmp_path: Path) -> None:
    file = SourceFile("linchpin-templates.xlsx", template_workbook("zh"))
    report = check([file], tmp_path, timezone="UTC", import_day=IMPORT_DAY, limits=None)
    assert set(report.tables) == set(TABLES)
    assert {table.rows for table in report.tables.values()} == {0}
    assert report.ignored == ()
