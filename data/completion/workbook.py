"""The workbook of one person: their own customers that lack something, with cells to fill in."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analytics.messages import Message, message
from data.completion.form import (
    FORM,
    HEADINGS,
    KEYS,
    MOST_ROWS,
    WECHAT_WORDS,
    Asked,
    Field,
    sign_of,
)
from data.printable import printable
from data.report.spreadsheets import neutral

__all__ = ["Say", "archive", "asked_of", "file_name_of", "workbook_for"]

#: Says a message in the language of the workbook.
Say = Callable[[Message], str]

#: Rows above the customers: the hidden names of the columns, and the headings.
_HEAD = 2
_DAYS = (Field.CONTRACT_STARTS_ON, Field.CONTRACT_ENDS_ON)
_WIDTHS = {Field.NOTE: 36, Field.KNOWN_BY: 28, Field.EMAIL: 26, Field.WECHAT: 22}
_LACKS = {
    "lacks_contact": message("contact person"),
    "lacks_phone": message("phone"),
    "lacks_contract": message("end of the contract"),
}
#: Where the customer's name and what it lacks stand, and the first cell to fill in.
_NAME, _LACKING = len(KEYS), len(KEYS) + 1
_FIRST = len(KEYS) + 2


def asked_of(gaps: pd.DataFrame, rep_id: str, day: date) -> Asked:
    """What one person is asked on a day: of more than :data:`~data.completion.form.MOST_ROWS`
    customers, those with most at stake. Equal on one day for equal gaps."""
    own = _own(gaps, rep_id)
    ids = tuple(own["customer_id"])
    told = json.dumps([FORM, rep_id, ids, day.isoformat()])
    version = hashlib.sha256(told.encode()).hexdigest()[:16]
    return Asked(rep_id, version, frozenset(map(sign_of, ids)))


def workbook_for(gaps: pd.DataFrame, rep_id: str, day: date, say: Say = str) -> bytes:
    """The workbook of one person: a sheet that explains, and one with a row a customer.

    gaps: as :func:`data.completion.gaps.gaps`. Holds nothing but names of the person's own
    customers and what they lack. Every text is one; hidden cells name form, customer, person and
    version (:func:`asked_of`), so that the workbook is known again.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _explain(book, gaps, rep_id, day, say)
        _ask(book, gaps, asked_of(gaps, rep_id, day), say)
    return buffer.getvalue()


