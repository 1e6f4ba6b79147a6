"""Answer only this server's own name, and only pages of its own: everything else is refused.

A page of another origin in the same browser can send requests here: under a name of its own that it
has pointed at this computer (DNS rebinding), or from another port. So the Host must be one of the
server's own names, and the Origin, where there is one, must be the very origin that the Host names;
a websocket must have one. What browsers say about who asks (``Sec-Fetch-Site``) must agree, except
where the reader follows a link to a page. Nothing else counts: no ``X-Forwarded-Host``. Programs
that watch the server ask under other names (:mod:`pages.server.probes`).

Refusing here, before Streamlit looks at the request, also keeps Streamlit from asking a public
address for this machine's own, which it does to judge a foreign origin.
"""

import re
from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from analytics.messages import Message, message
from pages.server.answers import refuse
from pages.server.names import hosts_of, is_this_computer, own_origins
from pages.server.probes import has_token, is_for_everybody

__all__ = ["Gate"]

#: What the pages need of Streamlit's own addresses. The others tell about the server (metrics),
#: run it (the agent's interface) or have no use here; new ones stay closed until they are listed.
_NEEDED: Final = re.compile(r"health|host-config|stream|upload_file/.+|bidi-components/.+")
_CORE: Final = "/_stcore/"


class _Refusal(NamedTuple):
    status: int
    sentence: Message


class Gate:
    """ASGI middleware that lets pass what asks for this server by its own name."""

    def __init__(self, app: ASGIApp, *, listed: tuple[str, ...] = (), everybody: bool = False):
        self.app = app
        self._listed = listed
        self._everybody = everybody

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be answered, answer the rest with the reason."""
        refusal = None if scope["type"] == "lifespan" else self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await refuse(scope, receive, send, *refusal)

    def _refusal(self, scope: Scope) -> _Refusal | None:
        if is_for_everybody(scope) or has_token(scope):
            return None
        address, port = scope.get("server") or ("", None)
        if port is not None and not self._everybody and not is_this_computer(address):
            return _Refusal(403, _FROM_OUTSIDE)
        headers = Headers(scope=scope)
        scheme = "https" if scope["scheme"] in ("https", "wss") else "http"
        origins = own_origins(address, port, scheme, self._listed)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in hosts_of(origins):
            return _Refusal(421, _OTHER_NAME)
        same = {f"{each}://{hosts[0]}" for each in ("http", "https")} & origins
        if not _own_origin(scope, headers, same) or not _own_page(scope, headers):
            return _Refusal(403, _OTHER_ORIGIN)
        return None if _is_open(scope["path"]) else _Refusal(404, _CLOSED)


def _own_origin(scope: Scope, headers: Headers, same: set[str]) -> bool:
    """Whether the Origin is that of the Host; only plain HTTP may come without."""
    origins = headers.getlist("origin")
    if not origins:
        return bool(scope["type"] == "http")
    return len(origins) == 1 and origins[0] in same


def _own_page(scope: Scope, headers: Headers) -> bool:
    """Whether a page of this server asks, the reader, or no browser that says who asks."""
    sites = set(headers.getlist("sec-fetch-site"))
    return sites <= {"same-origin", "none"} or _is_followed_link(scope, headers)


def _is_followed_link(scope: Scope, headers: Headers) -> bool:
    """Whether a whole window goes here; a frame inside another page is none."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and headers.getlist("sec-fetch-mode") == ["navigate"]
        and headers.getlist("sec-fetch-dest") == ["document"]
    )


def _is_open(path: str) -> bool:
    """Whether the path is that of a page, or one of Streamlit's own that the pages need."""
    if not path.startswith("/"):  # an absolute-form target, which names a host a second time
        return False
    _, core, rest = path.partition(_CORE)
    return not core or _NEEDED.fullmatch(rest) is not None


_FROM_OUTSIDE: Final = message(
    "This server has no sign-in and answers its own computer only; whoever runs it can read in "
    "docs/security.md what it takes to answer others."
)
_OTHER_NAME: Final = message(
    "This server does not answer under this name; open the address that it printed at its start, "
    "or list the name in LINCHPIN_NAMES."
)
_OTHER_ORIGIN: Final = message(
    "This server answers its own pages only, not those of other addresses."
)
_CLOSED: Final = message("There is nothing here.")
