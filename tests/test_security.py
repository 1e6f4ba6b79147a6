"""docs/security.md and docs/run.md promise nothing that nothing shows."""

import ast
import dataclasses
import importlib
import plistlib
import re
from configparser import ConfigParser
from functools import cache
from pathlib import Path

import pytest

from tests.documents.limits import LIMITS, OF_ONE_FILE, SECURITY, commented, with_limits
from tests.serving import ROOT

RUN = ROOT / "docs" / "run.md"
SHOWN = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", SECURITY.read_text("utf-8"))))


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("path", "name"), SHOWN)
def test_every_test_that_a_promise_names_exists(path: str, name: str) -> None:
    assert (ROOT / path).exists()
    assert name in names_in(path)


def test_every_requirement_names_a_test() -> None:
    rows = re.findall(r"^\| (\d+\.\d+\.\d+.*?) \|.*\| (.*) \|$", SECURITY.read_text("utf-8"), re.M)
    assert len(rows) > 20
    assert [number for number, shown in rows if "::test_" not in shown] == []


def test_limits_are_those_of_the_code() -> None:
    security = SECURITY.read_text(encoding="utf-8")
    assert with_limits(security) == security, "run make docs"


@pytest.mark.parametrize("path", sorted(ROOT.glob("data/**/limits.py")), ids=str)
def test_every_limit_is_documented(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(name)
    documented = {limit.name for limit in LIMITS if limit.module == name}
    if name == OF_ONE_FILE:
        documented = {each for _, names in commented(name) for each in names}
    stated = set()
    for each in module.__all__:
        value = getattr(module, each)
        if isinstance(value, int | float):
            stated.add(each)
        elif dataclasses.is_dataclass(value) and not is_shape_only(value):
            stated |= {f"{each}.{field.name}" for field in dataclasses.fields(value)}
    assert stated == documented


def is_shape_only(value: object) -> bool:
    """Whether it is a class whose numbers are given by others."""
    fields = dataclasses.fields(value)  # type: ignore[arg-type]
    return isinstance(value, type) and all(f.default is dataclasses.MISSING for f in fields)


def test_security_is_defined_once() -> None:
    short = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "docs/security.md" in short
    assert re.findall(r"^## (.+)$", short, re.MULTILINE) == ["Reporting"]


def blocks(document: Path) -> list[str]:
    """The indented blocks of a document, without their indentation."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", document.read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE).strip() + "\n" for block in found]


def test_files_for_the_start_at_boot_are_well_formed() -> None:
    (plist,) = [block for block in blocks(RUN) if block.startswith("<?xml")]
    agent = plistlib.loads(plist.encode())
    assert agent["ProgramArguments"][1:] == ["run", "app.py"]
    assert agent["Umask"] == 0o077
    (unit,) = [block for block in blocks(RUN) if block.startswith("[Unit]")]
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit)
    assert parser["Service"]["ExecStart"] == f"{agent['ProgramArguments'][0]} run app.py"
    assert parser["Service"]["WorkingDirectory"] == agent["WorkingDirectory"]


def test_every_setting_of_the_environment_is_in_the_operators_page() -> None:
    product = [ROOT / "app.py", ROOT / "assess.py"]
    product += [path for layer in ("data", "pages") for path in (ROOT / layer).rglob("*.py")]
    read = {
        name
        for path in product
        for name in re.findall(r"[\"'](LINCHPIN_[A-Z_]+)[\"']", path.read_text(encoding="utf-8"))
    }
    assert read
    assert [name for name in sorted(read) if f"`{name}`" not in RUN.read_text("utf-8")] == []
