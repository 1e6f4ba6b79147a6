"""Which tables and columns of a database a copy holds, and by what new rows are told."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import TableClause

from data.mirror.forms import DAY_OF_ROW, form_of
from data.mirror.state import Column, TableState
from data.schema import TABLES
from data.sources.engines import Engine
from data.sources.relation import Relation

__all__ = ["Stored", "planned"]

#: Columns that systems set whenever they write a row, by their names without signs and capitals;
#: the first that a table has is taken. Those of loaders come first: they see every change.
MODIFIED = (
    "fivetransynced airbyteextractedat sdcbatchedat systemmodstamp modifiedon modifieddate "
    "lastmodifieddate lastmodifiedat lastmodifiedon lastmodified lastmodifiedtime datemodified "
    "modifiedat modifiedtime modifytime modified modifydate updatedat updatedon updatedtime "
    "updatetime updatedate dateupdated updated lastupdated lastupdatedat lastupdatedon "
    "lastupdate lastupdatetime lastupdatedate writedate rowupdatedat changedat changedon "
    "changetime gmtmodified gmtupdate hslastmodifieddate mtime 更新时间 修改时间 最后修改时间 "
    "最近修改时间 更新日期 修改日期"
).split()
#: What people know a row by, where an engine knows no key.
_KNOWN_BY = {"revenue": "revenue_id", "activities": "activity_id"}

Types = dict[str, sa.types.TypeEngine[Any]]


class Stored:
    """One table of the database, with the columns of the copy and their reflected types."""

    def __init__(self, state: TableState, types: Types):
        self.state = state
        self.types = types
        self.table = sa.table(state.name, *(sa.column(n, t) for n, t in types.items()))


def planned(
    relations: Mapping[str, Relation], inspector: sa.Inspector, kind: Engine
) -> dict[str, Stored]:
    """The tables that canonical ones are made of, each with what names its rows and changes."""
    used: dict[str, set[str]] = {}
    known: dict[str, list[str]] = {}
    for name, relation in relations.items():
        for table, columns in _columns_read(relation).items():
            used.setdefault(table, set()).update(columns)
        if relation.select is None:
            keys = (TABLES[name].key, _KNOWN_BY.get(name))
            stored = [relation.columns[each] for each in keys if each and each in relation.columns]
            known[relation.stored_name] = stored
    return {
        table: _planned(table, columns, known.get(table, []), inspector, kind)
        for table, columns in sorted(used.items())
    }


def _planned(
    table: str, used: set[str], known: list[str], inspector: sa.Inspector, kind: Engine
) -> Stored:
    reflected = {str(each["name"]): each["type"] for each in inspector.get_columns(table)}
    primary = inspector.get_pk_constraint(table).get("constrained_columns") or []
    key = list(primary) if primary and set(primary) <= set(reflected) else []
    unique = bool(key)
    if not key:
        named = [name for name in reflected if name.casefold() == "id"]
        key = [*known, *named][:1]
    modified = _modified(reflected, typeless=kind.typeless)
    dated = "" if key and modified else _dated(reflected, used, kind)
    wanted = used.union(key, [modified] if modified else [])
    types = {
        name: sa.types.NullType() if kind.typeless else type_
        for name, type_ in reflected.items()
        if name in wanted
    }
    columns = tuple(Column(n, form_of(t, typeless=kind.typeless)) for n, t in types.items())
    if dated:
        columns = (*columns, Column(DAY_OF_ROW, form_of(sa.String(), typeless=False)))
    return Stored(TableState(table, columns, tuple(key), unique, modified, dated), types)


def _dated(reflected: Types, used: set[str], kind: Engine) -> str:
    """A column of days that spreads the rows; empty without one, or where the engine has no sums
    that tell rows from others."""
    if kind.text_mark is None:
        return ""
    days = (n for n, t in reflected.items() if n in used and isinstance(t, sa.Date | sa.DateTime))
    return next(days, "")


def _modified(reflected: Types, *, typeless: bool) -> str:
    """The column with the time of the last change; empty without one.

    Texts may hold one too: whether all are ISO is seen when they are read.
    """
    letters = {_letters(name): name for name in reversed(reflected)}
    found = (letters[each] for each in MODIFIED if each in letters)
    fit = (sa.Date, sa.DateTime, sa.String)
    return next((n for n in found if typeless or isinstance(reflected[n], fit)), "")


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _columns_read(relation: Relation) -> dict[str, set[str]]:
    """By stored table, the columns that the rows of a canonical table are made of."""
    if relation.select is None:
        return {relation.stored_name: set(relation.columns.values())}
    read: dict[str, set[str]] = {}
    for element in _elements(relation.select):
        if isinstance(element, ColumnClause) and isinstance(element.table, TableClause):
            read.setdefault(element.table.name, set()).add(element.name)
        elif isinstance(element, TableClause):
            read.setdefault(element.name, set())
    return read


def _elements(select: Any) -> Iterable[Any]:
    """Everything a statement consists of; of a table only its columns that are asked for."""
    seen: set[int] = set()
    waiting = [select]
    while waiting:
        element = waiting.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        if not isinstance(element, TableClause):
            waiting.extend(element.get_children())
