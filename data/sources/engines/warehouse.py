"""What engines have in common that are reached over the web."""

from contextlib import suppress
from typing import Any

from data.sources.addresses import Address

__all__ = ["catalog_and_schema", "let_go"]


def catalog_and_schema(address: Address) -> tuple[str, str]:
    """The two parts of a database that is named ``catalog.schema``; the first may be absent.

    >>> catalog_and_schema(Address("trino", "host", database="hive.crm"))
    ('hive', 'crm')
    >>> catalog_and_schema(Address("trino", "host", database="crm"))
    ('', 'crm')
    """
    catalog, _, schema = address.database.rpartition(".")
    return catalog, schema


def let_go(connection: Any) -> bool:
    """Close a connection from another thread; its statement ends in the server by then, or at the
    time that the session was given for one."""
    with suppress(Exception):
        connection.close()
    return True
