"""What is done with data about people, on one page for a works council or an assessment.

Made from the data and the switches in force, so that it says what is done here, not what could be.
It is information for whoever assesses it, and no legal advice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.policy_settings import SettingKind, settings_in, value_of
from data.denied import PEOPLE_TABLES
from data.documents.model import Block, Document, Grid, Heading, Lines, Paragraph
from data.home.artefacts import UNREAD_DAYS
from data.home.retention import BEFORE_RESTORE_DAYS, KEPT_VERSIONS, UNUSED_DAYS
from data.mirror.place import UNASKED_DAYS
from data.retention import Standing
from pages.components.catalogue import Language, speaking
from pages.components.schema_words import COLUMNS, TABLE_WORDS
from pages.components.text import t_text, tm_text
from pages.settings.model import written

__all__ = ["PrivacyFacts", "privacy_paper"]

#: What each table is read for.
_USES: Mapping[str, Message] = {
    "reps": message("Who works here, in which team, since when: whose customers they are."),
    "rep_history": message("Changes of team and manager, as reasons of leaving."),
    "customers": message("Which customers there are, and who owns them."),
    "contacts": message("How many people at a customer are known, and whom a successor calls."),
    "deals": message("What is sold, and what is open."),
    "revenue": message("What customers buy, and who sold it."),
    "activities": message("That a contact took place, when and of what kind; never what was said."),
    "assignments": message("Who looks after which customer, now and before."),
    "quotas": message("Targets and attainment, as reasons of leaving."),
    "compensation": message("Pay beside the same job, as a reason of leaving; groups only."),
    "agreements": message("Which agreements were signed, have ended or are paid."),
    "access": message("Whether people who have left can still log in, and who sees everything."),
    "access_log": message("Exports beside what is usual, and exports before leaving."),
    "backups": message("Whether backups ran; nothing about people."),
    "exchange_rates": message("Amounts in one currency; nothing about people."),
    "roles": message("Who has which role in the customer system."),
}

#: What is never done, whatever is set.
_NEVER = (
    message(
        "Age, birth, sex, origin, nationality, religion, health and absence, pregnancy and family, "
        "union, political view, genes and orientation are never used. Columns that name them, or "
        "give them away, are refused at import and neither stored nor read."
    ),
    message("What was said or written is never read: no texts of e-mails, calls or messages."),
    message("No place, no device, no private account, nothing from outside the company's system."),
    message("The customer system is never written to."),
    message(
        "Nothing decides by itself: an estimate is a reason to talk. No decision about employment, "
        "pay or promotion may rest on it."
    ),
)


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """What the page is made from.

    tables: the columns that are really read, by table; refused: columns that were refused; told:
    to how many places alerts go, and to how many of them with names of people; kept: rules of
    retention; demo: whether all of it is invented.
    """

    policy: Policy
    as_of: date
    made_on: date
    tables: Mapping[str, Iterable[str]]
    refused: tuple[str, ...]
    told: int
    told_names: int
    kept: tuple[Standing, ...]
    demo: bool


def privacy_paper(facts: PrivacyFacts, chosen: Language) -> Document:
    """The page in a language."""
    with speaking(chosen):
        return Document(
            t_text("Data about people: what is done here"), chosen, tuple(_blocks(facts))
        )


def _blocks(facts: PrivacyFacts) -> Iterator[Block]:
    yield Heading(t_text("Data about people: what is done here"), 1)
    yield Paragraph(_about(facts), quiet=True)
    yield Heading(t_text("What for"))
    yield Lines(tuple(map(tm_text, (*_purposes(facts), *_checks(facts)))))
    yield Heading(t_text("Which data"))
    yield _data(facts)
    if facts.refused:
        columns = _listed(facts.refused)
        yield Paragraph(t_text("Refused in this data, and not stored: {columns}", columns=columns))
    yield Heading(t_text("Which switches are on"))
    yield _switches(facts)
    yield Heading(t_text("Who sees it"))
    yield Lines(tuple(map(tm_text, _seen(facts))))
    yield Heading(t_text("How long"))
    yield _retention(facts)
    yield Heading(t_text("What is never done"))
    yield Lines(tuple(map(tm_text, _NEVER)))
    yield Paragraph(
        t_text(
            "Made by the program from its settings on {day}. It is information, no legal advice: "
            "whether this is lawful here is for your data protection officer and, where there is "
            "one, the works council to say.",
            day=facts.made_on,
        ),
        quiet=True,
    )


def _about(facts: PrivacyFacts) -> str:
    if facts.demo:
        return t_text(
            "The demo company: all people are invented. Data as of {day}.", day=facts.as_of
        )
    company = facts.policy.company.name
    if not company:
        return t_text("Data as of {day}.", day=facts.as_of)
    return t_text("{company}. Data as of {day}.", company=company, day=facts.as_of)


def _purposes(facts: PrivacyFacts) -> Iterator[Message]:
    yield message("To find customers who would be left with nobody, and to name second contacts.")
    yield message("To see how much revenue rests on how few people.")
    rules = facts.policy.attrition
    if facts.demo and rules.individual:
        yield message(
            "To talk with people in time: the chance of leaving within 12 months is estimated for "
            "each person in sales. They are invented, so nobody has to answer for it."
        )
    elif not rules.individual:
        yield message("Nobody is estimated one by one: that is switched off.")
    elif (accepted := rules.purpose) is None:
        yield message("Nobody is estimated one by one: nobody has answered for it yet.")
    else:
        yield message(
            "To talk with people in time: the chance of leaving within 12 months is estimated for "
            "each person in sales. {name} answers for it since {day}.",
            name=accepted.name,
            day=accepted.accepted_on,
        )


def _checks(facts: PrivacyFacts) -> Iterator[Message]:
    """What is looked at of single people under Safeguards, and who answers for it."""
    rules = facts.policy.safeguards
    if not any((rules.pay, rules.agreements, rules.access_cards, rules.exports)):
        yield message("Pay, agreements, access and exports of single people: switched off.")
    elif facts.demo:
        return
    elif (accepted := rules.purpose) is None:
        yield message(
            "Pay, agreements, access and exports of single people are not shown: nobody has "
            "answered for it yet."
        )
    else:
        yield message(
            "To see where our own house is open: pay, agreements, access and exports of single "
            "people, as far as switched on below. {name} answers for it since {day}.",
            name=accepted.name,
            day=accepted.accepted_on,
        )


def _data(facts: PrivacyFacts) -> Grid:
    heads = (t_text("Data"), t_text("What is read of it"), t_text("What for"))
    rows = [
        (
            tm_text(TABLE_WORDS[table]),
            _listed(tm_text(COLUMNS[each]) for each in sorted(columns) if each in COLUMNS),
            tm_text(_USES[table]),
        )
        for table, columns in sorted(facts.tables.items(), key=_people_first)
        if table in _USES
    ]
    return Grid(heads, tuple(rows), (20, 40, 40))


def _people_first(entry: tuple[str, Iterable[str]]) -> tuple[bool, int]:
    return entry[0] not in PEOPLE_TABLES, list(_USES).index(entry[0]) if entry[0] in _USES else 0


def _listed(parts: Iterable[str]) -> str:
    return t_text(", ").join(parts)


def _switches(facts: PrivacyFacts) -> Grid:
    shown = [each for each in settings_in("people") if not each.path.endswith("_version")]
    shown += [each for each in settings_in("leaving") if each.kind is SettingKind.SWITCH]
    rows = [
        (
            tm_text(each.name),
            tm_text(_now(facts, each.path)),
            tm_text(each.meaning),
        )
        for each in shown
    ]
    return Grid(
        (t_text("Switch"), t_text("Now"), t_text("What it does")), tuple(rows), (35, 20, 45)
    )


def _now(facts: PrivacyFacts, path: str) -> Message:
    """A setting as it stands; nobody answers for the people of the demo company."""
    if facts.demo and path.endswith(".purpose_accepted"):
        return message("nobody: all people are invented")
    return written(path, value_of(facts.policy, path))


def _seen(facts: PrivacyFacts) -> Iterator[Message]:
    yield message(
        "Whoever opens the pages on the computer that serves them: there is no sign-in, so that "
        "computer and what stands in front of it decide."
    )
    yield message("Whoever is given a file that somebody has downloaded.")
    if facts.told:
        yield message(
            "{count} place is told of alerts; {names} of them with names of people.",
            "{count} places are told of alerts; {names} of them with names of people.",
            count=facts.told,
            names=facts.told_names,
        )
    else:
        yield message("Nobody outside: no alerts are sent anywhere.")


def _retention(facts: PrivacyFacts) -> Grid:
    rows = [
        (
            tm_text(each.rule.what),
            t_text("{count} month after that", "{count} months after that", count=each.months),
        )
        for each in facts.kept
    ]
    rows += [
        (
            t_text("Data that was imported"),
            t_text(
                "The last {kept} imports; others go {count} day after their last use",
                "The last {kept} imports; others go {count} days after their last use",
                kept=KEPT_VERSIONS,
                count=UNUSED_DAYS,
            ),
        ),
        (
            t_text("Copies of a database that is asked only for what is new"),
            t_text(
                "{count} day after it was asked last",
                "{count} days after it was asked last",
                count=UNASKED_DAYS,
            ),
        ),
        (
            t_text("Finished figures, for a new start and for other processes"),
            t_text(
                "{count} day after they were read last",
                "{count} days after they were read last",
                count=UNREAD_DAYS,
            ),
        ),
        (
            t_text("What was there before a restore"),
            t_text("{count} day", "{count} days", count=BEFORE_RESTORE_DAYS),
        ),
        (t_text("What still counts, and who changed the settings"), t_text("As long as it counts")),
    ]
    return Grid((t_text("What is kept"), t_text("How long")), tuple(rows), (60, 40))
