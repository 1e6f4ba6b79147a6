"""DOCX: texts stay texts, and a Word of any language finds its fonts."""

import io
import zipfile

import docx
import pytest

from data.documents.word import docx_bytes
from tests.data.documents.papers import HOSTILE, SHOWN, every_block


def texts(file: bytes) -> list[str]:
    pages = docx.Document(io.BytesIO(file))
    cells = [cell.text for table in pages.tables for row in table.rows for cell in row.cells]
    return [text for text in (*(each.text for each in pages.paragraphs), *cells) if text.strip()]


@pytest.mark.parametrize("letter", [False, True])
def test_no_text_is_read_as_markup(letter: bool) -> None:
    found = texts(docx_bytes(every_block(HOSTILE, letter=letter)))
    assert len(found) > 20
    assert all(SHOWN in each for each in found)


def test_only_what_is_done_is_ticked() -> None:
    found = texts(docx_bytes(every_block("交接", "zh")))
    assert [each[0] for each in found if each[0] in "☐☑"] == ["☐", "☑"]


def test_fonts_and_numbers_of_pages_are_named() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(every_block("交接", "zh")))) as parts:
        styles = parts.read("word/styles.xml").decode()
        footers = [name for name in parts.namelist() if "footer" in name]
        assert 'w:eastAsia="Microsoft YaHei"' in styles
        assert any("PAGE" in parts.read(name).decode() for name in footers)
    with zipfile.ZipFile(io.BytesIO(docx_bytes(every_block("交接", "zh", letter=True)))) as parts:
        assert not any("footer" in name for name in parts.namelist())
