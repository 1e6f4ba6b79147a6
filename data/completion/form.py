"""What a workbook asks: its columns, the words that may be chosen, and the signs of its form."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.messages import Message, message

__all__ = [
    "FORM",
    "HEADINGS",
    "KEYS",
    "MOST_ROWS",
    "WECHAT_WORDS",
    "Asked",
    "Field",
    "WeChat",
    "sign_of",
    "wechat_of",
]

#: Names the form in every row that is returned; another form has other columns.
FORM = "linchpin-1"
#: Customers of one workbook; who has more is asked for the rest once these are filled in.
MOST_ROWS = 1_000


class Field(StrEnum):
    """What is asked of each customer, in the order of the columns."""

    CONTACT = "contact"
    TITLE = "title"
    PHONE = "phone"
    EMAIL = "email"
    CONTRACT_STARTS_ON = "contract_starts_on"
    CONTRACT_ENDS_ON = "contract_ends_on"
    WECHAT = "wechat"
    KNOWN_BY = "known_by"
    NOTE = "note"


class WeChat(StrEnum):
    """Through whose WeChat account the customer is in touch."""

    COMPANY = "company"
    PRIVATE = "private"
    NONE = "none"


#: Hidden in every row, so that it is known again however the sheet is sorted or copied.
KEYS = ("form", "customer_id", "rep_id", "version")

HEADINGS: Mapping[Field, Message] = {
    Field.CONTACT: message("Contact person"),
    Field.TITLE: message("Their title"),
    Field.PHONE: message("Phone"),
    Field.EMAIL: message("E-mail"),
    Field.CONTRACT_STARTS_ON: message("Contract starts on"),
    Field.CONTRACT_ENDS_ON: message("Contract ends on"),
    Field.WECHAT: message("In touch by whose WeChat?"),
    Field.KNOWN_BY: message("Who else here knows this customer?"),
    Field.NOTE: message("Note"),
}

WECHAT_WORDS: Mapping[WeChat, Message] = {
    WeChat.COMPANY: message("company WeChat"),
    WeChat.PRIVATE: message("private WeChat"),
    WeChat.NONE: message("no WeChat"),
}

#: What people write for it, in whichever language the workbook was.
_WRITTEN: Mapping[str, WeChat] = {
    **dict.fromkeys(
        (
            "company wechat",
            "company",
            "work wechat",
            "wecom",
            "公司微信",
            "企业微信",
            "公司",
            "企微",
        ),
        WeChat.COMPANY,
    ),
    **dict.fromkeys(("private wechat", "private", "personal wechat", "personal"), WeChat.PRIVATE),
    **dict.fromkeys(("个人微信", "私人微信", "个人", "私人"), WeChat.PRIVATE),
    **dict.fromkeys(("no wechat", "none", "no", "无", "无微信", "没有", "不用微信"), WeChat.NONE),
}


def wechat_of(text: str) -> WeChat | None:
    """What a cell says of WeChat; None where that is not certain.

    >>> wechat_of(" Company WeChat"), wechat_of("个人微信"), wechat_of("both")
    (<WeChat.COMPANY: 'company'>, <WeChat.PRIVATE: 'private'>, None)
    """
    return _WRITTEN.get(" ".join(text.split()).casefold())


def sign_of(customer_id: str) -> str:
    """A short sign of a customer, under which the store remembers whom a workbook asks about."""
    return hashlib.sha256(customer_id.encode(errors="surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Asked:
    """One workbook as it is handed out: to whom, and about which customers (their signs)."""

    rep_id: str
    version: str
    signs: frozenset[str]

    def asks(self, customer_id: str) -> bool:
        """Whether a customer is in the workbook."""
        return sign_of(customer_id) in self.signs
