"""What values need no reading, and the rules of what is repaired: one statement of both for files
and for databases.

A file is converted by these rules; a database whose values keep to them is read in place, and one
whose values do not is brought in as files are.
"""

from collections.abc import Mapping

from data.schema import Kind

__all__ = [
    "AROUND",
    "ENDS",
    "EPOCH",
    "FIRST_DAYS",
    "INTERVALS",
    "INVISIBLE",
    "LEAVING",
    "LOST_ID",
    "NO_DAYS",
    "OPEN_END",
    "REFERRING",
    "USUAL",
]

_DAY = r"(?:19[0-9]{2}|20[0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_OFFSET = r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"
_USUAL_TIME = rf"{_DAY}(?:[T ]{_HOUR}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?(?:Z|{_OFFSET})?)?)?"

#: Spellings that need no cleaning and can be read as they stand, which is most of them: columns
#: of nothing else take a shorter way.
USUAL = {
    Kind.ID: "[A-Za-z0-9_-]*[1-9][A-Za-z0-9_-]*",
    Kind.TEXT: "[!-<>-~](?:[ -~]*[!-~])?",
    Kind.DATE: _USUAL_TIME,
    Kind.TIME: _USUAL_TIME,
    Kind.NUMBER: r"-?[0-9]{1,15}(?:\.(?:[0-9]{1,2}|[0-9]{4,15}))?",
}

#: What a program of spreadsheets makes of an id of many digits: the others are lost.
LOST_ID = r"[+-]?[0-9]+[.,][0-9]+[eE][+-]?[0-9]+|[+-]?[0-9]+[eE]\+[0-9]+"

#: White and invisible characters (spaces, controls, marks of direction) as ranges of one class.
AROUND = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in (
        (0x01, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD),
        (0x70F, 0x70F), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F), (0x2028, 0x202F),
        (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
    )
)  # fmt: skip

#: Invisible characters and those of East Asian width: ids with them look like other ones.
INVISIBLE = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in (
        (0xAD, 0xAD), (0x600, 0x605), (0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F),
        (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF),
        (0xFF01, 0xFF5E), (0xFFF9, 0xFFFB),
    )
)  # fmt: skip

#: Columns that name an end; one that is as good as never is open.
ENDS = (
    *("left_on", "notice_on", "end_on", "ends_on", "contract_ends_on", "period_end"),
    *("revoked_on", "closed_on", "paid_on"),
)
#: The end of a contract that runs on: the first day that means never. Where nothing ends, such a
#: day means none, unless a record has to have one.
OPEN_END = "2099-12-31"
#: Days that mean none; the first of 1970 only where nothing else lies near it.
NO_DAYS = ("0001-01-01", "1753-01-01")
FIRST_DAYS = ("1899-12-30", "1900-01-01")
EPOCH = "1970-01-01"

#: Start and end of intervals; a row whose end lies before its start is left out.
INTERVALS: Mapping[str, tuple[str, str]] = {
    "assignments": ("start_on", "end_on"),
    "quotas": ("period_start", "period_end"),
    "agreements": ("signed_on", "ends_on"),
}

#: Tables of which a row counts nowhere without its ids: such a row is left out, not refused.
LEAVING = ("activities", "deals", "revenue", "assignments")

#: By table with a key: the names of the columns, of any table, that hold its ids.
REFERRING: Mapping[str, tuple[str, ...]] = {
    "customers": ("customer_id", "parent_id"),
    "reps": ("rep_id", "owner_id", "manager_id"),
    "contacts": ("contact_id",),
    "deals": ("deal_id",),
}
