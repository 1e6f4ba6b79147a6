"""Letters: one page a customer, in its language, with lines for what nobody knows."""

from dataclasses import replace

import pandas as pd
import pytest

from data.documents.model import BLANK, Break, Document, Heading, Lines, Paragraph
from data.store.handovers import CustomerState
from pages.components.catalogue import Language
from pages.departure.letters import letter_language, letters
from tests.pages.departure.handed import ASSESSED, START, behind, handover


def spoken(**languages: str) -> pd.DataFrame:
    held = ASSESSED.customers
    return held.assign(language=held["customer_id"].map(languages).astype("str"))


def written(document: Document) -> list[list[str]]:
    """The running text of each page."""
    pages: list[list[str]] = [[]]
    for each in document.blocks:
        if isinstance(each, Break):
            pages.append([])
        if isinstance(each, Paragraph | Heading):
            pages[-1].append(each.text)
    return pages


def test_every_customer_gets_a_page_with_who_when_and_blanks() -> None:
    found = letters(ASSESSED, handover(), behind(), "en")
    assert found is not None
    acme, dune = written(found.document)
    assert acme[:3] == [
        "Your contact from 31 July 2026 on",
        "Dear Ms <Buyer>,",
        "Ann looks after you until 31 July 2026. From then on Bo is your contact.",
    ]
    assert not any("introduce" in each for each in acme)  # it is done
    assert f"From then on {BLANK} is your contact" in dune[2]
    assert any(f"introduce {BLANK} to you" in each for each in dune)
    assert dune[1] == f"Dear {BLANK},"
    first = next(each for each in found.document.blocks if isinstance(each, Lines))
    assert first.lines == ("Acme", "Ms <Buyer>", BLANK * 2, BLANK * 2)
    assert (found.count, found.foreign, found.document.letter) == (2, 0, True)


def test_the_successors_address_is_on_record_or_blank() -> None:
    people = ASSESSED.extract.reps
    known = people.assign(email=people["rep_id"].map({"bo": "bo@us.example"}).astype("str"))
    assessed = replace(ASSESSED, extract=replace(ASSESSED.extract, reps=known))
    found = letters(assessed, handover(), behind(), "en")
    assert found is not None
    acme, dune = written(found.document)
    assert f"You reach Bo by phone: {BLANK}, by e-mail: bo@us.example" in acme
    assert f"You reach {BLANK} by phone: {BLANK}, by e-mail: {BLANK}" in dune


def test_customers_are_written_to_in_their_language() -> None:
    assessed = replace(ASSESSED, customers=spoken(acme="中文", dune="Thai"))
    found = letters(assessed, handover(), behind(), "zh")
    assert found is not None
    acme, dune = written(found.document)
    assert acme[1] == "尊敬的Ms <Buyer>："
    assert dune[1] == f"Dear {BLANK},"
    assert found.foreign == 1


def test_who_hands_over_is_who_is_most_in_touch() -> None:
    found = letters(ASSESSED, handover(rep_ids=("ann", "sue")), behind(), "en")
    assert found is not None
    assert [page[2].split()[0] for page in written(found.document)] == ["Ann", "Ann"]


def test_sent_letters_are_not_written_again() -> None:
    sent = {each: CustomerState("bo", None, {"letter": START}, 1) for each in ("acme", "dune")}
    assert letters(ASSESSED, handover(customers=sent), behind(), "en") is None


@pytest.mark.parametrize(
    ("languages", "usual", "told"),
    [
        (None, "zh", "zh"),
        ("", "en", "en"),
        ("en", "zh", "en"),
        ("English、中文", "zh", "zh"),
        ("Thai / Mandarin", "en", "zh"),
        ("Deutsch", "zh", None),
    ],
)
def test_language_of_a_letter(languages: str | None, usual: Language, told: str | None) -> None:
    assert letter_language(languages, usual) == told
