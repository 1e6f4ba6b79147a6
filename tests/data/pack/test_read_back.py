"""The figures of a pack, read back from each file, are those of the assessment."""

import io
import os
import re
from dataclasses import replace
from functools import cache

import pptx
import pypdf
import pytest

from analytics.messages import Money
from analytics.pack.model import Pack
from data.documents.fonts import families, fonts
from data.pack.writing import FORMS, pack_bytes
from pages.components.catalogue import Language
from tests.data.pack.reading import cells_of_xlsx, parts_of, text_of
from tests.packs import made_pack, say_in
from tests.pages import cast

TEXTS = ("pdf", "pptx", "docx", "xlsx")
no_chinese = pytest.mark.skipif(
    len(families(fonts())) == 1 and not os.environ.get("CI"), reason="no font with Chinese here"
)


@cache
def written(form: str, language: Language = "en", demo: bool = False) -> bytes:
    made = made_pack(language, sources={"demo": demo})
    return pack_bytes(made, form, say_in(language))


@pytest.mark.parametrize("form", ["pdf", "pptx", "docx"])
def test_figures_on_paper_are_those_of_the_assessment(form: str) -> None:
    said = text_of(form, written(form)).replace("\u00a0", " ")
    # By hand: 75 % of 1,200 k proven alone; 120.5 k expected, 60 to 200 k; 2 departures.
    for figure in ("75 %", "¥120 k", "¥60.0 k", "¥200 k", "¥900 k"):
        assert figure in said, figure
    # Of earlier quarters, which slides hold as the numbers of their charts.
    for figure in ("70 %", "¥130 k", "65 %") if form != "pptx" else ():
        assert figure in said, figure
    assert "4 of 5 cases" in said


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=no_chinese)])
def test_every_file_names_day_policy_currency_and_the_demo(form: str, language: Language) -> None:
    said = text_of(form, written(form, language, demo=True)).replace("\u00a0", " ")
    day = {"en": "data as of 30 June 2026", "zh": "数据截止 2026年6月30日"}[language]
    mark = {"en": "Demo company: invented data", "zh": "演示公司：数据为虚构"}[language]
    currency = {"en": "amounts in CNY", "zh": "金额单位：人民币"}[language]
    packed = re.sub(r"\s", "", said)
    for wanted in (day, mark, currency, cast.assessment().policy.fingerprint):
        assert re.sub(r"\s", "", wanted) in packed
    real = re.sub(r"\s", "", text_of(form, written(form, language)))
    assert re.sub(r"\s", "", mark) not in real


@no_chinese
def test_every_page_of_a_pdf_has_its_foot_and_page_one_is_one_page() -> None:
    pages = pypdf.PdfReader(io.BytesIO(written("pdf", "en", demo=True))).pages
    texts = [re.sub(r"\s+", " ", each.extract_text()) for each in pages]
    for place, text in enumerate(texts, start=1):
        assert "Demo company: invented data" in text
        assert f"{place} / {len(texts)}" in text
    assert "What the board is asked to decide or to accept" in texts[0]
    assert "Decide what becomes of 1 overdue action" in texts[0]
    assert not any("board is asked" in each for each in texts[1:])


def test_a_pdf_carries_its_fonts_and_is_for_archives_and_screen_readers() -> None:
    reader = pypdf.PdfReader(io.BytesIO(written("pdf")))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].keys())
    assert "/MarkInfo" in reader.trailer["/Root"]  # type: ignore[operator]
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]


def test_slides_name_their_fonts_and_hold_native_charts_and_tables() -> None:
    shown = pptx.Presentation(io.BytesIO(written("pptx")))
    charts = [s.chart for slide in shown.slides for s in slide.shapes if s.has_chart]
    past = list(charts[1].plots[0].series[0].values)
    # Expected loss at the quarters' ends, the two oldest not comparable.
    assert past == [None, None, 125_000.0, 130_000.0, 120_500.0]
    assert sum(s.has_table for slide in shown.slides for s in slide.shapes) >= 5
    assert all(slide.shapes.title.text_frame.text for slide in shown.slides)
    assert not any(slide.has_notes_slide for slide in shown.slides)
    slides = [part for name, part in parts_of(written("pptx")).items() if "slides/slide" in name]
    assert all(b'<a:ea typeface="Microsoft YaHei"' in each for each in slides if b"<a:t>" in each)


def test_a_workbook_holds_numbers_as_numbers_and_charts_of_its_own() -> None:
    sheets = cells_of_xlsx(written("xlsx"))
    first = sheets["Page one"]
    (alone,) = [row for row in first if row[0] == "Revenue that one person alone knows"]
    assert alone[1:10] == [0.75, "", "", 0.4, "", 0.6, 0.65, 0.7, 0.75]
    (expected,) = [row for row in first if row[0] == "Expected loss, 12 months"]
    assert expected[1:4] == [120_500.0, 60_000.0, 200_000.0]
    people = {row[0]: row[1:4] for row in sheets["People"]}
    assert people["Ann"] == [560_000.0, 460_000.0, 2.0]
    parts = parts_of(written("xlsx"))
    assert sum(name.startswith("xl/charts/chart") for name in parts) == 6
    assert sum(b'state="frozen"' in part for name, part in parts.items() if "sheets/" in name) >= 5


def test_the_customers_of_the_workbook_are_those_of_the_assessment() -> None:
    customers = cast.assessment().customers
    alone = customers[customers["single_threaded"].fillna(False)]
    rows = cells_of_xlsx(written("xlsx"))["Customers"]
    amounts = [row[1] for row in rows if isinstance(row[1], float)]
    assert sum(amounts) == pytest.approx(alone["exposure"].sum())
    assert len(amounts) == len(alone)


@no_chinese
def test_the_picture_for_a_phone_is_1080_pixels_wide() -> None:
    file = written("png")
    assert file.startswith(b"\x89PNG")
    width, height = (int.from_bytes(file[place : place + 4], "big") for place in (16, 20))
    assert width == 1080
    assert height > width


@pytest.mark.parametrize("form", FORMS)
def test_the_same_pack_is_the_same_file(form: str) -> None:
    assert pack_bytes(made_pack(), form, say_in("en")) == written(form)


def test_a_pack_without_anything_is_written() -> None:
    nothing = made_pack(
        sources={"assessment": cast.nothing(), "actions": (), "quarters": (), "demo": True}
    )
    for form in FORMS:
        assert pack_bytes(nothing, form, say_in("en"))


def test_amounts_on_paper_and_in_the_workbook_are_one() -> None:
    pack: Pack = made_pack()
    (people,) = [each for each in pack.sections if each.code == "people"]
    assert people.table is not None
    paper = text_of("pptx", written("pptx"))
    for row in people.table.rows:
        assert isinstance(row[1], Money)
        assert say_in("en")(row[1]).replace("\u00a0", " ") in paper


def test_a_list_that_is_too_long_says_how_much_of_it_there_is() -> None:
    made = made_pack()
    (part,) = [each for each in made.sections if each.code == "customers"]
    assert part.table is not None
    cut = replace(part, table=replace(part.table, most=2, whole=70_000))
    pack = replace(made, sections=(cut,))
    on_slides = text_of("pptx", pack_bytes(pack, "pptx", say_in("en")))
    assert "The first 2 of 70,000; a workbook holds the first 5." in on_slides
    in_workbook = text_of("xlsx", pack_bytes(pack, "xlsx", say_in("en")))
    assert "The first 5 of 70,000." in in_workbook
