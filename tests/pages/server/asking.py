"""One request to an ASGI application, without a server."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Scope

__all__ = ["asked", "headers_of", "scope_of"]


def scope_of(
    path: str = "/", *headers: tuple[str, str], method: str = "GET", kind: str = "http", **more: Any
) -> Scope:
    """A request from this computer to this computer."""
    return {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "method": method,
        "path": path,
        "query_string": b"",
        "server": ("127.0.0.1", 8501),
        "client": ("127.0.0.1", 50_000),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        **more,
    }


def asked(app: ASGIApp, scope: Scope) -> list[Message]:
    """What it answers."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def headers_of(message: Message) -> dict[str, str]:
    """The headers of an answer, in small letters."""
    return {name.decode().lower(): value.decode() for name, value in message["headers"]}
