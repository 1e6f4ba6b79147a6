"""What the text of one cell looks like, before anybody says what its column means."""

import re
import unicodedata

__all__ = ["amounts", "is_blank", "kind", "shape", "spelled_name"]

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥₽]?\s*-?\d[\d.,'\u00a0\u202f ]*\s*[$€£¥₽%]?\s*\)?-?")
_DATE = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?([T ,].*)?|\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?"
    r"|\d{1,2}[ -][A-Za-z]{3,9}\.?,?[ -]\d{2,4}.*|[A-Za-z]{3,9}\.? \d{1,2}, ?\d{4}.*"
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PERIOD = re.compile(r"(19|20)\d{2}([-/.]?(0[1-9]|1[0-2]))?")
_SHOWN_AS_WORD = 40
_SPACE = re.compile(r"[\s\u00a0\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_NOT_OF_NUMBER = re.compile(r"[^\d.,]")
_GROUPS = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")


def is_blank(cell: str) -> bool:
    """Whether nothing can be seen in the cell."""
    return not cell or not _INVISIBLE.sub("", cell).strip()


def spelled_name(name: str) -> str:
    """The name of a column: composed, in one line, single blanks, without a mark of duty.

    >>> spelled_name(" \\ufeffCustomer\\u00a0\\n ID * ")
    'Customer ID'
    """
    composed = _INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    return _SPACE.sub(" ", composed).strip().rstrip("*").rstrip()


def kind(cell: str) -> str:
    """``blank``, ``date``, ``number``, ``mail``, ``code`` (letters and digits), else ``text``.

    A year or a month alone is a ``period``: tables have columns that are named so.

    >>> [kind(cell) for cell in ("", "1,5 €", "2026-03-05", "a@b.cc", "C17", "Acme Ltd", "2025")]
    ['blank', 'number', 'date', 'mail', 'code', 'text', 'period']
    """
    cell = cell.strip()
    if is_blank(cell):
        return "blank"
    if _PERIOD.fullmatch(cell):
        return "period"
    for name, pattern in (("date", _DATE), ("number", _NUMBER), ("mail", _MAIL)):
        if pattern.fullmatch(cell):
            return name
    coded = any(map(str.isdigit, cell)) and len(cell) <= _SHOWN_AS_WORD and " " not in cell
    return "code" if coded else "text"


def shape(cell: str) -> str:
    """The cell with every letter and every run of digits made alike.

    >>> shape("C-017") == shape("C-5"), shape("q1") == shape("amount")
    (True, False)
    """
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]", "a", cell.strip()))


def amounts(cell: str) -> tuple[float, float, int] | None:
    """The number in a cell with a decimal point, with a decimal comma, and its decimals; None
    where it holds none.

    >>> amounts("1,250.50 €"), amounts("1.250"), amounts("C1")
    ((1250.5, 1250.5, 2), (1.25, 1250.0, 3), None)
    """
    if kind(cell) not in ("number", "period") or "%" in cell:
        return None
    digits = _NOT_OF_NUMBER.sub("", cell)
    sign = -1.0 if "-" in cell or "(" in cell else 1.0
    point, comma = digits.rfind("."), digits.rfind(",")
    last = max(point, comma)
    if last < 0:
        return sign * float(digits), sign * float(digits), 0
    decimals = len(digits) - last - 1
    written = _with_decimals(digits, last), _whole(digits)
    if point >= 0 and comma >= 0:
        readings = written[0], written[0]
    elif not _GROUPS.fullmatch(digits):
        readings = (written[0], written[0]) if digits.count(digits[last]) == 1 else written[1:] * 2
    else:
        readings = written if point >= 0 else written[::-1]
        if digits.count(digits[last]) > 1:
            readings = written[1], written[1]
    return sign * readings[0], sign * readings[1], decimals


def _with_decimals(digits: str, last: int) -> float:
    whole = re.sub(r"[.,]", "", digits[:last]) or "0"
    return float(f"{whole}.{digits[last + 1 :] or '0'}")


def _whole(digits: str) -> float:
    return float(re.sub(r"[.,]", "", digits))
