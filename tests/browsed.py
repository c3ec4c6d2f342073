"""A small corpus to browse: three outlets, texts in three scripts, a copy, a revision, and an article made of attacks."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lxml.html import HtmlElement, fromstring

from cleaning.article import (
    Article,
    Block,
    Category,
    DateCandidate,
    Kind,
    Page,
    Reason,
    Rejection,
    Role,
    SourceFacts,
    Verdict,
)
from crawler.commands.browse import application
from pipelines.dedupe import text_hash
from pipelines.delivery import Capture, Delivery
from pipelines.outcomes import Link, Outcome, Refusal, Settled, UrlKind
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SOURCES = (
    {"id": "courier", "name": "East Bank Courier", "home": "http://courier.example/", "language": "en"},
    {"id": "visnyk", "name": "Надрічний вісник", "home": "http://visnyk.example/", "language": "uk"},
    {"id": "sahifa", "name": "صحيفة الضفة", "home": "http://sahifa.example/", "language": "ar"},
)
SEEN = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
SCRIPT = "<script>document.title='pwned'</script>"
IMAGE = "<img src=x onerror=\"document.title='pwned'\">"
HOSTILE_URL = "javascript:document.title='pwned'"

BRIDGE = (
    ("outside", "paragraph", "Home News Sport Weather"),
    ("removed", "heading", "Council votes to reopen the old ferry bridge", "repeated-title"),
    ("kept", "paragraph", "The city council voted on Sunday to reopen the ferry bridge to buses from the first of May."),
    ("kept", "paragraph", "It was closed to all traffic nine years ago, when the southern pier had begun to sink into the mud."),
    ("removed", "paragraph", "Read also: Why the night ferry keeps breaking down", "related"),
    ("kept", "heading", "Buses first, cars perhaps later"),
    ("kept", "quotation", "“We would rather open it slowly than close it a second time,” said the head of the roads office."),
    ("kept", "paragraph", "Three lines will use the bridge:"),
    ("kept", "item", "line 4 from the station to the harbour"),
    ("kept", "item", "line 11, at rush hours only"),
    ("outside", "paragraph", "Advertisement"),
    ("kept", "item", "the night bus"),
    ("removed", "paragraph", "Support independent reporting on the east bank: a donation of any size keeps us going.", "donation"),
    ("removed", "paragraph", "1,284 people have read this", "counter"),
    ("kept", "paragraph", "A decision about private cars is expected after the summer."),
    ("removed", "item", "Share on Telegram", "share"),
    ("removed", "item", "Share by mail", "share"),
    ("outside", "paragraph", "Imprint"),
)  # fmt: skip
UKRAINIAN = (
    (
        "kept",
        "paragraph",
        "Міська рада в неділю проголосувала за відкриття старого мосту для автобусів з першого травня.",
    ),
    ("removed", "paragraph", "Читайте також: Чому ламається нічний пором", "related"),
    ("kept", "paragraph", "Ремонт коштуватиме чотири мільйони, половину сплатить область."),
)
ARABIC = (
    ("kept", "paragraph", "صوّت مجلس المدينة يوم الأحد على إعادة فتح الجسر القديم أمام الحافلات ابتداءً من أول مايو."),
    ("removed", "paragraph", "اقرأ أيضًا: لماذا تتعطل العبّارة الليلية", "related"),
    ("kept", "paragraph", "وستبلغ كلفة الإصلاح أربعة ملايين تدفع المنطقة نصفها."),
)
PLAIN = (("kept", "paragraph", "The harbour will be dredged in June."), ("kept", "paragraph", "Ships wait until July."))
ATTACK = (
    ("kept", "paragraph", f"Before {SCRIPT} after."),
    ("removed", "paragraph", IMAGE, "advert"),
    ("kept", "paragraph", '=HYPERLINK("http://evil.example") \u2028 ⟦not a hit⟧ {{ 7 * 7 }}'),
)  # fmt: skip


def blocks(rows: tuple[tuple[str, ...], ...]) -> tuple[Block, ...]:
    made = []
    for position, (verdict, kind, text, *category) in enumerate(rows):
        given: dict[str, Any] = {"position": position, "kind": Kind(kind), "text": text, "path": "html/body/p"}
        if category:
            rule = f"phrase/en/{category[0]}/example"
            given |= {
                "category": Category(category[0]),
                "rule": rule,
                "reason": f"reads like {category[0]}",
                "score": None,
            }
        made.append(Block(verdict=Verdict(verdict), **given))
    return tuple(made)


def delivery(source: str, number: int, rows: tuple[tuple[str, ...], ...], **fields: Any) -> Delivery:
    """An article on its way into the corpus, its text and blocks as the rows say."""
    url = fields.pop("url", f"http://{source}.example/{number}")
    fetched_at = fields.pop("fetched_at", SEEN + timedelta(minutes=number))
    page = Page(url=url, body=b"", fetched_at=fetched_at, source=SourceFacts(id=source))
    made = blocks(rows)
    text = "\n".join(block.text for block in made if block.verdict is Verdict.KEPT)
    article = Article(**({"url": url, "text": text, "blocks": made, "cleaning_version": "2026.1+rules.7"} | fields))
    capture = Capture(file="crawl-1.warc.gz", offset=number * 1000, length=900, digest=f"sha256:{number:02}")
    return Delivery(page=page, capture=capture, result=article, text_hash=text_hash(text))


def bridge(**fields: Any) -> Delivery:
    dates = (
        dated("json-ld", "2026-03-01T18:20:00+02:00", instant=datetime(2026, 3, 1, 16, 20, tzinfo=UTC), chosen=True),
        dated("text", "03/01/2026", day=date(2026, 3, 1), precision="day", ambiguous=True, offset=None),
        dated("json-ld", "2026-03-02T07:00:00+02:00", instant=datetime(2026, 3, 2, 5, tzinfo=UTC), role=Role.MODIFIED),
    )
    given: dict[str, Any] = {
        "title": "Council votes to reopen the old ferry bridge",
        "authors": ("Mara Lind", "Otto Brandt"),
        "byline": "By Mara Lind and Otto Brandt, Reuters",
        "credit": "Reuters",
        "language": "en",
        "section": "City",
        "tags": ("bridge", "transport"),
        "canonical_url": "https://courier.example/city/bridge",
        "dates": dates,
        "published_on": date(2026, 3, 1),
        "published_at": datetime(2026, 3, 1, 16, 20, tzinfo=UTC),
        "published_offset": "+02:00",
        "published_precision": "second",
        "published_source": "json-ld",
        "quality": ("date-conflict",),
    }
    return delivery("courier", 1, BRIDGE, **(given | fields))


def dated(place: str, raw: str, **fields: Any) -> DateCandidate:
    given = {
        "role": Role.PUBLISHED,
        "place": place,
        "raw": raw,
        "offset": "+02:00",
        "precision": "second",
        "rule": "iso-8601",
    }
    return DateCandidate(**(given | fields))


def attack() -> Delivery:
    fields: dict[str, Any] = {name: f"{SCRIPT}{name}" for name in ("title", "byline", "credit", "section", "access")}
    fields |= {
        "authors": (IMAGE, SCRIPT),
        "tags": (IMAGE,),
        "quality": (SCRIPT,),
        "language": '"><script>',
        "image": HOSTILE_URL,
    }
    dates = (dated("json-ld", SCRIPT, precision=None, rule=SCRIPT),)
    return delivery("courier", 5, ATTACK, url=HOSTILE_URL, canonical_url=HOSTILE_URL, dates=dates, **fields)


def fill(folder: Path) -> Path:
    """Make the corpus and return the database file. The ids of the articles count in the order here."""
    with Corpus.open(folder, create=True) as corpus:
        corpus.sync_sources(SOURCES)
        corpus.sync_rules(
            [{"id": "phrase/en/related/example", "tier": "phrase", "category": "related", "description": "Read also."}]
        )
        run = corpus.begin_run("crawl", cleaning_version="2026.1+rules.7")
        corpus.discover(run, "courier", [Link(url="http://courier.example/feed", kind=UrlKind.FEED)])
        corpus.commit(run, [bridge(), *_others(), attack(), *_failures()])
        corpus.commit(
            run, [bridge(title="City council reopens the old ferry bridge", fetched_at=SEEN + timedelta(hours=3))]
        )
        corpus.db.execute("UPDATE articles SET outline = NULL WHERE id = 3")
        corpus.end_run(run, finish_reason="finished", exit_code=0, requests=12)
    return corpus.path


def _others() -> tuple[Delivery, ...]:
    on = {"published_on": date(2026, 3, 1), "published_precision": "day", "published_source": "meta"}
    return (
        delivery("visnyk", 2, UKRAINIAN, title="Рада відкриває старий міст", language="uk", section="Місто", **on),
        delivery("sahifa", 3, ARABIC, title="المجلس يعيد فتح الجسر القديم", language="ar", **on),
        delivery(
            "courier", 4, PLAIN, title="Dredging begins in June", language="en", quality=("date-missing", "short")
        ),
    )


def _failures() -> tuple[Delivery | Settled, ...]:
    page = Page(url="http://courier.example/empty", body=b"", fetched_at=SEEN, source=SourceFacts(id="courier"))
    rejection = Rejection(url=page.url, reason=Reason.NO_TEXT, evidence="4 words of text")
    link = Link(url="http://courier.example/later", kind=UrlKind.ARTICLE)
    old = Link(url="http://courier.example/old", kind=UrlKind.ARTICLE)
    feed = Settled(
        url="http://courier.example/feed",
        source="courier",
        outcome=Outcome.LISTING,
        links=(link,),
        refusals=((old, Refusal.TOO_OLD),),
    )
    copy = delivery("visnyk", 6, PLAIN, title="Dredging begins in June", language="en")
    return (copy, Delivery(page=page, result=rejection), feed)


@contextlib.asynccontextmanager
async def served(database: Path) -> AsyncIterator[Any]:
    """The Datasette of ``thresher browse`` on a database, without a socket."""
    made = application(database)
    await made.invoke_startup()
    yield made
    for opened in made.databases.values():
        opened.close()
    made.executor.shutdown()


async def read(datasette: Any, path: str, status: int = 200) -> HtmlElement:
    """Get a page of ours and parse it."""
    answer = await datasette.client.get(path)
    assert status == answer.status_code, f"{path}: {answer.text[:500]}"
    return fromstring(answer.text)


def shown(element: HtmlElement, selector: str) -> list[str]:
    """The text of every element that an XPath finds, white space folded."""
    return [" ".join(found.text_content().split()) for found in element.xpath(selector)]
