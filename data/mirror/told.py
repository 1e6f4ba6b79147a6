"""What a copy cannot promise, in sentences: what may be missing, and what would help."""

from collections.abc import Iterator

from analytics.messages import Message, message
from data.mirror.state import How, State, TableState

__all__ = ["doubts"]


def doubts(state: State) -> list[Message]:
    """What is to be known of the copy of a database; nothing where all is as it should be."""
    return [said for table in state.tables for said in (*_gone(table), *_read(table))]


def _gone(table: TableState) -> Iterator[Message]:
    if table.gone:
        yield message(
            "{count} row of {table} is no longer in the database and still counts here: read "
            "everything anew",
            "{count} rows of {table} are no longer in the database and still count here: read "
            "everything anew",
            count=table.gone,
            table=table.name,
        )


def _read(table: TableState) -> Iterator[Message]:
    """Why more of a table is read than what is new."""
    match table.how:
        case How.NO_KEY:
            yield message(
                "{table} ({rows} rows) is read whole every time, for it has no key; a primary key "
                "would help",
                table=table.name,
                rows=table.rows,
            )
        case How.NO_TIME:
            yield message(
                "{table} ({rows} rows) is read whole every time, for no column says when a row was "
                "last changed; one such as updated_at, with an index, would help",
                table=table.name,
                rows=table.rows,
            )
        case How.MISSED:
            yield message(
                "{table} was read whole: rows had come that its column {column} does not show",
                table=table.name,
                column=table.modified,
            )
    if table.how is How.NEW and table.timeless:
        yield message(
            "{count} row of {table} is read every time, for its {column} is empty",
            "{count} rows of {table} are read every time, for their {column} is empty",
            count=table.timeless,
            table=table.name,
            column=table.modified,
        )
