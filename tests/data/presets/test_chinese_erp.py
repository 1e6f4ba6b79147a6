"""Kingdee, Yonyou and jshERP: revenue from documents, each with a salesperson of its own."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

KINGDEE = {
    "AR_receivable": """
FID,FBillNo,FDATE,FCUSTOMERID.FNumber,FSALEERID.FNumber,FSALEERID.FName,FALLAMOUNTFOR,FCURRENCYID.FNumber,FENDDATE_H,FDocumentStatus,FCancelStatus
1,AR1,2026-01-10T00:00:00,C1,Y1,王一,1000.5,PRE001,2026-02-10T00:00:00,C,A
2,AR2,2026-01-20T00:00:00,C1,Y1,王一,-100.5,PRE001,2026-01-20T00:00:00,C,A
3,AR3,2026-01-21T00:00:00,C2,Y2,赵二,700,PRE001,2026-02-21T00:00:00,A,A
4,AR4,2026-01-22T00:00:00,C2,Y2,赵二,800,PRE001,2026-02-22T00:00:00,C,B
5,AR5,2026-01-23T00:00:00,C3,Y3,钱三,50,PRE007,2026-02-23T00:00:00,C,A
6,AR6,2026-01-24T00:00:00,C3,,,60,PRE001,2026-02-24T00:00:00,C,A
""",
    "BD_Customer": """
FNumber,FName,FShortName,FGroup.FName,FCreateDate
C1,青山,青,重点,2025-01-05T10:00:00
C2,白水,白,,2025-01-06T10:00:00
C3,黑石,黑,,2025-01-07T10:00:00
C1,青山,青,重点,2025-03-05T10:00:00
""",
}


def test_kingdee(tmp_path: Path) -> None:
    made = Made("kingdee-k3cloud", tmp_path, KINGDEE)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name") == [("Y1", "王一"), ("Y2", "赵二"), ("Y3", "钱三")]
    assert made.rows("customers", "customer_id", "segment", "owner_id", "created_on") == [
        ("C1", "重点", "", "2025-01-05T10:00:00"),
        ("C2", "", "", "2025-01-06T10:00:00"),
        ("C3", "", "", "2025-01-07T10:00:00"),
    ]
    assert made.rows("revenue", "revenue_id", "rep_id", "currency") == [
        ("AR1", "Y1", "CNY"),
        ("AR2", "Y1", "CNY"),
        ("AR5", "Y3", "PRE007"),
        ("AR6", "", "CNY"),
    ]
    yuan = made.money("revenue", "booked_on", currency="CNY")
    assert yuan == {"C1": Decimal(900), "C3": Decimal(60)}


U8 = {
    "Person": "cPersonCode,cPersonName,cDepCode\nP1,王一,01\nP2,赵二,02\n",
    "Customer": """
cCusCode,cCusName,cCusPPerson,cCusDepart,dEndDate
C1,青山,P1,01,
C2,白水,P2,02,2026-01-31
C3,黑石,,,
""",
    "SaleBillVouch": """
SBVID,cSBVCode,cVouchType,dDate,cDepCode,cPersonCode,cCusCode,cexch_name,iExchRate,bReturnFlag,cMaker,cVerifier,cInvalider
1,F1,26,2026-01-10 00:00:00,01,P1,C1,人民币,1,0,m,v,
2,F2,26,2026-01-11 00:00:00,02,P2,C2,美元,7,0,m,v,
3,F3,26,2026-01-12 00:00:00,01,P1,C1,人民币,1,1,m,v,
4,F4,26,2026-01-13 00:00:00,01,P1,C1,人民币,1,1,m,v,
5,F5,26,2026-01-14 00:00:00,02,P2,C2,人民币,1,0,m,,
6,F6,26,2026-01-15 00:00:00,02,P2,C2,人民币,1,0,m,v,x
""",
    "SaleBillVouchs": """
