"""The lists of docs/architecture.md: rooms with their modules, and who may import whom."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.documents.marked import rewritten
from tests.serving import ROOT

__all__ = ["ARCHITECTURE", "with_rooms"]

ARCHITECTURE = ROOT / "docs" / "architecture.md"
LAYERS = ("analytics", "data", "pages")


def with_rooms(architecture: str) -> str:
    """The text of docs/architecture.md with its lists written anew."""
    rooms = rewritten(architecture, "rooms", "\n".join(_layers()))
    return rewritten(rooms, "imports", "\n".join(_contracts()))


def _layers() -> Iterator[str]:
    for layer in LAYERS:
        yield f"### {layer}\n\n{_says(ROOT / layer)}\n"
        yield "| room | what it answers or does | modules |\n|---|---|---|"
        for package in sorted(path.parent for path in (ROOT / layer).rglob("__init__.py")):
            room = package.relative_to(ROOT).as_posix()
            says = "" if package == ROOT / layer else _says(package)
            if modules := _modules(package):
                yield f"| `{room}` | {says} | {modules} |"
        yield ""


def _says(package: Path) -> str:
    """The first paragraph of the room's docstring."""
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
    return " ".join((said or "").split("\n\n")[0].split()).replace("``", "`")


def _modules(package: Path) -> str:
    names = sorted(path.stem for path in package.glob("*.py") if path.stem != "__init__")
    return " ".join(f"`{name}`" for name in names)


def _contracts() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in project["tool"]["importlinter"]["contracts"]:
        yield f"- **{contract['name']}**: {_rule(contract)}"


def _rule(contract: dict[str, Any]) -> str:
    match contract["type"]:
        case "forbidden":
            forbidden = _named(contract["forbidden_modules"])
            return f"{_named(contract['source_modules'])} must not import {forbidden}."
        case "layers":
            inside = f"in {_named(contract['containers'])} " if "containers" in contract else ""
            levels = " → ".join(f"`{level}`" for level in contract["layers"])
            return f"{inside}a room may import those to its right only: {levels}."
        case "acyclic_siblings":
            return f"no circles between the rooms of {_named(contract['ancestors'])}."
    return f"{contract['type']} of {_named(contract.get('modules', []))}."


def _named(modules: list[str]) -> str:
    return ", ".join(f"`{module}`" for module in modules)
