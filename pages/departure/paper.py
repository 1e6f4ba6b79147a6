"""The handover as a paper to sign: what passes to whom, what is open, what is done until when.

Facts only. What is estimated of people and customers stands on the page and nowhere here: the paper
is read and signed by the leaver and by those who take over.
"""

from collections.abc import Iterable
from datetime import date

from analytics.assessment import Assessment
from analytics.departure.progress import milestones
from data.documents.model import (
    BLANK,
    Block,
    Break,
    Checklist,
    Document,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Signatures,
    Step,
)
from data.store.handovers import TASKS, Handover
from pages.components import numbers
from pages.components.catalogue import Language, speaking
from pages.components.text import t_text, tm_text
from pages.departure.followed import Particulars
from pages.departure.handover_rows import TASK_WORDS
from pages.departure.paper_customer import (
    Register,
    checklist_heads,
    customer_part,
    day_or_nothing,
)

__all__ = ["handover_paper"]


def handover_paper(
    assessment: Assessment, found: Handover, behind: Particulars, chosen: Language
) -> Document:
    """The handover, or the cover plan, as it stands, in a language."""
    register = Register.of(assessment, found, behind)
    with speaking(chosen):
        return Document(_title(register), chosen, tuple(_blocks(assessment, register)))


def _title(register: Register) -> str:
    if register.found.away:
        return t_text("Cover plan: {people}", people=_handing_over(register))
    return t_text("Handover: {people}", people=_handing_over(register))


def _handing_over(register: Register) -> str:
    return t_text(", ").join(register.person(each) for each in register.found.rep_ids)


def _blocks(assessment: Assessment, register: Register) -> Iterable[Block]:
    away = register.found.away
    yield Heading(_title(register), 1)
    yield Facts(tuple(_frame(assessment, register)))
    if not away:
        yield from _course(register, assessment.as_of)
    yield Heading(
        t_text("Customers and who covers") if away else t_text("Customers and successors")
    )
    yield _glance(register)
    for place, customer_id in enumerate(register.customers, start=1):
        yield from customer_part(register, place, customer_id)
    if not away:
        yield from _signed(assessment, register)


def _frame(assessment: Assessment, register: Register) -> Iterable[tuple[str, str]]:
    found = register.found
    if company := assessment.policy.company.name:
        yield t_text("Company"), company
    yield t_text("Away") if found.away else t_text("Hands over"), _handing_over(register)
    yield t_text("First day"), numbers.day(found.begins_on)
    yield t_text("Back on") if found.away else t_text("Last day"), numbers.day(found.ends_on)
    yield t_text("Customers"), numbers.integer(len(register.customers))
    yield t_text("Data as of"), numbers.day(assessment.as_of)


def _course(register: Register, as_of: date) -> Iterable[Block]:
    """What is done once, and the days on which one looks how far it is."""
    found = register.found
    steps = [
        Step(
            tm_text(TASK_WORDS[task]),
            numbers.day(found.due(task)),
            day_or_nothing(found.tasks.get(task)),
        )
        for task in TASKS
    ]
    yield Heading(t_text("What is done once"))
    yield Checklist(checklist_heads(), tuple(steps))
    yield Heading(t_text("Dates of review"))
    rows = [
        (
            t_text("{count} day", "{count} days", count=after),
            numbers.day(day),
            _reached(register, day) if reached else BLANK,
        )
        for after, day, reached in milestones(found.begins_on, as_of)
    ]
    heads = (t_text("After"), t_text("On"), t_text("Customers in touch with their successor"))
    yield Grid(heads, tuple(rows), (3, 4, 6))


def _reached(register: Register, day: date) -> str:
    count = sum(each <= day for each in register.in_touch_on.values())
    return t_text("{done} of {all} customers", done=count, all=len(register.customers))


def _glance(register: Register) -> Grid:
    away = register.found.away
    taker = t_text("Covered by") if away else t_text("Successor")
    heads = (t_text("No."), t_text("Customer"), taker)
    rows = [
        (str(place), register.names[each], register.successor(each))
        for place, each in enumerate(register.customers, start=1)
    ]
    if away:
        return Grid(heads, tuple(rows), (2, 13, 9))
    answers = [register.answer(each) for each in register.customers]
    told = [(*row, answer) for row, answer in zip(rows, answers, strict=True)]
    return Grid((*heads, t_text("Answer")), tuple(told), (2, 12, 8, 6))


def _signed(assessment: Assessment, register: Register) -> Iterable[Block]:
    """Lines to sign for who hands over, every successor, and management."""
    found = register.found
    named = {found.state(each).successor_id for each in register.customers} - {None}
    takers = sorted(register.person(each) for each in named)
    people = [
        *(t_text("Hands over: {name}", name=register.person(each)) for each in found.rep_ids),
        *(t_text("Takes over: {name}", name=each) for each in takers),
        *(t_text("Management: {name}", name=each) for each in _managers(assessment, register)),
    ]
    yield Break()
    yield Heading(t_text("Signatures"))
    yield Paragraph(
        t_text(
            "What is listed above is handed over and taken over as stated, with its steps and days."
        )
    )
    yield Signatures(t_text("Place, date"), tuple(people))


def _managers(assessment: Assessment, register: Register) -> list[str]:
    """The managers on record of who hands over, of those who stay; else one who is to be named."""
    reps = assessment.reps.set_index("rep_id")["manager_id"].dropna()
    leaving = register.found.rep_ids
    ids = dict.fromkeys(reps[each] for each in leaving if each in reps.index)
    return [register.person(each) for each in ids if each not in leaving] or [BLANK]
