"""Whether a source is there, asked quickly: nothing is opened, signed in to or read."""

import os
import socket
from pathlib import Path
from typing import Final

from data.sources.engines import located

__all__ = ["reach"]

_SECONDS: Final = 2.0


def reach(location: str) -> None:
    """Look whether a place is there: a file or folder that may be read, a server that answers.

    Raises
    ------
    InputError
        The place is no address that can be used.
    OSError
        It is not there, or does not answer within two seconds.
    """
    if "://" not in location:
        _look(Path(location))
        return
    kind, address = located(location)
    file = kind.file(address)
    if file is not None:
        _look(file)
    elif address.host is not None and (port := address.port or kind.port):
        socket.create_connection((address.host, port), timeout=_SECONDS).close()


def _look(path: Path) -> None:
    path.stat()
    if not os.access(path, os.R_OK):
        raise PermissionError(13, "Permission denied", path.name)
