"""The addresses for programs that watch this server, and who may ask them.

Whether it lives and is ready tells nothing of anybody, so whoever reaches the socket may ask, under
any name: the health check of a proxy comes with a Host of its own. What it has counted is for
programs of this computer, or for whoever has the token that the operator has set.
"""

import hmac
import os
import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from pages.server.names import is_this_computer

__all__ = ["HEALTH", "METRICS", "READY", "WATCHED", "has_token", "is_for_everybody", "may_measure"]

HEALTH: Final = "/healthz"
READY: Final = "/readyz"
METRICS: Final = "/metrics"

WATCHED: Final = frozenset({HEALTH, READY, METRICS})

#: The environment variable with the token, and how short it may be: a guess must be hopeless.
TOKEN: Final = "LINCHPIN_METRICS_TOKEN"
_SHORTEST: Final = 16

_HERE: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
#: What a proxy adds: then the one who asks is not who he seems to be.
_FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def is_for_everybody(scope: Scope) -> bool:
    """Whether a request asks for what whoever reaches the socket may know."""
    return _reads(scope) and scope["path"] in (HEALTH, READY)


def has_token(scope: Scope) -> bool:
    """Whether a request for what was counted shows the operator's token."""
    told = os.environ.get(TOKEN, "")
    if len(told) < _SHORTEST or not _reads(scope) or scope["path"] != METRICS:
        return False
    shown = Headers(scope=scope).getlist("authorization")
    return len(shown) == 1 and hmac.compare_digest(shown[0].encode(), f"Bearer {told}".encode())


def may_measure(scope: Scope) -> bool:
    """Whether a request may be told what was counted: from this computer, through no proxy and
    under this computer's own name, or with the token."""
    headers = Headers(scope=scope)
    client, _ = scope.get("client") or ("", 0)
    here = is_this_computer(client) and _HERE.fullmatch(headers.get("host", "")) is not None
    return has_token(scope) or (here and not any(name in headers for name in _FORWARDED))


def _reads(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
