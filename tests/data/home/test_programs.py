"""What the programs themselves leave on disk: the server, and assess.py."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.browser.company import write_company
from tests.data.home.test_temporary import owner
from tests.serving import ROOT, serve

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="modes and signals of POSIX"),
]


def test_server_narrows_and_sweeps_its_home_before_anybody_comes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with owner(home) as (dead, process):
        process.kill()
        process.wait()
    home.chmod(0o755)
    (home / "current.json").write_text('{"versions": []}')
    (home / "current.json").chmod(0o644)
    with serve(home) as server:
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "current.json").stat().st_mode & 0o777 == 0o600
        assert not dead.exists()
        said = server.log.read_text(encoding="utf-8")
    assert said.count("was open to other users of this machine and no longer is") == 1


def assessing(folder: Path, temporary: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "assess.py", "--source", str(folder / "crm")]
    return subprocess.Popen(
        [*command, "--out", str(folder / "report")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary), "LINCHPIN_HOME": str(folder / "home")},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def test_copy_of_a_killed_assess_goes_with_the_next(tmp_path: Path) -> None:
    write_company(tmp_path / "crm")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with assessing(tmp_path, temporary) as process:
        while not list(temporary.glob("linchpin-*/.linchpin-*/data-*.duckdb")):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    # What it was about to write lies beside what it had written, where the kill came in between.
    left = list(temporary.glob("linchpin-*/.linchpin-*[!k]"))
    (place,) = {each.parent for each in left}
    assert {each.stat().st_mode & 0o777 for each in (place, *left)} == {0o700}
    with assessing(tmp_path, temporary) as process:
        assert process.wait() == 0
    assert list(place.iterdir()) == []
