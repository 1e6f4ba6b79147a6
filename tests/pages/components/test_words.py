"""The words for codes: one term for each notion, in both languages."""

import pandas as pd
import pytest

from analytics.attrition.probability import BANDS as ATTRITION_BANDS
from analytics.attrition.probability import NOTICE
from analytics.messages import message
from analytics.policy import KIND_WEIGHTS
from analytics.relationships.strength import EVIDENCE_LEVELS
from data.schema import FUNCTIONS
from pages.components import words
from pages.components.catalogue import speaking
from pages.components.text import tm_text
from pages.components.words import NO_ESTIMATE


def test_every_code_has_its_word() -> None:
    assert set(words.EVIDENCE) == set(EVIDENCE_LEVELS)
    assert set(words.FUNCTIONS) == set(FUNCTIONS)
    assert set(words.BANDS) == {*ATTRITION_BANDS, NOTICE, NO_ESTIMATE}
    assert set(words.KINDS) == set(KIND_WEIGHTS)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "name in the file only"), ("zh", "仅登记负责人")]
)
def test_words_are_spoken_in_the_readers_language(language: str, word: str) -> None:
    with speaking("zh" if language == "zh" else "en"):
        assert words.evidence_word("ownership") == word


@pytest.mark.parametrize("code", [None, pd.NA, float("nan")])
def test_no_code_is_not_known(code: object) -> None:
    with speaking("en"):
        assert words.evidence_word(code) == "not known"


def test_a_code_without_word_is_shown_as_it_is() -> None:
    assert words.kind_word("fax") == "fax"
    assert words.function_word("sales") == "sales"
    assert words.band_word("high") == "higher than usual"


def test_who_has_no_name_is_named_by_the_id() -> None:
    frame = pd.DataFrame({"rep_id": ["a", "b", "c"], "name": ["Ann", None, ""]})
    assert words.names_of(frame, "rep_id") == {"a": "Ann", "b": "b", "c": "c"}


def test_remarks_are_listed_in_order() -> None:
    listed = words.listed([message("One"), message("Two"), message("Three")])
    assert listed is not None
    with speaking("en"):
        assert tm_text(listed) == "One. Two. Three"
    assert words.listed([]) is None
