"""Expressions and conditions of a mapping as SQL."""

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from analytics.errors import InputError
from analytics.messages import message
from data.mapping import calc, walking
from data.mapping.model import Condition, Expression, Lookup, Membership
from data.mapping.names import nearest_said
from data.schema import Kind
from data.sources import sql
from data.sources.mapped import numbers, times
from data.sources.mapped.rows import Value
from data.sources.mapped.scope import Looked, Scope
from data.sources.mapped.stored import as_stored_text

__all__ = ["holds", "made"]

_TEXT = sa.String()
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
#: A list with more parts is no list of people; it stays whole.
_MOST_PARTS = 100
_GUID = "^[{(]?[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}[)}]?$"
_SAME_WORDS = (("0", "false"), ("1", "true"))


def made(scope: Scope, expression: Expression, kind: Kind = Kind.TEXT) -> Value | None:
    """The value of an expression; None where none of the columns it could come from is there.

    ``kind``: of the canonical column it is for, since a day is not a time.
    """
    base = _base(scope, expression)
    if base is None:
        return None
    steps = _untouched(expression)
    zone = expression.zone or scope.world.mapping.read.timezone
    times_to_be_told = zone is not None and kind in (Kind.DATE, Kind.TIME)
    if steps and not times_to_be_told:
        return base
    value = _worded(scope, _picked(scope, _as_text(base), expression), expression)
    if expression.order is not None:
        value = times.in_order(scope.rows, value, expression.order)
    value = _timed(scope, value, expression, kind, zone)
    if expression.decimal is not None and expression.calc is None:
        value = numbers.with_point(scope.rows, value, expression.decimal)
    if expression.times is not None:
        value = numbers.multiplied(scope.rows, value, expression.times)
    return numbers.inverted(scope.rows, value) if expression.inverse else value


def _untouched(expression: Expression) -> bool:
    """Whether nothing is made of what an expression comes from."""
    made_of_it = {"json_path", "strip", "guid", "split", "words", "default", "lookup", "order"}
    made_of_it |= {"epoch", "zone", "times", "inverse"}
    fields = Expression.model_fields
    plain = all(getattr(expression, name) == fields[name].get_default() for name in made_of_it)
    return plain and (expression.decimal is None or expression.calc is not None)


def _base(scope: Scope, expression: Expression) -> Value | None:
    if expression.value is not None:
        return Value(sql.as_text(sa.literal(expression.value, sa.Text())))
    if expression.column is not None:
        columns = (scope.column(name) for name in expression.column)
        return next((column for column in columns if column is not None), None)
    if expression.concat is not None:
        return _concatenated(scope, expression)
    if expression.first is not None:
        return _first(_texts(scope, expression.first))
    if expression.calc is not None:
        return _calculated(scope, expression)
    return _case(scope, expression)


def _as_text(value: Value) -> Value:
    if value.stored is None:
        return value
    return Value(as_stored_text(value.sql, value.stored), value.level)


def _texts(scope: Scope, expressions: Iterable[Expression]) -> list[Value]:
    values = (made(scope, each) for each in expressions)
    return [_as_text(value) for value in values if value is not None]


def _highest(values: Iterable[Value]) -> int:
    return max((value.level for value in values), default=0)


def _first(values: list[Value]) -> Value | None:
    if len(values) < 2:  # SQLite's function wants two at least
        return values[0] if values else None
    first = sa.func.coalesce(*(v.sql for v in values), type_=_TEXT)
    return Value(first, _highest(values))


def _concatenated(scope: Scope, expression: Expression) -> Value | None:
    texts = [scope.rows.let(value) for value in _texts(scope, expression.concat or ())]
    if not texts:
        return None
    between = expression.separator
    sign = sa.literal(between, sa.Text())
    nothing = sa.literal("", sa.Text())
    # Each with the sign before it; the first sign of all is taken away again.
    parts = [sa.case((text.sql.is_(None), nothing), else_=sign.concat(text.sql)) for text in texts]
    whole: Any = parts[0]
    for part in parts[1:]:
        whole = whole.concat(part)
    joined = sa.func.substr(whole, len(between) + 1, type_=_TEXT)
    return Value(sa.func.nullif(joined, "", type_=_TEXT), _highest(texts))


