from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning.article import Article, Page, Reason, Rejection, SourceFacts, Verdict
from cleaning.clean import audit, clean
from cleaning.document import parse
from cleaning.text import tidy
from cleaning.version import cleaning_version
from crawler.annotated import Folder
from tests.shelf import QUALITY, SENTENCES, html

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.annotated import Entry

ENTRIES = list(Folder(QUALITY).entries())
EXAMPLE = Path(__file__).parents[2] / "shared/examples/reposted-article"


def page(body: bytes | str, content_type: str = "text/html; charset=utf-8", **fields: Any) -> Page:
    data = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", content_type),)
    return Page(url="https://site.example/2026/03/01/a", headers=headers, body=data, **fields)


def article(of: Page) -> Article:
    result = clean(of)
    assert isinstance(result, Article), result
    return result


def test_article_has_what_the_page_says() -> None:
    made = article(page(html(3), source=SourceFacts(language="en")))
    assert (made.title, made.language) == ("Bridge to be mended, part 3", "en")
    assert made.url == "https://site.example/2026/03/01/a"
    assert made.text.splitlines() == [f"{sentence} This is report number 3." for sentence in SENTENCES]
    assert made.cleaning_version == cleaning_version()
    assert ("meta", "2026-03-01T10:15:00+02:00") in {(d.place, d.raw) for d in made.dates}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.page.id)
def test_every_block_of_the_page_has_one_verdict_and_every_removal_its_reason(entry: Entry) -> None:
    made = article(entry.page.read())
    document = parse(entry.page.read().body.decode())
    assert document is not None
    assert [b.text for b in document.blocks] == [b.text for b in made.blocks]
    assert made.text == "\n".join(b.text for b in made.blocks if b.verdict is Verdict.KEPT)
    for block in made.blocks:
        assert (block.verdict is Verdict.REMOVED) == bool(block.category and block.rule and block.reason), block


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.page.id)
def test_words_of_the_parts_sum_to_the_words_of_the_page(entry: Entry) -> None:
    made = article(entry.page.read())
    counts = audit(made.blocks)
    assert sum(counts.values()) == sum(len(b.text.split()) for b in made.blocks)
    assert counts["kept"] == made.word_count


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.page.id)
def test_title_is_not_repeated_in_the_text(entry: Entry) -> None:
    made = article(entry.page.read())
    assert made.title not in made.text.splitlines()


def test_audit_of_nothing_is_nothing() -> None:
    assert audit(()) == {"kept": 0, "removed": 0, "outside": 0}


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", Reason.EMPTY),
        (b"%PDF-1.7", "text/html", Reason.NOT_HTML),
        (b"x" * 50_000_000, "text/html", Reason.TOO_LARGE),
        (b"<html><body><script>x</script></body></html>", "text/html", Reason.NO_TEXT),
        (b"<!-- -->", "text/html", Reason.UNPARSABLE),
    ],
)
def test_page_that_is_no_article_is_rejected_with_evidence(body: bytes, content_type: str, reason: Reason) -> None:
    result = clean(page(body, content_type))
    assert isinstance(result, Rejection)
    assert reason == result.reason
    assert result.evidence
    assert result.cleaning_version == cleaning_version()


def test_wrongly_declared_page_is_read_right() -> None:
    german = html(1, "<p>Größe, Übermut und Fußgänger stehen hier als ein ganzer Satz mit Umlauten.</p>")
    made = article(page(german.encode("cp1252"), "text/html; charset=utf-8"))
    assert "Größe, Übermut und Fußgänger" in made.text


SCRIPT = """
import sys
from cleaning.article import Page
from cleaning.clean import clean
for name in sys.argv[1:]:
    print(ascii(clean(Page(url="https://h.example/a", body=open(name, "rb").read())).blocks))
"""


def test_another_process_in_another_order_gives_the_same() -> None:
    names = [str(entry.page.file) for entry in ENTRIES[:4]]
    told = [_told([sys.executable, "-c", SCRIPT, *order]) for order in (names, names[::-1])]
    assert told[0] == told[1][::-1]


def _told(command: list[str]) -> list[str]:
    root = Path(__file__).parent.parent
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout.splitlines()


def test_time_of_the_fetch_does_not_change_the_text() -> None:
    early = page(html(1), fetched_at=datetime(2026, 3, 1, tzinfo=UTC))
    late = page(html(1), fetched_at=datetime(2030, 3, 1, tzinfo=UTC))
    assert article(early) == article(late)


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))]


def flip(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(40):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def drop(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + body[at + chance.randrange(2000) :]


def repeat(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + body[at : at + 500] * chance.randrange(1, 30) + body[at:]


def splice(body: bytes, chance: random.Random) -> bytes:
    other = chance.choice(ENTRIES).page.read().body
    return body[: chance.randrange(len(body))] + other[chance.randrange(len(other)) :]


def unclose(body: bytes, chance: random.Random) -> bytes:
    return body.replace(chance.choice([b"</p>", b"</div>", b'"', b">", b"</script>", b"</style>"]), b"")


def salt(body: bytes, chance: random.Random) -> bytes:
    grain = chance.choice(
        [b"\x00", b"<", b"&", b"\xff\xfe", b"]]>", b"<!--", b"<plaintext>", b"</html>", b"<svg>", b"<br>"]
    )
    at = chance.randrange(len(body))
    return body[:at] + grain + body[at:]


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [cut, flip, drop, repeat, splice, unclose, salt]


@given(seed=st.integers(0, 2**32), how=st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_page_is_an_article_or_a_rejection(
    seed: int, how: list[Callable[[bytes, random.Random], bytes]]
) -> None:
    chance = random.Random(seed)
    body = chance.choice(ENTRIES).page.read().body
    for mutate in how:
        body = mutate(body, chance) or b"x"
    result = clean(page(body, chance.choice(["", "text/html", "text/html; charset=utf-16", "text/html; charset=big5"])))
    assert isinstance(result, Article | Rejection)
    assert result.text == "\n".join(tidy(line) for line in result.text.split("\n"))


@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: f"<p>{text}".encode("utf-8", "replace")))
)
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_an_article_or_a_rejection(body: bytes) -> None:
    assert isinstance(clean(page(body)), Article | Rejection)


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the shared example is not here")
def test_reposted_article_keeps_its_paragraphs_and_loses_the_rest() -> None:
    truth = json.loads((EXAMPLE / "expected.json").read_text("utf-8"))
    made = article(Page(url="https://mirror.example/2024/11/17/a", body=(EXAMPLE / "page.html").read_bytes()))
    assert made.text.splitlines() == [tidy(text) for text in truth["text"]]
    assert (made.title, made.authors) == (truth["title"], ())
    removed = {(b.category.value if b.category else "", b.text) for b in made.removed}
    assert {(category, text) for category, texts in truth["removed"].items() for text in texts} <= removed
