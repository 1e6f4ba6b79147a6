import sqlalchemy as sa

from data.schema import (
    METADATA,
    NAMED_IN_CHINESE,
    RELATION_TABLES,
    REQUIRED_TABLES,
    TABLES,
    Kind,
)


def test_every_table_of_the_design_is_there() -> None:
    assert (
        list(TABLES)
        == (
            "reps rep_history customers contacts deals revenue activities assignments quotas "
            "compensation agreements access access_log backups exchange_rates roles"
        ).split()
    )
    assert {*REQUIRED_TABLES, *RELATION_TABLES} <= set(TABLES)


def test_required_and_key_columns_are_those_of_the_design() -> None:
    assert TABLES["reps"].key == "rep_id"
    assert TABLES["reps"].required == ["rep_id", "name"]
    assert TABLES["revenue"].key is None
    assert TABLES["revenue"].required == ["customer_id", "amount", "booked_on"]
    assert TABLES["quotas"].required == ["rep_id", "period_start", "quota"]
    assert [table for table in TABLES if TABLES[table].key] == (
        "reps customers contacts deals".split()
    )


def test_choices_are_on_every_choice_column_and_nowhere_else() -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            assert bool(column.choices) == (column.kind is Kind.CHOICE), (table.name, column.name)


def test_sqlalchemy_tables_mirror_the_layout() -> None:
    assert set(METADATA.tables) == set(TABLES)
    revenue = METADATA.tables["revenue"]
    assert revenue.c.keys() == list(TABLES["revenue"].columns)
    assert isinstance(revenue.c.amount.type, sa.Double)
    assert isinstance(revenue.c.booked_on.type, sa.Date)
    assert not revenue.c.amount.nullable
    assert revenue.c.margin.nullable


def test_columns_named_in_chinese_exist() -> None:
    for table, columns in NAMED_IN_CHINESE.items():
        assert set(columns) <= set(TABLES[table].columns)
