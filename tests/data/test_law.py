"""The law as data: every rule has an article, a source and a day, and says it in both languages."""

import re
from datetime import date

import pytest

from analytics.safeguards.law import Jurisdiction, compensation_share
from data.law import law

LAW = law()


@pytest.mark.parametrize("place", LAW.values(), ids=list(LAW))
def test_every_rule_names_article_source_and_day(place: Jurisdiction) -> None:
    assert place.rules
    for rule in place.rules:
        for said in (rule.article, rule.source):
            assert said.en
            assert re.search(r"[\u4e00-\u9fff]", said.zh)
            assert not re.search(r"\b(?:art|the|of)\b", said.zh)
        assert rule.url.startswith(("https://", "http://"))
        assert date(2026, 1, 1) <= rule.checked_on <= date(2026, 11, 30)
        assert rule.says.en.endswith(".")
        assert rule.says.zh.endswith("。")


def test_terms_and_compensation_are_those_of_the_articles() -> None:
    china, germany, california = LAW["CN"], LAW["DE"], LAW["US-CA"]
    assert (china.longest_months, germany.longest_months) == (24, 24)
    assert california.void
    assert california.longest_months is None
    assert not china.void
    assert not germany.void
    assert [compensation_share(china, months) for months in (6, 12, 13, 24)] == [0.3, 0.3, 0.5, 0.5]
    assert compensation_share(germany, 24) == 0.5
    assert compensation_share(california, 12) is None
    assert (china.owed, germany.owed) == ("unless_agreed", "law")
