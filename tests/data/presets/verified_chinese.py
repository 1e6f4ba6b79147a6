"""What is verified of the Chinese systems that presets are for, as in verified.py."""

import json
import re
from functools import cache

import pytest

from tests.data.presets.verified import CRM

#: The list that a preset rests on.
LISTS: dict[str, str] = {
    "cordys": "cordys",
    "dingtalk": "dingtalk_crm",
    "fxiaoke": "fxiaoke",
    "jsherp": "jsherp",
    "kingdee-k3cloud": "kingdee_k3cloud",
    "linkwechat": "linkwechat",
    "mochat": "mochat",
    "neocrm": "neocrm",
    "wecom": "wecom_api",
    "wukong11": "wukong11",
    "wukong9-java": "wukong9_java",
    "wukong9-php": "wukong9_php",
    "yonyou-nc65": "yonyou_nc65",
    "yonyou-u8": "yonyou_u8",
    "yudao": "yudao_crm",
    "yudao-export": "headers_cn",
}

#: What the lists call tables that are answers of interfaces, and what they are called as tables.
_TABLES = {
    "externalcontact/get external_contact": "external_contact",
    "externalcontact/get follow_user[]": "follow_user",
    "externalcontact/get_unassigned_list info[]": "unassigned_list",
    "user/get": "user",
}

#: Names that the systems' descriptions give beside the lists.
_FURTHER: dict[str, dict[str, tuple[str, ...]]] = {
    # of whom a follower is
    "wecom": {"follow_user": ("external_userid",)},
    # in every table of NC
    "yonyou-nc65": {"so_saleorder": ("dr",), "so_saleorder_b": ("dr",)},
    # parts of a key that names a form
    "kingdee-k3cloud": {
        "AR_receivable": (
            "FCUSTOMERID.FNumber", "FSALEERID.FNumber", "FSALEERID.FName", "FCURRENCYID.FNumber",
        ),
        "BD_Customer": ("FGroup.FName",),
    },
    # parts of owner__r
    "fxiaoke": dict.fromkeys(
        ("AccountObj", "PaymentObj"), ("owner__r.name", "owner__r.email", "owner__r.post")
    ),
    # the rows of an answer
    "dingtalk": {
        "customers": (
            "instanceId", "creatorUserId", "creatorNick", "permission", "objectType", "data",
        )
    },
}  # fmt: skip


@cache
def verified_chinese(preset: str) -> dict[str, list[str]]:
    """The verified columns of a preset's system by table; skipped where the lists are absent."""
    if not CRM.is_dir():
        pytest.skip("the verified columns of other systems are not here")
    listed = json.loads((CRM / f"{LISTS[preset]}.json").read_text(encoding="utf-8"))
    tables = _exported(listed) if preset == "yudao-export" else _named(listed["tables"])
    if preset == "fxiaoke":
        common = tables.pop("")
        tables = {name: [*common, *tables.get(name, ())] for name in ("AccountObj", *tables)}
    for name, columns in _FURTHER.get(preset, {}).items():
        tables[name] = [*tables.get(name, ()), *columns]
    return tables


def _named(listed: dict[str, list[str]]) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for name, columns in listed.items():
        plain = _TABLES.get(name) or re.sub(r" ?\(.*\)$", "", name)
        tables.setdefault(plain, []).extend(columns)
    return tables


def _exported(listed: dict[str, list[dict[str, list[str]]]]) -> dict[str, list[str]]:
    """Header lines of exports; the second of two equal names is numbered."""
    lines = [each for each in listed["headers"] if 15 <= int(str(each["id"])) <= 20]
    return {f"list {each['id']}": _numbered(each["header"]) for each in lines}


def _numbered(header: list[str]) -> list[str]:
    counts = [header[: position + 1].count(name) for position, name in enumerate(header)]
    return [name if n == 1 else f"{name} ({n})" for name, n in zip(header, counts, strict=True)]
