"""A proxy between a client and a server that behaves as networks do on a bad day."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["Proxy", "proxied"]

#: What the proxy does with the bytes of the server, of which ``after`` have passed in this
#: connection: pass them on, break off, keep them back, hand them out one by one.
Conduct = str


@dataclass
class Proxy:
    """Stands before the server at ``upstream``; ``conduct`` may change at any time.

    ``pass``; ``cut`` and ``stall`` after so many bytes of the server's; ``trickle``: from there on
    a byte in a tenth of a second; ``rubbish``: bytes without end and meaning; ``silent``: nothing.
    """

    upstream: tuple[str, int]
    conduct: Conduct = "pass"
    after: int = 0
    #: Set when ``conduct`` has come into effect.
    struck: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """Where the proxy listens."""
        return int(self._listener.getsockname()[1])

    def behave(self, conduct: Conduct, after: int = 0) -> None:
        """From now on, also in connections that are open."""
        self.struck.clear()
        self.after, self.conduct = after, conduct

    def serve(self) -> None:
        """Take connections until :meth:`close`."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                work = self._babble if self.conduct in ("rubbish", "silent") else self._connect
                threading.Thread(target=work, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Let go of everything."""
        self._over.set()
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _babble(self, client: socket.socket) -> None:
        self.struck.set()
        with suppress(OSError):
            while self.conduct == "rubbish" and not self._over.is_set():
                client.sendall(b"\xff\x00R\x7f" * 256)
            self._over.wait()

    def _connect(self, client: socket.socket) -> None:
        server = socket.create_connection(self.upstream)
        self._open.append(server)
        threading.Thread(target=_pump, args=(client, server, server.sendall), daemon=True).start()
        passed = 0

        def back(chunk: bytes) -> None:
            nonlocal passed
            self._pass_on(client, server, chunk, passed)
            passed += len(chunk)

        _pump(server, client, back)

    def _pass_on(
        self, client: socket.socket, server: socket.socket, chunk: bytes, passed: int
    ) -> None:
        if self.conduct in ("cut", "stall") and passed + len(chunk) > self.after:
            client.sendall(chunk[: max(0, self.after - passed)])
            self.struck.set()
            if self.conduct == "stall":
                self._over.wait()
            for each in (client, server):
                each.shutdown(socket.SHUT_RDWR)
            raise OSError
        if self.conduct != "trickle" or passed < self.after:
            client.sendall(chunk)
            return
        for number in chunk:
            self.struck.set()
            client.sendall(bytes([number]))
            self._over.wait(0.1)


def _pump(source: socket.socket, target: socket.socket, give: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while chunk := source.recv(16_384):
            give(chunk)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxied(host: str, port: int) -> Iterator[Proxy]:
    """A proxy before the server at ``host`` and ``port``, for as long as the block lasts."""
    proxy = Proxy((host, port))
    threading.Thread(target=proxy.serve, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
