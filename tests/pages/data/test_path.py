"""The path of a foreign export: understood with a question, checked, used, and met again."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.mapping.text import read_mapping
from pages.data.choices import Choices, Way
from pages.data.keys import DataKey
from tests.pages.data.test_page import everything, keys, opened, plain

CUSTOMERS = "客户编号,客户名称,负责人\nK1,北门泵业,田安然\nK2,明亮烘焙,马本立\n"
STAFF = "业务员编号,姓名,部门\nS1,田安然,一部\nS2,马本立,一部\n"
ORDERS = (
    "订单编号,客户编号,业务员,下单日期,含税金额,未税金额\n"
    "B1,K1,田安然,2026-03-01,1130,1000\n"
    "B2,K2,马本立,2026-04-01,2260,2000\n"
    "B3,K9,马本立,2026-05-01,3390,3000\n"
)
QUESTION = f"{DataKey.QUESTION}-订单.revenue.amount"


def brought(app: AppTest, orders: str = ORDERS, round_: int = 0) -> AppTest:
    files = {"客户.csv": CUSTOMERS, "业务员.csv": STAFF, "订单.csv": orders}
    given = [(name, text.encode(), "text/csv") for name, text in files.items()]
    app.file_uploader(key=f"{DataKey.UPLOAD}-{round_}").set_value(given).run()
    app.button(key=DataKey.CHECK).click().run()
    assert not app.exception
    return app


def test_question_shows_the_total_of_each_answer_and_checks_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    app = brought(opened(home, monkeypatch))
    asked = app.radio(key=QUESTION)
    assert [plain(each) for each in asked.options][:2] == [
        "含税金额: 6,780.00 in 3 rows",
        "未税金额: 6,000.00 in 3 rows",
    ]
    assert DataKey.IMPORT not in keys(app)

    asked.set_value("未税金额").run()
    said = plain(everything(app))
    assert "Bookings: 3 rows, 6,000.00 in total" in said
    assert "Bookings: customer → Customers: 66.6 %; 1 row has no match, for example K9" in said
    assert app.radio(key=QUESTION).value == "未税金额"

    app.button(key=DataKey.IMPORT).click().run()
    (kept,) = home.glob("mapping-*.toml")
    assert 'amount = "未税金额"' in kept.read_text(encoding="utf-8")

    brought(app, round_=1)
    assert "The mapping you used before is applied" in everything(app)
    assert not app.radio

    app.file_uploader(key=f"{DataKey.UPLOAD}-1").set_value([]).run()
    brought(app, ORDERS.replace("下单日期", "下单时间"), round_=1)
    said = plain(everything(app))
    assert "订单: 下单日期 is missing; nearest to it is 下单时间, which is new." in said
    assert DataKey.WAY + "-kept" not in keys(app)


def test_mapping_by_hand_and_as_a_file_is_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(tmp_path / "home", monkeypatch)
    app.session_state["data-open-hand"] = True
    app = brought(app)
    app.selectbox(key=f"{DataKey.HAND}-table").set_value("revenue").run()
    app.selectbox(key=f"{DataKey.HAND}-source").set_value("订单").run()
    app.button(key=f"{DataKey.HAND}-add").click().run()
    for column, taken in (
        ("customer_id", "客户编号"),
        ("amount", "含税金额"),
        ("booked_on", "下单日期"),
    ):
        app.selectbox(key=f"{DataKey.HAND}-revenue-0-{column}").set_value(taken).run()
        assert not app.exception
    app.button(key=f"{DataKey.HAND}-apply").click().run()
    said = plain(everything(app))
    assert "The mapping you made by hand is applied." in said
    assert "Bookings: 3 rows, 6,780.00 in total" in said


def test_odd_export_is_named_read_joined_dated_and_told_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"{number}\t{customer}\t{person}\t{day}\t1.{number}\n"
        for number, (customer, person, day) in enumerate(
            [
                ("Hartmann Logistik", "Ann Lee", "3/4/2024"),
                ("Hartman Logistik", "Ann Lee", "5/4/2024"),
                ("Bolt", "Bob Ray", "6/4/2024"),
                ("Dunhill", "Bob Ray", "6/5/2024"),
                ("Dunhill", "Bob Ray", "7/5/2025"),
            ],
            start=100,
        )
    ]
    app = opened(tmp_path / "home", monkeypatch)
    key = f"{DataKey.UPLOAD}-0"
    app.file_uploader(key=key).set_value([("export.txt", "".join(rows).encode(), "")]).run()
    app.button(key=DataKey.CHECK).click().run()
    assert "export.txt: the columns have no names." in plain(everything(app))
    assert "Checked" not in [each.value for each in app.header]

    for place, name in enumerate(["Order no", "Customer", "Salesperson", "Order date", "Amount"]):
        app.text_input(key=f"{DataKey.NAMES}-0-{place}").set_value(name)
    next(each for each in app.button if each.label == "These are the names").click().run()
    assert not app.exception
    order, sign = (
        f"{DataKey.QUESTION}-revenue.{name}" for name in ("booked_on.order", "amount.decimal")
    )
    app.radio(key=order).set_value("DMY").run()
    app.radio(key=sign).set_value(",").run()
    assert DataKey.IMPORT in keys(app)
    app.radio(key=sign).set_value(".").run()
    said = plain(everything(app))
    assert "Put into use, every page speaks of 1 a year: 4 customers, 2 of your people" in said
    assert "Of 6 in bookings 1 counts; the largest step: less rows before the last twelve" in said

    app.button(key=f"{DataKey.SAME}-0").click().run()
    assert "Customers: Hartmann Logistik counts as Hartman Logistik." in plain(everything(app))
    assert f"{DataKey.SAME}-0" not in keys(app)
    app.button(key=f"{DataKey.SAME}-part-0").click().run()
    assert f"{DataKey.SAME}-0" in keys(app)

    app.button(key=DataKey.AS_OF).click().run()
    assert "The figures are as of" in plain(everything(app))
    app.button(key=DataKey.IMPORT).click().run()
    assert not app.exception


def test_what_was_answered_is_not_asked_again_where_it_does_not_suffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = "account,sector,employees\nAcme,retail,2822\nBolt,medical,495\n"
    pipeline = "sales_agent,account,engage_date\nAnn Lee,Acme,2025-10-20\nBob Ray,Bolt,2025-10-25\n"
    app = opened(tmp_path / "home", monkeypatch)
    files = {"accounts.csv": accounts, "sales_pipeline.csv": pipeline}
    given = [(name, text.encode(), "text/csv") for name, text in files.items()]
    app.file_uploader(key=f"{DataKey.UPLOAD}-0").set_value(given).run()
    app.button(key=DataKey.CHECK).click().run()
    asked = [each for each in app.radio if str(each.key).startswith(DataKey.QUESTION)]
    assert asked
    for each in asked:
        app.radio(key=each.key).set_value("-").run()
        assert not app.exception
    assert "Choose one of the answers" not in plain(everything(app))


def test_a_mapping_that_does_not_fit_says_why_and_leaves_the_other_ways_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = brought(opened(tmp_path / "home", monkeypatch))
    files = app.session_state[DataKey.OUTCOME].chosen.files
    lacking = """
[tables.a]
name = "订单"
[[revenue]]
from = "a"
columns = { customer_id = "Nowhere", booked_on = "下单日期", amount = "未税金额" }
"""
    app.session_state[DataKey.CHOICES] = Choices(
        files, Way.FILE, mapping=read_mapping(lacking, "m.toml"), called="m.toml"
    )
    app.run()
    said = plain(everything(app))
    assert "has no column Nowhere" in said
    app.button(key=f"{DataKey.WAY}-again").click().run()
    assert app.radio(key=QUESTION).value is None
