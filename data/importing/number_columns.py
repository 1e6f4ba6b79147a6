"""Reading the unusual numbers of a table, the decimal sign of each column decided first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data.importing.column_reading import Column, direct
from data.importing.dictionaries import Spellings, materialized
from data.importing.hints import Hints, Option, Question
from data.importing.numbers import (
    DecimalSign,
    Form,
    decimal_sign,
    form_of,
    number_value,
    parts_of,
)
from data.problems import LARGEST_NUMBER
from data.schema import TABLES
from data.words import DASHES, NOT_AVAILABLE

__all__ = ["read_numbers"]

Text = sa.ColumnElement[Any]

#: Columns of money: a dash alone is 0 in them.
MONEY = ("amount", "margin", "quota", "attained", "base", "variable")
#: Columns of rates: nobody groups their digits; per cent may stand behind them.
_RATES = ("rate", "commission_rate")
_PER_CENT = ("commission_rate",)
_FORMS = {DecimalSign.POINT: ".", DecimalSign.COMMA: ","}
_ENDLESS = r"(?i)[+-]?inf(?:inity)?"


def read_numbers(
    connection: sa.Connection,
    table: str,
    columns: Sequence[Spellings],
    points: Mapping[str, int],
    hints: Hints,
    questions: list[Question],
) -> dict[str, Column]:
    """The reading of every column of numbers; what stays open goes to ``questions``.

    ``points``: by column, also those without unusual values, how many usual ones hold a decimal
    point.
    """
    spelled = {each.column.name: _spelled(connection, each) for each in columns}
    forms = {name: _forms(connection, each) for name, each in spelled.items()}
    for name, count in points.items():
        counted = forms.setdefault(name, {})
        counted[Form.POINT] = counted.get(Form.POINT, 0) + count
    read = {name: direct(TABLES[table].columns[name]) for name in points}
    for name, each in spelled.items():
        elsewhere = _elsewhere(name, forms, hints)
        hint = hints.of(name).decimal
        answer = hints.of(name).open_decimal
        sign = decimal_sign(
            forms[name], hint=hint, rate=name in _RATES, elsewhere=elsewhere, answer=answer
        )
        options: tuple[Option, ...] = ()
        if hint is None and name not in _RATES and _is_open(forms[name]):
            options = _options(connection, each)
        if sign is DecimalSign.OPEN:
            questions.append(Question(table, name, "decimal", options))
        told = hint is not None or (answer is not None and bool(options))
        column = _column(connection, each, sign, told=told)
        read[name] = replace(column, form=_FORMS.get(sign, ""), options=options)
    for name, column in read.items():
        if name not in spelled and points[name]:
            read[name] = replace(column, form=".")
    return read


def _is_open(forms: Mapping[Form, int]) -> bool:
    """Whether the values of a column can be read with either sign."""
    kinds = {form for form, count in forms.items() if count and form is not Form.WHOLE}
    return kinds in ({Form.OPEN_POINT}, {Form.OPEN_COMMA})


def _spelled(connection: sa.Connection, spellings: Spellings) -> Spellings:
    """The spellings with their digits, form, unit, currency sign, percent sign and minus."""
    rows = spellings.table
    parts = parts_of(rows.c.clean)
    apart = sa.select(*rows.c, *(part.label(name) for name, part in parts.items())).subquery()
    lower = sa.func.lower(apart.c.clean)
    money = spellings.column.name in MONEY
    zero = apart.c.clean.in_(DASHES) if money else sa.false()
    nothing = sa.and_(sa.or_(apart.c.nothing, lower == NOT_AVAILABLE), sa.not_(zero))
    kept = [column for column in apart.c if column.name != "nothing"]
    form = form_of(apart.c.digits, apart.c.unit)
    select = sa.select(
        *kept,
        nothing.label("nothing"),
        zero.label("zero"),
        sa.cast(sa.case((sa.not_(nothing), form)), sa.String()).label("form"),
    )
    return spellings.on(materialized(connection, "spelled", spellings.column, select))


def _forms(connection: sa.Connection, spellings: Spellings) -> dict[Form, int]:
    rows = spellings.table
    statement = sa.select(rows.c.form, sa.func.sum(rows.c.rows)).group_by(rows.c.form)
    return {Form(form): int(count) for form, count in connection.execute(statement) if form}


def _elsewhere(
    name: str, forms: Mapping[str, Mapping[Form, int]], hints: Hints
) -> frozenset[DecimalSign]:
    """The decimal signs that the file and its other columns of numbers speak for."""
    signs = {DecimalSign.COMMA} if hints.semicolon else set()
    for other, counts in forms.items():
        point, comma = counts.get(Form.POINT, 0), counts.get(Form.COMMA, 0)
        if other != name and bool(point) != bool(comma):
            signs.add(DecimalSign.COMMA if comma else DecimalSign.POINT)
    return frozenset(signs)


def _size(rows: sa.FromClause, sign: DecimalSign, per_cent: bool) -> Text:
    size = number_value(rows.c.digits, rows.c.form, sign) * rows.c.unit
    hundredth: Text = size / 100 if per_cent else sa.cast(sa.null(), sa.Double())
    size = sa.case((rows.c.percent, hundredth), else_=size)
    return sa.case((rows.c.zero, 0.0), (rows.c.negative, -size), else_=size)


def _column(
    connection: sa.Connection, spellings: Spellings, sign: DecimalSign, *, told: bool
) -> Column:
    rows, name = spellings.table, spellings.column.name
    sized = sa.select(*rows.c, _size(rows, sign, name in _PER_CENT).label("size")).subquery()
    finite = sa.func.coalesce(sa.func.isfinite(sized.c.size), sa.false())
    large = sa.func.abs(sized.c.size) > LARGEST_NUMBER
    endless = sa.or_(
        sa.and_(sized.c.size.is_not(None), sa.not_(finite)),
        sa.func.regexp_full_match(sized.c.clean, _ENDLESS),
    )
    is_open = sized.c.form.in_([Form.OPEN_POINT.value, Form.OPEN_COMMA.value])
    unread = sa.null() if sign is DecimalSign.OPEN else sa.literal("ambiguous_number")
    problem = sa.case(
        (sa.or_(sized.c.clean.is_(None), sized.c.nothing), sa.null()),
        (endless, "not_finite"),
        (large, "too_large"),
        (sized.c.size.is_not(None), sa.null()),
        (is_open, unread),
        else_="number",
    )
    value = sa.case((sa.and_(finite, sa.not_(large), sa.not_(sized.c.nothing)), sized.c.size))
    code = sa.case(
        (sized.c.nothing, "word_for_nothing"),
        (sized.c.zero, "dash_is_zero"),
        (sized.c.size.is_(None), sa.null()),
        (is_open, sa.null() if told else "decimal_sign_decided"),
        (_is_mixed(sized.c.form, sign), "mixed_decimal_signs"),
        (sized.c.percent, "percent"),
        (sized.c.unit > 1, "unit"),
        (sized.c.currency.is_not(None), "currency_sign"),
    )
    select = sa.select(
        sized.c.text,
        value.label("value"),
        sa.cast(problem, sa.String()).label("problem"),
        sa.cast(code, sa.String()).label("code"),
        sa.case((sized.c.size.is_not(None), sized.c.currency)).label("sign"),
    )
    read = materialized(connection, "read", spellings.column, select, sa.Double())
    signs = sa.select(sa.func.count(read.c.sign))
    signed = bool(connection.scalar(signs))
    asked = sign is DecimalSign.OPEN
    return replace(direct(spellings.column), dictionary=read, asked=asked, signed=signed)


def _is_mixed(form: Text, sign: DecimalSign) -> Text:
    """Whether a value is read for itself, since the column has both decimal signs."""
    if sign is not DecimalSign.MIXED:
        return sa.false()
    return form.in_([Form.POINT.value, Form.COMMA.value])


def _options(connection: sa.Connection, spellings: Spellings) -> tuple[Option, ...]:
    """Both readings, each with what the column then adds up to."""
    rows, name = spellings.table, spellings.column.name
    options = []
    for value, sign in ((".", DecimalSign.POINT), (",", DecimalSign.COMMA)):
        total = sa.func.sum(_size(rows, sign, per_cent=False) * rows.c.rows)
        size = connection.scalar(sa.select(total)) or 0.0
        options.append(
            Option(value, _shown(size + _usual_total(connection, spellings.texts, rows, name)))
        )
    return tuple(options)


def _usual_total(
    connection: sa.Connection, texts: sa.FromClause, rows: sa.FromClause, name: str
) -> float:
    """What the values add up to that are whole numbers however they are read."""
    text = texts.c[name]
    whole: Text = sa.try_cast(text, sa.Double())
    statement = sa.select(sa.func.sum(whole)).where(text.not_in(sa.select(rows.c.text)))
    return connection.scalar(statement) or 0.0


def _shown(total: float) -> str:
    return f"{total:,.2f}".removesuffix(".00")
