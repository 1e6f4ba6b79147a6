"""What is certain is taken; what is doubtful is asked and stays out of the mapping until then."""

import pytest

from data.mapping.model import Expression
from data.recognition.catalogue import Catalogue, Catalogued, SourceColumn
from data.recognition.proposal import Certainty, Finding, Money, Proposal, Question
from data.recognition.recognise import BOTH, NO_TABLE, recognise
from data.recognition.table_reading import NO_COLUMN


def table(name: str, **columns: list[str | None]) -> Catalogued:
    return Catalogued(name, tuple(SourceColumn(c, tuple(v)) for c, v in columns.items()))


def header(name: str, *columns: str) -> Catalogued:
    return Catalogued(name, tuple(map(SourceColumn, columns)))


def proposed(*tables: Catalogued, **answers: str) -> Proposal:
    return recognise(Catalogue(tables), {key.replace("__", "."): v for key, v in answers.items()})


def finding(proposal: Proposal, column: str) -> Finding:
    return next(each for each in proposal.findings if each.column == column)


def question(proposal: Proposal, key: str) -> Question:
    return next(each for each in proposal.questions if each.id == key)


ORDERS = table(
    "shop.xlsx: 订单",
    日期=["2025-01-03", "2025-01-04", "2025-02-01"],
    客户=["Nord", "Süd", "Nord"],
    业务员=["Li", "Wu", "Li"],
    金额=["100", "2,000", "33.5"],
)


@pytest.mark.parametrize(
    "columns",
    [
        ("日期", "客户", "业务员", "金额"),
        ("date", "customer", "salesperson", "amount"),
        ("Datum", "Kunde", "Verkäufer", "Betrag"),
        ("Fecha", "Cliente", "Vendedor", "Importe"),
        ("Date", "Client", "Commercial", "Montant"),
    ],
)
def test_one_sheet_gives_customers_salespeople_and_bookings(columns: tuple[str, ...]) -> None:
    proposal = proposed(header("Sheet1", *columns))
    assert proposal.questions == ()
    assert set(proposal.mapping.parts) == {"reps", "customers", "revenue"}
    assert proposal.mapping.parts["customers"][0].one_per == "customer_id"
    assert proposal.mapping.parts["reps"][0].columns["rep_id"] == Expression(column=(columns[2],))


def test_a_finding_says_what_a_column_fills_why_and_shows_three_values() -> None:
    customer = finding(proposed(ORDERS), "客户")
    assert customer.certainty is Certainty.CERTAIN
    assert set(customer.targets) == {
        "revenue.customer_id",
        "customers.customer_id",
        "customers.name",
    }
    assert customer.samples == ("Nord", "Süd")
    assert str(customer.reason)


@pytest.mark.parametrize(
    ("money", "name"),
    [("注册资本", "客户表"), ("AnnualRevenue", "Account"), ("Jahresumsatz", "Kunden")],
)
def test_the_customers_own_money_is_never_a_sum_of_ours(money: str, name: str) -> None:
    proposal = proposed(header(name, "客户编号", "客户名称", "行业", money))
    assert finding(proposal, money).certainty is Certainty.UNUSED


@pytest.mark.parametrize(
    ("first", "second"),
    [("业务员", "销售员"), ("Sales Rep", "Account Manager"), ("Owner", "Created By")],
)
def test_two_people_in_one_line_are_asked(first: str, second: str) -> None:
    orders = header("orders", "order date", "customer", "order amount", first, second)
    proposal = proposed(orders)
    assert [o.key for o in question(proposal, "orders.rep").options] == [first, second, NO_COLUMN]
    assert "rep_id" not in proposal.mapping.parts["revenue"][0].columns
    answered = proposed(orders, orders__rep=second)
    assert answered.mapping.parts["revenue"][0].columns["rep_id"] == Expression(column=(second,))
    assert finding(answered, second).certainty is Certainty.CERTAIN