def archive(workbooks: Iterable[tuple[str, bytes]]) -> bytes:
    """Workbooks by the names of their files, as one ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in workbooks:
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def file_name_of(name: str, rep_id: str, say: Say = str) -> str:
    """The name of a person's workbook; of people who share a name, each has an own one.

    >>> file_name_of("Ada / Lovell", "R1")
    'To complete Ada Lovell R1.xlsx'
    >>> file_name_of("Li", "Li")
    'To complete Li.xlsx'
    """
    parts = dict.fromkeys((say(message("To complete")), name, rep_id))
    words = " ".join(re.sub(r"[^\w.@ -]+", " ", printable(part, 60)) for part in parts)
    # An id may be long, or differ from another in signs that no name of a file holds.
    sure = words if _is_plain(rep_id) else f"{words} {_short(rep_id)}"
    return " ".join(sure.split()).replace("..", ".") + ".xlsx"


def _is_plain(rep_id: str) -> bool:
    return re.fullmatch(r"[0-9A-Za-z_-]{1,60}", rep_id) is not None


def _short(rep_id: str) -> str:
    return hashlib.sha256(rep_id.encode(errors="surrogatepass")).hexdigest()[:8]


def _own(gaps: pd.DataFrame, rep_id: str) -> pd.DataFrame:
    own = gaps[gaps["rep_id"] == rep_id]
    if len(own) > MOST_ROWS:
        most = own.sort_values(["exposure", "customer_id"], ascending=[False, True])
        own = own[own["customer_id"].isin(most["customer_id"].head(MOST_ROWS))]
    return own


def _explain(
    book: xlsxwriter.Workbook, gaps: pd.DataFrame, rep_id: str, day: date, say: Say
) -> None:
    sheet = book.add_worksheet(_sheet_name(say(message("Read me"))))
    bold = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 90)
    own = gaps[gaps["rep_id"] == rep_id]
    name = own["rep"].iloc[0] if len(own) else rep_id
    sheet.write_string(0, 0, neutral(say(message("To complete by {name}", name=name))), bold)
    for row, sentence in enumerate(_instructions(len(own), day), start=1):
        sheet.write_string(row, 0, neutral(say(sentence)), wrapped)


def _instructions(customers: int, day: date) -> Iterable[Message]:
    yield message(
        "{count} of your customers lacks a contact person, a phone number or the end of its "
        "contract in our records of {day}.",
        "{count} of your customers lack a contact person, a phone number or the end of their "
        "contract in our records of {day}.",
        count=customers,
        day=day,
    )
    if customers > MOST_ROWS:
        yield message(
            "The next sheet lists {count} of them; the others follow once these are filled in.",
            count=MOST_ROWS,
        )
    yield message(
        "Fill in what you know on the next sheet, save the file and send it back the way it came. "
        "Leave empty what you do not know: an empty cell says nothing."
    )
    yield message("Write days as 2026-03-31. Choose whose WeChat it is from the list in the cell.")
    yield message(
        "Name colleagues who know the customer too by their full names, separated by semicolons."
    )
    yield message(
        "What you write is kept as stated by you, with your name and the day, and can be taken "
        "back. It does not change what the records say of you. Write only what belongs to work."
    )


def _ask(book: xlsxwriter.Workbook, gaps: pd.DataFrame, asked: Asked, say: Say) -> None:
    sheet = book.add_worksheet(_sheet_name(say(message("Customers"))))
    _heads(book, sheet, say)
    locked = book.add_format({"text_wrap": True, "bg_color": "#f4f6f8"})
    own = _own(gaps, asked.rep_id)
    for row, each in enumerate(own.to_dict("records"), start=_HEAD):
        keys = (FORM, each["customer_id"], asked.rep_id, asked.version)
        for column, key in enumerate(keys):
            # Ids go as they are: the cells are texts whatever they begin with, and come back.
            sheet.write_string(row, column, key)
        sheet.write_string(row, _NAME, neutral(printable(each["customer"], 200)), locked)
        missing = [words for name, words in _LACKS.items() if each[name]]
        sheet.write_string(row, _LACKING, say(reduce(_and, missing)), locked)
    _cells(book, sheet, len(own), say)


def _and(first: Message, second: Message) -> Message:
    return message("{first}, {second}", first=first, second=second)


def _heads(book: xlsxwriter.Workbook, sheet: Worksheet, say: Say) -> None:
    """The hidden row with the names of the columns, and the headings that people read."""
    bold = book.add_format({"bold": True, "bg_color": "#dfe4ea", "text_wrap": True})
    for column, key in enumerate((*KEYS, "customer", "lacks", *Field)):
        sheet.write_string(0, column, str(key))
    heads = (message("Customer"), message("What is missing"), *HEADINGS.values())
    for column, words in enumerate(heads, start=_NAME):
        sheet.write_string(1, column, say(words), bold)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, len(KEYS) - 1, None, None, {"hidden": True})
    sheet.set_column(_NAME, _LACKING, 28)
    sheet.freeze_panes(_HEAD, _NAME + 1)


def _cells(book: xlsxwriter.Workbook, sheet: Worksheet, customers: int, say: Say) -> None:
    """Empty cells that may be filled in, with what each may hold; the others are locked."""
    text = book.add_format({"num_format": "@", "locked": False})
    days = book.add_format({"num_format": "yyyy-mm-dd", "locked": False})
    for column, field in enumerate(Field, start=_FIRST):
        look = days if field in _DAYS else text
        sheet.set_column(column, column, _WIDTHS.get(field, 18), look)
        last = _HEAD + max(customers, 1) - 1
        for row in range(_HEAD, _HEAD + customers):
            sheet.write_blank(row, column, None, look)
        _offer(sheet, column, last, field, say)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    sheet.activate()


def _offer(sheet: Worksheet, column: int, last: int, field: Field, say: Say) -> None:
    if field is Field.WECHAT:
        words = [say(each) for each in WECHAT_WORDS.values()]
        sheet.data_validation(_HEAD, column, last, column, {"validate": "list", "source": words})
    elif field in _DAYS:
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1970, 1, 1),
            "maximum": date(2098, 12, 31),
            "error_message": say(message("Write the day as 2026-03-31")),
        }
        sheet.data_validation(_HEAD, column, last, column, rule)


def _sheet_name(words: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", words)[:31]
