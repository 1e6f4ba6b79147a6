"""The parts of a mapping, as they stand in its TOML file; docs/mapping.md explains each with
examples.

Everything is frozen and compares by value. A text where an expression is expected names a column.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = [
    "About",
    "Case",
    "Condition",
    "DateOrder",
    "Expression",
    "Join",
    "Keep",
    "Log",
    "Look",
    "Lookup",
    "Mapping",
    "Membership",
    "Part",
    "Reading",
    "SourceTable",
    "Texts",
    "Unpivot",
]

DateOrder = Literal["YMD", "DMY", "MDY"]
#: What most values of a column look like; empty: too few of them to say.
Look = Literal["", "date", "number", "email", "text"]


def _listed(value: Any) -> Any:
    """One value where a list is expected stands for a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _column_named(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class Lookup(_Part):
    """An id by a name or an e-mail address; of several rows with different ids none is taken."""

    table: str
    by: Texts
    give: str


class Case(_Part):
    """One branch: the first whose conditions all hold is taken."""

    when: "Conditions"
    then: "AnyExpression"


class Expression(_Part):
    """How one value comes about. Exactly one of the first six says from what; the others, in the
    order in which they stand here, what is made of it."""

    #: The first of these columns that is there; ``alias.column`` for one of a joined table.
    column: Texts | None = None
    value: str | None = None
    concat: tuple["AnyExpression", ...] | None = None
    first: tuple["AnyExpression", ...] | None = None
    calc: str | None = None
    case: tuple[Case, ...] | None = None

    #: Between the parts of ``concat``; empty parts are left out with their separator.
    separator: str = Field(default=" ", alias="with")
    #: What holds where no case does.
    otherwise: "AnyExpression | None" = Field(default=None, alias="else")
    json_path: str | None = Field(default=None, alias="json")
    strip: Texts = ()
    guid: bool = False
    #: One row for each part of a list; only one column of a part may be split.
    split: str | None = None
    words: dict[str, str] | None = Field(default=None, alias="map")
    default: str | None = None
    lookup: Lookup | None = None
    #: Of a day or time.
    order: DateOrder | None = None
    epoch: Literal["s", "ms", "us"] | None = None
    zone: str | None = None
    #: Of a number.
    decimal: Literal[".", ","] | None = None
    #: ISO 4217: what a sign of several currencies (``$``, ``¥``) beside it means.
    currency: Texts = ()
    times: float | None = None
    inverse: bool = False


AnyExpression = Annotated[Expression, BeforeValidator(_column_named)]


class Membership(_Part):
    """Whether a value stands in a column of a table."""

    table: str
    column: str


class Condition(_Part):
    """What must hold of a row; everything that is said of ``column`` at once."""

    column: AnyExpression | None = None
    equal: Texts | None = Field(default=None, alias="is")
    unequal: Texts | None = Field(default=None, alias="is_not")
    filled: bool | None = None
    starts_with: Texts | None = None
    at_least: str | float | None = None
    at_most: str | float | None = None
    within: Membership | None = Field(default=None, alias="in")
    outside: Membership | None = Field(default=None, alias="not_in")
    #: At least one of these holds.
    any: "Conditions | None" = None


def _conditions(value: Any) -> Any:
    return (value,) if isinstance(value, dict | Condition) else value


Conditions = Annotated[tuple[Condition, ...], BeforeValidator(_conditions)]


class Keep(_Part):
    """Which of several rows with one key stays."""

    per: Texts
    rows: Literal["newest", "first", "last", "refuse"] = "refuse"
    by: AnyExpression | None = None


class Unpivot(_Part):
    """Columns become rows: their names (or what stands for them) and their values."""

    columns: dict[str, str]
    name: str
    value: str


class Log(_Part):
    """A change log becomes intervals: rows with ``of``, ``holder``, ``start_on`` and ``end_on``.

    Where ``old`` is given, the holder before the first change has an interval without a start;
    the last holder's has no end.
    """

    of: AnyExpression
    at: AnyExpression
    new: AnyExpression
    old: AnyExpression | None = None


class SourceTable(_Part):
    """A file, a sheet or a table of a database, and which of its rows are records."""

    #: Without ending, whatever the capitals; ``*`` stands for anything; the first that is there.
    name: Texts = ()
    #: The table that has all of these columns, where none has such a name.
    columns: Texts = ()
    optional: bool = False
    #: Row of the header; 0: there is none; not given: it is looked for.
    header: Annotated[int, Field(ge=0, le=1000)] | None = None
    #: Names of the columns from left to right, in the place of the header's.
    names: Texts = ()
    #: Of a file without a header: what its columns look like from left to right, so that one whose
    #: columns are others is refused.
    looks: Annotated[tuple[Look, ...], BeforeValidator(_listed)] = ()
    skip_last: Annotated[int, Field(ge=0, le=1000)] = 0
    #: Columns whose empty cells take the value above (grouped reports).
    carry_down: Texts = ()
    where: Conditions = ()
    keep: Keep | None = None
    unpivot: Unpivot | None = None
    log: Log | None = None


class Join(_Part):
    """Rows of another table beside those that are there; at most one each unless ``each``."""

    table: str
    alias: str | None = Field(default=None, alias="as")
    #: By column of the joined table: what it must equal.
    on: dict[str, AnyExpression]
    each: bool = False


def _joins(value: Any) -> Any:
    return (value,) if isinstance(value, dict | Join) else value


class Part(_Part):
    """Rows of one canonical table; several parts of a table stand below each other."""

    source: str = Field(alias="from")
    join: Annotated[tuple[Join, ...], BeforeValidator(_joins)] = ()
    where: Conditions = ()
    #: One row for each value of this canonical column, the first that is met.
    one_per: str | None = None
    #: By canonical column.
    columns: dict[str, AnyExpression]


class About(_Part):
    """What is known of the system a mapping is for; texts by language (``en``, ``zh``)."""

    title: dict[str, str] = {}
    version: str = ""
    #: Where its names are verified.
    sources: Texts = ()
    #: What it cannot deliver, and what that costs.
    cannot: tuple[dict[str, str], ...] = ()
    #: By table: the columns whose presence means that this is the system.
    recognise: dict[str, Texts] = {}


class Reading(_Part):
    """What holds for all values of the source."""

    #: Further words for nothing.
    empty: Texts = ()
    #: Zone of times that name none; not given: the company's.
    timezone: str | None = None


class Mapping(_Part):
    """How canonical tables are made from those of a source."""

    about: About = About()
    read: Reading = Reading()
    #: By alias, under which parts, joins and lookups speak of them.
    tables: dict[str, SourceTable] = {}
    #: By canonical table.
    parts: dict[str, tuple[Part, ...]] = {}
    #: By canonical table with a key: ids that are other spellings of one, and which one.
    same: dict[str, dict[str, str]] = {}
    #: What people answered, by the id of the question: ``revenue.amount.decimal`` …
    answers: dict[str, str] = {}
