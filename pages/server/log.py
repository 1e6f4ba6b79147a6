"""The log of the server: whatever Streamlit, Uvicorn or a page says went wrong, each once.

A line of JSON in the home, one clipped line on the terminal (LINCHPIN_LOG=json: the same line of
JSON). Both libraries set up handlers of
their own, which write whole tracebacks and the raw text of requests and files to the terminal.
"""

import logging
from contextlib import ExitStack
from pathlib import Path

import streamlit.logger
import uvicorn.config

from data.logs import file_log, log_path, stderr_log

__all__ = ["start_log"]

#: Keeps the handler of the file for the life of the server.
_OPEN = ExitStack()


def start_log(home: Path) -> None:
    """Send what all loggers say to the home's log and the terminal; once, before serving."""
    uvicorn.config.LOGGING_CONFIG["loggers"].clear()
    streamlit.logger.setup_formatter = _without_handler
    streamlit.logger.update_formatter()
    logging.getLogger("streamlit.error_util").addFilter(_told_elsewhere)
    logging.raiseExceptions = False
    logging.getLogger().addHandler(stderr_log())
    _OPEN.enter_context(file_log(log_path(home, "server")))


def _without_handler(logger: logging.Logger) -> None:
    """In the place of Streamlit's own set-up: leave it to the handlers above."""
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
    logger.propagate = True


def _told_elsewhere(record: logging.LogRecord) -> bool:
    """Drop what :func:`pages.components.frame.report_failure` logs under the reader's id."""
    return not record.getMessage().startswith("Uncaught app execution")
