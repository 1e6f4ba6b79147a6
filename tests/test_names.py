"""What a module offers is used by another one, or by a test: nothing is kept for nobody."""

import ast
from functools import cache, lru_cache
from pathlib import Path

import pytest

from tests.serving import ROOT

LAYERS = ("analytics", "data", "pages")
PRODUCT = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
READERS = [*PRODUCT, ROOT / "app.py", ROOT / "assess.py", *(ROOT / "tests").rglob("*.py")]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(1)  # kept trees of all modules would slow every collection of garbage afterwards
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def offered(path: Path) -> list[str]:
    """The names in a module's ``__all__``."""
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def used(path: Path) -> set[tuple[str, str]]:
    """(module, name) of everything that a file imports, or reads from a module that it imports."""
    found: set[tuple[str, str]] = set()
    modules: dict[str, str] = {}
    read: list[ast.Attribute] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            read.append(node)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found.add((node.module, alias.name))
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            modules.update({alias.asname or alias.name: alias.name for alias in node.names})
    for node in read:
        owner = dotted(node.value)
        if owner in modules:
            found.add((modules[owner], node.attr))
    return found


def dotted(node: ast.expr) -> str:
    """A name with its dots; empty for any other expression."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return node.id if isinstance(node, ast.Name) else ""


@cache
def used_anywhere() -> dict[tuple[str, str], set[Path]]:
    readers: dict[tuple[str, str], set[Path]] = {}
    for path in READERS:
        for each in used(path):
            readers.setdefault(each, set()).add(path)
    return readers


def types_of(path: Path) -> set[str]:
    """Classes and aliases of types: what is given back, which nobody has to name."""
    classes = {node.name for node in tree(path).body if isinstance(node, ast.ClassDef)}
    assigned = [node for node in tree(path).body if isinstance(node, ast.Assign)]
    aliases = {ast.unparse(node.targets[0]) for node in assigned}
    return classes | {name for name in aliases if name.istitle()}


#: Known by their text: understanding every module is left to the test.
OFFERING = [path for path in PRODUCT if "\n__all__ = " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", OFFERING, ids=module_name)
def test_every_public_name_is_used_elsewhere(path: Path) -> None:
    name = module_name(path)
    loaded_by_name = {"page"} if path.parent.parent == ROOT / "pages" else set()
    unused = [
        each
        for each in offered(path)
        if used_anywhere().get((name, each), set()) <= {path}
        and each not in types_of(path) | loaded_by_name
    ]
    assert unused == [], f"{name} offers {', '.join(unused)}, which nobody uses: delete or hide it"
