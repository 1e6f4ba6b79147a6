"""What each filled cell of a returned workbook states, or what is wrong with it, in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analytics.errors import Fault
from analytics.messages import Message, message
from analytics.statements import Statement, StatementKind
from data.completion.form import FORM, Asked, Field, wechat_of
from data.completion.reading import LONGEST_CELL, ReturnedRow, ReturnedSheet
from data.importing.cell_errors import MARK

__all__ = ["Company", "Fact", "Return", "check_returned"]

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
_PHONE = re.compile(r"[+(\d][\d()+\-./ ·x#;,、]*", re.IGNORECASE)
_FEWEST_DIGITS = 5
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BETWEEN = re.compile(r"[;；、\n]")
_ENDS = (Field.CONTRACT_STARTS_ON, Field.CONTRACT_ENDS_ON)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one cell states of a customer; days are written as ISO, WeChat by its code."""

    customer_id: str
    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Company:
    """What a return is held against.

    asked: the workbooks that were handed out, by version; newest: the newest version of each
    person; reps: names of active people by id; names: of everybody; not_known: pairs (customer,
    person) of whom it stands that they do not know each other; returned: when each person has
    returned something last; today: in the company's zone.
    """

    asked: Mapping[str, Asked]
    newest: Mapping[str, str]
    reps: Mapping[str, str]
    today: date
    names: Mapping[str, str] = field(default_factory=dict)
    not_known: frozenset[tuple[str, str]] = frozenset()
    returned: Mapping[str, date] = field(default_factory=dict)

    def called(self, rep_id: str) -> str:
        """The name of anybody, also of who has left."""
        return self.names.get(rep_id, rep_id)


@dataclass(frozen=True, slots=True)
class Return:
    """What one person has returned, in however many files: what it states, and what was left
    out."""

    files: tuple[str, ...]
    rep_id: str
    rep: str
    #: The versions of the workbooks that came back.
    versions: tuple[str, ...]
    facts: tuple[Fact, ...]
    knows: tuple[Statement, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Message, ...] = ()

    @property
    def cells(self) -> int:
        """How many statements it makes."""
        return len(self.facts) + len(self.knows)


def check_returned(
    sheets: Sequence[ReturnedSheet], company: Company
) -> tuple[list[Return], list[Fault]]:
    """The returns in the order of the files, and the faults of rows and files that are nobody's.

    A cell that cannot be taken is left out and named, the others of its row are taken. Where two
    rows or files of one person say different things of the same customer, neither is taken.
    """
    faults = [fault for sheet in sheets for fault in sheet.faults]
    drafts: dict[str, _Draft] = {}
    for sheet in sheets:
        for row in sheet.rows:
            fault = _stranger(sheet.file, row, company)
            if fault is not None:
                faults.append(fault)
                continue
            rep_id = row.cells["rep_id"]
            drafts.setdefault(rep_id, _Draft(rep_id, company)).take(sheet.file, row)
    return [draft.finished() for draft in drafts.values()], faults


@dataclass(frozen=True, slots=True)
class _Read:
    """A cell that was read, and where it stands."""

    file: str
    row: int
    fact: Fact


