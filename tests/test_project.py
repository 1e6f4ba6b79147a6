"""The promises of the repository as a whole: dependencies, menu, layout, licence."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.serving import ROOT

#: Packages that are loaded by name (in a database URL, as a plug-in) instead of being imported.
LOADED_BY_NAME = {"duckdb", "duckdb-sqlalchemy", "psycopg", "pymysql", "pytest-xdist"}
LOADED_BY_NAME |= {"databricks-sqlalchemy", "snowflake-sqlalchemy", "sqlalchemy-bigquery"}
LOADED_BY_NAME |= {"pure-sasl", "thrift-sasl"}
#: Packages that are programs for us.
PROGRAMS = {"import-linter", "mypy", "pip-audit", "ruff", "uv"}
#: Import names that differ from the package's name.
IMPORT_NAMES = {
    "cyclonedx-python-lib": "cyclonedx",
    "packageurl-python": "packageurl",
    "python-docx": "docx",
    "python-pptx": "pptx",
    "pyyaml": "yaml",
}

#: Drivers that nobody needs who reads no warehouse, in an environment of their own.
WAREHOUSES = "requirements-warehouses.txt"
#: What a driver brings along under a name of its own, by the driver.
BROUGHT_ALONG = {"pyhive": "TCLIService"}

PRODUCT = ("app.py", "assess.py", "analytics", "data", "pages")


def pins(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    pinned = [re.fullmatch(r"([a-z0-9-]+)(?:\[[a-z-]+\])?==([0-9.]+)", line) for line in lines]
    wrong = [line for line, pin in zip(lines, pinned, strict=True) if not pin and line[:1] != "#"]
    assert wrong == []
    return {pin[1]: pin[2] for pin in pinned if pin}


def sources(*places: str) -> list[Path]:
    files = [ROOT / place for place in places if place.endswith(".py")]
    for place in places:
        files.extend((ROOT / place).rglob("*.py") if not place.endswith(".py") else [])
    return files


def third_party(files: list[Path]) -> set[str]:
    """Top-level names imported anywhere in ``files`` that are neither ours nor Python's."""
    names: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add((node.module or "").partition(".")[0])
    return (
        names - sys.stdlib_module_names - {"analytics", "data", "pages", "tests", "app", "assess"}
    )


def import_names(packages: dict[str, str]) -> set[str]:
    return {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in packages}


def test_every_dependency_of_the_product_is_pinned_and_used() -> None:
    pinned = pins("requirements.txt")
    used = third_party(sources(*PRODUCT)) - import_names(pins(WAREHOUSES))
    used -= {BROUGHT_ALONG[name] for name in BROUGHT_ALONG.keys() & pins(WAREHOUSES).keys()}
    assert used <= import_names(pinned)
    assert import_names(pinned) - used <= import_names(dict.fromkeys(LOADED_BY_NAME, ""))


def test_every_tool_is_pinned_and_used() -> None:
    tools = pins("requirements-dev.txt")
    used = third_party(sources("tests")) - import_names(pins(WAREHOUSES))
    assert used <= import_names(tools) | import_names(pins("requirements.txt"))
    assert import_names(tools) - used <= import_names(dict.fromkeys(LOADED_BY_NAME | PROGRAMS, ""))


def test_every_driver_of_a_warehouse_is_pinned_and_used() -> None:
    drivers = import_names(pins(WAREHOUSES))
    used = third_party(sources(*PRODUCT, "tests"))
    assert drivers - used <= import_names(dict.fromkeys(LOADED_BY_NAME, ""))


def test_pins_are_what_is_installed() -> None:
    pinned = pins("requirements.txt") | pins("requirements-dev.txt")
    assert {name: version(name) for name in pinned} == pinned


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_make_alone_prints_its_menu_and_the_readme_names_every_entry() -> None:
    menu = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    entries = re.findall(r"^  make ([a-z-]+) ", menu, re.MULTILINE)
    expected = (
        "help run backup restore test test-slow test-spark browser lint bench bench-scale validate "
        "torture docs shots setup lock audit sbom clean"
    )
    assert entries == expected.split()
    assert [name for name in entries[1:] if f"`{name}`" not in readme()] == []


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_page_lies_where_a_fresh_server_would_serve_it_past_the_frame() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_python_version_is_the_same_in_project_and_environment() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert "(3, 11)" in (ROOT / "scripts/create-environment").read_text(encoding="utf-8")
    assert project["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_environment_needs_a_python_and_says_so_in_one_line(tmp_path: Path) -> None:
    tried = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts/create-environment"), str(tmp_path / "venv")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 1
    assert tried.stderr.startswith("Linchpin needs Python 3.11 or newer")
    assert len(tried.stderr.splitlines()) == 1
    assert not (tmp_path / "venv").exists()
