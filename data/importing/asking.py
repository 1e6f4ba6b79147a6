"""What has to be asked about tables and columns: as faults, with the money behind each answer."""

import sqlalchemy as sa

from data.importing import faults
from data.importing.conversion import convert
from data.importing.fault_lists import FaultLog
from data.importing.hints import Hints
from data.importing.plan import Needed
from data.importing.raw import RawTable, told_apart
from data.importing.staging import stage
from data.importing.typed import FAULTY, LEFT_OUT, READINGS
from data.importing.work import Work
from data.mapping.model import SourceTable
from data.recognition.proposal import Option, Proposal, Question

__all__ = ["ask"]


def ask(work: Work) -> None:
    """Note every question of recognition as a fault; no left out row would mend it."""
    proposal = work.plan.proposal
    for question in proposal.questions if proposal else ():
        shown = [(option, _total(work, question, option)) for option in question.options]
        work.log.add(faults.of_doubt(question, shown))
    for notes in (FAULTY, LEFT_OUT, READINGS):
        work.connection.execute(notes.delete())
    work.connection.commit()


def _total(work: Work, question: Question, option: Option) -> str:
    """What the column of an answer adds up to, where it is one of money; else nothing."""
    proposal = work.plan.proposal
    if not question.sums or proposal is None:
        return ""
    source, column = question.table, option.key
    if source is None:
        source, column = _money_column(proposal, question.id, option.key, work.plan.looked)
    raw = work.plan.looked.get(source or "")
    if raw is None or column not in told_apart(raw.header.names):
        return ""
    return _added_up(work, raw, column)


def _money_column(
    proposal: Proposal, kind: str, called: str, looked: dict[str, RawTable]
) -> tuple[str | None, str]:
    """Of a table that may hold the bookings or deals: its source, and its column of money."""
    for finding in proposal.findings:
        if f"{kind}.amount" in finding.targets and looked.get(called) is looked.get(finding.table):
            return finding.table, finding.column
    return None, ""


def _added_up(work: Work, raw: RawTable, column: str) -> str:
    names = told_apart(raw.header.names)
    columns = {column: names.index(column)}
    needed = Needed(raw.source, raw, SourceTable(), columns, names, raw.source)
    stored = stage(work.connection, "asked", needed, FaultLog(), lambda *_: None)
    rows = stored.table.c
    texts = sa.select(rows.row, rows[stored.columns[column]].label("amount")).subquery("texts")
    hints = Hints(semicolon=raw.delimiter == ";", company_currency=work.told.currency)
    typed = convert(work.connection, "revenue", texts, work.told.timezone, hints)
    total = work.connection.scalar(sa.select(sa.func.sum(typed.values.c.amount)))
    open_ = [each for asked in typed.questions for each in asked.options if asked.kind == "decimal"]
    for table in (typed.values, stored.table):
        if isinstance(table, sa.Table):
            table.drop(work.connection)
    if open_:
        return " / ".join(each.total for each in open_)
    return "" if total is None else f"{total:,.2f}".removesuffix(".00")
