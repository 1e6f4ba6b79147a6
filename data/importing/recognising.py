"""Which tables files become where no mapping says so: canonical names are certain, the others are
recognised, and what is doubtful is asked."""

from collections.abc import Iterable
from pathlib import Path

from analytics.errors import Fault, InputError
from data.importing import faults
from data.importing.bounds import bounded
from data.importing.catalogue import addressed, catalogue_of, without_hidden
from data.importing.discovery import Contents, Sight
from data.importing.fault_lists import FaultLog
from data.importing.plan import Plan, aliases_of_all, check_tables, note_unread, planned
from data.importing.unknown import names_customer, nothing_known
from data.mapping.model import Mapping, SourceTable
from data.mapping.presets import fitting_presets
from data.recognition.answers import wrong_answers
from data.recognition.catalogue import Catalogued
from data.recognition.kinds import kind_scores
from data.recognition.proposal import Certainty, Proposal
from data.recognition.recognise import BOTH, recognise
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES

__all__ = ["recognised"]


def recognised(contents: Contents, given: Mapping, folder: Path, log: FaultLog) -> Plan:
    """What becomes of files; ``given`` holds answers and what is said of all values.

    Raises
    ------
    InputError
        Nothing of it is known, and nothing can be asked.
    """
    sights = addressed(_without_copies(contents, given, log))
    catalogue = catalogue_of(sights, folder)
    answers = _left_to_recognition(contents, given)
    for asked, why in wrong_answers(catalogue, answers):
        log.add(faults.wrong_answer(asked, why))
    proposal = recognise(catalogue, answers)
    nothing = not (proposal.mapping.parts or proposal.questions)
    _note_unread(contents, log, all_of_them=nothing)
    if nothing and not log.count and not any(sight.is_told for sight in contents.sights):
        known = fitting_presets(catalogue.headers)
        raise InputError(faults.or_preset(nothing_known(contents), known))
    plan = _plan(contents, sights, proposal, given, log)
    if proposal.questions:
        plan.presets = fitting_presets(catalogue.headers)
    return plan


def _without_copies(contents: Contents, given: Mapping, log: FaultLog) -> list[Sight]:
    """The tables, of several that are named after one only the one that was chosen."""
    kept = []
    for sight in without_hidden(contents.raw_tables):
        named = _named_alike(sight, contents)
        answer = given.answers.get(sight.table or "", "")
        chosen = [each for each in named if answer in (each.source, each.names[0])]
        if len(named) > 1 and answer != BOTH and len(chosen) != 1:
            if sight is named[0]:
                log.add(faults.duplicate_table(sight.table or "", [each.source for each in named]))
            chosen = named[:1]
        if answer == BOTH or len(named) == 1 or sight in chosen:
            kept.append(sight)
    return kept


def _named_alike(sight: Sight, contents: Contents) -> list[Sight]:
    """All that are named after the same table, itself among them."""
    if sight.table is None:
        return [sight]
    return [each for each in contents.raw_tables if each.table == sight.table]


def _left_to_recognition(contents: Contents, given: Mapping) -> dict[str, str]:
    """The answers without those that choose between files that are named after one table."""
    several = {
        sight.table for sight in contents.raw_tables if len(_named_alike(sight, contents)) > 1
    }
    return {
        asked: answer
        for asked, answer in given.answers.items()
        if asked not in several or answer == BOTH
    }


def _plan(
    contents: Contents,
    sights: dict[str, Sight],
    proposal: Proposal,
    given: Mapping,
    log: FaultLog,
) -> Plan:
    mapping = proposal.mapping.model_copy(
        update={"read": given.read, "same": given.same, "answers": given.answers}
    )
    named = {alias: SourceTable(name=(alias,)) for alias in aliases_of_all(mapping)}
    mapping = mapping.model_copy(update={"tables": {**named, **mapping.tables}})
    opened = {alias: raw for alias in mapping.tables if (raw := sights[alias].raw)}
    plan = planned(mapping, opened, log)
    plan.proposal = proposal
    for address, sight in sights.items():
        plan.looked |= {each: sight.raw for each in (address, sight.source) if sight.raw}
    for alias in plan.needed:
        log.made_good(sights[alias].repairs)
    read = {each.raw.source for each in plan.needed.values()}
    plan.ignored = tuple(name for name in contents.sources if name not in read)
    lacking = [fault for sight in sights.values() for fault in _lacking(sight, proposal)]
    for fault in lacking:
        log.add(fault)
    for sight in sights.values():
        _note_rows(sight, plan, log)
    if not proposal.questions:
        if not log.count and "customers" not in plan.parts and not names_customer(contents):
            raise InputError(nothing_known(contents))
        _check_tables(plan, contents, log)
    return plan


def _note_rows(sight: Sight, plan: Plan, log: FaultLog) -> None:
    """Note the rows at fault of a table of ours that cannot be used yet, so that all come at
    once."""
    if sight.table is None or sight.raw is None:
        return
    if all(each.raw.source != sight.source for each in plan.needed.values()):
        for _ in bounded(sight.raw, {}, log.said_of(sight.source, sight.table)):
            pass


def _note_unread(contents: Contents, log: FaultLog, *, all_of_them: bool) -> None:
    """Note why files cannot be read that are, or may be, tables of ours."""
    for sight in contents.sights:
        if sight.table is not None:
            note_unread([sight], sight.table, log)
        elif sight.whole or all_of_them or any(map(_is_like_ours, sight.names)):
            note_unread([sight], None, log)


def _is_like_ours(name: str) -> bool:
    scores = kind_scores(Catalogued(name, (), address=name))
    return bool(scores) and scores[0].kind != "other"


def _lacking(sight: Sight, proposal: Proposal) -> Iterable[Fault]:
    """The required columns that a table with a canonical name lacks and that nothing asks for."""
    if sight.table is None or sight.raw is None:
        return
    filled = {
        target
        for finding in proposal.findings
        if finding.table == sight.source and finding.certainty is not Certainty.UNUSED
        for target in finding.targets
    }
    open_tables = {question.table for question in proposal.questions}
    for column in TABLES[sight.table].required:
        if f"{sight.table}.{column}" not in filled and sight.source not in open_tables:
            names = [name for name in sight.raw.header.names if name]
            yield faults.missing_column(sight.table, column, sight.source, names)


def _check_tables(plan: Plan, contents: Contents, log: FaultLog) -> None:
    """Note tables that nothing is made of, and why those that come near give none."""
    there = set(plan.parts) | {fault.table for fault in log.faults}
    complete = there.issuperset(REQUIRED_TABLES) and there.intersection(RELATION_TABLES)
    check_tables(set(plan.parts), contents, log)
    if not complete and plan.proposal is not None:
        for why in plan.proposal.missing:
            log.add(faults.not_recognised(why))
