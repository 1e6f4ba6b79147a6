"""Which table of a source each alias means, and whether it has what the mapping asks of it."""

import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Headers
from dataclasses import dataclass, replace

from analytics.errors import InputError
from analytics.messages import Message, SchemaName, message
from data.mapping import walking
from data.mapping.emptying import emptied_part
from data.mapping.lines import Key
from data.mapping.model import Condition, Expression, Mapping, Part, SourceTable
from data.mapping.names import column_key, nearest, nearest_said, tables_named
from data.problems import listed
from data.schema import TABLES

__all__ = [
    "Chosen",
    "Missing",
    "chosen",
]

#: Columns of a table whose changes became intervals.
INTERVAL = ("of", "holder", "start_on", "end_on")


@dataclass(frozen=True, slots=True)
class Missing:
    """What a source lacks of what a mapping asks for, though it can do without."""

    #: The canonical table that is poorer for it.
    table: str
    reason: Message
    #: The canonical column; None where it is a whole part.
    column: str | None = None
    #: Whether it is read all the same, from what else there is.
    partly: bool = False
    #: The table of the source whose rows are not used, though it is there; empty where none is.
    unused: str = ""

    def said(self) -> Message:
        """What is left out of the canonical table, and why."""
        if self.unused:
            return message(
                "the rows of {source} are left out of {table}: {reason}",
                source=self.unused,
                table=SchemaName(self.table),
                reason=self.reason,
            )
        what = SchemaName(self.table, self.column or "")
        if self.partly:
            return message("{what} is read without it: {reason}", what=what, reason=self.reason)
        return message("{what} is left out: {reason}", what=what, reason=self.reason)

    def as_text(self) -> str:
        """JSON, as an import keeps it; :meth:`from_text` reads it."""
        reason = [self.reason.template, dict(self.reason.values)]
        return json.dumps([self.table, reason, self.column, self.partly, self.unused])

    @classmethod
    def from_text(cls, text: str) -> "Missing":
        """The same from JSON."""
        table, (template, values), column, partly, unused = json.loads(text)
        return cls(table, Message(template, values), column, partly, unused)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tables of a source that a mapping speaks of."""

    #: Name of the table by alias.
    tables: Headers[str, str]
    #: The mapping without the parts and columns that the source cannot give.
    mapping: Mapping
    missing: tuple[Missing, ...] = ()


def chosen(mapping: Mapping, headers: Headers[str, Sequence[str]]) -> Chosen:
    """Choose the tables of a source, given their names and headers.

    An optional table that lacks a column without which its rows would be wrong is not used, unless
    nothing else is left of the canonical table.

    Raises
    ------
    InputError
        A required table, or a column without which rows would be wrong, is missing; the message
        names those that come near.
    """
    names = {alias: _table(table, headers) for alias, table in mapping.tables.items()}
    unfit = _unfit(mapping, names, headers)
    absent = _absent(mapping, names, unfit, headers)
    there = {a: name for a, name in names.items() if name is not None and a not in absent}
    given = {
        alias: made_columns(mapping.tables[alias], headers[name]) for alias, name in there.items()
    }
    parts: dict[str, tuple[Part, ...]] = {}
    missing: list[Missing] = []
    for canonical, each in mapping.parts.items():
        left_out: list[Missing] = []
        kept = list(_kept(mapping, canonical, each, _Sight(names, given, absent, unfit), left_out))
        unused = [one.reason for one in left_out if one.unused]
        if unused and not kept:
            raise InputError(unused[0])
        missing += [replace(one, reason=_briefly(one.reason)) for one in left_out]
        if kept:
            parts[canonical] = tuple(kept)
    for alias, name in there.items():
        lacking = _lacking_within(mapping.tables[alias], name, list(headers[name]))
        if lacking is not None:
            raise InputError(lacking)
    return Chosen(there, mapping.model_copy(update={"parts": parts}), tuple(missing))


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is seen of the tables that a mapping speaks of, by alias."""

    names: Headers[str, str | None]
    #: The columns of those that are used.
    given: Headers[str, Sequence[str]]
    #: Why each of the others is not.
    absent: Headers[str, Message]
    #: Those of them that are there but lack columns.
    unfit: Headers[str, Message]


def made_columns(table: SourceTable, headers: Sequence[str]) -> list[str]:
    """The columns of a table as parts see them: of a log or of unpivoted rows, those made."""
    if table.log is not None:
        return list(INTERVAL)
    if table.unpivot is None:
        return list(headers)
    gone = {column_key(name) for name in table.unpivot.columns}
    kept = [name for name in headers if column_key(name) not in gone]
    return [*kept, table.unpivot.name, table.unpivot.value]


