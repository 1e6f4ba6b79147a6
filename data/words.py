"""Words that programs and people write, and what they mean: nothing, yes, no, a stage, a kind.

All are compared without the white space around them and without case. A word that stands in no
table here keeps its own meaning: it is kept as it is, and the quality report names it.
"""

from collections.abc import Mapping

__all__ = [
    "CHOICES",
    "DASHES",
    "MONTHS",
    "NOTHING",
    "NOT_AVAILABLE",
    "boolean_words",
    "nothing_in_boolean",
]

#: A dash alone: no id, no day; in money it is 0, in a yes/no column no.
DASHES = ("-", "–", "—", "−")

#: Words for nothing, in lower case.
NOTHING = (
    *DASHES,
    *("null", "(null)", "<null>", "[null]", "none", "(none)", "<none>", "nil", "nan", "nat"),
    *("n/a", "#n/a", "<na>", "\\n", "--", "---", "(blank)", "(empty)", "undefined"),
    *("unassigned", "(unassigned)", "not assigned", "no owner", "(no owner)"),
    *("unknown", "(unknown)", "tbd", "t.b.d.", "?", "??", "k.a.", "k. a.", "n.v."),
    *("nicht zugewiesen", "unbekannt", "non assigné", "inconnu", "sin asignar", "desconocido"),
    *("无", "空", "(空)", "(空白)", "未分配", "未指派", "未指定", "公海"),
    *("待定", "暂无", "未知", "不详"),
    "000000000000000aaa",
)
#: Nothing in numbers and days only: elsewhere Namibia, North America, or somebody's initials.
NOT_AVAILABLE = "na"

YES = (
    *("true", "1", "1.0", "yes", "y", "t", "on", "是", "对", "有", "真", "√", "✓", "✔", "☑"),
    *("ja", "wahr", "oui", "vrai", "sí", "verdadero"),
)
NO = (
    *("false", "0", "0.0", "no", "n", "f", "off", "否", "无", "假", "×", "✗", "✘", "☐", "none"),
    *("nein", "falsch", "non", "faux", "falso"),
    *DASHES,
)
_ACTIVE = (
    *("active", "enabled", "activated", "current", "employed", "aktiv", "actif", "activo"),
    *("在职", "在岗", "正常", "启用", "已启用", "有效", "激活", "已激活", "待离职"),
)
_INACTIVE = (
    *("inactive", "disabled", "deactivated", "former", "terminated", "left", "locked"),
    *("inaktiv", "inactif", "inactivo"),
    *("离职", "已离职", "停用", "已停用", "禁用", "已禁用", "无效", "未激活", "退出企业"),
)


def boolean_words(column: str) -> dict[str, bool]:
    """What the words of a yes/no column mean; of ``active`` also those for people and accounts."""
    yes, no = (YES, NO) if column != "active" else ((*YES, *_ACTIVE), (*NO, *_INACTIVE))
    return {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}


def nothing_in_boolean() -> tuple[str, ...]:
    """The words for nothing that say neither yes nor no."""
    return tuple(word for word in (*NOTHING, NOT_AVAILABLE) if word not in NO)


def _meanings(**words: str) -> dict[str, str]:
    return {word.strip(): meaning for meaning, text in words.items() for word in text.split("|")}


