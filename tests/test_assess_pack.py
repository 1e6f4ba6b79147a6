"""``assess.py --pack`` as schedulers call it: the file, its figures, and what is refused."""

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import assess
from analytics.actions import Action, ActionKind, ActionState
from analytics.pack.papers import papers_of
from analytics.policy import Company, Policy
from data.home.settings import Settings
from data.pack.writing import FORMS
from data.report.columns import FILES
from data.report.manifest import MANIFEST
from data.report.packed import RECORD
from data.store.actions import save_action
from data.store.entries import Author, Store
from data.store.reviews import close_review, kept_reviews, open_review, snapshot_kept
from tests.analytics.review.companies import frozen
from tests.assessing import assessed
from tests.browser.company import REVENUE, write_company
from tests.data.pack.reading import cells_of_xlsx, text_of
from tests.invented import invent
from tests.packs import company_sources
from tests.serving import ROOT

EVE = Author("Eve")
#: The data of the review before, and the day on which it was held.
THEN, HELD_ON = date(2025, 12, 31), date(2026, 4, 5)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of one's own: what somebody has entered on this machine is no part of the tests."""
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invent(tmp_path_factory.mktemp("company") / "files", 3)


def run(company: Path, out: Path, *more: str) -> int:
    return assess.main(["--source", str(company), "--out", str(out), "--currency", "CNY", *more])


