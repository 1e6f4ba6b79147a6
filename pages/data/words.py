"""The words for tables, columns and their kinds on the Data page."""

from analytics.messages import Message, SchemaName, message
from data.mapping.presets import preset
from data.schema import Kind, TableColumn
from pages.components.catalogue import language
from pages.components.schema_words import schema_words
from pages.components.text import t_text, tm_text, write_value

__all__ = [
    "KINDS",
    "PURPOSES",
    "column_alone",
    "column_words",
    "kind_words",
    "preset_title",
    "table_words",
]

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


def table_words(table: str) -> str:
    """What a canonical table is called, in the reader's language (plain text)."""
    return write_value(SchemaName(table))


def column_words(target: str) -> str:
    """What a canonical column (``revenue.amount``) is called (plain text)."""
    table, _, column = target.partition(".")
    return write_value(SchemaName(table, column))


def column_alone(target: str) -> str:
    """What a canonical column (``revenue.amount``) is called, without its table (plain text)."""
    words = schema_words(SchemaName(*target.split(".")))
    return write_value(words.values["column"] if isinstance(words, Message) else words)


def kind_words(column: TableColumn) -> str:
    """What a column holds, in the reader's language (plain text)."""
    if column.choices:
        return t_text("one of: {words}", words=", ".join(column.choices))
    if column.key:
        return t_text("identifier, once only")
    return tm_text(KINDS[column.kind])


def preset_title(name: str) -> str:
    """What the system of a preset is called."""
    titles = preset(name).about.title
    return titles.get(language()) or titles.get("en") or name
