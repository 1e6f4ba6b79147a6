"""From the text of a table to typed values, each column decided from all its values at once.

One statement counts how many values of each column need no more than a cast; what else stands
there is gathered once per spelling (:mod:`data.importing.dictionaries`), read by the column's kind
and joined back. What is wrong with a value is a code of :mod:`data.problems`; what was read though
it is not written as it is meant is noted in :data:`data.importing.typed.READINGS`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.importing.column_reading import Column, direct, zone_of
from data.importing.date_columns import read_dates
from data.importing.dictionaries import Spellings, gathered, note_spellings
from data.importing.formats import formats_of
from data.importing.hints import NO_HINTS, Hints, Question
from data.importing.money_columns import settle_currencies
from data.importing.number_columns import read_numbers
from data.importing.repairs import repair
from data.importing.sheet_errors import with_errors
from data.importing.typed import Typed
from data.importing.word_columns import read_words
from data.schema import TABLES, Kind, TableColumn
from data.usual import LEAVING, USUAL

__all__ = ["convert"]

Text = sa.ColumnElement[Any]


def convert(
    connection: sa.Connection,
    table: str,
    texts: sa.FromClause,
    timezone: str,
    hints: Hints = NO_HINTS,
) -> Typed:
    """Convert the staged text of a table to its types; ``timezone`` is the company's."""
    columns = tuple(column for column in TABLES[table].columns.values() if column.name in texts.c)
    counts = _counted(connection, columns, texts, timezone, hints)
    gathered_ = {
        column.name: gathered(
            connection,
            column,
            texts,
            _unusual(column, texts, timezone, hints),
            counts[f"usual {column.name}"],
            _further(column, hints),
        )
        for column in columns
        if counts[f"filled {column.name}"] > counts[f"usual {column.name}"]
    }
    read, questions = _read(connection, table, columns, gathered_, counts, timezone, hints)
    read = {c.name: with_errors(connection, c, read[c.name]) for c in columns}
    typed = _typed(connection, table, columns, texts, read, hints)
    for column in columns:
        dictionary = read[column.name].dictionary
        if dictionary is not None:
            note_spellings(connection, typed, column, dictionary)
    by_column = {column: read[column.name] for column in columns}
    formats = formats_of(connection, table, texts, typed.values, by_column)
    typed = replace(repair(connection, typed.asking(*questions)), formats=formats)
    typed = settle_currencies(connection, typed)
    for spellings in gathered_.values():
        _dropped(connection, spellings)
    connection.commit()
    return typed


def _further(column: TableColumn, hints: Hints) -> tuple[str, ...]:
    return (*hints.nothing, *hints.of(column.name).nothing)


def _usual(column: TableColumn, texts: sa.FromClause, timezone: str, hints: Hints) -> Text:
    """Whether a text can be read as it stands."""
    text = texts.c[column.name]
    if column.kind in (Kind.DATE, Kind.TIME) and zone_of(column, timezone, hints) is not None:
        return sa.false()
    if column.kind is Kind.CHOICE:
        usual: Text = sa.func.regexp_full_match(text, "(?i)" + "|".join(column.choices))
    elif column.kind is Kind.BOOLEAN:
        usual = sa.func.regexp_full_match(text, "(?i)true|false|0|1")
    elif column.kind is Kind.CURRENCY:
        usual = sa.func.regexp_full_match(text, "[A-Z]{3}")
        usual = sa.and_(usual, text.not_in(["RMB", "NAN", "NIL", "NAT"]))
    else:
        usual = sa.func.regexp_full_match(text, USUAL[column.kind])
    words = [word.strip().lower() for word in _further(column, hints)]
    return sa.and_(usual, sa.func.lower(text).not_in(words)) if words else usual


def _unusual(column: TableColumn, texts: sa.FromClause, timezone: str, hints: Hints) -> Text:
    return sa.not_(_usual(column, texts, timezone, hints))


def _counted(
    connection: sa.Connection,
    columns: Sequence[TableColumn],
    texts: sa.FromClause,
    timezone: str,
    hints: Hints,
) -> Mapping[str, int]:
    """By column: how many values are filled, usual, and end in a zone or hold a point."""
    questions: list[sa.Label[Any]] = []
    for column in columns:
        text = texts.c[column.name]
        usual = _usual(column, texts, timezone, hints)
        questions.append(sa.func.count(sa.func.nullif(text, "")).label(f"filled {column.name}"))
        questions.append(sa.func.count_if(usual).label(f"usual {column.name}"))
        if column.kind is Kind.NUMBER:
            pointed = sa.and_(usual, sa.func.contains(text, "."))
            questions.append(sa.func.count_if(pointed).label(f"point {column.name}"))
        elif column.kind in (Kind.DATE, Kind.TIME):
            zoned = sa.and_(usual, sa.func.regexp_matches(text, r"Z$|[+-][0-9]{2}:[0-9]{2}$"))
            questions.append(sa.func.count_if(zoned).label(f"zoned {column.name}"))
    if not questions:
        return {}
    statement = sa.select(*questions).select_from(texts)
    return {
        name: int(count or 0)
        for name, count in connection.execute(statement).mappings().one().items()
    }


