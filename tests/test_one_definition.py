"""Each definition stands once: a second one, written anywhere in the product, fails here.

Read from the syntax trees, so that comments and words do not count. What a rule cannot see is a
copy that goes by other names; the tests of the rooms hold figures against figures.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Invents records, and so writes down who leaves when; decides nothing about a company's own.
INVENTED = "data/demo/"
_TESTS_OF_ABSENCE = {"isna", "notna", "isnull", "notnull", "is_", "is_not"}
_STAND_INS = {"fillna", "replace", "coalesce", "get", "where", "mask"}

Detector = Callable[[ast.AST], bool]


def named(tree: ast.AST) -> set[str]:
    """The columns, attributes and variables that an expression mentions."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Name):
            names.add(node.id)
    return names


def called(node: ast.AST) -> str:
    """The last name of a called function, empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def judges(node: ast.AST, *columns: str) -> bool:
    """A comparison, or a question whether something is there, about one of the columns."""
    asked = isinstance(node, ast.Compare) or called(node) in _TESTS_OF_ABSENCE
    return asked and not named(node).isdisjoint(columns)


def notice(node: ast.AST) -> bool:
    return judges(node, "notice_on")


def active(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare):
        return judges(node, "hired_on")
    # Years since hiring may be compared; the day itself may not.
    sides = [side for side in (node.left, *node.comparators) if not isinstance(side, ast.Call)]
    hired = any("hired_on" in named(side) for side in sides)
    return hired or {"left_on", "as_of"} <= named(node)


def function(node: ast.AST) -> bool:
    words = {"sales", "system"}
    if isinstance(node, ast.Compare | ast.IfExp | ast.BoolOp):
        sides = [node, *ast.iter_child_nodes(node)]
        return any(isinstance(side, ast.Constant) and side.value in words for side in sides)
    return called(node) in _STAND_INS and any(
        isinstance(argument, ast.Constant) and argument.value in words
        for argument in getattr(node, "args", [])
    )


def any_of_several(node: ast.AST) -> bool:
    if called(node) == "expm1":
        return True
    if called(node) == "log1p":
        return isinstance(node.args[0], ast.UnaryOp)  # type: ignore[attr-defined]
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and isinstance(node.left, ast.Constant)
        and "prod" in {called(part) for part in ast.walk(node.right)}
    )


def who_knows(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"meaningful_share", "min_strength"}


@dataclass(frozen=True)
class Rule:
    """What only the ``owners`` write; ``others`` mean something else by it (and say what)."""

    detector: Detector
    owners: tuple[str, ...]
    copies: tuple[str, ...]
    others: tuple[str, ...] = ()


RULES = {
    "under notice": Rule(
        notice,
        ("analytics/relationships/people.py",),
        (
            "going = reps[reps['notice_on'].notna()]",
            "stays = pd.isna(row['notice_on'])",
            "notice = people.notice_on <= day",
        ),
        # Reads a notice of an earlier employment as empty; decides nothing of this one.
        others=("data/importing/repairs.py",),
    ),
    "active": Rule(
        active,
        ("analytics/relationships/people.py",),
        (
            "here = reps['hired_on'].isna() | True",
            "here = (reps['hired_on'] <= day) & ~gone",
            "gone = reps['left_on'] <= pd.Timestamp(extract.as_of)",
        ),
        others=(
            # Hides last days after an earlier day, of which the extract of today knows.
            "data/extract/frames.py",
            # Reads the last day of an earlier employment as empty; decides nothing of this one.
            "data/importing/repairs.py",
        ),
    ),
    "in sales, and no robot": Rule(
        function,
        ("analytics/relationships/people.py", "data/extract/basis.py"),
        (
            "kind = reps['function'].fillna('sales')",
            "kind = row['function'] if row['function'] else 'sales'",
            "kind = row.get('function') or 'sales'",
            "sold = reps['function'].replace('', 'sales')",
            "robots = reps['function'] == 'system'",
        ),
    ),
    "chance of any": Rule(
        any_of_several,
        ("analytics/losses/union.py",),
        (
            "lost = 1 - np.prod(1 - chance, axis=1)",
            "lost = 1.0 - (1 - a * q).prod()",
            "lost = -np.expm1(stays)",
            "stays = np.log1p(-chance)",
        ),
        others=(
            # Who leaves together: products over colleagues, given the common factor.
            "analytics/losses/dependence.py",
            # The logarithms of a likelihood.
            "analytics/follow/posterior.py",
            # The complementary log-log link of a hazard.
            "analytics/attrition/discrete_hazard.py",
        ),
    ),
    "who knows a customer": Rule(
        who_knows,
        ("analytics/relationships/strength.py",),
        ("enough = strength >= rules.meaningful_share * largest", "least = rules.min_strength"),
        # Says the numbers that are in force.
        others=("pages/components/definitions/policy_terms.py",),
    ),
}


def modules() -> Iterator[str]:
    """The product's modules that decide something about a company."""
    for room in ("analytics", "data", "pages"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(INVENTED):
                yield name


def written_in(code: str, detector: Detector) -> list[int]:
    """The lines on which a definition is written."""
    return [node.lineno for node in ast.walk(ast.parse(code)) if detector(node)]  # type: ignore[attr-defined]


def lines(module: str, rule: Rule) -> list[int]:
    return written_in((ROOT / module).read_text(encoding="utf-8"), rule.detector)


@cache
def written() -> dict[str, dict[str, list[int]]]:
    """Where each definition is written; every module is understood once for all of them."""
    found: dict[str, dict[str, list[int]]] = {name: {} for name in RULES}
    for module in modules():
        nodes = list(ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))))
        for name, rule in RULES.items():
            if where := [node.lineno for node in nodes if rule.detector(node)]:  # type: ignore[attr-defined]
                found[name][module] = where
    return found


@pytest.mark.parametrize("name", RULES)
def test_nobody_else_decides(name: str) -> None:
    allowed = RULES[name].owners + RULES[name].others
    assert {each: at for each, at in written()[name].items() if each not in allowed} == {}


@pytest.mark.parametrize("name", RULES)
def test_who_owns_a_definition_or_is_excepted_does_write_it(name: str) -> None:
    rule = RULES[name]
    assert [each for each in rule.owners + rule.others if not lines(each, rule)] == []


@pytest.mark.parametrize(
    ("name", "copy"), [(n, c) for n, rule in RULES.items() for c in rule.copies]
)
def test_a_copy_is_noticed(name: str, copy: str) -> None:
    assert written_in(copy, RULES[name].detector)