class _Draft:
    """The return of one person, while its rows are taken."""

    def __init__(self, rep_id: str, company: Company):
        self.rep_id, self.company = rep_id, company
        self.files: dict[str, None] = {}
        self.versions: dict[str, None] = {}
        self.faults: list[Fault] = []
        self.read: list[_Read] = []

    def take(self, file: str, row: ReturnedRow) -> None:
        """Read the cells of a row of this person's workbook."""
        version, customer = row.cells["version"], row.cells["customer_id"]
        self.files[file] = None
        self.versions[version] = None
        if not self.company.asked[version].asks(customer):
            self.faults.append(_unknown_customer(file, row))
            return
        values: dict[Field, str] = {}
        for each in Field:
            text = row.cells.get(each.value, "")
            value = _value(each, text, self.company, self.rep_id) if text else None
            if isinstance(value, str):
                values[each] = value
            elif value is not None:
                self.fault(file, row.row, each, text, *value)
        self._check_row(file, row.row, values)
        self.read += [
            _Read(file, row.row, Fact(customer, name, value)) for name, value in values.items()
        ]

    def _check_row(self, file: str, row: int, values: dict[Field, str]) -> None:
        """Leave out what contradicts itself within the row."""
        start, end = (values.get(each) for each in _ENDS)
        if start and end and end < start:
            for each in _ENDS:
                self.fault(file, row, each, values.pop(each), *_ENDS_BEFORE)
        if Field.TITLE in values and Field.CONTACT not in values:
            self.fault(file, row, Field.TITLE, values.pop(Field.TITLE), *_NOBODYS_TITLE)

    def fault(
        self, file: str, row: int, name: Field, value: str, problem: Message, remedy: Message
    ) -> None:
        """Note a cell that is left out."""
        shown = value.replace(MARK, "")[:200]
        self.faults.append(Fault(file, problem, remedy, row, name.value, shown, skippable=True))

    def finished(self) -> Return:
        """What it comes to; the same said twice counts once."""
        self._drop_contradicted()
        knows = tuple(self._known())
        return Return(
            tuple(self.files),
            self.rep_id,
            self.company.called(self.rep_id),
            tuple(self.versions),
            tuple(self._facts()),
            knows,
            tuple(sorted(self.faults, key=lambda each: (each.table, each.row or 0))),
            tuple(self._notes()),
        )

    def _drop_contradicted(self) -> None:
        """Leave out cells that another row or file of the person contradicts."""
        said: dict[tuple[str, Field], set[str]] = {}
        for each in self.read:
            said.setdefault((each.fact.customer_id, each.fact.field), set()).add(each.fact.value)
        kept = []
        for each in self.read:
            fact = each.fact
            if len(said[fact.customer_id, fact.field]) > 1 and fact.field not in _ADDED_UP:
                self.fault(each.file, each.row, fact.field, fact.value, *_CONTRADICTED)
            else:
                kept.append(each)
        self.read = kept

    def _facts(self) -> Iterator[Fact]:
        """One for each customer and field; notes of several rows are put together."""
        texts: dict[tuple[str, Field], dict[str, None]] = {}
        for fact in (each.fact for each in self.read if each.fact.field is not Field.KNOWN_BY):
            texts.setdefault((fact.customer_id, fact.field), {})[fact.value] = None
        for (customer, name), values in texts.items():
            yield Fact(customer, name, "; ".join(values))

    def _known(self) -> Iterator[Statement]:
        said: set[tuple[str, str]] = set()
        for each in self.read:
            fact = each.fact
            for rep_id in fact.value.split("\n") if fact.field is Field.KNOWN_BY else ():
                pair = (fact.customer_id, rep_id)
                if pair in self.company.not_known:
                    name = self.company.called(rep_id)
                    self.fault(each.file, each.row, fact.field, name, *_STATED_OTHERWISE)
                elif pair not in said:
                    said.add(pair)
                    yield _knows(fact.customer_id, rep_id, self.company.today)

    def _notes(self) -> Iterator[Message]:
        rep = self.company.called(self.rep_id)
        if set(self.versions) != {self.company.newest.get(self.rep_id)}:
            yield message(
                "{rep} was sent a newer workbook meanwhile; an older one is read all the same",
                rep=rep,
            )
        if self.rep_id not in self.company.reps:
            yield message("{rep} is no longer active in the data", rep=rep)
        returned = self.company.returned.get(self.rep_id)
        if returned is not None:
            yield message(
                "{rep} has returned a workbook on {day} already; cells that are filled in again "
                "take the place of what it said",
                rep=rep,
                day=returned,
            )


#: What may be said in several ways of one customer.
_ADDED_UP = (Field.NOTE, Field.KNOWN_BY)


def _knows(customer_id: str, rep_id: str, today: date) -> Statement:
    return Statement(StatementKind.KNOWS, today, rep_id=rep_id, customer_id=customer_id)


