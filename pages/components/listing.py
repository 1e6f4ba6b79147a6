"""A page that lists rows and opens one of them: what customers and salespeople do alike.

The address holds everything: which filters are on (``show``, ``q`` and the names of the choices),
the order (``sort``, ``order``), and the row that is open (``customer``, ``rep``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd
import streamlit as st

from analytics.messages import Message
from pages.components import filters, frame, session, sorting
from pages.components.columns import Column
from pages.components.definitions.panel import definition
from pages.components.frame import View
from pages.components.sorting import Order
from pages.components.tables import cards_shown, download_row, draw_more, table
from pages.components.text import t, tm, tm_text

__all__ = ["Choice", "Filters", "Listing", "back", "draw", "filtered", "opened", "options"]

#: Rows drawn on screen; a longer list is narrowed by the filters.
_SHOWN = 2000

#: Address names of the marks and of the search, which every list has.
_SHOW, _SEARCH = "show", "q"
#: Address name of the switch that shows the columns that do not decide.
_COLUMNS = "columns"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of any of many: its name in the address, its label (Markdown), the column that it
    looks at, and the labels (plain text) of the values that occur."""

    name: str
    label: str
    column: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader wants to see of a list; empty means all. Values are ids and codes."""

    show: tuple[str, ...] = ()
    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.show or self.text or self.choices)

    @property
    def choices(self) -> int:
        """How many of the choices are made."""
        return sum(bool(values) for _, values in self.chosen)


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One list: its rows in their declared order, what may be asked of them, and its words.

    table: names the table and its files. query: what opens a row in the address. rows: those that
    have a ``display_name`` and an ``id_column`` to be searched. marks: the words of what is
    switched on or off, by its value in the address; marked: the rows that have the marks. totals:
    of the rows that pass. order: how many of the first cannot be told apart, None where the first
    can. nothing and none_pass: why there is nothing to see, and what to do. complete: adds the
    columns that cost time, for the rows on screen; for all that pass when a file of them is made;
    with True those that only whom asks for more columns sees, on screen and in files.
    drawn: the rows as HTML, the same on wide and on narrow screens; a table for whom asks for it.
    """

    page: str
    table: str
    query: str
    id_column: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    marks: Mapping[str, Message]
    marked: Callable[[pd.DataFrame, tuple[str, ...]], "pd.Series[bool]"]
    choices: tuple[Choice, ...]
    totals: Callable[[pd.DataFrame], Message]
    order: Message | None
    nothing: tuple[Message, Message]
    none_pass: Message
    hint: Message
    alt: Message
    complete: Callable[[pd.DataFrame, bool], pd.DataFrame] | None = None
    drawn: Callable[[pd.DataFrame], str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """The rows on screen, how many pass the filters, and what those come to."""

    rows: pd.DataFrame
    passing: int
    totals: Message


def options(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """The values of a column that occur, as those of a choice."""
    values = rows[column].dropna().astype(str).unique()
    return {value: value for value in sorted(values)}


def filtered(listing: Listing, asked: Filters) -> pd.DataFrame:
    """The rows that pass every filter, in their order."""
    rows = listing.rows
    kept = pd.Series(True, index=rows.index)
    columns = {choice.name: choice.column for choice in listing.choices}
    for name, values in asked.chosen:
        if values:
            kept &= rows[columns[name]].isin(values)
    if asked.show:
        kept &= listing.marked(rows, asked.show)
    if asked.text:
        kept &= _contains(rows["display_name"], asked.text) | _contains(
            rows[listing.id_column], asked.text
        )
    return rows[kept].reset_index(drop=True)


def _contains(values: pd.Series, text: str) -> "pd.Series[bool]":
    return values.astype(str).str.casefold().str.contains(text.casefold(), regex=False)


def opened(query: str, make: Callable[[str], T | None], unknown: Callable[[str], str]) -> T | None:
    """The detail that the address selects; an id that nobody has is said to be unknown."""
    chosen = session.selection(query)
    if chosen is None:
        return None
    detail = make(chosen)
    if detail is None:
        st.info(unknown(chosen))
    return detail


def back(label: str, *, page: str, query: str) -> None:
    """The way from a detail back to its list, as the list was left."""
    st.button(
        label,
        key=f"{page}-back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.back,
        args=(query,),
    )


def draw(view: View, listing: Listing, as_of: date) -> None:
    """Draw filters, totals and rows; while something is filtered, the h1 speaks of that."""
    if listing.rows.empty:
        frame.empty(*map(tm, listing.nothing))
        return
    asked = _filters(listing)
    order = sorting.asked(listing.columns)
    more = filters.is_switched(_COLUMNS)
    shown = view.once(
        f"{listing.page}-shown", lambda: _shown(listing, asked, order, more), asked, order, more
    )
    if asked.active:
        view.headline(tm(shown.totals))
    if shown.rows.empty:
        frame.empty(tm(listing.none_pass), t("Take one of the filters away."))
        return
    _table(view, listing, asked, order, shown, as_of)
    _indistinct(listing)


def _shown(listing: Listing, asked: Filters, order: Order, more: bool) -> _Shown:
    passing = _passing(listing, asked, order)
    rows = _completed(listing, passing.head(_SHOWN), more)
    return _Shown(rows, len(passing), listing.totals(passing))


def _passing(listing: Listing, asked: Filters, order: Order) -> pd.DataFrame:
    return sorting.ordered(filtered(listing, asked), listing.columns, order)


def _completed(listing: Listing, rows: pd.DataFrame, more: bool) -> pd.DataFrame:
    return rows if listing.complete is None else listing.complete(rows, more)


def _table(
    view: View, listing: Listing, asked: Filters, order: Order, shown: _Shown, as_of: date
) -> None:
    if shown.passing > len(shown.rows):
        st.caption(t("The first {count} are shown; filter to see others.", count=len(shown.rows)))
    with st.container(horizontal=True, vertical_alignment="center", key=f"{listing.page}-said"):
        if not asked.active:
            st.markdown(tm(shown.totals), width="content")
        st.caption(tm(listing.hint))
        label = t("All columns") if listing.drawn is None else t("As a table")
        more = filters.switch_of(_COLUMNS, label, page=listing.page)

    def whole() -> pd.DataFrame:
        return _completed(listing, _passing(listing, asked, order), more)

    in_files = [each for each in listing.columns if more or not each.costly]
    if (draw := listing.drawn) is not None and not more:
        # The first rows as the list draws them itself, with the files of all.
        count, links = cards_shown(), tuple(session.carried().items())
        first = shown.rows.head(count)
        name = f"{listing.page}-drawn"
        st.html(view.once(name, lambda: draw(first), asked, order, count, links))
        draw_more(len(shown.rows), key=listing.table)
        download_row(
            shown.rows, in_files, key=listing.table, page=listing.page, as_of=as_of, whole=whole
        )
        return
    table(
        shown.rows,
        [each for each in listing.columns if more or not each.aside],
        key=listing.table,
        page=listing.page,
        as_of=as_of,
        alt=tm_text(listing.alt),
        token=(view.context_key(), asked, more),
        order=order,
        in_files=in_files,
        whole=whole,
    )


def _indistinct(listing: Listing) -> None:
    """Say whose order means nothing."""
    if listing.order is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(tm(listing.order), width="content")
        definition("rank_band", key=f"{listing.page}-rank")


def _filters(listing: Listing) -> Filters:
    """Draw the filters, with the order among them; gives what is asked for."""
    page = listing.page
    marks = {mark: tm(word) for mark, word in listing.marks.items()}
    show = filters.marks_of(_SHOW, t("Show only"), marks, page=page)
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}-tools"):
        text = filters.text_of(_SEARCH, t("Name or id"), page=page)
        sorting.control(listing.columns, sorting.asked(listing.columns), key=page)
        asked = Filters(show, text, _choices(listing))
        if asked.active:
            st.button(
                t("Clear all filters"),
                key=f"{page}-clear",
                icon=":material/filter_alt_off:",
                type="tertiary",
                on_click=_clear,
                args=(tuple(choice.name for choice in listing.choices),),
            )
    return asked


def _choices(listing: Listing) -> tuple[tuple[str, tuple[str, ...]], ...]:
    active = sum(filters.is_on(choice.name, choice.values) for choice in listing.choices)
    label = t("More filters: {count} on", "More filters: {count} on", count=active)
    with st.popover(label if active else t("More filters"), icon=":material/filter_list:"):
        return tuple(
            (
                choice.name,
                filters.any_of(choice.name, choice.label, choice.values, page=listing.page),
            )
            for choice in listing.choices
        )


def _clear(names: tuple[str, ...]) -> None:
    for name in (_SHOW, _SEARCH, *names):
        st.query_params.pop(name, None)
