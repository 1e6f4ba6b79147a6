"""The mapping by hand in detail: formats, value maps, filters, joins, repeated keys, spellings."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data.mapping import editing
from data.mapping.model import Condition, Expression, Join, Keep, Mapping, Part
from data.schema import TABLES, Kind
from pages.components.schema_words import COLUMNS
from pages.components.text import escape, t, t_text, tm_text
from pages.data.checking import Outcome
from pages.data.draft import change
from pages.data.hand_columns import source_table
from pages.data.keys import DataKey
from pages.data.words import table_words

__all__ = ["draw", "everywhere", "taken_from"]

_ORDERS = ("YMD", "DMY", "MDY")
_SIGNS = (".", ",")


def taken_from(before: Expression | None, column: str | None) -> Expression | None:
    """The expression that takes another column, with what was made of the one before."""
    if column is None:
        return None
    if before is not None and before.column:
        return before.model_copy(update={"column": (column,)})
    return Expression(column=(column,))


def draw(
    outcome: Outcome, now: Mapping, table: str, at: int, part: Part, options: dict[str, str]
) -> None:
    """Draw what can be said about one part besides its columns."""
    key = f"{DataKey.HAND}-{table}-{at}"
    files = outcome.chosen.files

    def put(changed: Callable[[Part], Part]) -> None:
        change(files, lambda m: editing.with_part(m, table, at, changed(m.parts[table][at])))

    with st.expander(t("One column in detail: format, value map, computed")):
        _detail(table, part, key, put)
    with st.expander(t("Only some rows (filter)")):
        _filter(part, key, options, put)
    with st.expander(t("Columns of another table beside them (join)")):
        _join(outcome, now, part, key, options, put)
    with st.expander(t("Several rows with one key")):
        _repeated(files, now, part, key, options)


Put = Callable[[Callable[[Part], Part]], None]


def _detail(table: str, part: Part, key: str, put: Put) -> None:
    names = list(TABLES[table].columns)
    name = st.selectbox(
        t("Column"),
        names,
        format_func=lambda each: tm_text(COLUMNS[each]),
        key=f"{key}-detail",
        filter_mode=None,
    )
    now, kind = part.columns.get(name), TABLES[table].columns[name].kind
    base = f"{key}-detail-{name}"
    with st.form(f"{base}-form", border=False):
        fields: dict[str, Any] = {}
        if kind in (Kind.DATE, Kind.TIME):
            fields["order"] = _choice(
                t("Order of the date"), _ORDERS, now.order if now else None, base
            )
        if kind is Kind.NUMBER:
            fields["decimal"] = _choice(
                t("Decimal sign"), _SIGNS, now.decimal if now else None, base
            )
        words = st.text_area(
            t("Value map, one a line: theirs = ours"),
            editing.map_text(now.words if now else None),
            key=f"{base}-map",
            help=_allowed(table, name),
        )
        default = st.text_input(
            t("Where it is empty"), (now.default if now else None) or "", key=f"{base}-default"
        )
        calc = st.text_input(
            t("Computed, for example Quantity * [Unit price]"),
            (now.calc if now else None) or "",
            key=f"{base}-calc",
        )
        if st.form_submit_button(t("Set"), icon=":material/check:"):
            fields |= {"words": editing.map_words(words), "default": default or None}
            put(lambda each: editing.with_column(each, name, _made(each, name, calc, fields)))
            st.rerun()


def _allowed(table: str, name: str) -> str | None:
    choices = TABLES[table].columns[name].choices
    return t("one of: {words}", words=", ".join(choices)) if choices else None


def _choice(label: str, values: tuple[str, ...], now: str | None, key: str) -> str | None:
    return st.selectbox(
        label,
        values,
        index=values.index(now) if now in values else None,
        placeholder=t_text("by the column itself"),
        key=f"{key}-{values[0]}",
        filter_mode=None,
    )


def _made(part: Part, name: str, calc: str, fields: dict[str, Any]) -> Expression | None:
    before = part.columns.get(name)
    if calc:
        return Expression(calc=calc, **fields)
    if before is not None and before.calc is None:
        return before.model_copy(update=fields)
    return Expression(value=fields["default"]) if fields["default"] else None


_TESTS = ("equal", "unequal", "filled", "starts_with", "at_least", "at_most")


def _test_words(test: str) -> str:
    return {
        "equal": t_text("is"),
        "unequal": t_text("is not"),
        "filled": t_text("is filled"),
        "starts_with": t_text("begins with"),
        "at_least": t_text("is at least"),
        "at_most": t_text("is at most"),
    }[test]


def _filter(part: Part, key: str, options: dict[str, str], put: Put) -> None:
    _removable(
        [_condition_said(each) for each in part.where],
        f"{key}-where",
        put,
        lambda p, place: editing.with_where(p, _without(p.where, place)),
    )
    with st.form(f"{key}-where-form", border=False):
        column = st.selectbox(t("Only rows where"), list(options), key=f"{key}-where-column")
        test = st.selectbox(
            t("Condition"), _TESTS, format_func=_test_words, key=f"{key}-where-test"
        )
        value = st.text_input(t("Value (several with ;)"), key=f"{key}-where-value")
        if st.form_submit_button(t("Add the condition"), icon=":material/add:") and column:
            condition = _condition(column, test, value)
            put(lambda p: editing.with_where(p, (*p.where, condition)))
            st.rerun()


def _removable(
    said: Sequence[str], key: str, put: Put, without: Callable[[Part, int], Part]
) -> None:
    """What was added to a part, one a line, each with a button that takes it out again."""
    for place, text in enumerate(said):
        with st.container(horizontal=True, key=f"{key}-{place}"):
            st.markdown(escape(text))
            st.button(
                t("Remove"),
                key=f"{key}-remove-{place}",
                type="tertiary",
                on_click=put,
                args=(partial(_one_less, without=without, place=place),),
            )


def _one_less(part: Part, *, without: Callable[[Part, int], Part], place: int) -> Part:
    return without(part, place)


def _without(each: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    return each[:place] + each[place + 1 :]


def _condition(column: str, test: str, value: str) -> Condition:
    asked: Any = True if test == "filled" else value.strip()
    if test in ("equal", "unequal", "starts_with"):
        asked = tuple(word.strip() for word in value.split(";"))
    return Condition.model_validate({"column": column, test: asked})


def _condition_said(condition: Condition) -> str:
    column = editing.simple_column(condition.column) or "…"
    for test in _TESTS:
        asked = getattr(condition, test)
        if asked is not None and asked != ():
            value = "; ".join(asked) if isinstance(asked, tuple) else str(asked)
            return f"{column} {_test_words(test)} {'' if test == 'filled' else value}".strip()
    return column


def _join(
    outcome: Outcome, now: Mapping, part: Part, key: str, options: dict[str, str], put: Put
) -> None:
    _removable(
        [_join_said(each) for each in part.join],
        f"{key}-join",
        put,
        lambda p, place: editing.with_join(p, _without(p.join, place)),
    )
    names = list(outcome.catalogue.headers) if outcome.catalogue else []
    other = st.selectbox(
        t("Other table"), names, index=None, key=f"{key}-join-table", filter_mode=None
    )
    table = source_table(outcome, now, other) if other else None
    if other is None or table is None:
        return
    theirs = st.selectbox(t("Its column"), table.columns, key=f"{key}-join-theirs")
    ours = st.selectbox(t("equals our column"), list(options), key=f"{key}-join-ours")
    if st.button(t("Join"), key=f"{key}-join-add", icon=":material/add_link:") and theirs and ours:
        made = Join.model_validate({"table": other, "on": {theirs: ours}})
        change(outcome.chosen.files, lambda m: editing.with_source(m, other))
        put(lambda p: editing.with_join(p, (*p.join, made)))
        st.rerun()


def _join_said(join: Join) -> str:
    on = [f"{theirs} = {editing.simple_column(ours) or '…'}" for theirs, ours in join.on.items()]
    return f"{join.table}: {'; '.join(on)}"


def _kept_words(rows: str) -> str:
    return {
        "refuse": t_text("refuse, and show both rows"),
        "newest": t_text("keep the newest"),
        "first": t_text("keep the first"),
        "last": t_text("keep the last"),
    }[rows]


def _repeated(
    files: tuple[str, ...], now: Mapping, part: Part, key: str, options: dict[str, str]
) -> None:
    keep = now.tables[part.source].keep if part.source in now.tables else None
    columns = [each for each in options if "." not in each] or list(options)
    with st.form(f"{key}-keep-form", border=False):
        per = st.selectbox(
            t("Key"),
            columns,
            index=columns.index(keep.per[0]) if keep and keep.per[0] in columns else None,
            key=f"{key}-keep-per",
        )
        ways = ("refuse", "newest", "first", "last")
        rows = st.selectbox(
            t("Of several rows"),
            ways,
            index=ways.index(keep.rows) if keep else 0,
            format_func=_kept_words,
            key=f"{key}-keep-rows",
            filter_mode=None,
        )
        by = st.selectbox(
            t("Newest by"),
            columns,
            index=None,
            placeholder=t_text("only for the newest"),
            key=f"{key}-keep-by",
        )
        if st.form_submit_button(t("Set"), icon=":material/check:"):
            made = _keep(per, rows, by)
            change(files, lambda m: editing.with_keep(m, part.source, made))
            st.rerun()


def _keep(per: str | None, rows: str | None, by: str | None) -> Keep | None:
    if per is None or rows in (None, "refuse") or (rows == "newest" and by is None):
        return None
    return Keep.model_validate({"per": per, "rows": rows} | ({"by": by} if by else {}))


def everywhere(outcome: Outcome, now: Mapping) -> None:
    """Draw what holds for all tables: words for nothing, and two spellings of one."""
    files = outcome.chosen.files
    with st.expander(t("Words for nothing, and two spellings of one person or customer")):
        with st.form("data-hand-nothing-form", border=False):
            words = st.text_input(
                t("Further words for nothing (several with ;)"),
                "; ".join(now.read.empty),
                key=f"{DataKey.HAND}-nothing",
            )
            if st.form_submit_button(t("Set"), icon=":material/check:"):
                told = tuple(word.strip() for word in words.split(";") if word.strip())
                change(files, lambda m: editing.with_words_for_nothing(m, told))
                st.rerun()
        for table, ids in now.same.items():
            lines = [f"- {escape(other)} = {escape(one)}" for other, one in ids.items()]
            st.markdown("\n".join([f"**{escape(table_words(table))}**", "", *lines]))
        with st.form("data-hand-same-form", border=False):
            table = st.selectbox(
                t("Table of Linchpin"),
                ("customers", "reps", "contacts"),
                format_func=table_words,
                key=f"{DataKey.HAND}-same-table",
                filter_mode=None,
            )
            other = st.text_input(t("This id"), key=f"{DataKey.HAND}-same-other")
            one = st.text_input(t("is the same as this id"), key=f"{DataKey.HAND}-same-one")
            if st.form_submit_button(t("They are one"), icon=":material/merge:"):
                _one(files, table, other.strip(), one.strip())


def _one(files: tuple[str, ...], table: str, other: str, one: str) -> None:
    if other and one and other != one:
        change(files, lambda m: editing.with_same(m, table, other, one))
        st.rerun()