#: By table and column: what other systems write for the words of the schema.
CHOICES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("deals", "stage"): _meanings(
        won="closed won|closedwon|closed - won|closed-won|closed/won|closed_won|won deal|deal won|"
        "closed (won)|5 - closed won|win|success|赢单|已赢单|成交|已成交|成功|gewonnen|"
        "abgeschlossen (gewonnen)|gagné|gagnée|ganado|ganada|cerrada ganada|fermée gagnée",
        lost="closed lost|closedlost|closed - lost|closed-lost|closed/lost|closed_lost|deal lost|"
        "closed (lost)|closed lost to competition|closed-lost to competition|"
        "lost to competition|lose|fail|abandoned|dead|disqualified|输单|已输单|"
        "失败|无效|已丢单|丢单|verloren|abgeschlossen (verloren)|perdu|perdue|perdido|perdida|"
        "cerrada perdida|fermée perdue",
        open="in progress|prospecting|qualification|qualified|needs analysis|value proposition|"
        "id. decision makers|identify decision makers|perception analysis|proposal|"
        "proposal/price quote|proposal/quote|proposition|quote|negotiation|negotiation/review|"
        "new|new lead|lead|opportunity|contacted|engaging|engaged|engagement|connected|working|"
        "nurturing|demo|demo scheduled|interested|evaluating|evaluation|trial|pilot|tender|"
        "意向|有意向|意向客户|初访|洽谈|洽谈中|试用|试用中|投标|招投标|angebot|verhandlung|qualifiziert|"
        "contract sent|pitch|verbal commitment|discovery|appointmentscheduled|qualifiedtobuy|"
        "presentationscheduled|"
        "decisionmakerboughtin|contractsent|进行中|跟进中|在售|待售|在租|挂牌|挂牌中|委托中|带看中|初步接洽|需求分析|需求确认|方案报价|"
        "方案/报价|商务谈判|谈判审核|谈判|合同签订中|offen|in bearbeitung|en cours|abierto|abierta",
    ),
    ("revenue", "status"): _meanings(
        booked="posted|invoiced|paid|partially paid|completed|complete|confirmed|approved|final|"
        "fulfilled|shipped|delivered|sale|done|已审核|已确认|已入账|已完成|已开票|已付款|已收款|"
        "已发货|有效|正常|生效|已生效|gebucht|bezahlt|abgeschlossen|comptabilisé|payé|pagado",
        cancelled="canceled|cancel|void|voided|deleted|reversed|rejected|已取消|取消|已作废|作废|"
        "无效|已关闭|storniert|abgebrochen|annulé|annulée|cancelado|anulado",
        draft="pending|unposted|quotation|not posted|草稿|未审核|待审核|审核中|未提交|未确认|"
        "entwurf|"
        "brouillon|borrador",
    ),
    ("activities", "kind"): _meanings(
        meeting="meetings|event|appointment|demo|presentation|lunch|会议|线上会议|面谈|会谈|视频会议|"
        "termin|besprechung|réunion|reunión",
        call="phone|phone call|phonecall|calls|telephone|tel|log a call|outbound call|"
        "inbound call|cold call|电话|打电话|电话联系|电话沟通|电话拜访|电话跟进|"
        "电销|anruf|telefonat|"
        "telefon|appel|llamada",
        email="e-mail|emails|e-mails|mail|email message|outbound email|inbound email|send email|"
        "邮件|电子邮件|发邮件|邮件联系|courriel|correo",
        message="messages|sms|text|text message|chat|wechat|whatsapp|im|linkedin|"
        "linkedin message|微信|微信沟通|微信联系|企微|企业微信|企微联系|短信|发短信|qq|nachricht",
        visit="site visit|on-site visit|customer visit|field visit|check-in|checkin|拜访|到访|"
        "上门拜访|上门|见面拜访|实地拜访|客户拜访|外勤|外勤签到|带看|besuch|visite|visita",
        service="support|service call|case|ticket|complaint|回访|客服|售后|售后服务|投诉|服务",
        other="task|to-do|todo|to do|note|others|misc|活动|其他|其它|其他跟进|任务|备注|sonstiges|"
        "autre|otro",
    ),
    ("activities", "direction"): _meanings(
        **{
            "in": "inbound|incoming|received|呼入|接收|收到|来电|eingehend",
            "out": "outbound|outgoing|sent|呼出|发送|发出|去电|ausgehend",
        }
    ),
    ("assignments", "role"): _meanings(
        owner="account owner|primary|main|lead|account manager|account executive|负责人|主负责人|"
        "客户负责人|所有人|拥有者|主对接人",
        second="secondary|backup|deputy|co-owner|第二对接人|协作人|协同人|副负责人|备份",
        support="assistant|inside sales|pre-sales|presales|支持|销售支持|协助人|售前|售前支持",
        service="customer success|customer success manager|csm|客服|服务|售后|"
        "客户成功|客户成功经理",
        other="member|team member|follower|其他|其它|团队成员|参与人",
    ),
    ("reps", "left_reason"): _meanings(
        resigned="resignation|quit|voluntary|辞职|主动离职|kündigung durch arbeitnehmer",
        dismissed="terminated|termination|fired|laid off|redundancy|involuntary|辞退|解雇|裁员|"
        "被动离职|entlassen",
        moved="transfer|transferred|internal move|relocated|调岗|调动|转岗|内部调动",
        retired="retirement|退休|ruhestand",
        other="其他|其它|sonstiges",
    ),
    ("reps", "function"): _meanings(
        sales="sales rep|salesperson|account executive|销售|业务|业务员|销售员|客户经理|vertrieb",
        service="customer service|support|customer success|客服|服务|售后",
        technical="technician|engineer|presales|pre-sales|技术|工程师|售前|研发",
        management="manager|director|executive|管理|经理|总监|管理层",
        owner="founder|proprietor|老板|创始人|企业主",
        system="integration|api|bot|automation|系统|接口|机器人",
    ),
    ("roles", "role"): _meanings(
        rep="salesperson|sales|销售|业务员",
        manager="经理|主管",
        executive="高管|总经理",
        hr="人力|人事|人力资源",
        admin="administrator|管理员",
    ),
}

#: Month by its name, in lower case without a dot: English, German, French, Spanish.
MONTHS: Mapping[str, int] = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar jänner janvier janv enero ene",
            "feb february februar février févr fév fevrier febrero",
            "mar march märz mär maerz mrz mars marzo",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august août aout agosto ago",
            "sep sept september septembre septiembre setiembre",
            "oct october oktober okt octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember dez décembre déc decembre diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