def _calculated(scope: Scope, expression: Expression) -> Value | None:
    formula = calc.parsed(expression.calc or "")
    texts = {}
    for name in dict.fromkeys(calc.names_in(formula)):
        column = scope.column(name)
        if column is None:
            return None
        text = scope.rows.let(_as_text(column))
        if expression.decimal is not None:
            text = scope.rows.let(numbers.with_point(scope.rows, text, expression.decimal))
        texts[name] = text
    return numbers.calculated(scope.rows, formula, texts)


def _case(scope: Scope, expression: Expression) -> Value | None:
    branches = []
    values = []
    for case in expression.case or ():
        condition = holds(scope, case.when)
        then = _texts(scope, [case.then])
        values += [condition, *then]
        branches.append((condition.sql, then[0].sql if then else sa.null()))
    other = _texts(scope, [expression.otherwise]) if expression.otherwise else []
    level = _highest([*values, *other])
    return Value(sa.case(*branches, else_=other[0].sql if other else sa.null()), level)


def _picked(scope: Scope, value: Value, expression: Expression) -> Value:
    """The part of a value that is meant: in JSON, without prefix, one of a list."""
    rows = scope.rows
    if expression.json_path is not None:
        text = rows.let(value)
        value = Value(sql.as_text(sql.json_text(text.sql, _path(expression.json_path))), text.level)
    for prefix in expression.strip:
        text = rows.let(value)
        begins = sa.func.substr(text.sql, 1, len(prefix)) == prefix
        rest = sql.as_text(sa.func.substr(text.sql, len(prefix) + 1, type_=_TEXT))
        value = Value(sa.case((begins, rest), else_=text.sql), text.level)
    if expression.guid:
        text = rows.let(value)
        bare = sql.folded(sql.replaced(text.sql, "[{}()]", ""))
        is_guid = sa.func.coalesce(text.sql, "").regexp_match(_GUID)
        value = Value(sa.case((is_guid, bare), else_=text.sql), text.level)
    return value if expression.split is None else _split(scope, value, expression.split)


def _path(path: str) -> list[str | int]:
    """The steps of a JSON path.

    >>> _path("$.owner.ids[1]")
    ['owner', 'ids', 1]
    """
    steps = _STEP.findall(path.removeprefix("$"))
    return [int(number) if number else name.strip('"') for number, name in steps]


def _split(scope: Scope, value: Value, sign: str) -> Value:
    """One row for each part of a list that is filled; one where none is."""
    rows = scope.rows
    text = rows.let(value)
    is_array = sa.func.coalesce(text.sql, "").regexp_match(r"^\[.*\]$")
    array: Any = text.sql
    for written, meant in (("[", ""), ("]", ""), ('"', ""), (",", sign)):
        array = sa.func.replace(array, written, meant, type_=_TEXT)
    bare = rows.let(Value(sa.case((is_array, array), else_=text.sql), text.level))
    mark = f"({re.escape(sign)})"
    tidy = sql.replaced(bare.sql, f"( *{mark} *)+", sign)
    trimmed = sql.replaced(sql.replaced(tidy, f"^ *{mark}", ""), f"{mark} *$", "")
    listed = rows.let(Value(sql.as_text(trimmed), bare.level))
    without = sa.func.length(sa.func.replace(listed.sql, sign, ""))
    count = (sa.func.length(listed.sql) - without) / len(sign) + 1
    counted = sa.case((count <= _MOST_PARTS, count), else_=1)
    parts = rows.let(Value(sa.func.coalesce(counted, 1), listed.level))
    number = _numbers(rows.name())
    one = rows.join(number, number.c[0] <= parts.sql, parts.level, inner=True)
    place = next(iter(one.values()))
    part = sql.as_text(sql.list_part(listed.sql, sign, place.sql))
    whole = sa.case((count > _MOST_PARTS, text.sql), else_=part)
    return Value(whole, place.level)


