"""From tables that were read to the mapping that makes canonical tables of them.

Customers and salespeople have a table of their own, or they are derived from the rows that speak
of them: then the id is the id that stands there, else the name. Rows that name somebody who has a
table with ids are joined to it by the name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data.mapping.model import Condition, Expression, Join, Lookup, Mapping, Part, SourceTable
from data.recognition.catalogue import Catalogued, SourceColumn
from data.recognition.claims import canonical
from data.recognition.lexicon import meaning
from data.recognition.sample_types import filled, looks_like
from data.recognition.table_reading import TableReading
from data.schema import TABLES

__all__ = ["Assembled", "assembled", "deleted_flag"]

#: Kinds of table from whose rows customers and salespeople may be derived.
_DERIVED_FROM = ("revenue", "deals", "activities", "assignments", "contacts", "quotas")

#: So many of the values of a sample must stand in the other for a join without a word.
JOINS = 0.5

#: Currencies that stand in the name of a column of money.
_CURRENCIES = {
    code: re.compile(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])", re.IGNORECASE)
    for code, names in {
        "USD": r"USD|US\$|美元|美金",
        "EUR": "T?EUR|[TK]?€|欧元",
        "CNY": "CNY|RMB|人民币",
        "GBP": "GBP|£|英镑",
        "JPY": "JPY|日元|円",
        "HKD": r"HKD|HK\$|港币|港元",
        "TWD": r"TWD|NT\$|NTD|新台币",
        "CHF": "CHF|SFr",
        "SGD": "SGD",
        "AUD": "AUD",
        "CAD": "CAD",
        "INR": "INR|₹",
        "KRW": "KRW|₩",
    }.items()
}
_TRUE = (
    "1",
    "true",
    "True",
    "TRUE",
    "yes",
    "Yes",
    "y",
    "Y",
    "t",
    "T",
    "ja",
    "j",
    "x",
    "oui",
    "sí",
    "是",
)
#: What a name says its numbers are counted in; the first that it says holds.
_SCALES = tuple(
    (re.compile(said, re.IGNORECASE), by)
    for said, by in (
        ("亿元?|億元?", 1e8),
        ("千万元?|千萬元?", 1e7),
        (r"百万元?|百萬元?|\bmio\b|\bmillion(s|en)?\b|[$€£]\s?m\b|\bm[$€£]", 1e6),
        ("万元?|萬元?", 1e4),
        (r"千元|\bTEUR\b|\bT€|\bk[€$£]|[€$£]\s?k\b|\btsd\b|\btausend\b", 1e3),
        (r"\bthousands?\b|[$€£' (]000\b", 1e3),
    )
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A mapping, and which required canonical columns each table lacks to be used."""

    mapping: Mapping
    lacking: tuple[tuple[str, str, str], ...]
    #: ``customer`` and ``rep``: the table that holds them, where one does.
    homes: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Homes:
    """The tables that hold customers and salespeople themselves."""

    customer: TableReading | None
    rep: TableReading | None


def assembled(readings: Iterable[TableReading]) -> Assembled:
    """The mapping that the tables, read and chosen, allow."""
    readings = tuple(readings)
    homes = _Homes(_home(readings, "customers", "customer"), _home(readings, "reps", "rep"))
    parts: dict[str, list[Part]] = {}
    lacking: list[tuple[str, str, str]] = []
    for reading in readings:
        for table, part in _parts(reading, homes):
            missing = [c for c in TABLES[table].required if c not in part.columns]
            if reading.lines and table == reading.kind:
                continue
            lacking += [(reading.table.name, table, c) for c in missing if table == reading.kind]
            if not missing:
                parts.setdefault(table, []).append(part)
    used = {part.source for some in parts.values() for part in some}
    used |= {join.table for some in parts.values() for part in some for join in part.join}
    tables = {r.table.called: _source(r.table) for r in readings if r.table.called in used}
    ordered = {table: tuple(parts[table]) for table in TABLES if table in parts}
    named = {"customer": homes.customer, "rep": homes.rep}
    where = {entity: home.table.called for entity, home in named.items() if home}
    return Assembled(Mapping(tables=tables, parts=ordered), tuple(lacking), where)


