"""What programs that watch this server ask for: does it live, is it ready, what has it counted?"""

import os
from typing import Final

from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from analytics.messages import message
from data.home.imported import imported_on
from data.home.versions import current, damaged
from data.sources.reaching import reach
from pages.components import loading
from pages.components.measured import KEPT, REGISTRY
from pages.server.probes import HEALTH, METRICS, READY, may_measure
from pages.server.readiness import Readiness

__all__ = ["addresses"]


def addresses() -> list[Route]:
    """The routes besides Streamlit's own."""
    KEPT.set_function(loading.results_kept)
    readiness = Readiness({"home": _home, "policy": _policy, "store": _store, "source": _source})

    async def ready(request: Request) -> Response:
        del request
        said = await run_in_threadpool(readiness.look)
        is_ready = all(word == "ok" for word in said.values())
        told = {"ready": is_ready, "checks": said, "assessment": loading.assessment_state()}
        return JSONResponse(told, 200 if is_ready else 503)

    return [Route(HEALTH, _alive), Route(READY, ready), Route(METRICS, _counted)]


async def _alive(request: Request) -> Response:
    del request
    return PlainTextResponse("ok\n")


async def _counted(request: Request) -> Response:
    if not may_measure(request.scope):
        return PlainTextResponse(_NOTHING, 404)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


_NOTHING: Final = "There is nothing here.\n"


def _home() -> None:
    home = loading.settings().home
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise PermissionError(13, "Permission denied", home.name)


def _policy() -> None:
    loading.policy(loading.settings())


def _store() -> None:
    loading.store().version("readiness", "")  # reads, and brings an older form to this one


def _source() -> None:
    """Whether what the server was started with, or what was imported last, can be opened; the demo
    company is made where it is missing."""
    locations = loading.settings()
    if locations.source is not None:
        reach(locations.source)
    elif (path := current(locations.home)) is not None and imported_on(path) is None:
        raise damaged(path, message("it cannot be opened"))