def given_columns(part: Part, given: Headers[str, Sequence[str]]) -> list[str]:
    """The names by which a part may call its columns: its own, and ``alias.column``."""
    joined = {each.alias or each.table: given.get(each.table, ()) for each in part.join}
    own = list(given.get(part.source, ()))
    tables = {part.source: own, **joined}
    return [*own, *(f"{alias}.{name}" for alias, names in tables.items() for name in names)]


def _table(table: SourceTable, headers: Headers[str, Sequence[str]]) -> str | None:
    for wanted in table.name:
        named = tables_named(wanted, headers)
        if named:
            return named[0]
    asked = {column_key(name) for name in table.columns}
    if not asked:
        return None
    fitting = [name for name, given in headers.items() if asked <= set(map(column_key, given))]
    return min(fitting, key=lambda name: (len(headers[name]), name), default=None)


def _unfit(
    mapping: Mapping, names: Headers[str, str | None], headers: Headers[str, Sequence[str]]
) -> dict[str, Message]:
    """Why optional tables are not used that are there: columns by which their rows are chosen or
    made are missing."""
    reasons = {}
    for alias, name in names.items():
        if name is not None and mapping.tables[alias].optional:
            lacking = _lacking_within(mapping.tables[alias], name, list(headers[name]))
            if lacking is not None:
                reasons[alias] = lacking
    return reasons


def _absent(
    mapping: Mapping,
    names: Headers[str, str | None],
    unfit: Headers[str, Message],
    headers: Headers[str, Sequence[str]],
) -> dict[str, Message]:
    """Why each alias is none: its own table is missing or of no use, or one that chooses or makes
    its rows.

    Raises
    ------
    InputError
        A table is missing that is not optional, though a part needs it.
    """
    reasons: dict[str, Message] = {}
    for alias in _used(mapping):
        behind = walking.tables_behind(mapping, alias)
        lacking = [each for each in behind if names[each] is None]
        required = [each for each in lacking if not mapping.tables[each].optional]
        if required:
            raise _no_table(mapping.tables[required[0]], required[0], headers)
        useless = [each for each in behind if each in unfit]
        if useless and not mapping.tables[alias].optional:
            raise InputError(unfit[useless[0]])
        if useless:
            reasons[alias] = unfit[useless[0]]
        if not lacking:
            continue
        if not mapping.tables[alias].optional:
            raise _no_table(mapping.tables[lacking[0]], lacking[0], headers)
        reasons[alias] = message(
            "the source has no table {table}", table=_called(mapping, lacking[0])
        )
    return reasons


def _used(mapping: Mapping) -> list[str]:
    """The aliases of which parts speak."""
    parts = [part for each in mapping.parts.values() for part in each]
    joined = [join.table for part in parts for join in part.join]
    return list(dict.fromkeys([*joined, *(alias for part in parts for alias in _needed(part))]))


def _kept(
    mapping: Mapping,
    canonical: str,
    parts: tuple[Part, ...],
    sight: _Sight,
    missing: list[Missing],
) -> Iterator[Part]:
    for part in parts:
        lacking = next((alias for alias in _needed(part) if alias in sight.absent), None)
        if lacking is not None:
            unused = sight.names[part.source] if lacking in sight.unfit else None
            missing.append(Missing(canonical, sight.absent[lacking], unused=unused or ""))
            continue
        kept = _with_tables(canonical, part, sight.given, sight.absent, missing)
        if kept is None:
            continue
        poorer: list[Missing] = []
        try:
            yield _with_columns(canonical, kept, sight.given, poorer)
        except InputError as error:
            if not mapping.tables[part.source].optional:
                raise
            poorer = [Missing(canonical, error.message, unused=sight.names[part.source] or "")]
        missing += poorer


def _needed(part: Part) -> list[str]:
    """The tables that a part cannot do without; one that is only joined may be empty."""
    expressions = list(walking.expressions_of_part((), part))
    return list(dict.fromkeys([part.source, *walking.tables_asked(expressions, part.where)]))


def _with_tables(
    canonical: str,
    part: Part,
    given: Headers[str, Sequence[str]],
    absent: Headers[str, Message],
    missing: list[Missing],
) -> Part | None:
    """A part in which joined tables that are absent have no row; None where that leaves none."""
    gone = {each.alias or each.table: each.table for each in part.join if each.table in absent}
    if not gone:
        return part
    own = given.get(part.source, ())
    kept = emptied_part(part, set(gone), own)
    reason = absent[next(iter(gone.values()))]
    emptied = [name for name in part.columns if name not in kept.columns]
    if any(name in TABLES[canonical].required for name in emptied):
        missing.append(Missing(canonical, reason))
        return None
    missing += [Missing(canonical, reason, name) for name in emptied]
    poorer = [name for name, each in kept.columns.items() if each != part.columns[name]]
    missing += [Missing(canonical, reason, name, partly=True) for name in poorer]
    if kept.where != part.where:
        missing.append(Missing(canonical, reason, partly=True))
    return kept


