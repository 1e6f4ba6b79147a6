"""One line of JSON for each failure: clipped, escaped, private, rotating, without secrets."""

import json
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import logs
from data.logs import (
    OneLine,
    file_log,
    keep_secret,
    log_event,
    log_failure,
    log_path,
    masked,
    name_request,
    stderr_log,
)

HOSTILE = "\x1b[31mred\x07\r\n\x00\u202egnp.exe\u2028\x7f\x9b2J\ud800"


@pytest.fixture(autouse=True)
def _no_secrets() -> Iterator[None]:
    yield
    logs._SECRETS.clear()


def raised(error: Exception) -> Exception:
    """The error as it comes up: with a traceback, and a cause of its own."""
    try:
        try:
            raise ValueError("cause " + "c" * 10_000)
        except ValueError as cause:
            raise error from cause
    except Exception as caught:
        return caught


def logged(path: Path, *errors: Exception) -> list[dict[str, Any]]:
    with file_log(path):
        for each in errors:
            log_failure(raised(each), where="page")
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_a_failure_is_one_line_with_all_there_is_to_know(tmp_path: Path) -> None:
    path = log_path(tmp_path / "home", "server")
    with file_log(path):
        number = log_failure(raised(RuntimeError("out of luck")), where="page")
    (line,) = [json.loads(each) for each in path.read_text(encoding="ascii").splitlines()]
    told = ["time", "level", "id", "request", "where", "type", "message", "traceback"]
    assert list(line) == told
    assert line["request"] is None
    assert (line["id"], line["level"], line["where"]) == (number, "ERROR", "page")
    assert (line["type"], line["message"]) == ("RuntimeError", "out of luck")
    assert line["time"].endswith("+00:00")
    assert "in raised" in line["traceback"]
    assert line["traceback"].index("ValueError: cause") < line["traceback"].index("RuntimeError")


def test_nothing_of_a_line_is_raw_or_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What pytest captures goes to another process, which takes no lone surrogates.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    path = log_path(tmp_path, "server")
    (line,) = logged(path, RuntimeError(HOSTILE + "x" * 1_000_000))
    raw = path.read_bytes()
    assert raw.count(b"\n") == 1
    assert all(0x20 <= byte < 0x7F for byte in raw.rstrip(b"\n"))
    assert len(raw) < 15_000
    assert line["message"].startswith(HOSTILE)
    assert len(line["message"]) == 501


def test_statements_and_bound_values_stay_out(tmp_path: Path) -> None:
    error = sa.exc.DBAPIError("SELECT name", {"name": "Customer Ltd"}, ValueError("no table"))
    (line,) = logged(log_path(tmp_path, "server"), error)
    assert "no table" in line["message"]
    assert "Customer Ltd" not in json.dumps(line)


@pytest.mark.parametrize(
    ("location", "secrets"),
    [
        ("postgresql://reader:hunter2@db.example/crm", ["hunter2"]),
        ("postgresql://reader:hun%40ter2@db.example/crm", ["hun%40ter2", "hun@ter2"]),
        ("postgresql://reader:p@ssw0rd@db.example/crm", ["p@ssw0rd", "ssw0rd"]),
        ("mysql://r@db.example/crm?ssl_key=s3cret&password=oth%20er", ["s3cret", "oth er"]),
    ],
)
def test_secrets_of_an_address_are_masked_everywhere(
    tmp_path: Path, location: str, secrets: list[str]
) -> None:
    keep_secret(location)
    path = log_path(tmp_path, "server")
    logged(path, *(RuntimeError(f"cannot reach {secret} at db.example") for secret in secrets))
    assert not any(secret in path.read_text(encoding="ascii") for secret in secrets)
    assert "db.example" in path.read_text(encoding="ascii")
    assert masked(f"reader {secrets[0]}") == "reader ***"