@pytest.mark.parametrize("clerk", ["制单人", "操作员", "创建人", "Operator", "Sachbearbeiter"])
def test_who_typed_a_record_in_is_not_who_sold(clerk: str) -> None:
    proposal = proposed(header("订单", "订单日期", "客户", "业务员", "金额", clerk))
    assert proposal.questions == ()
    assert finding(proposal, clerk).certainty is Certainty.UNUSED


@pytest.mark.parametrize(
    "planned",
    ["预计成交日期", "Expected Close Date", "下次联系时间", "Nächster Besuch", "计划回款日期"],
)
def test_a_plan_is_never_taken_as_something_that_happened(planned: str) -> None:
    for other in (("deals", "商机金额"), ("visits", "跟进方式"), ("orders", "订单金额")):
        proposal = proposed(header(other[0], "客户", "负责人", other[1], planned))
        happened = {"deals.closed_on", "activities.happened_at", "revenue.booked_on"}
        assert happened.isdisjoint(finding(proposal, planned).targets)


def test_of_three_days_the_day_of_the_order_is_the_booking() -> None:
    orders = header("orders", "order_date", "ship_date", "due_date", "customer", "amount")
    proposal = proposed(orders)
    assert finding(proposal, "order_date").targets == ("revenue.booked_on",)
    assert finding(proposal, "ship_date").certainty is Certainty.UNUSED
    assert finding(proposal, "due_date").targets == ("revenue.due_on",)


def test_sums_with_and_without_tax_are_asked_and_their_totals_wanted() -> None:
    sums = header("发票", "开票日期", "客户", "不含税金额", "价税合计", "业务员")
    asked = question(proposed(sums), "发票.revenue.amount")
    assert asked.options[0].money == Money("发票", "价税合计")
    assert {o.key for o in asked.options} == {"价税合计", "不含税金额", NO_COLUMN}
    assert "revenue" not in proposed(sums).mapping.parts


def test_the_last_contact_alone_is_no_history() -> None:
    proposal = proposed(header("客户", "客户名称", "行业", "负责人", "最后跟进时间"))
    assert finding(proposal, "最后跟进时间").certainty is Certainty.UNUSED
    assert "activities" not in proposal.mapping.parts


def test_rival_tables_are_asked_and_none_is_used_in_silence() -> None:
    orders = header("orders", "order date", "order id", "customer", "order amount")
    invoices = header("invoices", "invoice date", "invoice id", "customer", "invoice amount")
    proposal = proposed(orders, invoices)
    keys = [option.key for option in question(proposal, "revenue").options]
    assert set(keys) == {"orders", "invoices", BOTH}
    assert "revenue" not in proposal.mapping.parts
    answered = proposed(orders, invoices, revenue="invoices")
    assert [p.source for p in answered.mapping.parts["revenue"]] == ["invoices"]
    both = proposed(orders, invoices, revenue=BOTH)
    assert [p.source for p in both.mapping.parts["revenue"]] == ["orders", "invoices"]


def test_one_header_in_a_sheet_a_year_is_no_rivalry() -> None:
    columns = ("日期", "客户", "业务员", "金额")
    proposal = proposed(header("a.xlsx: 2024", *columns), header("a.xlsx: 2025", *columns))
    assert proposal.questions == ()
    assert [p.source for p in proposal.mapping.parts["revenue"]] == ["2024", "2025"]


@pytest.mark.parametrize("column", ["性别", "身份证号", "Date of Birth", "Geschlecht", "Religion"])
def test_what_is_never_used_of_people_is_never_proposed(column: str) -> None:
    staff = header("员工", "工号", "姓名", "部门", "入职日期", column)
    assert finding(proposed(staff), column).targets == ()
    assert finding(proposed(staff), column).certainty is Certainty.UNUSED


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("Customer", ("Customer ID", "Name", "Contract ends on")),
        ("REPS", ("repId", "NAME", "hired_on", "leftOn")),
        ("rep history", ("rep_id", "valid from", "team")),
        ("access", ("rep_id", "scope", "can_export", "revoked_on")),
        ("backups", ("system", "finished at", "succeeded")),
    ],
)
def test_canonical_names_are_certain_in_whatever_spelling(
    name: str, columns: tuple[str, ...]
) -> None:
    proposal = proposed(header(name, *columns))
    assert proposal.questions == ()
    assert {f.certainty for f in proposal.findings} == {Certainty.CERTAIN}


