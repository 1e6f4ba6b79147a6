"""Standard expressions, in the spelling of engines that want another one.

SQLAlchemy's dialects write values, regular expressions and subqueries well for most engines, and
statements use them as they are. Where an engine says otherwise (``bound``, ``matches``, ``among``,
``exists``), its spelling is taken; for all others nothing changes.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, Label
from sqlalchemy.sql.selectable import Exists, ScalarSelect

from data.sources.engines import Engine

__all__ = ["adopt"]


def adopt(engine: Engine) -> None:
    """Write statements for an engine with its own spelling of standard expressions from now on."""
    for dialect in engine.dialects:
        if engine.bound:
            compiles(BindParameter, dialect)(_bound(engine))
        if engine.matches is not None or engine.among is not None:
            compiles(BinaryExpression, dialect)(_binary(engine))
        if engine.unlabelled is not None:
            compiles(Label, dialect)(_label(engine.unlabelled))
        if engine.exists is not None:
            compiles(Exists, dialect)(_exists(engine))


def _bound(engine: Engine) -> Callable[..., str]:
    def compiled(element: BindParameter[Any], compiler: Any, **options: Any) -> str:
        written: str = compiler.visit_bindparam(element, **options)
        kinds = (kind for kind in engine.bound if isinstance(element.type, kind))
        kind = next(kinds, None)
        if kind is None or element.expanding:
            return written
        return engine.bound[kind].format(written)

    return compiled


def _binary(engine: Engine) -> Callable[..., str]:
    def compiled(element: BinaryExpression[Any], compiler: Any, **options: Any) -> str:
        template = _template(engine, element, options)
        if template is None:
            return str(compiler.visit_binary(element, **options))
        left, right = (compiler.process(each, **options) for each in (element.left, element.right))
        return f"({template.format(left, right)})"

    return compiled


def _template(
    engine: Engine, element: BinaryExpression[Any], options: Mapping[str, Any]
) -> str | None:
    """How an operator is written that the engine spells itself; None for all others."""
    is_value = _is_value(options) and isinstance(element.right, ScalarSelect)
    match element.operator:
        case operators.regexp_match_op:
            return engine.matches
        case operators.not_regexp_match_op:
            return engine.matches and f"NOT ({engine.matches})"
        case operators.in_op if is_value:
            return engine.among
        case operators.not_in_op if is_value:
            return engine.among and f"NOT {engine.among}"
    return None


def _exists(engine: Engine) -> Callable[..., str]:
    def compiled(element: Exists, compiler: Any, **options: Any) -> str:
        if engine.exists is None or not _is_value(options):
            return str(compiler.visit_unary(element, **options))
        return f"({engine.exists.format(compiler.process(element.element, **options))})"

    return compiled


def _label(option: str) -> Callable[..., str]:
    def compiled(element: Label[Any], compiler: Any, **options: Any) -> str:
        options.pop(option, None)
        return str(compiler.visit_label(element, **options))

    return compiled


def _is_value(options: Mapping[str, Any]) -> bool:
    """Whether an expression is a value of a row, rather than a condition for rows."""
    return bool(options.get("within_columns_clause"))
