"""Frames have the same types whatever the engine, also without rows."""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from data.frames import COUNT, DAY, FLAG, IDS, NUMBER, TEXT, WHOLE, conform, fetch

KINDS = {"name": TEXT, "day": DAY, "amount": NUMBER, "rows": COUNT, "people": WHOLE, "open": FLAG}
DTYPES = ["str", "datetime64[s]", "float64", "int64", "Int64", "boolean"]


def statement(rows: int) -> sa.Select:
    numbers = sa.union_all(*(sa.select(sa.literal(n).label("n")) for n in (1, 2))).subquery()
    missing = sa.case((numbers.c.n == 2, sa.null()), else_=numbers.c.n)
    return (
        sa.select(
            sa.literal("x"),
            sa.literal(date(2026, 3, 5), sa.Date),
            sa.literal(0.1, sa.Double),
            numbers.c.n,
            missing,
            missing,
        )
        .where(numbers.c.n <= rows)
        .order_by(numbers.c.n)
    )


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_frame_has_the_types_of_its_kinds(blank: sa.Engine, rows: int) -> None:
    with blank.connect() as connection:
        frame = fetch(connection, statement(rows), KINDS)
    assert [str(dtype) for dtype in frame.dtypes] == DTYPES
    assert list(frame.columns) == list(KINDS)
    assert len(frame) == rows
    if rows == 2:
        assert frame["day"].tolist() == [pd.Timestamp("2026-03-05")] * 2
        assert frame["people"].isna().tolist() == [False, True]
        assert frame["open"].tolist() == [True, pd.NA]


@pytest.mark.parametrize("names", [[], ["b"], ["b", "a", None, "b", "B"]])
def test_identifiers_that_repeat_are_sorted_categories(
    blank: sa.Engine, names: list[str | None]
) -> None:
    rows = [
        sa.select(sa.literal(place).label("place"), sa.literal(name, sa.String(9)).label("name"))
        for place, name in enumerate([*names, "not asked for"])
    ]
    every = sa.union_all(*rows).subquery()
    asked = sa.select(every.c.name).where(every.c.place < len(names)).order_by(every.c.place)
    with blank.connect() as connection:
        found = fetch(connection, asked, {"name": IDS})["name"]
    expected = pd.Series(names, dtype="str", name="name").astype("category")
    pd.testing.assert_series_equal(found, expected)


def test_plain_values_of_any_driver_are_conformed() -> None:
    frame = conform(
        {
            "name": ["a", None],
            "day": [datetime(2026, 3, 5, 12), "2026-03-06"],  # noqa: DTZ001
            "amount": [Decimal("1.5"), None],
            "rows": [Decimal(2), 3],
            "people": [Decimal(4), None],
            "open": [1, None],
        },
        KINDS,
    )
    assert [str(dtype) for dtype in frame.dtypes] == DTYPES
    assert frame["day"].dt.day.tolist() == [5, 6]
    assert frame["amount"].tolist()[0] == 1.5
    assert frame["rows"].tolist() == [2, 3]
    assert pd.isna(frame["name"].iloc[1])


def test_a_column_that_is_not_given_is_empty() -> None:
    assert conform({}, KINDS).empty
