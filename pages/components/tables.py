"""Tables: rows on wide screens, cards on narrow ones, and the same rows as files."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape as html_escape
from typing import cast

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.elements.arrow import DataframeState

from pages.components import clicks, downloads, session, sorting
from pages.components.cache import Kept
from pages.components.catalogue import language, speaking
from pages.components.columns import Cell, Column, column_config, display_table, written
from pages.components.sorting import Order
from pages.components.text import t, t_text

__all__ = [
    "cards_html",
    "cards_shown",
    "download_buttons",
    "download_row",
    "draw_more",
    "rows",
    "table",
]

#: Cards shown on a narrow screen at first, and so many more at a time.
CARDS = 20
#: Address name of how many cards are shown, where more than that are asked for.
_ASKED = "cards"
#: Lines of a card.
_LINES = (1, 2, 3)

#: Rows visible before a table scrolls by itself.
VISIBLE_ROWS = 15

ROW_HEIGHT = 36

#: By how many lines the longest text takes: the browser breaks lines only in rows over 64 pixels.
WRAPPED_HEIGHTS = {1: ROW_HEIGHT, 2: 66, 3: 82}

#: Pixels of a Latin character, and of the space at both sides of a cell.
CHARACTER, PADDING = 5.9, 18

#: So many rows are seen at a glance; more of them can be sorted by a control above the table.
FEW_ROWS = 8

#: A text wider than so many characters runs over the whole width of a card.
LONG_TEXT = 24

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    page: str,
    as_of: date | None,
    alt: str,
    selectable: bool = False,
    missing: str | None = None,
    token: Hashable | None = None,
    order: Order | None = None,
    whole: Callable[[], pd.DataFrame] | None = None,
    wraps: bool = False,
    in_files: Sequence[Column] | None = None,
) -> int | None:
    """Draw a table with its downloads; returns the position of the selected row, if any.

    ``frame`` holds the rows as filtered; ``columns`` decide what is drawn, the first is the title
    of the cards. The address may order the rows (``<key>-sort``), unless ``frame`` comes in an
    ``order`` already. A name, and a row where its first name leads somewhere, opens in place;
    ``selectable`` gives the row to the caller instead. ``page`` and ``as_of`` name the files, which
    hold the same rows in the same order. ``alt`` is plain text for readers who do not see the
    table. ``missing`` stands for missing values, "not known" without it. ``token`` names the rows
    (data version, policy, scope, filters): with it, they are put into their form once and kept. On
    narrow screens the first rows are cards. ``whole`` makes the rows of the files where they are
    more than those of ``frame``, ``in_files`` their columns where they are more than those drawn.
    With ``wraps`` long texts go on in further lines.
    """
    prefix = "" if order else f"{key}-"
    if order is None:
        order = sorting.asked(columns, prefix)
        frame = sorting.ordered(frame, columns, order)
        if len(frame) > FEW_ROWS:
            sorting.control(columns, order, key=key, prefix=prefix)
    chosen = _rows(
        frame,
        columns,
        key=key,
        alt=alt,
        selectable=selectable,
        missing=missing,
        token=token,
        order=order,
        prefix=prefix,
        wraps=wraps,
    )
    download_row(frame, in_files or columns, key=key, page=page, as_of=as_of, whole=whole)
    return chosen


def rows(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    alt: str,
    missing: str | None = None,
    token: Hashable | None = None,
) -> None:
    """Draw the rows as they come, as a table or as cards, without downloads."""
    _rows(
        frame,
        columns,
        key=key,
        alt=alt,
        selectable=False,
        missing=missing,
        token=token,
        order=Order(),
        prefix=None,
        wraps=False,
    )


def _rows(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    alt: str,
    selectable: bool,
    missing: str | None,
    token: Hashable | None,
    order: Order,
    prefix: str | None,
    wraps: bool,
) -> int | None:
    """Draw the rows, which are in ``order``; gives the position of the selected one.

    ``prefix`` is that of the order in the address; None: the headings do not sort.
    """
    count = len(frame) if prefix is None else cards_shown(prefix)
    drawn = _drawn(
        frame, columns, key=key, missing=missing, token=token and (token, order), count=count
    )
    # A heading that was clicked must not stay selected: another order is another table.
    widget = f"table-{key}-{order.column or ''}-{order.ascending:d}"
    lead = None if selectable else next((c.target for c in columns if c.target), None)
    clicked = partial(
        clicks.clicked, widget, tuple(columns), prefix or "", lead, clicks.ids(frame, lead)
    )
    row_height = WRAPPED_HEIGHTS[_lines(frame, columns) if wraps else 1]
    modes = clicks.modes(rows=selectable or lead is not None, headings=prefix is not None)
    with st.container(key=f"wide-table-{key}"):
        state = st.dataframe(
            drawn.rows,
            column_config=column_config(
                columns, sorting.headed(columns, order), clicks.opens(frame, columns, key)
            ),
            hide_index=True,
            height=row_height * min(len(frame), VISIBLE_ROWS) + ROW_HEIGHT + 2,
            row_height=row_height,
            key=widget,
            placeholder=t_text("not known") if missing is None else missing,
            alt=alt,
            on_select=clicked if modes else "ignore",
            selection_mode=modes or "single-row",
        )
    with st.container(key=f"cards-{key}"):
        st.html(drawn.cards)
        if prefix is not None:
            draw_more(len(frame), key=key, prefix=prefix)
    chosen = cast(DataframeState, state)["selection"]["rows"] if selectable else []
    return int(chosen[0]) if chosen else None


def _lines(frame: pd.DataFrame, columns: Sequence[Column]) -> int:
    """How many lines the longest text takes, as far as its column says how wide it is."""
    needed = [
        math.ceil(_width(text) * CHARACTER / (column.width - PADDING))
        for column in columns
        if column.cell is Cell.TEXT and column.width is not None
        for text in frame[column.name].dropna().astype(str)
    ]
    return min(max([*needed, 1]), max(WRAPPED_HEIGHTS))


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """The rows as Arrow for wide screens and as HTML for narrow ones."""

    rows: pa.Table
    cards: str


_DRAWN: Kept[_Drawn] = Kept(200)


def _drawn(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    missing: str | None,
    token: Hashable | None,
    count: int,
) -> _Drawn:
    def draw() -> _Drawn:
        cards = cards_html(frame.head(count), columns, missing)
        return _Drawn(display_table(frame, columns), cards)

    if token is None:
        return draw()
    links = tuple(session.carried().items())
    return _DRAWN.get((token, key, tuple(columns), missing, language(), links, count), draw)


def cards_shown(prefix: str = "") -> int:
    """How many rows the address wants as cards; ``prefix`` tells tables of one page apart."""
    asked = st.query_params.get(f"{prefix}{_ASKED}", "")
    return max(CARDS, int(asked)) if asked.isdecimal() and len(asked) < 6 else CARDS


def draw_more(rows: int, *, key: str, prefix: str = "") -> None:
    """Say how many of the rows are shown, with the button that shows more of them."""
    shown = cards_shown(prefix)
    if rows <= shown:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            t("Show {count} more", "Show {count} more", count=min(CARDS, rows - shown)),
            key=f"more-{key}",
            icon=":material/expand_more:",
            on_click=_show_more,
            args=(prefix, shown + CARDS),
        )
        st.caption(t("{shown} of {rows} shown", shown=shown, rows=rows), width="content")


def _show_more(prefix: str, count: int) -> None:
    st.query_params[f"{prefix}{_ASKED}"] = str(count)


def cards_html(frame: pd.DataFrame, columns: Sequence[Column], missing: str | None = None) -> str:
    """The rows as cards, which show on narrow screens only; every value is escaped."""
    items = "".join(_card(row, columns, missing) for row in frame.to_dict("records"))
    return f'<ul class="lp-cards">{items}</ul>'


def _card(row: dict[str, object], columns: Sequence[Column], missing: str | None) -> str:
    first, *others = columns
    title = html_escape(written(row[first.name], first, missing))
    if first.cell is Cell.LINK and first.target is not None:
        target = {first.target.query: str(row[first.target.id_column])}
        address = html_escape(session.address(first.target.path, **target), quote=True)
        title = f'<a href="{address}" target="_self">{title}</a>'
    placed = [column for column in others if column.card]
    if placed:
        return _lines_of(title, row, placed, missing)
    pairs = "".join(_pair(column, written(row[column.name], column, missing)) for column in others)
    return f'<li><p class="lp-card-title">{title}</p><dl>{pairs}</dl></li>'


def _lines_of(
    title: str, row: dict[str, object], placed: Sequence[Column], missing: str | None
) -> str:
    """A card of three lines; what is empty is left out."""
    said: dict[int, list[str]] = {line: [] for line in _LINES}
    for column in placed:
        if column.card and (text := written(row[column.name], column, missing)):
            said[column.card.line].append(column.card.text.replace("{value}", text))
    first, second, third = (" · ".join(said[line]) for line in _LINES)
    return (
        f'<li><p class="lp-card-title lp-card-head"><span>{title}</span>'
        f"<b>{html_escape(first)}</b></p>"
        + "".join(f"<p>{html_escape(line)}</p>" for line in (second, third) if line)
        + "</li>"
    )


def _pair(column: Column, text: str) -> str:
    """Heading and value of a card; a long text runs over its whole width, an empty one is left."""
    if not text:
        return ""
    kind = ' class="lp-long"' if column.cell is Cell.TEXT and _width(text) > LONG_TEXT else ""
    return f"<dt{kind}>{html_escape(column.label)}</dt><dd{kind}>{html_escape(text)}</dd>"


def _width(text: str) -> int:
    """How wide a text is, in Latin characters; a Chinese one takes the room of two."""
    return sum(2 if character >= "\u2e80" else 1 for character in text)


def download_row(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    page: str,
    as_of: date | None,
    whole: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """Draw the two downloads of a table; the bytes are made when somebody asks for them, of
    ``whole`` where that is given."""
    make, spoken = whole or (lambda: frame), language()

    def made(write: Callable[[pd.DataFrame, Sequence[Column]], bytes]) -> bytes:
        with speaking(spoken):
            return write(make(), tuple(columns))

    download_buttons(
        partial(made, downloads.xlsx_bytes),
        partial(made, downloads.csv_bytes),
        key=key,
        page=page,
        as_of=as_of,
    )


def download_buttons(
    xlsx: Callable[[], bytes],
    csv: Callable[[], bytes],
    *,
    key: str,
    page: str,
    as_of: date | None,
) -> None:
    """Draw the buttons of a download whose bytes ``xlsx`` and ``csv`` make on demand.

    They run outside the session: whatever they need of it must be handed to them.
    """
    kinds = (("xlsx", "Excel", xlsx, XLSX), ("csv", "CSV", csv, "text/csv"))
    with st.container(horizontal=True, gap="small", key=f"downloads-{key}"):
        for ending, name, make, mime in kinds:
            st.download_button(
                t("Download as {format}", format=name),
                make,
                file_name=downloads.file_name(page, key, as_of, ending),
                mime=mime,
                key=f"download-{ending}-{key}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
