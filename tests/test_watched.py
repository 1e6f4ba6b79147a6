"""The witness of what a server calls sees look-ups and connections, and nothing else."""

import pytest

from tests.watched import is_call


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.getaddrinfo", ("checkip.example", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (b"checkip.example", 80, 0, 0, 0)),
        ("socket.gethostbyname", ("checkip.example",)),
        ("socket.connect", (None, ("8.8.8.8", 1))),
        ("socket.connect", (None, ("2001:db8::1", 1, 0, 0))),
        ("socket.sendto", (None, ("8.8.8.8", 53))),
    ],
)
def test_call_to_another_computer_is_seen(event: str, arguments: tuple[object, ...]) -> None:
    assert is_call(event, arguments)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("socket.connect", (None, ("127.0.0.1", 1))),
        ("socket.connect", (None, ("::1", 1, 0, 0))),
        ("socket.connect", (None, "/run/socket")),
        ("socket.bind", (None, ("0.0.0.0", 1))),
    ],
)
def test_this_computer_is_no_call(event: str, arguments: tuple[object, ...]) -> None:
    assert not is_call(event, arguments)
