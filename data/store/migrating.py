"""The form of a store, and bringing it to that of this program: forward only, one at a time."""

from importlib.resources import files
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data.store.schema import HEAD, REVISION_TABLE

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["is_known", "migrate", "revision_of"]

#: The key under which servers let one process at a time change the form.
_LOCK = 0x4C696E6368
_MIGRATIONS = "data.store.migrations"


def revision_of(connection: sa.Connection) -> str | None:
    """The revision that a store notes; None where it was never used."""
    if not sa.inspect(connection).has_table(REVISION_TABLE):
        return None
    noted = sa.table(REVISION_TABLE, sa.column("version_num"))
    return connection.execute(sa.select(noted.c.version_num)).scalar()


def is_known(revision: str | None) -> bool:
    """Whether this program knows a revision; one that it does not know is of a newer program."""
    return revision in (None, HEAD) or revision in _revisions()


def migrate(connection: sa.Connection) -> None:
    """Bring a store to the form of this program within the transaction of a connection.

    Whoever else does the same at once waits, and then finds it done.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if revision_of(connection) == HEAD:
        return
    # Takes a moment to import, and is needed once in the life of a store.
    from alembic.command import upgrade

    upgrade(_config(connection), "head")


def _config(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files(_MIGRATIONS)).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
