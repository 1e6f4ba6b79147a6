"""SAP Business One: credit memos take away, cancelled documents are out, -1 is nobody."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

DOCUMENT = "DocEntry,CardCode,SlpCode,DocDate,DocDueDate,DocTotal,DocCur,CANCELED"
SHEETS = {
    "OSLP": "SlpCode,SlpName,Commission,GroupCode,Active,Email\n-1,-No Sales Employee-,0,0,Y,\n1,Ada Stone,2,1,Y,ada@x.example\n2,Cleo Marsh,2,1,N,\n",
    "OCRD": "CardCode,CardName,CardType,SlpCode\nC1,Alder,C,1\nC2,Birch,C,-1\nS1,Supplier,S,1\n",
    "OCPR": "CntctCode,CardCode,Name,Tel1,E_MailL\n1,C1,Pia Holm,+43 1,pia@alder.example\n2,S1,Other,,\n",
    "OINV": f"{DOCUMENT}\n1,C1,1,2026-01-10,2026-02-10,500,EUR,N\n2,C2,-1,2026-01-11,,80,USD,N\n3,C1,1,2026-01-12,,900,EUR,Y\n4,C1,1,2026-01-12,,900,EUR,C\n",
    "ORIN": f"{DOCUMENT}\n1,C1,1,2026-01-20,,120,EUR,N\n",
}  # fmt: skip


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
