"""From a customer system to the aggregates that an assessment starts from.

The heavy sums run inside an engine, one statement a frame, the same for every engine; what comes
back has one row for each (customer, rep) or (rep, month). A file and a warehouse sum their own
tables. Of a server that stores rows, each table is brought over once and summed in columns
(:mod:`data.sources.at_hand`).
"""

from data.extract.as_of import SeveralCurrencies, default_as_of
from data.extract.frames import (
    extract,
    extract_edges,
    extract_with_earlier,
    with_departures,
    with_rep_months,
)
from data.extract.groups import groups_of

__all__ = [
    "SeveralCurrencies",
    "default_as_of",
    "extract",
    "extract_edges",
    "extract_with_earlier",
    "groups_of",
    "with_departures",
    "with_rep_months",
]
