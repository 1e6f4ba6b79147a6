import pandas as pd
import pytest

from pages.components.catalogue import speaking
from pages.components.ranks import ordinal, rank, ranks


@pytest.mark.parametrize(
    ("place", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (113, "113th"),
     (21, "21st"), (1_102, "1,102nd")],
)  # fmt: skip
def test_english_ordinals(place: int, words: str) -> None:
    with speaking("en"):
        assert ordinal(place) == words


def test_chinese_places() -> None:
    with speaking("zh"):
        assert ordinal(3) == "第3"
        assert rank(3, 9, 40) == "第 3–9 位，共 40"


def test_a_missing_rank_is_not_known_in_both_languages() -> None:
    for language, words in (("en", "not known"), ("zh", "未知")):
        with speaking(language):  # type: ignore[arg-type]
            assert rank(None, None, 40) == words
            assert ranks(pd.Series([pd.NA], dtype="Int64"), pd.Series([3]), 40).tolist() == [words]


def test_ranks_keep_the_rows_of_the_list() -> None:
    low = pd.Series([1, 2], index=[7, 3], dtype="Int64")
    with speaking("en"):
        found = ranks(low, low + 1200)
    assert found.to_dict() == {7: "1 to 1,201", 3: "2 to 1,202"}
