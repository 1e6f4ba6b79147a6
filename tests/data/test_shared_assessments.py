"""An assessment that was kept for other processes equals the one that was computed, exactly."""

import math
import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from pydantic import BaseModel

from analytics.policy import Company, Policy
from analytics.statements import NO_STATEMENTS, Statement, StatementKind, Statements
from data import plain_values, shared_assessments
from data.assessments import Loaded, load
from data.home.artefacts import FOLDER, keep
from data.importing import import_files
from data.opening import database_source, demo_source, with_demo_company
from data.progress import Progress, silent
from data.shared_assessments import Basis, shared
from tests.serving import ROOT

RULES = Policy(company=Company(currency="CNY", timezone="UTC"))
STATED = Statements(
    (Statement(StatementKind.KNOWS, date(2026, 6, 1), "R1", "C1", note="as Ann says"),)
)
BASIS = Basis("demo 1", "v1", RULES, "local", NO_STATEMENTS, None, accepted=False)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    database = tmp_path_factory.mktemp("company") / "company.duckdb"
    company = ROOT / "docs" / "examples" / "company"
    import_files(company, database, timezone="UTC", import_day=date(2026, 7, 1), limits=None)
    source = database_source(f"duckdb:///{database}", RULES)
    try:
        return load(source, RULES)
    finally:
        source.close()


def never(_: Progress) -> Loaded:
    raise AssertionError("computed although it was kept")


def differences(one: Any, other: Any, at: str = "") -> list[str]:
    """Where two values differ: in kind, in any field, to the last bit."""
    if type(one) is not type(other):
        return [f"{at}: {type(one)} is not {type(other)}"]
    match one:
        case pd.DataFrame():
            pd.testing.assert_frame_equal(one, other, check_exact=True, obj=at)
            return []
        case pd.Series():
            pd.testing.assert_series_equal(one, other, check_exact=True, obj=at)
            return []
        case pd.Index():
            pd.testing.assert_index_equal(one, other, exact=True, obj=at)
            return []
        case np.ndarray():
            return [] if np.array_equal(one, other, equal_nan=one.dtype.kind == "f") else [at]
        case sp.csr_array():
            return [] if (one != other).nnz == 0 and one.shape == other.shape else [at]
        case nx.Graph():
            held = [(dict(each.adj), dict(each.nodes), each.graph) for each in (one, other)]
            return differences(*held, at)
        case BaseModel():
            return [] if one == other else [at]
        case Mapping():
            if list(one) != list(other):
                return [f"{at}: other keys"]
            return [
                each for key in one for each in differences(one[key], other[key], f"{at}[{key}]")
            ]
        case list() | tuple():
            if len(one) != len(other):
                return [f"{at}: other lengths"]
            pairs = enumerate(zip(one, other, strict=True))
            return [found for n, each in pairs for found in differences(*each, f"{at}[{n}]")]
        case float():
            return [] if one == other or (math.isnan(one) and math.isnan(other)) else [at]
    if is_dataclass(one):
        names = [each.name for each in fields(one)]
        return [
            found
            for name in names
            for found in differences(getattr(one, name), getattr(other, name), f"{at}.{name}")
        ]
    if hasattr(one, "__dict__") and type(one).__eq__ is object.__eq__:
        return differences(vars(one), vars(other), at)
    return [] if one == other else [f"{at}: {one!r} is not {other!r}"]


def test_what_is_read_equals_what_was_computed_field_by_field(
    tmp_path: Path, computed: Loaded
) -> None:
    first, origin = shared(tmp_path, BASIS, lambda _: computed, silent)
    assert (origin, first) == ("computed", computed)
    again, origin = shared(tmp_path, BASIS, never, silent)
    assert origin == "read"
    assert differences(computed, again) == []
    changed = replace(computed.assessment.portfolio, revenue_12m=1.0)
    other = replace(computed, assessment=replace(computed.assessment, portfolio=changed))
    assert differences(other, again) != []


def test_what_people_said_is_not_written_and_stands_in_what_is_read(
    tmp_path: Path, computed: Loaded
) -> None:
    basis = replace(BASIS, statements=STATED)
    made = replace(computed, statements=STATED)
    shared(tmp_path, basis, lambda _: made, silent)
    assert b"as Ann says" not in (tmp_path / FOLDER / basis.key).read_bytes()
    assert shared(tmp_path, basis, never, silent)[0].statements == STATED


