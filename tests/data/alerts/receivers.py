"""Receivers on this machine, with a certificate of their own: they take, refuse, fall silent."""

import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

__all__ = ["Certificate", "MailReceiver", "certificate", "mail_server_of", "webhook_server"]


class Certificate:
    """A certificate for localhost, and who trusts it."""

    def __init__(self, folder: Path) -> None:
        self.key, self.crt = folder / "key.pem", folder / "crt.pem"
        options = "-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
        names = ["-addext", "subjectAltName=DNS:localhost"]
        files = ["-keyout", str(self.key), "-out", str(self.crt)]
        subprocess.run(
            ["openssl", "req", *options, *names, *files], check=True, capture_output=True
        )

    @property
    def served(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.crt, self.key)
        return context

    @property
    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.crt))


def certificate(folder: Path) -> Certificate:
    return Certificate(folder)


Answer = Callable[[Any], None]


@contextmanager
def webhook_server(made: Certificate, answer: Answer) -> Iterator[tuple[int, list[Any]]]:
    """Port and requests (path, headers, body) of a server that answers as ``answer`` says."""
    seen: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, dict(self.headers), body))
            answer(self)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = made.served.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        server.server_close()


class MailReceiver:
    """A mail server: what it answers to RCPT and to the end of DATA (None: it goes away)."""

    def __init__(
        self, made: Certificate, *, rcpt: str = "250 ok", data: str | None = "250 taken"
    ) -> None:
        self.mails: list[bytes] = []
        self.made, self.rcpt, self.data = made, rcpt, data
        self.starttls = True

    def serve(self, plain: socket.socket) -> None:
        if self._talk(plain, encrypted=False):
            with self.made.served.wrap_socket(plain, server_side=True) as connection:
                self._talk(connection, encrypted=True)

    def _talk(self, connection: socket.socket, *, encrypted: bool) -> bool:
        """Whether the client asks for encryption now."""
        if not encrypted:
            self._say(connection, "220 here")
        with connection.makefile("rb", buffering=0) as lines:
            while line := lines.readline():
                word = (line.split() or [b""])[0].upper()
                if word == b"STARTTLS":
                    self._say(connection, "220 go")
                    return True
                if word == b"DATA":
                    self._say(connection, "354 go on")
                    self.mails.append(b"".join(iter(lines.readline, b".\r\n")))
                    if self.data is None:
                        return False
                self._say(connection, self._answer(word, encrypted))
        return False

    def _answer(self, word: bytes, encrypted: bool) -> str:
        offers = "250-here\r\n250 STARTTLS" if self.starttls and not encrypted else "250 here"
        told = {b"EHLO": offers, b"RCPT": self.rcpt, b"DATA": self.data or "", b"QUIT": "221 bye"}
        return told.get(word, "250 ok")

    @staticmethod
    def _say(connection: socket.socket, text: str) -> None:
        connection.sendall(f"{text}\r\n".encode())


@contextmanager
def mail_server_of(receiver: MailReceiver) -> Iterator[int]:
    """The port on which a mail server listens."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            receiver.serve(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