def deleted_flag(table: Catalogued) -> str | None:
    """The column that says of a row that it is deleted."""
    names = (column.name for column in table.columns if meaning(column.name).words == {"deleted"})
    return next(names, None)


def _source(table: Catalogued) -> SourceTable:
    flag = deleted_flag(table)
    unmarked = {"column": flag, "is_not": _TRUE}
    kept = (Condition.model_validate(unmarked),) if flag else ()
    return SourceTable(name=(table.called,), where=kept)


def _home(readings: tuple[TableReading, ...], kind: str, entity: str) -> TableReading | None:
    keys = (f"{entity}.id", f"{entity}.name", f"{entity}.first", f"{entity}.surname")
    able = (r for r in readings if r.kind == kind and not _in_doubt(r, entity))
    return next((r for r in able if any(map(r.get, keys))), None)


def _parts(reading: TableReading, homes: _Homes) -> list[tuple[str, Part]]:
    """The rows of its own kind, and those of customers, salespeople and contacts it speaks of."""
    parts = [(reading.kind, _own_part(reading, homes))]
    if homes.customer is None and reading.kind in _DERIVED_FROM and _named(reading, "customer"):
        columns = _columns_of(reading, "customer") | _owner(reading, homes)
        parts.append(("customers", _part(reading, columns, "customer_id")))
    person = "owner" if reading.kind == "customers" else "rep"
    if homes.rep is None and reading.kind != "reps":
        for name in dict.fromkeys((person, "owner")):
            if _named(reading, name):
                parts.append(("reps", _part(reading, _derived_rep(reading, name), "rep_id")))
    if reading.kind == "customers" and _named_contact(reading):
        parts.append(("contacts", _part(reading, _contact_of_customer(reading))))
    extra = _in_other_tables(reading)
    return parts + [(table, _part(reading, columns)) for table, columns in extra.items()]


def _own_part(reading: TableReading, homes: _Homes) -> Part:
    """The rows of its own kind; lines take what they lack from their order."""
    columns = _own_columns(reading, homes)
    if reading.head is None:
        return _part(reading, columns)
    order = reading.head.table.called
    alias = "head" if "." in order else order
    own, number = reading.head_key
    of_head = _own_columns(reading.head, homes)
    joined = {name: _through(alias, each) for name, each in of_head.items()}
    join = Join.model_validate({"table": order, "as": alias, "on": {number: own}})
    return _part(reading, {**joined, **columns}).model_copy(update={"join": (join,)})


def _through(alias: str, expression: Expression) -> Expression:
    """The expression over the columns of a table that is joined."""
    columns = expression.column and tuple(f"{alias}.{name}" for name in expression.column)
    parts = expression.concat and tuple(_through(alias, each) for each in expression.concat)
    return expression.model_copy(update={"column": columns, "concat": parts})


def _part(
    reading: TableReading, columns: dict[str, Expression], one_per: str | None = None
) -> Part:
    parts = {"from": reading.table.called, "one_per": one_per, "columns": columns}
    return Part.model_validate(parts)


def _own_columns(reading: TableReading, homes: _Homes) -> dict[str, Expression]:
    kind = reading.kind
    columns = {
        name.partition(".")[2]: _value(reading, column)
        for name, column in reading.taken.items()
        if name.startswith(f"{kind}.")
    }
    own = {"customers": "customer", "reps": "rep", "contacts": "contact"}.get(kind)
    if own is not None and _in_doubt(reading, own):
        return {}
    if kind == "customers":
        return columns | _columns_of(reading, "customer") | _owner(reading, homes)
    if own is not None:
        columns |= _columns_of(reading, own)
    if kind == "reps":
        return columns
    known = TABLES[kind].columns
    if "currency" in known and "currency" not in columns and (code := _currency_said(reading)):
        columns["currency"] = Expression(value=code)
    for entity, key in (("customer", "customer_id"), ("rep", "rep_id")):
        if key in known and _named(reading, entity):
            columns[key] = _reference(reading, entity, getattr(homes, entity))
    return columns


