"""Ids of one thing that are written differently in different tables, brought to one spelling.

Once all tables are typed, the columns that refer to each other are looked at together: ``1.0``
becomes ``1`` where that joins to whole numbers, the 15 characters of a Salesforce id become the 18
that stand elsewhere, and a word for nothing stays an id only where somebody is called that.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from data.importing.conversion import LEAVING
from data.importing.typed import FAULTY, Typed, leave_out, note_reading
from data.importing.words import NOTHING
from data.schema import TABLES

__all__ = ["unify"]

Text = sa.ColumnElement[Any]

#: By table with a key: the names of the columns, of any table, that hold its ids.
_REFERRING = {
    "customers": ("customer_id", "parent_id"),
    "reps": ("rep_id", "owner_id", "manager_id"),
    "contacts": ("contact_id",),
    "deals": ("deal_id",),
}
#: Tables of which a row with a word for nothing as id stands for all that belong to nobody.
_POOLS = ("customers", "reps")
_WHOLE, _DECIMAL = r"\d+", r"\d+\.0+"
_LONG, _SHORT = r"[A-Za-z0-9]{18}", r"[A-Za-z0-9]{15}"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

#: Letters and digits of full width, and how far they are from the usual ones.
_WIDE, _WIDER = range(0xFF01, 0xFF5F), 0xFEE0
#: What makes an id unlike another one that looks the same.
_UNLIKE = r"[\p{Cf}\x{FF01}-\x{FF5E}]"

_Ids = list[tuple[Typed, str]]


def unify(connection: sa.Connection, tables: Mapping[str, Typed]) -> None:
    """Bring the ids of all typed tables to one spelling, in place."""
    for table, names in _REFERRING.items():
        ids = [(typed, name) for typed in tables.values() for name in typed.ids if name in names]
        key = TABLES[table].key or ""
        keyed = tables.get(table)
        if ids:
            _words(connection, ids, keyed, key)
            changed = _decimals(connection, ids, keyed, key)
            changed |= _salesforce(connection, ids)
            _plain(connection, ids, keyed, key)
            if changed and keyed is not None:
                _note_repeated(connection, keyed, key)
    for typed in tables.values():
        _leave_out_empty(connection, typed)
    connection.commit()


def _words(connection: sa.Connection, ids: _Ids, keyed: Typed | None, key: str) -> None:
    """Empty the words for nothing that are nobody's id."""
    worded = [(typed, name) for typed, name in ids if name in typed.worded]
    if not worded:
        return
    further = tuple(w.strip().lower() for typed, _ in worded for w in _further(typed))
    words = [*NOTHING, *further]
    real = _real(connection, keyed, key, words)
    for typed, name in worded:
        value = typed.values.c[name]
        nothing = sa.and_(sa.func.lower(value).in_(words), value.not_in(real))
        _emptied(connection, typed, name, nothing)


def _further(typed: Typed) -> Iterator[str]:
    yield from typed.hints.nothing
    for name in typed.ids:
        yield from typed.hints.of(name).nothing


def _real(connection: sa.Connection, keyed: Typed | None, key: str, words: list[str]) -> list[str]:
    """The words that a brought table holds as ids, under names that are no such words."""
    if keyed is None or keyed.hints.derived or not keyed.has(key, "name"):
        return []
    value, name = keyed.values.c[key], keyed.values.c.name
    named = sa.and_(name.is_not(None), sa.func.lower(name).not_in(words), name != value)
    rows = sa.select(value).where(sa.func.lower(value).in_(words), named)
    return list(connection.scalars(rows))


def _emptied(connection: sa.Connection, typed: Typed, name: str, nothing: Text) -> None:
    column = TABLES[typed.name].columns[name]
    value = typed.values.c[name]
    shown = value.concat(" → ∅")
    if column.key and typed.name in _POOLS:
        leave_out(connection, typed, name, "pool", nothing, shown)
        return
    if (column.required and typed.name not in LEAVING) or column.key:
        _fault(connection, typed, name, "empty_key" if column.key else "empty", nothing)
    elif not column.required:
        note_reading(connection, typed, name, "word_for_nothing", nothing, shown)
    connection.execute(typed.values.update().where(nothing).values({name: sa.null()}))


def _fault(connection: sa.Connection, typed: Typed, name: str, code: str, rows: Any) -> None:
    position = [column.name for column in typed.columns].index(name)
    values = typed.values
    faults = sa.select(
        sa.literal(typed.name),
        values.c.row,
        sa.literal(position),
        sa.literal(name),
        values.c[name],
        sa.literal(code),
    ).where(rows)
    connection.execute(FAULTY.insert().from_select(list(FAULTY.c.keys()), faults))


def _matches(value: Text, pattern: str) -> Text:
    return sa.func.regexp_full_match(value, pattern)


def _decimals(connection: sa.Connection, ids: _Ids, keyed: Typed | None, key: str) -> bool:
    """Take ``.0`` off where all ids of the table they refer to are whole numbers without it."""
    if keyed is None or not keyed.has(key):
        return False
    with_point = [each for each in ids if _any(connection, each, _DECIMAL)]
    if not with_point or not _all_numbers(connection, keyed, key):
        return False
    for typed, name in with_point:
        value = typed.values.c[name]
        whole = sa.func.regexp_replace(value, r"\.0+$", "")
        rows = _matches(value, _DECIMAL)
        note_reading(connection, typed, name, "decimal_id", rows, value.concat(" → ").concat(whole))
        connection.execute(typed.values.update().where(rows).values({name: whole}))
    return True


