"""Results for all readers: one key for whatever a figure depends on, one way to keep them."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from analytics.messages import message
from analytics.policy import Policy
from analytics.statements import NO_STATEMENTS
from data.access import LOCAL
from data.assessments import load
from data.opening import Settings
from data.shared_assessments import Basis
from data.sources import AnySource
from data.sources.listing import Place
from data.store.connections import connect
from data.store.entries import Author
from pages.components import loading
from pages.components.assessed_once import basis_of
from pages.components.catalogue import Language, speaking
from pages.components.loading import Context
from tests.serving import ROOT


def context(data: str = "v1", policy: str = "standard", scope: str = "all") -> Context:
    about = SimpleNamespace(
        source=SimpleNamespace(version=data),
        policy=SimpleNamespace(fingerprint=policy),
        scope=SimpleNamespace(key=scope),
    )
    return Context("demo", about.source, about.policy, cast("loading.Scope", about.scope))


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    loading.forget()


def test_a_result_is_made_once_for_all_sessions() -> None:
    first = context().once("rows", lambda: [1])
    assert context().once("rows", lambda: [2]) is first


def test_names_and_what_else_it_depends_on_tell_results_apart() -> None:
    about = context()
    made = [
        about.once("rows", object),
        about.once("totals", object),
        about.once("rows", object, "acme"),
        about.once("rows", object, "acme", ("core",)),
    ]
    assert len(set(map(id, made))) == 4


@pytest.mark.parametrize(
    "other", [context(data="v2"), context(policy="own"), context(scope="rep:R001")]
)
def test_other_data_policy_and_readers_never_share_a_result(other: Context) -> None:
    assert other.once("rows", object) is not context().once("rows", object)


def test_languages_never_share_a_result() -> None:
    with speaking("en"):
        english = context().once("rows", object)
    with speaking("zh"):
        assert context().once("rows", object) is not english


def test_the_oldest_results_of_a_name_make_room_and_other_names_stay() -> None:
    about = context()
    rows, first = about.once("rows", object), about.once("detail", object, 0)
    for number in range(1, loading.MOST + 1):
        about.once("detail", object, number)
    assert about.once("detail", object, 0) is not first
    assert about.once("rows", object) is rows


def test_pages_keep_results_in_no_other_way() -> None:
    # What stands before Streamlit holds no results, only its own files.
    drawing = set(Path(ROOT, "pages").rglob("*.py")) - set(Path(ROOT, "pages/server").rglob("*.py"))
    for path in sorted(drawing):
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("cache_resource(", "cache_data(", "lru_cache")), (
            path
        )


def test_a_policy_changed_within_one_tick_of_the_clock_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    places = Settings(tmp_path, None, path)
    for rate in (0.2, 0.4):
        path.write_text(f"follow.base_rate = {rate}\n", encoding="utf-8")
        os.utime(path, ns=(1, 1))
        assert loading.policy(places).follow.base_rate == rate
    path.unlink()
    assert loading.policy(places) == Policy()


def test_connected_database_is_the_source_until_a_start_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    for name in ("LINCHPIN_SOURCE", "LINCHPIN_POLICY", "LINCHPIN_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CRM_PASSWORD", "s3cret")
    assert (loading.settings().source, loading.own_kind()) == (None, None)
    place = Place("mariadb", "db.example", 3306, "crm", "reader")
    connect(loading.store(), place, "CRM_PASSWORD", "suitecrm", author=Author("Ann"))

    loading.forget()  # as after a restart
    assert loading.settings().mapping == "suitecrm"
    assert loading.settings().source == "mariadb://reader:s3cret@db.example:3306/crm"
    assert loading.own_kind() == "given"
    known = loading.connected()
    assert known is not None
    assert (known.place, known.secret) == (place, "CRM_PASSWORD")
    written = [path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert written
    assert not any(b"s3cret" in each for each in written)

    monkeypatch.setenv("LINCHPIN_SOURCE", "elsewhere")
    monkeypatch.setenv("LINCHPIN_MAP", "odoo")
    assert (loading.settings().source, loading.connected()) == ("elsewhere", None)
    assert loading.settings().mapping == "odoo"


def test_source_of_foreign_names_is_read_by_the_mapping_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "erp.sqlite")) as connection:
        connection.executescript(
            """
            create table kna1 (kunnr text, name1 text, pernr text);
            insert into kna1 values ('1', 'Acme', 'p1');
            create table pa0001 (pernr text, ename text);
            insert into pa0001 values ('p1', 'Ann');
            """
        )
        connection.commit()
    mapping = """
