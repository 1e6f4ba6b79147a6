"""Presets of Chinese systems rest on verified names, are recognised as themselves, and say what
they cannot."""

import re

import pytest

from data.mapping.names import column_key
from data.mapping.presets import preset, preset_names, recognised_presets
from data.schema import RELATION_TABLES, REQUIRED_TABLES
from tests.data.presets.test_presets import columns_of_parts, columns_of_tables, known_columns
from tests.data.presets.verified_chinese import LISTS, verified_chinese

EVERY = pytest.mark.parametrize("name", sorted(LISTS))

#: Secrets, and facts about people that are never used.
_NEVER = re.compile(
    r"passw|salt|secret|token|authkey|sex|gender|birth|^age$|nation|political|idnum|avatar"
    r"|性别|生日|身份证",
    re.I,
)


@EVERY
def test_every_name_is_verified(name: str) -> None:
    mapping, lists = preset(name), verified_chinese(name)
    made = {
        alias: {t.unpivot.name, t.unpivot.value} for alias, t in mapping.tables.items() if t.unpivot
    }
    logged = {alias for alias, table in mapping.tables.items() if table.log is not None}
    parts = ((a, c) for a, c in columns_of_parts(mapping) if a not in logged)
    asked = [
        pair
        for pair in (*columns_of_tables(mapping), *parts)
        if pair[1] not in made.get(pair[0], ())
    ]
    unknown = {
        f"{alias}.{column}"
        for alias, column in asked
        if column_key(column) not in known_columns(mapping.tables[alias], lists)
    }
    assert unknown == set()


@EVERY
def test_no_secret_and_no_private_fact_is_read(name: str) -> None:
    mapping = preset(name)
    read = {column for _, column in (*columns_of_parts(mapping), *columns_of_tables(mapping))}
    assert {column for column in read if _NEVER.search(column)} == set()


@EVERY
def test_it_delivers_customers_people_and_facts(name: str) -> None:
    parts = preset(name).parts
    assert set(REQUIRED_TABLES) <= set(parts)
    assert set(RELATION_TABLES) & set(parts)


@EVERY
def test_a_forecast_is_no_day_on_which_something_happened(name: str) -> None:
    read = {column for _, column in columns_of_parts(preset(name))}
    planned = {"deal_date", "closeDate", "expected_end_time", "expected_deal_closed_date"}
    planned |= {"next_time", "contact_next_time", "预计成交日期", "下次联系时间"}
    assert read & planned == set()


@EVERY
def test_it_is_recognised_by_its_own_tables_alone(name: str) -> None:
    recognised = recognised_presets(verified_chinese(name))
    assert recognised == [name]
    own = {alias: list(columns) for alias, columns in preset(name).about.recognise.items()}
    assert recognised_presets(own)[0] == name


@EVERY
def test_it_says_in_both_languages_what_it_cannot(name: str) -> None:
    about = preset(name).about
    assert name in preset_names()
    assert about.version
    assert about.sources
    assert set(about.title) == {"en", "zh"}
    assert about.cannot
    for text in about.cannot:
        assert set(text) == {"en", "zh"}
        assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"预计成交日期|专管业务员", "", text["en"]))
