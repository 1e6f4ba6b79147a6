"""The words for tables, kinds of columns and quality issues on the Data page."""

from dataclasses import replace

from analytics.messages import Message, message
from data.mapping.presets import preset
from data.schema import Kind, TableColumn
from pages.components.catalogue import language
from pages.components.text import t_text, tm_text

__all__ = [
    "COLUMNS",
    "KINDS",
    "PURPOSES",
    "column_alone",
    "column_words",
    "in_words",
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

#: What each canonical table is called.
TABLE_WORDS: dict[str, Message] = {
    "reps": message("Salespeople"),
    "rep_history": message("Earlier teams and managers"),
    "customers": message("Customers"),
    "contacts": message("People at customers"),
    "deals": message("Deals"),
    "revenue": message("Bookings"),
    "activities": message("Contact records"),
    "assignments": message("Who looks after which customer"),
    "quotas": message("Targets"),
    "compensation": message("Pay"),
    "agreements": message("Agreements"),
    "access": message("Access rights"),
    "access_log": message("Log of accesses"),
    "backups": message("Backups"),
    "exchange_rates": message("Exchange rates"),
    "roles": message("Roles"),
}

#: What each canonical column is called.
COLUMNS: dict[str, Message] = {
    "rep_id": message("salesperson"),
    "name": message("name"),
    "email": message("e-mail"),
    "function": message("function"),
    "team": message("team"),
    "manager_id": message("manager"),
    "title": message("title"),
    "region": message("region"),
    "hired_on": message("hired on"),
    "notice_on": message("notice given on"),
    "left_on": message("left on"),
    "left_to": message("left to"),
    "left_reason": message("reason of leaving"),
    "active": message("still active"),
    "last_promoted_on": message("last promoted on"),
    "jurisdiction": message("law that applies"),
    "languages": message("languages"),
    "valid_from": message("valid from"),
    "customer_id": message("customer"),
    "parent_id": message("parent company"),
    "segment": message("segment"),
    "industry": message("industry"),
    "owner_id": message("owner"),
    "created_on": message("created on"),
    "origin": message("origin"),
    "language": message("language"),
    "contract_starts_on": message("contract begins on"),
    "contract_ends_on": message("contract ends on"),
    "contact_id": message("person at the customer"),
    "phone": message("phone"),
    "deal_id": message("deal"),
    "amount": message("amount"),
    "currency": message("currency"),
    "stage": message("stage"),
    "closed_on": message("closed on"),
    "updated_on": message("changed on"),
    "booked_on": message("booked on"),
    "revenue_id": message("number of the booking"),
    "margin": message("margin"),
    "status": message("status"),
    "due_on": message("due on"),
    "paid_on": message("paid on"),
    "happened_at": message("time of the contact"),
    "activity_id": message("number of the contact record"),
    "kind": message("kind"),
    "direction": message("direction"),
    "role": message("role"),
    "start_on": message("from day"),
    "end_on": message("until day"),
    "period_start": message("first day of the period"),
    "period_end": message("last day of the period"),
    "quota": message("target"),
    "attained": message("reached"),
    "base": message("base pay"),
    "variable": message("variable pay"),
    "commission_rate": message("commission rate"),
    "long_term_plan": message("long-term plan"),
    "signed_on": message("signed on"),
    "ends_on": message("ends on"),
    "months": message("months"),
    "paid": message("paid for"),
    "scope": message("scope"),
    "can_export": message("may export"),
    "last_login_at": message("last login"),
    "revoked_on": message("revoked on"),
    "action": message("action"),
    "records": message("number of records"),
    "system": message("system"),
    "finished_at": message("finished at"),
    "succeeded": message("succeeded"),
    "restored_on": message("restored on"),
    "valid_on": message("valid on"),
    "rate": message("rate"),
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
    return tm_text(TABLE_WORDS[table]) if table in TABLE_WORDS else table


def column_words(target: str) -> str:
    """What a canonical column (``revenue.amount``) is called (plain text).

    The column of a table that its rows are told apart by is named after what it is the id of.
    """
    table = target.partition(".")[0]
    return t_text("{table}: {column}", table=table_words(table), column=column_alone(target))


def column_alone(target: str) -> str:
    """What a canonical column (``revenue.amount``) is called, without its table (plain text)."""
    column = target.partition(".")[2]
    return tm_text(COLUMNS[column]) if column in COLUMNS else column


def in_words(said: Message) -> Message:
    """The sentence with the tables and columns in it called as on screen."""
    values = {name: _in_words(name, value) for name, value in said.values.items()}
    return replace(said, values=values)


def _in_words(name: str, value: object) -> object:
    if isinstance(value, Message):
        return in_words(value)
    if name == "column" and value in COLUMNS:
        return COLUMNS[str(value)]
    if name in ("needed", "either"):
        return ", ".join(table_words(each) for each in str(value).split(", "))
    if name == "kind" and value in TABLE_WORDS:
        return TABLE_WORDS[str(value)]
    if name == "target" and str(value).partition(".")[2] in COLUMNS:
        return column_words(str(value))
    return value


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
