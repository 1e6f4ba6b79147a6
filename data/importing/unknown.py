"""What to say where tables are missing: which files look like them, and what was seen at all."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from analytics.messages import Message, SchemaName, message
from data.importing.discovery import Contents, Sight
from data.problems import MOST_LISTED, listed
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES

__all__ = ["looking_like", "names_customer", "nothing_known", "reads_as_header"]

# Headers that identify a customer, in the languages of the product; a customer's segment or
# city does not.
_CUSTOMER = re.compile(
    r"(customer|client|account|company|buyer|客户|顾客|买家|会员)"
    r"[\s_-]*(id|no|nr|number|code|name|key|编号|编码|代码|名称|姓名|全称|名|号)?"
)
#: What no column is called: numbers, days, addresses. Such a first row holds contents.
_CONTENT = re.compile(r"[\W\d_]*\d[\W\d_]*|\S+@\S+|.*https?://.*")
#: How near a name must be to that of a table.
_NEAR = 75


def looking_like(table: str, contents: Contents) -> list[str]:
    """Files and sheets that may be a canonical table: its required columns are there, or its name
    is near."""
    required = set(TABLES[table].required)
    return [
        sight.source
        for sight in contents.raw_tables
        if sight.table is None and (required <= _folded(sight) or _is_near(sight, table))
    ]


def _folded(sight: Sight) -> set[str]:
    return {name.casefold() for name in (sight.raw.header.names if sight.raw else ())}


def _is_near(sight: Sight, table: str) -> bool:
    names = [name.casefold() for name in sight.names]
    return process.extractOne(table, names, scorer=fuzz.ratio, score_cutoff=_NEAR) is not None


def nothing_known(contents: Contents) -> Message:
    """Say what was seen and what is needed; contents of a file without a header never appear."""
    others = contents.raw_tables
    listing = "; ".join(f"{each.source} ({_columns(each)})" for each in others[:MOST_LISTED])
    listing = listing or listed([sight.source for sight in contents.sights])
    needed = tuple(map(SchemaName, REQUIRED_TABLES))
    either = tuple(map(SchemaName, RELATION_TABLES))
    if others and not names_customer(contents):
        return message(
            "cannot be assessed: no customer is named. The columns found are {found}. Needed are "
            "the tables {needed} and at least one of {either}, one file or sheet each, with the "
            "customer of every row in the column {column}",
            found=listing,
            needed=needed,
            either=either,
            column=SchemaName(column="customer_id"),
        )
    return message(
        "cannot be assessed: no file or sheet is named after a table. Found: {found}. Needed are "
        "the tables {needed} and at least one of {either}, one file or sheet each",
        found=listing,
        needed=needed,
        either=either,
    )


def _columns(sight: Sight) -> str:
    names = [name for name in (sight.raw.header.names if sight.raw else ()) if name]
    return listed(names) if reads_as_header(names) else f"{len(names)} × ?"


def reads_as_header(names: Sequence[str]) -> bool:
    """Whether none of the names is a value.

    >>> reads_as_header(["name", "2026"]), reads_as_header(["name", "q1 2026"])
    (False, True)
    """
    return not any(_CONTENT.fullmatch(name.strip()) for name in names)


def names_customer(contents: Contents) -> bool:
    """Whether any column is called like a customer."""
    return any(_names_customer(each) for each in contents.raw_tables)


def _names_customer(sight: Sight) -> bool:
    return any(_CUSTOMER.fullmatch(name.strip()) for name in _folded(sight))
