"""One visit: a watched browser window on one server."""

import re
import shutil
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Cookie,
    Locator,
    Playwright,
    Request,
    WebSocket,
    expect,
)

from pages.components.catalogue import LANGUAGES, speaking
from pages.components.registry import grouped
from pages.components.text import tm_text
from tests.serving import Server

__all__ = ["CHROMIUM_FLAGS", "DESK", "PHONE", "REBOUND", "Visit", "chromium_path"]

#: A name of somebody else that leads to this computer, as a page does that wants to read it.
REBOUND = "rebound.example"

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1",
]
DESK, PHONE = (1440, 1000), (390, 844)

#: Enough for a busy machine; nothing waits longer than it must.
_PATIENCE_MS = 90_000
expect.set_options(timeout=30_000)

_QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_LOADING = ", ".join(
    f'[data-testid="{name}"]:visible' for name in ("stSkeleton", "stSpinner", "stProgress")
)


def chromium_path(playwright: Playwright) -> str | None:
    """The system's Chromium, else the one that Playwright has installed, else None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    own = playwright.chromium.executable_path
    return next((path for path in map(shutil.which, (*names, own)) if path), None)


def _group_of(title: str) -> tuple[str, str]:
    """The entry of the menu under which a page of this title stands, and the page that it leads to,
    in the title's language."""
    for spoken in LANGUAGES:
        with speaking(spoken):
            for group, entries in grouped():
                titles = [tm_text(entry.title) for entry in entries]
                if title in titles:
                    return tm_text(group.title), titles[0]
    raise ValueError(f"no page is called {title}")


class Visit:
    """A window on ``server``; remembers requests to anywhere else and errors on the console."""

    def __init__(
        self,
        browser: Browser,
        server: Server,
        *,
        size: tuple[int, int] = DESK,
        language: str = "en-GB",
        dark: bool = False,
    ):
        self.server = server
        self.foreign_requests: list[str] = []
        self.console_errors: list[str] = []
        self._context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            color_scheme="dark" if dark else "light",
            timezone_id="UTC",
        )
        self._context.set_default_timeout(_PATIENCE_MS)
        self.page = self._context.new_page()
        self.page.on("request", self._watch)
        self.page.on("websocket", self._watch)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._context.close()

    def open(self, address: str = "/") -> Self:
        """Go to an address of the server and wait until the page is drawn."""
        self.page.goto(self.server.url + address)
        return self.settle()

    def settle(self) -> Self:
        """Wait until nothing runs and nothing is loading."""
        expect(self.page.locator(_QUIET)).to_be_attached(timeout=_PATIENCE_MS)
        expect(self.page.locator(_LOADING)).to_have_count(0, timeout=_PATIENCE_MS)
        expect(self.heading).to_be_visible(timeout=_PATIENCE_MS)
        return self

    @property
    def heading(self) -> Locator:
        """The h1 of the page."""
        return self.page.locator("h1")

    def cookies(self, name: str) -> list[Cookie]:
        """What the browser keeps under a name."""
        return [each for each in self._context.cookies() if each.get("name") == name]

    def path(self) -> str:
        """The path of the address now."""
        return urlsplit(self.page.url).path

    def sideways_scroll(self) -> int:
        """By how many pixels the page is wider than the window."""
        width = "Math.max(...[document.documentElement, document.body,"
        width += " ...document.querySelectorAll('[data-testid=stMain]')]"
        return int(self.page.evaluate(f"{width}.map(e => e.scrollWidth - e.clientWidth))"))

    def brightness(self, test_id: str, style: str) -> float:
        """Mean of red, green and blue (0 to 255) of a colour of an element."""
        colour = self.page.get_by_test_id(test_id).evaluate(
            f"node => getComputedStyle(node).getPropertyValue('{style}')"
        )
        red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
        return (red + green + blue) / 3

    def choose(self, title: str) -> Self:
        """Go to a page by the menu: to its group, then to the page beside that one."""
        group, first = _group_of(title)
        self._follow(group, first)
        return self if title == first else self._follow(title, title)

    def _follow(self, name: str, title: str) -> Self:
        """Follow a link of the menu to the page of a title, which may have come with the page that
        is drawn just now."""
        counted = re.compile(rf"(^|\s){re.escape(name)}(\s?[(（]\d+[)）])?$")
        link = self._menu.get_by_role("link", name=counted).locator("visible=true")
        link.first.click()
        expect(self.page).to_have_title(f"{title} · Linchpin", timeout=_PATIENCE_MS)
        return self.settle()

    @property
    def _menu(self) -> Locator:
        return self.page.locator(".st-key-frame-menu, .st-key-frame-group")

    def resize(self, size: tuple[int, int]) -> Self:
        """Give the window another size and wait until the page is drawn for it."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        return self.settle()

    def _watch(self, request: Request | WebSocket) -> None:
        inside = (self.server.url, self.server.url.replace("http:", "ws:", 1), "data:", "blob:")
        if not request.url.startswith(inside):
            self.foreign_requests.append(request.url)

    def _listen(self, said: ConsoleMessage) -> None:
        url = said.location.get("url", "")
        if said.type == "error":
            self.console_errors.append(f"{said.text} ({url})")
