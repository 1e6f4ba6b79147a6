"""What has to be asked about tables and columns: as faults, with the money behind each answer."""

from data.importing import faults
from data.importing.column_sums import ColumnSum, summed
from data.importing.typed import FAULTY, LEFT_OUT, READINGS
from data.importing.work import Work
from data.recognition.proposal import Money

__all__ = ["ask"]


def ask(work: Work) -> None:
    """Note every question of recognition as a fault; no left out row would mend it."""
    proposal = work.plan.proposal
    for question in proposal.questions if proposal else ():
        shown = [(option, _total(work, option.money)) for option in question.options]
        work.log.add(faults.of_doubt(question, shown, presets=work.plan.presets))
    for notes in (FAULTY, LEFT_OUT, READINGS):
        work.connection.execute(notes.delete())
    work.connection.commit()


def _total(work: Work, money: Money | None) -> str:
    """What an answer about money comes to; nothing where it cannot be told."""
    raw = work.plan.looked.get(money.table) if money is not None else None
    told = summed(raw, [money]).get(money) if raw is not None and money is not None else None
    return "" if told is None or not told.rows else _in_words(told)


def _in_words(told: ColumnSum) -> str:
    totals = [told.total] if told.other is None else sorted((told.total, told.other))
    return " / ".join(f"{total:,.2f}".removesuffix(".00") for total in totals)
