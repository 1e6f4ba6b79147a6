"""What only several tables together say is taken where it is certain, else asked."""

import pytest

from data.mapping.model import Expression, Lookup
from data.recognition.catalogue import Catalogue, Catalogued, SourceColumn
from data.recognition.formulas import amounts_of_lines
from data.recognition.proposal import Certainty, Money, Proposal
from data.recognition.recognise import recognise
from data.recognition.table_reading import NO_COLUMN


def table(name: str, /, **columns: list[str | None]) -> Catalogued:
    return Catalogued(name, tuple(SourceColumn(c, tuple(v)) for c, v in columns.items()))


def proposed(*tables: Catalogued, **answers: str) -> Proposal:
    return recognise(Catalogue(tables), {key.replace("__", "."): v for key, v in answers.items()})


def options(proposal: Proposal, asked: str) -> list[str]:
    return [o.key for each in proposal.questions if each.id == asked for o in each.options]


DAYS: list[str | None] = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]


def orders(*regions: str | None, **further: list[str | None]) -> Catalogued:
    return table(
        "订单",
        订单日期=DAYS,
        客户=["甲", "乙", "丙", "丁"],
        销售额=["1", "2", "3", "4"],
        地区=list(regions),
        **further,
    )


def managers(regions: list[str | None], names: list[str | None]) -> Catalogued:
    return table("销售人员", 地区=regions, 地区经理=names)


def test_orders_have_the_salesperson_of_their_region() -> None:
    proposal = proposed(orders("东", "西", "东", "西"), managers(["东", "西"], ["Li", "Wu"]))
    assert proposal.questions == ()
    rep = proposal.mapping.parts["revenue"][0].columns["rep_id"]
    lookup = Lookup(table="销售人员", by=("地区",), give="地区经理")
    assert rep == Expression(column=("地区",), lookup=lookup)
    region = next(f for f in proposal.findings if (f.table, f.column) == ("订单", "地区"))
    assert "revenue.rep_id" in region.targets


@pytest.mark.parametrize(
    ("regions", "names"),
    [
        (["东", "西", "西"], ["Li", "Wu", "Xu"]),
        (["东", "南"], ["Li", "Wu"]),
    ],
    ids=["two in one region", "half of the orders lead nowhere"],
)
def test_a_region_that_does_not_lead_everyone_to_one_person_is_never_taken(
    regions: list[str | None], names: list[str | None]
) -> None:
    sheets = orders("东", "西", "东", "西"), managers(regions, names)
    proposal = proposed(*sheets)
    assert "rep_id" not in proposal.mapping.parts["revenue"][0].columns
    if len(set(regions)) == len(regions):
        assert options(proposal, "订单.rep") == ["地区", NO_COLUMN]
        answered = proposed(*sheets, 订单__rep="地区").mapping.parts["revenue"][0]
        assert answered.columns["rep_id"].lookup is not None


def test_a_salesperson_in_the_row_goes_before_that_of_the_region() -> None:
    sold = orders("东", "西", "东", "西", 业务员=["Li", "Li", "Wu", "Wu"])
    proposal = proposed(sold, managers(["东", "西"], ["Li", "Wu"]))
    assert proposal.mapping.parts["revenue"][0].columns["rep_id"].column == ("业务员",)


def test_customers_have_the_owner_of_their_region_where_orders_name_none() -> None:
    customers = table(
        "customers", customer_id=["1", "2"], customer_name=["A", "B"], region=["N", "S"]
    )
    reps = table("reps", rep_id=["7", "8"], name=["Ann", "Bo"], region=["N", "S"])
    bills = table("orders", order_date=DAYS[:2], customer_id=["1", "2"], amount=["1", "2"])
    owner = proposed(customers, reps, bills).mapping.parts["customers"][0].columns["owner_id"]
    assert owner.lookup == Lookup(table="reps", by=("region",), give="rep_id")


