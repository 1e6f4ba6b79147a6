"""Columns about people that are never used, whoever offers them.

Age, birth, sex, origin, religion, health and absence, pregnancy and family, union, political view,
genes and orientation say nothing that a risk review may rest on, and in many countries it is
unlawful to judge by them. So columns that name them, or that give them away (an identity card
holds sex and day of birth), are neither stored nor read, nor can they be mapped, in any table
about the company's own people. Facts about customers are business facts and stay.
"""

import re
import unicodedata

__all__ = ["PEOPLE_TABLES", "denied"]

#: Tables whose rows are about the company's own people.
PEOPLE_TABLES = frozenset(
    "reps rep_history compensation quotas agreements access access_log roles".split()
)

#: Words that are refused wherever they stand as a word of the name.
_WORDS = frozenset(
    "age ages agegroup dob yob bday sex race racial tribe caste creed faith church baptized "
    "origin origins descent ancestry nation national nationals native hometown hukou "
    "sick ill health healthy medical diagnosis "
    "impairment pregnant kids kid child children parent parents spouse wife husband fiancee "
    "wedding divorced widow widowed widower family families household dependants dependents union "
    "unions unionized unionised lgbt lgbtq lgbtqia transgender queer gay lesbian bisexual dna gene "
    "genes genome blood bloodtype zodiac horoscope salutation honorific pronoun pronouns maiden "
    "passport ssn nin photo photograph portrait selfie absent absence absences".split()
)

#: What is refused anywhere in the name once its signs are taken away.
_PARTS = tuple(
    "birth gender marital marriage married pregnan maternity paternity parental childcare "
    "childbirth eldercare religio ethnic nationalit nationalorigin citizenship countryoforigin "
    "migrationbackground immigrationstatus mothertongue nativelanguage skincolo disabilit "
    "handicap sickleave sickday sicknote sickness illness disease healthcheck medicalleave "
    "leavedays daysofleave absentee absencedays absencerate absencehours politic unionmember "
    "tradeunion labourunion laborunion workscouncil sexual genetic identitycard idcard nationalid "
    "personalid socialsecurity surnameatbirth".split()
)

#: Words that are refused only where a row is a person, not an account.
_PERSONAL_WORDS = frozenset(("disabled",))
_ACCOUNT_TABLES = frozenset(("access", "access_log", "roles"))

#: Names that hold a refused word and mean something else.
_HARMLESS = re.compile("familyname|parentid|parentteam|nationalaccount")

_CHINESE = tuple(
    "年龄 年齡 岁数 歲數 周岁 周歲 出生 生日 生辰 诞辰 性别 性別 男女 民族 种族 種族 族裔 "
    "籍贯 籍貫 国籍 國籍 户籍 戶籍 户口 戶口 原籍 祖籍 婚 配偶 丈夫 妻子 宗教 信仰 教派 "
    "工会 工會 党派 黨派 党员 黨員 入党 政治 健康 体检 體檢 疾病 病史 病假 病情 患病 伤病 "
    "医疗 醫療 残疾 殘疾 残障 殘障 孕 产假 產假 陪产 陪產 哺乳 育儿 育兒 生育 子女 孩子 "
    "小孩 家庭 家属 家屬 亲属 親屬 缺勤 考勤 请假 請假 事假 休假 性取向 性倾向 性傾向 "
    "基因 遗传 遺傳 血型 生肖 属相 屬相 星座 身份证 身份證 身分證 护照 護照 照片 称谓 "
    "稱謂".split()
)


def denied(table: str, column: str) -> bool:
    """Whether a column of a canonical table must never be used, however its name is written.

    >>> denied("reps", "Date of Birth"), denied("reps", "maritalStatus"), denied("reps", "性别")
    (True, True, True)
    >>> denied("reps", "manager_id"), denied("customers", "origin")
    (False, False)
    """
    if table.casefold() not in PEOPLE_TABLES:
        return False
    name = unicodedata.normalize("NFKC", column)
    letters = "".join(sign for sign in name.casefold() if sign.isalpha())
    if any(part in letters for part in (*_PARTS, *_CHINESE)):
        return True
    refused = _WORDS if table.casefold() in _ACCOUNT_TABLES else _WORDS | _PERSONAL_WORDS
    return not _HARMLESS.search(letters) and not refused.isdisjoint([letters, *_words(name)])


def _words(name: str) -> list[str]:
    """The words of a name: parted by signs, digits, spaces or capitals.

    >>> _words("employeeAge2024"), _words("SICK_DAYS"), _words("HRAge")
    (['employee', 'age'], ['sick', 'days'], ['hr', 'age'])
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[^\W\d_]+", parted.casefold())
