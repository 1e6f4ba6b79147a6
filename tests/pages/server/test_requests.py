"""Every request has one id: in its answer, in the log, and in the headers that pages see."""

import re
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from starlette.types import Receive, Scope, Send

from data.logs import named_request
from pages.components.measured import REGISTRY
from pages.server.requests import Requests
from tests.pages.server.asking import asked, headers_of, scope_of

LISTED = ("https://risk.example",)
GIVEN = ("x-request-id", "5f1c-proxy-0001")
RISK, OTHER = ("host", "risk.example"), ("host", "127.0.0.1:8501")


def value(name: str, **labels: str) -> float:
    registry: CollectorRegistry = REGISTRY
    return registry.get_sample_value(name, labels) or 0.0


class App:
    """Answers with a status, or accepts a websocket, and remembers what it saw."""

    def __init__(self, status: int = 200):
        self.status = status
        self.seen: Any = None
        self.logged: str | None = None
        self.sessions = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        self.seen = dict(scope["headers"]).get(b"x-request-id")
        self.logged = named_request()
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": self.status, "headers": []})
        self.sessions = value("linchpin_sessions_open")


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_answer_log_and_page_know_the_same_new_id(kind: str) -> None:
    app = App()
    (first, *_) = asked(Requests(app, listed=LISTED), scope_of("/", OTHER, GIVEN, kind=kind))
    request = headers_of(first)["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", request)
    assert (app.seen.decode(), app.logged) == (request, request)


def test_the_id_of_a_listed_proxy_stays() -> None:
    app = App()
    (first,) = asked(Requests(app, listed=LISTED), scope_of("/", RISK, GIVEN))
    assert headers_of(first)["x-request-id"] == app.logged == GIVEN[1]


@pytest.mark.parametrize(
    "given",
    [
        (("x-request-id", "short"),),
        (("x-request-id", "x" * 65),),
        (("x-request-id", 'id"with\\marks'),),
        (("x-request-id", "with blank in"),),
        (GIVEN, ("x-request-id", "5f1c-proxy-0002")),
    ],
)
def test_what_is_no_id_is_replaced(given: tuple[tuple[str, str], ...]) -> None:
    app = App()
    (first,) = asked(Requests(app, listed=LISTED), scope_of("/", RISK, *given))
    assert headers_of(first)["x-request-id"] not in {text for _, text in given}


def test_answers_are_counted_by_class_and_windows_while_they_are_open() -> None:
    before = value("linchpin_requests_total", status="4xx")
    asked(Requests(App(421)), scope_of("/"))
    assert value("linchpin_requests_total", status="4xx") == before + 1
    asked(Requests(App(421)), scope_of("/readyz"))
    assert value("linchpin_requests_total", status="4xx") == before + 1
    app = App()
    asked(Requests(app), scope_of("/_stcore/stream", kind="websocket"))
    assert (app.sessions, value("linchpin_sessions_open")) == (1.0, 0.0)
    app = App()
    asked(Requests(app), scope_of("/elsewhere", kind="websocket"))
    assert app.sessions == 0.0
