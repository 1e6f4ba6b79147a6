"""Make the screenshots of the README (``docs/images``) from the demo company: ``make shots``."""

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.visiting import CHROMIUM_FLAGS, Visit, chromium_path
from tests.serving import ROOT, serve

IMAGES = ROOT / "docs" / "images"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its address and window."""

    address: str
    look: Mapping[str, Any]


SHOTS = {
    "overview-light.png": Shot("/", {"size": (1440, 900)}),
    "overview-dark.png": Shot("/", {"size": (1440, 900), "dark": True}),
    "customers-zh.png": Shot("/customers", {"size": (1280, 860), "language": "zh-CN"}),
    "overview-phone.png": Shot("/", {"size": (390, 860)}),
}


def main() -> None:
    """Draw every picture anew; they differ only where the pages do."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "home") as server,
        sync_playwright() as playwright,
    ):
        path = chromium_path(playwright)
        if path is None:
            sys.exit("make shots needs Chromium (Debian: apt-get install chromium)")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        for name, shot in SHOTS.items():
            with Visit(browser, server, **shot.look) as window:
                _take(window.open(shot.address), IMAGES / name)
            print(f"docs/images/{name}")
        browser.close()


def _take(window: Visit, file: Path) -> None:
    window.page.screenshot(path=file, animations="disabled")


if __name__ == "__main__":
    main()
