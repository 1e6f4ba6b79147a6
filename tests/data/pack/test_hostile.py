"""Names in a pack are data: long, odd or meant to do harm, they are shown as they are."""

import io
import os
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from analytics.errors import InputError
from analytics.pack.sources import PackSources
from data.documents.fonts import families, fonts
from data.pack.writing import FORMS, pack_bytes
from tests.data.pack.reading import parts_of, text_of
from tests.packs import company_sources, made_pack, say_in

HOSTILE = (
    '=HYPERLINK("http://evil.example")<script>&#x0;</script>]]>#panic("x")$x^2$\x1b[31m\u202eabc'
)
LONG = "Überlandwerke " + "x" * 190
CHINESE = "翊臻冷链有限公司"
no_chinese = pytest.mark.skipif(
    len(families(fonts())) == 1 and not os.environ.get("CI"), reason="no font with Chinese here"
)


def named(name: str) -> dict[str, Any]:
    """Everything of the company called so."""
    held: PackSources = company_sources()
    company = held.assessment
    renamed = replace(
        company,
        customers=company.customers.assign(name=name),
        reps=company.reps.assign(name=name),
    )
    return {"assessment": renamed, "company": name}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [HOSTILE, LONG, pytest.param(CHINESE, marks=no_chinese), ""])
def test_any_name_is_written(form: str, name: str) -> None:
    assert pack_bytes(made_pack("en", sources=named(name)), form, say_in("en"))


def test_page_one_is_one_page_whatever_the_names() -> None:
    file = pack_bytes(made_pack("en", sources=named(LONG)), "pdf", say_in("en"))
    pages = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(file)).pages]
    assert "overdue action" in pages[0]
    assert "Decide what becomes" not in "".join(pages[1:])


def test_no_text_of_a_workbook_is_a_formula() -> None:
    file = pack_bytes(made_pack("en", sources=named(HOSTILE)), "xlsx", say_in("en"))
    sheets = [part for name, part in parts_of(file).items() if "worksheets/sheet" in name]
    assert not any(b"<f>" in each or b"<hyperlink" in each for each in sheets)
    assert "=HYPERLINK" in text_of("xlsx", file)


@pytest.mark.parametrize("form", ["pptx", "docx"])
def test_office_files_hold_no_link_to_anywhere(form: str) -> None:
    file = pack_bytes(made_pack("en", sources=named(HOSTILE)), form, say_in("en"))
    links = [part for name, part in parts_of(file).items() if name.endswith(".rels")]
    assert not any(b'TargetMode="External"' in each for each in links)
    assert "<script>" in text_of(form, file)


@no_chinese
def test_chinese_names_stand_in_an_english_pdf() -> None:
    file = pack_bytes(made_pack("en", sources=named(CHINESE)), "pdf", say_in("en"))
    assert CHINESE in text_of("pdf", file)


@pytest.mark.parametrize("form", ["pdf", "png"])
def test_a_character_that_no_font_has_is_refused_in_words(form: str) -> None:
    with pytest.raises(InputError, match="no font of this computer has the character"):
        pack_bytes(made_pack("en", sources=named("Acme \U000f1234")), form, say_in("en"))
