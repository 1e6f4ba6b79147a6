from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.messages import BySurface, Money, Percent, SchemaName, message
from pages.components.catalogue import speaking
from pages.components.text import (
    escape,
    figure_text,
    plain_text,
    t,
    t_text,
    tm,
    tm_text,
    write_value,
)

HOSTILE = (
    "![pixel](https://tracker.example/p.png)",
    "[click](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "**bold** _em_ ~~gone~~ `code` # title",
    ":material/home: :smile: :red[warning] :streamlit:",
    "$x^2$ and $$y$$",
    "www.tracker.example https://tracker.example/a?b=c a.b@tracker.example",
    "[[wiki]] {curly} | table | &amp; &#42;",
    "a -> b <- c -- d >= e <= f ~= g",
    "1. first\n2. second\n\n    code\n> quote\n- item\n+ item",
    "***\n---\n===",
)
JOINER = "\u2060"


@pytest.mark.parametrize("name", HOSTILE)
def test_every_mark_of_markdown_is_escaped(name: str) -> None:
    escaped = escape(name)
    position = 0
    while position < len(escaped):
        character = escaped[position]
        if character == "\\":
            position += 2
            continue
        assert not (character.isascii() and not character.isalnum() and character != " ")
        position += 1


@pytest.mark.parametrize("name", HOSTILE)
def test_escaped_text_reads_as_it_was_written(name: str) -> None:
    read = escape(name).replace(JOINER, "")
    unescaped = "".join(
        part[:1] + part[1:] if index == 0 else part
        for index, part in enumerate(read.replace("\\\\", "\0").split("\\"))
    ).replace("\0", "\\")
    assert unescaped == plain_text(name)


@pytest.mark.parametrize(
    "rewritten",
    [
        ":smile:",
        ":material/home:",
        ":streamlit:",
        "https://tracker.example",
        "www.tracker.example",
        "someone@tracker.example",
        "->",
        "<-",
        "--",
        ">=",
        "<=",
        "~=",
        "<->",
    ],
)
def test_what_streamlit_rewrites_after_parsing_is_taken_apart(rewritten: str) -> None:
    unescaped = escape(rewritten).replace("\\", "")
    assert rewritten not in unescaped
    assert unescaped.replace(JOINER, "") == rewritten


@given(st.text())
def test_escaping_never_loses_or_adds_a_visible_character(text: str) -> None:
    visible = plain_text(text).replace(JOINER, "")
    shown = escape(text).replace(JOINER, "")
    assert [c for c in shown if c != "\\"] == [c for c in visible if c != "\\"]


def test_plain_text_is_one_line_without_control_or_direction_marks() -> None:
    assert plain_text(" a\r\n\tb\x00c\u202ed\u2028e ") == "a b c d e"


def test_ordinary_names_stay_readable() -> None:
    assert escape("Borealis AG") == "Borealis AG"
    assert escape("北极星有限公司") == "北极星有限公司"
    assert plain_text("Elm & Sons") == "Elm & Sons"


def test_figure_text_shows_tags_instead_of_obeying_them() -> None:
    assert figure_text('<a href="x">A&B</a>') == '&lt;a href="x"&gt;A&amp;B&lt;/a&gt;'


def test_values_of_a_sentence_are_escaped_but_the_sentence_is_not() -> None:
    assert t("**{name}** leaves", name="*x*") == "**\\*x\\*** leaves"
    assert t_text("{name} leaves", name="*x*") == "*x* leaves"


def test_nested_messages_are_escaped_once() -> None:
    inner = message("who knows {name}", name="A*B")
    outer = message("customers {inner}", inner=inner)
    assert tm(outer) == "customers who knows A\\*B"
    assert tm_text(outer) == "customers who knows A*B"


def test_braces_in_values_are_left_alone() -> None:
    assert t_text("{name}", name="{count}") == "{count}"


def test_plural_follows_the_count() -> None:
    assert t_text("{count} rep", "{count} reps", count=1) == "1 rep"
    assert t_text("{count} rep", "{count} reps", count=0) == "0 reps"
    assert t_text("{count} rep", "{count} reps", count=1200) == "1,200 reps"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Percent(0.22), "22\u00a0%", "22%"),
        (Money(12_400_000, "CNY"), "¥12.4\u00a0M", "1,240\u00a0万元"),
        (date(2026, 6, 30), "30 June 2026", "2026年6月30日"),
        (1240, "1,240", "1,240"),
        (0.1234, "0.123", "0.123"),
        (True, "yes", "是"),
        (None, "not known", "未知"),
        (float("nan"), "not known", "未知"),
        (pd.NaT, "not known", "未知"),
        (pd.NA, "not known", "未知"),
        ("Acme", "Acme", "Acme"),
        (message("yes"), "yes", "是"),
        (BySurface(page=message("yes"), terminal=message("no")), "yes", "是"),
        (SchemaName("revenue"), "Bookings", "成交记录"),
        (SchemaName("revenue", "customer_id"), "Bookings: customer", "成交记录：客户"),
        (SchemaName("customers", "customer_id"), "Customers: id", "客户：编号"),
        (SchemaName(column="stage"), "stage", "阶段"),
        ((SchemaName("reps"), SchemaName("my_table")), "Salespeople, my_table", "销售员、my_table"),
    ],
)
def test_values_are_written_in_the_readers_habit(value: object, english: str, chinese: str) -> None:
    with speaking("en"):
        assert write_value(value) == english
    with speaking("zh"):
        assert write_value(value) == chinese
