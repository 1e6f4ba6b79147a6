"""The words on screen for the tables and columns of Linchpin."""

from analytics.messages import Message, SchemaName, message
from data.schema import TABLES

__all__ = ["COLUMNS", "schema_words"]

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
    "happened_at": message("when it happened"),
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

#: The column by which the rows of a table are told apart, beside the table itself.
_KEY = message("id")


def schema_words(name: SchemaName) -> Message | str:
    """What a table or column is called; its own name, where it is none of Linchpin.

    >>> str(schema_words(SchemaName("contacts", "contact_id")))
    'People at customers: id'
    """
    table = TABLE_WORDS.get(name.table, name.table)
    if not name.column:
        return table
    is_key = name.table in TABLES and TABLES[name.table].key == name.column
    column = _KEY if is_key else COLUMNS.get(name.column, name.column)
    return message("{table}: {column}", table=table, column=column) if name.table else column
