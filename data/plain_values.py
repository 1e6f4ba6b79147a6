"""Values as bytes and back, where the bytes may not be trusted: a pickle that names little.

Taken apart are plain values, frames, arrays and the errors and records of Linchpin itself; a name
of anything else is refused, so that bytes which somebody else has written can never run code here.
Mappings that cannot be changed are written as what they hold.
"""

import copyreg
import importlib
import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

__all__ = ["from_bytes", "from_parts", "to_bytes", "to_parts"]

_OWN: Final = ("analytics.", "data.")
_ALLOWED: Final = {
    "builtins": {"bytearray", "complex", "frozenset", "range", "set", "slice"},
    "collections": {"OrderedDict"},
    "data.plain_values": {"unchangeable"},
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


#: How values of a type are written: as ``object.__reduce__`` says it.
Reducers = Mapping[type, Callable[[Any], Any]]


def to_bytes(content: object, reducers: Reducers | None = None) -> bytes:
    """The content as bytes; ``reducers`` write some types in another way than pickle would.

    Raises
    ------
    TypeError, pickle.PicklingError
        It holds what cannot be written, such as a lock or a function made in a function.
    """
    written = io.BytesIO()
    writer = pickle.Pickler(written, protocol=5)
    writer.dispatch_table = {**copyreg.dispatch_table, **(reducers or {}), **_OURS}
    writer.dump(content)
    return written.getvalue()


def to_parts(content: object) -> list[bytes | memoryview]:
    """The same in parts: the bytes, and what arrays hold, which is not copied.

    Raises
    ------
    TypeError, pickle.PicklingError
        As :func:`to_bytes`.
    """
    arrays: list[pickle.PickleBuffer] = []
    written = io.BytesIO()
    writer = pickle.Pickler(written, protocol=5, buffer_callback=arrays.append)
    writer.dispatch_table = {**copyreg.dispatch_table, **_OURS}
    writer.dump(content)
    return [written.getvalue(), *(array.raw() for array in arrays)]


def from_parts(parts: Sequence[bytes | bytearray]) -> Any:
    """What :func:`to_parts` wrote; arrays keep the memory of the parts.

    Raises
    ------
    Exception
        As :func:`from_bytes`.
    """
    return _Reader(parts[0], {}, parts[1:]).load()


def from_bytes(content: bytes, also: Mapping[str, set[str]] | None = None) -> Any:
    """What :func:`to_bytes` wrote; ``also``: further names that may stand in it, by module.

    Raises
    ------
    Exception
        Whatever taking damaged bytes apart ends in; ``pickle.UnpicklingError`` where they name
        what is not allowed.
    """
    return _Reader(content, also or {}).load()


def unchangeable(held: dict[Any, Any]) -> Mapping[Any, Any]:
    """A mapping that cannot be changed, as it stands in the bytes."""
    return MappingProxyType(held)


_OURS: Final[Reducers] = {MappingProxyType: lambda held: (unchangeable, (dict(held),))}


class _Reader(pickle.Unpickler):
    def __init__(
        self,
        content: bytes | bytearray,
        also: Mapping[str, set[str]],
        arrays: Sequence[bytes | bytearray] = (),
    ):
        super().__init__(io.BytesIO(content), buffers=arrays)
        self._also = also

    def find_class(self, module: str, name: str) -> Any:
        if name in _ALLOWED.get(module, ()) or name in self._also.get(module, ()):
            return super().find_class(module, name)
        if module.startswith(_OWN):
            return _own(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed here")


def _own(module: str, name: str) -> Any:
    """A class that Linchpin itself defines there; no function, nothing it imported."""
    own = getattr(importlib.import_module(module), name, None)
    if isinstance(own, type) and own.__module__ == module:
        return own
    raise pickle.UnpicklingError(f"{module}.{name} is not allowed here")
