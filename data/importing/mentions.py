"""Which columns of a source table a mapping speaks of, so that no other is read."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from data.mapping.model import Expression, Mapping, Part
from data.mapping.names import column_key

__all__ = ["aliases_of", "columns_of", "mentioned"]


def aliases_of(part: Part) -> tuple[str, ...]:
    """The tables that a part speaks of: its own, joined ones, and where values are looked up."""
    others = [each.table for each in _models(part) if hasattr(each, "table")]
    return tuple(dict.fromkeys([part.source, *others]))


def mentioned(mapping: Mapping, alias: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a table, of those ``names``, that may be needed for what is made of it.

    A name that stands anywhere in what is said of the table counts, whatever its case.
    """
    said, formulas = set[str](), list[str]()
    concerned: list[BaseModel] = [mapping.tables[alias]] if alias in mapping.tables else []
    concerned += [part for part in _parts(mapping) if alias in aliases_of(part)]
    for text in (text for each in concerned for text in _texts(each)):
        said |= {column_key(text), column_key(text.partition(".")[2])}
    for each in (model for part in concerned for model in _models(part)):
        if isinstance(each, Expression) and each.calc:
            formulas.append(each.calc.casefold())
    calculated = "\n".join(formulas)
    return tuple(
        name for name in names if column_key(name) in said or column_key(name) in calculated
    )


def columns_of(expression: Expression) -> tuple[str, ...]:
    """The columns that an expression takes its value from, as the mapping writes them."""
    columns = [each.column or () for each in _models(expression) if isinstance(each, Expression)]
    return tuple(dict.fromkeys(name for names in columns for name in names))


def _parts(mapping: Mapping) -> list[Part]:
    return [part for parts in mapping.parts.values() for part in parts]


def _models(value: Any) -> Iterator[Any]:
    """A model of pydantic and all that it holds."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _models(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _models(each)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
