"""Uploads go to disk as they come, up to a limit; Streamlit, which would keep them in memory, gets
a file of the same name without content.

Streamlit still decides who may upload (its token against forged requests, the session): it is asked
with that empty file before any content is read. A page finds the content with :func:`path_of`.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from analytics.errors import LinchpinError, StorageError
from analytics.messages import Message as Sentence
from analytics.messages import message
from data.home.refusals import writing
from data.home.temporary import sweep
from data.uploads import Upload, UploadRefused, Uploads
from pages.components import loading
from pages.server.answers import refuse
from pages.server.incoming import Incoming, NotOneFile

__all__ = ["UploadsToDisk", "drop_all", "path_of", "refusal", "swept"]

_ROUTE: Final = "/_stcore/upload_file/"
_PATH: Final = re.compile(
    r".*/_stcore/upload_file/(?P<session>[0-9a-f-]{36})/(?P<key>[0-9a-f-]{36})"
)
_ACCEPTED: Final = 204
_SWEEP_SECONDS: Final = 30


@cache
def _held() -> Uploads:
    """The files that this server holds."""
    return Uploads(loading.settings().home)


def path_of(key: str) -> Path | None:
    """Where the file that Streamlit calls ``key`` lies; None if it is not held (any more)."""
    return _held().path(key)


def refusal() -> Sentence | None:
    """Why the last file of this session was refused; None if it was not."""
    return _held().refusal(_session())


def drop_all() -> None:
    """Remove the files of this session, which have been used."""
    _held().drop_session(_session())


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


@asynccontextmanager
async def swept(_: st.App) -> AsyncIterator[None]:
    """Remove what nobody needs while the server runs, and everything at its start and end."""
    sweep(_held().place)
    sweeping = asyncio.create_task(_sweep())
    try:
        yield
    finally:
        sweeping.cancel()
        _held().close()


async def _sweep() -> None:
    runtime = st.runtime.get_instance()
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        _held().sweep(runtime.is_active_session)


class UploadsToDisk:
    """ASGI middleware that keeps the content of uploads from Streamlit and on disk."""

    def __init__(self, app: ASGIApp, uploads: Uploads | None = None) -> None:
        self.app = app
        self._uploads = uploads or _held()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the content of uploads; pass everything else on."""
        method = scope.get("method") if _ROUTE in scope.get("path", "") else None
        named = _PATH.fullmatch(scope.get("path", ""))
        if method == "PUT" and named:
            await self._put(named["session"], named["key"], scope, receive, send)
        elif method == "DELETE" and named:
            await self._delete(named["key"], scope, receive, send)
        elif method in ("PUT", "DELETE"):
            await refuse(scope, receive, send, 404, _NOT_A_FILE)
        else:
            await self.app(scope, receive, send)

    async def _put(
        self, session: str, key: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            await refuse(scope, receive, send, 411, _NO_LENGTH)
            return
        incoming = Incoming(receive, headers.get("content-type", ""))
        try:
            upload = self._uploads.reserve(session, key, int(length))
        except LinchpinError as error:
            if int(length) <= self._uploads.limits.file:
                with suppress(NotOneFile):
                    await incoming.drain()
            status = 413 if isinstance(error, UploadRefused) else 507
            await refuse(scope, receive, send, status, error.message)
            return
        answer = await self._taken(upload, incoming, scope)
        if not upload.complete:
            self._uploads.drop(key, upload)
        if isinstance(answer, tuple):
            await refuse(scope, receive, send, *answer)
            return
        for each in answer:
            await send(each)

    async def _taken(
        self, upload: Upload, incoming: Incoming, scope: Scope
    ) -> list[Message] | tuple[int, Sentence]:
        """Streamlit's answer to the file, whose content is on disk then; or why it is not."""
        try:
            answer = await self._asked(scope, await incoming.stand_in())
            if answer[0]["status"] == _ACCEPTED:
                with writing(upload.path), upload.path.open("wb") as stream:
                    await incoming.write_to(stream)
                self._uploads.finish(upload)
        except NotOneFile:
            return 400, _NOT_A_FILE
        except StorageError as error:
            return 507, error.message
        return answer

    async def _asked(self, scope: Scope, body: bytes) -> list[Message]:
        """What Streamlit answers to the same request with another body."""
        answer: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(sent: Message) -> None:
            answer.append(sent)

        asking = {**scope, "headers": list(scope["headers"])}
        MutableHeaders(scope=asking)["content-length"] = str(len(body))
        await self.app(asking, receive, send)
        return answer

    async def _delete(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_file(sent: Message) -> None:
            if sent["type"] == "http.response.start" and sent["status"] == _ACCEPTED:
                self._uploads.drop(key)
            await send(sent)

        await self.app(scope, receive, with_file)


_NOT_A_FILE: Final = message("This is no upload of one whole file; choose the file again.")
_NO_LENGTH: Final = message("An upload must say how long it is.")
