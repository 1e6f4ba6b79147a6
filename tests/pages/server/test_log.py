"""What libraries say goes where ours goes: one line a failure, in the log and on the terminal."""

import json
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT

#: As the server does it: started, then Streamlit and Uvicorn set up theirs, then things go wrong.
SAYING = """
import logging, sys
from pathlib import Path
from pages.components import frame
from pages.server.log import start_log

start_log(Path(sys.argv[1]))
import uvicorn
from streamlit.error_util import handle_user_script_exception
from streamlit.logger import get_logger, init_uvicorn_logs, update_formatter

uvicorn.Config(None)
init_uvicorn_logs()
update_formatter()
for number in range(3):
    try:
        raise RuntimeError(f"page {number} \\x1b[31m")
    except RuntimeError as error:
        handle_user_script_exception(error, frame.report_failure)
get_logger("streamlit.late").warning("late %s", "\\x1b]0;title\\x07")
logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError("x"))
logging.getLogger("uvicorn.error").info("not worth a line")
"""


def test_each_failure_is_said_once_in_the_log_and_once_on_the_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SAYING, str(tmp_path / "home")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    text = (tmp_path / "home" / "log" / "server.log").read_text(encoding="ascii")
    lines = [json.loads(line) for line in text.splitlines()]
    # What Streamlit says where no browser asks for the page.
    lines = [line for line in lines if "streamlit.runtime" not in line["where"]]
    lines = [line for line in lines if "streamlit run" not in line["message"]]
    assert [line["message"] for line in lines] == [
        "page 0 \x1b[31m",
        "page 1 \x1b[31m",
        "page 2 \x1b[31m",
        "late \x1b]0;title\x07",
        "x",
    ]
    assert [done.stderr.count(line["id"]) for line in lines[:3]] == [1, 1, 1]
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr
