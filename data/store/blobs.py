"""What is too large for an entry, kept under the digest of its bytes: the same bytes once."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from analytics.errors import InputError
from analytics.messages import message
from data.store.schema import blobs, entries

__all__ = ["add_blob", "blob_of", "digest_of", "drop_unnamed"]

#: Bytes of one blob: what a review of some hundred thousand customers takes.
_LARGEST = 100_000_000


def digest_of(content: bytes) -> str:
    """The name under which bytes are kept: their SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def add_blob(connection: sa.Connection, content: bytes) -> str:
    """Keep bytes, unless they are kept already; gives their digest.

    Raises
    ------
    InputError
        They are too many.
    """
    if len(content) > _LARGEST:
        raise InputError(message("what is entered is longer than {most} bytes", most=_LARGEST))
    digest = digest_of(content)
    if blob_of(connection, digest) is None:
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(blobs).values(digest=digest, content=content))
        except IntegrityError:
            pass  # another process was quicker, with the same
    return digest


def blob_of(connection: sa.Connection, digest: str) -> bytes | None:
    """The bytes of a digest; None where they are not kept, or are no longer those."""
    query = sa.select(blobs.c.content).where(blobs.c.digest == digest)
    content = connection.execute(query).scalar()
    if content is None or digest_of(bytes(content)) != digest:
        return None
    return bytes(content)


def drop_unnamed(connection: sa.Connection, digest: str) -> None:
    """Remove the bytes of a digest that no entry names any more."""
    named = sa.exists().where(entries.c.content.contains(digest))
    connection.execute(sa.delete(blobs).where(blobs.c.digest == digest, ~named))