def _with_columns(
    canonical: str,
    part: Part,
    given: Headers[str, Sequence[str]],
    missing: list[Missing],
) -> Part:
    """A part without the columns that the source cannot give and need not."""
    names = given_columns(part, given)
    needed = [
        *(each for join in part.join for each in join.on.values()),
        *_asked(part.where),
    ]
    for expression in needed:
        _demand(expression, names, part.source)
    for join in part.join:
        for column in join.on:
            _demand(Expression(column=(column,)), list(given[join.table]), join.table)
    columns = {}
    for column, expression in part.columns.items():
        lacking = _lacking(expression, names)
        if lacking is None:
            columns[column] = expression
        elif column in TABLES[canonical].required:
            raise _no_column(part.source, lacking, names)
        else:
            why = _absence(part.source, lacking, names)
            missing.append(Missing(canonical, why, column))
    return part.model_copy(update={"columns": columns})


def _asked(conditions: tuple[Condition, ...]) -> list[Expression]:
    inside = walking.conditions_within((), conditions)
    return [each.column for _, each in inside if each.column is not None]


def _lacking_within(table: SourceTable, name: str, headers: list[str]) -> Message | None:
    """What a table lacks of the columns by which its own rows are chosen and made."""
    named = [*table.carry_down, *(table.keep.per if table.keep else ())]
    asked = [
        *(expression for _, expression in walking.expressions_of_table((), table)),
        *(Expression(column=(column,)) for column in named),
        *(
            Expression(column=(column,))
            for column in (table.unpivot.columns if table.unpivot else ())
        ),
    ]
    found = (_lacking(expression, headers) for expression in asked)
    lacking = next((each for each in found if each is not None), None)
    return None if lacking is None else _absence(name, lacking, headers)


def _demand(expression: Expression, names: list[str], table: str) -> None:
    lacking = _lacking(expression, names)
    if lacking is not None:
        raise _no_column(table, lacking, names)


def _lacking(expression: Expression, names: Sequence[str]) -> tuple[str, ...] | None:
    """The columns, any of which an expression needs, that are all missing; None where it has one.

    Of ``concat`` and ``first`` one part suffices; a ``case`` needs what its conditions ask.
    """
    keys = {column_key(name) for name in names}
    inner = list(_inner(expression))
    if expression.case is not None:
        asked = [each for case in expression.case for each in _asked(case.when)]
        return next((lack for each in asked if (lack := _lacking(each, names))), None)
    if inner:
        lacks = [_lacking(each, names) for each in inner]
        return None if None in lacks else tuple(name for lack in lacks for name in lack or ())
    named = list(walking.columns_named(expression))
    absent = [name for name in named if column_key(name) not in keys]
    enough = not absent if expression.calc is not None else len(absent) < len(named)
    return None if enough or not named else tuple(absent)


def _inner(expression: Expression) -> Iterator[Expression]:
    key: Key = ()
    for name in ("concat", "first"):
        for each in getattr(expression, name) or ():
            yield next(walking.within(key, each))[1]


def _no_table(table: SourceTable, alias: str, headers: Headers[str, Sequence[str]]) -> InputError:
    wanted = ", ".join((*table.name, *table.columns)) or alias
    nearby = nearest_said(table.name[0] if table.name else alias, list(headers))
    return InputError(message("the source has no table {table}; {near}", table=wanted, near=nearby))


def _no_column(table: str, names: Sequence[str], present: list[str]) -> InputError:
    return InputError(_absence(table, names, present))


def _absence(table: str, names: Sequence[str], present: Sequence[str]) -> Message:
    nearby = [near for name in names if (near := nearest(name.split(".")[-1], present))]
    return message(
        "the table {table} has no column {columns}; near to it: {near}; all: {all}",
        table=table,
        columns=", ".join(names),
        near=", ".join(dict.fromkeys(nearby)) or "–",
        all=listed([name for name in present if not name.startswith(f"{table}.")]),
    )


def _briefly(reason: Message) -> Message:
    """Which column is missing, without the list of all that there are."""
    if "columns" not in reason.values:
        return reason
    return message(
        "the table {table} has no column {columns}",
        table=reason.values["table"],
        columns=reason.values["columns"],
    )


def _called(mapping: Mapping, alias: str) -> str:
    return ", ".join(mapping.tables[alias].name) or alias
