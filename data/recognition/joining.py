"""What only several tables together say: orders whose money stands on their lines, and orders that
name no salesperson but a region that has one."""

from collections.abc import Iterable, Sequence

from data.recognition.catalogue import SAMPLE_ROWS, Catalogued, SourceColumn
from data.recognition.lexicon import meaning, spelled
from data.recognition.sample_types import filled
from data.recognition.table_reading import Doubt, TableReading
from data.schema import RELATION_TABLES, TABLES

__all__ = ["join_lines", "join_regions", "leave_hopeless", "settle_persons"]

#: Of the values of a sample so many must stand in the other table for a join without a word, and
#: so many for one that is asked.
NEARLY_ALL = 0.95
MOST = 0.5

#: What may divide the customers among salespeople, and what may stand beside it in a name.
_DIVIDED_BY = frozenset("region team division store shop province city country segment".split())
#: What a name must say for values to decide that it is one of our people.
_NAMES_A_PERSON = frozenset(("sales", "owner"))
_WHO = {"customer_id": "customer", "rep_id": "rep", "contact_id": "contact"}
_BESIDE = frozenset("customer company employee sales sale order id name address billing".split())


def join_lines(readings: Iterable[TableReading]) -> None:
    """Tell tables that hold only lines with the money of orders whose order they belong to."""
    readings = tuple(readings)
    heads = [reading for reading in readings if _is_head(reading)]
    for reading in readings:
        fitting = [(head, key) for head in heads if (key := _key_of_line(reading, head))]
        if len(fitting) == 1:
            ((head, key),) = fitting
            reading.head, reading.head_key = head, key
            head.lines.append(reading)


def _is_head(reading: TableReading) -> bool:
    """Whether orders name their customer and have numbers, but no money."""
    return (
        reading.kind == "revenue"
        and reading.names("customer")
        and reading.get("revenue.revenue_id") is not None
        and not reading.tells("revenue.amount")
    )


def _key_of_line(reading: TableReading, head: TableReading) -> tuple[str, str] | None:
    """The column of lines that holds the number of their order, and that of the order."""
    if reading.kind != "revenue" or reading is head or reading.names("customer"):
        return None
    if not reading.tells("revenue.amount"):
        return None
    number = head.get("revenue.revenue_id") or ""
    theirs = head.table.column(number)
    if len(set(filled(theirs))) < len(filled(theirs)):
        return None
    alike = [c for c in reading.table.columns if spelled(c.name) == spelled(number)]
    meant = [c for c in reading.table.columns if meaning(c.name).words == meaning(number).words]
    own = next(iter([*alike, *meant]), None)
    if own is None or (not alike and share_of(own, theirs) < MOST):
        return None
    return own.name, number


def join_regions(readings: Iterable[TableReading]) -> None:
    """Let orders, else customers, that name no salesperson have the one of their region.

    Certain is what leads every value to one person and leaves nearly none without; what comes
    near is asked.
    """
    readings = tuple(readings)
    home = next((each for each in readings if each.kind == "reps" and each.names("rep")), None)
    named = [r for r in readings if r.kind != "reps" and (r.names("rep") or r.names("owner"))]
    if home is None or named or any(each.kind == "assignments" for each in readings):
        return
    facts = [r for r in readings if r.kind in ("revenue", "deals") and r.names("customer")]
    found = [_join_region(reading, "rep", home) for reading in facts]
    if not any(found):
        for reading in readings:
            if reading.kind == "customers":
                _join_region(reading, "owner", home)


def _join_region(reading: TableReading, person: str, home: TableReading) -> bool:
    ways = [
        (one, other)
        for one in reading.table.columns
        for other in home.table.columns
        if _may_divide(one, other) and _leads_to_one(other, least=MOST)
    ]
    ways = [way for way in ways if share_of(*way) >= MOST]
    if not ways:
        return False
    reading.bridges = {one.name: other.name for one, other in ways}
    certain = [way for way in ways if _is_certain(*way, home.table)]
    if len(ways) == 1 and certain:
        reading.taken[f"{person}.via"] = ways[0][0].name
    else:
        options = tuple({f"{person}.via": name} for name in reading.bridges)
        reading.doubts.append(Doubt(person, options))
    return True