[tables.k]
name = "kna1"
[tables.p]
name = "pa0001"

[[customers]]
from = "k"
columns = { customer_id = "kunnr", name = "name1", owner_id = "pernr" }

[[reps]]
from = "p"
columns = { rep_id = "pernr", name = "ename" }

[[assignments]]
from = "k"
columns = { customer_id = "kunnr", rep_id = "pernr" }
"""
    (tmp_path / "erp.toml").write_text(mapping, encoding="utf-8")
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LINCHPIN_SOURCE", f"sqlite:///{tmp_path / 'erp.sqlite'}")
    monkeypatch.setenv("LINCHPIN_MAP", str(tmp_path / "erp.toml"))
    loading.forget()
    about = loading.context()
    found = load(about.source, about.policy).assessment
    assert found.customers["name"].tolist() == ["Acme"]
    assert found.customers["top_rep_id"].tolist() == ["p1"]
    about.source.close()


def test_nothing_is_kept_of_a_state_of_a_database_that_is_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table customers (customer_id text)")
        connection.execute("create table reps (rep_id text)")
        connection.execute("create table assignments (customer_id text, rep_id text)")
        connection.execute("insert into customers values ('1')")
        connection.commit()
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LINCHPIN_SOURCE", f"sqlite:///{file}")
    asked_at: list[int] = []
    monkeypatch.setattr(loading, "_stamp", lambda _: tuple(asked_at))
    loading.forget()
    first = loading.context()
    made: list[str] = []
    first.once("rows", lambda: made.append("first"))
    first.solved("rows", lambda: made.append("first"), what=message("Working"))

    asked_at.append(1)  # ten minutes later, and nothing has changed
    again = loading.context()
    again.once("rows", lambda: made.append("again"))
    assert made == ["first", "first"]

    with closing(sqlite3.connect(file)) as connection:
        connection.execute("insert into customers values ('2')")
        connection.commit()
    asked_at.append(2)
    second = loading.context()
    assert second.figures != first.figures
    first.once("rows", lambda: made.append("past"))
    first.solved("rows", lambda: made.append("past"), what=message("Working"))
    assert made == ["first", "first", "past", "past"]
    second.source.close()
    loading.forget()


def test_day_that_was_chosen_makes_other_figures() -> None:
    chosen = SimpleNamespace(day=date(2026, 3, 31))
    assert replace(context(), day=cast("loading.ChosenDay", chosen)).key != context().key


def test_figures_are_the_same_for_readers_of_every_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    def assess(home: Path, basis: Basis, *_: object, **__: object) -> object:
        made.append((home, basis.version, basis.of, basis.spell))
        return made

    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(loading, "assessed_once", assess)
    about = replace(
        context(),
        source=cast("AnySource", SimpleNamespace(version="v1", imported={"version": "v1"})),
    )
    for spoken in ("en", "zh", "en"):
        with speaking(cast("Language", spoken)):
            assert loading.loaded(about) is cast("object", made)
    assert made == [(tmp_path / "home", "v1", "demo", 0)]
    assert loading.assessment_state() == "at hand"
    assert loading.results_kept() == 1


@pytest.mark.parametrize(
    ("kind", "imported", "of", "is_live"),
    [
        ("own", {"version": "a" * 16}, f"own {'a' * 16}", False),
        ("given", {"version": "a" * 16}, "given", False),
        ("given", {}, "given", True),
        ("demo", {"version": "demo-1"}, "demo", False),
    ],
)
def test_what_may_change_unseen_is_shared_for_a_while_only(
    kind: str, imported: dict[str, str], of: str, is_live: bool
) -> None:
    source = cast("AnySource", SimpleNamespace(version="v1", imported=imported))
    basis = basis_of(kind, source, Policy(), LOCAL, NO_STATEMENTS, None, accepted=False)
    assert (basis.of, basis.spell > 0) == (of, is_live)
