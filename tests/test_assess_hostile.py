"""``assess.py`` on hostile options, folders and moments: words and an exit code, no traceback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import assess
from data.report.columns import FILES
from data.report.manifest import MANIFEST
from tests.documents.examples import COMPANY
from tests.serving import ROOT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LINCHPIN_POLICY", raising=False)
    return tmp_path / "home"


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    folder = tmp_path / "crm"
    folder.mkdir()
    for path in COMPANY.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def run(*arguments: str) -> int:
    try:
        return assess.main(list(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--seed", "-1", "invalid seed '-1': write a whole number from 0 to 4294967295"),
        ("--seed", "4294967296", "invalid seed '4294967296'"),
        ("--seed", "9" * 10_000, "invalid seed '999"),
        ("--seed", "1.5", "invalid seed '1.5'"),
        ("--seed", "٣", "invalid seed"),
        ("--as-of", "0001-01-01", "invalid day '0001-01-01': no records are older than 1970-01-01"),
        ("--as-of", "2026-02-30", "invalid day '2026-02-30': write it as 2026-03-31"),
        ("--as-of", "", "invalid day ''"),
        ("--currency", "EURO", "invalid currency 'EURO': write the three letters of ISO 4217"),
        ("--currency", "¥", "invalid currency"),
        ("--currency", "EUR\n", "invalid currency"),
        ("--source", "", "invalid place ''"),
        ("--source", "a\0b", "invalid place"),
        ("--source", "x" * 5_000, "invalid place 'xxx"),
        ("--out", " ", "invalid place ' '"),
        ("--policy", "", "invalid place ''"),
        ("--policy", "p\0", "invalid place"),
        ("--unknown\x1b[31m", "x", r"unrecognized arguments: --unknown\x1b[31m"),
    ],
    ids=lambda each: ascii(each)[:20],
)
def test_options_have_bounds_and_say_them(
    option: str, value: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--source", "crm", "--out", "out", option, value) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert said in error
    assert len(error) < 400
    assert error.isprintable()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--source", "y" * 300], "cannot be opened: File name too long"),
        (["--source", "nowhere\x1b[31m"], r"nowhere\x1b[31m does not exist"),
        (["--source", "caf\udce9"], r"caf\xe9 does not exist"),
        (["--out", "z" * 300], "File name too long"),
        (["--as-of", "9999-12-31"], "9999-12-31 cannot be assessed yet"),
        (["--policy", "y" * 300], "cannot be read: File name too long"),
        (["--policy", "."], "it is not a regular file"),
        (["--policy", "/dev/zero"], "it is not a regular file"),
    ],
    ids=lambda each: ascii(each)[:40],
)
@pytest.mark.usefixtures("home")
def test_places_and_days_that_cannot_be_used_are_named(
    crm: Path, tmp_path: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--source", str(crm), "--out", str(tmp_path / "out"), *more) == 2
    lines = capsys.readouterr().err.splitlines()
    assert said in lines[-1]
    assert all(line.isprintable() for line in lines)
    assert not (tmp_path / "out").exists()


def replaced(crm: Path) -> list[Path]:
    (crm.parent / "link").symlink_to(crm)
    return [crm, crm.parent, crm / "new", crm.parent / "link", crm / ".." / "crm", Path("/")]


@pytest.mark.usefixtures("home")
def test_tables_of_the_source_are_never_replaced(
    crm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(crm)
    for out in replaced(crm):
        assert run("--source", str(crm), "--out", str(out)) == 2
        assert "is, contains or lies in" in capsys.readouterr().err
    assert contents(crm) == before


@pytest.mark.usefixtures("home")
def test_folder_of_a_database_or_of_the_policy_is_refused(
    crm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("crm.sqlite", "policy.toml"):
        (tmp_path / "place").mkdir(exist_ok=True)
        (tmp_path / "place" / name).write_text("", encoding="utf-8")
    place = str(tmp_path / "place")
    for source in (f"{place}/crm.sqlite", f"sqlite:///{place}/crm.sqlite"):
        assert run("--source", source, "--out", place) == 2
    assert run("--source", str(crm), "--out", place, "--policy", f"{place}/policy.toml") == 2
    assert capsys.readouterr().err.count("is, contains or lies in") == 3


@pytest.mark.usefixtures("home")
def test_files_of_others_end_it_before_the_source_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "customers.csv").write_text("theirs", encoding="utf-8")
    assert run("--source", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")) == 2
    assert "customers.csv was not written by an earlier run" in capsys.readouterr().err
    assert contents(tmp_path / "out") == {"customers.csv": b"theirs"}


def failing(error: BaseException) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def test_what_nobody_foresaw_ends_with_3_and_an_id_that_leads_to_the_log(
    crm: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("data.opening.given_source", failing(KeyError("x\x1b[31m")))
    assert run("--source", str(crm), "--out", str(tmp_path / "out")) == 3
    (line,) = capsys.readouterr().err.splitlines()
    log = home / "log" / "assess.log"
    (logged,) = [json.loads(each) for each in log.read_text(encoding="ascii").splitlines()]
    assert line == f"Something went wrong on our side; {log} explains it under {logged['id']}"
    assert (logged["type"], logged["where"]) == ("KeyError", "assess.py")
    assert not (tmp_path / "out").exists()


def test_where_the_log_cannot_be_written_the_line_says_what_it_was(
    crm: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home.write_text("", encoding="utf-8")
    monkeypatch.setattr("data.opening.given_source", failing(KeyError("x")))
    assert run("--source", str(crm), "--out", str(tmp_path / "out")) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("assess.log cannot be written: KeyError: 'x'")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MemoryError(), 2, "There is not enough memory for this source"),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (OSError(28, "No space left on device"), 3, "Something went wrong on our side"),
    ],
)
@pytest.mark.usefixtures("home")
def test_other_ends_have_their_word_and_code(
    crm: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr("data.opening.given_source", failing(error))
    assert run("--source", str(crm), "--out", str(tmp_path / "out")) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(said)


@pytest.mark.usefixtures("home")
def test_texts_are_exact_for_programs_and_harmless_for_spreadsheets(
    crm: Path, tmp_path: Path
) -> None:
    name = '＝HYPERLINK("https://tracker.example")'
    quoted = name.replace('"', '""')
    path = crm / "customers.csv"
    text = path.read_text(encoding="utf-8").replace("Birch Foods", f'"{quoted}"')
    path.write_text(text, encoding="utf-8")
    made = {}
    for out, more in (("exact", []), ("spread", ["--for-spreadsheets"])):
        assert run("--source", str(crm), "--out", str(tmp_path / out), *more) == 0
        made[out] = {each: (tmp_path / out / each).read_text(encoding="utf-8") for each in FILES}
    assert f'"{quoted}"' in made["exact"]["customers.csv"]
    assert f'"\'{quoted}"' in made["spread"]["customers.csv"]
    assert made["spread"]["portfolio.json"] == made["exact"]["portfolio.json"]
    numbers = "frontier.csv"
    assert made["spread"][numbers] == made["exact"][numbers]


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "assess.py"), *arguments]


@pytest.mark.slow
@pytest.mark.usefixtures("home")
@pytest.mark.skipif(os.name == "nt", reason="pipes and closed files of POSIX")
def test_nobody_needs_to_listen(crm: Path, tmp_path: Path) -> None:
    """stdout is a pipe that nobody reads, stderr is closed, and so is stdin."""
    read, write = os.pipe()
    os.close(read)
    assessing = command("--source", str(crm), "--out", str(tmp_path / "out"))
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- 2>&-', "sh", *assessing],
        stdout=write,
        check=False,
        cwd=tmp_path,
    )
    os.close(write)
    assert done.returncode == 0
    held = {path.name for path in (tmp_path / "out").iterdir()}
    assert held == {*FILES, MANIFEST}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}


@pytest.mark.usefixtures("home")
@pytest.mark.skipif(os.name == "nt", reason="names of POSIX")
def test_names_that_no_terminal_can_write_are_written_as_escapes(tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9 \xe5\x8c\x97")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        command("--source", odd, "--out", str(tmp_path / "out")),
        capture_output=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 2
    assert b"does not exist" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stderr.isascii()


@pytest.mark.usefixtures("home")
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_told_to_end_it_leaves_nothing_behind(crm: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        command("--source", str(crm), "--out", str(tmp_path / "out")),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(temporary)},
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert process.returncode == 143
    assert "%" in first
    assert rest.splitlines()[-1].startswith("Terminated.")
    assert "Traceback" not in rest
    assert [path for path in temporary.rglob("*") if path.is_file()] == []
    assert not (tmp_path / "out").exists()
