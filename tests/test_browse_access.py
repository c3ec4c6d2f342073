"""Every kind of page in a real browser, light and dark, wide and narrow: for everybody's eyes and ears, and by its own policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser import Browser

KINDS = {
    "front": "/",
    "search": "/search?q=bridge",
    "article": "/corpus/articles/1?_removed=on",
    "article-rtl": "/corpus/articles/3?_removed=on",
    "article-hostile": "/corpus/articles/5?_removed=on",
    "revision": "/corpus/revisions/1,2",
    "rules": "/rules",
    "rule": "/rules/phrase~2Fen~2Frelated~2Fexample",
    "source": "/sources/courier",
    "runs": "/runs",
    "health": "/health",
    "articles": "/corpus/articles",
    "table": "/corpus/removed_blocks?_facet=category",
    "query": "/corpus?sql=select+title+from+articles",
    "run": "/runs/1",
    "data": "/corpus",
    "missing": "/nothing/here",
}


PHONE = 390


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_for_everybody_and_keeps_its_policy(browser: Browser, address: str, kind: str):
    """Axe finds nothing serious in light or dark, and on a phone nothing is wider than the screen but what scrolls."""
    browser.complaints(), browser.asked_elsewhere()
    browser.size(1280, 900)
    browser.scheme("light")
    browser.open(f"{address}{KINDS[kind]}")
    complaints = [said for said in browser.complaints() if "status of 404" not in said or kind != "missing"]
    assert ([], []) == (complaints, browser.asked_elsewhere())
    assert [] == browser.axe()
    browser.scheme("dark")
    assert [] == browser.axe("color-contrast", "link-in-text-block")
    browser.size(PHONE, 844)
    assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= PHONE
