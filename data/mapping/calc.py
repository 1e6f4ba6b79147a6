"""The arithmetic of a mapping: numbers, names of columns, + - * / and parentheses.

A text is parsed, never run. ``a * [Unit price] / 100``: a name that holds more than letters,
digits, ``_`` and ``.`` stands in brackets.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from analytics.messages import Message, message

__all__ = [
    "Calculation",
    "Name",
    "Number",
    "Operation",
    "Unreadable",
    "names_in",
    "parsed",
    "worked_out",
]

#: Signs of a formula, and formulas within each other.
_LONGEST = 500
_DEEPEST = 20

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])"
    r"|\[(?P<bracketed>[^\[\]]+)\]"
    r"|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<sign>[-+*/()]))"
)


class Unreadable(ValueError):
    """A formula that cannot be read; ``message`` says why."""

    def __init__(self, why: Message):
        super().__init__(str(why))
        self.message = why


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A column."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two formulas with a sign between them."""

    sign: Literal["+", "-", "*", "/"]
    left: "Calculation"
    right: "Calculation"


Calculation = Number | Name | Operation
Token = tuple[str, str]


def parsed(text: str) -> Calculation:
    """The formula that a text spells.

    Raises
    ------
    Unreadable
        It is none, or longer or deeper than a mapping needs.

    >>> parsed("[net price] * 2")
    Operation(sign='*', left=Name(name='net price'), right=Number(value=2.0))
    """
    if len(text) > _LONGEST:
        raise Unreadable(message("a formula has at most {most} characters", most=_LONGEST))
    tokens = _tokens(text)
    formula = _sum(tokens, 0)
    if tokens:
        raise Unreadable(message("{sign} is not expected there", sign=tokens[0][1]))
    return formula


def names_in(formula: Calculation) -> Iterator[str]:
    """The columns of a formula, from left to right."""
    if isinstance(formula, Name):
        yield formula.name
    elif isinstance(formula, Operation):
        yield from names_in(formula.left)
        yield from names_in(formula.right)


def worked_out(
    formula: Calculation,
    number: Callable[[float], Any],
    name: Callable[[str], Any],
    divided: Callable[[Any, Any], Any],
) -> Any:
    """What a formula comes to, in whatever adds and multiplies: numbers, or expressions of SQL.

    >>> import operator
    >>> worked_out(parsed("a * 2 - b / 4"), float, {"a": 3.0, "b": 2.0}.get, operator.truediv)
    5.5
    """
    match formula:
        case Number():
            return number(formula.value)
        case Name():
            return name(formula.name)
    left, right = (
        worked_out(each, number, name, divided) for each in (formula.left, formula.right)
    )
    match formula.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return divided(left, right)


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    start = 0
    while text[start:].strip():
        token = _TOKEN.match(text, start)
        if token is None:
            wrong = text[start:].strip()[:1]
            raise Unreadable(message("{sign} is not expected there", sign=wrong))
        kind = token.lastgroup or ""
        tokens.append((kind, token[kind]))
        start = token.end()
    return tokens


def _sum(tokens: list[Token], depth: int) -> Calculation:
    left = _product(tokens, depth)
    while tokens and tokens[0] in (("sign", "+"), ("sign", "-")):
        sign = tokens.pop(0)[1]
        left = Operation("+" if sign == "+" else "-", left, _product(tokens, depth))
    return left


def _product(tokens: list[Token], depth: int) -> Calculation:
    left = _one(tokens, depth)
    while tokens and tokens[0] in (("sign", "*"), ("sign", "/")):
        sign = tokens.pop(0)[1]
        left = Operation("*" if sign == "*" else "/", left, _one(tokens, depth))
    return left


def _one(tokens: list[Token], depth: int) -> Calculation:
    if depth > _DEEPEST:
        raise Unreadable(message("the parentheses go deeper than {most}", most=_DEEPEST))
    if not tokens:
        raise Unreadable(message("a number or a column is missing at the end"))
    kind, text = tokens.pop(0)
    if kind == "number":
        return Number(float(text))
    if kind in ("bracketed", "name"):
        return Name(text.strip())
    if text == "-":
        return Operation("-", Number(0.0), _one(tokens, depth + 1))
    if text != "(":
        raise Unreadable(message("{sign} is not expected there", sign=text))
    inner = _sum(tokens, depth + 1)
    if not tokens or tokens.pop(0) != ("sign", ")"):
        raise Unreadable(message("a closing parenthesis is missing"))
    return inner
