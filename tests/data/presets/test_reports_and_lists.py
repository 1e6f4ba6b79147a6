"""Files that people export by hand: labels, and names in place of ids."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

SALESFORCE = {
    "report 1": """
Last Activity,Account Owner,Account Name,Billing State/Province,Type,Account ID
3/2/2026,Ada Stone,Alder,Vienna,Customer,001Aa0000000001
3/3/2026,Ben Ortiz,Birch,Lima,Customer,001Aa0000000002
,Ben Ortiz,Cedar,Lima,Prospect,001Aa0000000003
Copyright (c),,,,,
""",
    "report 2": """
Opportunity Owner,Account Name,Account ID,Opportunity ID,Amount Currency,Amount,Close Date,Created Date,Stage,Closed,Won
Ada Stone,Alder,001Aa0000000001,006Aa0000000001,EUR,1000,1/31/2026,11/1/2025,Firmas,1,1
Cleo Marsh,Birch,001Aa0000000002,006Aa0000000002,USD,300,2/28/2026,1/1/2026,Perdida,1,0
Ben Ortiz,Cedar,001Aa0000000003,006Aa0000000003,USD,50,9/30/2026,1/1/2026,Firmas,0,0
Ada Stone,Alder,001Aa0000000001,006Aa0000000001,EUR,1000,1/31/2026,11/1/2025,Firmas,1,1
""",
}
HUBSPOT = {
    "hubspot-crm-exports-all-companies-2026-03-01": """
Record ID,Company name,Company owner,Create Date,Phone Number,Last Activity Date,City,Country/Region,Industry
101,Alder,Ada Stone,2025-01-02 10:00,,,Vienna,Austria,Timber
102,Birch,,2025-01-03 10:00,,,Lima,Peru,Mining
103,Alder,Ben Ortiz,2025-01-04 10:00,,,Graz,Austria,Timber
""",
    "hubspot-crm-exports-all-deals-2026-03-01": """
Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Deal owner,Amount,Amount in company currency,Associated Company IDs (Primary),Create Date
201,One,Closed Won,Sales,2026-01-31 12:00,Ada Stone,1000,1100,101,2025-11-01 12:00
202,Two,closed lost,Sales,2026-02-01 12:00,Cleo Marsh,300,300,102,2025-11-01 12:00
203,Three,Contract Sent,Sales,2026-09-01 12:00,Ben Ortiz,50,50,103,2025-11-01 12:00
204,Four,Gewonnen,Sales,2026-02-01 12:00,Ben Ortiz,70,70,103,2025-11-01 12:00
""",
}
SPANISH = {
    "empresas": """
ID de registro,Nombre de la empresa,Ciudad,País/región,Sector
101,Alder,Viena,Austria,Madera
""",
    "contactos": """
