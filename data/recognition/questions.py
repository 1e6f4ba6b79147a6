"""What is asked about the columns of a table, as a person would ask it."""

from analytics.messages import Message, SchemaName, message

__all__ = ["column_question"]

#: By canonical column, with its table or, where it is the same in all of them, alone.
_SENTENCES: dict[str, Message] = {
    "rep": message("{table}: which column names the salesperson?"),
    "owner": message("{table}: which column names who looks after the customer?"),
    "customers.customer_id": message("{table}: which column names the customer?"),
    "customers.name": message("{table}: which column holds the customer's name?"),
    "customers.parent_id": message("{table}: which column names the customer's parent company?"),
    "customers.segment": message("{table}: which column says what segment a customer is in?"),
    "customers.industry": message("{table}: which column says what industry a customer is in?"),
    "customers.region": message("{table}: which column says where a customer is?"),
    "customers.language": message("{table}: which column says what language a customer speaks?"),
    "customers.created_on": message("{table}: which column says since when a customer is listed?"),
    "contract_starts_on": message("{table}: which column says when the contract begins?"),
    "contract_ends_on": message("{table}: which column says when the contract ends?"),
    "reps.rep_id": message("{table}: which column holds the number of the salesperson?"),
    "reps.name": message("{table}: which column holds the salesperson's name?"),
    "reps.email": message("{table}: which column holds the salesperson's e-mail address?"),
    "reps.title": message("{table}: which column holds the salesperson's job title?"),
    "reps.region": message("{table}: which column says where a salesperson works?"),
    "reps.languages": message("{table}: which column says what languages a salesperson speaks?"),
    "reps.active": message("{table}: which column says who is still with the company?"),
    "team": message("{table}: which column says what team a salesperson is in?"),
    "manager_id": message("{table}: which column names the salesperson's manager?"),
    "hired_on": message("{table}: which column says when a salesperson was hired?"),
    "notice_on": message("{table}: which column says when notice was given?"),
    "left_on": message("{table}: which column says when a salesperson left?"),
    "access.last_login_at": message("{table}: which column says when somebody last signed in?"),
    "contacts.contact_id": message("{table}: which column holds the number of the contact person?"),
    "contacts.name": message("{table}: which column holds the contact person's name?"),
    "contacts.title": message("{table}: which column holds the contact person's job title?"),
    "contacts.email": message("{table}: which column holds the contact person's e-mail address?"),
    "contacts.phone": message("{table}: which column holds the contact person's phone number?"),
    "contact_id": message("{table}: which column names the contact person?"),
    "deals.deal_id": message("{table}: which column holds the number of the deal?"),
    "deals.amount": message("{table}: which column holds the money that counts?"),
    "deals.stage": message("{table}: which column says whether a deal is open, won or lost?"),
    "deals.created_on": message("{table}: which column says when a deal was opened?"),
    "deals.closed_on": message("{table}: which column says when a deal was won or lost?"),
    "deals.updated_on": message("{table}: which column says when a deal was last changed?"),
    "revenue.amount": message("{table}: which column holds the money that counts?"),
    "revenue.booked_on": message("{table}: which column says when it was booked?"),
    "revenue.revenue_id": message("{table}: which column holds the number of the booking?"),
    "revenue.margin": message("{table}: which column holds the margin?"),
    "revenue.due_on": message("{table}: which column says when payment is due?"),
    "revenue.paid_on": message("{table}: which column says when it was paid?"),
    "currency": message("{table}: which column says in what currency the amounts are?"),
    "activities.happened_at": message("{table}: which column says when the contact took place?"),
    "activities.activity_id": message("{table}: which column holds the number of the record?"),
    "activities.kind": message("{table}: which column says whether it was a visit, a call …?"),
    "activities.direction": message("{table}: which column says who got in touch with whom?"),
    "role": message("{table}: which column says what part somebody has in looking after them?"),
    "start_on": message("{table}: which column says from when somebody looked after a customer?"),
    "end_on": message("{table}: which column says until when somebody looked after a customer?"),
    "period_start": message("{table}: which column says when the period begins?"),
    "period_end": message("{table}: which column says when the period ends?"),
    "quotas.quota": message("{table}: which column holds the target?"),
    "quotas.attained": message("{table}: which column holds what was reached?"),
    "compensation.base": message("{table}: which column holds the base pay?"),
    "compensation.variable": message("{table}: which column holds the variable pay?"),
    "compensation.commission_rate": message("{table}: which column holds the commission rate?"),
    "exchange_rates.rate": message("{table}: which column holds the exchange rate?"),
    "exchange_rates.valid_on": message("{table}: which column says from when a rate holds?"),
}


def column_question(target: str, table: str) -> Message:
    """Which column of a table of the source is a canonical one (``revenue.amount``), or names the
    person (``rep``, ``owner``).

    >>> str(column_question("reps.hired_on", "staff.csv"))
    'staff.csv: which column says when a salesperson was hired?'
    """
    of_table, _, column = target.rpartition(".")
    sentence = _SENTENCES.get(target) or _SENTENCES.get(column)
    if sentence is not None:
        return Message(sentence.template, {"table": table})
    return message(
        "{table}: which column holds {target}?", table=table, target=SchemaName(of_table, column)
    )
