"""Requests as browsers send them, and as they do not, before the gate."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from pages.server.gate import Gate

PORT = 8501
OWN = f"127.0.0.1:{PORT}"


class Asked:
    """One request: what the client got, and whether the app behind saw it."""

    def __init__(
        self,
        *headers: tuple[str, str],
        kind: str = "http",
        path: str = "/",
        method: str = "GET",
        server: tuple[str, int | None] = ("127.0.0.1", PORT),
        scheme: str | None = None,
        **gate: Any,
    ):
        self.passed = False
        self.sent: list[Message] = []
        scope = {
            "type": kind,
            "scheme": scheme or ("http" if kind == "http" else "ws"),
            "method": method,
            "path": path,
            "server": server,
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        }
        asyncio.run(Gate(self._app, **gate)(scope, self._receive, self._send))

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send
        self.passed = True

    async def _receive(self) -> Message:
        return {"type": "http.request"}

    async def _send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int | None:
        """The status of a refusal; None where the request passed."""
        assert self.passed is not bool(self.sent)
        return self.sent[0]["status"] if self.sent else None

    @property
    def said(self) -> str:
        return str(self.sent[1]["body"].decode())


HOST = ("host", OWN)
ORIGIN = ("origin", f"http://{OWN}")


@pytest.mark.parametrize("host", [OWN, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_own_names_are_answered(host: str) -> None:
    assert Asked(("host", host)).status is None
    assert Asked(("host", host), ("origin", f"http://{host}")).status is None


FOREIGN_HOSTS = [
    "evil.example",
    f"evil.example:{PORT}",
    f"127.0.0.1.evil.example:{PORT}",
    f"127.0.0.1.:{PORT}",
    f"localhost.:{PORT}",
    f"LOCALHOST:{PORT}",
    f"user@127.0.0.1:{PORT}",
    f"127.0.0.1:{PORT}@evil.example",
    f"127.0.0.1:{PORT}/",
    f"127.0.0.1:{PORT}, evil.example",
    f" 127.0.0.1:{PORT}",
    f"127.1:{PORT}",
    f"2130706433:{PORT}",
    f"0.0.0.0:{PORT}",
    f"[::]:{PORT}",
    f"[::ffff:127.0.0.1]:{PORT}",
    f"127.0.0.2:{PORT}",
    "127.0.0.1",
    "127.0.0.1:",
    "127.0.0.1:8502",
    f"127.0.0.1:0{PORT}",
    f"ⅼocalhost:{PORT}",
    "",
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_other_names_are_refused_for_pages_and_websockets_alike(host: str) -> None:
    assert Asked(("host", host)).status == 421
    refused = Asked(("host", host), ("origin", f"http://{host}"), kind="websocket")
    assert refused.sent == [{"type": "websocket.close", "code": 1008}]


def test_missing_or_second_host_is_refused() -> None:
    assert Asked().status == 421
    assert Asked(HOST, HOST).status == 421
    assert Asked(HOST, ("host", "evil.example")).status == 421


def test_what_a_proxy_says_of_the_name_counts_nothing() -> None:
    evil = ("host", "evil.example")
    assert Asked(evil, ("x-forwarded-host", OWN), ("forwarded", f"host={OWN}")).status == 421


FOREIGN_ORIGINS = [
    "http://evil.example",
    f"http://evil.example:{PORT}",
    "http://127.0.0.1:8502",
    "http://127.0.0.1",
    f"https://127.0.0.1:{PORT}",
    f"http://localhost:{PORT}",
    f"http://127.0.0.1:{PORT}/",
    f"http://127.0.0.1:{PORT}.evil.example",
    f"http://u@127.0.0.1:{PORT}",
    f"HTTP://127.0.0.1:{PORT}",
    "file://",
    "null",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("path", ["/", "/_stcore/stream", "/_stcore/host-config", "/media/1.csv"])
def test_other_origins_are_refused_everywhere(kind: str, origin: str, path: str) -> None:
    asked = Asked(HOST, ("origin", origin), kind=kind, path=path)
    assert not asked.passed
    assert asked.sent[0].get("status", 403) == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "TRACE"])
def test_no_method_opens_the_door_to_another_origin(method: str) -> None:
    path = "/_stcore/upload_file/1/2"
    origin = ("origin", "http://127.0.0.1:8502")
    assert Asked(HOST, origin, method=method, path=path).status == 403


def test_websocket_needs_exactly_one_origin() -> None:
    assert Asked(HOST, ORIGIN, kind="websocket", path="/_stcore/stream").passed
    assert not Asked(HOST, kind="websocket", path="/_stcore/stream").passed
    assert not Asked(HOST, ORIGIN, ORIGIN, kind="websocket", path="/_stcore/stream").passed


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "other"])
def test_requests_of_other_sites_are_refused_but_a_followed_link_is_not(site: str) -> None:
    who = ("sec-fetch-site", site)
    picture = (("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image"))
    frame = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe"))
    link = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"))
    assert Asked(HOST, who).status == 403
    assert Asked(HOST, who, *picture).status == 403
    assert Asked(HOST, who, *frame).status == 403
    assert Asked(HOST, who, *link, method="POST").status == 403
    assert Asked(HOST, who, *link).status is None


def test_way_back_from_a_sign_in_elsewhere_is_a_followed_link() -> None:
    site, mode = ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")
    back = Asked(HOST, site, mode, ("sec-fetch-dest", "document"), path="/oauth2callback")
    assert back.status is None


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_pages_and_the_reader_may_ask(site: str) -> None:
    assert Asked(HOST, ("sec-fetch-site", site)).status is None


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/allowed-message-origins",
        "/_stcore/",
        "/_stcore/health/",
        "/customers/_stcore/metrics",
        "//_stcore/metrics",
        "http://evil.example/",
    ],
)
def test_what_the_pages_do_not_need_is_closed(path: str) -> None:
    assert Asked(HOST, path=path).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/customers",
        "/static/js/index.js",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/upload_file/1/2",
        "/_stcore/bidi-components/a/b.js",
    ],
)
def test_what_the_pages_need_is_open(path: str) -> None:
    assert Asked(HOST, path=path).status is None


@pytest.mark.parametrize("address", ["192.168.1.5", "::ffff:192.168.1.5", "fd00::7"])
def test_connection_from_outside_is_refused_unless_everybody_may(address: str) -> None:
    server = (address, PORT)
    shown = {"fd00::7": "[fd00::7]"}.get(address, "192.168.1.5")
    asked = Asked(("host", f"{shown}:{PORT}"), server=server)
    assert (asked.status, "has no sign-in" in asked.said) == (403, True)
    assert Asked(("host", f"{shown}:{PORT}"), server=server, everybody=True).status is None
    assert Asked(("host", "evil.example"), server=server, everybody=True).status == 421


def test_listed_name_is_answered_under_its_own_origin_only() -> None:
    name = ("host", "risk.example")
    listed = ("https://risk.example",)
    assert Asked(name, listed=listed).status is None
    assert Asked(name, ("origin", "https://risk.example"), listed=listed).status is None
    assert Asked(name, ("origin", "http://risk.example"), listed=listed).status == 403
    assert Asked(HOST, ("origin", "https://risk.example"), listed=listed).status == 403
    assert Asked(("host", "risk.example:443"), listed=listed).status == 421


def test_encrypted_server_wants_the_encrypted_origin() -> None:
    assert Asked(HOST, ("origin", f"https://{OWN}"), scheme="https").status is None
    assert Asked(HOST, ORIGIN, scheme="https").status == 403
    secure = ("origin", f"https://{OWN}")
    assert Asked(HOST, secure, kind="websocket", scheme="wss", path="/_stcore/stream").passed


def test_refusal_is_a_sentence_in_the_language_of_the_request() -> None:
    evil = ("host", "evil.example")
    assert "does not answer under this name" in Asked(evil).said
    assert "名称" in Asked(evil, ("accept-language", "zh-CN,zh;q=0.9")).said


def test_start_and_end_of_the_server_pass() -> None:
    assert Asked(kind="lifespan").passed