@pytest.fixture(scope="module")
def made(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report, its pack as a workbook beside it; in the store a review a quarter before, an
    action, an accepted risk and an explained point."""
    folder = tmp_path_factory.mktemp("made")
    then = assessed(company, folder, as_of=THEN, policy=Policy(company=Company(currency="CNY")))
    first_customer = str(then.customers["customer_id"].iloc[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINCHPIN_HOME", str(folder / "home"))
        store = Store.of(Settings.from_environment(ROOT))
        with (company / "reps.csv").open(encoding="utf-8", newline="") as file:
            first = next(csv.DictReader(file))["rep_id"]
        for person in (first, "of another company"):
            action = Action(ActionKind.TALK, owner="Eve", rep_id=person, state=ActionState.DONE)
            save_action(store, action, author=EVE, seen=0)
        risk = Action(
            ActionKind.ACCEPT,
            owner="Eve",
            state=ActionState.PUT_OFF,
            customer_id=first_customer,
            until=date(2100, 1, 31),
            reason="known",
        )
        save_action(store, risk, author=EVE, seen=0)
        open_review(
            store, frozen(then), papers_of(company_sources()), author=EVE, opened_on=HELD_ON
        )
        (review,) = kept_reviews(store)
        close_review(store, review, [risk], "", author=EVE, closed_on=HELD_ON)
        assert run(company, folder / "out", "--pack", str(folder / "board.xlsx")) == 0
    return folder


def test_the_pack_lies_beside_a_whole_report(made: Path) -> None:
    assert {each.name for each in (made / "out").iterdir()} == {*FILES, MANIFEST, RECORD}
    assert (made / "board.xlsx").is_file()


def test_its_figures_are_those_of_the_report(made: Path) -> None:
    portfolio = json.loads((made / "out" / "portfolio.json").read_text(encoding="utf-8"))
    sheets = cells_of_xlsx((made / "board.xlsx").read_bytes())
    first = {row[0]: row for row in sheets["Page one"]}
    alone = first["Revenue that one person alone knows"]
    expected = first["Expected loss, 12 months"]
    assert alone[1] == pytest.approx(portfolio["single_threaded_proven_share"])
    assert expected[1:4] == pytest.approx(
        [portfolio[f"expected_loss{end}"] for end in ("", "_low", "_high")]
    )
    assert first["How few departures leave half"][1] == portfolio["bus_factor"]
    with (made / "out" / "customers.csv").open(encoding="utf-8", newline="") as file:
        single = [row for row in csv.DictReader(file) if row["single_threaded"] == "true"]
    listed = [row[1] for row in sheets["Customers"] if isinstance(row[1], float)]
    assert sorted(listed) == pytest.approx(sorted(float(row["exposure"]) for row in single))


def test_it_holds_four_earlier_quarters(made: Path) -> None:
    first = cells_of_xlsx((made / "board.xlsx").read_bytes())["Page one"]
    (heads,) = [row for row in first if row[0] == "Figure"]
    days = [each for each in heads if isinstance(each, date)]
    assert [(each.year, each.month) for each in days] == [
        (2025, 4),
        (2025, 7),
        (2025, 10),
        (2026, 1),
        (2026, 4),
    ]


def test_actions_of_the_store_about_these_people_stand_in_it(made: Path) -> None:
    actions = cells_of_xlsx((made / "board.xlsx").read_bytes())["Actions"]
    assert sum(str(row[0]).startswith("Talk with") for row in actions) == 1


def test_what_has_changed_since_the_last_review_adds_up_to_the_cent(made: Path) -> None:
    store = Store.of(Settings(made / "home", None, made / "home" / "policy.toml"))
    (review,) = kept_reviews(store)
    then = snapshot_kept(store, review).customers
    with (made / "out" / "customers.csv").open(encoding="utf-8", newline="") as file:
        now = list(csv.DictReader(file))
    alone = then["single_threaded"].fillna(False).astype(bool)
    before = {
        "On record with one person only": then.loc[alone, "exposure"].sum(),
        "Expected loss, 12 months": then["expected_loss"].sum(),
    }
    after = {
        "On record with one person only": sum(
            float(row["exposure"]) for row in now if row["single_threaded"] == "true"
        ),
        "Expected loss, 12 months": sum(float(row["expected_loss"] or 0) for row in now),
    }
    rows = cells_of_xlsx((made / "board.xlsx").read_bytes())["Changes"]
    for figure, amount in before.items():
        parts = [row[2] for row in rows if row[0] == figure and isinstance(row[2], float)]
        assert parts
        assert sum(parts) == pytest.approx(after[figure] - amount, abs=0.011)


def test_what_was_accepted_in_it_is_asked_again(made: Path) -> None:
    said = text_of("xlsx", (made / "board.xlsx").read_bytes())
    assert "accepted until 31 January 2100. Confirm it or end it." in said
    assert "What management did since 5 April 2026" in said


def test_it_is_written_again_but_nothing_of_others_is_replaced(
    made: Path, company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = made / "theirs.pdf"
    theirs.write_bytes(b"theirs")
    assert run(company, made / "out", "--pack", str(theirs)) == 2
    assert "is left alone" in capsys.readouterr().err
    assert theirs.read_bytes() == b"theirs"


@pytest.mark.parametrize("name", ["board.odt", "board", "board.pdf.exe"])
def test_another_ending_is_refused_with_the_list(
    company: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(company, tmp_path / "out", "--pack", str(tmp_path / name))
    assert ended.value.code == 2
    assert ".pdf, .pptx, .xlsx, .docx, .png" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_where_no_font_has_a_character_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "files"
    write_company(files, names=tuple(f"\U000f1234 {each}" for each in REVENUE))
    arguments = ["--source", str(files), "--out", str(tmp_path / "out")]
    assert assess.main([*arguments, "--pack", str(tmp_path / "board.pdf")]) == 2
    assert "There is no PDF: no font of this computer has" in capsys.readouterr().err
    assert not (tmp_path / "board.pdf").exists()
    assert not (tmp_path / "out").exists()


def test_the_endings_of_the_command_are_those_that_are_written() -> None:
    assert set(assess._PACK_FORMS) == set(FORMS)


def test_it_speaks_chinese_without_names_and_says_where_it_lies(tmp_path: Path) -> None:
    company, target = tmp_path / "files", tmp_path / "out" / "board.docx"
    write_company(company)
    command = [
        *(sys.executable, str(ROOT / "assess.py"), "--source", str(company)),
        *("--out", str(tmp_path / "out"), "--pack", str(target)),
        *("--language", "zh", "--pack-without-names"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.rstrip().endswith(f"The pack is {target}.")
    said = text_of("docx", target.read_bytes())
    assert "风险评审：客户关系" in said
    assert "销售员 1" in said
    with (company / "reps.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file) if row["name"]]
    assert not [name for name in names if name in said]
