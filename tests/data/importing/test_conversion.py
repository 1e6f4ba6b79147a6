"""How values are written and what they mean, column by column."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing.conversion import convert
from data.importing.hints import NO_HINTS, ColumnHint, Hints, Option, Question
from data.importing.typed import READINGS, Typed, create_notes
from data.schema import Kind

Read = Callable[..., list[tuple[object, str | None]]]
Values = Sequence[str | None]

DAY = date(2026, 3, 5)
#: A column of each kind that may be empty and is repaired by no rule of its own.
COLUMNS = {
    Kind.ID: ("deals", "rep_id"),
    Kind.TEXT: ("reps", "team"),
    Kind.DATE: ("deals", "created_on"),
    Kind.TIME: ("access", "last_login_at"),
    Kind.NUMBER: ("access_log", "records"),
    Kind.BOOLEAN: ("access", "can_export"),
    Kind.CURRENCY: ("deals", "currency"),
    Kind.CHOICE: ("activities", "kind"),
}


class Table:
    """One converted table, its rows as they were given."""

    def __init__(self, connection: sa.Connection, typed: Typed):
        self.connection, self.typed = connection, typed

    def column(self, name: str) -> list[tuple[object, str | None]]:
        """Value and problem of each row."""
        c = self.typed.values.c
        problem = c.get(f"problem {name}", sa.null())
        rows = self.connection.execute(sa.select(c[name], problem).order_by(c.row))
        return [(value, code) for value, code in rows]

    def readings(self) -> list[tuple[object, ...]]:
        """column, code, rows, example, amount, currency."""
        rows = self.connection.execute(sa.select(*READINGS.c).order_by("column_name", "code"))
        return [tuple(row)[1:] for row in rows]


Bring = Callable[..., Table]


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("duckdb:///:memory:")
    with engine.connect() as opened:
        create_notes(opened)
        yield opened
    engine.dispose()


@pytest.fixture(scope="module")
def bring(connection: sa.Connection) -> Bring:
    """Convert a table: ``bring("revenue", {"amount": [...]}, hints=, timezone=)``."""

    def brought(
        table: str,
        columns: dict[str, Values],
        hints: Hints = NO_HINTS,
        timezone: str = "Asia/Shanghai",
    ) -> Table:
        for left in (f"text_{table}", f"typed_{table}"):
            connection.execute(sa.DDL(f"DROP TABLE IF EXISTS {left}"))
        connection.execute(READINGS.delete())
        fields = [sa.Column("row", sa.BigInteger()), *(sa.Column(n, sa.String()) for n in columns)]
        texts = sa.Table(f"text_{table}", sa.MetaData(), *fields, prefixes=["TEMPORARY"])
        texts.create(connection)
        rows = [
            {"row": row, **dict(zip(columns, cells, strict=True))}
            for row, cells in enumerate(zip(*columns.values(), strict=True), start=2)
        ]
        connection.execute(texts.insert(), rows)
        return Table(connection, convert(connection, table, texts, timezone, hints))

    return brought


@pytest.fixture(scope="module")
def read(bring: Bring) -> Read:
    """Convert one column of texts; returns value and problem of each."""

    def convert_one(
        kind: Kind, texts: Values, timezone: str = "Asia/Shanghai", hint: ColumnHint | None = None
    ) -> list[tuple[object, str | None]]:
        table, name = COLUMNS[kind]
        hints = Hints({name: hint}) if hint else NO_HINTS
        return bring(table, {name: texts}, hints, timezone).column(name)

    return convert_one


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
        "2026年三月5日",
        "二〇二六年三月五号 星期四",
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


def test_chinese_figures_are_days_and_months(read: Read) -> None:
    texts = ["2026年十月十日", "2026年十二月三十一日", "2026年十一月二十日"]
    days = [date(2026, 10, 10), date(2026, 12, 31), date(2026, 11, 20)]
    assert values(read(Kind.DATE, texts)) == days


def test_days_that_do_not_exist_are_refused(read: Read) -> None:
    texts = ["2026-02-30", "2026/13/1", "2026年2月30日", "2025-02-29", "2026-03-05 25:00"]
    assert problems(read(Kind.DATE, texts)) == ["impossible_date"] * 5


def test_leap_day_exists(read: Read) -> None:
    assert values(read(Kind.DATE, ["2024-02-29"])) == [date(2024, 2, 29)]


def test_what_is_no_date_is_refused(read: Read) -> None:
    texts = ["soon", "2026", "99999", "46086x", "5"]
    assert problems(read(Kind.DATE, texts)) == ["date"] * 5


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
    texts = ["abc", "1,23,4", "1.2.3", "--5", "1¥2", "20%", "1 2", "(5", "1.2五", "0x10", "¥"]
    assert problems(read(Kind.NUMBER, texts)) == ["number"] * 11


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
    texts = ["NULL", "null", "nil", "NaN", "N/A", "\\N", "NA", "--", "(blank)", "Unassigned", "空"]
    assert read(kind, texts) == [(None, None)] * len(texts)


@pytest.mark.parametrize("digits", ["9", "1,234", "٣"])
@pytest.mark.parametrize(
    ("kind", "code"), [(Kind.NUMBER, "number"), (Kind.DATE, "date"), (Kind.TIME, "date")]
)
def test_value_of_a_hundred_thousand_digits_is_none(
    kind: Kind, code: str, digits: str, read: Read
) -> None:
    texts = [digits * 100_000, f"2026-03-05{digits * 100_000}", "0." + digits * 100_000]
    assert problems(read(kind, texts)) == [code] * 3


def test_day_and_month_are_ordered_by_the_value_that_allows_one_reading(read: Read) -> None:
    texts = ["3/5/2026", "26/02/2026", "05.06.2026 14:30"]
    assert values(read(Kind.DATE, texts)) == [date(2026, 5, 3), date(2026, 2, 26), date(2026, 6, 5)]
    texts = ["3/5/2026", "12/31/2025"]
    assert values(read(Kind.DATE, texts)) == [DAY, date(2025, 12, 31)]


def test_other_days_of_the_column_that_the_order_does_not_allow_are_impossible(read: Read) -> None:
    rows = read(Kind.DATE, ["26/02/2026", "30/02/2026", "2026-03-05"])
    assert rows == [(date(2026, 2, 26), None), (None, "impossible_date"), (DAY, None)]


def test_column_of_contradicting_orders_is_asked_with_the_values_that_contradict(
    bring: Bring,
) -> None:
    texts = ["31/12/2025", "3/5/2026", "12/31/2025", "4/4/2026", "1/13/2026"]
    (question,) = bring("deals", {"created_on": texts}).typed.questions
    assert [value for _, value in question.contradiction] == ["31/12/2025", "12/31/2025"]
    assert question.options == (
        Option("DMY", "2025-12-31 – 2026-05-03; 12/31/2025 → ∅"),
        Option("MDY", "2025-12-31 – 2026-04-04; 31/12/2025 → ∅"),
    )
    read = bring("deals", {"created_on": texts}, Hints({"created_on": ColumnHint(order="DMY")}))
    impossible = "impossible_date"
    found = [problem for _, problem in read.column("created_on")]
    assert found == [None, None, impossible, None, impossible]


def test_order_that_nothing_decides_is_asked_once_for_the_column(bring: Bring) -> None:
    table = bring("deals", {"created_on": ["3/5/2026", "04.06.2026", "2026-01-01", None]})
    assert values(table.column("created_on")) == [None, None, date(2026, 1, 1), None]
    options = (Option("DMY", "2026-05-03 – 2026-06-04"), Option("MDY", "2026-03-05 – 2026-04-06"))
    assert table.typed.questions == (Question("deals", "created_on", "order", options),)


def test_days_that_every_order_reads_alike_need_no_question(bring: Bring) -> None:
    table = bring("deals", {"created_on": ["5/5/2026", "06.06.2026"]})
    assert values(table.column("created_on")) == [date(2026, 5, 5), date(2026, 6, 6)]
    assert table.typed.questions == ()


@pytest.mark.parametrize(("order", "day"), [("DMY", date(2026, 5, 3)), ("MDY", DAY)])
def test_answer_orders_day_and_month(bring: Bring, order: str, day: date) -> None:
    hints = Hints({"created_on": ColumnHint(order=order)})  # type: ignore[arg-type]
    table = bring("deals", {"created_on": ["3/5/2026"]}, hints)
    assert (table.column("created_on"), table.typed.questions) == ([(day, None)], ())


def test_years_of_two_digits_may_stand_first(read: Read, bring: Bring) -> None:
    assert values(read(Kind.DATE, ["26-03-05", "99-12-31"])) == [DAY, date(1999, 12, 31)]
    assert bring("deals", {"created_on": ["05-03-26"]}).typed.questions[0].options == (
        Option("DMY", "2026-03-05 – 2026-03-05"),
        Option("MDY", "2026-05-03 – 2026-05-03"),
        Option("YMD", "2005-03-26 – 2005-03-26"),
    )


def test_years_of_two_digits_turn_at_seventy(read: Read) -> None:
    texts = ["31-Dec-69", "31-Dec-70", "31/12/99"]
    assert values(read(Kind.DATE, texts)) == [
        date(2069, 12, 31),
        date(1970, 12, 31),
        date(1999, 12, 31),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "5 Mar, 2026 07:49:50",
        "Mar 5, 2026",
        "March 5th, 2026 7:49 AM",
        "5-Mar-26",
        "05-MAR-2026",
        "5. März 2026",
        "5 mars 2026",
        "5 de marzo de 2026",
        "Thu, 05 Mar 2026 07:49:50 +0800",
        "Thursday, March 5, 2026",
        "2026-Mar-05",
        "2026年3月5日 星期四",
        "2026年3月5日 下午2时30分",
        "2026年3月5日14点30分05秒",
        "20260305T143000",
        "20260305143000",
        "1772683200",
        "1772683200000",
    ],
)
def test_neighbouring_spellings_of_one_day_are_read_alike(read: Read, text: str) -> None:
    assert values(read(Kind.DATE, [text])) == [DAY]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-05 07:49 下午", "2026-03-05T19:49"),
        ("2026-03-05 下午7:49", "2026-03-05T19:49"),
        ("2026/3/5 上午7:49", "2026-03-05T07:49"),
        ("2026-03-05 12:10 AM", "2026-03-05T00:10"),
        ("2026-03-05 12:10 p.m.", "2026-03-05T12:10"),
        ("Mar 5, 2026 7:49:50 PM", "2026-03-05T19:49:50"),
    ],
)
def test_halves_of_the_day_are_read(read: Read, text: str, time: str) -> None:
    assert values(read(Kind.TIME, [text])) == [datetime.fromisoformat(time)]


def test_epochs_are_read_only_where_the_column_holds_nothing_else(read: Read) -> None:
    whole, exact = "2026-03-05T14:30:00+00:00", "2026-03-05T14:30:00.123000+00:00"
    texts = ["1772721000", "1772721000123", "1772721000.0", "1772721000123.0"]
    assert values(read(Kind.TIME, texts)) == [whole, exact, whole, exact]
    assert read(Kind.DATE, ["1772721000", "2026-03-05"]) == [(None, "date"), (DAY, None)]


def test_months_are_their_first_day(read: Read) -> None:
    first = [value for value, _ in read(Kind.DATE, ["2019-07", "Apr 2021", "2026年3月"])]
    assert first == [date(2019, 7, 1), date(2021, 4, 1), date(2026, 3, 1)]


def test_years_and_months_without_a_year_are_no_days(read: Read) -> None:
    texts = ["2019", "四月", "32-Apr-x"]
    assert problems(read(Kind.DATE, texts)) == ["date"] * 3


def test_times_of_another_zone_are_written_in_utc(bring: Bring) -> None:
    hints = Hints({"last_login_at": ColumnHint(zone="America/New_York")})
    texts = ["2026-03-05 20:00:00", "2026-03-05T20:00:00+08:00"]
    table = bring("access", {"last_login_at": texts}, hints)
    assert values(table.column("last_login_at")) == [
        "2026-03-06T01:00:00+00:00",
        "2026-03-05T20:00:00+08:00",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("0000-00-00", "0000-00-00 00:00:00", "0001-01-01", "1753-01-01", "1899-12-30"),
        *("1900-01-01", "1900-01-01 00:00:00", "-infinity", "infinity", "0", "1970-01-01"),
        *("2099-12-31", "9999-12-31", "9999-12-31 23:59:59"),
    ],
)
def test_days_that_mean_none_are_empty_and_counted(bring: Bring, text: str) -> None:
    table = bring("reps", {"left_on": [text, "2024-05-06"]})
    assert values(table.column("left_on")) == [None, date(2024, 5, 6)]
    [(column, code, rows, example, _, _)] = table.readings()
    assert (column, rows) == ("left_on", 1)
    assert code in ("day_for_none", "open_end")
    assert str(example).endswith(" → ∅")


def test_the_first_of_1970_is_a_day_among_days_of_its_time(bring: Bring) -> None:
    table = bring("reps", {"hired_on": ["1970-01-01", "1970-04-01"]})
    assert values(table.column("hired_on")) == [date(1970, 1, 1), date(1970, 4, 1)]


def test_day_that_never_comes_is_none_where_nothing_ends_and_stays_where_one_is_required(
    bring: Bring,
) -> None:
    table = bring("reps", {"hired_on": ["9999-12-31", "2099-12-31", "2099-12-30"]})
    assert values(table.column("hired_on")) == [None, None, date(2099, 12, 30)]
    columns = {"customer_id": ["C1"], "amount": ["5"], "booked_on": ["9999-12-31"]}
    assert values(bring("revenue", columns).column("booked_on")) == [date(9999, 12, 31)]


def test_contract_without_end_runs_on(bring: Bring) -> None:
    table = bring("customers", {"contract_ends_on": ["9999-12-31", "infinity", "2026-12-31", ""]})
    assert values(table.column("contract_ends_on")) == [
        date(2099, 12, 31),
        date(2099, 12, 31),
        date(2026, 12, 31),
        None,
    ]


def test_required_day_that_means_none_is_a_fault(bring: Bring) -> None:
    columns = {"customer_id": ["C1"], "amount": ["5"], "booked_on": ["1900-01-01"]}
    assert bring("revenue", columns).column("booked_on") == [(None, "empty")]


def test_leaving_before_hiring_is_an_earlier_employment(bring: Bring) -> None:
    columns = {"hired_on": ["2020-01-01", "2020-01-01"], "left_on": ["2019-12-31", "2020-01-01"]}
    table = bring("reps", columns)
    assert values(table.column("left_on")) == [None, date(2020, 1, 1)]
    assert table.readings() == [("left_on", "before_hired_on", 1, "2019-12-31 → ∅", None, "")]


def test_numbers_that_nothing_decides_are_asked_with_both_totals(bring: Bring) -> None:
    columns = {"amount": ["1.250", "2.500", "100", None]}
    table = bring("deals", columns)
    assert table.column("amount") == [(None, None), (None, None), (100, None), (None, None)]
    options = (Option(".", "103.75"), Option(",", "3,850"))
    assert table.typed.questions == (Question("deals", "amount", "decimal", options),)


@pytest.mark.parametrize(("decimal", "number"), [(".", 1.25), (",", 1250.0)])
def test_answer_reads_open_numbers(bring: Bring, decimal: str, number: float) -> None:
    hints = Hints({"amount": ColumnHint(decimal=decimal)})  # type: ignore[arg-type]
    table = bring("deals", {"amount": ["1.250"]}, hints)
    assert (table.column("amount"), table.typed.questions) == ([(number, None)], ())


@pytest.mark.parametrize(
    ("texts", "margins", "semicolon", "numbers"),
    [
        (["1.250"], ["7"], True, [1250]),
        (["1,250"], ["7"], True, [1.25]),
        (["1.250"], ["7,5"], False, [1250]),
        (["1.250"], ["7.5"], False, [1.25]),
        (["1,250"], ["7.5"], False, [1250]),
        (["1.250", "1.250,00"], ["7.5"], False, [1250, 1250]),
    ],
)
def test_file_and_other_columns_decide_open_numbers(
    bring: Bring, texts: list[str], margins: list[str], semicolon: bool, numbers: list[float]
) -> None:
    margins = margins * len(texts)
    columns: dict[str, Values] = {"amount": texts, "margin": margins}
    table = bring("revenue", columns, Hints(semicolon=semicolon))
    assert values(table.column("amount")) == numbers
    assert table.typed.questions == ()


def test_contradicting_surroundings_leave_a_number_open(bring: Bring) -> None:
    columns: dict[str, Values] = {"amount": ["1.250"], "margin": ["7.5"]}
    assert bring("revenue", columns, Hints(semicolon=True)).typed.questions != ()


def test_two_signs_of_three_digits_contradict(read: Read) -> None:
    assert problems(read(Kind.NUMBER, ["1,234", "1.234"])) == ["ambiguous_number"] * 2


def test_rates_are_never_grouped(bring: Bring) -> None:
    columns: dict[str, Values] = {"rate": ["7.123", "6.998"]}
    table = bring("exchange_rates", columns, Hints(semicolon=True))
    assert values(table.column("rate")) == [7.123, 6.998]
    assert values(bring("exchange_rates", {"rate": ["1,085"]}).column("rate")) == [1.085]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,34,567", 1_234_567),
        ("12,34,567.50", 1_234_567.5),
        ("1.2万", 12_000),
        ("1.250万元", 12_500),
        ("3千", 3_000),
        ("1.5亿", 150_000_000),
        ("５００元", 500),
        ("USD 5", 5),
        ("5 EUR", 5),
        ("US$1,234.50", 1234.5),
        ("1\u2009234,50", 1234.5),
        ("-1,234.50 €", -1234.5),
        ("'1234.5", 1234.5),
        ('="1234.5"', 1234.5),
    ],
)
def test_neighbouring_spellings_of_numbers(read: Read, text: str, number: float) -> None:
    assert values(read(Kind.NUMBER, [text])) == [pytest.approx(number, abs=1e-9)]


def test_per_cent_is_a_hundredth_in_rates(bring: Bring) -> None:
    table = bring("compensation", {"commission_rate": ["5%", "7,5 %", "0.05"]})
    assert values(table.column("commission_rate")) == [0.05, 0.075, 0.05]


def test_dash_is_zero_in_money_and_counted(bring: Bring) -> None:
    table = bring("deals", {"amount": ["-", " – ", "--", "NA", "5"]})
    assert values(table.column("amount")) == [0, 0, None, None, 5]
    assert table.readings() == [
        ("amount", "dash_is_zero", 2, "- → 0.0", None, ""),
        ("amount", "word_for_nothing", 2, "-- → ∅", None, ""),
    ]


@settings(max_examples=5, deadline=None)
@given(cents=st.lists(st.integers(-(10**11), 10**11), min_size=200, max_size=300))
@pytest.mark.parametrize("style", [",.", ".,", " ,", "'."])
def test_amounts_in_every_style_read_back(bring: Bring, style: str, cents: list[int]) -> None:
    signs = str.maketrans({",": style[0], ".": style[1]})
    texts = [f"{each / 100:,.2f}".translate(signs) for each in cents]
    read = values(bring("deals", {"amount": texts}).column("amount"))
    assert read == pytest.approx([each / 100 for each in cents], abs=1e-6)


@settings(max_examples=5, deadline=None)
@given(days=st.lists(st.dates(date(1971, 1, 1), date(2068, 12, 31)), min_size=200, max_size=300))
@pytest.mark.parametrize("style", ["%d.%m.%Y", "%d/%m/%y", "%d-%b-%y", "%Y年%m月%d日", "%Y%m%d"])
def test_days_in_every_style_read_back(bring: Bring, style: str, days: list[date]) -> None:
    texts = [day.strftime(style) for day in days]
    hints = Hints({"created_on": ColumnHint(order="DMY")})
    assert values(bring("deals", {"created_on": texts}, hints).column("created_on")) == days


@pytest.mark.parametrize(
    ("texts", "currencies"),
    [
        (["€ 1,000.00", "£5", "RMB 7.50", "8 CHF", "9"], ["EUR", "GBP", "CNY", "CHF", None]),
        (["US$5", "HK$5", "5元"], ["USD", "HKD", "CNY"]),
    ],
)
def test_sign_beside_an_amount_is_the_currency_of_its_row(
    bring: Bring, texts: list[str], currencies: list[str | None]
) -> None:
    table = bring("deals", {"amount": texts})
    assert values(table.column("currency")) == currencies
    assert "currency" in [column.name for column in table.typed.columns]


def test_shared_sign_is_the_companys_where_it_fits(bring: Bring) -> None:
    table = bring("deals", {"amount": ["$5.00", "¥6.00"]}, Hints(company_currency="CAD"))
    assert table.column("currency") == [("CAD", None), (None, None)]
    options = (Option("CNY", "¥ 6"), Option("JPY", "¥ 6"))
    assert table.typed.questions == (Question("deals", "amount", "currency", options),)
    hints = Hints({"amount": ColumnHint(currency=("JPY",))}, company_currency="CAD")
    table = bring("deals", {"amount": ["$5.00", "¥6.00"]}, hints)
    assert values(table.column("currency")) == ["CAD", "JPY"]


def test_sign_may_not_contradict_the_currency_of_its_row(bring: Bring) -> None:
    columns: dict[str, Values] = {"amount": ["€5", "$5", "¥5"], "currency": ["USD", "HKD", "JPY"]}
    table = bring("deals", columns)
    assert [code for _, code in table.column("amount")] == ["currency_contradicts", None, None]
    assert table.typed.questions == ()


def test_several_currencies_without_a_place_for_them_are_no_numbers(bring: Bring) -> None:
    table = bring("quotas", {"quota": ["€5", "£5", "6"], "rep_id": ["R1", "R2", "R3"]})
    assert [code for _, code in table.column("quota")] == ["several_currencies"] * 2 + [None]
    assert values(bring("quotas", {"quota": ["€5", "€6"]}).column("quota")) == [5, 6]


def test_yes_and_no_of_other_systems(read: Read, bring: Bring) -> None:
    texts = ["√", "×", "none", "无", "-", "Ja", "Nein", "oui", "N/A"]
    expected = [True, False, False, False, False, True, False, True, None]
    assert values(read(Kind.BOOLEAN, texts)) == expected
    texts = ["在职", "离职", "Active", "INACTIVE", "启用", "停用"]
    assert values(bring("reps", {"active": texts}).column("active")) == [True, False] * 3


@pytest.mark.parametrize(
    ("table", "column", "texts", "words"),
    [
        (
            *("deals", "stage"),
            ["Closed Won", "closedlost", "赢单", "输单", "Prospecting", "won", "Parked", "-"],
            ["won", "lost", "won", "lost", "open", "won", "parked", None],
        ),
        (
            *("activities", "kind"),
            ["Phone call", "E-Mail", "打电话", "微信", "上门拜访", "MEETING"],
            ["call", "email", "call", "message", "visit", "meeting"],
        ),
        (
            *("revenue", "status"),
            ["Posted", "已作废", "Canceled", "草稿", "booked"],
            ["booked", "cancelled", "cancelled", "draft", "booked"],
        ),
        ("assignments", "role", ["负责人", "Backup"], ["owner", "second"]),
    ],
)
def test_words_of_other_systems_are_those_of_the_schema(
    bring: Bring, table: str, column: str, texts: list[str], words: list[str | None]
) -> None:
    assert [value for value, _ in bring(table, {column: texts}).column(column)] == words


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("\u3000客户\u00a0", "客户"),
        ("\u200bC1\ufeff", "C1"),
        ("\u00adC1\u2060\u2003", "C1"),
        ("C1\r\n", "C1"),
        ("C1\x1f", "C1"),
        ('="001"', "001"),
        ("'001", "001"),
        ("'=x", "=x"),
        ("'t Hart", "'t Hart"),
        ("aB", "aB"),
        ("A  B", "A  B"),
        ("1E5", "1E5"),
        ("1E-05", "1E-05"),
    ],
)
def test_id_is_what_remains_between_marks_and_blanks(
    read: Read, text: str, identifier: str
) -> None:
    assert values(read(Kind.ID, [text])) == [identifier]


def test_ids_that_became_rounded_numbers_are_lost(read: Read) -> None:
    texts = ["1.2E+17", "1,2E+17", "1.20000000000000E+17", "1E+17", "1.2e17"]
    assert [code for _, code in read(Kind.ID, texts)] == ["lost_id"] * 5


def test_names_keep_their_words_and_are_counted(bring: Bring) -> None:
    columns: dict[str, Values] = {
        "rep_id": ["R1", "R2", "R3"],
        "name": ["Null", "=HYPERLINK(1)", ""],
    }
    table = bring("reps", columns)
    assert values(table.column("name")) == ["Null", "=HYPERLINK(1)", "R3"]
    assert table.readings() == [
        ("name", "id_for_name", 1, "R3", None, ""),
        ("name", "word_in_name", 1, "Null", None, ""),
    ]


def test_further_words_for_nothing(bring: Bring) -> None:
    hints = Hints(nothing=("R0",))
    table = bring("deals", {"closed_on": ["R0", "2026-03-05"]}, hints)
    assert values(table.column("closed_on")) == [None, DAY]


def test_readings_carry_the_money_of_their_rows_by_currency(bring: Bring) -> None:
    columns: dict[str, Values] = {
        "customer_id": [" C1", "C1", "C2\u00a0"],
        "amount": ["5", "6", "7"],
        "booked_on": ["2026-03-05"] * 3,
        "currency": ["EUR", "EUR", "USD"],
    }
    assert sorted(bring("revenue", columns).readings()) == [
        ("customer_id", "space_around", 1, " C1 → C1", 5.0, "EUR"),
        ("customer_id", "space_around", 1, "C2\u00a0 → C2", 7.0, "USD"),
    ]


def test_rows_keep_their_order(bring: Bring) -> None:
    texts = [f"C{n}" if n % 3 else f" C{n}" for n in range(1, 3000)]
    table = bring("deals", {"customer_id": texts})
    connection = table.connection
    stored = connection.scalars(sa.select(table.typed.values.c.customer_id))
    assert list(stored) == [f"C{n}" for n in range(1, 3000)]


def test_calendar_ends_and_offsets_are_read(read: Read) -> None:
    times = ["2026-03-05T10:00:00+14:00", "2026-03-05T10:00:00-12:00", "2026-03-05T10:00:00+05:45"]
    assert values(read(Kind.TIME, times)) == times
    assert values(read(Kind.DATE, ["2099-12-30"])) == [date(2099, 12, 30)]


def test_impossible_times_are_refused_with_and_without_zone(read: Read) -> None:
    texts = ["2026-02-30T10:00:00Z", "2026-03-05T10:61:00Z", "2026-02-30 10:00"]
    assert problems(read(Kind.TIME, texts)) == ["impossible_date"] * 3


def test_serial_is_the_day_that_a_spreadsheet_shows(read: Read) -> None:
    start = date(1899, 12, 30)
    assert values(read(Kind.DATE, ["43659"])) == [start + timedelta(days=43659)]


def test_answer_decides_what_the_values_leave_open_and_no_more(bring: Bring) -> None:
    told = NO_HINTS.answered("created_on", "order", "MDY").answered("amount", "decimal", ",")
    open_ = bring("deals", {"created_on": ["3/4/2026"], "amount": ["1.234"]}, hints=told)
    assert open_.column("created_on") == [(date(2026, 3, 4), None)]
    assert open_.column("amount") == [(1234.0, None)]
    sure = bring("deals", {"created_on": ["26.4.2026"], "amount": ["1.23"]}, hints=told)
    assert sure.column("created_on") == [(date(2026, 4, 26), None)]
    assert sure.column("amount") == [(1.23, None)]


def test_every_column_of_days_or_numbers_says_how_it_was_read(bring: Bring) -> None:
    columns = {"created_on": ["26.4.2026", "3.4.2026"], "amount": ["1.234", "1.300"]}
    hints = NO_HINTS.answered("amount", "decimal", ".")
    amount, day = bring("deals", columns, hints=hints).typed.formats
    assert (day.asked, day.form, day.rows) == ("deals.created_on.order", "DMY", 2)
    assert (day.first, day.last, day.options) == ("2026-04-03", "2026-04-26", ())
    assert (amount.form, amount.written, amount.total) == (".", "1.234", 2.534)
    assert amount.options == (Option(".", "2.53"), Option(",", "2,534"))


def test_column_of_which_nothing_depends_on_the_reading_offers_no_other(bring: Bring) -> None:
    amount, day = bring("deals", {"created_on": ["2026-03-05"], "amount": ["7"]}).typed.formats
    assert (day.form, day.options, amount.form, amount.options) == ("", (), "", ())
    assert (day.first, amount.total) == ("2026-03-05", 7.0)
