"""A process with everything imported, which becomes a program of the product on request.

Importing takes longer than assessing a tiny company. This process reads requests, one JSON line
each, forks, and lets the fork run the program as its main module, to the interpreter's own end.
It answers with the number of the fork, then with how it ended.
"""

import ast
import gc
import importlib
import json
import os
import runpy
import signal
import sys
import tempfile
from typing import Any

import duckdb

from tests.serving import ROOT

Request = dict[str, Any]

#: Nothing started here lives longer, whatever became of who started it.
_LONGEST_SECONDS = 600


def _answer(**facts: int) -> None:
    print(json.dumps(facts), flush=True)


def _serve() -> Request:
    """Fork for every request; returns in the forks only."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return dict(json.loads(line))
        _answer(child=child)
        _, status, usage = os.wait4(child, 0)
        _answer(code=os.waitstatus_to_exitcode(status), peak=usage.ru_maxrss * 1024)
    sys.exit(0)


def _become(request: Request) -> None:
    os.setsid()
    signal.alarm(_LONGEST_SECONDS)
    os.umask(0o022)
    for number, path in ((0, os.devnull), (1, request["stdout"]), (2, request["stderr"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(os.open(path, flags, 0o600), number)
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    tempfile.tempdir = None  # what was remembered is not the folder of this request
    sys.argv = request["arguments"]


def _import_everything() -> None:
    """What assess.py imports late; without the thread of DuckDB, which no fork survives."""
    tree = ast.parse((ROOT / "assess.py").read_text(encoding="utf-8"))
    late = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    for name in (*filter(None, late), "data.importing"):
        importlib.import_module(name)
    duckdb.default_connection().close()
    gc.freeze()  # a fork copies what its garbage collector looks at


if __name__ == "__main__":
    _import_everything()
    request = _serve()
    _become(request)
    runpy.run_path(request["arguments"][0], run_name="__main__")