ID de registro,Nombre,Apellidos,Correo,Cargo,Número de teléfono,Propietario del contacto,Associated Company IDs (Primary)
301,Pia,Holm,pia@alder.example,Compras,+43 1,Ada Stone,101
302,Solo,Uno,solo@x.example,,,Ben Ortiz,
""",
}
PIPEDRIVE = {
    "deals-1": """
Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Status,Deal - Deal created,Deal - Update time,Deal - Won time,Deal - Lost time,Deal - Expected close date
1,One,Ada Stone,1000,EUR,Alder,Won,2025-11-01,2026-02-01,2026-01-31 12:00,,2026-01-15
2,Two,Cleo Marsh,300,USD,Birch,Lost,2025-11-01,2026-02-01,,2026-02-01 12:00,2026-01-15
3,Three,Ada Stone,50,USD,Birch,Open,2025-11-01,2026-02-01,,,2026-09-15
""",
    "activities-1": """
Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done,Activity - Assigned to user,Deal - Title,Person - Name,Organization - Name
a,Call,2026-03-01,09:30,Done,Ben Ortiz,One,Pia Holm,Alder
b,Meeting,2026-03-02,,Done,Ada Stone,,,Cedar
c,Lunch with a client,2026-03-03,,Done,Ada Stone,,,Cedar
d,Call,2026-03-04,,To do,Ada Stone,,,Cedar
""",
}


def test_salesforce_reports(tmp_path: Path) -> None:
    made = Made("salesforce-report", tmp_path, SALESFORCE)
    assert made.rows("reps", "rep_id") == [("Ada Stone",), ("Ben Ortiz",), ("Cleo Marsh",)]
    assert made.rows("customers", "customer_id", "name", "region", "owner_id") == [
        ("001Aa0000000001", "Alder", "Vienna", "Ada Stone"),
        ("001Aa0000000002", "Birch", "Lima", "Ben Ortiz"),
        ("001Aa0000000003", "Cedar", "Lima", "Ben Ortiz"),
    ]
    assert made.rows("deals", "deal_id", "rep_id", "stage", "currency", "closed_on") == [
        ("006Aa0000000001", "Ada Stone", "won", "EUR", "1/31/2026"),
        ("006Aa0000000002", "Cleo Marsh", "lost", "USD", "2/28/2026"),
        ("006Aa0000000003", "Ben Ortiz", "open", "USD", ""),
    ]
    won = made.money("deals", "closed_on", stage="won")
    assert won == {"001Aa0000000001": Decimal(1000)}, "a row of the report that stands there twice"


def test_hubspot_lists_in_english(tmp_path: Path) -> None:
    made = Made("hubspot-ui", tmp_path, HUBSPOT)
    assert made.rows("reps", "rep_id") == [("Ada Stone",), ("Ben Ortiz",), ("Cleo Marsh",)]
    assert made.rows("customers", "customer_id", "name", "owner_id") == [
        ("101", "Alder", "Ada Stone"),
        ("102", "Birch", ""),
        ("103", "Alder", "Ben Ortiz"),
    ]
    # A stage with a word of its own stays, so that it is counted.
    assert made.rows("deals", "deal_id", "customer_id", "amount", "stage", "closed_on") == [
        ("201", "101", "1100", "won", "2026-01-31 12:00"),
        ("202", "102", "300", "lost", "2026-02-01 12:00"),
        ("203", "103", "50", "open", ""),
        ("204", "103", "70", "Gewonnen", ""),
    ]


def test_hubspot_lists_in_spanish(tmp_path: Path) -> None:
    made = Made("hubspot-ui-es", tmp_path, SPANISH)
    assert made.rows("customers", "customer_id", "name", "industry", "region") == [
        ("101", "Alder", "Madera", "Austria")
    ]
    assert made.rows("contacts", "contact_id", "customer_id", "name", "email", "title") == [
        ("301", "101", "Pia Holm", "pia@alder.example", "Compras")
    ]
    assert made.rows("assignments", "customer_id", "rep_id", "role") == [
        ("101", "Ada Stone", "second")
    ]


def test_pipedrive_lists(tmp_path: Path) -> None:
    made = Made("pipedrive-ui", tmp_path, PIPEDRIVE)
    assert made.rows("reps", "rep_id") == [("Ada Stone",), ("Ben Ortiz",), ("Cleo Marsh",)]
    assert made.rows("customers", "customer_id") == [("Alder",), ("Birch",), ("Cedar",)]
    assert made.rows("deals", "deal_id", "stage", "currency", "closed_on") == [
        ("1", "won", "EUR", "2026-01-31 12:00"),
        ("2", "lost", "USD", "2026-02-01 12:00"),
        ("3", "open", "USD", ""),
    ]
    assert made.rows("activities", "customer_id", "rep_id", "kind", "happened_at") == [
        ("Alder", "Ben Ortiz", "call", "2026-03-01 09:30"),
        ("Cedar", "Ada Stone", "meeting", "2026-03-02"),
        ("Cedar", "Ada Stone", "other", "2026-03-03"),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"Alder": Decimal(1000)}
