"""Letters to the customers of a handover: who looks after them from when on, signed by management.

One page a customer, in its language as far as there are words of it. Whatever is not known is a
line to fill in; nothing is promised that only management can promise.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.rules import language_words
from data.documents.model import (
    BLANK,
    Block,
    Break,
    Document,
    Heading,
    Lines,
    Paragraph,
    Signatures,
)
from data.store.handovers import Handover
from pages.components.catalogue import Language, speaking
from pages.components.text import t_text
from pages.departure.followed import Particulars
from pages.departure.paper_customer import Register

__all__ = ["Letters", "letter_language", "letters"]

#: How languages are written down, in lower case.
_NAMES: dict[Language, frozenset[str]] = {
    "en": frozenset("en en-gb en-us en_us eng english 英语 英文".split()),
    "zh": frozenset(
        "zh zh-cn zh-hans zh_cn zho chi cn chinese mandarin 中文 汉语 普通话 国语 简体中文".split()
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The letters of a handover. count: of customers; foreign: those of customers whose language
    has no words here, and who are written to in English."""

    document: Document
    count: int
    foreign: int


def letter_language(languages: object, usual: Language) -> Language | None:
    """The language of a letter to a customer that speaks ``languages``; ``usual`` where none is
    recorded, or it is one of them. None where there are no words in any of them.

    >>> letter_language("English; Thai", "zh"), letter_language(None, "zh")
    ('en', 'zh')
    >>> letter_language("Thai", "zh")
    """
    spoken = language_words(languages)
    able = [each for each, names in _NAMES.items() if names & spoken]
    if not spoken or usual in able:
        return usual
    return able[0] if able else None


def letters(
    assessment: Assessment, found: Handover, behind: Particulars, usual: Language
) -> Letters | None:
    """A letter to each customer whose letter is not sent yet; None without any."""
    register = Register.of(assessment, found, behind)
    waiting = [each for each in register.customers if "letter" not in register.done[each]]
    if not waiting:
        return None
    told = {each: letter_language(register.customers[each]["language"], usual) for each in waiting}
    guides = _guides(assessment, found)
    emails = dict(
        zip(assessment.extract.reps["rep_id"], assessment.extract.reps["email"], strict=True)
    )
    blocks: list[Block] = []
    for customer_id in waiting:
        with speaking(told[customer_id] or "en"):
            blocks += [Break()] if blocks else []
            blocks += _letter(register, customer_id, guides.get(customer_id), emails)
    with speaking(usual):
        title = t_text("Letters to customers")
    document = Document(title, usual, tuple(blocks), letter=True)
    return Letters(document, len(waiting), sum(each is None for each in told.values()))


def _guides(assessment: Assessment, found: Handover) -> dict[str, str]:
    """Of each customer who of those who hand over is most in touch with it."""
    edges = assessment.edges
    own = edges[edges["rep_id"].isin(list(found.rep_ids))]
    best = own.sort_values(["strength", "rep_id"], ascending=[False, True])
    best = best.drop_duplicates("customer_id")
    return dict(zip(best["customer_id"].astype(str), best["rep_id"].astype(str), strict=True))


def _letter(
    register: Register, customer_id: str, guide: str | None, emails: dict[str, object]
) -> Iterable[Block]:
    found = register.found
    state = found.state(customer_id)
    leaver = register.person(guide or found.rep_ids[0])
    successor = register.person(state.successor_id)
    known = register.rows["persons"].get(customer_id, [])
    person = (known[0]["contact"] if known else None) or BLANK
    email = emails.get(state.successor_id or "")
    yield Lines((register.names[customer_id], person, BLANK * 2, BLANK * 2))
    yield Heading(t_text("Your contact from {day} on", day=found.ends_on), 1)
    yield Paragraph(t_text("Dear {person},", person=person))
    yield Paragraph(
        t_text(
            "{leaver} looks after you until {day}. From then on {successor} is your contact.",
            day=found.ends_on,
            leaver=leaver,
            successor=successor,
        )
    )
    if "introduction" not in register.done[customer_id]:
        yield Paragraph(
            t_text(
                "{leaver} would like to introduce {successor} to you before that. This day would "
                "suit us: {blank}",
                blank=BLANK,
                leaver=leaver,
                successor=successor,
            )
        )
    yield Paragraph(
        t_text(
            "You reach {successor} by phone: {phone}, by e-mail: {email}",
            phone=BLANK,
            email=BLANK if pd.isna(email) else str(email),
            successor=successor,
        )
    )
    yield Paragraph(t_text("If you have a question, please turn to us, {manager}.", manager=BLANK))
    yield Paragraph(t_text("Kind regards"))
    yield Signatures(t_text("Place, date"), (t_text("Management: name and position"),))