def _owner(reading: TableReading, homes: _Homes) -> dict[str, Expression]:
    return {"owner_id": _reference(reading, "owner", homes.rep)} if _named(reading, "owner") else {}


def _named(reading: TableReading, entity: str) -> bool:
    """Whether a row tells who it is; not while it is asked which column the id is."""
    if _in_doubt(reading, entity):
        return False
    return any(reading.get(f"{entity}.{part}") for part in ("id", "name", "email", "via"))


def _in_doubt(reading: TableReading, entity: str) -> bool:
    return any(doubt.field in (entity, f"{entity}.id") for doubt in reading.doubts)


def _named_contact(reading: TableReading) -> bool:
    """Whether a list of customers tells persons there, or its customers are persons."""
    if reading.get("contact.name"):
        return True
    name = reading.get("customer.name")
    reached = reading.get("contact.phone") or reading.get("contact.email")
    return bool(reached and name and "fullname" in meaning(name).words)


def _columns_of(reading: TableReading, entity: str) -> dict[str, Expression]:
    """The columns of a person or company as they stand in the rows of this table."""
    table = {"customer": "customers", "rep": "reps", "contact": "contacts"}[entity]
    key = TABLES[table].key or ""
    columns = {
        canonical(name).partition(".")[2]: _value(reading, column)
        for name, column in reading.taken.items()
        if name.startswith(f"{entity}.")
    }
    name = _full_name(reading, entity)
    if name is not None:
        columns["name"] = name
    first = columns.get(key) or columns.get("name")
    if first is not None:
        columns.setdefault(key, first)
        columns.setdefault("name", first)
    return columns


def _full_name(reading: TableReading, entity: str) -> Expression | None:
    """First name and surname in one, or the one beside a plain name that holds the other."""
    first, surname = reading.get(f"{entity}.first"), reading.get(f"{entity}.surname")
    whole = reading.get(f"{entity}.name")
    if whole and first and surname:
        return Expression(column=(whole,))
    parts = [part for part in (first or whole, surname or whole) if part]
    if len(parts) < 2 or parts[0] == parts[1]:
        return Expression(column=(parts[0],)) if parts else None
    return Expression(concat=tuple(Expression(column=(part,)) for part in parts))


def _derived_rep(reading: TableReading, name: str) -> dict[str, Expression]:
    shown = reading.get(f"{name}.id") or reading.get(f"{name}.name") or reading.get(f"{name}.email")
    columns = {"rep_id": _value(reading, shown or "")}
    columns["name"] = _value(reading, reading.get(f"{name}.name") or shown or "")
    for part in ("email", "team"):
        column = reading.get(f"{name}.{part}") or reading.get(f"rep.{part}")
        if column:
            columns[part] = _value(reading, column)
    return columns


def _contact_of_customer(reading: TableReading) -> dict[str, Expression]:
    customer = _columns_of(reading, "customer")
    contact = {
        name: expression
        for name, expression in _columns_of(reading, "contact").items()
        if name != "contact_id"
    }
    if "name" not in contact or not reading.get("contact.name"):
        own = contact | {"contact_id": customer["customer_id"], "name": customer["name"]}
        return own | {"customer_id": customer["customer_id"]}
    both = (customer["customer_id"], contact["name"])
    contact["contact_id"] = Expression.model_validate({"concat": both, "with": ": "})
    return contact | {"customer_id": customer["customer_id"]}


