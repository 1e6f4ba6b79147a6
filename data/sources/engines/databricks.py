"""Databricks SQL warehouses: Spark's language behind a protocol and a sign-in of their own."""

from typing import Any, ClassVar

import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.spark import Spark
from data.sources.engines.warehouse import catalog_and_schema, let_go
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["Databricks"]


class Databricks(Spark):
    """A schema of a Databricks catalogue, as ``databricks://token:…@host/catalog.schema``."""

    names = ("Databricks",)
    drivers: ClassVar = {"databricks": "databricks"}
    allowed: ClassVar = {"http_path": r"/sql/[\w./-]{1,200}"}
    failures: ClassVar = {
        "(?i)invalid access token|401|403|unauthori[sz]ed": Failure.CREDENTIALS,
        **Spark.failures,
    }

    raises: ClassVar[tuple[str, ...]] = ("databricks", "thrift", "urllib3")
    moments = ("TIMESTAMP",)
    clocks = ("TIMESTAMP_NTZ",)

    def url(self, address: Address) -> sa.URL:
        """Catalogue, schema and warehouse stand in the query."""
        catalog, schema = catalog_and_schema(address)
        query = {"http_path": address.options.get("http_path", ""), "schema": schema}
        query |= {"catalog": catalog} if catalog else {}
        return sa.URL.create("databricks", host=address.host, port=address.port, query=query)

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:
        """Who asks: the token stands where the password does."""
        return {
            "access_token": address.password,
            "user_agent_entry": "Linchpin",
            "_socket_timeout": limits.reading_seconds,
        }

    def session(self, limits: Limits) -> list[str]:
        """Times are shown in UTC, and no statement runs longer than it may."""
        return [
            "SET TIME ZONE 'UTC'",
            f"SET STATEMENT_TIMEOUT = {max(1, round(limits.statement_seconds))}",
        ]

    def cancel(self, connection: Any, limits: Limits) -> bool:  # noqa: ARG002
        """Close the session, and with it what runs."""
        return let_go(connection)
