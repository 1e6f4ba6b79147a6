"""Small inputs as people really export them: each ends rightly, by the functions of assess.py.

What counts reaches the figures or is refused; whole assessments are made of those of which the
summary says something of its own, and of one form of everything else.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import assess
from analytics.errors import InputError
from analytics.policy import Policy
from analytics.relationships.people import active_reps
from data.assessments import assess_with_quality
from data.extract import frames
from data.importing import ImportFaults, import_files
from data.mapping.text import read_mapping
from data.opening import database_source
from data.quality import quality, refuse_losses
from data.report.summary import summary
from data.sources import Source
from tests.policies import FEW_DRAWS

CASES = Path(__file__).resolve().parents[1].parent / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the folder ../shared/cases is absent")

WHOLE = 63_000.0
POLICY = Policy(losses=FEW_DRAWS)


@dataclass(frozen=True)
class Outcome:
    """What reaches the figures of a case, and what is said of it."""

    revenue: float
    active: int
    issues: pd.DataFrame

    def issue(self, table: str, name: str) -> tuple[int, float | None, str]:
        """Rows, money and effect of an issue."""
        row = self.issues[(self.issues["table"] == table) & (self.issues["issue"] == name)].iloc[0]
        money = None if pd.isna(row["money"]) else float(row["money"])
        return int(row["rows"]), money, str(row["effect"])


def brought_in(case: str, folder: Path, answers: str = "") -> Source:
    """Import a case, in this process."""
    database = folder / "copy.duckdb"
    mapping = read_mapping(f"[answers]\n{answers}", "answers.toml") if answers else None
    import_files(
        CASES / case,
        database,
        timezone="UTC",
        mapping=mapping,
        limits=None,
    )
    return database_source(f"duckdb:///{database}", POLICY)


def outcome(case: str, folder: Path, answers: str = "") -> Outcome:
    """What a case comes to; the estimates need not be made."""
    source = brought_in(case, folder, answers)
    try:
        names = ("customers", "reps", "credits")
        read = frames._run(source, POLICY, names, as_of=None, currency=None)
        refuse_losses(source, POLICY, read)
        revenue = float(read.customers["revenue_12m"].sum())
        active = int(active_reps(read.reps, as_of=read.as_of).sum())
        return Outcome(revenue, active, quality(source, POLICY, read))
    finally:
        source.close()


def assessed(case: str, folder: Path) -> str:
    """The summary of a case that is assessed as a whole."""
    source = brought_in(case, folder)
    assessment, issues, _ = assess_with_quality(source, POLICY)
    source.close()
    return summary(assessment, issues)


def refused(case: str, folder: Path, answers: str = "") -> str:
    """Everything that is said where a case is refused; nothing may have been written."""
    with pytest.raises((ImportFaults, InputError)) as caught:
        outcome(case, folder, answers)
    assert not list(folder.glob("*.duckdb"))
    faults = getattr(caught.value, "faults", ())
    return "\n".join([str(caught.value), *map(str, faults)])


@pytest.mark.parametrize(
    ("case", "table", "issue", "rows", "money"),
    [
        ("words_for_nothing", "revenue", "word_for_nothing", 6, 33_000.0),
        ("thousands_point", "revenue", "decimal_sign_decided", 18, WHOLE),
        ("date_1900", "reps", "day_for_none", 3, None),
        ("date_9999", "reps", "open_end", 3, None),
        ("float_ids", "revenue", "decimal_id", 15, 51_000.0),
        ("salesforce_15_18", "activities", "salesforce_id", 19, None),
        ("excel_text_marker", "customers", "text_marker", 6, None),
        ("invisible_in_ids", "revenue", "space_around", 12, 33_000.0),
        ("invisible_in_ids", "revenue", "plain_id", 6, 30_000.0),
        ("lookup_error_xlsx", "revenue", "cell_error", 6, 33_000.0),
        ("ragged_surplus", "customers", "empty_surplus", 6, None),
        ("ragged_short", "reps", "short_row", 2, None),
    ],
)
def test_what_is_certain_is_read_and_counted(
    tmp_path: Path, case: str, table: str, issue: str, rows: int, money: float | None
) -> None:
    told = outcome(case, tmp_path)
    assert (told.revenue, told.active) == (WHOLE, 3)
    assert told.issue(table, issue)[:2] == (rows, money)


@pytest.mark.parametrize(
    "case", ["sep_line", "file_names", "parquet_folder", "cyrillic_1251", "big5"]
)
def test_forms_of_files_change_no_figure(tmp_path: Path, case: str) -> None:
    told = outcome(case, tmp_path)
    assert (told.revenue, told.active) == (WHOLE, 3)
    assert not (told.issues["weight"] != "note").any()


@pytest.mark.parametrize("case", ["words_for_nothing", "parquet_folder"])
def test_a_case_is_assessed_as_a_whole(tmp_path: Path, case: str) -> None:
    assert "63,000" in assessed(case, tmp_path)


def test_closed_won_counts_as_won(tmp_path: Path) -> None:
    told = outcome("closed_won", tmp_path)
    assert told.revenue == 48_000.0
    assert told.issue("deals", "known_word")[0] == 18


def test_who_is_inactive_is_not_active_and_the_day_is_said_to_be_estimated(tmp_path: Path) -> None:
    told = outcome("is_active_only", tmp_path)
    assert (told.revenue, told.active) == (WHOLE, 2)
    assert "estimated" in told.issue("reps", "leaving_day_estimated")[2]


def test_who_is_inactive_is_said_in_the_summary(tmp_path: Path) -> None:
    assert "estimated" in assessed("is_active_only", tmp_path)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("currency_signs", ("revenue, amount", "$ 21,000", '"revenue.amount.currency"', "--map")),
        ("ids_in_scientific", ("revenue, row 2, customer_id", "1.2E+17", "as text")),
        ("title_and_totals", ("revenue.xlsx", "customer_id", "grouped report", "mapping")),
        ("header_spelling", ("revenue, amount", "$ 22,247.63", '"revenue.amount.currency"')),
        ("headerless", ("Customer.csv has no header row", "names of the columns")),
    ],
)
def test_what_cannot_be_used_is_refused_once_with_place_and_remedy(
    tmp_path: Path, case: str, words: tuple[str, ...]
) -> None:
    said = refused(case, tmp_path)
    assert all(word in said for word in words)


def test_contents_of_a_file_without_a_header_are_said_nowhere(tmp_path: Path) -> None:
    said = refused("headerless", tmp_path)
    lines = (CASES / "headerless" / "Customer.csv").read_text(errors="replace").splitlines()
    cells = {cell for line in lines for cell in line.split("\t") if len(cell) > 2}
    assert cells
    assert not [cell for cell in cells if cell in said]


def test_an_answer_settles_what_was_asked(tmp_path: Path) -> None:
    told = outcome("header_spelling", tmp_path, '"revenue.amount.currency" = "USD"')
    assert told.revenue == 22_247.63
    assert "Customer ID → customers.customer_id" in told.issues["effect"].str.cat(sep="\n")


def test_names_in_the_singular_are_taken_and_this_is_said(tmp_path: Path) -> None:
    told = outcome("singular_names", tmp_path)
    assert (told.revenue, told.active) == (100.0, 1)
    said = told.issues.loc[told.issues["issue"] == "recognised", "effect"]
    assert "invoices.csv" in said.str.cat(sep="\n")


def test_an_empty_name_is_the_id(tmp_path: Path) -> None:
    assert outcome("empty_name", tmp_path).issue("customers", "id_for_name")[0] == 1


def test_a_word_for_nothing_is_no_day(tmp_path: Path) -> None:
    assert outcome("null_date", tmp_path).issue("reps", "word_for_nothing")[0] == 2


def test_what_nobody_proves_is_not_known(tmp_path: Path) -> None:
    assert "not known (100 % inferred)" in assessed("unproven_summary", tmp_path)


def test_dates_are_read_by_the_column_or_asked(tmp_path: Path) -> None:
    for place in sorted((CASES / "dates").iterdir()):
        folder = tmp_path / place.name
        folder.mkdir()
        try:
            told = outcome(f"dates/{place.name}", folder)
        except ImportFaults as faults:
            said = "\n".join(map(str, faults.faults))
            asked = '"revenue.booked_on.order"' in said
            refused = "booked_on: the date cannot be read" in said
            assert asked or refused, (place.name, said)
        else:
            assert told.revenue > 0, place.name


@pytest.mark.slow
def test_the_program_itself_says_and_writes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--source", str(CASES / "header_spelling"), "--out", str(tmp_path / "out")]
    assert assess.main(places) == 2
    assert '[answers] "revenue.amount.currency" = "USD"' in capsys.readouterr().err
    answers = tmp_path / "answers.toml"
    answers.write_text('[answers]\n"revenue.amount.currency" = "USD"\n')
    assert assess.main([*places, "--map", str(answers)]) == 0
    assert "22,247.63 USD" in capsys.readouterr().out