def _read(
    connection: sa.Connection,
    table: str,
    columns: Sequence[TableColumn],
    spellings: Mapping[str, Spellings],
    counts: Mapping[str, int],
    timezone: str,
    hints: Hints,
) -> tuple[dict[str, Column], list[Question]]:
    """How each column is read, and what about it has to be asked."""
    read: dict[str, Column] = {}
    questions: list[Question] = []
    numbers = [s for s in spellings.values() if s.column.kind is Kind.NUMBER]
    points = {c.name: counts[f"point {c.name}"] for c in columns if c.kind is Kind.NUMBER}
    read |= read_numbers(connection, table, numbers, points, hints, questions)
    for column in columns:
        zoned = counts.get(f"zoned {column.name}", 0)
        if column.kind in (Kind.DATE, Kind.TIME):
            read[column.name] = read_dates(
                connection, table, column, spellings.get(column.name), zoned, timezone, hints,
                questions,
            )  # fmt: skip
        elif column.name in read:
            continue
        elif column.name in spellings:
            read[column.name] = read_words(connection, table, spellings[column.name], hints)
        else:
            read[column.name] = direct(column)
    return read, questions


def _typed(
    connection: sa.Connection,
    table: str,
    columns: Sequence[TableColumn],
    texts: sa.FromClause,
    read: Mapping[str, Column],
    hints: Hints,
) -> Typed:
    """Write the typed table, in one statement over all rows."""
    parts = [
        _Part(column, texts, read[column.name], _demanded(table, column)) for column in columns
    ]
    fields: list[sa.Column[Any]] = [sa.Column("row", sa.BigInteger())]
    selected: list[Any] = [texts.c.row]
    source: sa.FromClause = texts
    for part in parts:
        for field, value in part.fields():
            fields.append(field)
            selected.append(value)
        source = part.joined(source)
    values = sa.Table(f"typed_{table}", sa.MetaData(), *fields, prefixes=["TEMPORARY"])
    values.create(connection)
    statement = sa.select(*selected).select_from(source)
    if source is not texts:  # A join may change the order of the rows.
        statement = statement.order_by(texts.c.row)
    connection.execute(values.insert().from_select([field.name for field in fields], statement))
    worded = frozenset(part.column.name for part in parts if read[part.column.name].worded)
    return Typed(table, tuple(columns), texts, values, hints, worded)


def _demanded(table: str, column: TableColumn) -> bool:
    """Whether an empty value is a fault."""
    if not column.required or column.name == "name":
        return False
    return column.key or not (table in LEAVING and column.kind is Kind.ID)


@dataclass(frozen=True, slots=True)
class _Part:
    """One column of the statement that writes the typed table."""

    column: TableColumn
    texts: sa.FromClause
    read: Column
    demanded: bool

    def fields(self) -> list[tuple[sa.Column[Any], Text]]:
        """The value, its problem and its currency sign, each with the column that takes it."""
        name, text = self.column.name, self.texts.c[self.column.name]
        plain, plain_problem = self.read.direct(text)
        value, problem = plain, plain_problem
        dictionary = self.read.dictionary
        if dictionary is not None:
            there = dictionary.c.text.is_not(None)
            value = sa.case((there, dictionary.c.value), else_=plain)
            problem = sa.case((there, dictionary.c.problem), else_=plain_problem)
        if self.demanded and not self.read.asked:
            missing = "empty_key" if self.column.key else "empty"
            problem = sa.func.coalesce(problem, sa.case((value.is_(None), missing)))
        fields = [(sa.Column(name, self.read.sql_type), value)]
        if self.demanded or self.read.can_fail:
            fields.append((sa.Column(f"problem {name}", sa.String()), problem))
        if dictionary is not None and self.read.signed:
            fields.append((sa.Column(f"sign {name}", sa.String()), dictionary.c.sign))
        return fields

    def joined(self, source: sa.FromClause) -> sa.FromClause:
        """The rows with the spellings of this column beside them."""
        dictionary = self.read.dictionary
        if dictionary is None:
            return source
        return source.outerjoin(dictionary, dictionary.c.text == self.texts.c[self.column.name])


def _dropped(connection: sa.Connection, spellings: Spellings) -> None:
    for step in ("gathered", "spelled", "read", "marked"):
        name = connection.dialect.identifier_preparer.quote(f"{step} {spellings.column.name}")
        connection.execute(sa.DDL(f"DROP TABLE IF EXISTS {name}"))
