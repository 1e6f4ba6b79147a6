"""Where is our own house open? Every rule that can be checked, and why the others cannot.

A rule whose table or column is missing has not run: it says what is missing and what it would
bring, and is never read as kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.contracts.safeguarded import HAZARDS
from analytics.hazard_rules import HAZARD_RULES, SEVERITIES, switch_of
from analytics.messages import Message, SchemaName, message
from analytics.policy import RuleInForce, SafeguardRules
from analytics.safeguards.access import leaver_active_access, rep_sees_all
from analytics.safeguards.agreements import (
    no_confidentiality,
    no_handover,
    no_non_compete,
    no_non_solicit,
    non_compete_expired,
    non_compete_term,
    non_compete_unpaid,
)
from analytics.safeguards.backups import backup_failed, backup_stale, restore_untested
from analytics.safeguards.cards import cards
from analytics.safeguards.customers import (
    buys_less_contact_unchanged,
    dormant_account,
    orphaned_customer,
    untended_customer,
    years_recorded,
)
from analytics.safeguards.exports import (
    export_before_leaving,
    exports,
    mass_delete,
    mass_export,
)
from analytics.safeguards.house import Answer, House
from analytics.safeguards.law import NO_LAW, Law
from analytics.safeguards.peers import (
    commission_low_for_revenue_held,
    no_long_term_plan,
    pay_below_peers,
    promotion_stalled,
)
from analytics.safeguards.recording import (
    contact_details_suspect,
    contacts_missing,
    crm_silence,
    habits,
)
from analytics.safeguards.records import HouseRecords

__all__ = ["RULES", "Check", "Rule", "Safeguards", "safeguards"]


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a rule has run. ``unable``: why not, where it could not; ``missing``: the tables and
    columns that would bring it; ``brings``: what it would tell; ``note``: what could not be judged
    though it ran. A rule that the policy turns off has ``enabled`` False and has not run."""

    code: str
    enabled: bool
    ran: bool
    found: int
    brings: Message
    missing: tuple[SchemaName, ...] = ()
    unable: Message | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Safeguards:
    """What every rule says of one house; frames must not be changed.

    Their columns: :data:`analytics.contracts.safeguarded.SAFEGUARDED`.
    """

    hazards: pd.DataFrame
    checks: tuple[Check, ...]
    cards: pd.DataFrame
    exports: pd.DataFrame
    habits: pd.DataFrame
    records: HouseRecords

    def check(self, code: str) -> Check:
        """The check of a rule."""
        return next(each for each in self.checks if each.code == code)

    def shown(self, rules: SafeguardRules) -> pd.DataFrame:
        """The hazards that pages, packs and alerts may show: of what is about single people only
        where it is switched on and somebody answers for it. ``assess.py`` lists all of them."""
        switches = map(switch_of, self.hazards["code"], self.hazards["subject_type"])
        seen = np.fromiter(map(rules.shows, switches), bool)
        return self.hazards[seen]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a rule is checked: columns that it needs (``table`` or ``table.column``), whether it
    needs today's state, and what it tells."""

    judge: Callable[[House, RuleInForce], Answer]
    needs: tuple[str, ...]
    brings: Message
    of_today: bool = False


_ACCESS_LOG = ("access_log", "access_log.records")
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "leaver_active_access": Rule(
            leaver_active_access,
            ("access",),
            message("whose account still works after the last day"),
            of_today=True,
        ),
        "rep_sees_all": Rule(
            rep_sees_all,
            ("access",),
            message("who sees all customers without a leading role"),
            of_today=True,
        ),
        "mass_export": Rule(
            mass_export, _ACCESS_LOG, message("exports of far more records than usual")
        ),
        "mass_delete": Rule(
            mass_delete, _ACCESS_LOG, message("deletions of far more records than usual")
        ),
        "export_before_leaving": Rule(
            export_before_leaving,
            ("access_log",),
            message("exports shortly before somebody leaves"),
        ),
        "no_confidentiality": Rule(
            no_confidentiality,
            ("agreements",),
            message("who has signed no confidentiality agreement"),
        ),
        "no_non_compete": Rule(
            no_non_compete, ("agreements",), message("who has signed no non-compete")
        ),
        "no_non_solicit": Rule(
            no_non_solicit,
            ("agreements",),
            message("who has signed no agreement not to solicit customers"),
        ),
        "non_compete_unpaid": Rule(
            non_compete_unpaid,
            ("agreements", "agreements.paid"),
            message("which running non-competes of leavers are not paid for"),
        ),
        "non_compete_expired": Rule(
            non_compete_expired, ("agreements",), message("which non-competes have ended")
        ),
        "non_compete_term": Rule(
            non_compete_term,
            ("agreements", "agreements.months"),
            message("which non-competes are longer than allowed or usual"),
        ),
        "no_handover": Rule(
            no_handover, ("agreements",), message("with whom no handover is agreed")
        ),
        "backup_stale": Rule(
            backup_stale, ("backups",), message("which systems have no recent backup")
        ),
        "backup_failed": Rule(
            backup_failed, ("backups",), message("of which systems the newest backup failed")
        ),
        "restore_untested": Rule(
            restore_untested,
            ("backups", "backups.restored_on"),
            message("which backups were never restored for a test"),
        ),
        "crm_silence": Rule(
            crm_silence,
            ("activities",),
            message("which customers buy without any recorded contact"),
        ),
        "contacts_missing": Rule(
            contacts_missing, ("contacts",), message("of which customers nobody is recorded")
        ),
        "contact_details_suspect": Rule(
            contact_details_suspect,
            ("contacts", "contacts.phone|contacts.email"),
            message("which details of people at customers are copied or our own"),
        ),
        "buys_less_contact_unchanged": Rule(
            buys_less_contact_unchanged,
            ("activities", "revenue|deals"),
            message("which customers buy less although they are visited as before"),
        ),
        "pay_below_peers": Rule(
            pay_below_peers,
            ("compensation", "compensation.base", "reps.title"),
            message("whose pay is below the middle of the same job"),
        ),
        "commission_low_for_revenue_held": Rule(
            commission_low_for_revenue_held,
            (
                "compensation",
                "compensation.commission_rate|compensation.variable",
                "reps.title",
                "revenue|deals",
            ),
            message("whose commission is low for the revenue that they look after"),
        ),
        "promotion_stalled": Rule(
            promotion_stalled,
            ("reps.last_promoted_on", "reps.title"),
            message("who waits longer for a promotion than others in the same job"),
        ),
        "no_long_term_plan": Rule(
            no_long_term_plan,
            ("compensation", "compensation.long_term_plan", "reps.title"),
            message("who has no long-term plan although most in the same job do"),
        ),
        "orphaned_customer": Rule(
            orphaned_customer, (), message("which customers are held by people who have left")
        ),
        "untended_customer": Rule(
            untended_customer, (), message("which customers nobody is in touch with")
        ),
        "dormant_account": Rule(
            dormant_account, (), message("which accounts and customers lie asleep")
        ),
    }
)