def _in_other_tables(reading: TableReading) -> dict[str, dict[str, Expression]]:
    """Columns of people that belong to other canonical tables, with the person's id."""
    if reading.kind != "reps":
        return {}
    key = _columns_of(reading, "rep").get("rep_id")
    tables: dict[str, dict[str, Expression]] = {}
    for name, column in reading.taken.items():
        table, _, target = name.partition(".")
        if table in TABLES and table != "reps" and key is not None:
            tables.setdefault(table, {"rep_id": key})[target] = _value(reading, column)
    return tables


def _reference(reading: TableReading, entity: str, home: TableReading | None) -> Expression:
    """The id of a customer or salesperson of a row: as it stands there, or by the name."""
    via = reading.get(f"{entity}.via")
    if via is not None and home is not None:
        give = home.get("rep.id") or home.get("rep.name") or ""
        by = (reading.bridges[via],)
        return Expression(column=(via,), lookup=Lookup(table=home.table.called, by=by, give=give))
    mine = {part: reading.get(f"{entity}.{part}") for part in ("id", "name", "email")}
    direct = next(column for column in mine.values() if column)
    if home is None or home is reading:
        return Expression(column=(direct,))
    theirs = "customer" if home.kind == "customers" else "rep"
    by_part = {part: home.get(f"{theirs}.{part}") for part in ("id", "name", "email")}
    return _joined(reading, mine, home, by_part) or Expression(column=(direct,))


def _joined(
    reading: TableReading,
    mine: dict[str, str | None],
    home: TableReading,
    theirs: dict[str, str | None],
) -> Expression | None:
    """By what the values share, and where the samples do not say, by what the names say."""
    # Where a list has no ids, its names are the ids.
    give = theirs["id"] or theirs["name"]
    if give is None:
        return None
    pair = _sharing(reading, mine, home, theirs) or _named_for_each_other(mine, theirs)
    if pair is None:
        return None
    column, other = pair
    if other == give:
        return Expression(column=(column,))
    lookup = Lookup(table=home.table.called, by=(other,), give=give)
    return Expression(column=(column,), lookup=lookup)


def _named_for_each_other(
    mine: dict[str, str | None], theirs: dict[str, str | None]
) -> tuple[str, str] | None:
    pairs = ((mine[part], theirs[part]) for part in ("id", "name", "email"))
    return next(((one, other) for one, other in pairs if one and other), None)


def _sharing(
    reading: TableReading,
    mine: dict[str, str | None],
    home: TableReading,
    theirs: dict[str, str | None],
) -> tuple[str, str] | None:
    pairs = [(a, b) for a in mine.values() if a for b in theirs.values() if b]
    shares = {
        pair: _shared(reading.table.column(pair[0]), home.table.column(pair[1])) for pair in pairs
    }
    best = max(shares, key=lambda pair: shares[pair], default=None)
    return best if best is not None and shares[best] >= JOINS else None


def _shared(one: SourceColumn, other: SourceColumn) -> float:
    values, others = set(filled(one)), set(filled(other))
    return len(values & others) / len(values) if len(values) > 1 else 0.0


def _currency_said(reading: TableReading) -> str | None:
    """The currency in the name of the column of money, where the table has none for it."""
    name = reading.get(f"{reading.kind}.amount") or reading.get(f"{reading.kind}.base") or ""
    said = [code for code, sign in _CURRENCIES.items() if sign.search(name)]
    return said[0] if len(said) == 1 else None


def _value(reading: TableReading, column: str) -> Expression:
    """The column, brought from ten thousands or thousands where its name says so."""
    if column not in reading.table.header:
        return Expression(calc=column)
    if looks_like(reading.table.column(column), "number") is False:
        return Expression(column=(column,))
    words = meaning(column).words
    money = words & {"amount", "total", "revenue", "margin", "quota", "gross_total", "net"}
    scale = next((by for sign, by in _SCALES if money and sign.search(column)), None)
    return Expression(column=(column,), times=scale)
