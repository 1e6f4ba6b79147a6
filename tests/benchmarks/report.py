"""Run benchmarks, show what they print, and write it into docs/performance.md.

    python -m tests.benchmarks.report everyday
    python -m tests.benchmarks.report scale --activities 100000000 --customers 500000 --reps 3000

Everything in one part of the document comes from one run on one machine, which is described there.
"""

import platform
import subprocess
import sys
from collections.abc import Iterator

import psutil

from tests.serving import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
#: The benchmarks of each part of the document, in their order.
PARTS = {
    "everyday": (
        *("demo_start", "profiles", "warm_rerun", "many_sessions"),
        *("session_memory", "assess_million", "map_layout", "departures", "columns"),
    ),
    "scale": ("scale", "refresh"),
}


def main() -> None:
    """Run the benchmarks of one part; further arguments go to the first of them."""
    part, *options = sys.argv[1:]
    printed = [f"{name}\n{text}" for name, text in _printed(part, options)]
    text = "\n".join([_machine(), "", *printed])
    document = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(_with(document, part, text), encoding="utf-8")


def _printed(part: str, options: list[str]) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(PARTS[part]):
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *([] if number else options)]
        lines = []
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                lines.append(line)
        if process.returncode:
            sys.exit(f"{name} ended with {process.returncode}")
        yield name, "".join(lines)


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    load = psutil.getloadavg()[2] if hasattr(psutil, "getloadavg") else float("nan")
    return (
        f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}; load of the last quarter of an hour {load:.1f}"
    )


def _with(document: str, part: str, text: str) -> str:
    """The document with a part replaced."""
    begin, end = f"<!-- {part}: written by the benchmarks -->\n", f"<!-- end of {part} -->\n"
    before, _, rest = document.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the marks of {part} are not in the document")
    return f"{before}{begin}\n```text\n{text.rstrip()}\n```\n\n{end}{after}"


if __name__ == "__main__":
    main()
