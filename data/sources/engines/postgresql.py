"""PostgreSQL servers."""

from typing import ClassVar

import sqlalchemy as sa

from data.sources.engines.base import Engine

__all__ = ["PostgreSQL"]


class PostgreSQL(Engine):
    """A database of a PostgreSQL server."""

    names = ("PostgreSQL",)
    drivers: ClassVar = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    options: ClassVar = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    read_only = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
    isolation = "REPEATABLE READ"

    days_between = "{0} - {1}"
    add_days = "{0} + {1}"
    first_of_month = "CAST(date_trunc('month', {0}) AS DATE)"
    days_of_month = "COUNT(DISTINCT {0})"
    day_in_zone = "CAST(timezone({0}, {1}) AS DATE)"
    plain_text = 'CAST({0} AS TEXT) COLLATE "C"'
    text_id = 'trim(CAST({0} AS TEXT)) COLLATE "C"'
    filled = "trim(CAST({0} AS TEXT)) <> ''"
    blank = "{0} IS NULL OR trim(CAST({0} AS TEXT)) = ''"
    iso_day = (
        "CASE WHEN {0} ~ '^(?!0000)[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
        " THEN CASE WHEN CAST(right({0}, 2) AS integer) <= EXTRACT(day FROM"
        " CAST(left({0}, 8) || '01' AS date) + interval '1 month' - interval '1 day')"
        " THEN CAST({0} AS date) END END"
    )
    # Below 2^-1074 a double is 0, for which the server raises an underflow.
    power2 = "CASE WHEN {0} < -1074 THEN 0.0 ELSE power(2.0::double precision, {0}) END"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS double precision) END"
    cell_number = "{1}"
    pairs = (
        """SELECT (value ->> 0) COLLATE "C" AS first, (value ->> 1) COLLATE "C" AS second"""
        " FROM json_array_elements(CAST(:pairs AS json))"
    )

    def relations(self, inspector: sa.Inspector) -> list[str]:
        """Materialized views, too."""
        return [*super().relations(inspector), *inspector.get_materialized_view_names()]
