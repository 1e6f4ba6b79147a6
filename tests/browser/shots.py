"""Make the screenshots of the README (``docs/images``) from the demo company: ``make shots``."""

import math
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
    """One picture: its address, window, and the element with which it ends (else the window)."""

    address: str
    look: Mapping[str, Any]
    until: str | None = None


_CHARTS = ".st-key-chart-card-holders"

SHOTS = {
    "overview-light.png": Shot("/", {"size": (1280, 1500)}, _CHARTS),
    "overview-dark.png": Shot("/", {"size": (1280, 1500), "dark": True}, _CHARTS),
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
                _take(window.open(shot.address), shot, IMAGES / name)
            print(f"docs/images/{name}")
        browser.close()


def _take(window: Visit, shot: Shot, file: Path) -> None:
    width, height = shot.look["size"]
    box = window.page.locator(shot.until).bounding_box() if shot.until else None
    if box is not None:
        height = math.ceil(box["y"] + box["height"]) + 8
    window.page.screenshot(
        path=file,
        animations="disabled",
        clip={"x": 0, "y": 0, "width": width, "height": height},
    )


if __name__ == "__main__":
    main()