def test_a_name_is_joined_to_the_table_that_has_the_ids() -> None:
    customers = table("customers", customer_no=["C1", "C2"], customer_name=["Nord", "Süd"])
    revenue = proposed(customers, ORDERS).mapping.parts["revenue"][0]
    lookup = revenue.columns["customer_id"].lookup
    assert lookup is not None
    assert (lookup.table, lookup.by, lookup.give) == (
        "customers",
        ("customer_name",),
        "customer_no",
    )


def test_values_decide_the_join_against_the_name_of_a_column() -> None:
    customers = table("customers", customer_no=["C1", "C2"], customer_name=["Nord", "Süd"])
    orders = table(
        "orders", order_date=["2025-01-01"] * 3, customer=["C1", "C2", "C1"], amount=["1"] * 3
    )
    revenue = proposed(customers, orders).mapping.parts["revenue"][0]
    assert revenue.columns["customer_id"] == Expression(column=("customer",))


def test_a_name_does_not_become_the_id_while_the_id_is_asked() -> None:
    shops = header("assignments", "门店编号", "客户", "姓名", "直属上级")
    for part in proposed(shops).mapping.parts.get("customers", ()):
        assert part.columns["customer_id"] != Expression(column=("客户",))


def test_values_that_contradict_a_name_refuse_it() -> None:
    orders = table(
        "orders",
        order_date=["red", "blue", "green"],
        customer=["a", "b", "c"],
        amount=["1", "2", "3"],
    )
    assert finding(proposed(orders), "order_date").certainty is Certainty.UNUSED


def test_the_one_column_that_looks_like_a_day_is_asked_where_no_name_says_so() -> None:
    orders = table(
        "orders",
        xyzzy=["2025-01-01", "2025-01-02", "2025-01-05"],
        customer=["a", "b", "c"],
        order_amount=["1", "2", "3"],
    )
    proposal = proposed(orders)
    assert question(proposal, "orders.revenue.booked_on").options[0].key == "xyzzy"
    assert "revenue" not in proposal.mapping.parts


def test_money_in_ten_thousands_is_brought_to_units() -> None:
    orders = header("订单", "订单日期", "客户", "业务员", "订单金额（万元）")
    assert proposed(orders).mapping.parts["revenue"][0].columns["amount"].times == 10_000


def test_rows_marked_as_deleted_are_left_out() -> None:
    proposal = proposed(header("Account", "Id", "Name", "OwnerId", "IsDeleted"))
    (kept,) = proposal.mapping.tables["Account"].where
    assert kept.unequal
    assert "1" in kept.unequal


def test_first_and_last_names_make_one_name() -> None:
    reps = proposed(header("User", "Id", "FirstName", "LastName", "Email")).mapping.parts["reps"][0]
    parts = reps.columns["name"].concat
    assert parts is not None
    assert [part.column for part in parts] == [("FirstName",), ("LastName",)]


def test_an_answer_leaves_a_table_out() -> None:
    proposal = recognise(Catalogue((ORDERS,)), {"订单": NO_TABLE})
    assert proposal.mapping.parts == {}


def test_what_is_missing_is_said() -> None:
    proposal = proposed(header("订单", "订单编号", "客户", "订单金额"))
    assert [str(sentence) for sentence in proposal.missing] == [
        "订单 is not used for revenue yet: no column is taken for booked_on"
    ]


