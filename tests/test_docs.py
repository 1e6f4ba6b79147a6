"""The documents say what the program does today: a document that lags fails here."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import assess
from analytics.policy import Policy
from analytics.policy_settings import bounds
from data.report.columns import COLUMNS
from tests.documents.bounds import with_bounds
from tests.documents.columns import DEFINITIONS, with_columns
from tests.documents.examples import COMPANY, OUT, write_example
from tests.documents.hazards import with_hazards
from tests.documents.marked import rewritten
from tests.documents.rooms import ARCHITECTURE, with_rooms
from tests.serving import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(document: str) -> set[str]:
    """What a link may point to within a document, as GitHub names headings."""
    headings = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@EVERY_DOCUMENT
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)|src(?:set)?=\"([^\"]+)\"", text(document))
    targets = [one or other for one, other in links if ":" not in (one or other)]
    missing = []
    for target in targets:
        path, _, anchor = target.partition("#")
        place = (document.parent / path) if path else document
        if not place.exists() or (anchor and anchor not in anchors(text(place))):
            missing.append(target)
    assert missing == []


@EVERY_DOCUMENT
def test_commands_exist(document: Path) -> None:
    said = text(document)
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)|^    make ([a-z]+)", said, re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }
    for module in re.findall(r"python -m (tests[\w.]*)", said):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
    for script in re.findall(r"python (\w+\.py)|streamlit run (\w+\.py)|bash ([\w./]+)", said):
        assert (ROOT / "".join(script)).exists(), script
    for place in re.findall(r"pytest ((?:tests|analytics)[\w/.]*)", said):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/security.md"])
def test_files_and_folders_that_are_named_exist(name: str) -> None:
    named = re.findall(
        r"`((?:analytics|data|pages|docs|tests|scripts)/[\w/.\-]*)`", text(ROOT / name)
    )
    assert named
    missing = [path for path in named if not (ROOT / path).exists() and "/new_" not in path]
    assert missing == []


def test_names_of_the_code_in_the_recipes_exist() -> None:
    named = set(re.findall(r"`(_?[A-Z][A-Z_]+)`", text(ROOT / "CONTRIBUTING.md")))
    assert len(named) > 3
    places = [
        each
        for layer in ("analytics", "data", "pages", "tests")
        for each in (ROOT / layer).rglob("*.py")
    ]
    code = "".join(text(place) for place in places)
    assert [
        name for name in sorted(named) if not re.search(rf"^{name}\b", code, re.MULTILINE)
    ] == []


def test_columns_of_the_files_are_those_of_the_contracts() -> None:
    said = text(DEFINITIONS)
    assert with_columns(said) == said, "the columns have changed: run `make docs`"
    for name, columns in COLUMNS.items():
        assert f"### {name}.csv" in said
        assert [column for column in columns if f"| `{column}` |" not in said] == []


def test_rooms_and_import_rules_are_those_of_the_tree() -> None:
    said = text(ARCHITECTURE)
    assert with_rooms(said) == said, "a room, a module or a rule has changed: run `make docs`"
    for layer in ("analytics", "data", "pages"):
        for module in (ROOT / layer).rglob("*.py"):
            assert f"`{module.stem}`" in said or module.stem == "__init__", module


def test_every_room_says_what_it_answers_or_does() -> None:
    rows = re.findall(
        r"^\| `((?:analytics|data|pages)/[\w/]+)` \| (.*?) \|", text(ARCHITECTURE), re.M
    )
    assert len(rows) > 10
    assert [room for room, says in rows if not says] == []


def flat(section: str, values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{section}.{key}" if section else key
        found |= flat(name, value) if isinstance(value, dict) else {name: value}
    return found


def test_every_setting_is_documented_with_its_default() -> None:
    block = re.search(r"```toml\n(.*?)```", text(DEFINITIONS), re.DOTALL)
    assert block
    documented = flat("", tomllib.loads(block[1]))
    defaults = flat("", Policy().model_dump(mode="json"))
    weights = re.search(r"weights\.visit = 4 +# (.*)", block[1])
    assert weights
    for kind, weight in re.findall(r"(\w+) ([\d.]+)", weights[1]):
        documented[f"relationships.weights.{kind}"] = float(weight)
    assert documented == defaults


def test_bounds_of_the_settings_are_those_of_the_policy() -> None:
    said = text(DEFINITIONS)
    assert with_bounds(said) == said, "a bound has changed: run `make docs`"


def test_rules_of_safeguards_are_those_of_the_code() -> None:
    said = text(DEFINITIONS)
    assert with_hazards(said) == said, "a rule of safeguards has changed: run `make docs`"


def test_every_number_of_the_policy_has_bounds() -> None:
    defaults = flat("", Policy().model_dump(mode="json"))
    numbers = {key for key, value in defaults.items() if type(value) in (int, float)}
    # which Pydantic bounds by itself: the versions and the spans that there are
    others = {"attrition.purpose_version", "safeguards.purpose_version", "exposure.months"}
    assert numbers == {key for key, _ in bounds()} | others


def test_every_option_of_assess_is_documented() -> None:
    said = "".join(map(text, DOCUMENTS))
    options = [
        option
        for action in assess._parser()._actions
        for option in action.option_strings
        if option.startswith("--") and option not in {"--help", *assess.ABSENT}
    ]
    assert [
        option for option in options if f"`{option}" not in said and f" {option} " not in said
    ] == []


def test_every_decision_is_listed() -> None:
    listed = text(ROOT / "docs/decisions/README.md")
    files = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert re.findall(r"\((0[^)]+)\)", listed) == files


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("example")
    write_example(out)
    return out


@pytest.mark.parametrize("name", COLUMNS)
def test_the_example_is_what_assess_makes_of_it(example: Path, name: str) -> None:
    one, two = (pd.read_csv(folder / f"{name}.csv") for folder in (OUT, example))
    pd.testing.assert_frame_equal(one, two, rtol=1e-5, atol=1e-9)


def test_the_portfolio_of_the_example_is_what_assess_makes_of_it(example: Path) -> None:
    one, two = (flat("", json.loads(text(folder / "portfolio.json"))) for folder in (OUT, example))
    assert list(one) == list(two)
    for name, value in one.items():
        expected = pytest.approx(two[name], rel=1e-5) if isinstance(value, float) else two[name]
        assert value == expected, name


def test_the_example_has_ten_rows_and_its_text_the_figures_of_its_files(example: Path) -> None:
    assert sum(len(pd.read_csv(path)) for path in COMPANY.glob("*.csv")) == 10
    edges = pd.read_csv(example / "edges.csv").set_index(["customer_id", "rep_id"])
    plan = pd.read_csv(example / "plan.csv")
    said = text(OUT.parent / "README.md")
    for figure in (
        f"{edges.loc[('c1', 'ann'), 'strength']:.3f}",
        f"{edges.loc[('c1', 'bo'), 'strength']:.3f}",
        f"{edges.loc[('c1', 'ann'), 'share']:.3f}",
        f"{plan['expected_loss_before'].iloc[0]:,.0f}",
        f"{plan['expected_loss_after'].iloc[0]:,.0f}",
    ):
        assert figure in said


def test_marks_that_are_missing_are_an_error() -> None:
    with pytest.raises(ValueError, match="the marks of columns are not in the document once"):
        rewritten("nothing", "columns", "text")
