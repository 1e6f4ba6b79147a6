"""What is known of a copy: its file, when it was read, and how far each of its tables was."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = ["Column", "How", "Judged", "State", "TableState"]

#: Changes whenever copies of before can no longer be continued.
FORMAT = 1


class How(StrEnum):
    """How a table is read, and why not only what is new."""

    NEW = "new"
    DAYS = "days"  # by the days whose rows the database sums up otherwise than before
    FIRST = "first"  # the first time, or everything was asked for
    SMALL = "small"
    NO_KEY = "no key"
    NO_TIME = "no time"
    CHANGED = "changed"  # its columns changed, or its newest change lies before what was read
    MISSED = "missed"  # rows had come that their times of change do not show


@dataclass(frozen=True, slots=True)
class Column:
    """A stored column: what it holds (see :mod:`data.mirror.forms`) and its type in the copy."""

    name: str
    form: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class TableState:
    """A table of the database as it was read last.

    ``key`` names a row, ``unique``: just one; ``modified`` is the column with the time of its last
    change, ``newest`` the latest of these, as text; ``timeless`` rows have none and are read every
    time. ``dated``: the column whose days are compared where none says when a row was changed.
    ``gone`` counts rows of the copy that the database no longer has, which are only found
    where all is read.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    unique: bool = False
    modified: str = ""
    dated: str = ""
    newest: str | None = None
    rows: int = 0
    timeless: int = 0
    gone: int = 0
    read: int = 0
    how: How = How.FIRST

    @property
    def plan(self) -> tuple[object, ...]:
        """What must be as before for new rows to be added to old ones."""
        forms = tuple((each.name, each.form) for each in self.columns)
        return forms, self.key, self.unique, self.modified, self.dated


@dataclass(frozen=True, slots=True)
class Judged:
    """Columns (``table.column``) with so many values that need reading; else, whether there are
    faults."""

    unusual: tuple[tuple[str, int], ...] = ()
    faulty: bool = False

    @property
    def clean(self) -> bool:
        """Whether all values can be used as they stand."""
        return not self.unusual and not self.faulty


@dataclass(frozen=True, slots=True)
class State:
    """One state of a copy; times are UTC."""

    version: str
    #: When the database was asked last, and when it was last asked for everything.
    read_at: datetime
    whole_at: datetime
    #: Counts the refreshes that changed something; new rows of the copy bear it.
    number: int
    tables: tuple[TableState, ...]
    label: str
    #: How its tables become the canonical ones, as text; empty: by their names.
    mapping: str = ""
    #: Where the mapping was recognised: what that rests on.
    names: tuple[str, ...] = ()
    recognised: bool = False
    ignored: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    #: What was asked for: a mapping, answers.
    asked: str = ""
    judged: Judged = field(default_factory=Judged)
    #: The version before, and the customers whose records differ, where nothing else does.
    parent: str = ""
    touched: tuple[str, ...] | None = None

    def table(self, name: str) -> TableState | None:
        """The state of one table."""
        return next((each for each in self.tables if each.name == name), None)

    def text(self) -> str:
        """As it is kept."""
        content = asdict(self) | {
            "format": FORMAT,
            "read_at": self.read_at.isoformat(),
            "whole_at": self.whole_at.isoformat(),
        }
        return json.dumps(content, indent=1)

    @classmethod
    def from_text(cls, text: str | bytes) -> "State | None":
        """What :meth:`text` wrote; None where it is nothing of the kind, or of another form."""
        try:
            content: dict[str, Any] = json.loads(text)
            if content.pop("format") != FORMAT:
                return None
            content["tables"] = tuple(_table(each) for each in content["tables"])
            for name in ("read_at", "whole_at"):
                content[name] = datetime.fromisoformat(content[name])
            for name in ("names", "ignored", "refused"):
                content[name] = tuple(content[name])
            if content["touched"] is not None:
                content["touched"] = tuple(content["touched"])
            found = content.pop("judged")
            unusual = tuple((str(column), int(rows)) for column, rows in found["unusual"])
            return cls(**content, judged=Judged(unusual, bool(found["faulty"])))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def _table(content: dict[str, Any]) -> TableState:
    columns = tuple(Column(**each) for each in content.pop("columns"))
    key, how = tuple(content.pop("key")), How(content.pop("how"))
    return TableState(columns=columns, key=key, how=how, **content)
