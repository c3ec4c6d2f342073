from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Block, DateCandidate, Kind, Page, Reason, Role, Verdict
from cleaning.metadata import Metadata
from cleaning.quality import LARGEST, after_cleaning, before_parsing, length

SENTENCE = "The council approved the repair of the bridge on Monday. "


def page(body: bytes, content_type: str = "") -> Page:
    return Page(url="http://h.example/a", body=body, headers=(("content-type", content_type),) if content_type else ())


def block(text: str, link_share: float = 0.0, verdict: Verdict = Verdict.KEPT) -> Block:
    return Block(position=0, kind=Kind.PARAGRAPH, text=text, path="html/body/p", link_share=link_share, verdict=verdict)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", Reason.EMPTY),
        (b" \r\n\t ", "text/html", Reason.EMPTY),
        (b"\xef\xbb\xbf\n", "", Reason.EMPTY),
        (b"\0\0\0", "text/html", Reason.EMPTY),
        (b"<p>" + b"x" * LARGEST, "text/html", Reason.TOO_LARGE),
        (b" " * (LARGEST + 1), "text/html", Reason.TOO_LARGE),
        (b"%PDF-1.7\n<<", "text/html", Reason.NOT_HTML),
        (b"\x89PNG\r\n<", "", Reason.NOT_HTML),
        (b"\x1f\x8b\x08<", "text/html", Reason.NOT_HTML),
        (b"PK\x03\x04<", "", Reason.NOT_HTML),
        (b"<p>x", "application/json", Reason.NOT_HTML),
        (b"<p>x", "image/jpeg", Reason.NOT_HTML),
        (b"<rss>", "application/rss+xml; charset=utf-8", Reason.NOT_HTML),
        (b'<?xml version="1.0"?>\n<!-- made today -->\n<rss version="2.0">', "text/xml", Reason.NOT_HTML),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "text/html", Reason.NOT_HTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?><urlset>", "", Reason.NOT_HTML),
        (b"just words, no markup", "", Reason.NOT_HTML),
        (b"just words, no markup", "text/plain", Reason.NOT_HTML),
        (b"x" * 70_000 + b"<p>", "", Reason.NOT_HTML),
    ],
)
def test_page_that_need_not_be_parsed_is_rejected(body: bytes, content_type: str, reason: Reason) -> None:
    finding = before_parsing(page(body, content_type))
    assert finding is not None
    assert reason == finding[0]
    assert finding[1]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!DOCTYPE html><p>x", "text/html; charset=utf-8"),
        (b"<p>x", ""),
        (b"<p>x", "TEXT/HTML"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "application/xhtml+xml"),
        (b"words of a page whose server calls it HTML", "text/html"),
        ("<p>Міст".encode("utf-16"), ""),
        (b"<!-- <rss> --><html>", "text/html"),
        (b"<feedback>thanks</feedback>", "text/html"),
        (b"x" * LARGEST, "text/html"),
    ],
)
def test_page_that_may_be_html_is_read(body: bytes, content_type: str) -> None:
    assert before_parsing(page(body, content_type)) is None


@given(st.binary(max_size=200), st.sampled_from(["", "text/html", "text/html;;", ";", "application/x"]))
def test_any_bytes_are_judged(body: bytes, content_type: str) -> None:
    finding = before_parsing(page(body, content_type))
    assert finding is None or "\n" not in finding[1]


@pytest.mark.timeout(5)
@pytest.mark.parametrize("bait", [b"<!--", b"<?", b" ", b"<!DOCTYPE", b"<? >", b"<!-- -->\n"])
def test_bait_does_not_slow_the_first_look(bait: bytes) -> None:
    assert before_parsing(page(bait * 100_000 + b"<p>", "text/html")) is None


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([], Reason.NO_TEXT),
        ([block("menu", verdict=Verdict.OUTSIDE), block("Read also", verdict=Verdict.REMOVED)], Reason.NO_TEXT),
        ([block("* * *"), block("—")], Reason.NO_TEXT),
        ([block("Council delays vote", 1.0), block("Bridge closed", 1.0), block("More", 0.5)], Reason.NOT_AN_ARTICLE),
    ],
)
def test_page_without_article_text_is_rejected(blocks: list[Block], reason: Reason) -> None:
    finding = after_cleaning(blocks, Metadata())
    assert finding is not None
    assert reason == finding[0]


@pytest.mark.parametrize("blocks", [[block(SENTENCE)], [block(SENTENCE, 0.5), block("More", 1.0)]])
def test_page_with_article_text_is_not_rejected(blocks: list[Block]) -> None:
    assert after_cleaning(blocks, Metadata()) is None


def test_dated_page_of_links_may_be_an_article() -> None:
    dates = (DateCandidate(role=Role.PUBLISHED, place="json-ld", raw="2026-03-01"),)
    assert after_cleaning([block(SENTENCE, 0.9)], Metadata(dates=dates)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("three little words", 3), ("市议会批准", 2), ("NATO 首脑会议", 3), ("สภาเทศบาล", 4), ("— !", 0)],
)
def test_length_counts_words_in_every_script(text: str, expected: int) -> None:
    assert expected == length(text)


def _scrap() -> list[Block]:
    """A cookie notice kept by mistake, amid the teasers of a section front."""
    return [block("We and our partners store data on your device."), *[block(SENTENCE, verdict=Verdict.OUTSIDE)] * 20]


def test_a_scrap_of_a_page_is_no_article() -> None:
    finding = after_cleaning(_scrap(), Metadata())
    assert finding is not None
    assert Reason.NOT_AN_ARTICLE == finding[0]


def test_a_news_flash_is_an_article_by_the_page_s_own_word() -> None:
    assert after_cleaning(_scrap(), Metadata(declared=True)) is None


def test_a_gallery_of_labels_is_no_article() -> None:
    labels = [
        block(text) for text in ("Morning on the quay", "Queue for seedlings", "The first tram", "Our rules of trade")
    ]
    finding = after_cleaning(labels * 2, Metadata())
    assert finding is not None
    assert Reason.NOT_AN_ARTICLE == finding[0]


def test_a_short_text_that_is_most_of_its_page_is_an_article() -> None:
    assert (
        after_cleaning([block("The bridge is open again."), block("Menu", verdict=Verdict.OUTSIDE)], Metadata()) is None
    )
