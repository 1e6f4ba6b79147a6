"""Every request gets an id, which its answer carries and the log names, and is counted.

The id that a proxy gave stays where the request comes under a name that the operator has listed,
as those of a proxy do; all others get a new one. Streamlit sees it as a header of the websocket, so
that runs of a page know it, too.
"""

import re
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.logs import REQUEST_HEADER, name_request
from pages.components.measured import ANSWERS, SESSIONS
from pages.server.names import hosts_of
from pages.server.probes import WATCHED

__all__ = ["Requests"]

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
_STREAM: Final = "/_stcore/stream"


class Requests:
    """ASGI middleware that names and counts requests."""

    def __init__(self, app: ASGIApp, *, listed: tuple[str, ...] = ()) -> None:
        self.app = app
        self._hosts = hosts_of(listed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with its id; what watches the server is not counted."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request = self._request(scope)
        name_request(request)
        named = {**scope, "headers": list(scope["headers"])}
        MutableHeaders(scope=named)[REQUEST_HEADER] = request
        session = _Session()

        async def answered(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[REQUEST_HEADER] = request
            if scope["path"] not in WATCHED:
                _count(message)
            session.note(scope, message)
            await send(message)

        try:
            await self.app(named, receive, answered)
        finally:
            session.end()

    def _request(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        given = headers.getlist(REQUEST_HEADER)
        known = headers.get("host") in self._hosts
        kept = known and len(given) == 1 and _ID.fullmatch(given[0])
        return given[0] if kept else uuid4().hex


class _Session:
    """The browser window of one websocket, if it is one."""

    def __init__(self) -> None:
        self._open = False

    def note(self, scope: Scope, message: Message) -> None:
        if message["type"] == "websocket.accept" and scope["path"].endswith(_STREAM):
            self._open = True
            SESSIONS.inc()

    def end(self) -> None:
        if self._open:
            SESSIONS.dec()


def _count(message: Message) -> None:
    match message["type"]:
        case "http.response.start":
            ANSWERS.labels(f"{message['status'] // 100}xx").inc()
        case "websocket.accept":
            ANSWERS.labels("websocket").inc()