_ONLY_TODAY = message("Access rights and roles are known for today only, not for this day.")
_TOO_YOUNG = message("Bookings and contacts do not reach back two years.")
#: Kinds of agreement whose absence is a finding, and the rule that says so.
_PAPERS = {
    "no_confidentiality": "confidentiality",
    "no_non_solicit": "non_solicit",
    "no_handover": "handover",
}
_NONE_OF_KIND = message(
    "The table of agreements holds none of this kind: whether they are kept elsewhere is not known."
)


def safeguards(assessment: Assessment, records: HouseRecords, law: Law = NO_LAW) -> Safeguards:
    """Check every rule that the policy of the assessment turns on.

    records: of the same source and day. law: the jurisdictions that are known.
    """
    house = House(assessment, records, law)
    rules = assessment.policy.safeguards
    answers, checks = {}, []
    for code in HAZARD_RULES:
        rule = rules.rule(code)
        check, answer = _checked(house, rule)
        checks.append(check)
        if answer is not None:
            answers[code] = answer
    found = _hazards({code: (rules.rule(code), answers[code]) for code in answers})
    return Safeguards(
        hazards=found,
        checks=tuple(checks),
        cards=cards(house),
        exports=exports(house),
        habits=habits(house),
        records=records,
    )


def _checked(house: House, rule: RuleInForce) -> tuple[Check, Answer | None]:
    how = RULES[rule.code]
    missing = _missing(house, how.needs)
    unable = _unable(house, rule.code, missing)
    if unable is not None or not rule.enabled:
        return Check(rule.code, rule.enabled, False, 0, how.brings, missing, unable), None
    answer = how.judge(house, rule)
    found = len(answer.points)
    return Check(rule.code, True, True, found, how.brings, note=answer.note), answer


def _missing(house: House, needs: tuple[str, ...]) -> tuple[SchemaName, ...]:
    """What of the needs is not there; of alternatives (``a|b``) all, where none is."""
    lacking = []
    for need in needs:
        either = [_named(each) for each in need.split("|")]
        if not any(_there(house, each) for each in either):
            lacking += either
    tables = {each.table for each in lacking if not each.column}
    return tuple(each for each in lacking if not each.column or each.table not in tables)


def _named(text: str) -> SchemaName:
    table, _, column = text.partition(".")
    return SchemaName(table, column)


def _there(house: House, name: SchemaName) -> bool:
    if name.table not in house.extract.tables:
        return False
    return not name.column or house.has(name.table, name.column)


def _unable(house: House, code: str, missing: tuple[SchemaName, ...]) -> Message | None:
    """Why a rule cannot be checked; None where it can."""
    if missing:
        return message("Not checked: {missing} is not there.", missing=missing)
    if RULES[code].of_today and not house.extract.current:
        return _ONLY_TODAY
    kind = _PAPERS.get(code)
    if kind is not None and not (house.records.papers["kind"] == kind).any():
        return _NONE_OF_KIND
    if code == "buys_less_contact_unchanged" and not years_recorded(house):
        return _TOO_YOUNG
    return None


def _hazards(answers: Mapping[str, tuple[RuleInForce, Answer]]) -> pd.DataFrame:
    """The open points of all rules, the gravest first, then by money, rule and subject."""
    rows = [
        {
            "code": code,
            "severity": rule.severity if point.severity is None else point.severity,
            "subject_type": point.subject_type,
            "subject_id": point.subject_id,
            "evidence": str(point.evidence),
            "remedy": str(point.remedy),
            "evidence_on": None if point.evidence_on is None else pd.Timestamp(point.evidence_on),
            "money": point.money,
            "evidence_message": point.evidence,
            "remedy_message": point.remedy,
        }
        for code, (rule, answer) in answers.items()
        for point in answer.points
    ]
    frame = pd.DataFrame(rows, columns=HAZARDS.names)
    frame["evidence_on"] = frame["evidence_on"].astype("datetime64[s]")
    grave = frame["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    order = frame["code"].map({code: place for place, code in enumerate(HAZARD_RULES)})
    ranked = frame.assign(grave=grave, order=order, worth=frame["money"].astype(float).fillna(0))
    ranked = ranked.sort_values(
        ["grave", "worth", "order", "subject_type", "subject_id"],
        ascending=[True, False, True, True, True],
        kind="stable",
    )
    return HAZARDS.typed(ranked)
