"""Tables that no company has: an answer or a fault in words, and finite figures."""

import json
import re
from pathlib import Path

import pytest

import assess

CUSTOMERS = "customer_id,name,owner_id\nc1,One,r1\n"
REPS = "rep_id,name,hired_on,left_on\nr1,Rep,2001-01-01,\n"
REVENUE = "customer_id,amount,booked_on,rep_id\n"
ACTIVITIES = "customer_id,rep_id,happened_at\n"

TABLES: dict[str, dict[str, str]] = {
    "sums of the largest amounts": {"revenue": REVENUE + "c1,1e15,2026-03-01,r1\n" * 9},
    "only a credit": {"revenue": REVENUE + "c1,-1e15,2026-03-01,r1\n"},
    "less than any cent": {"revenue": REVENUE + "c1,1e-310,2026-03-01,r1\n"},
    "nothing but heads": {
        "customers": "customer_id,name\n",
        "reps": "rep_id,name\n",
        "revenue": REVENUE,
    },
    "nobody": {"reps": "rep_id,name\n", "revenue": REVENUE + "c1,5,2026-03-01,r1\n"},
    "the first day": {"activities": ACTIVITIES + "c1,r1,0001-01-01\n"},
    "the last day": {"activities": ACTIVITIES + "c1,r1,9999-12-31T23:59:59-12:00\n"},
    "left for ever": {
        "reps": "rep_id,name,hired_on,left_on\nr1,Rep,0001-01-01,0001-01-02\n",
        "activities": ACTIVITIES + "c1,r1,2026-01-01\n",
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_forged_tables_end_in_finite_figures_or_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    source, out = tmp_path / "crm", tmp_path / "out"
    source.mkdir()
    for table, text in {"customers": CUSTOMERS, "reps": REPS, **TABLES[name]}.items():
        (source / f"{table}.csv").write_text(text, encoding="utf-8")
    code = assess.main(["--source", str(source), "--out", str(out)])
    assert code in (0, 2), capsys.readouterr().err
    if code == 0:
        assert "Infinity" not in (out / "portfolio.json").read_text(encoding="utf-8")
        json.loads((out / "portfolio.json").read_text(encoding="utf-8"))
        for path in out.glob("*.csv"):
            assert not re.search(r"(^|,)-?(inf|nan)(,|$)", path.read_text("utf-8"), re.M), path


def test_sums_of_amounts_that_no_company_has_are_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    source = tmp_path / "crm"
    source.mkdir()
    revenue = REVENUE + "c1,1e308,2026-03-01,r1\n" * 2
    for table, text in {"customers": CUSTOMERS, "reps": REPS, "revenue": revenue}.items():
        (source / f"{table}.csv").write_text(text, encoding="utf-8")
    assert assess.main(["--source", str(source), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "revenue, row 2, amount: the number is larger than any amount" in said
    assert not (tmp_path / "out").exists()
