"""Whether the values of a copy can be read as they stand, looked for in the rows that are new."""

from dataclasses import replace

import sqlalchemy as sa

from data.mirror.forms import MARK
from data.mirror.state import Judged, State
from data.schema import TABLES, Kind
from data.sources import sql
from data.sources.checks import faults_of
from data.sources.relation import Relation
from data.sources.source import Source
from data.sources.survey import unusual_values

__all__ = ["judged"]

#: An id of so many characters may be the same as one with so many (Salesforce): of these all are
#: looked at.
_CHECKSUMMED = (15, 18)


def judged(source: Source, state: State, before: State | None) -> Judged:
    """Whether the opened copy of a state has values that need reading, or faults.

    Where the state ``before`` had none, only new rows are looked at, and all of tables with a key,
    which nobody may have twice. Rows that a mapping makes of several tables are all looked at.
    """
    looked_at = source
    if before is not None and before.judged.clean and not (state.mapping or _long_ids(source)):
        relations = {
            name: each if TABLES[name].key else _new(each, state)
            for name, each in source.relations.items()
        }
        looked_at = replace(source, relations=relations, _rows={})
    unusual = tuple((each.column, each.rows) for each in unusual_values(looked_at))
    return Judged(unusual, faulty=not unusual and faults_of(looked_at)[1] > 0)


def _new(relation: Relation, state: State) -> Relation:
    """The rows that the newest refresh has brought."""
    stored = sa.table(relation.stored_name, *map(sa.column, (*relation.types, MARK)))
    new = sa.select(*(stored.c[name] for name in relation.types if name != MARK)).where(
        stored.c[MARK] == state.number
    )
    types = {name: type_ for name, type_ in relation.types.items() if name != MARK}
    return replace(relation, select=new, types=types)


def _long_ids(source: Source) -> bool:
    """Whether any id has so many characters that it may be another spelling of one."""
    with source.reading() as connection:
        for relation in source.relations.values():
            columns, table = TABLES[relation.name].columns, relation.table()
            sizes = [
                sa.func.length(sql.plain_text(table.c[stored]))
                for name, stored in relation.columns.items()
                if columns[name].kind is Kind.ID
            ]
            found = sa.select(sql.total(sa.or_(sa.false(), *(s.in_(_CHECKSUMMED) for s in sizes))))
            if connection.scalar(found.select_from(table)):
                return True
    return False