def _numbers(name: str) -> sa.Subquery:
    """The numbers from 1 to :data:`_MOST_PARTS`."""
    digits = [
        sa.union_all(*(sa.select(sa.literal(d).label("d")) for d in range(10))).subquery()
        for _ in range(2)
    ]
    number = digits[0].c.d + 10 * digits[1].c.d + 1
    return (
        sa.select(number.label(name)).select_from(digits[0].join(digits[1], sa.true())).subquery()
    )


def _worded(scope: Scope, value: Value, expression: Expression) -> Value:
    """The value after its map, its default and its lookup."""
    if expression.words is not None:
        value = _mapped(scope, value, expression.words, expression.default)
    elif expression.default is not None:
        text = sa.func.coalesce(value.sql, expression.default, type_=_TEXT)
        value = Value(text, value.level)
    if expression.lookup is not None:
        value = _looked_up(scope, value, expression.lookup)
    return value


def _mapped(scope: Scope, value: Value, words: dict[str, str], default: str | None) -> Value:
    text = scope.rows.let(value)
    folded = scope.rows.let(Value(sa.func.coalesce(sql.folded(text.sql), ""), text.level))
    by_key: dict[str, str] = {}
    for word, meaning in words.items():
        by_key.setdefault(word.strip().lower(), meaning)
    for pair in _SAME_WORDS:
        for one, other in (pair, pair[::-1]):
            if one in by_key:
                by_key.setdefault(other, by_key[one])
    cases = [(folded.sql == key, _or_null(text_)) for key, text_ in by_key.items()]
    rest: Any = text.sql if default is None else _or_null(default)
    return Value(sa.case(*cases, else_=rest) if cases else rest, folded.level)


def _or_null(text: str) -> Any:
    return sa.literal(text, sa.Text()) if text.strip() else sa.null()


def _looked_up(scope: Scope, value: Value, lookup: Lookup) -> Value:
    """The id that a name has in another table; the name itself where none or several have it."""
    rows = scope.rows
    text = rows.let(value)
    key = rows.let(Value(sql.folded(text.sql), text.level))
    names = tuple(rows.name() for _ in range(3))
    by = [_ids_by(scope, lookup, name) for name in lookup.by]
    pairs = sa.union_all(*by).subquery()
    ids = (
        sa.select(
            pairs.c.k.label(names[0]),
            sa.func.min(pairs.c.id).label(names[1]),
            sa.func.max(pairs.c.id).label(names[2]),
        )
        .group_by(pairs.c.k)
        .subquery()
    )
    one = rows.join(ids, ids.c[names[0]] == key.sql, key.level)
    least, most = one[names[1]], one[names[2]]
    single = Value(least.sql == most.sql, least.level)
    several = Value(least.sql != most.sql, least.level)
    name = f"{lookup.table}.{'|'.join(lookup.by)}"
    scope.looked.append(Looked("lookup", name, text, single, several))
    return Value(sa.case((single.sql, least.sql), else_=text.sql), least.level)


def _ids_by(scope: Scope, lookup: Lookup, name: str) -> sa.Select[Any]:
    other = scope.world.records(scope.world, lookup.table)
    by = _column_text(other, name, lookup.table)
    give = _column_text(other, lookup.give, lookup.table)
    key = sql.folded(by.sql)
    wanted = [Value(by.sql.is_not(None), by.level), Value(give.sql.is_not(None), give.level)]
    return other.rows.select({"k": Value(key, by.level), "id": give}, wanted)


def _column_text(scope: Scope, name: str, table: str) -> Value:
    column = scope.column(name)
    if column is None:
        raise _no_column(scope, [name], table)
    return _as_text(column)


