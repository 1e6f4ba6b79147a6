"""What stands in the page itself before anything is drawn: where its server is, and our style.

On a deep link Streamlit's client first looks for the server below the page's own path
(``/customers/_stcore/health``) and finds it only after two answers 404. A line in the page itself,
which the client reads at its start, spares the search. The page's policy names this line and the
others that Streamlit writes into the page by their hashes, so that no other inline script runs.

The style stands there, too: sent with the first elements, it would come after them, and all that is
drawn already would move. It is the last of the page's own, so that it holds against what Streamlit
says of the same.
"""

import base64
import hashlib
import re
from functools import lru_cache
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.headers import policy

__all__ = ["OwnPage"]

_HEAD: Final = b"<head>"
_END: Final = b"</body>"
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_SCRIPT: Final = b'<script>window.__streamlit = {BACKEND_BASE_URL: location.origin + "/"}</script>'


class OwnPage:
    """ASGI middleware that writes the server's address and the style (CSS) into every HTML page."""

    def __init__(self, app: ASGIApp, style: str = "") -> None:
        self.app = app
        self.style = f"<style>{style}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; a page is asked for as it is, and held back until it is whole."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(_plain(scope), receive, _Page(send, self.style).pass_on)


#: Leave to compress, and to answer that a page kept before is still right.
_SHORTCUTS: Final = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


def _plain(scope: Scope) -> Scope:
    """The request so that the page itself comes, uncompressed, if it asks for one: kilobytes."""
    if b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name not in _SHORTCUTS]
    return {**scope, "headers": kept}


class _Page:
    """One response: kept while it is HTML, since its length stands before it."""

    def __init__(self, send: Send, style: bytes) -> None:
        self._send = send
        self._style = style
        self._start: Message | None = None
        self._body = b""

    async def pass_on(self, message: Message) -> None:
        """Send what is no page at once, a page when its last part is there."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)

    async def _send_page(self, start: Message) -> None:
        body = self._body.replace(_HEAD, _HEAD + _SCRIPT, 1) if self._body else b""
        body = (self._style + _END).join(body.rsplit(_END, 1))
        if self._body:
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(body))
            headers["content-security-policy"] = policy(_script_hashes(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


@lru_cache(maxsize=4)
def _script_hashes(page: bytes) -> tuple[str, ...]:
    """The hashes of the inline scripts of a page, as a content security policy names them."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE.findall(page))
    return tuple(f"sha256-{base64.b64encode(digest).decode()}" for digest in digests)


def _is_page(start: Message) -> bool:
    kind = MutableHeaders(scope=start).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