@pytest.mark.parametrize(
    "other",
    [
        replace(BASIS, of="own 1"),
        replace(BASIS, version="v2"),
        replace(
            BASIS,
            policy=RULES.model_copy(
                update={"follow": Policy().follow.model_copy(update={"base_rate": 0.31})}
            ),
        ),
        replace(BASIS, scope="rep:R1"),
        replace(BASIS, statements=STATED),
        replace(BASIS, day=date(2026, 6, 30)),
        replace(BASIS, accepted=True),
        replace(BASIS, spell=1),
    ],
)
def test_whatever_the_figures_rest_on_tells_them_apart(other: Basis) -> None:
    assert other.key != BASIS.key
    assert replace(BASIS).key == BASIS.key


def test_the_day_of_a_statement_tells_figures_apart_and_its_note_does_not() -> None:
    (said,) = STATED.made
    later = replace(said, stated_on=date(2026, 6, 2))
    noted = replace(said, note="as Bob says")
    keys = [replace(BASIS, statements=Statements((each,))).key for each in (said, noted, later)]
    assert keys[0] == keys[1] != keys[2]


def test_another_program_computes_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = BASIS.key
    monkeypatch.setattr(shared_assessments, "version", lambda name: f"{name} of tomorrow")
    shared_assessments._program.cache_clear()
    libraries = BASIS.key
    monkeypatch.undo()
    for folder in ("analytics", "data"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "code.py").write_text("changed = True")
    monkeypatch.setattr(shared_assessments, "_ROOT", tmp_path)
    shared_assessments._program.cache_clear()
    code = BASIS.key
    monkeypatch.undo()
    shared_assessments._program.cache_clear()
    assert len({before, libraries, code}) == 3
    assert BASIS.key == before


class Evil:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return print, ("run",)


@pytest.mark.parametrize("content", [b"", b"\x80\x05", pickle.dumps(Evil()), pickle.dumps("text")])
def test_what_is_no_assessment_is_computed_anew_and_runs_nothing(
    tmp_path: Path,
    computed: Loaded,
    content: bytes,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep(tmp_path, BASIS.key, content, of="demo 1")
    assert shared(tmp_path, BASIS, lambda _: computed, silent)[1] == "computed"
    assert "is not used and is made anew" in caplog.text
    assert capsys.readouterr().out == ""
    assert shared(tmp_path, BASIS, never, silent)[1] == "read"


def test_where_nothing_can_be_written_it_is_computed_each_time(
    tmp_path: Path, computed: Loaded, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    for _ in range(2):
        assert shared(tmp_path, BASIS, lambda _: computed, silent) == (computed, "computed")
    assert "figures are not kept for other processes" in caplog.text


def test_a_failure_is_kept_for_nobody(tmp_path: Path, computed: Loaded) -> None:
    def failing(_: Progress) -> Loaded:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        shared(tmp_path, BASIS, failing, silent)
    assert shared(tmp_path, BASIS, lambda _: computed, silent)[1] == "computed"


def test_a_graph_is_read_whatever_was_asked_of_it_and_only_where_it_is_expected() -> None:
    graph = nx.Graph([(1, 2)])
    assert list(graph.adj) == list(graph.nodes) == [1, 2]
    content = plain_values.to_bytes(graph, shared_assessments._REDUCERS)
    with pytest.raises(pickle.UnpicklingError, match=r"networkx.classes.graph.Graph is not"):
        plain_values.from_bytes(content)
    read = plain_values.from_bytes(content, shared_assessments._ALSO)
    assert (list(read.nodes), list(read.edges)) == ([1, 2], [(1, 2)])
    read.add_edge(2, 3)
    assert list(read.adj[2]) == [1, 3]


@pytest.mark.slow
def test_the_demo_company_is_read_exactly_and_far_quicker_than_it_is_computed(
    tmp_path: Path,
) -> None:
    rules = with_demo_company(Policy())
    source = demo_source(tmp_path, "en")
    basis = replace(BASIS, policy=rules, version=source.version)
    begun = time.process_time()
    first, _ = shared(tmp_path, basis, lambda tell: load(source, rules, progress=tell), silent)
    computed = time.process_time() - begun
    begun = time.process_time()
    again, origin = shared(tmp_path, basis, never, silent)
    assert time.process_time() - begun < computed / 20
    assert origin == "read"
    assert differences(first, again) == []
