"""Response headers: what a browser may do with an answer, and with whom it may talk.

The content security policy lets nothing come from, or go to, another host. Scripts are Streamlit's
own files and the few lines that stand in its page, each named by its hash; what else is written
into a page never runs, and no text is ever compiled (no ``unsafe-eval``). Scripts from ``blob:``
remain, because Streamlit loads a component's script (ours that sets the page's language) from one;
only a script that runs already can make one.

Styles keep ``unsafe-inline``: Streamlit and Plotly write style elements and style attributes while
they draw, with contents that are not known before, so that neither hashes nor nonces can name them.
A foreign style could disguise a page but send nothing: pictures and fonts come from here alone.
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "SecurityHeaders", "policy"]

_POLICY: Final = {
    "default-src": "'self'",
    "script-src": "'self' blob:",
    "script-src-attr": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self'",
    "worker-src": "'none'",
    "frame-src": "'none'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(script_hashes: tuple[str, ...] = ()) -> str:
    """The content security policy of a page with inline scripts of these hashes (``sha256-…``)."""
    named = "".join(f" '{each}'" for each in script_hashes)
    return "; ".join(
        f"{key} {value}{named if key == 'script-src' else ''}" for key, value in _POLICY.items()
    )


#: Header names and values of every response; a page names its own scripts in the policy.
HEADERS: Final = {
    "Content-Security-Policy": policy(),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_CONTENT_POLICY: Final = "content-security-policy"
#: Files of Streamlit's own, the same for everybody and named after their content.
_STATIC: Final = "/static/"


class SecurityHeaders:
    """ASGI middleware that adds :data:`HEADERS` to every HTTP response.

    Answers that hold data, or may, are kept by no cache; leave for other origins to read an answer,
    which Streamlit gives in places, is taken out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; complete the headers where a response starts."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), kept=_STATIC in scope["path"])
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _complete(headers: MutableHeaders, *, kept: bool) -> None:
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]
    page_policy = headers.get(_CONTENT_POLICY)
    headers.update(HEADERS)
    if page_policy is not None:
        headers[_CONTENT_POLICY] = page_policy
    if not kept:
        headers["Cache-Control"] = "no-store"
