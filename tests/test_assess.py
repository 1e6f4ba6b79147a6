"""``assess.py`` as schedulers and scripts call it."""

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import assess
from data.report.columns import COLUMNS, FILES
from data.report.manifest import MANIFEST
from tests.browser.company import write_company
from tests.invented import invent
from tests.policies import PURPOSE

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invent(tmp_path_factory.mktemp("company") / "files", 3)


@pytest.fixture(scope="module")
def out(company: Path, accepted_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    (folder / "mine.txt").write_text("kept", encoding="utf-8")
    policy = ["--policy", str(accepted_policy)]
    assert assess.main(arguments(company, folder, *policy)) == 0
    return folder


def arguments(source: Path, out: Path, *more: str) -> list[str]:
    return ["--source", str(source), "--out", str(out), "--currency", "CNY", *more]


@pytest.fixture(scope="module")
def accepted_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    path.write_text(f"[attrition]\n{PURPOSE}\n", encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_documented_file_and_column_is_written(out: Path) -> None:
    for name, columns in COLUMNS.items():
        assert list(pd.read_csv(out / f"{name}.csv").columns) == columns
    assert {path.name for path in out.iterdir()} == {*FILES, MANIFEST, "mine.txt"}


def test_files_of_others_stay(out: Path) -> None:
    assert (out / "mine.txt").read_text(encoding="utf-8") == "kept"


def test_files_are_sorted_and_speak_plainly(out: Path) -> None:
    customers = rows(out / "customers.csv")
    ids = [row["customer_id"] for row in customers]
    assert ids == sorted(ids)
    assert len(ids) == 24
    assert {row["lapsed"] for row in customers} <= {"true", "false"}
    assert {row["single_threaded"] for row in customers} == {"true", "false", ""}
    edges = rows(out / "edges.csv")
    pairs = [(row["customer_id"], row["rep_id"]) for row in edges]
    assert pairs == sorted(pairs)
    assert any(len(row["last_activity_on"]) == 10 for row in edges)


def test_what_cannot_be_known_is_empty_and_never_zero(out: Path) -> None:
    unknown = [row for row in rows(out / "customers.csv") if row["evidence"] == "none"]
    assert unknown
    for row in unknown:
        assert row["top_rep_id"] == row["known_by"] == row["single_threaded"] == ""
    gone = [row for row in rows(out / "reps.csv") if row["rep_id"] == "r2"]
    assert [(row["active"], row["departure_loss"]) for row in gone] == [("false", "")]
    departed = [row for row in rows(out / "edges.csv") if row["rep_id"] == "r2"]
    assert departed
    assert {(row["share"], row["follow_probability"]) for row in departed} == {("", "")}


def test_every_rep_and_unknown_id_has_a_row(out: Path) -> None:
    reps = {row["rep_id"]: row for row in rows(out / "reps.csv")}
    assert set(reps) == {*(f"r{number}" for number in range(10)), "ghost"}
    assert float(reps["r3"]["attrition_probability"]) == 1
    assert float(reps["r7"]["attrition_probability"]) == 0
    # who is only an id in other tables has the mean of those who are estimated
    estimated = [float(r["attrition_probability"]) for r in reps.values() if r["attrition_low"]]
    mean = sum(estimated) / len(estimated)
    assert float(reps["ghost"]["attrition_probability"]) == pytest.approx(mean)
    assert reps["r8"]["attrition_probability"] == ""


def test_portfolio_agrees_with_the_tables(out: Path) -> None:
    portfolio = json.loads((out / "portfolio.json").read_text(encoding="utf-8"))
    customers = pd.read_csv(out / "customers.csv")
    assert portfolio["customers"] == 24
    assert portfolio["revenue_12m"] == pytest.approx(customers["revenue_12m"].sum())
    assert portfolio["expected_loss"] == pytest.approx(customers["expected_loss"].sum())
    assert portfolio["policy"]["follow"]["base_rate"] == 0.3
    assert [limit["code"] for limit in portfolio["limits"]] == [
        "rep_core_share",
        "single_threaded_share",
        "core_single_threaded_days",
        "leaver_access",
    ]
    assert portfolio["limits"][3]["exceeded"] is None


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures(
    company: Path, out: Path, accepted_policy: Path, tmp_path: Path
) -> None:
    policy = ["--policy", str(accepted_policy)]
    assert assess.main(arguments(company, tmp_path, *policy)) == 0
    for name in COLUMNS:
        one, two = (pd.read_csv(folder / f"{name}.csv") for folder in (out, tmp_path))
        # An engine adds in any order, so that the last digit of a sum may differ.
        pd.testing.assert_frame_equal(one, two, rtol=1e-12, atol=1e-12)
    one, two = (
        json.loads((folder / "portfolio.json").read_text(encoding="utf-8"))
        for folder in (out, tmp_path)
    )
    figures = ("expected_loss", "loss_sd", "var_95", "es_95", "var_99", "es_99")
    assert [one[name] for name in figures] == pytest.approx([two[name] for name in figures])


@pytest.mark.slow
@pytest.mark.parametrize("line", ["", f"individual = false\n{PURPOSE}"])
def test_no_individual_scores_when_nobody_answers_for_them_or_the_policy_forbids_them(
    company: Path, tmp_path: Path, line: str
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(f"[attrition]\nbase_rate = 0.1\n{line}\n", encoding="utf-8")
    assert assess.main(arguments(company, tmp_path / "out", "--policy", str(policy))) == 0
    reps = pd.read_csv(tmp_path / "out" / "reps.csv").set_index("rep_id")
    assert reps.loc[["r0", "r9", "ghost"], "attrition_probability"].tolist() == [0.1] * 3
    drivers = pd.read_csv(tmp_path / "out" / "drivers.csv")
    assert drivers["indicator"].tolist() == ["notice"]


@pytest.mark.slow
def test_an_earlier_day_sees_nothing_later(company: Path, tmp_path: Path) -> None:
    assert assess.main(arguments(company, tmp_path / "all", "--as-of", "2025-06-30")) == 0
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    days = {"activities": "happened_at", "revenue": "booked_on"}
    for path in company.iterdir():
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        if path.stem in days:
            frame = frame[frame[days[path.stem]].str[:10] <= "2025-06-30"]
        frame.to_csv(earlier / path.name, index=False)
    assert assess.main(arguments(earlier, tmp_path / "cut", "--as-of", "2025-06-30")) == 0
    for name in ("customers.csv", "edges.csv"):
        cut, full = (pd.read_csv(tmp_path / part / name) for part in ("cut", "all"))
        proven = full["evidence"].isin(["activity", "transactions"]) if "evidence" in full else None
        names = ["customer_id", "revenue_12m", "exposure"] if proven is not None else list(full)[:4]
        pd.testing.assert_frame_equal(cut[names], full[names])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--map", "salesfors"], "there is no mapping salesfors"),
        (["--as", "r1"], "--as is not available in this version"),
        (["--as-of", "31.12.2025"], "argument --as-of: invalid"),
        (["--policy", "nowhere.toml"], "nowhere.toml cannot be read: No such file or directory"),
        (["--as-of", "2999-01-01"], "2999-01-01"),
    ],
)
def test_unusable_options_end_with_2_and_write_nothing(
    company: Path, tmp_path: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = assess.main(arguments(company, tmp_path / "out", *more))
    except SystemExit as exit_:
        code = exit_.code  # type: ignore[assignment]
    assert code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_faulty_rows_end_with_2_unless_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "files"
    write_company(files)
    with (files / "revenue.csv").open("a", encoding="utf-8") as file:
        file.write("C1,R1,12o,2025-06-01,EUR\n")
    asked = ["--source", str(files), "--out", str(tmp_path / "out")]
    assert assess.main(asked) == 2
    assert "revenue, row 12, amount" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert assess.main([*asked, "--skip-faulty"]) == 0
    issues = {row["issue"]: row for row in rows(tmp_path / "out" / "quality.csv")}
    assert any("fault" in issue for issue in issues)


@pytest.mark.slow
def test_faulty_values_of_a_database_end_with_2_unless_left_out(
    company: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    engine = sa.create_engine(url)
    for path in company.iterdir():
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        if path.stem == "revenue":
            frame.loc[0, "amount"] = "12o"
        frame.to_sql(path.stem, engine, index=False)
    engine.dispose()
    before = (tmp_path / "crm.sqlite").read_bytes()
    source = ["--source", url, "--currency", "CNY", "--out", str(tmp_path / "out")]
    assert assess.main(source) == 2
    assert "revenue, revenue_id = " in capsys.readouterr().err
    assert assess.main([*source, "--skip-faulty"]) == 0
    assert (tmp_path / "crm.sqlite").read_bytes() == before


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_place_without_data_says_so(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert assess.main(arguments(tmp_path / name, tmp_path / "out")) == 2
    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "out").exists()


def test_the_command_prints_one_paragraph(company: Path, tmp_path: Path) -> None:
    command = [sys.executable, "assess.py", *arguments(company, tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    assert "24 customers" in done.stdout
    assert "assessing" in done.stderr


def test_where_only_owners_are_named_nothing_proven_is_said_and_no_currency(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "crm"
    source.mkdir()
    for name, text in {
        "customers": "customer_id,name,owner_id\nc1,One,r1\nc2,Two,r1\n",
        "reps": "rep_id,name\nr1,Rep\nr2,Other\n",
        "revenue": "customer_id,amount,booked_on\nc1,900,2026-03-01\nc2,100,2026-03-02\n",
    }.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    assert assess.main(["--source", str(source), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "only (proven): not known (100 % inferred)." in said
    assert "Revenue of the last 12 months 1,000.00; " in said
    assert "XXX" not in said


def test_warnings_come_first_and_stand_in_the_portfolio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.opening.today", lambda _: date(2026, 3, 31))
    source, out = tmp_path / "crm", tmp_path / "out"
    source.mkdir()
    for name, text in {
        "customers": "customer_id,name,owner_id\nc1,One,r1\n",
        "reps": "rep_id,name\nr1,Rep\n",
        "revenue": "customer_id,amount,booked_on\nc1,80,2026-03-01\nx9,20,2026-03-02\n",
    }.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    assert assess.main(["--source", str(source), "--out", str(out)]) == 0
    effect = (
        "The customer of this row is not in the table of customers; the row counts in no figure."
    )
    said = capsys.readouterr().out
    assert said.startswith(f"Warning, this overturns the answer: revenue: {effect} 1 customers")
    portfolio = json.loads((out / "portfolio.json").read_text(encoding="utf-8"))
    assert portfolio["warnings"] == [
        {"code": "unknown_customer", "table": "revenue", "weight": "overturns", "rows": 1,
         "money": 20.0, "message": effect}
    ]  # fmt: skip
    weights = {row["issue"]: row["weight"] for row in rows(out / "quality.csv")}
    assert weights["unknown_customer"] == "overturns"


def test_losses_end_with_2_unless_they_are_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "crm", tmp_path / "out"
    source.mkdir()
    for name, text in {
        "customers": "customer_id,name,owner_id\nc1,One,r1\n",
        "reps": "rep_id,name\nr1,Rep\n",
        "revenue": "customer_id,amount,booked_on\nc1,400,soon\nc1,600,later\n",
    }.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    asked = ["--source", str(source), "--out", str(out), "--skip-faulty"]
    assert assess.main(asked) == 2
    said = capsys.readouterr().err
    assert "0 % of the money in revenue (0.00 of 1,000.00 in 2 rows)" in said
    assert not out.exists()
    assert assess.main([*asked, "--accept-losses"]) == 0
    faulty = [row for row in rows(out / "quality.csv") if row["issue"] == "faulty_rows_left_out"]
    assert [(row["rows"], row["money"], row["weight"]) for row in faulty] == [
        ("2", "1000", "overturns")
    ]


@pytest.mark.parametrize(
    ("loaded", "slow"),
    [
        ("data.assessments", ("scipy", "networkx", "data.importing", "data.demo")),
        # It takes longer than the rest of SciPy, and a law or two of it is a line.
        ("analytics.assessment, analytics.planning", ("scipy.stats",)),
        ("data.documents.pdf, data.documents.word", ("typst", "docx")),
    ],
)
def test_slow_imports_come_after_the_database_is_opened_or_never(
    loaded: str, slow: tuple[str, ...]
) -> None:
    asked = f"import sys, {loaded}; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
