"""Files that readers upload: held on disk, for this user alone, for a while and up to a limit.

They lie in a temporary folder of the home that is owned by this process, so that the next start
removes what a killed one left. A file is there for its session only, under a name of chance.
"""

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Final

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from data.home.private import FILE_MODE
from data.home.temporary import temporary_folder

__all__ = [
    "FILE_BYTES",
    "SESSION_BYTES",
    "Limits",
    "Upload",
    "UploadRefused",
    "Uploads",
    "in_words",
]

MEGABYTE: Final = 1 << 20
#: Of one file, of all files of one session, and of all files of the server.
FILE_BYTES: Final = 500 * MEGABYTE
SESSION_BYTES: Final = 1024 * MEGABYTE
SERVER_BYTES: Final = 4096 * MEGABYTE
#: So much of the disk stays free whatever is uploaded.
SPARE_BYTES: Final = 1024 * MEGABYTE

#: So long files are held after their session has ended, and since they were used last.
ENDED_SECONDS: Final = 5 * 60
UNUSED_SECONDS: Final = 2 * 60 * 60


class UploadRefused(LinchpinError):
    """A file that would exceed a limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one file, of one session, of the server, and those that must stay free on disk."""

    file: int = FILE_BYTES
    session: int = SESSION_BYTES
    server: int = SERVER_BYTES
    spare: int = SPARE_BYTES


@dataclass(slots=True, eq=False)
class Upload:
    """One file that is held, or on its way: so many bytes are set aside for it."""

    session: str
    path: Path
    size: int
    used: float
    complete: bool = False


@dataclass(eq=False)
class Uploads:
    """The files that a server holds for its sessions; safe to use from any thread.

    ``place`` is where their folder is made with the first file, ``clock`` gives seconds, ``free``
    the bytes that are free on the disk of a folder.
    """

    place: Path
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._folder: Path | None = None
        self._held: dict[str, Upload] = {}
        self._ended: dict[str, float] = {}
        self._refusals: dict[str, Message] = {}

    def reserve(self, session: str, key: str, size: int) -> Upload:
        """Set ``size`` bytes aside for the file ``key`` of a session; an earlier one of it goes.

        Raises
        ------
        UploadRefused
            A limit would be exceeded; the session's next page can say so, see :meth:`refusal`.
        StorageError
            Nothing can be written in the home.
        """
        with self._lock:
            self._drop(key)
            refusal = self._exceeded(session, size)
            if refusal is not None:
                self._refusals[session] = refusal
                raise UploadRefused(refusal)
            self._refusals.pop(session, None)
            path = self._open_folder() / token_hex(8)
            path.touch(FILE_MODE, exist_ok=False)
            upload = Upload(session, path, size, self.clock())
            self._held[key] = upload
            return upload

    def _exceeded(self, session: str, size: int) -> Message | None:
        """Which limit ``size`` more bytes would exceed, in words."""
        held = list(self._held.values())
        limits = self.limits
        if size > limits.file:
            return message(
                "a file may have {limit} at most; save it as Parquet, or import fewer years",
                limit=in_words(limits.file),
            )
        if sum(each.size for each in held if each.session == session) + size > limits.session:
            return message(
                "the files of one window may have {limit} together; remove some, or save them as "
                "Parquet",
                limit=in_words(limits.session),
            )
        coming = sum(each.size for each in held if not each.complete)
        if sum(each.size for each in held) + size > limits.server:
            return message("others are uploading too; try again in some minutes")
        if self.free(self._open_folder()) - coming - size < limits.spare:
            return message(
                "the disk of this server is nearly full; free some space, then try again"
            )
        return None

    def finish(self, upload: Upload) -> None:
        """The file is there as a whole; its true size counts from now on."""
        with self._lock:
            upload.size = upload.path.stat().st_size
            upload.used = self.clock()
            upload.complete = True

    def drop(self, key: str, upload: Upload | None = None) -> None:
        """Remove the file ``key``; where ``upload`` is given, only if it is still that one."""
        with self._lock:
            if upload is None or self._held.get(key) is upload:
                self._drop(key)

    def drop_session(self, session: str) -> None:
        """Remove all files of a session and forget what was refused to it."""
        with self._lock:
            for key in [key for key, each in self._held.items() if each.session == session]:
                self._drop(key)
            self._refusals.pop(session, None)
            self._ended.pop(session, None)

    def path(self, key: str) -> Path | None:
        """Where the whole file ``key`` lies, which is used now; None if it is not held."""
        with self._lock:
            upload = self._held.get(key)
            if upload is None or not upload.complete:
                return None
            upload.used = self.clock()
            return upload.path

    def refusal(self, session: str) -> Message | None:
        """Why the last file of a session was refused; None if it was not."""
        return self._refusals.get(session)

    def sweep(self, is_active: Callable[[str], bool]) -> None:
        """Remove what nobody needs: files of ended sessions and files long unused."""
        now = self.clock()
        with self._lock:
            known = {each.session for each in self._held.values()} | set(self._refusals)
            self._ended = {
                session: self._ended.get(session, now)
                for session in known
                if not is_active(session)
            }
            over = {s for s, since in self._ended.items() if now - since >= ENDED_SECONDS}
            for key, each in list(self._held.items()):
                if each.session in over or now - each.used >= UNUSED_SECONDS:
                    self._drop(key)
            for session in over:
                self._refusals.pop(session, None)

    def close(self) -> None:
        """Remove everything; files that come later get a new folder."""
        with self._lock:
            self._held.clear()
            self._ended.clear()
            self._refusals.clear()
            self._folder = None
            self._stack.close()

    def _open_folder(self) -> Path:
        if self._folder is None:
            self._folder = self._stack.enter_context(temporary_folder(self.place))
        return self._folder

    def _drop(self, key: str) -> None:
        upload = self._held.pop(key, None)
        if upload is not None:
            with suppress(OSError):  # what is being read on Windows goes with the folder
                upload.path.unlink(missing_ok=True)


def in_words(size: int) -> str:
    """A limit as people write it.

    >>> in_words(500 << 20), in_words(1 << 30)
    ('500 MB', '1 GB')
    """
    return f"{size >> 20} MB" if size < 1 << 30 else f"{size >> 30} GB"