SBVID,AutoID,cInvCode,iQuantity,iSum,iNatSum,iNatMoney
1,11,I1,1,600,600.25,531
1,12,I2,1,400,400.25,354
2,21,I1,1,100,700,620
3,31,I1,-1,-50,-50,-44
4,41,I1,1,30,30,27
5,51,I1,1,9000,9000,8000
6,61,I1,1,8000,8000,7000
""",
}


def test_u8_adds_lines_and_takes_red_bills_off_whatever_their_sign(tmp_path: Path) -> None:
    made = Made("yonyou-u8", tmp_path, U8)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "team") == [
        ("P1", "王一", "01"),
        ("P2", "赵二", "02"),
    ]
    assert made.rows("customers", "customer_id", "owner_id") == [
        ("C1", "P1"),
        ("C2", "P2"),
        ("C3", ""),
    ]
    assert made.rows("revenue", "revenue_id", "customer_id", "rep_id", "amount") == [
        ("F1", "C1", "P1", "400.25"),
        ("F1", "C1", "P1", "600.25"),
        ("F2", "C2", "P2", "700"),
        ("F3", "C1", "P1", "-50"),
        ("F4", "C1", "P1", "-30"),
    ]
    assert made.money("revenue", "booked_on") == {"C1": Decimal("920.5"), "C2": Decimal(700)}


NC = {
    "so_saleorder": """
csaleorderid,vbillcode,ccustomerid,dbilldate,cdeptid,cemployeeid,fstatusflag,taudittime,ntotalorigmny,corigcurrencyid,dr
H1,SO1,1001A,2026-01-10 10:00:00,D1,E1,2,2026-01-11 10:00:00,1000,CNY,0
H2,SO2,1001B,2026-01-11 10:00:00,D2,E2,1,,7000,CNY,0
H3,SO3,1001B,2026-01-12 10:00:00,D2,E2,2,2026-01-12 10:00:00,600,CNY,1
H4,SO4,1001C,2026-01-13 10:00:00,D1,E1,2,2026-01-13 10:00:00,10,USD,0
""",
    "so_saleorder_b": """
csaleorderbid,csaleorderid,norigtaxmny,ntaxmny,dr
1,H1,600,600,0
2,H1,400,400,0
3,H1,50,50,1
4,H2,7000,7000,0
5,H3,600,600,0
6,H4,10,72,0
""",
}


def test_nc_counts_audited_orders_in_local_currency(tmp_path: Path) -> None:
    made = Made("yonyou-nc65", tmp_path, NC)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "team") == [("E1", "D1"), ("E2", "D2")]
    assert made.rows("customers", "customer_id") == [("1001A",), ("1001B",), ("1001C",)]
    assert made.money("revenue", "booked_on") == {"1001A": Decimal(1000), "1001C": Decimal(72)}
    assert made.rows("revenue", "revenue_id", "rep_id", "booked_on")[-1] == (
        "SO4",
        "E1",
        "2026-01-13 10:00:00",
    )


JSH = {
    "jsh_person": """
id,type,name,enabled,delete_flag
14,销售员,王一,1,0
15,销售员,赵二,0,0
16,财务员,钱三,1,1
""",
    "jsh_supplier": """
id,supplier,contacts,phone_num,telephone,email,type,enabled,advance_in,all_need_get,address,delete_flag
1,青山,李雷,0571-1,13900000001,lei@x.example,客户,1,0,0,杭州,0
2,白水,,,,,客户,1,0,0,,0
3,供货,陈静,,,,供应商,1,0,0,,0
4,删掉,,,,,客户,1,0,0,,1
""",
    "jsh_depot_head": """
id,type,sub_type,default_number,number,oper_time,organ_id,total_price,discount_last_money,sales_man,status,delete_flag
1,出库,销售,XS1,XS1,2026-01-10 10:00:00,1,1000,950.5,14,1,0
2,出库,销售,XS2,XS2,2026-01-11 10:00:00,2,700,,15,0,0
3,出库,销售,XS3,XS3,2026-01-12 10:00:00,2,60,,"14,15",1,0
4,出库,销售,XS4,XS4,2026-01-13 10:00:00,2,500,500,15,1,1
5,出库,采购退货,CT1,CT1,2026-01-14 10:00:00,3,400,400,,1,0
6,其它,销售订单,DD1,DD1,2026-01-09 10:00:00,1,1000,950.5,14,2,0
""",
}


def test_jsherp(tmp_path: Path) -> None:
    made = Made("jsherp", tmp_path, JSH)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "active") == [("14", "yes"), ("15", "no"), ("16", "no")]
    assert made.rows("customers", "customer_id", "name") == [("1", "青山"), ("2", "白水")]
    assert made.rows("contacts", "customer_id", "name", "phone") == [("1", "李雷", "13900000001")]
    assert made.rows("revenue", "revenue_id", "customer_id", "rep_id") == [
        ("XS1", "1", "14"),
        ("XS3", "2", "14,15"),
    ]
    assert made.money("revenue", "booked_on") == {"1": Decimal("950.5"), "2": Decimal(60)}
