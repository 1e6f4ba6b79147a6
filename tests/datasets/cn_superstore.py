"""示例-超市 (Tableau's sample superstore in Chinese) as canonical tables.

订单 → revenue (one row a line, 订单 ID as revenue_id, 销售额 as amount) and customers (by 客户 ID:
the 790 ids share 771 names); 销售人员 → reps: the manager of the 地区 of an order is its rep.
Returns are not removed.
"""

from pathlib import Path

from tests.datasets import PUBLISHED, read_rows, write_table


def canonical(folder: Path) -> Path:
    """Write the canonical CSV files into ``folder`` and return it."""
    files = PUBLISHED / "cn_superstore"
    orders = read_rows(files / "订单_gbk.csv", "gb18030")
    managers = {
        row["地区"]: row["地区经理"] for row in read_rows(files / "销售人员_gbk.csv", "gb18030")
    }
    write_table(
        folder,
        "reps",
        ({"rep_id": name, "name": name, "region": area} for area, name in managers.items()),
    )
    customers = {row["客户 ID"]: row for row in orders}
    write_table(
        folder,
        "customers",
        (
            {"customer_id": id_, "name": row["客户名称"], "segment": row["细分"]}
            for id_, row in customers.items()
        ),
    )
    write_table(
        folder,
        "revenue",
        (
            {
                "customer_id": row["客户 ID"],
                "rep_id": managers[row["地区"]],
                "amount": row["销售额"],
                "booked_on": row["订单日期"],
                "revenue_id": row["订单 ID"],
            }
            for row in orders
        ),
    )
    return folder
