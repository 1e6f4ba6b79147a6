"""How values are written and what they mean, column by column."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from data.importing.conversion import conversion, spelled, survey
from data.schema import Kind, TableColumn

Read = Callable[..., list[tuple[object, str | None]]]

DAY = date(2026, 3, 5)


@pytest.fixture(scope="module")
def read() -> Read:
    """Convert one column of texts; returns value and problem of each."""
    engine = sa.create_engine("duckdb:///:memory:")

    def convert(
        kind: Kind, texts: Sequence[str | None], timezone: str = "Asia/Shanghai"
    ) -> list[tuple[object, str | None]]:
        column = TableColumn("it", kind)
        columns = (sa.column("row", sa.Integer), sa.column("it", sa.String))
        lying = sa.values(*columns, name="lying").data(list(enumerate(texts)))
        clean = spelled([column], lying)
        asked = survey([column], clean, timezone)
        with engine.connect() as connection:
            answers = {}
            if asked.questions:
                question = sa.select(*asked.questions).select_from(clean)
                answers = dict(connection.execute(question).mappings().one())
            found = conversion(column, clean, asked.reading(answers))
            problem = sa.null() if found.problem is None else found.problem
            rows = sa.select(found.value, problem).select_from(clean).order_by(clean.c.row)
            return [(value, code) for value, code in connection.execute(rows)]

    return convert


def values(rows: list[tuple[object, str | None]]) -> list[object]:
    assert [problem for _, problem in rows] == [None] * len(rows)
    return [value for value, _ in rows]


def problems(rows: list[tuple[object, str | None]]) -> list[str | None]:
    assert [value for value, _ in rows] == [None] * len(rows)
    return [problem for _, problem in rows]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        " 2026-03-05 ",
        "2026-3-5",
        "2026/3/5",
        "2026/03/05",
        "2026.3.5",
        "2026年3月5日",
        "2026年03月05日 14:30",
        "2026年3月5日14:30:00",
        "2026-03-05 00:00:00.000",
        "2026-03-05T23:59:59",
        "20260305",
        "46086",
        "46086.75",
        "２０２６－０３－０５",
        "2026-03-04T16:00:00Z",
        "2026-03-05T23:30:00+08:00",
    ],
)
def test_spellings_of_one_day_are_read_alike(read: Read, text: str) -> None:
    assert values(read(Kind.DATE, [text])) == [DAY]


def test_day_of_a_time_with_zone_is_that_of_the_company(read: Read) -> None:
    late = ["2026-03-05T23:00:00Z", "2026-03-05 23:00:00+0000", "2026-03-05T23:00Z"]
    assert values(read(Kind.DATE, late, timezone="Asia/Shanghai")) == [date(2026, 3, 6)] * 3
    assert values(read(Kind.DATE, late, timezone="America/New_York")) == [DAY] * 3


def test_day_or_month_first_is_refused_as_ambiguous(read: Read) -> None:
    texts = ["3/5/2026", "03/05/2026", "31.12.2026", "5-3-26", "3/5/2026 14:30"]
    assert problems(read(Kind.DATE, texts)) == ["ambiguous_date"] * 5


def test_days_that_do_not_exist_are_refused(read: Read) -> None:
    texts = ["2026-02-30", "2026/13/1", "2026年2月30日", "2025-02-29", "2026-03-05 25:00"]
    assert problems(read(Kind.DATE, texts)) == ["impossible_date"] * 5


def test_leap_day_exists(read: Read) -> None:
    assert values(read(Kind.DATE, ["2024-02-29"])) == [date(2024, 2, 29)]


def test_what_is_no_date_is_refused(read: Read) -> None:
    texts = ["soon", "2026", "99999", "2026-03", "46086x", "5"]
    assert problems(read(Kind.DATE, texts)) == ["date"] * 6


def test_serials_of_excel_count_from_1899(read: Read) -> None:
    assert values(read(Kind.DATE, ["10000", "36526", "45292"])) == [
        date(1927, 5, 18),
        date(2000, 1, 1),
        date(2024, 1, 1),
    ]


def test_times_without_any_zone_are_timestamps(read: Read) -> None:
    texts = ["2026-03-05", "2026/3/5 14:30", "2026-03-05T14:30:01.5", "46086.604166667"]
    assert values(read(Kind.TIME, texts)) == [
        datetime.fromisoformat("2026-03-05"),
        datetime.fromisoformat("2026-03-05T14:30"),
        datetime.fromisoformat("2026-03-05T14:30:01.5"),
        datetime.fromisoformat("2026-03-05T14:30"),
    ]


def test_times_of_a_column_with_a_zone_are_iso_text(read: Read) -> None:
    texts = [
        "2026-03-05T14:30:00Z",
        "2026-03-05 14:30:00+08:00",
        "2026/3/5 14:30+0800",
        "2026-03-05T14:30:00.5-05",
        "2026-03-05 14:30",
        "46086.5",
    ]
    assert values(read(Kind.TIME, texts)) == [
        "2026-03-05T14:30:00+00:00",
        "2026-03-05T14:30:00+08:00",
        "2026-03-05T14:30:00+08:00",
        "2026-03-05T14:30:00.500000-05:00",
        "2026-03-05T14:30:00",
        "2026-03-05T12:00:00",
    ]


def test_impossible_times_are_refused_with_and_without_zone(read: Read) -> None:
    texts = ["2026-02-30T10:00:00Z", "2026-03-05T10:61:00Z", "2026-02-30 10:00", "3/5/2026 10:00"]
    codes = ["impossible_date"] * 3 + ["ambiguous_date"]
    assert problems(read(Kind.TIME, texts)) == codes


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", 1234.5),
        ("-0.07", -0.07),
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("12,5", 12.5),
        ("1 234,50", 1234.5),
        ("1\u00a0234.50", 1234.5),
        ("1\u202f234\u202f567", 1_234_567),
        ("1'234.50", 1234.5),
        ("1’234", 1234),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("¥1,234", 1234),
        ("￥1,234.50", 1234.5),
        ("¥ 5", 5),
        ("$5", 5),
        ("5 €", 5),
        ("1.234,50 €", 1234.5),
        ("£0.50", 0.5),
        ("12元", 12),
        ("-¥5", -5),
        ("¥-5", -5),
        ("50-", -50),
        ("(1,234.00)", -1234),
        ("(¥50)", -50),
        ("−7", -7),
        ("+7", 7),
        ("1.5e3", 1500),
        ("1E-2", 0.01),
        (".5", 0.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("1234.567", 1234.567),
        ("１２，３４５．６", 12345.6),
        ("0", 0),
    ],
)
def test_number_that_leaves_no_doubt(read: Read, text: str, number: float) -> None:
    assert values(read(Kind.NUMBER, [text])) == [pytest.approx(number, abs=1e-12)]


def test_doubtful_numbers_alone_have_point_as_decimal_sign(read: Read) -> None:
    assert values(read(Kind.NUMBER, ["1,234", "1.234"])) == [1234, 1.234]


def test_column_with_decimal_comma_decides_doubtful_numbers(read: Read) -> None:
    texts = ["0,50", "1.234", "1,234", "-1.234"]
    assert values(read(Kind.NUMBER, texts)) == [0.5, 1234, 1.234, -1234]


def test_column_with_decimal_point_decides_doubtful_numbers(read: Read) -> None:
    assert values(read(Kind.NUMBER, ["0.50", "1,234", "1.234"])) == [0.5, 1234, 1.234]


def test_contradicting_column_refuses_only_what_is_doubtful(read: Read) -> None:
    rows = read(Kind.NUMBER, ["1.234,50", "1,234.50", "1,234", "1.234", "12"])
    assert rows == [
        (1234.5, None),
        (1234.5, None),
        (None, "ambiguous_number"),
        (None, "ambiguous_number"),
        (12, None),
    ]


def test_numbers_that_are_not_finite_are_refused(read: Read) -> None:
    texts = ["inf", "-Infinity", "1e999", "-1e999"]
    assert problems(read(Kind.NUMBER, texts)) == ["not_finite"] * 4


def test_numbers_beyond_any_amount_are_refused(read: Read) -> None:
    assert values(read(Kind.NUMBER, ["1e15", "-1e15"])) == [1e15, -1e15]
    texts = ["1000000000000001", "-1e16", "1e308", "9" * 99]
    assert problems(read(Kind.NUMBER, texts)) == ["too_large"] * 4


def test_what_is_no_number_is_refused(read: Read) -> None:
    texts = ["abc", "1,23,4", "1.2.3", "--5", "1¥2", "20%", "1 2", "(5", "1.2万", "0x10"]
    assert problems(read(Kind.NUMBER, texts)) == ["number"] * 10


def test_yes_and_no_in_two_languages(read: Read) -> None:
    yes, no = ["true", "TRUE", "1", "yes", "Y", "t", "是"], ["false", "0", "No", "n", "F", "否"]
    assert values(read(Kind.BOOLEAN, yes)) == [True] * 7
    assert values(read(Kind.BOOLEAN, no)) == [False] * 6
    assert problems(read(Kind.BOOLEAN, ["maybe", "2"])) == ["boolean"] * 2


def test_currency_is_upper_case_and_three_letters(read: Read) -> None:
    texts = ["cny", " Usd ", "RMB", "元", "人民币", "€"]
    assert values(read(Kind.CURRENCY, texts)) == ["CNY", "USD", "CNY", "CNY", "CNY", "EUR"]
    assert problems(read(Kind.CURRENCY, ["¥", "$", "12", "EURO"])) == ["currency"] * 4


def test_choices_are_lower_case_and_unknown_ones_stay(read: Read) -> None:
    assert values(read(Kind.CHOICE, [" Call ", "FAX"])) == ["call", "fax"]


@pytest.mark.parametrize("kind", list(Kind))
def test_blanks_are_empty_in_every_kind(read: Read, kind: Kind) -> None:
    assert read(kind, ["", "  ", "\t", "\u00a0", "\u3000", None]) == [(None, None)] * 6


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.BOOLEAN])
def test_words_for_nothing_are_empty_where_text_has_no_place(read: Read, kind: Kind) -> None:
    texts = ["NULL", "null", "None", "NaN", "N/A", "\\N", "-"]
    assert read(kind, texts) == [(None, None)] * 7


@pytest.mark.parametrize("kind", [Kind.ID, Kind.TEXT])
def test_names_and_identifiers_keep_their_words_and_case(read: Read, kind: Kind) -> None:
    texts = ["NULL", "N/A", "aB", " A1 ", "\u3000客户\u00a0", "=HYPERLINK(1)", "A  B", "a\nb"]
    expected = ["NULL", "N/A", "aB", "A1", "客户", "=HYPERLINK(1)", "A  B", "a\nb"]
    assert values(read(kind, texts)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01",
        "0000-01-01T10:00:00Z",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:00:00-05:00",
        "2026-03-05T10:00:00+99:99",
        "2026-03-05T10:00:00+15:00",
        "2026-03-05 10:00 -14:30",
        "2026-03-05T10:00:00+08:60",
        "2026-03-05T10:00:00+9999",
    ],
)
@pytest.mark.parametrize("kind", [Kind.DATE, Kind.TIME])
def test_days_outside_the_calendar_and_offsets_of_no_place_are_impossible(
    kind: Kind, text: str, read: Read
) -> None:
    assert problems(read(kind, [text])) == ["impossible_date"]


def test_ends_of_the_calendar_and_of_the_zones_are_read(read: Read) -> None:
    days = ["0001-01-01", "9999-12-31"]
    assert values(read(Kind.DATE, days)) == [date(1, 1, 1), date(9999, 12, 31)]
    times = ["2026-03-05T10:00:00+14:00", "2026-03-05T10:00:00-12:00", "2026-03-05T10:00:00+05:45"]
    assert values(read(Kind.TIME, times)) == times


@pytest.mark.parametrize("digits", ["9", "1,234", "٣"])
@pytest.mark.parametrize(
    ("kind", "code"), [(Kind.NUMBER, "number"), (Kind.DATE, "date"), (Kind.TIME, "date")]
)
def test_value_of_a_hundred_thousand_digits_is_none(
    kind: Kind, code: str, digits: str, read: Read
) -> None:
    texts = [digits * 100_000, f"2026-03-05{digits * 100_000}", "0." + digits * 100_000]
    assert problems(read(kind, texts)) == [code] * 3
