"""What goes between the two processes: frames of a length and a pickle.

The reading process has had hostile bytes in its hands. What it answers is taken apart only into
plain values, frames and the errors and records of Linchpin itself; a name of anything else is
refused, so that an answer can never run code here.
"""

import importlib
import io
import pickle
import struct
from typing import IO, Any, Final

__all__ = ["FrameError", "receive", "receive_answer", "send"]

_LENGTH: Final = struct.Struct("<Q")

#: No answer is longer: what comes back are sums, one row for each customer and person.
MOST_BYTES: Final = 2 << 30

_OWN: Final = ("analytics.", "data.")
_ALLOWED: Final = {
    "builtins": {"bytearray", "complex", "frozenset", "range", "set", "slice"},
    "collections": {"OrderedDict"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "numpy": {"dtype", "ndarray"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
    "pandas": {
        "BooleanDtype",
        "Categorical",
        "CategoricalDtype",
        "DataFrame",
        "DatetimeIndex",
        "Float64Dtype",
        "Index",
        "Int64Dtype",
        "MultiIndex",
        "RangeIndex",
        "Series",
        "StringDtype",
    },
    "pandas._libs.arrays": {"__pyx_unpickle_NDArrayBacked"},
    "pandas._libs.internals": {"_unpickle_block"},
    "pandas._libs.missing": {"NAType"},
    "pandas._libs.tslibs.nattype": {"_nat_unpickle"},
    "pandas._libs.tslibs.timestamps": {"_unpickle_timestamp"},
    "pandas.arrays": {
        "ArrowStringArray",
        "BooleanArray",
        "DatetimeArray",
        "FloatingArray",
        "IntegerArray",
    },
    "pandas.core.indexes.base": {"_new_Index"},
    "pandas.core.indexes.datetimes": {"_new_DatetimeIndex"},
    "pandas.core.internals.managers": {"BlockManager", "SingleBlockManager"},
    "pathlib": {"Path", "PosixPath", "WindowsPath"},
    "pyarrow.lib": {"_restore_array", "py_buffer", "type_for_alias"},
}


class FrameError(Exception):
    """The other side ended, or sent what is no frame."""


def send(stream: IO[bytes], content: object) -> None:
    """Write one frame and flush it.

    Raises
    ------
    OSError
        The other side is gone.
    """
    body = pickle.dumps(content, protocol=5)
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
        return _Plain(io.BytesIO(body)).load()
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


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name in _ALLOWED.get(module, ()):
            return super().find_class(module, name)
        if module.startswith(_OWN):
            return self._own(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed in an answer")

    def _own(self, module: str, name: str) -> Any:
        """A class that Linchpin itself defines there; no function, nothing it imported."""
        own = getattr(importlib.import_module(module), name, None)
        if isinstance(own, type) and own.__module__ == module:
            return own
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed in an answer")
