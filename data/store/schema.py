"""The tables of the store, as the newest migration leaves them.

``entries``: one row for each thing that somebody entered, never changed afterwards except for the
columns that say that it was undone. Times are ISO 8601 in UTC, to the microsecond, so that they
sort as text; ``content`` is JSON in ASCII.

``blobs``: what is too large for an entry, such as the figures that a review has frozen, under the
SHA-256 of its bytes (hexadecimal), which entries name.
"""

import sqlalchemy as sa

__all__ = ["HEAD", "NAME", "REVISION_TABLE", "SUBJECT", "blobs", "entries"]

#: The revision that this program writes; equals the newest file of ``migrations/versions``.
HEAD = "0002"
#: Where the store notes its revision; unmistakable in a database that others share.
REVISION_TABLE = "linchpin_store_revision"

#: Characters of the name of an author, and of what an entry is about.
NAME, SUBJECT = 200, 200

_TABLES = sa.MetaData()

entries = sa.Table(
    "linchpin_entries",
    _TABLES,
    sa.Column("entry_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(SUBJECT), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("author", sa.String(NAME), nullable=False),
    sa.Column("author_verified", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.String(27), nullable=False),
    sa.Column("undone_at", sa.String(27)),
    sa.Column("undone_by", sa.String(NAME)),
    sa.UniqueConstraint("kind", "subject", "version", name="linchpin_entries_version"),
    sqlite_autoincrement=True,
)

blobs = sa.Table(
    "linchpin_blobs",
    _TABLES,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
