"""What goes between the two processes: frames of a length and a pickle.

The reading process has had hostile bytes in its hands. What it answers is taken apart only into
plain values, frames and the errors and records of Linchpin itself (:mod:`data.plain_values`), so
that an answer can never run code here.
"""

import pickle
import struct
from typing import IO, Any, Final

from data import plain_values

__all__ = ["FrameError", "receive", "receive_answer", "send"]

_LENGTH: Final = struct.Struct("<Q")

#: No answer is longer: what comes back are sums, one row for each customer and person.
MOST_BYTES: Final = 2 << 30


class FrameError(Exception):
    """The other side ended, or sent what is no frame."""


def send(stream: IO[bytes], content: object) -> None:
    """Write one frame and flush it.

    Raises
    ------
    OSError
        The other side is gone.
    """
    body = plain_values.to_bytes(content)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next frame from whom is trusted; raises :class:`FrameError` at the end."""
    return pickle.loads(_body(stream))


def receive_answer(stream: IO[bytes]) -> Any:
    """The next frame from the reading process.

    Raises
    ------
    FrameError
        It ended, or the frame is too long or names what is not allowed.
    """
    body = _body(stream)
    try:
        return plain_values.from_bytes(body)
    except Exception as error:
        raise FrameError(f"an answer cannot be taken apart: {error}") from error


def _body(stream: IO[bytes]) -> bytes:
    start = stream.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        raise FrameError("the other process has ended")
    (length,) = _LENGTH.unpack(start)
    if length > MOST_BYTES:
        raise FrameError(f"an answer of {length} bytes is too long")
    body = stream.read(length)
    if len(body) < length:
        raise FrameError("the other process has ended in the middle of an answer")
    return body