def _no_column(scope: Scope, names: Iterable[str], table: str) -> InputError:
    wanted = list(names)
    return InputError(
        message(
            "the table {table} has no column {columns}; {near}",
            table=table,
            columns=", ".join(wanted),
            near=nearest_said(wanted[0], list(scope.own)),
        )
    )


def _timed(
    scope: Scope, value: Value, expression: Expression, kind: Kind, zone: str | None
) -> Value:
    """The value as a time with a zone, or as a day of the company's zone."""
    rows, here = scope.rows, scope.world.timezone
    if expression.epoch is not None:
        day_in = here if kind is Kind.DATE else None
        return times.since_1970(rows, value, expression.epoch, day_in)
    if zone is None or (expression.zone is None and kind not in (Kind.DATE, Kind.TIME)):
        return value
    zoned = times.with_zone(rows, value, zone)
    if kind is not Kind.DATE:
        return zoned
    return times.local_day_of(rows, zoned, here)


def holds(scope: Scope, conditions: Iterable[Condition]) -> Value:
    """Whether all conditions hold of a row; never NULL.

    Raises
    ------
    InputError
        A condition asks for a column that is not there.
    """
    each = [_holds(scope, condition) for condition in conditions]
    return Value(sa.and_(sa.true(), *(value.sql for value in each)), _highest(each))


def _holds(scope: Scope, condition: Condition) -> Value:
    if condition.any is not None:
        each = [_holds(scope, inner) for inner in condition.any]
        return Value(sa.or_(sa.false(), *(value.sql for value in each)), _highest(each))
    expression = condition.column or Expression(value="")
    value = made(scope, expression)
    if value is None:
        named = [n for _, e in walking.within((), expression) for n in walking.columns_named(e)]
        raise _no_column(scope, named, "")
    text = scope.rows.let(_as_text(value))
    folded = scope.rows.let(Value(sa.func.coalesce(sql.folded(text.sql), ""), text.level))
    tests = list(_tests(scope, condition, text.sql, folded.sql))
    return Value(sa.and_(sa.true(), *tests), folded.level)


def _tests(scope: Scope, condition: Condition, text: Any, folded: Any) -> Iterable[Any]:
    if condition.equal is not None:
        yield folded.in_(_words(condition.equal))
    if condition.unequal is not None:
        yield folded.not_in(_words(condition.unequal))
    if condition.filled is not None:
        yield folded != "" if condition.filled else folded == ""
    if condition.starts_with is not None:
        beginnings = [word.strip().lower() for word in condition.starts_with]
        yield sa.or_(*(sa.func.substr(folded, 1, len(b)) == b for b in beginnings))
    if condition.at_least is not None:
        yield _compared(text, condition.at_least, least=True)
    if condition.at_most is not None:
        yield _compared(text, condition.at_most, least=False)
    if condition.within is not None:
        yield sa.func.coalesce(text, "").in_(_members(scope, condition.within))
    if condition.outside is not None:
        yield sa.func.coalesce(text, "").not_in(_members(scope, condition.outside))


def _words(words: Iterable[str]) -> list[str]:
    folded = [word.strip().lower() for word in words]
    twins = [other for pair in _SAME_WORDS for other in pair if set(pair) & set(folded)]
    return list(dict.fromkeys([*folded, *twins]))


def _compared(text: Any, bound: str | float, *, least: bool) -> Any:
    if isinstance(bound, str):
        # A time begins with its day: the last day of a range is part of it.
        begins = sa.func.substr(text, 1, len(bound), type_=_TEXT)
        met = begins >= bound if least else begins <= bound
    else:
        number = sql.as_number(text, _TEXT)
        limit: Any = sa.literal(float(bound), sa.Double())
        met = number >= limit if least else number <= limit
    return sa.func.coalesce(met, sa.false())


def _members(scope: Scope, membership: Membership) -> sa.Select[Any]:
    other = scope.world.records(scope.world, membership.table)
    column = _column_text(other, membership.column, membership.table)
    return other.rows.select({"member": column}, [Value(column.sql.is_not(None), column.level)])
