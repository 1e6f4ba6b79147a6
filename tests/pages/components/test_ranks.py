import pandas as pd

from pages.components.catalogue import speaking
from pages.components.ranks import rank, ranks


def test_chinese_places() -> None:
    with speaking("zh"):
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
