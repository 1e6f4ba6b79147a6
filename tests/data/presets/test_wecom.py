"""企业微信 and two mirrors of it: customers are persons, who have several employees."""

from pathlib import Path

from tests.data.presets.made import Made

#: 2026-01-01 00:00 UTC in seconds, and a day.
DAY0, DAY = 1767225600, 86400


def on(day: int) -> int:
    return DAY0 + day * DAY + DAY // 2


ANSWERS = {
    "user": """
userid,name,position,mobile,gender,status
wang,王一,销售,1,1,1
zhao,赵二,销售,1,2,2
qian,钱三,销售,1,2,5
""",
    "external_contact": """
external_userid,name,type,corp_name,gender
wm1,李雷,2,青山,1
wm2,韩梅,1,,2
wm3,陈静,1,,2
wm1,李雷,2,青山,1
""",
    "follow_user": f"""
external_userid,userid,remark,createtime,add_way,oper_userid,remark_corp_name
wm1,wang,李总,{on(0)},1,wang,青山
wm1,zhao,,{on(5)},201,wang,
wm2,qian,,{on(6)},1,qian,
""",
    "unassigned_list": f"""
handover_userid,external_userid,dimission_time
qian,wm2,{on(40)}
sun,wm3,{on(50)}
sun,wm1,{on(50)}
""",
    "behavior_data": "stat_time,chat_cnt,message_cnt\n1,2,3\n",
}


def test_wecom(tmp_path: Path) -> None:
    made = Made("wecom", tmp_path, ANSWERS)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "left_on", "active") == [
        ("qian", "钱三", "2026-02-10", "no"),
        ("sun", "sun", "2026-02-20", ""),
        ("wang", "王一", "", ""),
        ("zhao", "赵二", "", ""),
    ]
    assert made.rows("customers", "customer_id", "name", "owner_id") == [
        ("wm1", "李雷", ""),
        ("wm2", "韩梅", ""),
        ("wm3", "陈静", ""),
    ]
    assert made.rows("assignments", "customer_id", "rep_id", "role", "start_on", "end_on") == [
        ("wm1", "sun", "second", "", "2026-02-20"),
        ("wm1", "wang", "second", "2026-01-01", ""),
        ("wm1", "zhao", "second", "2026-01-06", ""),
        ("wm2", "qian", "second", "2026-01-07", ""),
        ("wm3", "sun", "second", "", "2026-02-20"),
    ]


LINKWECHAT = {
    "sys_user": """
user_id,we_user_id,user_name,nick_name,dept_id,email,biz_mail,password,sex,position,we_user_status,dimission_time,is_open_chat,del_flag
1,wang,w,王一,11,,wang@x.example,h,0,销售,1,,1,0
2,zhao,z,赵二,11,,,h,1,销售,2,,1,0
3,qian,q,钱三,11,,,h,1,销售,5,2026-02-10 09:00:00,1,1
4,,admin,管理员,10,,,h,1,,,,0,0
""",
    "sys_dept": "dept_id,dept_name\n10,总部\n11,一部\n",
    "sys_leave_user": """
id,user_name,dept_names,we_user_id,dimission_time,del_flag
1,孙四,二部,sun,2026-02-20 09:00:00,0
2,旧档,二部,wang,2020-01-01 09:00:00,1
""",
    "we_customer": """
id,external_userid,customer_name,customer_full_name,birthday,gender,add_user_id,add_time,takeover_user_id,track_state,area,del_flag
1,wm1,雷,李雷,1990-01-01,1,wang,2026-01-01 09:00:00,,2,浙江,0
2,wm1,雷,李雷,1990-01-01,1,zhao,2026-01-06 09:00:00,,2,浙江,0
3,wm2,韩梅,,,2,qian,2026-01-07 09:00:00,wang,2,,0
4,wm3,陈静,,,2,wang,2026-01-07 09:00:00,,2,,1
""",
    "we_allocate_customer": """
id,takeover_userid,external_userid,handover_userid,status,takeover_time
1,wang,wm2,qian,3,2026-02-11 09:00:00
2,zhao,wm1,wang,1,2026-09-01 09:00:00
3,zhao,wm1,wang,4,2026-03-01 09:00:00
4,wang,wm1,sun,3,2026-02-21 09:00:00
""",
    "we_customer_track_record": """
id,track_time,external_userid,we_user_id,create_time
1,2026-04-01 09:00:00,wm1,wang,2026-04-01 10:00:00
2,,wm2,wang,2026-04-02 10:00:00
""",
    "we_chat_contact_msg": """
id,msg_id,from_id,to_list,room_id,msg_time,is_external,del_flg
1,m1,wang,wm1,,2026-04-03 09:00:00,0,0
2,m2,wm1,"[""zhao""]",,2026-04-03 10:00:00,0,0
3,m3,wang,"wm1,wm2",wr1,2026-04-03 11:00:00,0,0
4,m4,wang,zhao,,2026-04-03 12:00:00,1,0
5,m5,wang,wm1,,2026-04-03 13:00:00,0,1
""",
}  # fmt: skip


