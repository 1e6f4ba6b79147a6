import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from pages.server.headers import HEADERS, SecurityHeaders, policy


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers everything with one header of its own."""
    del receive
    kind = "http.response" if scope["type"] == "http" else "websocket"
    headers = [*scope.get("answered", []), (b"x-frame-options", b"ALLOW")]
    await send({"type": f"{kind}.start", "headers": headers})
    await send({"type": f"{kind}.body", "body": b"hello"})


def sent(kind: str, path: str = "/", answered: Sequence[tuple[bytes, bytes]] = ()) -> list[Message]:
    """What reaches the client of a request that the app answers with these headers too."""
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        messages.append(message)

    scope = {"type": kind, "path": path, "answered": answered}
    asyncio.run(SecurityHeaders(answer)(scope, receive, send))
    return messages


def headers_of(path: str, *answered: tuple[bytes, bytes]) -> dict[str, str]:
    """The headers of a response, each of which must be there once."""
    start, _ = sent("http", path, answered)
    headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
    assert len(headers) == len(dict(headers))
    return dict(headers)


def test_every_response_carries_the_headers_once() -> None:
    _, body = sent("http")
    expected = {name.lower(): value for name, value in HEADERS.items()}
    assert headers_of("/") == expected | {"cache-control": "no-store"}
    assert body == {"type": "http.response.body", "body": b"hello"}


@pytest.mark.parametrize("path", ["/", "/customers", "/media/1.xlsx", "/_stcore/health"])
def test_what_may_hold_data_is_kept_by_no_cache(path: str) -> None:
    assert headers_of(path, (b"cache-control", b"public"))["cache-control"] == "no-store"


def test_files_of_streamlit_may_be_kept() -> None:
    kept = (b"cache-control", b"public, immutable, max-age=31536000")
    assert headers_of("/static/js/index.js", kept)["cache-control"] == kept[1].decode()


def test_no_other_origin_gets_leave_to_read() -> None:
    leave = [
        (b"access-control-allow-origin", b"http://localhost:8501"),
        (b"access-control-allow-credentials", b"true"),
    ]
    assert not [name for name in headers_of("/", *leave) if name.startswith("access-control")]


def test_a_page_keeps_the_policy_that_names_its_scripts() -> None:
    own = policy(("sha256-abc=",))
    answered = (b"content-security-policy", own.encode())
    assert headers_of("/", answered)["content-security-policy"] == own


def test_websockets_pass_untouched() -> None:
    start, _ = sent("websocket")
    assert start["headers"] == [(b"x-frame-options", b"ALLOW")]


def test_policy_names_no_other_host_and_forbids_frames_and_plugins() -> None:
    text = HEADERS["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in text.split(";"))
    sources = {source for value in directives.values() for source in value.split()}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"
    inline = [name for name, value in directives.items() if "unsafe" in value]
    assert inline == ["style-src"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")],
)
def test_browser_neither_guesses_types_nor_tells_where_it_was(name: str, value: str) -> None:
    assert HEADERS[name] == value
