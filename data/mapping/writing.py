"""A mapping as text, to be read by people and by :func:`data.mapping.text.read_mapping` again."""

from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Table

from data.mapping.model import Condition, Expression, Join, Mapping, Part, SourceTable

__all__ = ["mapping_text"]

#: Lists longer than this stand on lines of their own.
_SHORT = 4


def mapping_text(mapping: Mapping) -> str:
    """The TOML of a mapping; what has its default is left out.

    >>> print(mapping_text(Mapping(tables={"users": {"name": "Users"}})))
    [tables.users]
    name = "Users"
    <BLANKLINE>
    """
    document = tomlkit.document()
    for section in ("about", "read", "answers"):
        values = _plain(getattr(mapping, section))
        if values:
            document[section] = _table(values)
    for alias, source in mapping.tables.items():
        _below(document, "tables", alias, _table(_plain(source)))
    for name, parts in mapping.parts.items():
        array = tomlkit.aot()
        for part in parts:
            array.append(_part(part))
        document[name] = array
    for name, ids in mapping.same.items():
        _below(document, "same", name, _table(dict(ids)))
    return tomlkit.dumps(document)


def _below(document: Any, section: str, name: str, table: Table) -> None:
    """A table under a section whose own header is not written."""
    if section not in document:
        document[section] = tomlkit.table(is_super_table=True)
    document[section][name] = table


def _part(part: Part) -> Table:
    values = _plain(part)
    columns = values.pop("columns", {})
    table = _table(values)
    table["columns"] = _table(columns)
    return table


def _table(values: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = _item(value)
    return table


def _item(value: Any) -> Any:
    if isinstance(value, dict):
        return _inline(value)
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_item(each) for each in value)
        return array.multiline(len(value) > _SHORT or any(isinstance(v, dict) for v in value))
    return value


def _inline(values: dict[str, Any]) -> InlineTable:
    inline = tomlkit.inline_table()
    for key, value in values.items():
        # On one line, as TOML wants an inline table to be.
        inline[key] = _one_line(value)
    return inline


def _one_line(value: Any) -> Any:
    if isinstance(value, dict):
        return _inline(value)
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_one_line(each) for each in value)
        return array
    return value


def _plain(value: Any) -> Any:
    """A part of the model as lists, dicts and texts, as short as it can be written."""
    if isinstance(value, Expression):
        return _expression(value)
    if isinstance(value, Condition | Join | Part | SourceTable) or hasattr(
        value, "model_fields_set"
    ):
        return _fields(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        plain = [_plain(each) for each in value]
        return plain[0] if len(plain) == 1 and isinstance(value[0], str | Condition) else plain
    return value


def _expression(expression: Expression) -> Any:
    fields = _fields(expression)
    alone = list(fields) == ["column"] and isinstance(fields["column"], str)
    return fields["column"] if alone else fields


def _fields(part: Any) -> dict[str, Any]:
    values = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if value != field.get_default():
            values[field.alias or name] = _plain(value)
    return values
