"""A database of another system, looked at as files are: its tables with their first rows, what they
are recognised as, and what has to be asked.

The rows themselves are read through the mapping that comes of it, in place or as a copy.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from analytics.errors import Fault, InputFaults
from analytics.messages import Message, message
from data.importing import faults
from data.importing.column_sums import ColumnSum
from data.mapping import calc, model
from data.mapping.answers import reading_asked
from data.mapping.presets import fitting_presets
from data.progress import Progress, silent
from data.reader.limits import DATABASE
from data.reader.process import Reader
from data.reader.worker import at_end
from data.recognition.answers import wrong_answers
from data.recognition.catalogue import SAMPLE_ROWS, Catalogue, Catalogued, Hint, SourceColumn
from data.recognition.claims import refused
from data.recognition.kinds import kind_scores
from data.recognition.proposal import Certainty, Finding, Money, Proposal
from data.recognition.recognise import NO_TABLE, recognise
from data.schema import RELATION_TABLES, REQUIRED_TABLES
from data.sources import sql
from data.sources.database import Database, open_database
from data.sources.engines import Engine, located
from data.sources.source import Recognised
from data.sources.watching import cancel_all

__all__ = ["Looked", "inspect_database", "looked_at", "recognised_database", "understood"]

#: Characters of a value in a sample.
_CHARACTERS = 400
#: Of so many tables values are shown although nothing speaks for them.
_SAMPLED = 200
#: What a value of a column must look like whose sum the engine itself may tell.
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Looked:
    """What lies in a database, what it is taken for, and the totals of the columns of money among
    which it is asked; ``wrong`` are answers that belong to no question, as faults."""

    label: str
    catalogue: Catalogue
    proposal: Proposal
    sums: Mapping[Money, ColumnSum]
    wrong: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    url: str = field(repr=False)
    answers: dict[str, str]
    every: bool


def inspect_database(
    url: str,
    answers: Mapping[str, str] | None = None,
    progress: Progress = silent,
    *,
    every: bool = False,
) -> Looked:
    """What a database holds and is taken for, looked at in a process of its own; with ``every``
    values are told of all tables, not only of those that may be of use.

    Raises
    ------
    InputError
        The address cannot be read, or the database cannot be opened; never holds a password.
    """
    _, address = located(url)
    with Reader(DATABASE, preload="data.importing.databases") as reader:
        asked = _Asked(url, dict(answers or {}), every)
        return reader.call(_looked, asked, subject=address.place, progress=progress)


def recognised_database(
    url: str, given: model.Mapping, progress: Progress = silent
) -> tuple[model.Mapping, Recognised] | None:
    """The mapping of a database that nobody has described, with what it rests on; None where
    nothing can be said. ``given`` holds answers and what is said of all values.

    Raises
    ------
    InputFaults
        What is doubtful is asked, each with its answers; or a table lacks a column that it needs.
    """
    answers = {key: each for key, each in given.answers.items() if reading_asked(key) is None}
    return understood(inspect_database(url, answers, progress), given)


def understood(looked: Looked, given: model.Mapping) -> tuple[model.Mapping, Recognised] | None:
    """What :func:`recognised_database` says of a database that was looked at."""
    proposal = looked.proposal
    open_ = [*looked.wrong, *_questions(looked)]
    if not open_ and not _is_whole(proposal):
        open_ = list(map(faults.not_recognised, proposal.missing))
        if not open_:
            return None
    if open_:
        raise InputFaults(_summary(looked.label, open_), open_)
    said = {"read": given.read, "same": given.same, "answers": given.answers}
    return proposal.mapping.model_copy(update=said), _recognised(looked)


def _questions(looked: Looked) -> list[Fault]:
    if not looked.proposal.questions:
        return []
    presets = fitting_presets(looked.catalogue.headers)
    return [
        faults.of_doubt(
            question,
            [(option, _total(looked, option.money)) for option in question.options],
            presets=presets,
        )
        for question in looked.proposal.questions
    ]


def _total(looked: Looked, money: Money | None) -> str:
    total = looked.sums.get(money) if money is not None else None
    return "" if total is None else f"{total.total:,.2f}".removesuffix(".00")


def _is_whole(proposal: Proposal) -> bool:
    """Whether there are the tables without which nothing can be assessed."""
    there = proposal.mapping.parts.keys()
    return there >= set(REQUIRED_TABLES) and not there.isdisjoint(RELATION_TABLES)


def _summary(label: str, open_: Sequence[Fault]) -> Message:
    return message(
        "{source}: {count} thing must be said before it can be read",
        "{source}: {count} things must be said before it can be read",
        source=label,
        count=len(open_),
    )


def _recognised(looked: Looked) -> Recognised:
    """What is read under names of others, and what is not read."""
    findings = looked.proposal.findings
    sources = {table.called for table in looked.catalogue.tables}
    parts = looked.proposal.mapping.parts
    made = [(part.source, table) for table, some in parts.items() for part in some]
    used = {source for source, _ in made if source in sources}
    used |= {join.table for some in parts.values() for part in some for join in part.join}
    tables = [f"{source}: → {table}" for source, table in made if source.casefold() != table]
    names = [
        f"{each.table}: {each.column} → {', '.join(each.targets)}"
        for each in findings
        if each.certainty is Certainty.CERTAIN and each.targets and _foreign(each)
    ]
    kinds = dict(made)
    unused = [each for each in findings if each.table in used and each.certainty is not _CERTAIN]
    never = [each for each in unused if refused(kinds.get(each.table, ""), each.column)]
    ignored = [f"{each.table}.{each.column}" for each in unused if each not in never]
    ignored += [table.name for table in looked.catalogue.tables if table.called not in used]
    return Recognised(
        (*dict.fromkeys(tables), *names),
        tuple(ignored),
        tuple(f"{each.table}.{each.column}" for each in never),
    )


_CERTAIN = Certainty.CERTAIN


def _foreign(finding: Finding) -> bool:
    named = {name.partition(".")[2] for name in finding.targets}
    return finding.column.casefold() not in named


def _looked(asked: _Asked, *, progress: Progress) -> Looked:
    """Inside the reading process."""
    progress(0.0, message("looking at {file}", file=located(asked.url)[1].place))
    at_end(cancel_all)
    database = open_database(asked.url)
    try:
        return looked_at(database, asked.answers, every=asked.every)
    finally:
        database.close()


def looked_at(database: Database, answers: Mapping[str, str], *, every: bool = False) -> Looked:
    """Look at the tables of a database that is open, and at the sums that are asked about."""
    with database.reading() as connection:
        catalogue = _catalogue(connection, database.kind, answers, every=every)
        wrong = tuple(faults.wrong_answer(*each) for each in wrong_answers(catalogue, answers))
        proposal = recognise(catalogue, answers)
        sums = _sums(connection, catalogue, proposal)
    return Looked(database.label, catalogue, proposal, sums, wrong)


def _catalogue(
    connection: sa.Connection, kind: Engine, answers: Mapping[str, str], *, every: bool
) -> Catalogue:
    """Every table and view by its columns; values only of those that may be of use, or of the
    first :data:`_SAMPLED`."""
    inspector = sa.inspect(connection)
    tables: list[Catalogued] = []
    for name in sorted(set(kind.relations(inspector))):
        columns = inspector.get_columns(name)
        hints = {
            str(each["name"]): None if kind.typeless else _hint(each["type"]) for each in columns
        }
        plain = tuple(SourceColumn(column, kind=hint) for column, hint in hints.items())
        table = Catalogued(name, plain, None, name, (name,))
        if (every and len(tables) < _SAMPLED) or _may_be_used(table, answers):
            table = _sampled(connection, inspector, table, columns)
        tables.append(table)
    return Catalogue(tuple(tables))


def _may_be_used(table: Catalogued, answers: Mapping[str, str]) -> bool:
    if answers.get(table.called, NO_TABLE) != NO_TABLE:
        return True
    scores = kind_scores(table)
    return bool(scores) and scores[0].kind != "other"


def _hint(type_: sa.types.TypeEngine) -> Hint | None:
    if isinstance(type_, sa.Date | sa.DateTime):
        return "date"
    if isinstance(type_, sa.Boolean):
        return "boolean"
    if isinstance(type_, sa.Numeric | sa.Float | sa.Integer):
        return "number"
    return "text" if isinstance(type_, sa.String) else None


def _sampled(
    connection: sa.Connection,
    inspector: sa.Inspector,
    table: Catalogued,
    columns: Iterable[Mapping[str, Any]],
) -> Catalogued:
    """The table with its first rows, in the order of its key where it has one."""
    types = {str(each["name"]): each["type"] for each in columns}
    stored = sa.table(table.name, *(sa.column(name, type_) for name, type_ in types.items()))
    shown = [
        sa.literal("") if sql.needs_decoding(type_) else sql.copied_text(stored.c[name])
        for name, type_ in types.items()
    ]
    key = inspector.get_pk_constraint(table.name).get("constrained_columns") or []
    order = [stored.c[name] for name in key if name in types]
    texts = [each.label(f"c{place}") for place, each in enumerate(shown)]
    statement = sa.select(*texts).select_from(stored).order_by(*order).limit(SAMPLE_ROWS)
    rows = connection.execute(statement).all()
    values = [tuple(map(_short, cells)) for cells in zip(*rows, strict=True)] if rows else []
    sampled = tuple(
        SourceColumn(column.name, values[place] if values else (), column.kind)
        for place, column in enumerate(table.columns)
    )
    count = len(rows) if len(rows) < SAMPLE_ROWS else None
    return Catalogued(table.name, sampled, count, table.address, table.names)


def _short(value: object) -> str | None:
    return str(value)[:_CHARACTERS] if value not in (None, "") else None


def _sums(
    connection: sa.Connection, catalogue: Catalogue, proposal: Proposal
) -> dict[Money, ColumnSum]:
    """What money adds up to, where the engine itself reads all its values as numbers."""
    tables = {table.name: table for table in catalogue.tables}
    wanted = [o.money for question in proposal.questions for o in question.options if o.money]
    sums: dict[Money, ColumnSum] = {}
    for money in dict.fromkeys(wanted):
        table = tables[money.table]
        formula = calc.parsed(money.calc)
        if all(_is_summed(table.column(name)) for name in calc.names_in(formula)):
            rows, total = connection.execute(_summed(table.name, formula)).one()
            sums |= {} if total is None else {money: ColumnSum(int(rows), float(total))}
    return sums


def _is_summed(column: SourceColumn) -> bool:
    return column.kind == "number" or (
        column.kind is None and all(map(_plain_number, column.values))
    )


def _plain_number(value: str | None) -> bool:
    return value is None or _NUMBER.fullmatch(value) is not None


def _summed(table: str, formula: calc.Calculation) -> sa.Select:
    made = _made(formula)
    return sa.select(sa.func.count(made), sa.func.sum(made)).select_from(sa.table(table))


def _made(formula: calc.Calculation) -> sa.ColumnElement:
    if isinstance(formula, calc.Number):
        return sa.literal(formula.value)
    if isinstance(formula, calc.Name):
        return sa.cast(sa.column(formula.name), sa.Double())
    left, right = _made(formula.left), _made(formula.right)
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / right}[
        formula.sign
    ]