def _may_divide(one: SourceColumn, other: SourceColumn) -> bool:
    words, others = (meaning(each.name).words - _BESIDE for each in (one, other))
    return bool(words) and words == others and words <= _DIVIDED_BY


def _is_certain(one: SourceColumn, other: SourceColumn, home: Catalogued) -> bool:
    unique = _leads_to_one(other, least=1.0)
    return unique and is_whole(home) and share_of(one, other) >= NEARLY_ALL


def _leads_to_one(column: SourceColumn, *, least: float) -> bool:
    values = filled(column)
    once = [value for value in values if values.count(value) == 1]
    return bool(values) and len(once) >= least * len(values)


def is_whole(table: Catalogued) -> bool:
    """Whether the sample holds all rows of a table."""
    return max((len(column.values) for column in table.columns), default=0) < SAMPLE_ROWS


def share_of(one: SourceColumn, other: SourceColumn) -> float:
    """Of the filled values of a sample, the share that stands in the other one."""
    values, others = filled(one), set(filled(other))
    return sum(value in others for value in values) / len(values) if values else 0.0


def settle_persons(readings: Sequence[TableReading]) -> None:
    """Let the values decide whether a doubtful column names a salesperson: none of them is one,
    or nearly all are and the name speaks of one."""
    home = next((each for each in readings if each.kind == "reps" and each.names("rep")), None)
    if home is None or not is_whole(home.table):
        return
    keys = [home.get(f"rep.{part}") for part in ("id", "name", "email")]
    known = {value for key in keys if key for value in filled(home.table.column(key))}
    if not known:
        return
    for reading in readings:
        if reading is not home:
            for doubt in [each for each in reading.doubts if each.field in ("rep", "owner")]:
                _settle(reading, doubt, known)


def _settle(reading: TableReading, doubt: Doubt, known: set[str]) -> None:
    shares = {at: _share_known(reading, each, known) for at, each in enumerate(doubt.options)}
    left = tuple(each for at, each in enumerate(doubt.options) if shares[at] != 0.0)
    at = reading.doubts.index(doubt)
    reading.doubts[at : at + 1] = [Doubt(doubt.field, left)] if left else []
    if len(doubt.options) > 1 or not left:
        return
    said = set[str]().union(*(meaning(name).words for name in left[0].values()))
    if said & _NAMES_A_PERSON and (shares[0] or 0.0) >= NEARLY_ALL:
        del reading.doubts[at]
        reading.taken.update(left[0])


def _share_known(reading: TableReading, option: dict[str, str], known: set[str]) -> float | None:
    """Of the values of a person's columns the greatest share that is known; None without any."""
    shares = [
        sum(value in known for value in values) / len(values)
        for name in option.values()
        if (values := filled(reading.table.column(name)))
    ]
    return max(shares, default=None)


def leave_hopeless(readings: Iterable[TableReading]) -> None:
    """Ask nothing of a table that cannot give rows whatever is answered, where another one shows
    who deals with whom; who it names counts all the same."""
    readings = tuple(readings)
    if not any(each.kind in RELATION_TABLES and _may_give_rows(each) for each in readings):
        return
    for reading in readings:
        if not reading.lines and not _may_give_rows(reading):
            reading.doubts[:] = [each for each in reading.doubts if _tells_who(each)]


def _may_give_rows(reading: TableReading) -> bool:
    if reading.kind in ("customers", "reps"):
        return True
    if reading.head is not None:
        return reading.tells("revenue.amount") and _may_give_rows(reading.head)
    for column in TABLES[reading.kind].required:
        if reading.lines and column == "amount":
            continue
        entity = _WHO.get(column)
        named = entity is not None and reading.names(entity)
        if not named and not reading.tells(f"{reading.kind}.{column}"):
            return False
    return True


def _tells_who(doubt: Doubt) -> bool:
    return doubt.field.partition(".")[0] in ("customer", "rep", "owner")
