import ast
import io
import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract as babel_extract
from babel.messages.pofile import read_po

from pages.components import catalogue
from pages.components.catalogue import extract, language, speaking, translate
from tests.serving import ROOT

PACKAGES = ("analytics", "data", "pages")

#: What these say is printed by a command, and never by a page.
ONLY_IN_A_TERMINAL = {"data/home/backup.py", "data/report/packed.py", "data/report/place.py"}

SOURCE = b"""
t("one {name}", name=x)
message("{count} rep", "{count} reps", count=n)
st.t_text("plain")
other("not mine")
t(variable)
numbers.translate("point", "points", 2)
"""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def templates_of(package: str) -> set[str]:
    """The English templates of all sentences in a package."""
    calls = (
        call
        for path in sorted((ROOT / package).rglob("*.py"))
        for call in extract(io.BytesIO(path.read_bytes()), None, None, None)
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _ in calls}


def test_extraction_finds_marked_sentences_and_their_plurals() -> None:
    found = [messages for _, _, messages, _ in extract(io.BytesIO(SOURCE), None, None, None)]
    assert sorted(map(str, found)) == sorted(
        map(str, ["one {name}", ("{count} rep", "{count} reps"), "plain", ("point", "points")])
    )


def test_babel_reads_the_extraction() -> None:
    found = list(babel_extract(extract, io.BytesIO(SOURCE)))
    assert ("{count} rep", "{count} reps") in [message for _, message, _, _ in found]
    assert "plain" in [message for _, message, _, _ in found]


@pytest.mark.parametrize("package", ["pages", "analytics", "data"])
def test_every_sentence_is_translated(package: str) -> None:
    assert sorted(templates_of(package) - catalogue.templates("zh").keys()) == []


def test_every_sentence_is_translated_once() -> None:
    lines = catalogue.PO_FILE.read_text(encoding="utf-8").splitlines()
    entries = sum(line.startswith("msgid ") for line in lines)
    assert entries == 1 + len(catalogue.templates("zh"))


def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    said = set().union(*(templates_of(package) for package in PACKAGES))
    assert sorted(catalogue.templates("zh").keys() - said) == []


def test_translations_use_the_placeholders_of_their_template() -> None:
    with catalogue.PO_FILE.open("rb") as file:
        entries = list(read_po(file, locale="zh_Hans"))
    for entry in entries[1:]:
        keys = (entry.id,) if isinstance(entry.id, str) else entry.id
        texts = (entry.string,) if isinstance(entry.string, str) else entry.string
        wanted = set.union(*(fields(key) for key in keys))
        assert all(
            fields(text) <= wanted and fields(text) >= fields(keys[0]) - {"count"}
            for text in texts
            if text
        ), entry.id


#: Words that accuse people, read as translated, or were replaced by the terms of today.
AVOIDED = (
    "flight risk, disloyal, 叛逃, 高危员工, 巴士系数, 证据, 红线, 风险敞口, 系于, 较差年份, "
    "个客户, 通过谁, at stake, known by one person only, 依据什么, 优先覆盖, times the odds"
).split(", ")


@pytest.mark.parametrize("word", AVOIDED)
def test_avoided_words_are_nowhere_on_screen(word: str) -> None:
    texts = catalogue.templates("zh")
    assert [each for each in (*texts, *texts.values()) if word in each.lower()] == []


def test_chinese_counts_in_ten_thousands_without_a_sign_and_without_parting_the_unit() -> None:
    texts = catalogue.templates("zh").values()
    assert not any(sign in each for each in texts for sign in ("¥", "万 元"))


def test_unknown_sentence_stays_english() -> None:
    with speaking("zh"):
        assert translate("no such sentence") == "no such sentence"


def test_chinese_has_one_form_for_every_count() -> None:
    with speaking("zh"):
        assert translate("{points} point", "{points} points", 1) == "{points} 个百分点"
        assert translate("{points} point", "{points} points", 2) == "{points} 个百分点"


def test_speaking_ends_with_its_block() -> None:
    with speaking("zh"):
        assert language() == "zh"
        with speaking("en"):
            assert language() == "en"
        assert language() == "zh"
    assert language() == "en"


@pytest.mark.parametrize("text", list(catalogue.templates("zh").values()))
def test_chinese_punctuation_is_full_width_beside_chinese_characters(text: str) -> None:
    beside = [
        text[place - 1 : place + 2]
        for place, character in enumerate(text)
        if character in ",;:!?" and place and "\u4e00" <= text[place - 1] <= "\u9fff"
    ]
    assert beside == []


def _terminal_only(tree: ast.AST) -> set[int]:
    """The nodes below ``terminal=``: what pages never show."""
    told = (
        each.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for each in call.keywords
        if each.arg == "terminal"
    )
    return {id(node) for value in told for node in ast.walk(value)}


def _texts_for_pages(path: Path) -> list[str]:
    tree = ast.parse(path.read_bytes())
    hidden = _terminal_only(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden
    ]


def test_no_page_speaks_of_an_option_of_the_command_line() -> None:
    marked = {text for package in PACKAGES for text in templates_of(package)}
    spoken = {
        f"{path.relative_to(ROOT)}: {text}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in ONLY_IN_A_TERMINAL
        for text in _texts_for_pages(path)
        if text in marked and re.search(r"(^|\W)--[a-z]", text)
    }
    assert spoken == set()