HEADS = table(
    "orders",
    orderID=["1", "2", "3", "4"],
    customerID=["A", "B", "A", "C"],
    employeeID=["7", "8", "7", "8"],
    orderDate=DAYS,
)
LINES = table(
    "order-details",
    orderID=["1", "1", "2", "4"],
    productID=["p", "q", "p", "q"],
    unitPrice=["10", "5", "10", "5"],
    quantity=["1", "2", "3", "4"],
    discount=["0", "0.1", "0", "0.25"],
)
NET = "unitPrice * quantity * (1 - discount)"


def test_money_that_stands_on_lines_only_is_asked_with_its_totals() -> None:
    proposal = proposed(HEADS, LINES)
    assert options(proposal, "order-details.revenue.amount")[:2] == [NET, "unitPrice * quantity"]
    assert proposal.questions[0].options[0].money == Money("order-details", NET)
    assert "revenue" not in proposal.mapping.parts
    assert [each.values["table"] for each in proposal.missing] == ["order-details"]


def test_lines_take_customer_person_and_day_from_their_order() -> None:
    answers = {"order-details.revenue.amount": NET}
    mapping = recognise(Catalogue((HEADS, LINES)), answers).mapping
    (part,) = mapping.parts["revenue"]
    assert (part.source, part.join[0].table) == ("order-details", "orders")
    assert part.join[0].on == {"orderID": Expression(column=("orderID",))}
    assert part.columns == {
        "revenue_id": Expression(column=("orderID",)),
        "amount": Expression(calc=NET),
        "customer_id": Expression(column=("orders.customerID",)),
        "rep_id": Expression(column=("orders.employeeID",)),
        "booked_on": Expression(column=("orders.orderDate",)),
    }


def test_lines_of_orders_with_a_total_are_not_needed() -> None:
    total = SourceColumn("total", ("10", "20", "30", "40"))
    heads = Catalogued("orders", (*HEADS.columns, total))
    proposal = proposed(heads, LINES)
    assert proposal.questions == ()
    assert [part.source for part in proposal.mapping.parts["revenue"]] == ["orders"]
    assert all(f.certainty is not Certainty.ASKED for f in proposal.findings)


@pytest.mark.parametrize(
    ("discount", "ways"),
    [
        (["0", "0.1"], ["p * q * (1 - discount)", "p * q"]),
        (["0.9", "0.8"], ["p * q * (1 - discount)", "p * q * discount", "p * q"]),
        (["0", "15"], ["p * q * (1 - discount / 100)", "p * q - discount", "p * q"]),
    ],
)
def test_a_discount_is_read_in_every_way_its_values_allow(
    discount: list[str | None], ways: list[str]
) -> None:
    lines = table("lines", **{"Unit Price": ["1", "2"], "qty": ["1", "2"], "discount": discount})
    made = [each.calc for each in amounts_of_lines(lines)]
    assert made == [way.replace("p *", "[Unit Price] *").replace("* q", "* qty") for way in ways]


REPS = table("reps", rep_id=["1", "2", "3"], name=["Ann", "Bo", "Cy"])


@pytest.mark.parametrize(
    ("column", "values", "taken"),
    [
        ("support_rep_no", ["1", "2", "1"], True),
        ("support_rep_no", ["1", "2", "900"], None),
        ("support_rep_no", ["70", "80", "90"], False),
        ("employees", ["1", "2", "3"], False),
    ],
    ids=["all are salespeople", "some are", "none is", "how many they are"],
)
def test_values_say_whether_a_doubtful_column_names_a_salesperson(
    column: str, values: list[str | None], taken: bool | None
) -> None:
    names: dict[str, list[str | None]] = {"customer_name": ["A", "B", "C"], column: values}
    proposal = proposed(table("customers", **names), REPS)
    assert ("owner_id" in proposal.mapping.parts["customers"][0].columns) is (taken is True)
    assert bool(options(proposal, "customers.owner")) is (taken is None)


def test_a_list_of_who_belongs_where_is_no_rival_of_the_people_themselves() -> None:
    belongs = table("employee-territories", employeeID=["1", "1"], territoryID=["5", "6"])
    staff = table("employees", employeeID=["1", "2"], lastName=["Lee", "Ek"], firstName=["A", "B"])
    proposal = proposed(staff, belongs)
    assert proposal.questions == ()
    assert [part.source for part in proposal.mapping.parts["reps"]] == ["employees"]
