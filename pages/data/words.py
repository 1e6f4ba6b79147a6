"""The words for tables, kinds of columns and quality issues on the Data page."""

from analytics.messages import Message, message
from data.schema import Kind, TableColumn
from pages.components.text import t_text, tm_text

__all__ = ["KINDS", "PURPOSES", "kind_words"]

#: What each canonical table is about.
PURPOSES: dict[str, Message] = {
    "reps": message("Everybody who deals with customers: sales, service, technical staff."),
    "rep_history": message("Earlier teams, managers and titles of people."),
    "customers": message("The companies you sell to."),
    "contacts": message("People at the customer."),
    "deals": message("Opportunities, won, lost and open."),
    "revenue": message("Bookings: who bought for how much, and when."),
    "activities": message("Contact records: visits, meetings, calls, e-mails."),
    "assignments": message("Who looked after which customer from when to when."),
    "quotas": message("Targets and what was reached."),
    "compensation": message("Base pay, commission and long-term plans."),
    "agreements": message("Confidentiality, non-compete and handover agreements."),
    "access": message("Who can see and export what in the customer system."),
    "access_log": message("What was exported, viewed or deleted, by whom and when."),
    "backups": message("Backups and the last tested restore."),
    "exchange_rates": message("Rates towards the company's currency."),
    "roles": message("What a person may see in Linchpin."),
}

#: What each kind of column holds.
KINDS: dict[Kind, Message] = {
    Kind.ID: message("identifier"),
    Kind.TEXT: message("text"),
    Kind.DATE: message("day, such as 2026-03-05"),
    Kind.TIME: message("day and time, such as 2026-03-05 14:30"),
    Kind.NUMBER: message("number, such as 1234.50"),
    Kind.CURRENCY: message("currency code, such as CNY"),
    Kind.BOOLEAN: message("yes or no"),
    Kind.CHOICE: message("one of the given words"),
}


def kind_words(column: TableColumn) -> str:
    """What a column holds, in the reader's language (plain text)."""
    if column.choices:
        return t_text("one of: {words}", words=", ".join(column.choices))
    if column.key:
        return t_text("identifier, once only")
    return tm_text(KINDS[column.kind])
