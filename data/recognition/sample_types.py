"""What the values of a sample look like: days, numbers, words of yes and no, addresses, ids."""

import re
from collections.abc import Callable

from data.mapping.model import Look
from data.recognition.catalogue import SourceColumn
from data.schema import Kind

__all__ = ["contradicts", "filled", "look_of", "looks_like"]

#: Of the filled values so many must look like a type.
MOST = 0.8

#: Fewer filled values than this say nothing.
ENOUGH = 3

#: An id or a name is not longer than this; a text of free words is.
LONG_TEXT = 80

_EMPTY = frozenset(
    ("", "null", "none", "nil", "nan", "n/a", "#n/a", "\\n", "-", "--", "(blank)", "无", "空")
)
_DAY = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}.*"
    r"|[\d〇零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}[日号].*"
    r"|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}.*"
    r"|(19|20)\d{6}|\d{10}|\d{13}|\d{16}|[34]\d{4}(\.\d+)?"
    r"|\d{1,2}[-. ]?[A-Za-z]{3,9}[-., ]+\d{2,4}.*|[A-Za-z]{3,9} \d{1,2},? \d{4}.*"
    r"|(19|20)\d\d\s?[-/年]\s?(0?[1-9]|1[0-2])(月份?)?|(0?[1-9]|1[0-2])[-/](19|20)\d\d"
    r"|[A-Za-zäûé]{3,9}\.?[ -](19|20)\d\d"
)
_NUMBER = re.compile(
    r"[-+(]?\s*[^\w\s]{0,2}[A-Za-z]{0,3}\s*-?\d[\d.,' \u00a0\u202f]*\s*[^\d]{0,4}\)?"
)
_MONTH = re.compile(
    r"\d{4}[-/.年]?\s?(\d{1,2}|[一二三四五六七八九十]{1,2}(?=月))月?|\d{4}\s?[Qq][1-4]|\d{4}"
)
#: What is a number from month to month, though some of them could be days.
_PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CURRENCY = re.compile(r"[A-Za-z]{3}|[¥￥$€£]|人民币|美元|欧元|港币|日元|元")
_BOOLEAN = frozenset(
    (
        "0 1 true false yes no y n t f 是 否 ja nein wahr falsch oui non si sí "
        "active inactive enabled disabled deactivated aktiv inaktiv actif inactif activo inactivo "
        "current employed former terminated left locked "
        "在职 离职 已离职 待离职 在岗 启用 已启用 停用 已停用 禁用 已禁用 有效 无效 正常 "
        "激活 已激活 未激活"
    ).split()
)

_LOOKS: dict[str, Callable[[str], object]] = {
    "date": _DAY.fullmatch,
    "month": lambda value: _MONTH.fullmatch(value) or _DAY.fullmatch(value),
    "number": _NUMBER.fullmatch,
    "email": _MAIL.fullmatch,
    "currency": _CURRENCY.fullmatch,
    "boolean": lambda value: value.casefold() in _BOOLEAN,
    "short": lambda value: len(value) <= LONG_TEXT,
}


def filled(column: SourceColumn) -> list[str]:
    """The values of the sample that are no word for nothing, trimmed."""
    values = (value.strip() for value in column.values if value is not None)
    return [value for value in values if value.casefold() not in _EMPTY]


def looks_like(column: SourceColumn, look: str) -> bool | None:
    """Whether most filled values have a look (``date``, ``number``, ``email``, …).

    ``None`` where the sample is too small to say.

    >>> looks_like(SourceColumn("a", ("2025-01-03", "2025-01-04", "3.2.2025")), "date")
    True
    """
    values = filled(column)
    if len(values) < ENOUGH:
        return None
    return sum(bool(_LOOKS[look](value)) for value in values) >= MOST * len(values)


def look_of(column: SourceColumn) -> Look:
    """What most filled values look like; ``text`` where no other look prevails, empty where the
    sample is too small to say.

    Digits alone are a number, also where they could be a day: what a column looks like is not to
    change from one month to the next.

    >>> look_of(SourceColumn("a", ("2025-01-03", "3.2.2025", "", "1 Mar 2025")))
    'date'
    >>> look_of(SourceColumn("a", ("20250103", "20250104", "7")))
    'number'
    """
    values = filled(column)
    if len(values) < ENOUGH:
        return ""
    looks = [_look(value) for value in values]
    either: tuple[Look, ...] = ("date", "number", "email")
    return next((each for each in either if looks.count(each) >= MOST * len(looks)), "text")


def _look(value: str) -> Look:
    if _PLAIN_NUMBER.fullmatch(value):
        return "number"
    looks: tuple[Look, ...] = ("date", "number", "email")
    return next((look for look in looks if _LOOKS[look](value)), "text")


def contradicts(column: SourceColumn, kind: Kind) -> bool:
    """Whether the type that the source states, or the sample, speaks against a kind of column."""
    if column.kind is not None and kind in _STATED:
        return column.kind not in _STATED[kind]
    look = _LOOK_OF.get(kind)
    return look is not None and looks_like(column, look) is False


#: A day may be a text or a number of seconds in a database, so only what never fits is refused.
_STATED: dict[Kind, tuple[str, ...]] = {
    Kind.DATE: ("date", "text", "number"),
    Kind.TIME: ("date", "text", "number"),
    Kind.NUMBER: ("number", "text"),
}

_LOOK_OF = {
    Kind.DATE: "date",
    Kind.TIME: "date",
    Kind.NUMBER: "number",
    Kind.CURRENCY: "currency",
    Kind.BOOLEAN: "boolean",
    Kind.ID: "short",
    Kind.TEXT: "short",
}
