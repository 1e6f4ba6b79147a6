"""Make the screenshots of the README (``docs/images``) from the demo company: ``make shots``."""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.visiting import CHROMIUM_FLAGS, PHONE, Visit, chromium_path
from tests.serving import ROOT, serve

IMAGES = ROOT / "docs" / "images"

#: Address and look of each picture.
SHOTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "overview-light.png": ("/", {"size": (1280, 1500)}),
    "overview-dark.png": ("/", {"size": (1280, 1500), "dark": True}),
    "customers-zh.png": ("/customers", {"size": (1280, 900), "language": "zh-CN"}),
    "overview-phone.png": ("/", {"size": PHONE}),
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
        for name, (address, look) in SHOTS.items():
            with Visit(browser, server, **look) as window:
                window.open(address)
                window.page.evaluate("document.fonts.ready")
                window.page.screenshot(path=IMAGES / name, animations="disabled")
                print(f"docs/images/{name}")
        browser.close()


if __name__ == "__main__":
    main()