def test_places_without_an_address_hold_no_secret() -> None:
    keep_secret("/data/a:b@c/crm.db")
    keep_secret("postgresql://reader:@db.example/crm")
    assert set() == logs._SECRETS


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_the_log_is_private_and_rotates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 20_000)
    path = log_path(tmp_path / "home", "server")
    before = os.umask(0)
    try:
        with file_log(path):
            for _ in range(120):
                log_failure(raised(RuntimeError("x" * 1000)), where="page")
    finally:
        os.umask(before)
    files = sorted(path.parent.iterdir())
    assert [each.name for each in files] == [
        "server.log",
        *(f"server.log.{n}" for n in range(1, 6)),
    ]
    assert all(each.stat().st_size <= 20_000 for each in files)
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_log_that_cannot_be_written_ends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder" / "log" / "server.log").mkdir(parents=True)
    for name in ("file", "folder"):
        with file_log(log_path(tmp_path / name, "server")) as log:
            assert log.writable
            assert log_failure(RuntimeError("lost"), where="page")
            assert not log.writable
    assert capsys.readouterr().err == ""


def test_nothing_to_say_makes_no_log(tmp_path: Path) -> None:
    with file_log(log_path(tmp_path, "assess")):
        logging.getLogger("linchpin").info("all is well")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links of POSIX")
def test_a_link_in_the_place_of_the_log_is_not_followed(tmp_path: Path) -> None:
    path = log_path(tmp_path, "server")
    path.parent.mkdir()
    path.symlink_to(tmp_path / "target")
    with file_log(path):
        log_failure(RuntimeError("lost"), where="page")
    assert not (tmp_path / "target").exists()


def test_the_terminal_gets_one_clipped_line(capsys: pytest.CaptureFixture[str]) -> None:
    handler = OneLine()
    record = logging.LogRecord("uvicorn", logging.ERROR, "", 0, "%s", (HOSTILE + "x" * 999,), None)
    handler.emit(record)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith(r"ERROR \x1b[31mred\x07\r\n\x00\u202egnp.exe\u2028\x7f\x9b2J\ud800x")
    assert len(said) < 400


def test_a_line_names_the_request_that_it_came_up_in(tmp_path: Path) -> None:
    path = log_path(tmp_path, "server")
    with file_log(path):
        name_request("0a1b2c3d")
        try:
            log_failure(RuntimeError("lost"), where="page")
            logging.getLogger("anything").warning("of a library")
        finally:
            name_request(None)
        log_failure(RuntimeError("lost"), where="page")
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    assert [line["request"] for line in lines] == ["0a1b2c3d", "0a1b2c3d", None]


def test_events_are_lines_of_seconds_and_counts_and_nothing_else_below_a_warning_is(
    tmp_path: Path,
) -> None:
    path = log_path(tmp_path, "server")
    with file_log(path):
        log_event("assessment computed", seconds=1.5, customers=3)
        logging.getLogger("linchpin").info("not worth a line")
    (line,) = [json.loads(each) for each in path.read_text(encoding="ascii").splitlines()]
    del line["time"]
    event = {"level": "INFO", "request": None, "event": "assessment computed"}
    assert line == {**event, "seconds": 1.5, "customers": 3}


def test_stderr_is_for_people_unless_a_program_collects_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said() -> str:
        handler = stderr_log()
        logging.getLogger().addHandler(handler)
        try:
            with file_log(log_path(tmp_path, "server")):
                log_event("server started", seconds=1.0)
                log_failure(RuntimeError("lost \x1b[31m"), where="page")
        finally:
            logging.getLogger().removeHandler(handler)
        return capsys.readouterr().err

    monkeypatch.delenv("LINCHPIN_LOG", raising=False)
    assert said().count("\n") == 1
    monkeypatch.setenv("LINCHPIN_LOG", "json")
    event, failure = [json.loads(line) for line in said().splitlines()]
    assert (event["event"], event["seconds"]) == ("server started", 1.0)
    assert (failure["message"], failure["level"]) == ("lost \x1b[31m", "ERROR")
