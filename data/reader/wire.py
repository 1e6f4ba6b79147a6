"""What goes between the two processes: frames of a pickle and the arrays in it.

The reading process has had hostile bytes in its hands. What it answers is taken apart only into
plain values, frames and the errors and records of Linchpin itself (:mod:`data.plain_values`), so
that an answer can never run code here. Arrays go as they lie in memory, and are not copied.
"""

import pickle
import struct
from typing import IO, Any, Final

from data import plain_values

__all__ = ["FrameError", "receive", "receive_answer", "send"]

_NUMBER: Final = struct.Struct("<Q")

#: No answer is longer: what comes back are sums, one row for each customer and person.
MOST_BYTES: Final = 2 << 30
#: No answer has more arrays.
_MOST_PARTS: Final = 1 << 16


class FrameError(Exception):
    """The other side ended, or sent what is no frame."""


def send(stream: IO[bytes], content: object) -> None:
    """Write one frame and flush it.

    Raises
    ------
    OSError
        The other side is gone.
    """
    parts = plain_values.to_parts(content)
    for number in (len(parts), *(memoryview(part).nbytes for part in parts)):
        stream.write(_NUMBER.pack(number))
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next frame from whom is trusted; raises :class:`FrameError` at the end."""
    content, *arrays = _parts(stream)
    return pickle.loads(content, buffers=arrays)


def receive_answer(stream: IO[bytes]) -> Any:
    """The next frame from the reading process.

    Raises
    ------
    FrameError
        It ended, or the frame is too long or names what is not allowed.
    """
    parts = _parts(stream)
    try:
        return plain_values.from_parts(parts)
    except Exception as error:
        raise FrameError(f"an answer cannot be taken apart: {error}") from error


def _parts(stream: IO[bytes]) -> list[bytearray]:
    number = _number(stream)
    if not 0 < number <= _MOST_PARTS:
        raise FrameError(f"an answer of {number} parts is none")
    sizes = [_number(stream) for _ in range(number)]
    if sum(sizes) > MOST_BYTES:
        raise FrameError(f"an answer of {sum(sizes)} bytes is too long")
    return [_part(stream, size) for size in sizes]


def _number(stream: IO[bytes]) -> int:
    start = stream.read(_NUMBER.size)
    if len(start) < _NUMBER.size:
        raise FrameError("the other process has ended")
    number: int = _NUMBER.unpack(start)[0]
    return number


def _part(stream: IO[bytes], size: int) -> bytearray:
    part = bytearray(size)
    rest = memoryview(part)
    while rest:
        taken = stream.readinto(rest)  # type: ignore[attr-defined]
        if not taken:
            raise FrameError("the other process has ended in the middle of an answer")
        rest = rest[taken:]
    return part
