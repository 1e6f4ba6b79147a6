"""Streamlit's command line, while every call to another computer is written down.

``python -m tests.watched FILE run app.py …``: each name that the process looks up and each address
that it connects or sends to, other than this computer's own, becomes a line of FILE.
"""

import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["is_call", "main"]

_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")
_HERE = ("127.", "::1", "localhost", "::ffff:127.")


def is_call(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an audit event of Python is a call to another computer."""
    if event in _LOOK_UPS:
        host = arguments[0]
    elif event in _SENDING and isinstance(arguments[1], tuple):  # others are sockets of files
        host = arguments[1][0]
    else:
        return False
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    return not name.startswith(_HERE)


def main(arguments: list[str]) -> None:
    """Run Streamlit's command line with the rest of the arguments, watched."""
    calls = Path(arguments[0])
    calls.touch()
    sys.addaudithook(_writer(calls))
    from streamlit.web.cli import main as streamlit

    sys.argv = ["streamlit", *arguments[1:]]
    streamlit()


def _writer(calls: Path) -> Callable[[str, tuple[object, ...]], None]:
    def write(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith("socket.") and is_call(event, arguments):
            with calls.open("a", encoding="utf-8") as file:
                file.write(f"{event} {arguments!r}\n")

    return write


if __name__ == "__main__":
    main(sys.argv[1:])
