"""Every preset rests on verified names, is recognised as itself, and says what it cannot."""

import re
from collections.abc import Iterator

import pytest

from data.mapping import walking
from data.mapping.model import Mapping, Part, SourceTable
from data.mapping.names import column_key, tables_named
from data.mapping.presets import preset, preset_names, recognised_presets
from data.schema import RELATION_TABLES, REQUIRED_TABLES
from tests.data.presets.verified import LISTS, verified
from tests.documents.presets import PRESETS, with_presets

#: What recognises the presets of systems of this folder; others have their own tests.
HERE = [name for name in preset_names() if name in LISTS]
EVERY = pytest.mark.parametrize("name", HERE)

#: Columns that are never read, whatever the system; ``password`` of a meeting is one, too.
_SECRET = re.compile(r"passw|hash|secret|token|accesskey|api_?key|annual_?revenue|birth|gender|salutation$", re.I)  # fmt: skip


def columns_of_tables(mapping: Mapping) -> Iterator[tuple[str, str]]:
    """Aliases, and the columns that are asked of each table before any part sees it."""
    for alias, table in mapping.tables.items():
        yield from ((alias, column) for column in table.columns)
        yield from ((alias, column) for column in (table.keep.per if table.keep else ()))
        for _, expression in walking.expressions_of_table((), table):
            yield from ((alias, column) for column in walking.columns_named(expression))


def columns_of_parts(mapping: Mapping) -> Iterator[tuple[str, str]]:
    """Aliases, and the columns that parts ask of them."""
    for part in (each for parts in mapping.parts.values() for each in parts):
        aliases = {part.source: part.source}
        for join in part.join:
            aliases[join.alias or join.table] = join.table
            yield from ((join.table, column) for column in join.on)
        yield from expressed(part, aliases)
        for _, condition in walking.conditions_within((), part.where):
            for each in filter(None, (condition.within, condition.outside)):
                yield each.table, each.column


def expressed(part: Part, aliases: dict[str, str]) -> Iterator[tuple[str, str]]:
    for _, expression in walking.expressions_of_part((), part):
        for column in walking.columns_named(expression):
            alias, _, plain = column.partition(".")
            joined = alias in aliases and plain
            yield (aliases[alias], plain) if joined else (part.source, column)
        if expression.lookup is not None:
            looked = (*expression.lookup.by, expression.lookup.give)
            yield from ((expression.lookup.table, column) for column in looked)


def known_columns(table: SourceTable, lists: dict[str, list[str]]) -> set[str]:
    """The verified columns of the tables that an alias may mean."""
    wanted = {column_key(column) for column in table.columns}
    named = [name for pattern in table.name for name in tables_named(pattern, lists)]
    fitting = [n for n, c in lists.items() if wanted and wanted <= {column_key(x) for x in c}]
    meant = named or fitting or list(lists)
    return {column_key(column) for name in {*meant, "labels"} for column in lists.get(name, ())}


@EVERY
def test_every_name_is_verified(name: str) -> None:
    mapping, lists = preset(name), verified(name)
    logged = {alias for alias, table in mapping.tables.items() if table.log is not None}
    asked = [
        *columns_of_tables(mapping),
        *((a, c) for a, c in columns_of_parts(mapping) if a not in logged),
    ]
    unknown = {
        f"{alias}.{column}"
        for alias, column in asked
        if not {column_key(column), web_name(column)} & known_columns(mapping.tables[alias], lists)
    }
    assert unknown == set()


def web_name(column: str) -> str:
    """The logical name of a lookup of the Web API of Dynamics."""
    return re.sub(r"^_(\w+)_value$", r"\1", column)


@EVERY
def test_no_secret_and_no_private_fact_is_read(name: str) -> None:
    mapping = preset(name)
    read = {column for _, column in columns_of_parts(mapping)}
    assert {column for column in read if _SECRET.search(column)} == set()


@EVERY
def test_it_delivers_customers_people_and_facts(name: str) -> None:
    parts = preset(name).parts
    assert set(parts) >= set(REQUIRED_TABLES)
    assert set(RELATION_TABLES) & set(parts)


@EVERY
def test_it_is_recognised_by_its_own_tables_first(name: str) -> None:
    own = {alias: list(columns) for alias, columns in preset(name).about.recognise.items()}
    assert own
    assert recognised_presets(own)[0] == name


@EVERY
def test_tables_of_no_other_system_are_taken_for_it(name: str) -> None:
    tables = {key: columns for key, columns in verified(name).items()}
    first = recognised_presets(tables)[:1]
    assert first in ([name], []) if name in _FAMILIES else first == [name]


#: Reports hold what their makers chose; no file of them all is verified.
_FAMILIES = ("hubspot-ui", "hubspot-ui-es", "salesforce-report")


@EVERY
def test_it_says_in_both_languages_what_it_cannot(name: str) -> None:
    about = preset(name).about
    assert about.version
    assert about.sources
    assert set(about.title) == {"en", "zh"}
    assert about.cannot
    for text in about.cannot:
        assert set(text) == {"en", "zh"}
        assert re.search(r"[\u4e00-\u9fff]", text["zh"])


def test_the_page_on_presets_says_what_they_say() -> None:
    page = PRESETS.read_text(encoding="utf-8")
    assert page == with_presets(page), "run `make docs`"
    assert set(re.findall(r"^### (\S+)$", page, re.MULTILINE)) == set(preset_names())
