"""What programs that watch the server are told, under which name, and what nobody else is."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from pages.components import loading
from pages.components.measured import assessing, rerunning
from pages.server import readiness
from pages.server.addresses import addresses
from pages.server.gate import Gate
from tests.pages.server.asking import asked, headers_of, scope_of
from tests.serving import free_port

TOKEN = "0123456789abcdef"
BEARER = ("authorization", f"Bearer {TOKEN}")
OWN, FOREIGN = ("host", "127.0.0.1:8501"), ("host", "app-1.internal:8501")
LISTED = ("host", "risk.example")
ELSEWHERE: dict[str, Any] = {"client": ("10.0.0.7", 50_000), "server": ("10.0.0.5", 8501)}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    for name in ("SOURCE", "POLICY", "STORE", "MAP", "METRICS_TOKEN"):
        monkeypatch.delenv(f"LINCHPIN_{name}", raising=False)
    monkeypatch.setattr(readiness, "_STANDS_SECONDS", -1.0)
    loading.forget()
    return tmp_path / "home"


@pytest.fixture
def server(home: Path) -> ASGIApp:
    del home
    return Gate(Starlette(routes=addresses()), listed=("https://risk.example",))


def answer(app: ASGIApp, path: str, *headers: tuple[str, str], **more: Any) -> tuple[int, str]:
    start, *rest = asked(app, scope_of(path, *headers, **more))
    return start["status"], b"".join(each.get("body", b"") for each in rest).decode()


@pytest.mark.parametrize("host", [OWN, FOREIGN, ("host", "")])
def test_health_and_readiness_are_told_under_every_name(
    server: ASGIApp, host: tuple[str, str]
) -> None:
    assert answer(server, "/healthz", host, **ELSEWHERE) == (200, "ok\n")
    status, body = answer(server, "/readyz", host, **ELSEWHERE)
    checks = dict.fromkeys(("home", "policy", "store", "source"), "ok")
    assert (status, json.loads(body)) == (
        200,
        {"ready": True, "checks": checks, "assessment": "none"},
    )


def test_other_paths_and_methods_stay_behind_the_gate(server: ASGIApp) -> None:
    assert answer(server, "/healthz/", FOREIGN)[0] == 421
    assert answer(server, "/healthz", FOREIGN, method="POST")[0] == 421
    assert answer(server, "/_stcore/metrics", OWN)[0] == 404


def failing(server: ASGIApp) -> dict[str, str]:
    status, body = answer(server, "/readyz", OWN)
    told = json.loads(body)
    assert (status, told["ready"]) == (503, False)
    return {name: word for name, word in told["checks"].items() if word != "ok"}


def test_what_is_not_there_is_named_and_nothing_else(
    server: ASGIApp, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir(parents=True)
    (home / "policy.toml").write_text("follow.base_rate = 7\n", encoding="utf-8")
    assert failing(server) == {"policy": "failed"}
    (home / "policy.toml").unlink()
    assert answer(server, "/readyz", OWN)[0] == 200

    monkeypatch.setenv("LINCHPIN_SOURCE", str(home / "nowhere"))
    assert failing(server) == {"source": "failed"}
    monkeypatch.setenv("LINCHPIN_SOURCE", f"postgresql://ann:s3cret@127.0.0.1:{free_port()}/crm")
    assert failing(server) == {"source": "failed"}
    assert "s3cret" not in answer(server, "/readyz", OWN)[1]
    monkeypatch.delenv("LINCHPIN_SOURCE")

    monkeypatch.setenv("LINCHPIN_STORE", f"postgresql://ann:s3cret@127.0.0.1:{free_port()}/own")
    assert failing(server) == {"store": "failed"}
    monkeypatch.delenv("LINCHPIN_STORE")

    (home / "current.json").write_text('{"versions": ["0123456789abcdef"]}', encoding="utf-8")
    assert failing(server) == {"source": "failed"}


def test_a_home_that_is_a_file_is_not_ready(server: ASGIApp, home: Path) -> None:
    home.write_text("", encoding="utf-8")
    assert "home" in failing(server)


def test_counts_are_told_to_this_computer_under_its_own_name(server: ASGIApp) -> None:
    with assessing(), rerunning("customers"):
        pass
    start, body = asked(server, scope_of("/metrics", OWN))
    assert start["status"] == 200
    assert headers_of(start)["content-type"].startswith("application/openmetrics-text")
    told = body["body"].decode()
    assert told.endswith("# EOF\n")
    for each in (
        'linchpin_rerun_seconds_count{page="customers"} ',
        'linchpin_assessment_seconds_count{outcome="computed"} ',
        'linchpin_assessment_seconds_count{outcome="read"} ',
        "linchpin_assessments_under_way 0.0",
        "linchpin_results_kept 0.0",
        "linchpin_sessions_open 0.0",
        "linchpin_process_resident_memory_bytes ",
        "linchpin_process_cpu_seconds_total ",
    ):
        assert each in told


@pytest.mark.parametrize(
    ("headers", "more", "status"),
    [
        ((LISTED,), {}, 404),
        ((OWN, ("x-forwarded-for", "10.0.0.9")), {}, 404),
        ((OWN,), {"client": ("10.0.0.7", 50_000)}, 404),
        ((OWN, ("authorization", "Bearer 0123456789abcdeg")), {"client": ("10.0.0.7", 1)}, 404),
        ((FOREIGN,), {}, 421),
        ((FOREIGN, BEARER), ELSEWHERE, 200),
        ((OWN, BEARER), {}, 200),
        ((FOREIGN, BEARER, BEARER), ELSEWHERE, 403),
    ],
)
def test_counts_are_told_elsewhere_with_the_token_only(
    server: ASGIApp,
    monkeypatch: pytest.MonkeyPatch,
    headers: tuple[tuple[str, str], ...],
    more: dict[str, Any],
    status: int,
) -> None:
    monkeypatch.setenv("LINCHPIN_METRICS_TOKEN", TOKEN)
    assert answer(server, "/metrics", *headers, **more)[0] == status


@pytest.mark.parametrize("short", ["", "0123456789abcde"])
def test_a_short_token_opens_nothing(
    server: ASGIApp, monkeypatch: pytest.MonkeyPatch, short: str
) -> None:
    monkeypatch.setenv("LINCHPIN_METRICS_TOKEN", short)
    bearer = ("authorization", f"Bearer {short}")
    assert answer(server, "/metrics", FOREIGN, bearer)[0] == 421
