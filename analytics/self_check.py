"""What no table says is asked: fifteen questions about the own house (yes, no, don't know).

An answer is stated, not measured, and holds for 180 days. Brand and satisfaction of customers are
not asked for: nobody inside can measure them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from analytics.messages import Message, message

__all__ = ["QUESTIONS", "VALID_DAYS", "Answer", "Question", "SelfAnswer", "question_for"]

#: So long an answer holds.
VALID_DAYS = 180


class Answer(StrEnum):
    """What somebody says."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; a yes is good. ``covers``: rules in whose place it stands where they cannot
    run; ``remedy``: what to do where the answer is no."""

    asks: Message
    remedy: Message
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfAnswer:
    """What somebody has stated about a question on a day."""

    code: str
    answer: Answer
    author: str
    stated_on: date

    @property
    def valid_until(self) -> date:
        """The last day on which it holds."""
        return self.stated_on + timedelta(days=VALID_DAYS)

    def holds(self, day: date) -> bool:
        """Whether it still holds on a day."""
        return day <= self.valid_until


#: In the order in which they are asked.
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "accounts_closed": Question(
            message("Is the account of everybody who leaves closed on the last day?"),
            message("Put closing the accounts on the list of the last day, with a name beside it."),
            ("leaver_active_access", "dormant_account"),
        ),
        "rights_narrow": Question(
            message("Does everybody see only the customers that the work needs?"),
            message("Look through the rights once, and narrow those that nobody can explain."),
            ("rep_sees_all",),
        ),
        "exports_watched": Question(
            message("Does somebody look at who exports or deletes many records?"),
            message("Switch on the log of the customer system, and look at it every month."),
            ("mass_export", "mass_delete", "export_before_leaving"),
        ),
        "confidentiality_signed": Question(
            message(
                "Has everybody in touch with customers signed confidentiality and, where it is "
                "lawful, not to solicit customers?"
            ),
            message("List who has signed what, and sign what is missing."),
            ("no_confidentiality", "no_non_solicit", "no_non_compete"),
        ),
        "non_competes_followed": Question(
            message(
                "Are non-competes of people who left paid, within their term, and followed up?"
            ),
            message("List those that run, until when, and what is paid; have them checked."),
            ("non_compete_unpaid", "non_compete_expired", "non_compete_term"),
        ),
        "handover_rule": Question(
            message("Is there a written rule how customers are handed over?"),
            message("Write one page: what is handed over, to whom, within how many days."),
            ("no_handover",),
        ),
        "backups_tested": Question(
            message(
                "Is every system with customer data backed up, and was a restore tested within a "
                "year?"
            ),
            message("Restore one backup into an empty place, and write down the day."),
            ("backup_stale", "backup_failed", "restore_untested"),
        ),
        "contacts_recorded": Question(
            message(
                "Are people and talks of every important customer in the customer system within a "
                "week?"
            ),
            message("Agree what is recorded by when, and make it easy to do on the way."),
            (
                "crm_silence",
                "contacts_missing",
                "contact_details_suspect",
                "buys_less_contact_unchanged",
            ),
        ),
        "pay_compared": Question(
            message("Was pay, with commission, compared within the same job during the last year?"),
            message("Compare it once a year, in groups of five and more."),
            ("pay_below_peers", "commission_low_for_revenue_held", "no_long_term_plan"),
        ),
        "promotion_ladder": Question(
            message("Is there a promotion ladder that everybody knows?"),
            message("Write down the steps, and what it takes to reach the next."),
            ("promotion_stalled",),
        ),
        "service_standard": Question(
            message("Is there a written standard of service that customers know?"),
            message("Write down what every customer may expect, and tell them."),
        ),
        "company_channels": Question(
            message("Do customer groups and a hotline belong to the company, not to one person?"),
            message("Open groups and a hotline of the company, and move customers there."),
        ),
        "company_phone": Question(
            message(
                "Do people talk with customers from a company SIM card and a company "
                "WeChat (WeCom)?"
            ),
            message("Provide them, and move the contacts over before somebody leaves."),
        ),
        "offers_signed": Question(
            message(
                "Are offers and contracts signed by the company, not by the salesperson alone?"
            ),
            message("Let a second person sign from a certain amount on."),
        ),
        "company_news": Question(
            message("Do customers hear from the company itself at least every quarter?"),
            message("Send news of the company to all customers every quarter."),
        ),
    }
)


def question_for(code: str) -> str | None:
    """The question that stands in the place of a rule that cannot run; None where none does.

    >>> question_for("backup_stale"), question_for("untended_customer")
    ('backups_tested', None)
    """
    return next((name for name, each in QUESTIONS.items() if code in each.covers), None)
