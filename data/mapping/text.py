"""The text of a mapping as a :class:`~data.mapping.model.Mapping`, bounded before it is parsed."""

import tomllib
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.policy_text import deeper_than, shortened
from data.mapping import model
from data.mapping.checking import Wrong, wrong_in
from data.mapping.lines import Key, line_of, lines_of, said
from data.mapping.model import Mapping
from data.mapping.names import nearest_said
from data.schema import TABLES

__all__ = ["LARGEST_BYTES", "read_mapping"]

#: The largest preset has a tenth of it.
_LARGEST_KB = 512
LARGEST_BYTES = _LARGEST_KB * 1024
#: Brackets within each other and parts of a key.
_DEEPEST = 24
#: So many faults are told at once.
_MOST = 20
#: Keys of the text that are no canonical table.
_SECTIONS = ("about", "read", "tables", "same", "answers")


def read_mapping(text: str, name: str) -> Mapping:
    """The mapping that a text spells; ``name`` is how its file is called in messages.

    Raises
    ------
    InputError
        The text is no TOML, or no mapping; every fault with file, line, key and the nearest name.
    """
    if len(text.encode(errors="replace")) > LARGEST_BYTES:
        most = message("it is larger than {most} KB, which no mapping needs", most=_LARGEST_KB)
        raise _unreadable(name, most)
    if deeper_than(_DEEPEST, text):
        raise _unreadable(name, message("it goes deeper than {most} levels", most=_DEEPEST))
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, str(error)) from None
    lines = lines_of(text)
    try:
        mapping = Mapping.model_validate(_arranged(document))
    except ValidationError as error:
        raise _refused([_wrong(each) for each in error.errors()], name, lines) from None
    wrong = list(wrong_in(mapping))
    if wrong:
        raise _refused(wrong, name, lines)
    return mapping


def _arranged(document: dict[str, Any]) -> dict[str, Any]:
    """A document as the model has it: what is no section is a canonical table."""
    sections = {key: value for key, value in document.items() if key in _SECTIONS}
    parts = {key: value for key, value in document.items() if key not in _SECTIONS}
    return {**sections, "parts": {key: _parts(each) for key, each in parts.items()}}


def _parts(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


def _wrong(fault: Any) -> Wrong:
    """One fault of Pydantic as a key of the text and a sentence."""
    location = tuple(fault["loc"])
    key = location[1:] if location[:1] == ("parts",) else location
    if key and key[0] not in (*_SECTIONS, *TABLES):
        near = nearest_said(str(key[0]), [*TABLES, *_SECTIONS])
        return key[:2], message("there is no such table; {near}", near=near)
    return key, _reason(fault, location)


def _reason(fault: Any, location: Key) -> Message:
    match fault["type"]:
        case "extra_forbidden":
            near = nearest_said(str(location[-1]), _keys_beside(location))
            return message("there is no such key; {near}", near=near)
        case "missing":
            return message("{key} is missing", key=str(location[-1]))
        case "literal_error":
            expected = str(fault["ctx"]["expected"]).replace(" or ", ", ")
            return message("write one of {words}", words=expected)
        case "string_type":
            return message("a text is expected, in quotes")
        case "model_type" | "dict_type" | "model_attributes_type":
            return message("a table is expected, such as {example}", example='{ column = "Name" }')
    told = str(fault["msg"])
    return message("{reason}", reason=told[0].lower() + told[1:])


def _keys_beside(location: Key) -> list[str]:
    """The keys that the format knows where an unknown one stands."""
    fields: Any = Mapping
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        fields = _inside(fields, part)
    return _names(fields) if fields is not None else []


def _names(kind: Any) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]


def _inside(kind: Any, key: str) -> Any:
    """The part of the model that a key of another holds; itself where the key is a name of data."""
    if kind is None:
        return None
    field = next(
        (each for name, each in kind.model_fields.items() if key in (name, each.alias)), None
    )
    return kind if field is None else next(_models(field.annotation), kind)


def _models(annotation: Any) -> Any:
    """The parts of the model that an annotation names, whatever lies around them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    named = getattr(annotation, "__forward_arg__", annotation)
    if isinstance(named, str):
        yield from _models(getattr(model, named.partition(" ")[0], None))
    for each in get_args(annotation):
        yield from _models(each)


def _refused(wrong: Sequence[Wrong], name: str, lines: dict[Key, int]) -> InputError:
    told = [_told(key, why, name, lines) for key, why in wrong[:_MOST]]
    if len(wrong) > _MOST:
        told.append(message("… and {count} more", count=len(wrong) - _MOST))
    whole = told.pop()
    while told:
        whole = message("{fault}\n{more}", fault=told.pop(), more=whole)
    return InputError(whole)


def _told(key: Key, why: Message, name: str, lines: dict[Key, int]) -> Message:
    line = line_of(key, lines)
    if line is None:
        return message("{file}: {reason}", file=name, reason=why)
    return message(
        "{file}, line {line}, {key}: {reason}",
        file=name,
        line=str(line),
        key=shortened(said(key)),
        reason=why,
    )


def _unreadable(name: str, reason: str | Message) -> InputError:
    return InputError(message("{file} cannot be read: {reason}", file=name, reason=reason))
