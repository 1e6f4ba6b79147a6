"""Minutes: the pack of the day it was opened, with what was decided; kept, and nameless in time."""

import re
from dataclasses import fields, replace
from datetime import date

import pytest

from analytics.actions import Action, ActionKind, ActionState
from analytics.errors import InputError
from analytics.messages import message
from analytics.pack import model, papers
from analytics.pack.minutes import ReviewHeld, minutes
from analytics.pack.model import Pack, PackOptions, Section
from analytics.pack.names import names_in_pack
from analytics.pack.papers import Papers, papers_from, papers_of, papers_to, papers_under
from analytics.review.pseudonyms import Renaming
from data.pack.writing import pack_bytes
from tests.analytics.pack.test_names import PEOPLE, everything
from tests.data.pack.reading import text_of
from tests.packs import company_sources, made_pack, say_in
from tests.pages import cast

TALK = Action(ActionKind.TALK, owner="ann", rep_id="bo", due=date(2026, 7, 15), note="Eve asks")
RISK = Action(
    ActionKind.ACCEPT,
    state=ActionState.PUT_OFF,
    customer_id="bold",
    until=date(2026, 9, 30),
    reason="Eve knows why",
)
HELD = ReviewHeld(
    date(2026, 7, 1),
    date(2026, 7, 2),
    (TALK, RISK),
    "Ann spoke first.\n\nThen Bo.",
    next_on=date(2026, 10, 2),
)


@pytest.fixture(scope="module")
def kept() -> Papers:
    return papers_of(company_sources())


def texts(notes: Section) -> list[str]:
    assert notes.table is not None
    return [str(row[0]) for row in notes.table.rows]


def made(kept: Papers, held: ReviewHeld = HELD, *, hidden: bool = False) -> Pack:
    names = names_in_pack(cast.assessment(), hidden=False)
    return minutes(kept, held, names.people, names.customers, language="zh", hidden=hidden)


def test_decisions_stand_in_place_of_questions_and_what_was_said_behind_them(kept: Papers) -> None:
    written = made(kept)
    assert str(written.title) == "Minutes of the risk review"
    assert (written.review, written.options) == (HELD.day, PackOptions("zh"))
    assert [str(each) for each in written.page_one.asked] == [
        "Talk with Bo: Ann, until 2026-07-15.",
        "Accept the risk with Bold for now: accepted until 2026-09-30.",
    ]
    decisions, notes, *others = written.sections
    assert [str(each) for each in decisions.lines] == [
        "Held on 2026-07-01.",
        "Closed on 2026-07-02.",
        "Next review: 2026-10-02.",
    ]
    assert decisions.table is not None
    assert [row[3] for row in decisions.table.rows] == ["Eve asks", "Eve knows why"]
    assert texts(notes) == ["Ann spoke first.", "Then Bo."]
    assert tuple(others) == made_pack().sections
    assert written.page_one.figures == made_pack().page_one.figures


def test_of_an_open_review_they_are_a_draft_and_a_correction_stands_there(kept: Papers) -> None:
    draft = made(kept, ReviewHeld(HELD.day, None, ()))
    assert str(draft.sections[0].lines[1]) == "Not closed yet: this is a draft."
    assert [str(each) for each in draft.page_one.asked] == ["Nothing was decided."]
    assert draft.sections[1].code != "notes"
    corrected = made(kept, replace(HELD, correction="a name was wrong"))
    assert texts(corrected.sections[1])[-1] == "Corrected: a name was wrong"


@pytest.mark.parametrize("word", ["word ", "字"])
def test_long_notes_are_there_whole_in_every_form(kept: Papers, word: str) -> None:
    notes = word * 2000
    written = made(kept, replace(HELD, notes=notes, correction=notes))
    assert written.sections[1].table is not None
    assert not written.sections[1].table.more
    assert "".join(texts(written.sections[1])).count(word.strip()) == 4000
    for form in ("pdf", "pptx", "docx", "xlsx"):
        text = text_of(form, pack_bytes(written, form, say_in("zh")))
        assert text.count(word.strip()) >= 4000, form


def test_more_decisions_than_page_one_holds_are_listed_below(kept: Papers) -> None:
    asked = made(kept, replace(HELD, decisions=(TALK,) * 10)).page_one.asked
    assert len(asked) == 9
    assert str(asked[-1]) == "2 more decisions are listed below."


def test_where_names_are_hidden_minutes_name_nobody(kept: Papers) -> None:
    other = Action(ActionKind.OTHER, owner="Eve Stone", topic="Ask Eve Stone for the keys")
    said = everything(made(kept, replace(HELD, decisions=(TALK, RISK, other)), hidden=True))
    assert not re.findall(rf"\b(?:{'|'.join(PEOPLE)})\b", said)
    assert "Talk with Salesperson 2: Salesperson 1, until 15 July 2026." in said


def test_no_individual_chance_is_kept(kept: Papers) -> None:
    for each in (kept.named, kept.numbered):
        assert not each.options.chances
        assert "chances" not in {part.code for part in each.sections}


def test_papers_are_read_back_as_they_were(kept: Papers) -> None:
    content = papers_to(kept)
    assert papers_to(papers_of(company_sources())) == content
    read = papers_from(content)
    assert read == kept
    assert papers_to(read) == content


def test_every_part_of_a_pack_can_be_kept() -> None:
    parts = {name for name in model.__all__ if name not in ("ChartKind", "PackOptions", "Value")}
    assert set(papers._PARTS) == parts
    kept_options = {each.name for each in fields(PackOptions)} - {"chances", "filters"}
    assert kept_options == {"language", "names"}


@pytest.mark.parametrize("content", [b"", b"else", b"\0" * 40])
def test_damaged_papers_are_named(content: bytes) -> None:
    with pytest.raises(InputError, match="damaged"):
        papers_from(content)


def test_papers_of_a_later_program_ask_for_an_update(
    kept: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = papers_to(kept)
    monkeypatch.setattr(papers, "_FORMAT", 0)
    with pytest.raises(InputError, match="newer version"):
        papers_from(content)


def test_under_pseudonyms_nobody_is_named_and_every_figure_stays(kept: Papers) -> None:
    reps = cast.assessment().reps
    renaming = Renaming(reps, lambda rep_id: f"P-{rep_id.upper()}9")
    nameless = papers_under(kept, renaming)
    names = "|".join(re.escape(str(each)) for each in reps["name"].dropna())
    for part in (nameless.named, nameless.numbered):
        assert not re.findall(rf"\b(?:{names})\b", everything(part.sections))
        assert not re.findall(rf"\b(?:{names})\b", everything(part.page_one))
    assert nameless.named.page_one.figures == kept.named.page_one.figures
    people = next(each for each in nameless.named.sections if each.code == "people")
    assert people.table is not None
    assert people.table.rows[0][0] == "P-ANN9"
    assert nameless.numbers["P-ANN9"] == message("Salesperson {number}", number=1)
    assert [each.code for each in nameless.named.sections] == [
        each.code for each in kept.named.sections
    ]
