from datetime import date

import pytest

from analytics.messages import Message, Money, Percent, message, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Percent(0.2), "20 %"),
        (Percent(0.004), "0 %"),
        (Money(1234567.891, "CNY"), "1,234,567.89 CNY"),
        (Money(-5, "EUR"), "-5.00 EUR"),
        (Money(1000, "XXX"), "1,000.00"),
        (date(2026, 6, 30), "2026-06-30"),
        (1200, "1,200"),
        (0.123456, "0.1235"),
        (12345.6, "12,346"),
        ("{untouched}", "{untouched}"),
        (message("{n} inside", n=3), "3 inside"),
    ],
)
def test_plain_text_of_a_value_has_no_locale(value: object, text: str) -> None:
    assert plain(value) == text


def test_message_chooses_the_plural_by_its_count() -> None:
    forms = [str(message("{count} rep", "{count} reps", count=n)) for n in (0, 1, 2)]
    assert forms == ["0 reps", "1 rep", "2 reps"]


def test_message_in_another_language_keeps_its_values() -> None:
    said = message("{who} left on {day}", who="{A}", day=date(2026, 1, 2))
    text = said.text(lambda _template, _plural, _count: "{day} · {who}", lambda value: f"<{value}>")
    assert text == "<2026-01-02> · <{A}>"


def test_translation_receives_both_forms_and_the_count() -> None:
    seen: list[tuple[str, str | None, int | None]] = []

    def translate(template: str, plural: str | None, count: int | None) -> str:
        seen.append((template, plural, count))
        return "{count}"

    assert message("a {count}", "b {count}", count=7).text(translate) == "7"
    assert seen == [("a {count}", "b {count}", 7)]


def test_messages_with_equal_content_are_equal() -> None:
    assert message("a {x}", x=1) == Message("a {x}", {"x": 1})
    assert message("a {x}", x=1) != message("a {x}", x=2)