@pytest.mark.parametrize(
    ("name", "columns", "column", "target"),
    [
        ("销售单", ("录单日期", "往来单位", "经手人", "金额"), "经手人", "revenue.rep_id"),
        ("Rechnungen", ("Belegdatum", "Matchcode", "Betrag"), "Matchcode", "customers.name"),
        ("policies", ("Policy Date", "Insured", "Premium"), "Insured", "revenue.customer_id"),
        ("Sales Pipeline", ("account", "close_date", "close_value"), "close_value", "deals.amount"),
        ("sales_teams", ("sales_agent", "manager", "regional_office"), "sales_agent", "reps.name"),
    ],
)
def test_words_of_several_makers_are_known(
    name: str, columns: tuple[str, ...], column: str, target: str
) -> None:
    assert target in finding(proposed(header(name, *columns)), column).targets


def test_sums_in_two_currencies_are_asked() -> None:
    sums = header("应收单", "单据日期", "客户", "业务员", "本币金额", "原币金额")
    keys = [option.key for option in question(proposed(sums), "应收单.revenue.amount").options]
    assert set(keys) == {"本币金额", "原币金额", NO_COLUMN}


def test_what_a_broker_was_given_to_sell_is_a_deal_and_its_money_is_asked() -> None:
    columns = ("房源编号", "业主", "经纪人", "委托日期", "挂牌价", "佣金", "状态")
    proposal = proposed(header("房源", *columns))
    taken = {"房源编号": "deal_id", "业主": "customer_id", "经纪人": "rep_id"}
    taken |= {"委托日期": "created_on", "状态": "stage"}
    for column, target in taken.items():
        assert f"deals.{target}" in finding(proposal, column).targets
    # The price of a house is not what the broker earns.
    assert [each.id for each in proposal.questions] == ["房源.deals.amount"]


SALES = {
    "days": ["2026-01-03", "2026-01-04", "2026-02-01", "2026-03-04", "2026-03-09"],
    "people": ["Li", "Wu", "Li", "Wu", "Li"],
    "sums": ["100", "2,000", "33.5", "70", "500"],
}
AGAIN = ["Nord", "Süd", "Nord", "Ost", "Süd"]
ONCE = ["Nord", "Süd", "Ost", "West", "Mitte"]


def sheet(
    name: str, columns: tuple[str, ...], customers: list[str], **other: list[str]
) -> Proposal:
    values = SALES | other
    rows = (customers, values["people"], values["sums"], values["days"])
    columns_of = tuple(SourceColumn(c, tuple(v)) for c, v in zip(columns, rows, strict=True))
    return proposed(Catalogued(name, columns_of))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("Kunden", ("Firmenname", "Besitzer", "Umsatz", "Datum")),
        ("Kontakte", ("Kunde", "Betreuer", "Betrag", "Datum")),
        ("客户", ("客户", "业务员", "金额", "日期")),
        ("客户名单", ("客户名称", "负责人", "销售额", "日期")),
        ("Customers", ("Customer", "Salesperson", "Amount", "Date")),
        ("Accounts", ("Account Name", "Account Owner", "Revenue", "Order date")),
        ("Clients", ("Name", "Rep", "Sales", "Date")),
        ("Salespeople", ("Customer", "Salesperson", "Amount", "Date")),
    ],
)
def test_a_sheet_named_after_customers_or_people_may_hold_bookings(
    name: str, columns: tuple[str, ...]
) -> None:
    proposal = sheet(name, columns, AGAIN)
    assert proposal.questions == ()
    assert set(proposal.mapping.parts) == {"reps", "customers", "revenue"}
    once = sheet(name, columns, ONCE)
    assert once.mapping.parts == {}
    assert {"revenue"} < {option.key for option in question(once, name).options}


@pytest.mark.parametrize(
    ("money", "likely"),
    [("Umsatz", "customers"), ("Betrag", "revenue"), ("Auftragswert", "revenue")],
)
def test_of_one_row_a_customer_the_money_says_what_is_likely(money: str, likely: str) -> None:
    once = sheet("Kunden", ("Firmenname", "Besitzer", money, "Datum"), ONCE)
    assert question(once, "Kunden").options[0].key == likely


