"""The ways people take through a corpus, in a real browser: find, read, doubt, compare, share, take away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.browsed import SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser import Browser

RELATED = "Read also: Why the night ferry keeps breaking down"
SWITCH = "#show-removed"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(browser: Browser) -> Iterator[None]:
    """Whatever way is taken: no error, nothing the policy forbids, nothing asked of anybody else."""
    browser.size(1280, 900)
    browser.complaints(), browser.asked_elsewhere()
    yield
    assert ([], []) == (browser.complaints(), browser.asked_elsewhere())


def test_find_an_article_see_its_removals_follow_the_rule_and_come_back(browser: Browser, address: str):
    browser.open(f"{address}/")
    browser.one("#find").send_keys("ferry bridge")
    browser.follow(browser.one(".find button"))
    browser.follow(browser.link("City council reopens"))
    assert ["City council reopens the old ferry bridge"] == browser.shown("h1")
    assert RELATED not in browser.one(".text").text

    browser.one("label[for=show-removed]").click()
    assert RELATED in browser.one(".text").text
    assert browser.address.endswith("_removed=on")
    assert "_removed=on" in browser.driver.current_url

    why = next(element for element in browser.all(".removed .why") if "related" in element.text)
    browser.follow(why.find_element("css selector", "a[title]"))
    assert ["phrase/en/related/example"] == browser.shown("h1")
    assert RELATED in " ".join(browser.shown(".removals blockquote"))

    browser.follow(browser.link("City council reopens"))
    assert "removed-4" in browser.driver.current_url
    assert RELATED in browser.one("#removed-4").text


def test_the_switch_is_worked_with_the_keyboard_and_kept_in_the_address(browser: Browser, address: str):
    browser.open(f"{address}/corpus/articles/1")
    browser.one(SWITCH).send_keys(" ")
    assert browser.shown(".removed")
    shared = browser.driver.current_url
    browser.one(SWITCH).send_keys(" ")
    assert ([], False) == (browser.shown(".removed"), "_removed" in browser.driver.current_url)
    browser.open(shared)
    assert 6 == len([text for run in browser.all(".removed") for text in run.text.splitlines()[:-1]])


def test_the_switch_works_without_scripts(browser: Browser, address: str):
    browser.scripts(run=False)
    try:
        browser.open(f"{address}/corpus/articles/1")
        browser.one("label[for=show-removed]").click()
        assert RELATED in browser.one(".text").text
        assert ["Link to this view"] == browser.shown(".shared")
        browser.one(".shared").click()
        assert RELATED in browser.one(".text").text
        assert browser.driver.current_url.endswith("?_removed=on")
    finally:
        browser.scripts(run=True)


def test_a_removed_block_that_is_linked_to_is_shown(browser: Browser, address: str):
    browser.open(f"{address}/corpus/articles/1#removed-4")
    assert [RELATED] == [text.partition(" related ")[0] for text in browser.shown(".removed")]


def test_doubt_a_rule(browser: Browser, address: str):
    browser.open(f"{address}/")
    browser.follow(browser.link("Rules"))
    browser.one("select[name=category]").send_keys("donation")
    browser.follow(browser.one(".choose button"))
    assert ["phrase/en/donation/example"] == browser.shown("tbody th code")
    browser.follow(browser.link("phrase/en/donation/example"))
    assert 1 == len(browser.shown(".removals li"))
    assert "% like article text" in browser.shown(".likeness")[0]


def test_read_what_changed(browser: Browser, address: str):
    browser.open(f"{address}/corpus/articles/1")
    browser.follow(browser.link("the headline changed"))
    assert (["Council votes to reopen"], ["City council reopens"]) == (browser.shown("h1 del"), browser.shown("h1 ins"))
    browser.follow(browser.link("Back to the article"))
    assert "/corpus/articles/1" == browser.address


def test_from_an_article_to_its_source(browser: Browser, address: str):
    browser.open(f"{address}/corpus/articles/1")
    browser.follow(browser.link("East Bank Courier"))
    assert ["East Bank Courier"] == browser.shown("h1")
    assert "/sources/courier" == browser.address


def test_see_a_source_and_the_health_of_all(browser: Browser, address: str):
    browser.open(f"{address}/")
    browser.follow(browser.link("Health"))
    assert "/health" == browser.address
    browser.open(f"{address}/corpus/articles/1")
    browser.follow(browser.link("East Bank Courier"))
    assert browser.all("main table, main svg, main canvas")


def test_follow_a_copy_and_the_next_article_of_a_source(browser: Browser, address: str):
    browser.open(f"{address}/corpus/articles/4")
    browser.follow(browser.one(".copies a"))
    assert "/corpus/articles/6" == browser.address
    browser.open(f"{address}/corpus/articles/4")
    browser.follow(browser.one(".near a[rel=next]"))
    assert "/corpus/articles/5" == browser.address
    assert SCRIPT in browser.one("h1").text


def test_share_and_take_away_a_search(browser: Browser, address: str):
    browser.open(f"{address}/search?q=bridge")
    shared = browser.driver.current_url
    browser.open("about:blank")
    browser.open(shared)
    assert browser.shown("mark")
    kinds = {}
    for link in browser.all(".export-links a"):
        with urlopen(link.get_attribute("href"), timeout=20) as answer:
            kinds[answer.headers["content-type"].partition(";")[0]] = answer.read().decode()
    assert {"application/json"} < set(kinds)
    assert all("City council reopens the old ferry bridge" in said for said in kinds.values())


def test_the_first_tab_stop_leads_past_the_header(browser: Browser, address: str):
    browser.open(f"{address}/corpus/articles/1")
    focused = []
    for _ in range(14):
        browser.driver.switch_to.active_element.send_keys("\ue004")
        focused.append(
            browser.driver.switch_to.active_element.get_attribute("id") or browser.driver.switch_to.active_element.text
        )
    assert "Skip to the content" == focused[0]
    assert "show-removed" in focused
