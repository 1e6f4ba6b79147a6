"""The process that was started ahead is the one that the next database gets, and only that one."""

import psutil
import pytest

from data.reader.ahead import database_reader, start_ahead
from tests.data.reader import tasks


@pytest.fixture(autouse=True)
def nobody_waits() -> None:
    """Take what an earlier test may have left waiting."""
    with database_reader():
        pass


def test_the_process_that_waits_is_handed_out_once():
    before = {child.pid for child in psutil.Process().children()}
    start_ahead()
    start_ahead()
    (waiting,) = {child.pid for child in psutil.Process().children()} - before
    with database_reader() as first, database_reader() as second:
        assert first.pid == waiting != second.pid
        assert first.call(tasks.number_of_process, subject="x") == waiting


def test_one_that_ended_meanwhile_is_not_handed_out():
    before = {child.pid for child in psutil.Process().children()}
    start_ahead()
    (waiting,) = {child.pid for child in psutil.Process().children()} - before
    psutil.Process(waiting).kill()
    psutil.Process(waiting).wait()
    with database_reader() as reader:
        assert reader.call(tasks.number_of_process, subject="x") == reader.pid != waiting