def test_linkwechat(tmp_path: Path) -> None:
    made = Made("linkwechat", tmp_path, LINKWECHAT)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "team", "left_on", "active") == [
        ("qian", "钱三", "一部", "2026-02-10 09:00:00", "no"),
        ("sun", "孙四", "二部", "2026-02-20 09:00:00", ""),
        ("wang", "王一", "一部", "", ""),
        ("zhao", "赵二", "一部", "", ""),
    ]
    assert made.rows("customers", "customer_id", "name") == [("wm1", "李雷"), ("wm2", "韩梅")]
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("wm1", "sun", "", "2026-02-21 09:00:00"),
        ("wm1", "wang", "2026-01-01 09:00:00", ""),
        ("wm1", "zhao", "2026-01-06 09:00:00", ""),
        ("wm2", "qian", "2026-01-07 09:00:00", "2026-02-11 09:00:00"),
        ("wm2", "wang", "2026-02-11 09:00:00", ""),
    ]
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "direction") == [
        ("m1", "wm1", "wang", "out"),
        ("m2", "wm1", "zhao", "in"),
        ("track-1", "wm1", "wang", ""),
        ("track-2", "wm2", "wang", ""),
    ]


MOCHAT = {
    "mc_work_employee": """
id,wx_user_id,name,gender,email,position,status,main_department_id,deleted_at
1,wang,王一,1,,销售,1,11,
2,zhao,赵二,2,,销售,2,11,
3,qian,钱三,2,,销售,5,11,
4,sun,孙四,2,,销售,1,11,2026-02-20 09:00:00
""",
    "mc_work_department": "id,name\n11,一部\n",
    "mc_work_contact": """
id,wx_external_userid,name,nick_name,gender,corp_name,follow_up_status,business_no,created_at,deleted_at
31,wm1,李雷,,1,青山,2,,2026-01-01 09:00:00,
32,wm2,,梅子,2,,1,,2026-01-02 09:00:00,
33,wm3,陈静,,2,,1,,2026-01-02 09:00:00,2026-03-01 09:00:00
""",
    "mc_work_contact_employee": """
id,employee_id,contact_id,remark_corp_name,oper_userid,status,create_time,deleted_at
1,1,31,青山,wang,1,2026-01-01 09:00:00,
2,2,31,,wang,2,2026-01-06 09:00:00,
3,3,32,,qian,1,2026-01-07 09:00:00,
4,4,31,,sun,2,2026-01-08 09:00:00,2026-02-01 09:00:00
5,1,33,,wang,1,2026-01-08 09:00:00,
""",
    "mc_work_unassigned": f"""
id,handover_userid,external_userid,dimission_time,deleted_at
1,qian,wm2,{on(40)},
2,wang,wm2,{on(41)},2026-02-12 09:00:00
""",
    "mc_work_transfer_log": """
id,status,type,contact_id,handover_employee_id,takeover_employee_id,state,created_at
1,1,1,wm2,qian,wang,1,2026-02-11 09:00:00
2,2,1,wm1,wang,zhao,3,2026-02-12 09:00:00
3,2,2,wm1,wang,zhao,1,2026-02-13 09:00:00
""",
    "mc_contact_employee_process": """
id,employee_id,contact_id,content,created_at,deleted_at
1,1,31,x,2026-04-01 09:00:00,
2,1,31,x,2026-04-02 09:00:00,2026-04-03 09:00:00
""",
}  # fmt: skip


def test_mochat(tmp_path: Path) -> None:
    made = Made("mochat", tmp_path, MOCHAT)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "team", "left_on", "active") == [
        ("1", "一部", "", ""),
        ("2", "一部", "", ""),
        ("3", "一部", "2026-02-10", "no"),
        ("4", "一部", "", "no"),
    ]
    assert made.rows("customers", "customer_id", "name") == [("31", "李雷"), ("32", "梅子")]
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("31", "1", "2026-01-01 09:00:00", ""),
        ("31", "4", "2026-01-08 09:00:00", "2026-02-01 09:00:00"),
        ("32", "3", "2026-01-07 09:00:00", "2026-02-11 09:00:00"),
    ]
    assert made.rows("activities", "activity_id", "customer_id", "rep_id") == [("1", "31", "1")]
