"""What every request passes before Streamlit sees it, and what is checked before the first."""

import os
import sys
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from analytics.errors import InputError
from pages.server.gate import Gate
from pages.server.headers import SecurityHeaders
from pages.server.listening import check_address, insists
from pages.server.names import listed_names
from pages.server.own_page import OwnPage
from pages.server.requests import Requests
from pages.server.uploads import UploadsToDisk

__all__ = ["middleware"]


def middleware(style: str) -> list[Middleware]:
    """What stands before Streamlit, outermost first; ``style`` (CSS) is that of every page.

    Ends the program with 2, after a sentence on stderr, where the server would listen to others
    unasked or a listed name cannot be used.
    """
    try:
        check_address(st.get_option("server.address"), os.environ)
        listed = listed_names(os.environ)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    everybody = insists(os.environ)
    _open_second_lock(listed, everybody)
    return [
        Middleware(Requests, listed=listed),
        Middleware(SecurityHeaders),
        Middleware(Gate, listed=listed, everybody=everybody),
        Middleware(UploadsToDisk),
        Middleware(OwnPage, style=style),
    ]


def _open_second_lock(listed: tuple[str, ...], everybody: bool) -> None:
    """Let Streamlit's own list of hosts, which names this computer only, name the others too."""
    more = ["*"] if everybody else [str(urlsplit(origin).hostname) for origin in listed]
    if more:
        allowed = [*st.get_option("server.allowedHosts"), *more]
        config.set_option("server.allowedHosts", allowed)
