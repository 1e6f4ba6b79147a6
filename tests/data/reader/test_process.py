"""A reading process takes only itself down, and says in words why it ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import psutil
import pytest

from analytics.errors import InputError, InputFaults
from analytics.messages import Message
from data.progress import Cancelled
from data.reader.limits import FILES, Excess
from data.reader.process import Reader, ReaderFailure
from tests.data.reader import tasks
from tests.serving import ROOT


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(FILES) as shared:
        yield shared


def test_answers_come_from_another_process(reader: Reader) -> None:
    assert reader.call(tasks.number_of_process, subject="x") == reader.pid != os.getpid()


def test_frames_come_back_as_they_were(reader: Reader) -> None:
    pd.testing.assert_frame_equal(reader.call(tasks.frame, subject="x"), tasks.frame())


def test_progress_is_told_from_inside(reader: Reader) -> None:
    told: list[str] = []

    def tell(_done: float, what: Message) -> None:
        told.append(str(what))

    assert reader.call(tasks.doubled, 21, subject="x", progress=tell) == 42
    assert "Doubling 21" in told


def test_errors_for_people_come_back_as_themselves(reader: Reader) -> None:
    with pytest.raises(InputError, match=r"a\.csv holds nothing"):
        reader.call(tasks.refuse, subject="x")
    with pytest.raises(InputFaults) as caught:
        reader.call(tasks.faults, subject="x")
    assert [fault.row for fault in caught.value.faults] == [3]


def test_what_nobody_foresaw_keeps_its_traceback(reader: Reader) -> None:
    with pytest.raises(ReaderFailure, match="nobody foresaw this"):
        reader.call(tasks.fail, subject="x")


def test_what_libraries_print_disturbs_nothing(reader: Reader) -> None:
    assert reader.call(tasks.print_much, subject="x") == "printed"


def test_several_threads_ask_at_once(reader: Reader) -> None:
    results: list[int] = []
    threads = [
        threading.Thread(
            target=lambda n=n: results.append(
                reader.call(tasks.doubled, n, subject="x", progress=lambda *_: None)
            )
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [2 * n for n in range(8)]


@pytest.mark.parametrize(
    ("limits", "task", "said"),
    [
        (replace(FILES, memory=300 << 20), tasks.fill_memory, "more than 300 MB of memory"),
        (replace(FILES, cpu_seconds=0.6), tasks.burn, "more than 0.6 seconds"),
        (replace(FILES, seconds=0.3), tasks.hang, "more than 0.3 seconds"),
    ],
    ids=["memory", "processor time", "time"],
)
def test_more_than_a_limit_ends_the_process_in_words(
    limits: object, task: Callable[[], None], said: str
) -> None:
    reader = Reader(limits)  # type: ignore[arg-type]
    with pytest.raises(Excess, match=rf"Reading a\.csv takes {said}"):
        reader.call(task, subject="a.csv")
    assert reader.ended


def test_the_system_refuses_a_leap_in_memory_by_itself(reader: Reader) -> None:
    with pytest.raises(Excess, match="1,024 MB of memory"):
        reader.call(tasks.reserve_memory, 8 << 30, subject="a.csv")
    assert not reader.ended


@pytest.mark.slow
@pytest.mark.parametrize("task", [tasks.one_large_file, tasks.many_files])
def test_output_on_disk_is_limited(tmp_path: Path, task: Callable[[Path], None]) -> None:
    reader = Reader(replace(FILES, output=1 << 20), folder=tmp_path)
    with pytest.raises(Excess, match=r"Reading a\.csv fills more than 1 MB on disk"):
        reader.call(task, tmp_path, subject="a.csv")
    reader.close()


def test_a_full_disk_is_said_in_words(reader: Reader) -> None:
    with pytest.raises(InputError, match=r"The disk is full: a\.csv could not be read"):
        reader.call(tasks.write_to_a_full_disk, subject="a.csv")


def test_a_crash_is_said_in_words_and_its_last_ones_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = Reader(FILES)
    reader.call(tasks.print_much, subject="a.csv")
    with pytest.raises(InputError, match=r"Reading a\.csv ended unexpectedly \(code -9\)"):
        reader.call(tasks.crash, subject="a.csv")
    assert "ended by itself with -9: " in caplog.text
    assert "something" in caplog.text
    with pytest.raises(InputError, match="ended unexpectedly"):
        reader.call(tasks.frame, subject="a.csv")


def test_raising_from_progress_cancels_and_interrupts(tmp_path: Path) -> None:
    reader = Reader(FILES)
    trace, ready = tmp_path / "trace", tmp_path / "ready"

    def stop(_done: float, what: Message) -> None:
        if ready.exists():
            raise Cancelled(what)

    with pytest.raises(Cancelled):
        reader.call(_interruptible, trace, ready, subject="a.csv", progress=stop)
    assert trace.read_text() == "interrupted"
    assert reader.ended


def _interruptible(trace: Path, ready: Path, *, progress: object) -> None:
    del progress
    tasks.until_interrupted(trace, ready)


def test_closing_cancels_whoever_waits(tmp_path: Path) -> None:
    reader = Reader(FILES)
    ready = tmp_path / "ready"
    threading.Thread(target=lambda: (_wait_for(ready.exists), reader.close())).start()
    with pytest.raises(Cancelled, match=r"Reading a\.csv was cancelled"):
        reader.call(tasks.hang, ready, subject="a.csv")


def test_an_answer_that_would_run_code_is_refused() -> None:
    reader = Reader(FILES)
    with pytest.raises(InputError, match="ended unexpectedly"):
        reader.call(tasks.answer_with_code, subject="a.csv")
    assert reader.ended


_PROGRAM = """
import sys
from pathlib import Path
from data.reader.limits import FILES
from data.reader.process import Reader
from tests.data.reader import tasks
reader = Reader(FILES)
print(reader.pid, flush=True)
reader.call(tasks.until_interrupted, Path(sys.argv[1]), Path(sys.argv[2]), subject="x")
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "kill"])
def test_the_end_of_the_program_ends_its_reader(tmp_path: Path, end: signal.Signals) -> None:
    trace, ready = tmp_path / "trace", tmp_path / "ready"
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(trace), str(ready)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    reader = psutil.Process(int(program.stdout.readline()))
    _wait_for(ready.exists)
    program.send_signal(end)
    program.wait()
    program.stdout.close()
    reader.wait(timeout=10)
    assert trace.read_text() == "interrupted"


def test_a_reader_that_is_still_starting_ends_with_its_program_too() -> None:
    start = "from data.reader.worker import main; main(1 << 30, 60, 1 << 30, sys.argv[1])"
    reader = subprocess.Popen(
        [sys.executable, "-c", f"import sys; {start}", "tests.data.reader.asleep"],
        cwd=ROOT,
        env={**os.environ, "ASLEEP": "yes"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with reader:
        assert reader.stdin is not None
        reader.stdin.close()
        assert reader.wait(timeout=60) == 0


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
