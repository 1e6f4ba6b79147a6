"""The rules of safeguards in words: what each is called, of which theme, how grave, which state."""

from collections.abc import Mapping

from analytics.hazard_rules import HAZARD_RULES
from analytics.messages import Message, message
from analytics.open_points import PointState

__all__ = ["RULES", "SEVERITY_WORDS", "STATE_WORDS", "THEMES", "theme_of"]

#: What is open, by rule.
RULES: Mapping[str, Message] = {
    "leaver_active_access": message("Account of somebody who has left"),
    "rep_sees_all": message("Sees all customers"),
    "mass_export": message("Unusually large export"),
    "mass_delete": message("Unusually many deletions"),
    "export_before_leaving": message("Export shortly before leaving"),
    "no_confidentiality": message("No confidentiality agreement"),
    "no_non_compete": message("No non-compete"),
    "no_non_solicit": message("No agreement not to solicit customers"),
    "non_compete_unpaid": message("Non-compete not paid for"),
    "non_compete_expired": message("Non-compete has ended"),
    "non_compete_term": message("Length of a non-compete"),
    "no_handover": message("No handover agreement"),
    "backup_stale": message("No recent backup"),
    "backup_failed": message("Backup failed"),
    "restore_untested": message("Restore not tested"),
    "crm_silence": message("Buys, but nothing is recorded"),
    "contacts_missing": message("Nobody at the customer is recorded"),
    "contact_details_suspect": message("Details of people are copied"),
    "buys_less_contact_unchanged": message("Buys less although visits go on"),
    "pay_below_peers": message("Pay below the same job"),
    "commission_low_for_revenue_held": message("Commission low for the revenue"),
    "promotion_stalled": message("Waits long for a promotion"),
    "no_long_term_plan": message("No long-term plan"),
    "orphaned_customer": message("Held by people who have left"),
    "untended_customer": message("Nobody in touch"),
    "dormant_account": message("Asleep"),
}

#: What rules are about, by the code in the address.
THEMES: Mapping[str, Message] = {
    "access": message("Access"),
    "exports": message("Exports and deletions"),
    "agreements": message("Agreements"),
    "backups": message("Backups"),
    "recording": message("Recorded elsewhere"),
    "pay": message("Pay and promotion"),
    "customers": message("Customers"),
}

_OF_SWITCH = {"access_cards": "access", "exports": "exports", "agreements": "agreements"}
_BACKUPS = ("backup_stale", "backup_failed", "restore_untested")
_RECORDING = ("crm_silence", "contacts_missing", "contact_details_suspect")

SEVERITY_WORDS: Mapping[str, Message] = {
    "high": message("high"),
    "medium": message("medium"),
    "low": message("low"),
}

STATE_WORDS: Mapping[str, Message] = {
    PointState.OPEN: message("open"),
    PointState.CHECKED: message("checked"),
    PointState.EXPLAINED: message("explained"),
    PointState.ACCEPTED: message("accepted"),
}


def theme_of(code: str) -> str:
    """The theme of a rule.

    >>> theme_of("mass_export"), theme_of("backup_stale"), theme_of("dormant_account")
    ('exports', 'backups', 'customers')
    """
    if code in _BACKUPS:
        return "backups"
    if code in _RECORDING:
        return "recording"
    switch = HAZARD_RULES[code].switch
    return _OF_SWITCH.get(switch, switch or "customers")
