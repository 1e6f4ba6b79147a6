"""A part of a mapping as it is when tables that it only joins have no row."""

from collections.abc import Collection, Iterable

from data.mapping import calc
from data.mapping.model import Case, Condition, Expression, Part
from data.mapping.names import column_key

__all__ = ["emptied_part"]

_EMPTY = Expression(value="")


class _Gone:
    """Which names are those of columns of tables that are not there."""

    def __init__(self, aliases: Collection[str], own: Iterable[str]):
        self._aliases = aliases
        self._own = {column_key(name) for name in own}

    def __contains__(self, name: str) -> bool:
        if column_key(name) in self._own:
            return False
        return any(name.startswith(f"{alias}.") for alias in self._aliases)


def emptied_part(part: Part, aliases: Collection[str], own: Iterable[str]) -> Part:
    """The part without the joins of these aliases; whatever named their columns finds nothing.

    Columns that come from nothing else are left out. ``own``: columns of the part's own table,
    which go before.
    """
    gone = _Gone(aliases, own)
    joins = [
        each.model_copy(
            update={"on": {name: _or_empty(value, gone) for name, value in each.on.items()}}
        )
        for each in part.join
        if (each.alias or each.table) not in aliases
    ]
    columns = {name: _emptied(each, gone) for name, each in part.columns.items()}
    left = {name: each for name, each in columns.items() if each is not None}
    where = _conditions(part.where, gone)
    return part.model_copy(update={"join": tuple(joins), "columns": left, "where": where})


def _or_empty(expression: Expression, gone: _Gone) -> Expression:
    return _emptied(expression, gone) or _EMPTY


def _emptied(expression: Expression, gone: _Gone) -> Expression | None:
    """The expression over what is there; None where that is nothing."""
    left = _base(expression, gone)
    if left is not None or expression.default is None:
        return left
    nothing = dict.fromkeys(("column", "concat", "first", "calc", "case", "otherwise"))
    return expression.model_copy(update={**nothing, "value": ""})


def _base(expression: Expression, gone: _Gone) -> Expression | None:
    if expression.column is not None:
        names = tuple(name for name in expression.column if name not in gone)
        return expression.model_copy(update={"column": names}) if names else None
    if expression.calc is not None:
        named = calc.names_in(calc.parsed(expression.calc))
        return None if any(name in gone for name in named) else expression
    for form in ("concat", "first"):
        if getattr(expression, form) is not None:
            inner = [_emptied(each, gone) for each in getattr(expression, form)]
            left = tuple(each for each in inner if each is not None)
            return expression.model_copy(update={form: left}) if left else None
    return expression if expression.case is None else _case(expression, gone)


def _case(expression: Expression, gone: _Gone) -> Expression | None:
    cases = expression.case or ()
    thens = [_emptied(case.then, gone) for case in cases]
    other = None if expression.otherwise is None else _emptied(expression.otherwise, gone)
    if other is None and not any(thens):
        return None
    left = tuple(
        Case(when=_conditions(case.when, gone), then=then or _EMPTY)
        for case, then in zip(cases, thens, strict=True)
    )
    return expression.model_copy(update={"case": left, "otherwise": other})


def _conditions(conditions: tuple[Condition, ...], gone: _Gone) -> tuple[Condition, ...]:
    return tuple(_condition(each, gone) for each in conditions)


def _condition(condition: Condition, gone: _Gone) -> Condition:
    if condition.any is not None:
        return condition.model_copy(update={"any": _conditions(condition.any, gone)})
    if condition.column is None:
        return condition
    return condition.model_copy(update={"column": _or_empty(condition.column, gone)})