def _any(connection: sa.Connection, id_: tuple[Typed, str], pattern: str) -> bool:
    typed, name = id_
    value = typed.values.c[name]
    rows = sa.select(sa.func.count_if(_matches(value, pattern)))
    return bool(connection.scalar(rows))


def _all_numbers(connection: sa.Connection, keyed: Typed, key: str) -> bool:
    """Whether the keys are whole numbers, with or without ``.0``, no two of them the same."""
    value = keyed.values.c[key]
    whole = sa.func.regexp_replace(value, r"\.0+$", "")
    numbers, rows, before, after = connection.execute(
        sa.select(
            sa.func.count_if(_matches(value, rf"{_WHOLE}|{_DECIMAL}")),
            sa.func.count(value),
            sa.func.count(value.distinct()),
            sa.func.count(whole.distinct()),
        )
    ).one()
    return bool(rows) and numbers == rows and before == after


def _salesforce(connection: sa.Connection, ids: _Ids) -> bool:
    """Give the short ids the three characters that stand behind them elsewhere."""
    short = [each for each in ids if _any(connection, each, _SHORT)]
    if not short:
        return False
    longs = sa.union(*(sa.select(t.values.c[n].label("long")) for t, n in ids)).subquery()
    long = longs.c.long
    valid = sa.and_(_matches(long, _LONG), sa.func.right(long, 3) == _check(long))
    stems = sa.select(sa.func.left(long, 15)).where(valid)
    changed = [_lengthened(connection, each, stems) for each in short]
    return any(changed)


def _check(value: Text) -> Text:
    """The three characters that tell which of the first fifteen are capitals."""
    text: Text = sa.literal("")
    for block in range(3):
        bits: Text = sa.literal(1)
        for bit in range(5):
            letter = sa.func.ascii(sa.func.substr(value, block * 5 + bit + 1, 1))
            bits += sa.case((letter.between(ord("A"), ord("Z")), 1 << bit), else_=0)
        text = text.concat(sa.func.substr(sa.literal(_CHECK), bits, 1))
    return text


def _lengthened(connection: sa.Connection, id_: tuple[Typed, str], stems: sa.Select[Any]) -> bool:
    typed, name = id_
    value = typed.values.c[name]
    long = value.concat(_check(value))
    there = sa.and_(_matches(value, _SHORT), value.in_(stems))
    shown = value.concat(" → ").concat(long)
    if not note_reading(connection, typed, name, "salesforce_id", there, shown):
        return False
    connection.execute(typed.values.update().where(there).values({name: long}))
    return True


def _plain(connection: sa.Connection, ids: _Ids, keyed: Typed | None, key: str) -> None:
    """Join ids that differ from one key only by invisible signs or the width of letters."""
    if keyed is None or not keyed.has(key):
        return
    unlike = [each for each in ids if _any(connection, each, rf".*{_UNLIKE}.*")]
    others = [each for each in ids if each != (keyed, key)]
    given = keyed.values.c[key]
    meant = sa.select(_as_plain(given).label("plain"), sa.func.min(given).label("key"))
    meant = meant.group_by("plain").having(sa.func.count(given.distinct()) == 1)
    for typed, name in others if unlike else ():
        value, by_plain = typed.values.c[name], meant.subquery()
        written = sa.select(by_plain.c.key).where(by_plain.c.plain == _as_plain(value))
        rows = sa.and_(value.not_in(sa.select(given).where(given.is_not(None))), written.exists())
        shown = value.concat(" → ").concat(written.scalar_subquery())
        if note_reading(connection, typed, name, "plain_id", rows, shown):
            changed = typed.values.update().where(rows).values({name: written.scalar_subquery()})
            connection.execute(changed)


def _as_plain(value: Text) -> Text:
    visible = sa.func.regexp_replace(value, r"\p{Cf}", "", "g")
    wide = "".join(map(chr, _WIDE))
    return sa.func.translate(visible, wide, "".join(chr(each - _WIDER) for each in _WIDE))


def _note_repeated(connection: sa.Connection, keyed: Typed, key: str) -> None:
    """Keys that have become the same are repeated ones."""
    values = keyed.values
    turn = sa.func.row_number().over(partition_by=values.c[key], order_by=values.c.row)
    turns = sa.select(values.c.row, values.c[key], turn.label("turn")).subquery()
    noted = (
        sa.select(FAULTY.c.row)
        .where(FAULTY.c.table_name == keyed.name, FAULTY.c.code == "repeated_key")
        .scalar_subquery()
    )
    again = (
        sa.select(turns.c.row)
        .where(turns.c.turn > 1, turns.c[key].is_not(None), turns.c.row.not_in(noted))
        .scalar_subquery()
    )
    _fault(connection, keyed, key, "repeated_key", values.c.row.in_(again))


def _leave_out_empty(connection: sa.Connection, typed: Typed) -> None:
    """Leave out the rows that say of no customer, or of no person, what they say."""
    if typed.name not in LEAVING:
        return
    for column in typed.columns:
        if column.required and not column.key and column.name in ("customer_id", "rep_id"):
            value = typed.values.c[column.name]
            leave_out(connection, typed, column.name, "empty_id", value.is_(None), value)
