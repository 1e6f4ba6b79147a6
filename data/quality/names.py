"""Issues of names: of customers and people that are probably one, of columns that are not used."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from analytics.messages import SchemaName, message
from data.problems import MOST_LISTED, listed
from data.quality.inquiry import Inquiry, Issue
from data.quality.near_names import near_names
from data.schema import TABLES
from data.sources import Source

__all__ = ["absent", "name_issues"]

#: How alike the names of two columns are that probably mean the same.
_ALIKE = 80
#: A table of thousands of columns is no list of typing mistakes.
_LOOKED_AT = 500
#: The part of the answer that rows may hold of which nobody knows how much they are: it changes.
_UNTOLD = 0.01
#: What tells a file or sheet from a column of a table.
_FILE = re.compile(r"(?i)\.(csv|tsv|txt|xlsx|xlsm|xls|ods|parquet|zip|gz)(: .*)?$")


def name_issues(ask: Inquiry) -> Iterator[Issue]:
    """Names that several ids share, and near spellings; every id counts by itself."""
    customers, reps = ask.extract.customers, ask.extract.reps
    for table, frame in (("customers", customers), ("reps", reps[reps["known"]])):
        bought = frame["revenue_12m"] if table == "customers" else None
        shared = frame["name"].duplicated(keep=False)
        near = frame["name"].isin(near_names(frame["name"])) & ~shared
        if shared.any():
            said = message(
                "{count} id shares its name with another one; every id counts by itself.",
                "{count} ids share their names with others; every id counts by itself.",
                count=int(shared.sum()),
            )
            money = None if bought is None else float(bought[shared].sum())
            example, rows = str(frame["name"][shared].min()), int(shared.sum())
            yield Issue(table, "same_name_on_several_ids", said, rows, example, money)
        if near.any():
            said = message(
                "The name of {count} id is nearly that of another one; every id counts by itself.",
                "The names of {count} ids are nearly those of others; every id counts by itself.",
                count=int(near.sum()),
            )
            money = None if bought is None else float(bought[near].sum())
            example, rows = str(frame["name"][near].min()), int(near.sum())
            yield Issue(table, "near_spelling", said, rows, example, money)


def absent(source: Source) -> Iterator[Issue]:
    """Names that are not used, and canonical tables that are not there or hold nothing."""
    for name in source.refused:
        said = message(
            "{name} seems to tell age, sex, origin, religion, health, family, union or the like of "
            "people: nobody may be judged by that, so it is neither stored nor read.",
            name=name,
        )
        yield Issue(name.partition(".")[0], "refused_column", said, example=name)
    for each in source.missing:
        code, share = ("unused_rows", _UNTOLD) if each.unused else ("not_in_source", 0.0)
        yield Issue(each.table, code, each.said(), example=each.unused or None, share=share)
    yield from _recognised(source)
    yield from _ignored(source)
    if not {"revenue", "deals"} & source.filled:
        said = message(
            "There are neither bookings nor deals, so that no money is known: where revenue, "
            "exposure and loss are said to be 0, they are not known."
        )
        yield Issue("revenue", "no_money", said, share=1.0)
    for table in TABLES:
        if table in source.filled:
            continue
        if table in source.tables:
            said = message(
                "The table {table} is empty; nothing is said about it.", table=SchemaName(table)
            )
            yield Issue(table, "empty_table", said)
        else:
            said = message(
                "There is no {table} table; what it would show is not checked.",
                table=SchemaName(table),
            )
            yield Issue(table, "missing_table", said)


def _recognised(source: Source) -> Iterator[Issue]:
    """One issue a file for its columns that were recognised under names of others."""
    columns: dict[str, list[str]] = {}
    for text in source.recognised:
        file, _, column = text.rpartition(": ")
        columns.setdefault(file, []).append(column)
    for file, names in columns.items():
        said = message(
            "{file}: one name is read by what it says: {names}.",
            "{file}: {count} names are read by what they say: {names}.",
            count=len(names),
            file=file,
            names=listed(names),
        )
        table = names[0].rpartition("→ ")[2].partition(".")[0]
        yield Issue(table, "recognised", said, example=names[0])


def _ignored(source: Source) -> Iterator[Issue]:
    """One issue a table for its unknown columns, one for each that is nearly a known one."""
    columns: dict[str, list[str]] = {}
    for name in source.ignored:
        # A file or sheet has an ending before it: crm.xlsx, crm.xlsx: Notes.
        table, _, column = ("", "", "") if _FILE.search(name) else name.partition(".")
        columns.setdefault(table or name, []).extend([column] if column else [])
    alike: dict[tuple[str, ...], list[str]] = {}
    for table, names in columns.items():
        if not names:
            said = message("{name} is not a name that Linchpin knows; it is ignored.", name=table)
            yield Issue(table, "ignored", said, example=table)
        else:
            alike.setdefault(tuple(names), []).append(table)
    for of_one, tables in alike.items():
        said = message(
            "{names} in {table} is not a column that Linchpin knows; it is ignored.",
            "{names} in {table} are not columns that Linchpin knows; they are ignored.",
            count=len(of_one),
            names=listed(of_one),
            table=_listed_tables(tables),
        )
        yield Issue(tables[0], "ignored", said, example=f"{tables[0]}.{of_one[0]}")
        for table in tables:
            yield from _near_columns(source, table, list(of_one))


def _listed_tables(tables: list[str]) -> tuple[SchemaName | str, ...]:
    more = len(tables) - MOST_LISTED
    shown = map(SchemaName, tables[:MOST_LISTED])
    return (*shown, f"… (+{more})") if more > 0 else tuple(shown)


def _near_columns(source: Source, table: str, names: list[str]) -> Iterator[Issue]:
    there = source.tables.get(table, frozenset())
    wanted = [name for name in TABLES[table].columns if name not in there] if there else []
    for name in names[:_LOOKED_AT]:
        spelled = name.strip().lower().replace(" ", "_").replace("-", "_")
        near = process.extractOne(spelled, wanted, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if near is not None:
            said = message(
                "{column} in {table} is ignored; is it meant to be {known}?",
                column=name,
                table=SchemaName(table),
                known=SchemaName(column=near[0]),
            )
            yield Issue(table, "ignored_near_known", said, example=f"{table}.{name}")
