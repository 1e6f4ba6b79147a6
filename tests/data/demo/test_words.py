"""Names are unique in both languages before they are ever combined."""

import pytest

from data.demo import words

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "name",
    [
        "BRANDS",
        "CITIES",
        "CONTACT_TITLES",
        "GIVEN_NAMES",
        "OVERSEAS_FAMILY_NAMES",
        "OVERSEAS_GIVEN_NAMES",
        "REGIONS",
        "SEGMENTS",
        "SURNAMES",
        "TEAMS",
        "TITLES",
    ],
)
def test_every_word_is_unique_in_each_language(name: str) -> None:
    english, chinese = zip(*getattr(words, name), strict=True)
    assert len(set(english)) == len(english)
    assert len(set(chinese)) == len(chinese)


def test_trades_are_unique_over_all_industries() -> None:
    trades = [trade for each in words.INDUSTRIES.values() for trade in each]
    for side in zip(*trades, strict=True):
        assert len(set(side)) == len(trades) == 40


def test_every_chinese_word_is_chinese_and_every_english_one_is_not() -> None:
    for english, chinese in words.BRANDS + words.SURNAMES + words.GIVEN_NAMES + words.TITLES:
        assert english.isascii()
        assert all("一" <= letter <= "鿿" for letter in chinese)
