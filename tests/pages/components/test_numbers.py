from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components import numbers

N = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (0, "¥0", "0元"),
        (850, "¥850", "850元"),
        (999.4, "¥999", "999元"),
        (999.5, f"¥1.0{N}k", "1,000元"),
        (1_500, f"¥1.5{N}k", "1,500元"),
        (9_999.4, f"¥10.0{N}k", "9,999元"),
        (9_999.6, f"¥10.0{N}k", "1.0万元"),
        (999_499, f"¥999{N}k", "99.9万元"),
        (999_500, f"¥1.0{N}M", "100万元"),
        (12_400_000, f"¥12.4{N}M", "1,240万元"),
        (99_940_000, f"¥99.9{N}M", "9,994万元"),
        (99_999_999, f"¥100{N}M", "1.0亿元"),
        (120_000_000, f"¥120{N}M", "1.2亿元"),
        (80_100_000_000, f"¥80.1{N}B", "801亿元"),
        (-1_200_000, f"−¥1.2{N}M", "−120万元"),
        (-0.2, "¥0", "0元"),
        (None, "not known", "未知"),
        (float("nan"), "not known", "未知"),
    ],
)
def test_money_is_short_in_the_readers_units(
    amount: float | None, english: str, chinese: str
) -> None:
    assert numbers.money(amount, "CNY", "en") == english
    assert numbers.money(amount, "CNY", "zh") == chinese


@pytest.mark.parametrize(
    ("currency", "english", "chinese"),
    [("EUR", "€5.0", "欧元"), ("USD", "$5.0", "美元"), ("CHF", f"CHF{N}5.0", "瑞士法郎")],
)
def test_money_names_its_currency(currency: str, english: str, chinese: str) -> None:
    assert numbers.money(5_000_000, currency, "en").startswith(english)
    assert numbers.money(5_000_000, currency, "zh") == f"500万{chinese}"


def test_no_currency_named_is_a_plain_number() -> None:
    assert numbers.money(5_000, "XXX", "en") == f"5.0{N}k"
    assert numbers.money(50_000, "XXX", "zh") == "5.0万"
    assert numbers.money_exact(50, "XXX", "en") == numbers.money_exact(50, "XXX", "zh") == "50.00"


def test_running_text_parts_a_number_from_its_unit() -> None:
    assert numbers.money(16_400_000, "CNY", "zh", running=True) == f"1,640{N}万元"
    assert numbers.money(800, "CNY", "zh", running=True) == f"800{N}元"
    assert numbers.money(800, "CNY", "en", running=True) == "¥800"


def test_a_chance_can_be_multiplied_out_again() -> None:
    # 2,000,000 at 2.19 % are 43,800: "2 %" would make 40,000 of it
    assert numbers.chance(0.0219, "en") == f"2.2{N}%"
    assert numbers.chance(0.0219, "zh") == "2.2%"
    assert numbers.chance(0.2, "zh") == "20%"
    assert numbers.chance(0.00004, "en") == f"<0.1{N}%"
    assert numbers.chance(0.0, "en") == f"0{N}%"
    assert numbers.chance(None, "en") == "not known"


def test_exact_money_has_the_cents_of_its_currency() -> None:
    assert numbers.money_exact(1234.567, "EUR", "en") == "€1,234.57"
    assert numbers.money_exact(1234.567, "CNY", "zh") == "1,234.57元"
    assert numbers.money_exact(1234.567, "JPY", "en") == "¥1,235"
    assert numbers.money_exact(-0.001, "EUR", "en") == "€0.00"
    assert numbers.money_exact(None, "EUR", "en") == "not known"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, f"0{N}%"),
        (0.0004, f"<0.1{N}%"),
        (0.004, f"0.4{N}%"),
        (0.0099, f"1.0{N}%"),
        (0.01, f"1{N}%"),
        (0.4137, f"41{N}%"),
        (0.994, f"99{N}%"),
        (0.997, f"99.7{N}%"),
        (0.9999, f">99.9{N}%"),
        (1, f"100{N}%"),
        (1.2, f"120{N}%"),
        (-0.05, f"−5{N}%"),
        (pd.NA, "not known"),
    ],
)
def test_percent_has_no_false_decimals_and_never_rounds_to_nothing_or_all(
    share: float, text: str
) -> None:
    assert numbers.percent(share, "en") == text


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_share_strictly_between_none_and_all_never_reads_as_either(share: float) -> None:
    assert numbers.percent(share, "zh") not in ("0%", "100%", "0.0%", "100.0%")


def test_range_of_shares_is_one_figure() -> None:
    assert numbers.percent_range(0.14, 0.33, "en") == f"14–33{N}%"
    assert numbers.percent_range(0.14, 0.33, "zh") == "14–33%"
    assert numbers.percent_range(None, 0.33, "zh") == "未知"


def test_days_are_written_as_read() -> None:
    day = date(2026, 3, 5)
    assert numbers.day(day, "en") == "5 March 2026"
    assert numbers.day_short(day, "en") == "5 Mar 2026"
    assert numbers.month(day, "en") == "March 2026"
    assert numbers.day(day, "zh") == numbers.day_short(day, "zh") == "2026年3月5日"
    assert numbers.month(day, "zh") == "2026年3月"
    assert numbers.day(pd.Timestamp("2026-03-05"), "en") == "5 March 2026"
    assert numbers.day(None, "en") == numbers.day(pd.NaT, "en") == "not known"


def test_decimals_keep_three_figures_that_matter() -> None:
    assert numbers.decimal(0.012345, None, "en") == "0.0123"
    assert numbers.decimal(2.5, None, "en") == "2.5"
    assert numbers.decimal(1234.5, None, "en") == "1,234"
    assert numbers.decimal(1234.5, 2, "en") == "1,234.50"
    assert numbers.decimal(float("nan"), None, "en") == "not known"


@pytest.mark.parametrize(
    ("difference", "since", "english", "chinese"),
    [
        (0.2e6, "quarter", f"€200{N}k more than a quarter ago", "比上季度增加 20.0万欧元"),
        (-0.2e6, "year", f"€200{N}k less than a year ago", "比去年同期减少 20.0万欧元"),
        (0.0, "quarter", "as a quarter ago", "与上季度相同"),
        (999.0, "year", "as a year ago", "与去年同期相同"),
        (None, "quarter", "not comparable with a quarter ago", "与上季度不可比"),
        (float("nan"), "year", "not comparable with a year ago", "与去年同期不可比"),
    ],
)
def test_change_is_said_in_words(
    difference: float | None, since: numbers.Since, english: str, chinese: str
) -> None:
    for language, text in (("en", english), ("zh", chinese)):
        said = numbers.change(
            difference,
            since,
            lambda size, spoken=language: numbers.money(size, "EUR", spoken),
            smallest=1000,
            language=language,
        )
        assert said == text


def test_difference_of_shares_is_in_points() -> None:
    assert numbers.points(0.031, "en") == "3 points"
    assert numbers.points(-0.01, "en") == "1 point"
    assert numbers.points(0.004, "en") == "0.4 points"
    assert numbers.points(0.031, "zh") == "3 个百分点"