def _value(name: Field, text: str, company: Company, rep_id: str) -> str | tuple[Message, Message]:
    """What a cell says, or what is wrong with it and what helps."""
    if text.startswith(MARK):
        return message("the cell holds an error"), message("write the value itself")
    if len(text) > LONGEST_CELL:
        return (
            message("the cell holds more than {most} characters", most=LONGEST_CELL),
            message("write less"),
        )
    match name:
        case Field.PHONE:
            sure = _PHONE.fullmatch(text) and sum(map(str.isdigit, text)) >= _FEWEST_DIGITS
            return text if sure else (message("this is no phone number"), _PLAIN_NUMBER)
        case Field.EMAIL:
            sure = all(_EMAIL.fullmatch(each.strip()) for each in _BETWEEN.split(text))
            return text if sure else (message("this is no e-mail address"), _PLAIN_ADDRESS)
        case Field.CONTRACT_STARTS_ON | Field.CONTRACT_ENDS_ON:
            return _day(text)
        case Field.WECHAT:
            account = wechat_of(text)
            return account.value if account else (message("this is none of the choices"), _CHOOSE)
        case Field.KNOWN_BY:
            return _colleagues(text, company, rep_id)
    return text


_PLAIN_NUMBER = message("write digits, with + and spaces if need be")
_PLAIN_ADDRESS = message("write it as name@company.com")
_CHOOSE = message("choose company, private or no WeChat")
_AS_DAY = message("write the day as 2026-03-31")
_ENDS_BEFORE = (
    message("the contract would end before it starts"),
    message("correct one of the two days"),
)
_NOBODYS_TITLE = (
    message("a title without a person"),
    message("write the name of the contact person too"),
)
_CONTRADICTED = (
    message("the same person has written something else of this customer elsewhere"),
    message("keep one of them, and return it once"),
)
_STATED_OTHERWISE = (
    message("it is stated that this person does not know the customer"),
    message("undo that statement on the page of the customer first, if it is wrong"),
)


def _day(text: str) -> str | tuple[Message, Message]:
    read = _DAY.fullmatch(text)
    try:
        day = date(*map(int, read.groups())) if read else None
    except ValueError:
        day = None
    if day is None:
        return message("this is no day"), _AS_DAY
    return day.isoformat()


def _colleagues(text: str, company: Company, rep_id: str) -> str | tuple[Message, Message]:
    """The ids of the people named, one a line; only where each is certain."""
    whole = _named(text, company)
    parts = [text] if whole else [each.strip() for each in _BETWEEN.split(text) if each.strip()]
    ids: list[str] = []
    for part in parts:
        those = _named(part, company)
        if len(those) > 1:
            return (
                message("{count} people are called {name}", count=len(those), name=part),
                message("write the id: {ids}", ids=", ".join(sorted(those)[:5])),
            )
        if not those:
            return (
                message("nobody who is active is called {name}", name=part),
                message("write full names as in the records, separated by semicolons"),
            )
        if those[0] == rep_id:
            return message("this is the person who filled it in"), message("name somebody else")
        ids.append(those[0])
    return "\n".join(dict.fromkeys(ids))


def _named(text: str, company: Company) -> list[str]:
    """The active people whom a text names, by id or by full name."""
    wanted = " ".join(text.split())
    if wanted in company.reps:
        return [wanted]
    folded = wanted.casefold()
    return [
        rep for rep, name in company.reps.items() if " ".join(name.split()).casefold() == folded
    ]


def _stranger(file: str, row: ReturnedRow, company: Company) -> Fault | None:
    """Why a row belongs to no workbook that was handed out."""
    cells = row.cells
    if cells.get("form") != FORM:
        return Fault(
            file,
            message("this row was not in the workbook that was sent, or is of another version"),
            message("fill in the rows that were sent; name further customers in a note"),
            row.row,
            value=cells.get("form") or None,
            skippable=True,
        )
    asked = company.asked.get(cells.get("version", ""))
    if asked is None or asked.rep_id != cells.get("rep_id"):
        return Fault(
            file,
            message("this version of the workbook was never sent from here to this person"),
            message("send this person a workbook from this page, and have that one filled in"),
            row.row,
            value=cells.get("version") or None,
            skippable=True,
        )
    return None


def _unknown_customer(file: str, row: ReturnedRow) -> Fault:
    return Fault(
        file,
        message("this customer was not in the workbook that was sent"),
        message("fill in the rows that were sent; name further customers in a note"),
        row.row,
        value=row.cells.get("customer_id") or None,
        skippable=True,
    )