def test_one_row_a_contact_is_no_booking_in_silence() -> None:
    columns = ("Firmenname", "Besitzer", "Umsatz", "Datum")
    same = sheet(
        "Kunden",
        columns,
        AGAIN,
        days=["2026-01-03", "2026-01-04", "2026-01-03", "2026-03-04", "2026-01-04"],
        sums=["100", "200", "100", "70", "200"],
    )
    assert [option.key for option in question(same, "Kunden").options][:2] == [
        "revenue",
        "customers",
    ]


def test_the_customers_own_money_makes_no_bookings_of_a_list() -> None:
    proposal = sheet("Customers", ("Company", "Sales Rep", "Annual Revenue", "Date"), AGAIN)
    assert "revenue" not in proposal.mapping.parts
    dated = sheet("Kunden", ("Name", "Betreuer", "Umsatz", "letzter Kontakt"), ONCE)
    assert set(dated.mapping.parts) == {"reps", "customers"}


def test_the_month_of_a_sum_may_be_the_day_of_booking() -> None:
    months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    proposal = sheet("Sheet1", ("客户", "业务员", "金额", "月份"), AGAIN, days=months)
    asked = question(proposal, "Sheet1.revenue.booked_on")
    assert [option.key for option in asked.options] == ["月份", NO_COLUMN]


@pytest.mark.parametrize(
    ("money", "times"),
    [
        ("Betrag (TEUR)", 1e3),
        ("Umsatz in Tsd. €", 1e3),
        ("Amount ($000)", 1e3),
        ("Amount (k$)", 1e3),
        ("Amount (thousands)", 1e3),
        ("Umsatz (Mio. €)", 1e6),
        ("Revenue $M", 1e6),
        ("金额(百万元)", 1e6),
        ("金额（万元）", 1e4),
        ("金额（亿元）", 1e8),
        ("Betrag", None),
        ("Amount 2000", None),
    ],
)
def test_money_is_brought_to_units_by_what_its_name_says(money: str, times: float | None) -> None:
    columns = ("Kunde", "Verkäufer", money, "Datum")
    part = sheet("Bestellungen", columns, AGAIN).mapping.parts["revenue"][0]
    assert part.columns["amount"] == Expression(column=(money,), times=times)


def test_a_title_alone_makes_no_people_of_a_list_of_works() -> None:
    albums = header("albums.csv", "AlbumId", "Title", "ArtistId")
    people = header("customers.csv", "CustomerId", "Company", "Phone")
    assert finding(proposed(albums, people), "Title").certainty == Certainty.UNUSED


def test_people_known_by_a_title_and_an_address_stay_people() -> None:
    people = header("people.csv", "ContactId", "Title", "Email")
    assert finding(proposed(people), "Email").targets == ("contacts.email",)


@pytest.mark.parametrize(
    ("name", "values", "targets"),
    [
        ("状态", ["已完成", "已取消"], ("revenue.status",)),
        ("Order status", ["Shipped", "Cancelled"], ("revenue.status",)),
        ("订单状态", ["甲", "乙"], ()),
    ],
)
def test_a_status_is_taken_where_its_words_are_known(
    name: str, values: list[str], targets: tuple[str, ...]
) -> None:
    orders = table("订单", 日期=["2025-01-03"], 客户=["A"], 金额=["100"], **{name: values})
    assert finding(proposed(orders), name).targets == targets


@pytest.mark.parametrize("flag", ["Storno", "是否作废", "Cancelled", "is_void"])
def test_rows_that_a_flag_marks_as_cancelled_are_left_out(flag: str) -> None:
    orders = table("orders", date=["2025-01-03"], customer=["A"], amount=["1"], **{flag: ["0"]})
    (source,) = proposed(orders).mapping.tables.values()
    assert [condition.column for condition in source.where] == [Expression(column=(flag,))]


def test_contact_records_are_no_contacts() -> None:
    visits = header("Contact records", "customer", "salesperson", "date", "kind")
    assert "activities" in proposed(visits).mapping.parts
