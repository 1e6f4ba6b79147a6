"""An example workbook as a customer system would export it, in both languages; all invented."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import xlsxwriter

from pages.components.catalogue import Language

__all__ = ["example_workbook"]

Cell = str | int | float | date
Sheet = tuple[str, Sequence[str], list[list[Cell]]]

_FIRST = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the invented people and companies of one language are called."""

    people: Sequence[tuple[str, str]]
    customers: Sequence[tuple[str, str, str, str]]
    contacts: Sequence[str]
    kinds: Sequence[str]


_EN = _Words(
    people=[("S01", "Ann Field"), ("S02", "Ben Marsh"), ("S03", "Cleo Brook")],
    customers=[
        ("K01", "Northgate Pumps", "Mechanical", "North"),
        ("K02", "Bright Bakery", "Food", "South"),
        ("K03", "Harbour Paints", "Chemical", "West"),
        ("K04", "Willow Textiles", "Textile", "South"),
        ("K05", "Stonefield Tools", "Mechanical", "North"),
        ("K06", "Meadow Foods", "Food", "West"),
    ],
    contacts=["Iris Dale", "Jon Reed", "Kay Holt", "Lee Moor", "May Pine", "Ned Ash"],
    kinds=["Visit", "Call", "E-mail"],
)
_ZH = _Words(
    people=[("S01", "田安然"), ("S02", "马本立"), ("S03", "柯蕾")],
    customers=[
        ("K01", "北门泵业", "机械", "华北"),
        ("K02", "明亮烘焙", "食品", "华南"),
        ("K03", "港湾涂料", "化工", "华东"),
        ("K04", "柳溪纺织", "纺织", "华南"),
        ("K05", "石田工具", "机械", "华北"),
        ("K06", "草原食品", "食品", "华东"),
    ],
    contacts=["戴艾", "任俊", "贺凯", "莫力", "潘美", "艾宁"],
    kinds=["拜访", "电话", "邮件"],
)
_NAMES: dict[Language, tuple[tuple[str, Sequence[str]], ...]] = {
    "en": (
        ("Salespeople", ("Salesperson ID", "Name", "Team", "Hired on")),
        ("Customers", ("Customer ID", "Customer name", "Industry", "Region", "Owner ID")),
        ("Contacts", ("Contact ID", "Customer ID", "Contact name", "Phone")),
        ("Activities", ("Customer ID", "Salesperson ID", "Activity date", "Activity type")),
        (
            "Orders",
            ("Order ID", "Customer ID", "Salesperson ID", "Order date", "Order amount", "Currency"),
        ),
    ),
    "zh": (
        ("业务员", ("业务员编号", "姓名", "部门", "入职日期")),
        ("客户", ("客户编号", "客户名称", "行业", "地区", "负责人编号")),
        ("联系人", ("联系人编号", "客户编号", "联系人姓名", "电话")),
        ("跟进记录", ("客户编号", "业务员编号", "跟进时间", "跟进方式")),
        ("订单", ("订单编号", "客户编号", "业务员编号", "下单日期", "订单金额", "币种")),
    ),
}


def example_workbook(language: Language) -> bytes:
    """Make the workbook: five sheets of a year of a small company."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#dfe4ea"})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, header, cells in _sheets(language):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header, bold)
            for row, values in enumerate(cells, start=1):
                for column, value in enumerate(values):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, days)
                    else:
                        sheet.write(row, column, value)
            sheet.set_column(0, len(header) - 1, 18)
            sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _sheets(language: Language) -> Iterator[Sheet]:
    words = _ZH if language == "zh" else _EN
    rows: tuple[list[list[Cell]], ...] = (
        _people(words.people, "销售一部" if language == "zh" else "Sales"),
        [[*customer, _owner(at)] for at, customer in enumerate(words.customers)],
        _contacts(words.contacts),
        _records(words.kinds),
        _orders("CNY" if language == "zh" else "EUR"),
    )
    for (name, header), cells in zip(_NAMES[language], rows, strict=True):
        yield name, header, cells


def _owner(customer: int) -> str:
    return f"S{customer % 3 + 1:02}"


def _people(people: Sequence[Sequence[str]], team: str) -> list[list[Cell]]:
    hired = (date(2017, 3, 1), date(2020, 9, 15), date(2023, 2, 1))
    return [[*person, team, day] for person, day in zip(people, hired, strict=True)]


def _contacts(names: Sequence[str]) -> list[list[Cell]]:
    return [
        [f"P{at + 1:02}", f"K{at + 1:02}", name, f"555-01{at + 1:02}"]
        for at, name in enumerate(names)
    ]


def _records(kinds: Sequence[str]) -> list[list[Cell]]:
    """Every customer sees its owner each month; two of them a second person now and then."""
    records: list[list[Cell]] = []
    for month in range(12):
        for customer in range(6):
            day = _FIRST + timedelta(days=30 * month + 4 * customer)
            who = _owner(customer + (1 if customer < 2 and month % 3 == 0 else 0))
            records.append([f"K{customer + 1:02}", who, day, kinds[(month + customer) % 3]])
    return records


def _orders(currency: str) -> list[list[Cell]]:
    orders: list[list[Cell]] = []
    for month in range(0, 12, 2):
        for customer in range(6):
            day = _FIRST + timedelta(days=30 * month + 3 * customer + 10)
            amount = 12_000 * (6 - customer) + 350 * month
            number = f"B{len(orders) + 1:03}"
            orders.append([number, f"K{customer + 1:02}", _owner(customer), day, amount, currency])
    return orders
