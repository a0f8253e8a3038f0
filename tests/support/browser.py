"""A real browser: Chromium driven by Playwright, and axe's judgement of what it shows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.support.needs import absent

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ABSENT = (
    "No browser to test with. On Debian or Ubuntu: sudo apt install chromium libatomic1 fonts-liberation; "
    "elsewhere: install Chrome, or .venv/bin/playwright install chromium, or set CHROMIUM_PATH."
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; where there is none the test is passed over with the mend (in CI: fails)."""
    try:
        driver = sync_playwright().start()
    except Exception as error:  # its own Node.js needs libatomic1, which a minimal Debian has not
        absent(f"{ABSENT} (Playwright's driver does not start: {first_line(error)})")
    try:
        yield launch(driver)
    finally:
        driver.stop()


def launch(driver: Any) -> Browser:
    """Start the browser that was found, without its calls home."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    try:
        browser: Browser = driver.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *sandbox])
    except PlaywrightError as error:
        absent(f"{ABSENT} ({first_line(error)})")
    return browser


def find_chromium() -> str | None:
    """CHROMIUM_PATH, a browser on PATH, a Mac's applications; None leaves it to Playwright's own."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return given
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for name in MAC_APPS:
        app = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
        if app.exists():
            return str(app)
    return None


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page, one line each: rule, what it asks, and where; empty is good."""
    from axe_playwright_python.sync_playwright import Axe

    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    return [f"{v['id']} ({v['impact']}): {v['help']}; {places(v)}" for v in violations]


def places(violation: dict[str, Any]) -> str:
    """The first elements that break a rule."""
    nodes = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return ", ".join(nodes[:3]) + (f" and {len(nodes) - 3} more" if len(nodes) > 3 else "")


def first_line(error: Exception) -> str:
    """An error in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
