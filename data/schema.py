"""The canonical tables: names, columns, kinds and keys, in one place.

Import, sources, extract and documentation all read :data:`TABLES`; :data:`METADATA` holds the
same as SQLAlchemy tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import sqlalchemy as sa

__all__ = [
    "METADATA",
    "NAMED_IN_CHINESE",
    "RELATION_TABLES",
    "REQUIRED_TABLES",
    "TABLES",
    "Kind",
    "Table",
    "TableColumn",
]


class Kind(StrEnum):
    """What a column holds, and so how it is read."""

    ID = "id"  # text, trimmed, compared byte for byte
    TEXT = "text"
    DATE = "date"
    TIME = "time"  # date and time of day, with or without zone
    NUMBER = "number"
    CURRENCY = "currency"  # ISO 4217, upper case
    BOOLEAN = "boolean"
    CHOICE = "choice"  # one of TableColumn.choices; anything else is kept and reported

    @property
    def sql_type(self) -> sa.types.TypeEngine:
        """The type in which an import stores the column."""
        match self:
            case Kind.DATE:
                return sa.Date()
            case Kind.TIME:
                return sa.DateTime()
            case Kind.NUMBER:
                return sa.Double()
            case Kind.BOOLEAN:
                return sa.Boolean()
        return sa.String()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a canonical table."""

    name: str
    kind: Kind
    required: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table; ``columns`` in their documented order."""

    name: str
    columns: Mapping[str, TableColumn]

    @property
    def required(self) -> list[str]:
        """Names of the columns that must be there and filled."""
        return [column.name for column in self.columns.values() if column.required]

    @property
    def key(self) -> str | None:
        """Name of the column whose values are unique, if the table has one."""
        return next((column.name for column in self.columns.values() if column.key), None)


FUNCTIONS = ("sales", "service", "technical", "management", "owner", "system")
ACTIVITY_KINDS = ("meeting", "call", "email", "message", "visit", "service", "other")
ASSIGNMENT_ROLES = ("owner", "second", "support", "service", "other")

# name[*][†] kind [choices], as in the documentation: * required, † key.
_LAYOUT = {
    "reps": """rep_id*† id | name* text | email text | function choice | team text | manager_id id
        | title text | region text | hired_on date | notice_on date | left_on date | left_to choice
        | left_reason choice | active boolean | last_promoted_on date | jurisdiction text
        | languages text""",
    "rep_history": "rep_id* id | valid_from* date | team text | manager_id id | title text",
    "customers": """customer_id*† id | name* text | parent_id id | segment text | industry text
        | region text | owner_id id | created_on date | origin choice | language text
        | contract_starts_on date | contract_ends_on date""",
    "contacts": """contact_id*† id | customer_id* id | name text | title text | email text
        | phone text""",
    "deals": """deal_id*† id | customer_id* id | rep_id id | amount number | currency currency
        | stage choice | created_on date | closed_on date | updated_on date""",
    "revenue": """customer_id* id | amount* number | booked_on* date | rep_id id | currency currency
        | revenue_id id | margin number | status choice | due_on date | paid_on date""",
    "activities": """customer_id* id | rep_id* id | happened_at* time | activity_id id
        | contact_id id | kind choice | direction choice""",
    "assignments": "customer_id* id | rep_id* id | role choice | start_on date | end_on date",
    "quotas": "rep_id* id | period_start* date | period_end date | quota* number | attained number",
    "compensation": """rep_id* id | period_start* date | base number | variable number
        | commission_rate number | long_term_plan boolean | currency currency""",
    "agreements": """rep_id* id | kind* choice | signed_on date | ends_on date | months number
        | paid boolean""",
    "access": """rep_id* id | scope* choice | can_export boolean | active boolean
        | last_login_at time | revoked_on date""",
    "access_log": "rep_id* id | action* choice | happened_at* time | records number",
    "backups": "system* text | finished_at* time | succeeded* boolean | restored_on date",
    "exchange_rates": "currency* currency | valid_on* date | rate* number",
    "roles": "rep_id* id | role* choice",
}

_CHOICES = {
    ("reps", "function"): FUNCTIONS,
    ("reps", "left_to"): ("competitor", "own_business", "other"),
    ("reps", "left_reason"): ("resigned", "dismissed", "moved", "retired", "other"),
    ("customers", "origin"): ("company", "inherited", "brought"),
    ("revenue", "status"): ("booked", "cancelled", "draft"),
    ("deals", "stage"): ("open", "won", "lost"),
    ("activities", "kind"): ACTIVITY_KINDS,
    ("activities", "direction"): ("in", "out"),
    ("assignments", "role"): ASSIGNMENT_ROLES,
    ("agreements", "kind"): ("confidentiality", "non_compete", "non_solicit", "handover"),
    ("access", "scope"): ("own", "team", "all"),
    ("access_log", "action"): ("export", "view", "login", "delete", "share"),
    ("roles", "role"): ("rep", "manager", "executive", "hr", "admin"),
}


def _column(table: str, text: str) -> TableColumn:
    marked, kind = text.split()
    name = marked.rstrip("*†")
    return TableColumn(
        name, Kind(kind), "*" in marked, "†" in marked, _CHOICES.get((table, name), ())
    )


def _table(name: str, layout: str) -> Table:
    columns = [_column(name, part) for part in layout.split("|")]
    return Table(name, MappingProxyType({column.name: column for column in columns}))


#: Every canonical table by name.
TABLES: Mapping[str, Table] = MappingProxyType(
    {name: _table(name, layout) for name, layout in _LAYOUT.items()}
)

#: Tables without which nothing can be assessed.
REQUIRED_TABLES = ("customers", "reps")

#: At least one of these must be there, too.
RELATION_TABLES = ("activities", "revenue", "deals", "assignments")

#: Columns that the demo company also holds in Chinese, as ``<column>_zh``.
NAMED_IN_CHINESE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "reps": ("name", "team", "title", "region"),
        "rep_history": ("team", "title"),
        "customers": ("name", "segment", "industry", "region"),
        "contacts": ("name", "title"),
    }
)

#: The same tables for SQLAlchemy, in the types in which an import stores them.
METADATA = sa.MetaData()
for _each in TABLES.values():
    sa.Table(
        _each.name,
        METADATA,
        *(
            sa.Column(c.name, c.kind.sql_type, nullable=not c.required)
            for c in _each.columns.values()
        ),
    )
