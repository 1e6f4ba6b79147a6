"""PDF: texts stay texts, fonts come along, and what no font has is refused."""

import json
import os
import re
import zlib

import pytest
import typst

from analytics.errors import InputError
from data.documents import pdf
from data.documents.fonts import families, fonts
from data.documents.model import as_data
from data.documents.pdf import check_pdf, pdf_bytes
from tests.data.documents.papers import HOSTILE, SHOWN, every_block

CHINESE = "离职交接：邓正宇"
#: In no font: from the area for private use.
NOWHERE = "\U000f1234"


def unpacked(file: bytes) -> bytes:
    """A PDF with its streams as they are read."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    opened = []
    for each in parts:
        try:
            opened.append(zlib.decompress(each))
        except zlib.error:
            opened.append(each)
    return file + b"\n".join(opened)


def headings(text: str) -> list[str]:
    """What the headings hold, as the setting program has read them."""
    told = {**as_data(every_block(text)), "fonts": families(fonts())}
    found = json.loads(
        typst.query(
            pdf._page(),
            "heading",
            field="body",
            font_paths=fonts(),
            sys_inputs={"document": json.dumps(told)},
        )
    )
    return [each.get("text", each) for each in found]


def test_no_text_is_read_as_markup() -> None:
    assert headings(HOSTILE) == [SHOWN] * 3


@pytest.mark.parametrize("letter", [False, True])
def test_every_block_is_written_with_its_fonts(letter: bool) -> None:
    file = unpacked(pdf_bytes(every_block("Handover " + "x" * 300, letter=letter)))
    assert file.startswith(b"%PDF-")
    assert b"/FontFile" in file
    assert b"pdfaid" in file


@pytest.mark.skipif(
    len(families(fonts())) == 1 and not os.environ.get("CI"), reason="no font with Chinese here"
)
def test_chinese_is_written_with_an_embedded_font() -> None:
    file = unpacked(pdf_bytes(every_block(CHINESE, "zh")))
    assert b"/FontFile" in file
    assert families(fonts())[0].replace(" ", "").lower().encode() in file.lower()


def test_without_chinese_fonts_chinese_is_refused_and_english_written() -> None:
    with pytest.raises(InputError, match="no font with Chinese characters"):
        pdf_bytes(every_block(CHINESE, "zh"), of_system=False)
    assert pdf_bytes(every_block("Handover"), of_system=False).startswith(b"%PDF-")


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(InputError, match="no font of this computer has the character") as refused:
        check_pdf(every_block(f"Acme {NOWHERE} Ltd"))
    assert refused.value.message.values["letter"] == NOWHERE
