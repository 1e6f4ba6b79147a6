"""SAP Business One: credit memos take away, cancelled documents are out, -1 is nobody."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

DOCUMENT = "DocEntry,CardCode,SlpCode,DocDate,DocDueDate,DocTotal,DocCur,CANCELED"
SHEETS = {
    "OSLP": """
SlpCode,SlpName,Commission,GroupCode,Active,Email
-1,-No Sales Employee-,0,0,Y,
1,Ada Stone,2,1,Y,ada@x.example
2,Cleo Marsh,2,1,N,
""",
    "OCRD": """
CardCode,CardName,CardType,SlpCode
C1,Alder,C,1
C2,Birch,C,-1
S1,Supplier,S,1
""",
    "OCPR": """
CntctCode,CardCode,Name,Tel1,E_MailL
1,C1,Pia Holm,+43 1,pia@alder.example
2,S1,Other,,
""",
    "OINV": f"""
{DOCUMENT}
1,C1,1,2026-01-10,2026-02-10,500,EUR,N
2,C2,-1,2026-01-11,,80,USD,N
3,C1,1,2026-01-12,,900,EUR,Y
4,C1,1,2026-01-12,,900,EUR,C
""",
    "ORIN": f"""
{DOCUMENT}
1,C1,1,2026-01-20,,120,EUR,N
""",
}


def test_business_one(tmp_path: Path) -> None:
    made = Made("sap-b1", tmp_path, SHEETS)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "active") == [
        ("1", "Ada Stone", "yes"),
        ("2", "Cleo Marsh", "no"),
    ]
    assert made.rows("customers", "customer_id", "name", "owner_id") == [
        ("C1", "Alder", "1"),
        ("C2", "Birch", ""),
    ]
    assert made.rows("contacts", "contact_id", "customer_id") == [("1", "C1")]
    assert made.rows("revenue", "revenue_id", "customer_id", "rep_id", "amount") == [
        ("1", "C1", "1", "500"),
        ("2", "C2", "", "80"),
        ("ORIN-1", "C1", "1", "-120"),
    ]
    assert made.money("revenue", "booked_on") == {"C1": Decimal(380), "C2": Decimal(80)}
