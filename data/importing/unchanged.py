"""Files that lie on disk may be written by others while they are read; that must not go unseen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from analytics.errors import InputError
from analytics.messages import message
from data.importing.files import SourceFile
from data.progress import Cancelled

__all__ = ["unchanged"]


@contextmanager
def unchanged(files: Sequence[SourceFile]) -> Iterator[None]:
    """Make sure that the files are at the end what they were at the start.

    Raises
    ------
    InputError
        One of them was written, replaced or removed meanwhile.
    """
    before = [file.state() for file in files]
    try:
        yield
    except Cancelled:
        raise
    except Exception:
        _compare(files, before)
        raise
    _compare(files, before)


def _compare(files: Sequence[SourceFile], before: Sequence[tuple[int, ...]]) -> None:
    for file, state in zip(files, before, strict=True):
        if file.state() != state:
            raise InputError(
                message(
                    "{file} was changed while it was read; try again when it is complete",
                    file=file.shown,
                )
            ) from None
