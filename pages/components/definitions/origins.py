"""What the figures are made from, as several terms say it."""

from analytics.messages import message

__all__ = ["BOOKINGS", "CONTACTS", "LOSSES", "MODELS", "OWN_AND_PUBLISHED", "RECORDS"]

BOOKINGS = message("Bookings of the last 12 months, in the reporting currency.")
CONTACTS = message("Contact records; else bookings with a salesperson; else the owner on file.")
RECORDS = message("Contact records, bookings and people of the customer relationship system.")
LOSSES = message(
    "Chance of leaving, chance of following and yearly customer revenue of every customer."
)
MODELS = message("The models of leaving and of following, and how sure they are.")
OWN_AND_PUBLISHED = message("Published studies, and the company's own departures on record.")
