"""The page for a works council says what is done here: data, switches, who sees it, how long."""

from datetime import date
from pathlib import Path

import pytest

from analytics.policy import PURPOSE_VERSION, Policy, read_policy
from data.documents.model import Document, Grid, Lines, Paragraph
from data.documents.word import docx_bytes
from data.opening import DEMO_PURPOSE
from data.schema import TABLES
from pages.components.schema_words import COLUMNS
from pages.settings.privacy import _USES, PrivacyFacts, privacy_paper
from tests.pages.homes import own_home
from tests.pages.opening import click_tab, markdown, open_app

DAY = date(2026, 6, 30)


def facts(policy: Policy | None = None, **changes: object) -> PrivacyFacts:
    told: dict[str, object] = {
        "policy": policy or Policy(),
        "as_of": DAY,
        "made_on": DAY,
        "tables": {"reps": ("rep_id", "name"), "activities": ("customer_id", "happened_at")},
        "refused": (),
        "told": 0,
        "told_names": 0,
        "kept": (),
        "demo": False,
        **changes,
    }
    return PrivacyFacts(**told)  # type: ignore[arg-type]


def texts(paper: Document) -> str:
    parts: list[str] = []
    for block in paper.blocks:
        match block:
            case Lines(lines):
                parts += lines
            case Paragraph(text):
                parts.append(text)
            case Grid(heads, rows):
                parts += [" | ".join(row) for row in (heads, *rows)]
    return "\n".join(parts)


def test_every_table_and_column_that_can_be_read_is_explained() -> None:
    assert set(_USES) == set(TABLES)
    assert {name for table in TABLES.values() for name in table.columns} <= set(COLUMNS)


def test_everything_that_lies_in_the_home_says_how_long() -> None:
    said = texts(privacy_paper(facts(), "en"))
    assert "Copies of a database that is asked only for what is new | 30 days after" in said
    assert "Finished figures, for a new start and for other processes | 7 days after" in said
    assert "已算好的指标，供重新启动和其他进程使用 | 最后一次使用后 7 天" in texts(
        privacy_paper(facts(), "zh")
    )


def test_it_lists_what_is_really_read_and_nothing_else() -> None:
    said = texts(privacy_paper(facts(), "en"))
    assert "Salespeople | name, salesperson | Who works here" in said
    assert "Contact records | customer, " in said
    assert "\nPay | " not in said


def test_it_says_whether_people_are_estimated_and_who_answers_for_it() -> None:
    assert "nobody has answered for it yet" in texts(privacy_paper(facts(), "en"))
    accepted = read_policy('[attrition]\npurpose_accepted = "Li Na, 2026-03-01"')
    assert "Li Na answers for it since 1 March 2026" in texts(privacy_paper(facts(accepted), "en"))
    off = read_policy("[attrition]\nindividual = false")
    said = texts(privacy_paper(facts(off), "en"))
    assert "that is switched off" in said
    assert "Estimate people one by one | no | " in said


def test_it_says_whether_single_people_are_checked_and_who_answers_for_it() -> None:
    assert "are not shown: nobody has answered" in texts(privacy_paper(facts(), "en"))
    accepted = read_policy('[safeguards]\npurpose_accepted = "Bo, 2026-04-01"')
    assert "Bo answers for it since 1 April 2026" in texts(privacy_paper(facts(accepted), "en"))
    names = ("pay", "agreements", "access_cards", "exports")
    off = read_policy("[safeguards]\n" + "\n".join(f"{name} = false" for name in names))
    said = texts(privacy_paper(facts(off), "en"))
    assert "exports of single people: switched off" in said
    assert "Compare pay with the same job | no | " in said


def test_of_the_demo_company_it_says_in_chinese_that_nobody_has_to_answer() -> None:
    rules = read_policy(
        f'[attrition]\npurpose_accepted = "{DEMO_PURPOSE}"\npurpose_version = {PURPOSE_VERSION}'
    )
    said = texts(privacy_paper(facts(rules, demo=True), "zh"))
    assert "无：人员均为虚构" in said
    assert "invented" not in said
    assert DEMO_PURPOSE in texts(privacy_paper(facts(rules), "zh"))


def test_it_says_to_whom_alerts_go_and_what_was_refused() -> None:
    said = texts(privacy_paper(facts(told=2, told_names=1, refused=("reps.age",)), "en"))
    assert "2 places are told of alerts; 1 of them with names of people" in said
    assert "Refused in this data, and not stored: reps.age" in said
    assert "Nobody outside: no alerts are sent anywhere." in texts(privacy_paper(facts(), "en"))


def test_it_is_whole_in_chinese_and_becomes_a_file() -> None:
    paper = privacy_paper(facts(), "zh")
    assert not [line for line in texts(paper).splitlines() if line.isascii() and len(line) > 12]
    assert docx_bytes(paper)[:2] == b"PK"


def test_the_tab_shows_it_with_what_is_kept_how_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("settings", own_home(tmp_path), monkeypatch)
    click_tab(app, "Data about people")
    assert not app.exception
    shown = markdown(app).replace("\\", "").replace("\u2060", "")
    assert "Decisions that are done or rejected: 36 months; nothing waits" in shown
    assert "| Salespeople |" in shown
    assert app.button(key="settings-retention").disabled
