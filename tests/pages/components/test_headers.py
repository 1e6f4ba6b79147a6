import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from pages.components.headers import HEADERS, SecurityHeaders


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers everything with one header of its own."""
    del receive
    kind = "http.response" if scope["type"] == "http" else "websocket"
    await send({"type": f"{kind}.start", "headers": [(b"x-frame-options", b"ALLOW")]})
    await send({"type": f"{kind}.body", "body": b"hello"})


def sent(kind: str) -> list[Message]:
    """What reaches the client of a request."""
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        messages.append(message)

    asyncio.run(SecurityHeaders(answer)({"type": kind}, receive, send))
    return messages


def test_every_response_carries_the_headers_once() -> None:
    start, body = sent("http")
    headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
    assert sorted(headers) == sorted((name.lower(), value) for name, value in HEADERS.items())
    assert body == {"type": "http.response.body", "body": b"hello"}


def test_websockets_pass_untouched() -> None:
    start, _ = sent("websocket")
    assert start["headers"] == [(b"x-frame-options", b"ALLOW")]


def test_policy_names_no_other_host_and_forbids_frames_and_plugins() -> None:
    policy = HEADERS["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    sources = {source for value in directives.values() for source in value.split()}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")],
)
def test_browser_neither_guesses_types_nor_tells_where_it_was(name: str, value: str) -> None:
    assert HEADERS[name] == value
