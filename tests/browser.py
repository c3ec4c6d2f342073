"""A real browser for the tests: Debian's Chromium, headless, that can reach nothing but this machine, and tells what went wrong."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.remote.webelement import WebElement

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
WANTED = "THRESHER_JOURNEYS"
"""Set by ``make journeys``: a browser that is missing is then an error."""
MISSING = (
    "no browser here: apt-get install chromium chromium-driver; what a real browser makes of the pages is not tested"
)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--lang=en",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DESKTOP, PHONE = (1280, 900), (390, 844)
RUN_AXE = """
const done = arguments[arguments.length - 1];
const only = arguments[0].length ? {runOnly: {type: "rule", values: arguments[0]}} : {};
axe.run(document, {resultTypes: ["violations"], ...only}).then(
  found => done(found.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.target.join(" ")).slice(0, 4)])),
  error => done([["critical", String(error), []]]));
"""


class Browser:
    """One window, and what it complained about."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver
        self.size(*DESKTOP)

    def open(self, url: str) -> None:
        """Go to a page; raises where a dialog is open, as one that a page's script had opened."""
        self.driver.get(url)

    def size(self, width: int, height: int) -> None:
        """Make the window one of these CSS pixels; narrower than a desktop's it is a phone's."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def scheme(self, name: str) -> None:
        """Prefer light or dark."""
        features = [
            {"name": "prefers-color-scheme", "value": name},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def scripts(self, *, run: bool) -> None:
        """Let pages run scripts, or not."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not run})

    def all(self, selector: str) -> list[WebElement]:
        """Every element that a CSS selector finds."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element of a CSS selector; there is one."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def link(self, words: str) -> WebElement:
        """The link whose text holds these words."""
        return self.driver.find_element(By.PARTIAL_LINK_TEXT, words)

    def shown(self, selector: str) -> list[str]:
        """The visible texts of a selector's elements, white space folded; what is not displayed is left out."""
        return [" ".join(element.text.split()) for element in self.all(selector) if element.is_displayed()]

    def follow(self, element: WebElement) -> None:
        """Click something that leads to another page, and wait for it."""
        old = self.one("html")
        element.click()
        WebDriverWait(self.driver, 20).until(lambda _: _gone(old) and self._loaded())

    def _loaded(self) -> bool:
        return bool(self.driver.execute_script("return document.readyState") == "complete")

    @property
    def address(self) -> str:
        """Path and query of the page."""
        parts = urlsplit(self.driver.current_url)
        return f"{parts.path}?{parts.query}".rstrip("?")

    def complaints(self) -> list[str]:
        """Errors on the console since the last time, what the policy forbade among them."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def asked_elsewhere(self) -> list[str]:
        """URLs that were asked for since the last time and are not on this machine."""
        urls = (_asked(json.loads(entry["message"])["message"]) for entry in self.driver.get_log("performance"))
        return [url for url in urls if url and urlsplit(url).hostname not in {"127.0.0.1", None}]

    def axe(self, *rules: str) -> list[Any]:
        """What axe finds serious or critical on the page, by all of its rules or by these: impact, rule, elements."""
        if not self.driver.execute_script("return 'axe' in window"):
            self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(RUN_AXE, rules)
        return [problem for problem in found if problem[0] in {"serious", "critical"}]

    def screenshot(self, path: Path, *, whole: bool = True) -> None:
        """Write a PNG, of the whole page up to 4000 pixels or of what the window shows."""
        height = self.driver.execute_script("return Math.min(4000, document.documentElement.scrollHeight)")
        width, own = self.driver.execute_script("return [innerWidth, innerHeight]")
        if whole:
            self.size(width, height)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))
        self.size(width, own)


def _gone(element: WebElement) -> bool:
    from selenium.common.exceptions import WebDriverException  # noqa: PLC0415

    try:
        return not element.is_enabled()
    except WebDriverException:
        return True


def _asked(message: dict[str, Any]) -> str | None:
    if message["method"] != "Network.requestWillBeSent":
        return None
    url = str(message["params"]["request"]["url"])
    return url if url.startswith(("http:", "https:", "ws:", "wss:")) else None


def available() -> None:
    """Skip, or fail where a browser was asked for, when there is none."""
    if CHROMIUM is None or DRIVER is None:
        (pytest.fail if os.environ.get(WANTED) else pytest.skip)(MISSING)


@contextmanager
def launched(downloads: Path | None = None) -> Iterator[Browser]:
    """Start a browser, with a folder for what it downloads."""
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if downloads:
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    driver = Chrome(options=options, service=ChromeService(executable_path=str(DRIVER)))
    try:
        driver.set_page_load_timeout(60)
        yield Browser(driver)
    finally:
        driver.quit()
