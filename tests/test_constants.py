"""docs/constants.md against the code: every constant with its value, source and what it moves.

A constant is a number at the top of a module of ``analytics`` or ``data/extract`` (also inside a
tuple, a dict, an array or a table of dataclasses), or a default of the policy.
"""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from pydantic import BaseModel

from analytics.policy import Policy
from tests.serving import ROOT

PAGE = ROOT / "docs" / "constants.md"
ROOMS = ("analytics", "data/extract")

#: Numbers that only name a place in a tuple, or say again what the table holds.
NO_CONSTANTS = {
    "policy.KIND_WEIGHTS": "the defaults of [relationships.weights]",
    "losses.retention._RAISES": "from _RAISES_TRIED and _LARGEST_RAISE",
    **dict.fromkeys(
        (f"relationships.evidence.{name}" for name in ("ACTIVITY", "TRANSACTIONS", "OWNERSHIP")),
        "a place in EVIDENCE_LEVELS",
    ),
    "data.extract.onward._KEPT": "frames in memory: it moves no figure",
    "relationships.evidence.NONE": "a place in EVIDENCE_LEVELS",
    "relationships.evidence.STATED": "a place in EVIDENCE_LEVELS",
    "relationships.evidence.DEPARTED_OWNER": "a place after EVIDENCE_LEVELS",
    **dict.fromkeys(
        (f"coverage.candidates.{name}" for name in ("IN_TOUCH", "BOTH", "EITHER", "TEAM")),
        "a place in LIKENESS",
    ),
    "coverage.candidates.NO_LIKENESS": "a place in LIKENESS",
    "coverage.rules._NO_LIKENESS": "a place in LIKENESS",
    **{
        f"departure.successors.{name}": "a place in BASES"
        for name in ("KNOWS", "IN_TOUCH", "BOTH", "EITHER", "TEAM", "ROOM")
    },
    **{f"departure.simulation.{name}": "a place in BANDS" for name in ("STAYS", "CALL", "GO")},
}

#: What needs no name inside a function: counting, halves and squares, the months of a year, days
#: of a year, and the levels that stand in the names of var_95, es_95, var_99 and es_99.
PLAIN = {*range(13), 0.5, 100, 365.25, 0.95, 0.99}
#: Other numbers that functions may hold, by module.
UNNAMED: dict[str, dict[float, str]] = {
    "follow.comparables": {40: "before any day"},
    "attrition.discrete_hazard": {40: "halvings of a step"},
    "losses.distribution": {20_000: "policy default", 60: "bars of a chart"},
    "losses.exact": {99: "bounds an exponent", 300: "numbers a state costs"},
    "losses.scenarios": {64: "fewest cells"},
    "messages": {1000: "how numbers are written"},
}


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def short(name: str) -> str:
    return name.removeprefix("analytics.")


@cache
def modules() -> dict[str, ModuleType]:
    files = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    names = [module_name(file) for file in files]
    return {short(name): importlib.import_module(name) for name in names}


def assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def numbers_in(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Each number within a value, as (name, number); a run of numbers is one tuple."""
    match value:
        case bool() | str():
            return
        case int() | float():
            yield name, value
        case timedelta():
            yield name, value.days
        case np.ndarray():
            yield name, tuple(value.tolist())
        case Mapping() if is_one_number(value):
            yield name, next(iter(value.values()))
        case Mapping():
            for key, each in value.items():
                yield from numbers_in(f"{name}[{key}]", each)
        case tuple() | list() if value and all(type(each) in (int, float) for each in value):
            yield name, tuple(value)
        case tuple() | list():
            for place, each in enumerate(value):
                yield from numbers_in(f"{name}[{label(each, place)}]", each)
        case _ if is_dataclass(value) and not isinstance(value, type):
            numbers = [getattr(value, each.name) for each in fields(value)]
            numbers = [each for each in numbers if type(each) in (int, float)]
            if numbers:
                yield name, numbers[0] if len(numbers) == 1 else tuple(numbers)


def is_one_number(values: Mapping[Any, Any]) -> bool:
    return (
        len(values) > 1
        and {type(each) for each in values.values()} <= {int, float}
        and (len(set(values.values())) == 1)
    )


def label(value: Any, place: int) -> str:
    return f"{value.section}.{value.key}" if hasattr(value, "section") else str(place)


def defaults(name: str, rules: BaseModel) -> Iterator[tuple[str, Any]]:
    for key in type(rules).model_fields:
        value = getattr(rules, key)
        if isinstance(value, BaseModel):
            yield from defaults(f"{name}.{key}", value)
        elif value not in ("", {}):
            yield f"{name}.{key}", value


@cache
def in_code() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, module in modules().items():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for constant in assigned(tree):
            if f"{name}.{constant}" not in NO_CONSTANTS:
                found |= numbers_in(f"{name}.{constant}", getattr(module, constant))
    return found | dict(defaults("policy", Policy()))


@cache
def rows() -> dict[str, list[list[str]]]:
    """The cells of docs/constants.md after the name, by name."""
    found: dict[str, list[list[str]]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            name, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
            found.setdefault(name.strip("` "), []).append(cells)
    return found


def said(name: str) -> Any:
    """The value of a row: Python as in the module, so that a formula stays a formula."""
    module = max((each for each in modules() if name.startswith(f"{each}.")), key=len)
    text = rows()[name][0][0].strip("`")
    return eval(text, dict(vars(modules()[module]), true=True, false=False))


def test_every_constant_of_the_code_stands_in_the_table() -> None:
    missing = [
        f"| `{name}` | `{value}` |" for name, value in in_code().items() if name not in rows()
    ]
    assert not missing, (
        "docs/constants.md lacks these constants. Add a row each, with unit, source (a paper and "
        "its year, or [judgement] and the reason) and what it moves; under 'Numerical settings' "
        "if it moves no figure beyond rounding or chance:\n" + "\n".join(missing)
    )


def test_every_row_of_the_table_stands_in_the_code_once() -> None:
    gone = [name for name in rows() if name not in in_code()]
    assert not gone, f"docs/constants.md names what analytics no longer has; remove {gone}"
    assert [name for name, each in rows().items() if len(each) > 1] == []


def test_table_and_code_have_the_same_value() -> None:
    different = [
        f"{name}: the table says {said(name)}, the code {in_code()[name]}"
        for name in rows()
        if name in in_code() and said(name) != in_code()[name]
    ]
    assert not different, (
        "Correct docs/constants.md or the code, whichever is wrong, and the source with it:\n"
        + "\n".join(different)
    )


def test_every_row_has_a_source_and_says_what_it_moves() -> None:
    faulty = [name for name, each in rows().items() if not complete(each[0])]
    assert not faulty, (
        "These rows of docs/constants.md need value, unit, source (a paper and its year, or "
        "[judgement] or [definition] and the reason) and what they move; numerical settings need "
        "value and what they bound:\n" + "\n".join(faulty)
    )


def complete(cells: list[str]) -> bool:
    if len(cells) != 4:
        return len(cells) == 2 and all(cells)
    sourced = re.search(r"\b(18|19|20)\d\d\b|\[judgement\]|\[definition\]", cells[2])
    return all(cells) and sourced is not None


def unnamed(name: str, tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            numbers = (each for each in ast.walk(function) if isinstance(each, ast.Constant))
            for each in numbers:
                if type(each.value) in (int, float) and not plain(each.value, name):
                    yield f"{name}:{each.lineno} {each.value!r}"


def plain(number: Any, module: str) -> bool:
    tolerance = abs(number) < 1e-5
    return number in PLAIN or number in UNNAMED.get(module, {}) or tolerance


def test_a_number_with_a_meaning_has_a_name() -> None:
    found = [
        each
        for name, module in modules().items()
        if not name.startswith("data.")
        for each in unnamed(name, ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
    ]
    assert not found, (
        "Name these numbers at the top of their module and list them in docs/constants.md:\n"
        + "\n".join(found)
    )
