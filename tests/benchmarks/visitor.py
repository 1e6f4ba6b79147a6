"""A visitor without a browser: speaks Streamlit's websocket protocol and asks for reruns."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.serving import Server

__all__ = ["Visitor", "cpu_seconds", "visit"]

_ANSWER_SECONDS = 120
_RUN_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Visitor:
    """One session on one page of a server."""

    def __init__(self, connection: ClientConnection, page: str, query: str):
        self._connection = connection
        self._page = page
        self._query = query
        self._cached: set[str] = set()

    def go(self, page: str, query: str = "") -> int:
        """Move to another page, as a click in the menu does; see :meth:`rerun`."""
        self._page, self._query = page, query
        return self.rerun()

    def rerun(self) -> int:
        """Ask for one rerun, wait for its end, return the number of elements it drew."""
        message = BackMsg()
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        message.rerun_script.cached_message_hashes.extend(sorted(self._cached))
        self._connection.send(message.SerializeToString())
        return self._elements_until_finished()

    def _elements_until_finished(self) -> int:
        elements = 0
        while True:
            answer = ForwardMsg.FromString(_bytes(self._connection.recv(_ANSWER_SECONDS)))
            if answer.metadata.cacheable:
                self._cached.add(answer.hash)
            match answer.WhichOneof("type"):
                case "delta" | "ref_hash":
                    elements += 1
                case "script_finished" if answer.script_finished == _RUN_AGAIN:
                    elements = 0
                case "script_finished":
                    return elements


@contextmanager
def visit(
    server: Server, page: str = "", query: str = "", headers: Mapping[str, str] | None = None
) -> Iterator[Visitor]:
    """Open a session on ``page`` (its path without the slash; empty: the first page)."""
    address = server.url.replace("http:", "ws:", 1) + "/_stcore/stream"
    with connect(
        address,
        origin=server.url,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=None,
    ) as connection:
        yield Visitor(connection, page, query)


def cpu_seconds(server: Server) -> float:
    """CPU time the server has used so far in all its threads (Linux: its process clock)."""
    clock = (~server.pid << 3) | 2  # clock_getcpuclockid(3)
    return time.clock_gettime(clock)


def _bytes(received: str | bytes) -> bytes:
    if isinstance(received, str):
        raise TypeError("the server sent text where a message was due")
    return received
